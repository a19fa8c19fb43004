"""One training instance: the tokens of a window, and whatever labels its corpus has for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sayso.annotate.labels import MENTION_SCHEMES, ROLES, SPEECH, bio
from sayso.annotate.tokens import Tokens, make_windows, tokenize

IGNORE = -100
SRL = ("ARG0", "ARG1", "ARG2", "TMP", "LOC", "NEG", "MOD")
LINK_TAGS = {"role": bio(ROLES), "speech": bio(SPEECH), "srl": bio(SRL)}
BIO_TAGS = {**{name: bio(labels) for name, labels in MENTION_SCHEMES.items()}, "cue": bio(("cue",))}

Ints = NDArray[np.int64]
Offsets = tuple[int, int]
Words = tuple[int, int]


@dataclass(slots=True)
class Link:
    """Labels of all words as seen from one centre (a trigger, predicate or cue).

    `centre` is a word range, None where the event has no marked trigger. `tags`: (words,).
    `free`: bool (tags,), the tags that a word marked O may also have, because the corpus does
    not label them.
    """

    task: str
    centre: Words | None
    tags: Ints
    free: NDArray[np.bool_]


@dataclass(slots=True)
class Instance:
    """A window with its labels; a head without labels here is None or empty.

    Word arrays are (words,) with `IGNORE` (NaN for `score`) where unlabelled.
    """

    source: str
    tokens: Tokens
    layers: dict[str, Ints] = field(default_factory=dict)
    score: NDArray[np.float32] | None = None
    links: list[Link] = field(default_factory=list)
    pair: tuple[Words | None, Words | None] | None = None
    pair_types: tuple[int, ...] = ()
    sentence_class: int = IGNORE
    chains: list[list[Words]] = field(default_factory=list)

    def layer(self, name: str, default: int = IGNORE) -> Ints:
        """The named label layer, made on first use."""
        if name not in self.layers:
            self.layers[name] = np.full(self.tokens.words, default, np.int64)
        return self.layers[name]

    def words_of(self, span: Offsets) -> Words | None:
        """The words that a character span covers; None when it lies outside the window."""
        starts, ends = self.tokens.starts, self.tokens.ends
        low = int(np.searchsorted(ends, span[0], side="right"))
        high = int(np.searchsorted(starts, span[1], side="left"))
        return (low, high) if low < high else None

    def paint(self, name: str, spans: Iterable[tuple[Offsets, str]], tags: Sequence[str]) -> Ints:
        """Write a BIO layer in full: every word not in a span is O."""
        layer = self.layer(name, 0)
        for span, label in spans:
            if words := self.words_of(span):
                layer[words[0] : words[1]] = tags.index(f"I-{label}")
                layer[words[0]] = tags.index(f"B-{label}")
        return layer

    def link(
        self,
        task: str,
        centre: Offsets | None,
        spans: Iterable[tuple[Offsets, str]],
        *,
        labelled: Iterable[str] | None = None,
    ) -> None:
        """Add a link; `labelled` are the labels that the corpus marks (all, if None)."""
        where = self.words_of(centre) if centre else None
        if centre and not where:
            return
        tags = LINK_TAGS[task]
        known = None if labelled is None else set(labelled)
        free = np.array([known is not None and tag[2:] not in known for tag in tags])
        free[0] = True
        painted = np.zeros(self.tokens.words, np.int64)
        for span, label in spans:
            if words := self.words_of(span):
                painted[words[0] : words[1]] = tags.index(f"I-{label}")
                painted[words[0]] = tags.index(f"B-{label}")
        self.links.append(Link(task, where, painted, free))


def single(source: str, text: str) -> Instance:
    """An instance of one short text, cut at the length of a window."""
    tokens = tokenize([text])[0]
    windows = make_windows(tokens, [(0, len(text))])
    return Instance(source, windows[0].tokens)


def instances_of(source: str, text: str, sentences: list[Offsets]) -> Iterator[Instance]:
    """The instances of a document, window by window."""
    for window in make_windows(tokenize([text])[0], sentences):
        yield Instance(source, window.tokens)


def split_sentences(text: str) -> list[Offsets]:
    """Sentence offsets of a document that comes without."""
    from sentencex import segment

    spans, at = [], 0
    for sentence in segment("en", text):
        body = sentence.strip()
        if body:
            start = text.index(body, at)
            at = start + len(body)
            spans.append((start, at))
    return spans

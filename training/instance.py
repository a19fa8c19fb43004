"""One training instance: the tokens of a window, and whatever labels its corpus has for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sayso.annotate.labels import MENTION_SCHEMES, ROLE_LAYERS, SPEECH_LAYERS, Layers, bio
from sayso.annotate.tokens import Tokens, make_windows, tokenize

IGNORE = -100
SRL = ("ARG0", "ARG1", "ARG2", "TMP", "LOC", "NEG", "MOD")
LINKS: dict[str, Layers] = {
    "role": ROLE_LAYERS,
    "speech": SPEECH_LAYERS,
    "srl": (bio(SRL),),
}
BIO_TAGS = {**{name: bio(labels) for name, labels in MENTION_SCHEMES.items()}, "cue": bio(("cue",))}

Ints = NDArray[np.int64]
Offsets = tuple[int, int]
Words = tuple[int, int]


@dataclass(slots=True)
class Link:
    """Labels of all words as seen from one centre (a trigger, predicate or cue).

    `centre` is a word range, None where the event has no marked trigger. `tags`: (words, layers),
    each counted within its layer. `free`: bool (tags of all layers,), the tags that a word marked O
    may also have, because the corpus does not label them.
    """

    task: str
    centre: Words | None
    tags: Ints
    free: NDArray[np.bool_]


@dataclass(slots=True)
class Instance:
    """A window with its labels; a head without labels here is None or empty.

    Word arrays are (words,) with `IGNORE` (NaN for `score`) where unlabelled. `document` names the
    text of which the instance is a sentence, where the corpus has its sentences in their order.
    `convention` is the number in `CONVENTIONS` of the one that it is shown in.
    """

    source: str
    tokens: Tokens
    document: str = ""
    convention: int = 0
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
        layers = LINKS[task]
        known = None if labelled is None else set(labelled)
        free = np.array([
            tag == "O" or (known is not None and tag[2:] not in known)
            for tags in layers for tag in tags
        ])  # fmt: skip
        painted = np.zeros((self.tokens.words, len(layers)), np.int64)
        for span, label in spans:
            layer, begin = _tag_of(layers, f"B-{label}")
            if words := self.words_of(span):
                painted[words[0] : words[1], layer] = layers[layer].index(f"I-{label}")
                painted[words[0], layer] = begin
        self.links.append(Link(task, where, painted, free))


def _tag_of(layers: Layers, tag: str) -> tuple[int, int]:
    """The layer that has a tag, and the tag's number in it."""
    return next((n, tags.index(tag)) for n, tags in enumerate(layers) if tag in tags)


def concatenate(parts: Sequence[Instance], *, gap: int) -> Instance:
    """One window out of several texts, so that links learn to stay near their centre.

    `gap` is the shape's gap class put between them (1 space, 2 line break). Only for instances
    whose links have centres: an unmarked trigger is unmarked in one sentence, not in several.
    """
    whole = Instance(parts[0].source, _joined([part.tokens for part in parts], gap))
    words = np.cumsum([0] + [part.tokens.words for part in parts]).tolist()
    for part, low in zip(parts, words, strict=False):
        high = low + part.tokens.words
        for name, values in part.layers.items():
            moved = np.where(values == IGNORE, IGNORE, values + low) if name == "head" else values
            whole.layer(name)[low:high] = moved
        if part.score is not None:
            if whole.score is None:
                whole.score = np.full(whole.tokens.words, np.nan, np.float32)
            whole.score[low:high] = part.score
        whole.chains += [[(a + low, b + low) for a, b in chain] for chain in part.chains]
        for link in part.links:
            assert link.centre is not None
            tags = np.zeros((whole.tokens.words, link.tags.shape[1]), np.int64)
            tags[low:high] = link.tags
            centre = (link.centre[0] + low, link.centre[1] + low)
            whole.links.append(Link(link.task, centre, tags, link.free))
    return whole


def _joined(parts: list[Tokens], gap: int) -> Tokens:
    pieces = np.cumsum([0] + [len(part) for part in parts])
    chars = np.cumsum([0] + [int(part.ends[-1]) + 1 for part in parts])
    shapes = [part.shapes.copy() for part in parts]
    for later, part in zip(shapes[1:], parts[1:], strict=True):
        later[: int(part.first[1]) if part.words > 1 else len(part)] += 2 * gap
    return Tokens(
        ids=np.concatenate([part.ids for part in parts]),
        shapes=np.concatenate(shapes),
        first=np.concatenate([p.first + int(n) for p, n in zip(parts, pieces, strict=False)]),
        starts=np.concatenate([p.starts + int(n) for p, n in zip(parts, chars, strict=False)]),
        ends=np.concatenate([p.ends + int(n) for p, n in zip(parts, chars, strict=False)]),
    )


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

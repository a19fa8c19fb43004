"""Annotations made by hand: what the model would see, written into the tests."""

from __future__ import annotations

from typing import Any

import numpy as np

from sayso.annotate.annotation import Annotation, Speech, Tagged, Trigger
from sayso.coding.codebook import plover
from sayso.coding.events import draft
from sayso.read.sentences import sentences
from sayso.schema import Article, Event


class Marked:
    """A text on which spans are marked by their words; `"word#2"` is the second such word."""

    def __init__(self, text: str) -> None:
        self.article = Article(id="a", text=text)
        self.text = text
        self.cut = tuple(sentences(self.article))
        self.triggers: list[Trigger] = []
        self.spoken: list[Speech] = []
        self.found: list[Tagged] = []
        self.proper: list[Tagged] = []
        self.links: dict[tuple[int, int], tuple[tuple[int, int], float]] = {}

    def span(self, words: str) -> tuple[int, int]:
        """Where some words stand."""
        bare, _, nth = words.partition("#")
        at = -1
        for _ in range(int(nth or 1)):
            at = self.text.index(bare, at + 1)
        return at, at + len(bare)

    def tagged(self, words: str, label: str, score: float = 0.9) -> Tagged:
        """A labelled span."""
        return Tagged(*self.span(words), label, score)

    def names(self, **labels: str) -> Marked:
        """Proper names: label to names parted by "|"."""
        for label, names in labels.items():
            self.proper += [self.tagged(name, label) for name in names.split("|")]
        return self

    def mentions(self, **labels: str) -> Marked:
        """Mentions of the defence scheme, given likewise."""
        for label, names in labels.items():
            self.found += [self.tagged(name, label) for name in names.split("|")]
        return self

    def trigger(self, word: str, kind: str = "ASSAULT", **given: Any) -> Marked:
        """A trigger with its roles (`actor="A|B"`), `toll=(words, kind)`, `fact` and `mode`."""
        roles = [
            self.tagged(words, label, given.get("score", 0.9))
            for label in ("actor", "recipient", "place", "time")
            for words in str(given.get(label, "")).split("|")
            if words
        ]
        start, end = self.span(word)
        toll = given.get("toll")
        self.triggers.append(
            Trigger(
                start,
                end,
                given.get("sure", 0.9),
                ((kind, 0.9), ("COERCE", 0.05)),
                (given.get("mode"), 0.8),
                ((given.get("fact", "happened"), 0.9), ("planned", 0.05)),
                3.0,
                tuple(roles),
                ((self.tagged(toll[0], "toll"), toll[1]),) if toll else (),
                next(i for i, s in enumerate(self.cut) if s[0] <= start < s[1]),
                0,
                np.zeros(2, np.float32),
            )
        )
        self.triggers.sort(key=lambda t: t.start)
        return self

    def says(self, source: str, cue: str, *content: str, stance: str = "asserts") -> Marked:
        """Somebody's words; an empty source is nobody's."""
        said = tuple(self.tagged(words, "content") for words in content)
        who = self.tagged(source, "source") if source else None
        self.spoken.append(Speech(self.tagged(cue, "cue"), who, said, stance, 0.9, 0))
        return self

    def means(self, pronoun: str, name: str) -> Marked:
        """A pronoun or description and the earlier name that it stands for."""
        self.links[self.span(pronoun)] = (self.span(name), 0.9)
        return self

    def annotation(self) -> Annotation:
        """What was marked."""
        return Annotation(
            sentences=self.cut,
            mentions=tuple(self.found),
            names=tuple(self.proper),
            triggers=tuple(self.triggers),
            speech=tuple(self.spoken),
            antecedents=self.links,
        )

    def events(self) -> list[Event]:
        """The events that are drafted from it."""
        return draft(self.article, self.annotation(), plover())


def who(event: Event) -> tuple[list[str], list[str]]:
    """The words for the actors and the recipients of an event."""
    return [p.text for p in event.actors], [p.text for p in event.recipients]


def source(event: Event) -> list[str]:
    """The words for an event's speakers, the innermost first; none for the article."""
    return [s.source.text for s in event.attribution.chain() if s.source != "article"]

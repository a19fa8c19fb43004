"""Pronouns and "the group" to the name they stand for, inside one article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sayso.annotate.annotation import Annotation, Span, Tagged
from sayso.coding.spans import cross, span_of, within
from sayso.coding.words import names_people
from sayso.read.words import FIRST_PERSON, SECOND_PERSON, is_pronoun, lowered

# Counting words that stand alone as pronouns do.
_COUNTING = frozenset("both all some many others".split())
_MANY = frozenset("they them".split())
_DEFINITE = re.compile(r"(?:the|this|that|these|those|his|her|its|their)\s", re.IGNORECASE)
_POSSESSIVE = re.compile(r"(his|her|its|their|our|my)\s+(.+)", re.IGNORECASE | re.DOTALL)
# A definite description is replaced only when the model is fairly sure; a pronoun says nothing
# by itself, so that the likeliest antecedent is taken.
DEFINITE_MIN = 0.7
STEPS = 6  # links of a chain that are followed before it is taken for a circle


def stands_in(words: str) -> bool:
    """Whether some words stand for whoever is told elsewhere: "he", "both".

    "You" does not: it is whoever reads or listens.
    """
    low = lowered(words)
    return low in _COUNTING or (is_pronoun(words) and low not in SECOND_PERSON)


@dataclass(frozen=True, slots=True)
class Referent:
    """A mention, the span that names it, and why; `owner` is set for "his regime"."""

    span: Span
    named: Span | None
    owner: Span | None = None
    why: str = ""


class Referents:
    """Answers "whom does this span mean?" for one article."""

    def __init__(self, text: str, annotation: Annotation) -> None:
        self.text = text
        self.links = annotation.antecedents or {}
        self.names = sorted(span_of(name) for name in annotation.names)
        self.people = [m for m in annotation.mentions if m.label in ("Person", "Organisation")]
        self.bodies = [span_of(name) for name in annotation.names if name.label == "ORG"]
        self.sentences = annotation.sentences

    def resolve(self, span: Span, speaker: Span | None = None) -> Referent:
        """The referent of a span; `speaker` is who says the words in which it stands."""
        words = lowered(self.text[span[0] : span[1]].strip())
        if words in FIRST_PERSON:
            return self._speaker(span, words, speaker)
        if stands_in(words):
            named = self._meant_by(span, words)
            told = f"“{words}” read as “{self._show(named)}”" if named else f"“{words}” unresolved"
            return Referent(span, named, why=told)
        if self.has_name(span):
            return Referent(span, span)
        if match := _POSSESSIVE.match(self.text[span[0] : span[1]]):
            owner = speaker if lowered(match[1]) in FIRST_PERSON else None
            return self._possessive(span, span[0] + match.start(2), owner)
        if _DEFINITE.match(self.text[span[0] : span[1]]):
            named = self._follow(span, DEFINITE_MIN)
            if named:
                return Referent(span, named, why=f"“{words}” read as “{self._show(named)}”")
        return Referent(span, span)

    def _meant_by(self, span: Span, words: str) -> Span | None:
        """Whom a pronoun means: a name, else people told by kind, else the body named before."""
        return self._follow(span, 0.0) or self._described(span) or self._body_before(span, words)

    def has_name(self, span: Span) -> bool:
        """Whether a proper name stands inside a span."""
        return any(cross(span, name) for name in self.names)

    def _speaker(self, span: Span, words: str, speaker: Span | None) -> Referent:
        if not speaker:
            return Referent(span, None, why=f"“{words}” unresolved: no speaker known")
        named = self._named(speaker)
        return Referent(span, named, why=f"“{words}” is the speaker, “{self._show(named)}”")

    def _named(self, speaker: Span) -> Span:
        return speaker if self.has_name(speaker) else self._follow(speaker, 0.0) or speaker

    def _possessive(self, span: Span, head: int, owner: Span | None) -> Referent:
        """The owner of "his regime" is resolved, the rest kept as what belongs to him."""
        if owner is not None:
            named = self._named(owner)
            why = f"“{self.text[span[0] : head].strip()}” is the speaker’s, “{self._show(named)}”"
            return Referent(span, span, owner=named, why=why)
        pronoun = (span[0], span[0] + len(self.text[span[0] : head].rstrip()))
        owner = self._follow(pronoun, 0.0) or self._follow(span, DEFINITE_MIN)
        if owner is None:
            owner = self._nearest_person(span[0])
        why = f"“{self.text[span[0] : span[1]]}” belongs to “{self._show(owner)}”" if owner else ""
        return Referent(span, span, owner=owner, why=why)

    def _nearest_person(self, before: int) -> Span | None:
        named: list[Tagged] = [
            m for m in self.people if m.end <= before and self.has_name(span_of(m))
        ]
        return span_of(named[-1]) if named else None

    def _follow(self, span: Span, least: float) -> Span | None:
        """The first mention with a proper name up the chain of antecedents."""
        for before, score in self._chain(span):
            if score < least:
                return None
            if self.has_name(before):
                return before
        return None

    def _described(self, span: Span) -> Span | None:
        """The people that a chain of antecedents without a name leads to: "gunmen"."""
        told = ((at, self.text[at[0] : at[1]]) for at, _ in self._chain(span))
        at, words = next(((at, words) for at, words in told if not is_pronoun(words)), (None, ""))
        return at if names_people(words) else None

    def _chain(self, span: Span) -> Iterator[tuple[Span, float]]:
        """The antecedents of a span, one of the other, with the sureness of each."""
        at = self._key(span)
        for _ in range(STEPS):
            if at is None or at not in self.links:
                return
            yield self.links[at]
            at = self.links[at][0]

    def _body_before(self, span: Span, words: str) -> Span | None:
        """The last body named before "they" or "them" in its sentence."""
        if words not in _MANY:
            return None
        start = next((low for low, high in self.sentences if low <= span[0] < high), span[0])
        return max((body for body in self.bodies if start <= body[0] < span[0]), default=None)

    def _key(self, span: Span) -> Span | None:
        if span in self.links:
            return span
        inside: Sequence[Span] = [s for s in self.links if within(span, s)]
        return min(inside, key=lambda s: s[1] - s[0], default=None)

    def _show(self, span: Span | None) -> str:
        return self.text[span[0] : span[1]] if span else ""

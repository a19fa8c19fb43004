"""The actors and recipients of an act: the model's spans, mended by the words of the clause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sayso.annotate.annotation import Span, Tagged
from sayso.coding.acts import Act
from sayso.coding.agree import is_plural
from sayso.coding.clauses import Clause, Clauses
from sayso.coding.referents import stands_in
from sayso.coding.spans import cross, span_of, within
from sayso.coding.words import CLOSED, DETERMINERS, Words, names_people

SURE = 0.75  # a further party must be this sure, as a share of the surest one's score
_AND = re.compile(r",? and ")
_COORDINATED = re.compile(r"\s*(?:,|and|or|&|as well as|along with|,\s*and)\s*")
# What a clause tells is surer than a link the model is in doubt of, less sure than its surest.
BY_GRAMMAR = 0.7
BODILY = ("ASSAULT", "COERCE", "SANCTION", "RETREAT", "AID", "MOBILIZE")
# Types in which two named sides act on each other: neither is the recipient.
MUTUAL = ("AGREE", "CONSULT", "COOPERATE")


@dataclass(frozen=True, slots=True)
class Parties:
    """Who acts and who is acted upon, as spans of the text."""

    actors: tuple[Tagged, ...]
    recipients: tuple[Tagged, ...]


class PartyReader:
    """Finds the parties of the acts of one text."""

    def __init__(self, words: Words) -> None:
        self.words, self.clauses = words, Clauses(words)

    def clause(self, act: Act, sentence: Span) -> list[Clause]:
        """The clauses of an act's triggers, the head's first."""
        return [self.clauses.of(span_of(t), sentence) for t in act.triggers]

    def reach(self, act: Act, sentence: Span) -> Span:
        """The stretch of a sentence that tells an act: its words up to the next act's."""
        own = {span_of(trigger) for trigger in act.triggers}
        low, high = min(s for s, _ in own), max(e for _, e in own)
        inside = [s for s in self.words.stops if sentence[0] <= s < sentence[1]]
        others = sorted(s for s in inside if all(s != start for start, _ in own))
        before = [s for s in others if s < low]
        after = [s for s in others if s > high]
        return (before[-1] if before else sentence[0]), (after[0] if after else sentence[1])

    def read(self, acts: Iterable[tuple[Act, Span]]) -> Iterator[Parties]:
        """The parties of each act with its sentence, in order.

        A verb after "and" or a comma has the actor of the last verb of its form.
        """
        last: dict[tuple[Span, str], tuple[int, tuple[Tagged, ...]]] = {}
        for act, sentence in acts:
            clauses = self.clause(act, sentence)
            found = self._parties(act, clauses)
            head = clauses[0]
            if head.form == "active":
                key = sentence, self.words.text[slice(*head.trigger)][-2:].lower()
                at, shared = last.get(key, (0, ()))
                own = any(actor.start < at for actor in found.actors)
                if head.coordinated and shared and not own:
                    found = replace(found, actors=_without(shared, found.recipients))
                if found.actors:
                    last[key] = head.trigger[0], found.actors
            yield found

    def _parties(self, act: Act, clauses: list[Clause]) -> Parties:
        kind = act.head.types[0][0]
        spans = list(self._settled(act, kind))
        actors = _surest(self._label(spans, "actor"), self.words.text)
        recipients = _surest(self._label(spans, "recipient"), self.words.text)
        if kind in BODILY:
            told = list(self._told([*actors, *recipients], clauses))
            actors = self._label([*actors, *told], "actor")
            recipients = self._label([*recipients, *told], "recipient")
        if kind not in MUTUAL:
            actors, recipients = _apart(actors, recipients)
        return Parties(tuple(actors), tuple(recipients))

    def _label(self, spans: Iterable[Tagged], role: str) -> list[Tagged]:
        found: list[Tagged] = []
        for tagged in sorted(spans, key=lambda t: (t.start, -t.end)):
            inside = any(within(span_of(tagged), span_of(other)) for other in found)
            if tagged.label == role and not inside:
                found.append(tagged)
        return found

    def _settled(self, act: Act, kind: str) -> Iterator[Tagged]:
        """The model's spans, whole and without weapons, but for those that name nobody."""
        parties = (role for role in act.roles if role.label in ("actor", "recipient"))
        for role in (part for party in parties for part in self._each(party)):
            span = self._nearest_part(self.words.grown(span_of(role)))
            if kind in BODILY:
                if self.clauses.is_state(span):
                    continue
                if role.label == "actor" and self.clauses.is_means(span):
                    continue
                span = self.clauses.unarmed(span) if role.label == "actor" else span
            if self._says_who(span):
                yield replace(role, start=span[0], end=span[1])

    def _each(self, party: Tagged) -> list[Tagged]:
        """The parties of a span that took in two: "Russia and the Assad regime", "the United
        Nations and aid workers"."""
        names = self.words.names
        for found in _AND.finditer(self.words.text, party.start, party.end):
            halves = (party.start, found.start()), (found.end(), party.end)
            named = [any(within(name, half) for name in names) for half in halves]
            apart = all(named) or (self._is_name(halves[0]) and self._is_kind(halves[1]))
            if apart and not any(cross(name, found.span()) for name in names):
                first, rest = (replace(party, start=a, end=b) for a, b in halves)
                return [first, *self._each(rest)]
        return [party]

    def _is_name(self, span: Span) -> bool:
        """Whether a span is a name and its article."""
        names = (name for name in self.words.names if name[1] == span[1] and within(name, span))
        return any(
            all(word.low in DETERMINERS for word in self.words.between(span[0], start))
            for start, _ in names
        )

    def _is_kind(self, span: Span) -> bool:
        """Whether a span says several of a kind, but not as somebody's: "its allies"."""
        words = [word.low for word in self.words.between(*span)]
        return bool(words) and words[0] not in CLOSED and is_plural(words[-1])

    def _nearest_part(self, span: Span) -> Span:
        """Of a place told with what it lies in ("Tyre, Lebanon"), the place."""
        text = self.words.text[slice(*span)]
        head, comma, rest = text.partition(", ")
        if comma and " and " not in rest and span in self.words.names:
            return span[0], span[0] + len(head)
        return span

    def _says_who(self, span: Span) -> bool:
        words = [word.low for word in self.words.between(*span)]
        head = next((i for i, word in enumerate(words) if i and word in CLOSED), len(words)) - 1
        lists = self.clauses.lists
        if words and words[head] in lists.no_party:
            return False
        if words and words[head] in lists.brawn and lists.sheer.issuperset(words[:head]):
            return False
        return any(stands_in(word) or word not in CLOSED | DETERMINERS for word in words)

    def _told(self, spans: list[Tagged], clauses: list[Clause]) -> Iterator[Tagged]:
        """Parties that the clause names and the model did not link."""
        for clause in clauses:
            if clause.agent and not any(s.label == "actor" for s in spans):
                yield Tagged(*clause.agent, "actor", BY_GRAMMAR)
            victim = clause.victim
            if victim is None or any(cross(span_of(s), victim) for s in spans):
                continue
            people = names_people(self.words.text[slice(*victim)])
            missing = not any(s.label == "recipient" for s in spans)
            if people or (missing and self.clauses.is_target(victim) and self._says_who(victim)):
                yield Tagged(*victim, "recipient", BY_GRAMMAR)


def _beside(text: str, one: Tagged, two: Tagged) -> bool:
    first, second = sorted((one, two), key=lambda tagged: tagged.start)
    return bool(_COORDINATED.fullmatch(text[first.end : second.start]))


def _surest(spans: list[Tagged], text: str) -> list[Tagged]:
    """The surest span, those coordinated with one taken, those nearly as sure.

    A weak further span is most often the head of a clause about the first.
    """
    if not spans:
        return []
    surest = max(spans, key=lambda tagged: tagged.score)
    kept: list[Tagged] = []
    for tagged in spans:
        beside = kept and _beside(text, kept[-1], tagged)
        if tagged is surest or tagged.score >= SURE * surest.score or beside:
            kept.append(tagged)
    return kept


def _apart(actors: list[Tagged], recipients: list[Tagged]) -> tuple[list[Tagged], list[Tagged]]:
    """Nobody acts on himself: of two readings of one span the surer stays."""

    def rivals(tagged: Tagged, others: list[Tagged]) -> list[float]:
        return [o.score for o in others if cross(span_of(tagged), span_of(o))]

    return (
        [a for a in actors if all(score <= a.score for score in rivals(a, recipients))],
        [r for r in recipients if all(score < r.score for score in rivals(r, actors))],
    )


def _without(actors: Iterable[Tagged], recipients: Iterable[Tagged]) -> tuple[Tagged, ...]:
    taken = {span_of(recipient) for recipient in recipients}
    return tuple(actor for actor in actors if span_of(actor) not in taken)

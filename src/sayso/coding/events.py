"""Triggers and their links to drafted events; names, places and dates are resolved later."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sayso.annotate.annotation import Annotation, Tagged, Trigger
from sayso.coding.codebook import Codebook
from sayso.coding.referents import Referent, Referents
from sayso.coding.speakers import Speakers, Voice
from sayso.schema import Article, DateRange, Event, Participant, Place, Quantity, Span, Tolls

_DATELINE = re.compile(r"[A-Z]{3}[^\n]{0,60}?\s[-–—]+\s")
DETERMINERS = frozenset({"the", "a", "an", "both", "other", "some"})
ACCUSED = 80  # characters from an accusing word to the act it blames
SURE = 0.75  # a further party must be this sure, as a share of the surest one's score
_COORDINATED = re.compile(r"\s*(?:,|and|or|&|as well as|along with|,\s*and)\s*")
# Types in which a place that is struck, taken or held is where it happens.
AT_RECIPIENT = ("ASSAULT", "COERCE", "MOBILIZE", "RETREAT")


def draft(article: Article, annotation: Annotation, codebook: Codebook) -> list[Event]:
    """The events of an article as its triggers tell them, one each, unresolved.

    Places, dates and tolls hold only their words; `sayso.resolve` fills the rest.
    """
    return list(_Drafter(article, annotation, codebook).events())


class _Drafter:
    """One article's events."""

    def __init__(self, article: Article, annotation: Annotation, codebook: Codebook) -> None:
        self.article, self.annotation, self.codebook = article, annotation, codebook
        self.text = article.text
        self.referents = Referents(self.text, annotation)
        self.speakers = Speakers(self.text, annotation, self.referents)
        self.locations = [(n.start, n.end) for n in annotation.names if n.label == "LOC"]

    def events(self) -> Iterator[Event]:
        """The drafted events, in the order of their triggers."""
        drafted: list[Event] = []
        for number, trigger in enumerate(self.annotation.triggers, 1):
            drafted.append(self._blamed(self._event(f"e{number}", trigger), drafted))
        yield from drafted

    def _blamed(self, event: Event, before: list[Event]) -> Event:
        """An act told after "denied ... and accused X of" stands under the accusing word."""
        said = event.attribution
        if said.source == "article" or said.cue is None or said.stance == "accuses":
            return event
        for act in reversed(before):
            gap = self.text[act.trigger.end : event.trigger.start]
            if act.trigger.start <= said.cue.start or len(gap) > ACCUSED or ". " in gap:
                return event
            if act.type == "ACCUSE" and act.attribution.source != said.source:
                blame = replace(said, stance="accuses", cue=act.trigger)
                return replace(event, attribution=blame)
        return event

    def _event(self, name: str, trigger: Trigger) -> Event:
        voice = self.speakers.voice(trigger.start, trigger.end)
        kind, score = trigger.types[0]
        actors = tuple(self._participants(trigger, "actor"))
        recipients = tuple(self._participants(trigger, "recipient"))
        factuality, sure = trigger.factuality[0]
        if voice.attribution.stance == "denies" and factuality in ("happened", "ongoing"):
            factuality = "did_not_happen"  # to deny an act is to say that it did not happen
        return Event(
            id=name,
            type=kind,
            mode=trigger.mode[0],
            quad=self.codebook.quad(kind),
            trigger=self._span(trigger),
            actors=actors,
            recipients=_without(recipients, actors),
            place=self._place(trigger, kind),
            date=self._date(trigger),
            tolls=self._tolls(trigger),
            factuality=factuality,  # type: ignore[arg-type]
            factuality_score=round(sure, 4),
            score=round(trigger.score * score, 4),
            attribution=voice.attribution,
            evidence=(self._span(trigger),),
            runner_up=(trigger.types[1][0], round(trigger.types[1][1], 4)),
            why=self._why(trigger, voice),
        )

    def _participants(self, trigger: Trigger, role: str) -> Iterator[Participant]:
        speaker = self.speakers.speaker_span(trigger.start, trigger.end)
        seen = set()
        for tagged in self._parties(trigger, role):
            referent = self.referents.resolve((tagged.start, tagged.end), speaker)
            span = referent.named
            if span is not None and span not in seen:
                seen.add(span)
                yield self._participant(span, tagged, referent)

    def _parties(self, trigger: Trigger, role: str) -> list[Tagged]:
        """The spans of a role: the surest, those coordinated with one taken, those nearly as sure.

        A weak further span is most often the head of a clause about the first.
        """
        spans = [
            tagged
            for tagged in trigger.roles
            if tagged.label == role
            and self.text[tagged.start : tagged.end].lower() not in DETERMINERS
        ]
        if not spans:
            return []
        surest = max(spans, key=lambda tagged: tagged.score)
        kept: list[Tagged] = []
        for tagged in spans:
            beside = kept and _COORDINATED.fullmatch(self.text[kept[-1].end : tagged.start])
            if tagged is surest or tagged.score >= SURE * surest.score or beside:
                kept.append(tagged)
        return kept

    def _participant(
        self, span: tuple[int, int], tagged: Tagged, referent: Referent
    ) -> Participant:
        name = self.text[referent.owner[0] : referent.owner[1]] if referent.owner else None
        return Participant(
            *span,
            self.text[span[0] : span[1]],
            name=name,
            score=round(tagged.score, 4),
            why=referent.why,
        )

    def _place(self, trigger: Trigger, kind: str) -> Place | None:
        named = _spans(trigger.roles, "place")
        if not named and kind in AT_RECIPIENT:
            named = [
                place
                for start, end in _spans(trigger.roles, "recipient")
                for place in self.locations
                if start <= place[0] and place[1] <= end
            ]
        named = [(a, b) for a, b in named if any(char.isupper() for char in self.text[a:b])]
        if not named:
            return None
        # nested places stand together ("Talbiseh, in Homs province"): the words keep all of them
        return Place(text="; ".join(dict.fromkeys(self.text[a:b] for a, b in named)))

    def _date(self, trigger: Trigger) -> DateRange | None:
        times = _spans(trigger.roles, "time")
        if not times:
            return None
        # a dateline's day is the report's; the words beside the trigger tell the happening's
        times.sort(key=lambda span: (self._in_dateline(span), abs(span[0] - trigger.start)))
        return DateRange(None, None, 5, text="; ".join(self.text[a:b] for a, b in times))

    def _in_dateline(self, span: tuple[int, int]) -> bool:
        line = self.text.rfind("\n", 0, span[0]) + 1
        match = _DATELINE.match(self.text, line)
        return match is not None and span[1] <= match.end()

    def _tolls(self, trigger: Trigger) -> Tolls:
        from sayso.resolve.quantities import parse_quantity

        told: dict[str, Quantity] = {}
        for tagged, kind in trigger.tolls:
            quantity = parse_quantity(self.text[tagged.start : tagged.end])
            if quantity is not None:
                told.setdefault(kind, quantity)
        return Tolls(**told)

    def _why(self, trigger: Trigger, voice: Voice) -> dict[str, str]:
        (first, p1), (second, p2) = trigger.types[:2]
        facts = ", ".join(f"{label} {p:.2f}" for label, p in trigger.factuality[:2])
        return {
            "type": f"{first} {p1:.2f}, then {second} {p2:.2f}",
            "mode": f"{trigger.mode[0] or 'none'} {trigger.mode[1]:.2f}",
            "factuality": f"{facts}; certainty {trigger.certainty:+.1f} of ±3",
            "source": voice.why,
        }

    def _span(self, tagged: Tagged | Trigger) -> Span:
        return Span(tagged.start, tagged.end, self.text[tagged.start : tagged.end])


def _spans(roles: Sequence[Tagged], label: str) -> list[tuple[int, int]]:
    return [(role.start, role.end) for role in roles if role.label == label]


def _without(
    recipients: Sequence[Participant], actors: Sequence[Participant]
) -> tuple[Participant, ...]:
    """Nobody acts on himself: a recipient whose pronoun led back to the actor is dropped."""
    taken = {(actor.start, actor.end) for actor in actors}
    return tuple(r for r in recipients if (r.start, r.end) not in taken)

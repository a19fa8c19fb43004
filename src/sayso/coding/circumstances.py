"""Where and when an act happened and how many it hit, as the words around it tell."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from sayso.annotate.annotation import Annotation, Span, Speech, Tagged
from sayso.coding.acts import Act
from sayso.coding.clauses import Clause
from sayso.coding.figures import Figures, measure_of
from sayso.coding.parties import Parties
from sayso.coding.spans import cross, span_of, within
from sayso.coding.words import DETERMINERS, Words
from sayso.resolve.quantities import parse_quantity
from sayso.schema import DateRange, Place, Quantity, Tolls

_DATELINE = re.compile(r"[A-Z]{3}[^\n]{0,60}?\s[-–—]+\s")
# Types in which a place that is struck, taken or held is where it happens.
AT_RECIPIENT = ("ASSAULT", "COERCE", "MOBILIZE", "RETREAT")
_IN = frozenset(
    "in at near on inside outside around across over of from south north east west".split()
)
# Words for no more than the surroundings of a name, with which gazetteers do not list it.
_AREA = re.compile(r"^(?:the\s+)?(?P<name>.+?)\s+(?:areas?|vicinity|front)$")
# "since the war first broke out" in front of "in March 2011"
_SINCE = re.compile(
    r"\bsince\s+(?:[^.;\n]{3,90}?\s(?:began|erupted|started|broke\s+out)\s+)?$", re.IGNORECASE
)
SINCE_REACH = 110  # characters
SPEAKER_REACH = 60  # characters between a speaker's name and his cue


class Circumstances:
    """Answers where, when and how many, for the acts of one text."""

    def __init__(self, words: Words, annotation: Annotation) -> None:
        self.words, self.text, self.annotation = words, words.text, annotation
        self.locations = [span_of(n) for n in annotation.names if n.label == "LOC"]
        self.times = [span_of(m) for m in annotation.mentions if m.label == "Temporal"]
        self.bodies = {span_of(m) for m in annotation.mentions if m.label == "Organisation"}
        self.people = [span_of(n) for n in annotation.names if n.label == "PER"]
        self.speakers = [_speaker(speech) for speech in annotation.speech if speech.source]
        self.figures = Figures(words)
        self.triggers = sorted(span_of(t) for t in annotation.triggers)

    def place(self, act: Act, parties: Parties, sentence: Span) -> Place | None:
        """The words that name the place, joined by "; "; None where none is told."""
        named = [self.words.grown(span_of(r)) for r in self._near(act, "place")]
        named = [span for span in named if self._is_proper(span) and span not in self.bodies]
        named = [span for span in named if not self._is_somebodys(span, act)]
        named = [span for span in named if not self._is_mates(span, act)]
        named = self._own(act, named)
        if not named and act.head.types[0][0] in AT_RECIPIENT:
            named = (
                [
                    place
                    for party in parties.recipients
                    for place in self.locations
                    if within(place, span_of(party))
                ]
                or self._beside(act, sentence)
                or self._opening(act, parties, sentence)
            )
        if not named:
            return None
        # nested places stand together ("Talbiseh, in Homs province"): the words keep all of them
        named = [self._bare(span) for span in named]
        return Place(text="; ".join(dict.fromkeys(self.text[a:b] for a, b in named)))

    def _is_somebodys(self, span: Span, act: Act) -> bool:
        """Whether a name is a person's, or tells where a speaker is and not what he tells of."""
        if any(cross(span, name) for name in self.people):
            return not any(cross(span, place) for place in self.locations)
        first = min(t.start for t in act.triggers)
        return any(within(span, said) and not said[0] <= first < said[1] for said in self.speakers)

    def _is_mates(self, place: Span, act: Act) -> bool:
        """Whether a place is the object of another act in a row of equals: "defending Haditha,
        killing its leaders", where "seized Haditha, killing its leaders" is one act's place."""
        head = span_of(act.head)
        before = [t for t in self.triggers if t[1] <= place[0]]
        if not before or not self._is_gerund(before[-1]) or before[-1] == head:
            return False
        if before[-1] < head and not self._is_gerund(head):
            return False
        between = self.words.between(before[-1][1], place[0])
        return all(word.low in DETERMINERS for word in between)

    def _is_gerund(self, trigger: Span) -> bool:
        return self.text[slice(*trigger)].endswith("ing")

    def _bare(self, span: Span) -> Span:
        """A name without the words for its surroundings: "the Sheikh Maqsoud area"."""
        found = _AREA.match(self.text[slice(*span)])
        if found is None or not any(within(name, span) for name in self.locations):
            return span
        return span[0] + found.start("name"), span[0] + found.end("name")

    def date(self, act: Act, sentence: Span) -> DateRange | None:
        """The words that tell the time, the happening's own before the report's."""
        times = [self._whole(role, act.head.start) for role in self._near(act, "time")]
        times = [span for span in times if any(c.isalnum() for c in self.text[slice(*span)])]
        if not times:
            times = self._sole([t for t in self.times if within(t, sentence)], act, sentence)
        if not times:
            return None
        at = act.head.start
        # a dateline's day is the report's; the words beside the trigger tell the happening's
        times.sort(key=lambda span: (self._in_dateline(span), abs(span[0] - at)))
        told = dict.fromkeys(self.text[a:b] for a, b in times)
        return DateRange(None, None, 5, text="; ".join(told))

    def tolls(self, act: Act, clauses: Iterable[Clause]) -> Tolls:
        """The figures linked to the act, and those of the people whom its clause says it hit."""
        told: dict[str, Quantity] = {}
        for clause in clauses:
            measure = measure_of(self.text[slice(*clause.trigger)])
            if measure and (quantity := self.figures.of_clause(clause)):
                told.setdefault(measure, quantity)
        for tagged, kind in act.tolls:
            if self.figures.is_part(tagged) or not self.figures.counts_people(tagged):
                continue
            if quantity := parse_quantity(self._figure(tagged)):
                told.setdefault(self.figures.measured(tagged) or kind, quantity)
        return Tolls(**told)

    def _near(self, act: Act, label: str) -> list[Tagged]:
        """The spans of a role in the act's own paragraph: a headline has no caption's place."""
        at = act.head.start
        roles = [role for role in act.roles if role.label == label]
        return [r for r in roles if "\n" not in self.text[min(at, r.start) : max(at, r.start)]]

    def _figure(self, tagged: Tagged) -> str:
        """A figure with the hedge and number that the model cut off ("at least" + "nine")."""
        words = self.text[tagged.start : tagged.end]
        if any(char.isdigit() for char in words):
            return words
        end = self.words.grown(span_of(tagged))[1]
        return self.text[tagged.start : max(end, tagged.end)]

    def _own(self, act: Act, places: list[Span]) -> list[Span]:
        """Of places of several acts in a list, the one between this act's word and the next's."""
        if len(places) < 2:
            return places
        number = bisect_right(self.triggers, (act.head.start, len(self.text)))
        after = self.triggers[number][0] if number < len(self.triggers) else len(self.text)
        own = [place for place in places if act.head.end <= place[0] and place[1] <= after]
        return own or places

    def _beside(self, act: Act, sentence: Span) -> list[Span]:
        """The one place of a sentence that says where: "in Homs", with no second to choose from.

        Of places that lie in each other ("in Homs, Syria") both.
        """
        inside = [p for p in self.locations if within(p, sentence) and self._is_where(p)]
        inside = [p for p in inside if not self._is_somebodys(p, act)]
        nested = [
            place
            for place in self.locations
            if inside and place[0] > inside[0][1]
            and self.text[inside[0][1] : place[0]].strip() in (",", "")
        ]  # fmt: skip
        if len([p for p in inside if p not in nested]) != 1:
            return []
        return (
            [*inside, *(p for p in nested if p not in inside)] if self._alone(act, sentence) else []
        )

    def _opening(self, act: Act, parties: Parties, sentence: Span) -> list[Span]:
        """The one place that a sentence opens with, where all of it happens: "South of Kirkuk,
        fighters freed villages under air strikes"."""
        inside = [p for p in self.locations if within(p, sentence) and self._is_where(p)]
        if len(inside) != 1 or self._is_somebodys(inside[0], act):
            return []
        lead = self.words.between(sentence[0], inside[0][0])
        while lead and (lead[-1].low in _IN or lead[-1].low in DETERMINERS):
            lead.pop()
        if lead and not lead[-1].is_mark:
            return []  # "fighters in Kirkuk" tells where they are
        told = [span_of(party) for party in (*parties.actors, *parties.recipients)]
        told += [trigger for trigger in self.triggers if within(trigger, sentence)]
        return inside if all(inside[0][1] <= span[0] for span in told) else []

    def _is_where(self, place: Span) -> bool:
        before = self.words.before(place[0])
        return before is not None and before.low in _IN

    def _sole(self, times: list[Span], act: Act, sentence: Span) -> list[Span]:
        """The time of a sentence that tells but one act and one time."""
        return times if len(times) == 1 and self._alone(act, sentence) else []

    def _alone(self, act: Act, sentence: Span) -> bool:
        own = {span_of(trigger) for trigger in act.triggers}
        return all(t in own for t in self.triggers if within(t, sentence))

    def _whole(self, role: Tagged, trigger: int) -> Span:
        """A time with the rest of its words, which the model often leaves out ("on" + "Friday").

        What is told since the war broke out happened since, but for the breaking out.
        """
        start, end = role.start, role.end
        for time in self.times:
            if time[0] < end + 2 and start < time[1]:
                start, end = min(start, time[0]), max(end, time[1])
        since = _SINCE.search(self.text, max(0, start - SINCE_REACH), start)
        return (since.start() if since and not since.start() < trigger < start else start), end

    def _is_proper(self, span: Span) -> bool:
        return any(char.isupper() for char in self.text[slice(*span)])

    def _in_dateline(self, span: Span) -> bool:
        line = self.text.rfind("\n", 0, span[0]) + 1
        match = _DATELINE.match(self.text, line)
        return match is not None and span[1] <= match.end()


def _speaker(speech: Speech) -> Span:
    """A speaker with what stands between him and his cue: "a witness in Akcakale said"."""
    assert speech.source is not None
    if speech.source.end <= speech.cue.start <= speech.source.end + SPEAKER_REACH:
        return speech.source.start, speech.cue.start
    return span_of(speech.source)

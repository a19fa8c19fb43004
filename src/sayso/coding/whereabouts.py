"""Where an act happened whose own words do not say so: read from what the article told before.

The most exact place named anywhere for an event is its place (guideline 16). Three signs lend one:
"the town", "there" and the like, the sentence before that goes on, and an article in which all acts
are in one place. A turn to something else ("elsewhere", "meanwhile") lends nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sayso.coding.agree import UNLIKE, actors_agree, dates_agree
from sayso.coding.facts import REAL, is_exact
from sayso.coding.words import SENTENCE_END, turning
from sayso.schema import Article, DateRange, Event, Place

GOING_ON = ("ASSAULT", "COERCE", "PROTEST")  # acts that go on where the last one was
LENDING = ("ASSAULT", "COERCE", "PROTEST", "MOBILIZE", "RETREAT")
NEAR = 600  # characters over which "the town" stands for the last scene of an act
PROVINCE_PREC = 4  # UCDP's `where_prec` of a first-level division
BACK = 2  # sentences over which a place still holds
_SAME = re.compile(
    r"\b(?:the|this|that|same)\s+(?:[a-z-]+\s+){0,2}?(?P<kind>city|town|village|district|camp"
    r"|neighbou?rhood|suburb|quarter|province|governorate|region|area|enclave|base|airport)\b"
    r"(?!\s+of\s+[A-Z]|['’]s|\s+(?:council|hall|centre|center))|\b(?P<there>there)\b"
    r"(?!\s+(?:is|are|was|were|has|have|had|will|would|could|may|might|should|can)\b)"
)
_TURNS = turning("another", "in other", "across the (?:country|region)", "nationwide")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_QUARTER = re.compile(r"\b(?:neighbou?rhoods?|districts?|quarter|street|suburbs?|square)\b", re.I)
_WIDE = frozenset("province governorate region".split())
_ANY = frozenset("area enclave there".split())


@dataclass(frozen=True, slots=True)
class _Told:
    """A place as some words name it: where they stand, and what they mean."""

    at: int
    place: Place
    is_scene: bool = False  # told as where an act happened


def placed(events: Sequence[Event], article: Article) -> tuple[Event, ...]:
    """The events, each without an exact place of its own given the one that the article tells.

    `article` is resolved: its mentions tell the places. What was told is never replaced but by a
    place inside it; `why["place"]` says from where one was taken.
    """
    reader = _Reader(events, article)
    return tuple(reader.placed(event) for event in events)


class _Reader:
    """The places of one article in the order of its words."""

    def __init__(self, events: Sequence[Event], article: Article) -> None:
        self.text, self.events = article.text, events
        self.starts = [0, *(m.end() for m in SENTENCE_END.finditer(self.text))]
        told = [_Told(m.start, m.place) for m in article.mentions if m.place and is_exact(m.place)]
        told += [
            _Told(e.trigger.start, e.place, is_scene=True)
            for e in events
            if e.place and is_exact(e.place)
        ]
        self.told = sorted(told, key=lambda one: one.at)
        self.day = article.date.start if article.date else None
        self.sole = self._sole()

    def placed(self, event: Event) -> Event:
        """One event with its place, if it lacks one and the article tells it."""
        if event.type not in LENDING or event.factuality not in REAL or is_exact(event.place):
            return event
        if (town := self._town_of(event)) is not None:
            return town
        for place, date, why in self._found(event):
            if event.place is None or _can_be_in(place, event.place):
                date = event.date or date
                return replace(event, place=place, date=date, why={**event.why, "place": why})
        return event

    def _town_of(self, event: Event) -> Event | None:
        """For a quarter that no gazetteer lists, near the town that it is told with."""
        told = event.place
        if told is None or told.lat is not None or not _QUARTER.search(told.text):
            return None
        at = event.trigger.start
        first, after = self._bounds(self._number(at))
        towns = [
            t
            for t in self.told
            if t.place.where_prec < PROVINCE_PREC and not _QUARTER.search(t.place.text)
        ]
        own = [t for t in towns if first <= t.at < after]
        before = [t for t in towns if at - NEAR < t.at < first]
        town = min(own, key=lambda t: abs(t.at - at), default=before[-1] if before else None)
        if town is None:
            return None
        why = f"“{told.text}” is not known: near “{town.place.name}”, told with it"
        near = replace(town.place, text=told.text, where_prec=2, why=why)
        return replace(event, place=near, why={**event.why, "place": why})

    def _found(self, event: Event) -> Iterator[tuple[Place, DateRange | None, str]]:
        """The places that an event may have happened in, the likeliest first, with their days."""
        number = self._number(event.trigger.start)
        words = self._sentence(number)
        if (same := self._same(event, number)) is not None:
            place, why = same
            yield place, None, why
        if event.type not in GOING_ON or event.place is not None or _TURNS.search(words):
            return
        if self._names_place(number) or self._is_background(event, words):
            return  # what its own sentence names is another's place
        if (before := self._before(event, number)) is not None and before.place is not None:
            why = f"goes on from “{before.place.name or before.place.text}”, told before"
            yield before.place, before.date, why
        if self.sole is not None:
            yield self.sole, None, f"the one place of this article’s acts, “{self.sole.name}”"

    def _is_background(self, event: Event, words: str) -> bool:
        """Whether a sentence tells of another year than the article's: "since protests in 2011"."""
        if self.day is None:
            return False
        told = event.date.start if event.date else None
        years = {int(year) for year in _YEAR.findall(words)} | ({told.year} if told else set())
        return bool(years) and self.day.year not in years

    def _same(self, event: Event, number: int) -> tuple[Place, str] | None:
        """The place that "the town" or "there" beside a trigger stands for."""
        start = self.starts[number]
        found = list(_SAME.finditer(self._sentence(number)))
        if not found:
            return None
        nearest = min(found, key=lambda m: abs(start + m.start() - event.trigger.start))
        kind = nearest["kind"] or "there"
        at = start + nearest.start()
        fits = [t for t in self.told if t.at < at and _is_of(kind, t.place)]
        # where something happened just before is meant sooner than what was only named
        acted = [t for t in fits if t.is_scene and at - t.at < NEAR]
        meant = max(acted or fits, key=lambda t: t.at, default=None)
        return (meant.place, f"“{nearest[0]}” read as “{meant.place.name}”") if meant else None

    def _before(self, event: Event, number: int) -> Event | None:
        """The act told last in the sentences just before, if all of them have its place, they turn
        nowhere, and it is no other day's act nor somebody else's."""
        low = self.starts[max(0, number - BACK)]
        between = self.text[low : event.trigger.start]
        near = [e for e in self.events if low <= e.trigger.start < self.starts[number]]
        near = [e for e in near if e.type in GOING_ON and is_exact(e.place)]
        names = {e.place.name for e in near if e.place}
        named = {t.place.name for t in self.told if low <= t.at < event.trigger.start}
        if len(names) != 1 or len(named) > 1 or _TURNS.search(between):
            return None
        last = near[-1]
        if dates_agree(event, last) == UNLIKE:
            return None
        others = actors_agree(event.actors, (*last.actors, *last.recipients)) == UNLIKE
        return None if others and last.actors else last

    def _names_place(self, number: int) -> bool:
        first, after = self._bounds(number)
        return any(first <= t.at < after for t in self.told)

    def _sole(self) -> Place | None:
        """The place of all acts that have one, if it is one and no other is named as exactly."""
        places = [e.place for e in self.events if e.place and e.type in LENDING]
        exact = [place for place in places if is_exact(place)]
        if not exact or len({place.name for place in exact}) > 1:
            return None
        sole = min(exact, key=lambda place: place.where_prec)
        others = [t.place for t in self.told if t.place.name != sole.name]
        rivals = [p for p in others if p.where_prec < PROVINCE_PREC or p.country != sole.country]
        return None if rivals else sole

    def _number(self, position: int) -> int:
        return max(0, bisect_right(self.starts, position) - 1)

    def _sentence(self, number: int) -> str:
        return self.text[slice(*self._bounds(number))]

    def _bounds(self, number: int) -> tuple[int, int]:
        after = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text)
        return self.starts[number], after


def _is_of(kind: str, place: Place) -> bool:
    """Whether a place can be called so: a province no town, and a town no province."""
    if kind in _ANY:
        return True
    is_province = place.where_prec == PROVINCE_PREC
    return is_province if kind in _WIDE else place.where_prec < PROVINCE_PREC


def _can_be_in(place: Place, told: Place) -> bool:
    """Whether a place can be where only a country, or an unknown name, was told."""
    if told.lat is None:
        return told.name is None and not any(char.isupper() for char in told.text)
    return place.country == told.country

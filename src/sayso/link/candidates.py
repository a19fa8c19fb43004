"""Which events of an archive are compared: those that share a place, a party or a word, and days.

Method: blocking (Fellegi and Sunter 1969): pairs are looked for among events that have a key in
common and lie within `DAYS` of each other.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sayso.read.stems import names

# an attack is told within days; what is told later of it names the day
DAYS = 3
CELL = 0.5  # degrees: 55 km of latitude, wider than most places' radius
MOST = 120  # events under one key within the days that one is compared with
FEW = 25  # the same for a name of the sentence: one that more events share says too little
COUNTRY_PREC = 6


@dataclass(frozen=True, slots=True)
class Found:
    """An event as linking sees it. `first` and `last` bound its day; `is_dated` says whether the
    text told it (else it is taken from the article's)."""

    event: str
    article: int
    type: str
    mode: str | None
    quad: str
    factuality: str
    stance: str
    source: str
    source_id: str | None
    trigger: str
    sentence: str
    actors: frozenset[str]
    recipients: frozenset[str]
    place: str | None
    lat: float | None
    lon: float | None
    country: str | None
    where_prec: int
    radius_km: float
    first: dt.date
    last: dt.date
    is_dated: bool
    tolls: tuple[tuple[str, int | None, int | None, int | None], ...]
    score: float

    @property
    def is_placed(self) -> bool:
        """Whether a place finer than a country is known."""
        return self.lat is not None and self.where_prec < COUNTRY_PREC

    @property
    def toll(self) -> dict[str, tuple[int | None, int | None, int | None]]:
        """Low, best and high by kind."""
        return {kind: (low, best, high) for kind, low, best, high in self.tolls}


def pairs(events: Sequence[Found]) -> list[tuple[int, int]]:
    """The pairs to compare, in order, each once."""
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, event in enumerate(events):
        for key in keys(event):
            blocks[key].append(number)
    found = {
        pair
        for key, inside in blocks.items()
        for pair in _near(inside, events, most=FEW if key[0] == "said" else MOST)
    }
    return sorted(found)


def keys(event: Found) -> Iterator[tuple[str, ...]]:
    """What an event is looked up under: its cell and the three beside it, its place's name, its
    parties with its type, and the names in its sentence, for one whose place was not coded."""
    if event.is_placed:
        assert event.lat is not None and event.lon is not None
        # four of the cells of doubled width and shifted grid hold any two points within CELL
        row, column = math.floor(event.lat / CELL), math.floor(event.lon / CELL)
        for down in (0, 1):
            for left in (0, 1):
                yield ("cell", str(row - down), str(column - left), event.quad)
    if event.place:
        yield ("name", event.place.lower(), event.quad)
    for party in event.actors | event.recipients:
        yield ("party", party, event.type)
    for name in names(event.sentence):
        yield ("said", name, event.quad)


def _near(
    inside: Iterable[int], events: Sequence[Found], *, most: int
) -> Iterator[tuple[int, int]]:
    """Pairs of one block whose days are near enough; at most so many with those that follow."""
    order = sorted(inside, key=lambda i: (events[i].first, i))
    reach = dt.timedelta(days=DAYS)
    for at, one in enumerate(order):
        for two in order[at + 1 : at + 1 + most]:
            if events[two].first > events[one].last + reach:
                break
            yield (min(one, two), max(one, two))

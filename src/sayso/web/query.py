"""What a page is asked for: the filters of its address, and the SQL that they come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

import msgspec

from sayso.archive.query import Query, article_conditions, event_conditions, parse_day
from sayso.errors import InputError

Conditions = Iterator[tuple[str, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Filter:
    """The filters that pages share, as the address has them; empty ones do not narrow.

    Those that `sayso.archive.Query` has mean the same. `box` is "west,south,east,north" and
    `near` "lat,lon", in degrees; `article` and `incident` are ids, `record` a record's name.
    """

    words: str = ""
    publisher: str = ""
    type: str = ""
    party: str = ""
    says: str = ""
    stance: str = ""
    factuality: str = ""
    country: str = ""
    place: str = ""
    since: str = ""
    until: str = ""
    near: str = ""
    km: float = 25.0
    article: str = ""
    incident: str = ""
    box: str = ""
    record: str = ""
    page: int = 1

    def params(self, **changed: Any) -> dict[str, str]:
        """The address's parameters that say this, with some changed; defaults are left out."""
        values = asdict(replace(self, **changed))
        plain = asdict(Filter())
        return {key: f"{value}" for key, value in values.items() if value != plain[key]}

    def link(self, **changed: Any) -> str:
        """The same as a query string with its question mark."""
        return "?" + urlencode(self.params(**changed))

    def query(self) -> Query:
        """What of it an archive is asked."""
        names = "words publisher type party says stance factuality country place since until"
        plain = {name: getattr(self, name) or None for name in names.split()}
        near = _numbers(self.near, "near", count=2)
        return Query(**plain, near=(near[0], near[1]) if near else None, km=self.km)

    @property
    def asks_events(self) -> bool:
        """Whether an event must pass, and not only the article around it."""
        return self.query().asks_fields or bool(self.box or self.incident or self.article)

    def corners(self) -> tuple[float, ...] | None:
        """West, south, east, north; None where no box is given."""
        return _numbers(self.box, "box", count=4)


def _numbers(text: str, name: str, *, count: int) -> tuple[float, ...] | None:
    if not text:
        return None
    try:
        found = tuple(float(part) for part in text.split(","))
    except ValueError:
        found = ()
    if len(found) != count or not all(abs(number) <= 360 for number in found):
        raise InputError(
            f"{name}={text[:60]} is not {count} numbers in degrees",
            remedy="write near=34.84,36.73 or box=west,south,east,north",
        )
    return found


def read_filter(params: Mapping[str, str]) -> Filter:
    """The filter of an address; raises `InputError` for a value of the wrong kind."""
    known = {key: value.strip() for key, value in params.items() if value.strip()}
    try:
        found = msgspec.convert(known, Filter, strict=False)
    except msgspec.ValidationError as error:
        raise InputError(
            f"a filter of the address cannot be read ({error})", remedy="pages are 1, 2, 3"
        ) from None
    for day in (found.since, found.until):
        if day:
            parse_day(day)
    found.query(), found.corners()
    return replace(found, page=max(1, min(found.page, 1_000_000)))


def of_events(wanted: Filter) -> Conditions:
    """The conditions on events `e` of articles `a`, with their parameters."""
    yield from event_conditions(wanted.query())
    yield from article_conditions(wanted.query())
    corners = wanted.corners()
    if corners:
        names = ("west", "south", "east", "north")
        yield (
            "e.lon BETWEEN $west AND $east AND e.lat BETWEEN $south AND $north",
            dict(zip(names, corners, strict=True)),
        )
    if wanted.article:
        yield "a.id = $article", {"article": wanted.article}
    if wanted.incident:
        inside = "e.event IN (SELECT event FROM incident_events WHERE incident = $incident)"
        yield inside, {"incident": wanted.incident}


def of_articles(wanted: Filter) -> Conditions:
    """The conditions on articles `a` that are about themselves and not about their events."""
    yield from article_conditions(wanted.query())

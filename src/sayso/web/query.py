"""What a page is asked for: the filters of its address, and the conditions they come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

import msgspec

from sayso.archive.query import (
    Query,
    article_conditions,
    kind_conditions,
    parse_day,
    party_conditions,
    place_conditions,
)
from sayso.errors import InputError


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
        values = {name: changed.get(name, getattr(self, name)) for name in DEFAULTS}
        return {name: f"{value}" for name, value in values.items() if value != DEFAULTS[name]}

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


DEFAULTS: dict[str, Any] = {field.name: field.default for field in fields(Filter)}


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


@dataclass(frozen=True, slots=True)
class Condition:
    """SQL that the rows of a table of `sayso.web.tables` must meet, under its `alias`."""

    table: str
    alias: str
    sql: str
    parameters: dict[str, Any]


def conditions(wanted: Filter) -> Iterator[Condition]:
    """The conditions of a filter, besides its words, its days and its incident."""
    query = wanted.query()
    for table, alias, found in (
        ("parties", "p", party_conditions(query)),
        ("kinds", "e", kind_conditions(query)),
        ("places", "e", place_conditions(query)),
        ("articles", "a", article_conditions(query)),
    ):
        for sql, parameters in found:
            yield Condition(table, alias, sql, parameters)
    corners = wanted.corners()
    if corners:
        inside = "e.lon BETWEEN $west AND $east AND e.lat BETWEEN $south AND $north"
        names = ("west", "south", "east", "north")
        yield Condition("places", "e", inside, dict(zip(names, corners, strict=True)))
    if wanted.article:
        yield Condition("articles", "a", "a.id = $article", {"article": wanted.article})

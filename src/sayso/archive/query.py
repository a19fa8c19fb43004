"""What is looked for in an archive: words of the text, fields of the events, or both."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from sayso.errors import InputError

DEGREE_KM = 111.2  # of latitude
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class Query:
    """Filters that all must hold; None asks nothing.

    `words` is an FTS5 query over title and text ("barrel bombs", `"chlorine gas" OR sarin`).
    `actor`, `recipient`, `party` (either) and `says` (the source) take an actor id, a country, or
    a name; an id stands for its parts too: SYR finds SYR.MIL. `place` is a name; `near` a point
    (lat, lon) with `km` around it. `since` and `until` are days, months or years, and compared
    with the day of the event, or where none is known, with the day of the article.
    """

    words: str | None = None
    actor: str | None = None
    recipient: str | None = None
    party: str | None = None
    says: str | None = None
    place: str | None = None
    near: tuple[float, float] | None = None
    km: float = 25.0
    country: str | None = None
    since: str | None = None
    until: str | None = None
    type: str | None = None
    mode: str | None = None
    factuality: str | None = None
    stance: str | None = None
    publisher: str | None = None

    @property
    def asks_fields(self) -> bool:
        """Whether anything but words and publisher is asked: then only events can match."""
        rest = {f.name for f in fields(self)} - {"words", "publisher", "km"}
        return any(getattr(self, name) is not None for name in rest)


def parse_day(text: str, *, last: bool = False) -> dt.date:
    """The first day of a year, month or day, or its last one.

    >>> parse_day("2015-02", last=True)
    datetime.date(2015, 2, 28)
    """
    match = _DATE.fullmatch(text.strip())
    try:
        assert match is not None
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        month = month or (12 if last else 1)
        return dt.date(year, month, day or (calendar.monthrange(year, month)[1] if last else 1))
    except (AssertionError, ValueError, IndexError) as error:
        raise InputError(
            f"{text!r} is no date", remedy="write 2015, 2015-06 or 2015-06-30"
        ) from error


Conditions = Iterator[tuple[str, dict[str, Any]]]
"""SQL conditions that all must hold, each with its parameters."""


def event_conditions(query: Query) -> Conditions:
    """The conditions on events `e` of articles `a`."""
    for condition, parameters in party_conditions(query):
        inside = f"SELECT event FROM participants p WHERE {condition}"  # noqa: S608 - ours
        yield f"e.event IN ({inside})", parameters
    yield from place_conditions(query)
    yield from _when(query)
    yield from kind_conditions(query)


def party_conditions(query: Query) -> Conditions:
    """The conditions on participants `p`, each of which some party of the event must meet."""
    for role, asked in (
        ("role = 'actor'", query.actor),
        ("role = 'recipient'", query.recipient),
        ("role IN ('actor', 'recipient')", query.party),
        ("role = 'source'", query.says),
    ):
        if asked is not None:
            yield _party(role, asked)


def kind_conditions(query: Query) -> Conditions:
    """The conditions on the columns of `e` that have few values."""
    for column in ("type", "mode", "factuality", "stance"):
        value = getattr(query, column)
        if value is not None:
            yield f"e.{column} ILIKE ${column}", {column: value}


def article_conditions(query: Query) -> Conditions:
    """The conditions on articles `a`."""
    if query.publisher is not None:
        yield "a.publisher ILIKE $publisher", {"publisher": query.publisher}


def _party(role: str, asked: str) -> tuple[str, dict[str, Any]]:
    key = "party_" + "".join(c for c in role if c.isalpha())
    ids = [asked.upper(), *_resolved(asked)]
    # an id is no part of a name: SYR is not meant to find whoever is called a Syrian
    pattern = _literal(asked) if _is_id(asked) else f"%{_literal(asked)}%"
    condition = f"""{role} AND (
        upper(p.id) IN (SELECT unnest(${key}_ids)) OR p.country IN (SELECT unnest(${key}_ids))
        OR split_part(upper(p.id), '.', 1) IN (SELECT unnest(${key}_ids))
        OR (p.id IS NULL AND (p.name ILIKE ${key} OR p.text ILIKE ${key})))"""
    return condition, {f"{key}_ids": ids, key: pattern}


def _is_id(asked: str) -> bool:
    return asked.isupper() and " " not in asked


@lru_cache(maxsize=256)
def _resolved(asked: str) -> tuple[str, ...]:
    """The actor id that a name stands for, unless it looks like one already."""
    from sayso.resolve.actors import ActorBook

    if _is_id(asked):
        return ()
    found = _book(ActorBook).resolve(asked)
    return (found.id.upper(),) if found.id else ()


@lru_cache(maxsize=1)
def _book(kind: Any) -> Any:
    return kind.load()


def _literal(text: str) -> str:
    # the marks of LIKE have no meaning in a name
    return text.replace("%", "").replace("_", " ")


def place_conditions(query: Query) -> Conditions:
    """The conditions on the columns of `e` that say where."""
    if query.place is not None:
        # "Deir ez-Zor", "Deir Ezzor" and "Dayr az Zawr" are not one to LIKE; near is for that
        pattern = f"%{_literal(query.place)}%"
        yield "(e.place ILIKE $place OR e.place_text ILIKE $place)", {"place": pattern}
    if query.country is not None:
        yield "upper(e.country) = $country", {"country": query.country.upper()}
    if query.near is not None:
        lat, lon = query.near
        reach = query.km / DEGREE_KM
        yield (
            "e.lat BETWEEN $lat - $reach AND $lat + $reach "
            "AND distance_km(e.lat, e.lon, $lat, $lon) <= $km",
            {"lat": lat, "lon": lon, "reach": reach * 1.01, "km": query.km},
        )


def _when(query: Query) -> Conditions:
    if query.since is not None:
        last = "coalesce(e.date_end, e.date_start, a.published)"
        yield f"{last} >= $since", {"since": parse_day(query.since)}
    if query.until is not None:
        first = "coalesce(e.date_start, e.date_end, a.published)"
        yield f"{first} <= $until", {"until": parse_day(query.until, last=True)}

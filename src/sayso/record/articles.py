"""The user's own coded articles as a record: what others say of the same place and day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from sayso.errors import RecordError
from sayso.record.ged import precision_of
from sayso.record.rows import Draft, rows_table
from sayso.schema import Article, Event, Participant

LICENCE = "the articles' own publishers hold the rights in their words"

TOLD = ("happened", "ongoing")


def read_articles(articles: Iterable[Article]) -> Draft:
    """The events of articles that happened at a known place and day, one row each.

    A row stands on its source's word: `claimant` is the innermost source's actor id, or null
    where the article speaks. Denied, doubted, planned and hypothetical events are left out.
    """
    found = [(a, e) for a in articles for e in a.events if _is_row(e)]
    if not found:
        raise RecordError(
            "no event of these articles has happened at a known place and day",
            remedy="code more articles, or check that their dates were read",
        )
    columns: dict[str, list[Any]] = {name: [] for name in _row(*found[0])}
    for article, event in found:
        for name, value in _row(article, event).items():
            columns[name].append(value)
    columns["row_id"] = _told_apart(columns["row_id"], found)
    names, mapped = _names(event for _, event in found)
    return Draft(rows=_table(columns), sides=names, mapped=mapped, first_row=1)


def _told_apart(ids: list[str], found: list[tuple[Article, Event]]) -> list[str]:
    """Row ids, with the hash of the article where two articles have one id."""
    from sayso.archive.flat import event_id
    from sayso.archive.layout import content_hash

    times = Counter(ids)
    return [
        one if times[one] == 1 else event_id(content_hash(article), event.id)
        for one, (article, event) in zip(ids, found, strict=True)
    ]


def _is_row(event: Event) -> bool:
    place, date = event.place, event.date
    return (
        event.factuality in TOLD
        and event.attribution.stance in ("asserts", "accuses")
        and place is not None
        and place.lat is not None
        and place.lon is not None
        and date is not None
        and (date.start or date.end) is not None
    )


def _row(article: Article, event: Event) -> dict[str, Any]:
    place, date, killed = event.place, event.date, event.tolls.killed
    assert place is not None and date is not None
    source = event.attribution.source
    return {
        "row_id": f"{article.id}/{event.id}",
        "date_start": date.start or date.end,
        "date_end": _last_day(article, date.start, date.end),
        "lat": place.lat,
        "lon": place.lon,
        "where_prec": place.where_prec,
        "place_name": place.name or place.text,
        "country": place.country,
        "kind": "/".join(filter(None, (event.type, event.mode))),
        "type": event.type,
        "mode": event.mode,
        "deaths_low": killed.low if killed else None,
        "deaths_best": killed.best if killed else None,
        "deaths_high": killed.high if killed else None,
        "sources": article.publisher,
        "claimant": None if source == "article" else source.id or source.text,
        "article": article.id,
        "event": event.id,
    }


def _last_day(article: Article, start: dt.date | None, end: dt.date | None) -> dt.date | None:
    """The end; of an open range the day of the article, on which the teller still knew."""
    if end is not None:
        return end
    published = article.date.end if article.date else None
    return max(start, published) if start and published else start


def _table(columns: dict[str, list[Any]]) -> Any:
    import pyarrow as pa

    from sayso.record.rows import rows_schema

    schema = rows_schema()
    arrays = {name: pa.array(values, schema.field(name).type) for name, values in columns.items()}
    arrays["date_prec"] = precision_of(arrays["date_start"], arrays["date_end"])
    return rows_table(arrays, length=len(columns["row_id"]))


def _names(
    events: Iterable[Event],
) -> tuple[tuple[tuple[str, Any], ...], dict[str, tuple[str | None, ...]]]:
    """The sides, each a joint name, and the ids that resolving already found for them."""
    import pyarrow as pa

    mapped: dict[str, tuple[str | None, ...]] = {}
    sides: dict[str, list[str | None]] = {"a": [], "b": []}
    for event in events:
        for side, people in (("a", event.actors), ("b", event.recipients)):
            sides[side].append(_joint(people, mapped))
    return tuple((side, pa.array(names, pa.string())) for side, names in sides.items()), mapped


def _joint(
    people: tuple[Participant, ...], mapped: dict[str, tuple[str | None, ...]]
) -> str | None:
    """One name for the people of a side, entered in `mapped` with their ids."""
    if not people:
        return None
    ids = tuple(person.id for person in people)
    name = ", ".join(_labels(people))
    # the same words may mean different actors in different articles ("the group")
    while mapped.setdefault(name, ids) != ids:
        name += " "
    return name


def _labels(people: tuple[Participant, ...]) -> Iterator[str]:
    return (person.name or person.text for person in people)

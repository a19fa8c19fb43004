"""UCDP GED's columns: violent events that happened at a known place and day.

The column names are those of the GED codebook 24.1, so that whatever reads GED reads this. UCDP's
own ids, which only Uppsala gives, stay empty; the rules of coding are sayso's: an event without a
death is written too, with zero.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO

from sayso.archive.flat import event_id
from sayso.archive.layout import content_hash
from sayso.export.notes import LICENCE
from sayso.export.tables import write_csv
from sayso.schema import Article, Event, Participant, Place, Quantity

if TYPE_CHECKING:
    from sayso.export import Options

# codebook 24.1, with the licence note and the way back to the article added at the end
COLUMNS = (
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id "
    "conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a "
    "side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office "
    "source_date source_headline source_original where_prec where_coordinates where_description "
    "adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region event_clarity "
    "date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low "
    "gwnoa gwnob sayso_event licence"
).split()
STATE, NON_STATE, ONE_SIDED = 1, 2, 3
CIVILIAN = frozenset({"CVL", "CIV", "REF", "MED", "EDU", "JRN", "NGO", "REL", "BUS", "LAB", "AGR"})
ARMED_STATE = frozenset({"GOV", "MIL", "COP", "SPY"})
UNKNOWN = "Unknown"


def rows(articles: Iterable[Article]) -> Iterator[dict[str, Any]]:
    """One row for each ASSAULT that happened, with coordinates and a first day."""
    for article in articles:
        content = content_hash(article)
        for event in article.events:
            place, date = event.place, event.date
            day = (date.start or date.end) if date else None
            if event.type != "ASSAULT" or event.factuality not in ("happened", "ongoing"):
                continue
            if place is None or place.lat is None or place.lon is None or date is None or not day:
                continue
            yield {
                **_who(event),
                **_where(place),
                **_source(article, event),
                "id": _number(event_id(content, event.id)),
                "relid": event_id(content, event.id),
                "sayso_event": event_id(content, event.id),
                "year": day.year,
                "active_year": 1,
                "code_status": "Machine",
                "event_clarity": 1 if date.start == date.end else 2,
                "date_prec": date.date_prec,
                "date_start": day.isoformat(),
                "date_end": (date.end or day).isoformat(),
                **_deaths(event.tolls.killed),
                "licence": LICENCE,
            }


def _number(identity: str) -> int:
    # GED's ids are numbers; 48 bits of a hash stay exact in spreadsheets, which keep 53
    return int.from_bytes(hashlib.sha256(identity.encode()).digest()[:6], "big")


def _who(event: Event) -> dict[str, Any]:
    side_a, side_b = _side(event.actors), _side(event.recipients)
    return {
        "type_of_violence": _kind(event),
        "side_a": side_a,
        "side_b": side_b,
        "dyad_name": f"{side_a} - {side_b}",
        "conflict_name": f"{side_a} - {side_b}",
    }


def _side(people: tuple[Participant, ...]) -> str:
    return ", ".join(_name(person) for person in people) or UNKNOWN


def _name(person: Participant) -> str:
    if person.id and person.id == person.country:
        return f"Government of {country_name(person.id)}"  # as UCDP names states
    return person.name or person.text


def _kind(event: Event) -> int:
    """State-based, non-state or one-sided, by the sectors of the two sides."""
    if any(person.sector in CIVILIAN for person in event.recipients):
        return ONE_SIDED
    parties = (*event.actors, *event.recipients)
    return STATE if any(person.sector in ARMED_STATE for person in parties) else NON_STATE


def _where(place: Place) -> dict[str, Any]:
    assert place.lat is not None and place.lon is not None
    return {
        "where_prec": place.where_prec,
        "where_coordinates": place.name or place.text,
        "where_description": place.text,
        "latitude": place.lat,
        "longitude": place.lon,
        "geom_wkt": f"POINT ({place.lon} {place.lat})",
        "priogrid_gid": priogrid(place.lat, place.lon),
        "country": country_name(place.country) if place.country else None,
    }


def priogrid(lat: float, lon: float) -> int:
    """The PRIO-GRID cell of a point: half degrees, counted from the south-west.

    >>> priogrid(34.802462, 36.707602)
    179714
    """
    row = min(359, math.floor((lat + 90) * 2))
    column = min(719, math.floor((lon + 180) * 2))
    return row * 720 + column + 1


@lru_cache(maxsize=1)
def _book() -> Any:
    from sayso.resolve.actors_book import Book

    return Book.read()


@lru_cache(maxsize=512)
def country_name(code: str) -> str:
    """The English name of an ISO 3166 alpha-3 code; the code where it is unknown."""
    found = _book().by_id(code)
    return found.name if found else code


def _source(article: Article, event: Event) -> dict[str, Any]:
    source = event.attribution.source
    published = article.date.start.isoformat() if article.date and article.date.start else None
    return {
        "number_of_sources": 1,
        "source_article": article.url or article.id,
        "source_office": article.publisher,
        "source_date": published,
        "source_headline": article.title,
        "source_original": None if isinstance(source, str) else source.name or source.text,
    }


def _deaths(killed: Quantity | None) -> dict[str, Any]:
    """Low, best and high; "at least 100" has no high of its own and gets the best."""
    if killed is None:
        told = [0, 0, 0]
    else:
        bounds = [killed.low, killed.best, killed.high]
        known = [number for number in bounds if number is not None] or [0]
        best = killed.best if killed.best is not None else known[0]
        told = [min([best, *known]), best, max([best, *known])]
    low, best, high = told
    parts = {"deaths_a": 0, "deaths_b": 0, "deaths_civilians": 0, "deaths_unknown": best}
    return {**parts, "low": low, "best": best, "high": high}


def write(articles: Iterable[Article], out: BinaryIO, options: Options) -> None:
    """Write the rows as CSV; what GED has and an article does not tell is empty."""
    write_csv(COLUMNS, ([row.get(name) for name in COLUMNS] for row in rows(articles)), out)

"""The places of a record as a gazetteer, for villages that no list of towns has."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from sayso.record.load import Record

COLUMNS = ("name", "lat", "lon", "country", "kind")
EXACT = 1
"""The `where_prec` of rows whose point is the place that they name."""

STEP = 0.02
"""Degrees within which rows of one name are of one place (2 km, a village's radius)."""

# the word that ends a record's name of a place, and the kind that it tells
_KINDS = {
    "town": "town", "city": "town", "village": "village", "suburb": "quarter",
    "neighbourhood": "quarter", "neighborhood": "quarter", "quarter": "quarter",
    "district": "quarter", "airbase": "airbase", "airport": "site", "base": "base",
    "camp": "camp", "dam": "dam", "crossing": "crossing",
}  # fmt: skip
_LAST = re.compile(rf"\s+({'|'.join(_KINDS)})$", re.IGNORECASE)
_DROPPED = frozenset({"town", "city", "village", "suburb", "neighbourhood", "neighborhood"})


def gazetteer_rows(record: Record) -> Iterator[tuple[str, float, float, str, str]]:
    """Name, latitude, longitude, country and kind of each place with rows placed exactly there.

    Coordinates are those of most rows of the name within 2 km, in degrees; the country is ISO
    3166 alpha-3 or empty. In order of name, then of coordinates.
    """
    points: dict[tuple[str, str, str, int, int], Counter[tuple[float, float]]] = {}
    columns = ("place_name", "lat", "lon", "country", "where_prec")
    for row in zip(*(record.rows[name].to_pylist() for name in columns), strict=True):
        name, lat, lon, country, prec = row
        if not name or prec != EXACT:
            continue
        bare, kind = named(name)
        key = (bare, country if record.knows_countries else "", kind)
        cell = (*key, round(lat / STEP), round(lon / STEP))
        points.setdefault(cell, Counter())[lat, lon] += 1
    for (bare, country, kind, _, _), found in sorted(points.items()):
        lat, lon = max(found, key=lambda point: (found[point], point))
        yield bare, lat, lon, country or "", kind


def named(place_name: str) -> tuple[str, str]:
    """A record's name of a place without its word for its kind, and the kind.

    >>> named("Al Quriyah town"), named("Abu al-Duhur Military Airbase")
    (('Al Quriyah', 'town'), ('Abu al-Duhur Military Airbase', 'airbase'))
    """
    found = _LAST.search(place_name.strip())
    if found is None:
        return place_name.strip(), "village"
    word = found[1].lower()
    bare = place_name[: found.start()] if word in _DROPPED else place_name
    return bare.strip(), _KINDS[word]


def write_gazetteer(record: Record, out: TextIO) -> int:
    """Write the record's places as a CSV that `--gazetteer` takes; gives how many there are."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    count = 0
    for name, lat, lon, country, kind in gazetteer_rows(record):
        writer.writerow([name, f"{lat:.5f}", f"{lon:.5f}", country, kind])
        count += 1
    return count

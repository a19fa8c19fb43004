"""GeoJSON (RFC 7946): a point for each event whose place is known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from sayso.export.notes import LICENCE
from sayso.export.tables import rows
from sayso.schema import Article

if TYPE_CHECKING:
    from sayso.export import Options

DIGITS = 6  # of a degree: a tenth of a metre, and what the RFC advises


def features(articles: Iterable[Article]) -> Iterator[dict[str, Any]]:
    """One feature an event; `where_prec` and `radius_km` say how exact the point is."""
    for row in rows(articles, "events"):
        if row["lat"] is None or row["lon"] is None:
            continue
        properties = {k: v for k, v in row.items() if k not in ("lat", "lon", "licence")}
        point = [round(row["lon"], DIGITS), round(row["lat"], DIGITS)]
        yield {
            "type": "Feature",
            "id": row["event"],
            "geometry": {"type": "Point", "coordinates": point},
            "properties": properties,
        }


def write(articles: Iterable[Article], out: BinaryIO, options: Options) -> None:
    """Write one FeatureCollection, a feature a line."""
    head = {"type": "FeatureCollection", "licence": LICENCE}
    out.write(json.dumps(head)[:-1].encode() + b', "features": [')
    for number, feature in enumerate(features(articles)):
        line = json.dumps(feature, ensure_ascii=False, default=str)
        out.write((",\n" if number else "\n").encode() + line.encode())
    out.write(b"\n]}\n")

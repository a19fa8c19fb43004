"""GeoParquet 1.1 (OGC): the events with a place, with points in well-known binary."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, BinaryIO

from sayso.export.parquet import table_schema, write_rows
from sayso.export.tables import rows
from sayso.schema import Article

if TYPE_CHECKING:
    from sayso.export import Options

_POINT = struct.Struct("<BIdd")  # byte order, geometry type 1, x, y


def write(articles: Iterable[Article], out: BinaryIO, options: Options) -> None:
    """Write the events that have coordinates; the reference system is the default, CRS84."""
    import pyarrow as pa

    placed = [
        {**row, "geometry": _POINT.pack(1, 1, row["lon"], row["lat"])}
        for row in rows(articles, "events")
        if row["lat"] is not None and row["lon"] is not None
    ]
    plain = table_schema("events")
    schema = plain.append(pa.field("geometry", pa.binary()))
    schema = schema.with_metadata({**plain.metadata, "geo": json.dumps(_geo(placed))})
    write_rows(placed, out, schema)


def _geo(placed: list[dict[str, Any]]) -> dict[str, Any]:
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"]}
    if placed:
        lons, lats = [row["lon"] for row in placed], [row["lat"] for row in placed]
        column["bbox"] = [min(lons), min(lats), max(lons), max(lats)]
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}

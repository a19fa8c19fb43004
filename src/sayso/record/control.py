"""Who held which ground on which day: dated polygons in GeoJSON.

One file a day, or many days in one file with a `date` property on each feature. The holder is
the `holder` property, else what the user says.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
from pathlib import Path
from typing import Any

from sayso.errors import RecordError
from sayso.record.rows import MENDED, Draft, rows_table

LICENCE = "not stated"
HOLDERS = ("holder", "actor", "controlled_by")
DATES = ("date", "date_start", "day")


def read_control(path: Path, *, holder: str | None = None) -> Draft:
    """The polygons of a GeoJSON file, valid, one row each; `holder` where no property names one.

    Raises `RecordError` with the number of the feature that has no date, holder or polygon.
    """
    where = str(path)
    features = _features(path)
    rows = [_row(f, where=f"{where}, feature {n}") for n, f in enumerate(features, 1)]
    names = [_property(f, HOLDERS) or holder for f in features]
    absent = next((n for n, name in enumerate(names, 1) if not name), None)
    if absent:
        raise RecordError(
            "nothing says who holds the ground",
            where=f"{where}, feature {absent}",
            remedy="name it with --holder, as in --holder 'Government of Russia'",
        )
    return _draft(rows, names, stem=path.name.split(".")[0])


def _features(path: Path) -> list[dict[str, Any]]:
    try:
        data = path.read_bytes()
        found = json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)
        features = found["features"]
    except FileNotFoundError:
        raise RecordError(
            "there is no such file", where=str(path), remedy="check its path"
        ) from None
    except (ValueError, KeyError, TypeError, EOFError) as error:
        raise RecordError(
            f"this is no GeoJSON feature collection ({error})", where=str(path), remedy=MENDED
        ) from error
    if not features:
        raise RecordError("there are no features in it", where=str(path), remedy=MENDED)
    return list(features)


def _property(feature: dict[str, Any], names: tuple[str, ...]) -> str | None:
    properties = feature.get("properties") or {}
    return next((str(properties[name]) for name in names if properties.get(name)), None)


def _row(feature: dict[str, Any], *, where: str) -> tuple[dt.date, Any]:
    import shapely

    stated = _property(feature, DATES)
    try:
        day = dt.date.fromisoformat((stated or "")[:10])
    except ValueError:
        raise RecordError(f"no date in it ({stated})", where=where, remedy=MENDED) from None
    try:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
    except (shapely.errors.GEOSException, KeyError) as error:
        raise RecordError(f"no polygon in it ({error})", where=where, remedy=MENDED) from error
    if shape is None or shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise RecordError("no polygon in it", where=where, remedy=MENDED)
    west, south, east, north = shape.bounds
    if south < -90 or north > 90 or west < -180 or east > 180:
        raise RecordError("coordinates out of range", where=where, remedy=MENDED)
    return day, shapely.make_valid(shape)


def _draft(rows: list[tuple[dt.date, Any]], names: list[str | None], *, stem: str) -> Draft:
    import pyarrow as pa
    import shapely

    days = pa.array([day for day, _ in rows], pa.date32())
    inner = [shape.representative_point() for _, shape in rows]
    columns = {
        "row_id": pa.array([f"{stem}/{n}" for n in range(1, len(rows) + 1)]),
        "date_start": days,
        "date_end": days,
        "date_prec": pa.array([1] * len(rows), pa.int8()),
        "lat": pa.array([point.y for point in inner]),
        "lon": pa.array([point.x for point in inner]),
        "where_prec": pa.array([1] * len(rows), pa.int8()),
        "kind": pa.array(["control"] * len(rows)),
        "geometry": pa.array([shapely.to_wkb(shape) for _, shape in rows], pa.binary()),
    }
    sides = (("holder", pa.array(names, pa.string())),)
    return Draft(rows=rows_table(columns, length=len(rows)), sides=sides, first_row=1)

"""The one shape of a record: `rows`, and the actors of each row.

Two Arrow tables. `rows` has one line an event of the record; what is the same for all of them
(record, version, licence) stands once, in the manifest. `actors` has one line for each actor of
each row: `row` (position in `rows`), `side` (a, b, or holder for control), `raw` (the name as
the record writes it) and `actor_id` (sayso's, null when it could not be mapped).

Native codes are kept in `kind`; `type` is the PLOVER type that the kind amounts to; `where_prec`
and `date_prec` are on UCDP's scales. A row whose only word is one party's has that party's actor
id in `claimant`. `article` and `event` say where a row of the archive was read. `geometry` is
WKB, for control polygons only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sayso.errors import RecordError

MENDED = "mend the file, or leave the row out, and add it again; nothing was imported"
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """What an importer hands over: `rows` in the shape of `rows_schema`, and raw actor names.

    `sides` pairs a side with an Arrow array as long as `rows`, whose strings may name several
    actors at once. `mapped` gives actor ids that the source itself knows, by raw name.
    `first_row` is the row number of the first data row in the file, for messages.
    """

    rows: Any
    sides: tuple[tuple[str, Any], ...]
    mapped: dict[str, tuple[str | None, ...]] | None = None
    first_row: int = 2
    notes: tuple[str, ...] = ()


def rows_schema() -> Any:
    """Arrow schema of `rows.parquet`."""
    import pyarrow as pa

    return pa.schema(
        [
            ("row_id", pa.string()),
            ("date_start", pa.date32()),
            ("date_end", pa.date32()),
            ("date_prec", pa.int8()),
            ("lat", pa.float64()),
            ("lon", pa.float64()),
            ("place_name", pa.string()),
            ("where_prec", pa.int8()),
            ("country", pa.string()),
            ("kind", pa.string()),
            ("type", pa.string()),
            ("mode", pa.string()),
            ("deaths_low", pa.int32()),
            ("deaths_best", pa.int32()),
            ("deaths_high", pa.int32()),
            ("sources", pa.string()),
            ("claimant", pa.string()),
            ("article", pa.string()),
            ("event", pa.string()),
            ("geometry", pa.binary()),
        ]
    )


def actors_schema() -> Any:
    """Arrow schema of `actors.parquet`."""
    import pyarrow as pa

    return pa.schema(
        [
            ("row", pa.int32()),
            ("side", pa.string()),
            ("raw", pa.string()),
            ("actor_id", pa.string()),
        ]
    )


def rows_table(columns: dict[str, Any], *, length: int) -> Any:
    """A `rows` table from some of its columns; the others are null."""
    import pyarrow as pa

    schema = rows_schema()
    arrays = [
        columns[name].cast(kind) if name in columns else pa.nulls(length, kind)
        for name, kind in zip(schema.names, schema.types, strict=True)
    ]
    return pa.table(
        [a.combine_chunks() if isinstance(a, pa.ChunkedArray) else a for a in arrays],
        schema=schema,
    )


def numbered(mask: Any, *, first_row: int = 2) -> list[int]:
    """Row numbers in the file of the true places of an Arrow mask; null is not true."""
    import numpy as np
    import pyarrow.compute as pc

    flags = pc.fill_null(mask, False).to_numpy(zero_copy_only=False)
    return [int(row) + first_row for row in np.flatnonzero(flags)]


def row_list(rows: list[int]) -> str:
    """`row 7` or `rows 7, 9, 12 and 40 more`, for messages."""
    head = ", ".join(str(row) for row in rows[:SHOWN])
    more = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
    return f"{'row' if len(rows) == 1 else 'rows'} {head}{more}"


def refuse(mask: Any, problem: str, *, where: str, first_row: int = 2) -> None:
    """Raise `RecordError` naming the rows of `mask`, if there are any."""
    rows = numbered(mask, first_row=first_row)
    if rows:
        raise RecordError(f"{problem} in {row_list(rows)}", where=where, remedy=MENDED)


def validate(draft: Draft, *, where: str, today: dt.date) -> None:
    """Refuse a draft with places, dates or ids that cannot be; the message names the rows."""
    if draft.rows.num_rows == 0:
        raise RecordError("there are no rows in it", where=where, remedy="give a file with rows")
    checks: Iterable[Callable[..., None]] = (_coordinates, _dates, _ids)
    for check in checks:
        check(draft.rows, where=where, first_row=draft.first_row, today=today)


def _coordinates(rows: Any, *, where: str, first_row: int, today: dt.date) -> None:
    import pyarrow.compute as pc

    lat, lon = rows["lat"], rows["lon"]
    missing = pc.and_(pc.or_(pc.is_null(lat), pc.is_null(lon)), pc.is_null(rows["geometry"]))
    refuse(missing, "no coordinates", where=where, first_row=first_row)
    beyond = pc.greater(pc.abs(lat), 90.0)
    swapped = pc.and_(beyond, pc.less_equal(pc.abs(lon), 90.0))
    problem = "latitude and longitude look swapped (a latitude beyond 90)"
    refuse(swapped, problem, where=where, first_row=first_row)
    out = pc.or_(beyond, pc.greater(pc.abs(lon), 180.0))
    refuse(out, "coordinates out of range", where=where, first_row=first_row)


def _dates(rows: Any, *, where: str, first_row: int, today: dt.date) -> None:
    import pyarrow as pa
    import pyarrow.compute as pc

    start, end = rows["date_start"], rows["date_end"]
    missing = pc.or_(pc.is_null(start), pc.is_null(end))
    refuse(missing, "no date", where=where, first_row=first_row)
    refuse(pc.less(end, start), "an end before its start", where=where, first_row=first_row)
    late = pc.greater(start, pa.scalar(today, pa.date32()))
    refuse(late, f"a date in the future (today is {today})", where=where, first_row=first_row)


def _ids(rows: Any, *, where: str, first_row: int, today: dt.date) -> None:
    import pyarrow as pa
    import pyarrow.compute as pc

    ids = rows["row_id"].combine_chunks()
    refuse(pc.is_null(ids), "no id", where=where, first_row=first_row)
    if pc.count_distinct(ids).as_py() == len(ids):
        return
    counts = pc.value_counts(ids)
    twice = counts.filter(pc.greater(counts.field("counts"), 1)).field("values")
    mask = pc.is_in(ids, value_set=twice)
    example = twice[0].as_py()
    assert isinstance(mask, pa.BooleanArray)
    refuse(mask, f"the same id twice ({example!r})", where=where, first_row=first_row)

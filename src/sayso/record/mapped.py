"""A plain CSV, with a mapping from the row shape to its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sayso.errors import RecordError
from sayso.record.ged import precision_of
from sayso.record.rows import Draft, rows_table
from sayso.record.table import days, numbers, open_bytes, read_columns

LICENCE = "not stated"

TEXT = ("row_id", "place_name", "country", "kind", "type", "mode", "sources", "claimant")
DAYS = ("date_start", "date_end")
NUMBERS = ("date_prec", "where_prec", "deaths_low", "deaths_best", "deaths_high")
SIDES = {"actor": "a", "recipient": "b"}
FIELDS = (*TEXT, *DAYS, *NUMBERS, "lat", "lon", *SIDES)
NEED = ("date_start", "lat", "lon", "actor")
ALIASES = {"id": "row_id", "date": "date_start", "place": "place_name", "deaths": "deaths_best"}


def complete(mapping: Mapping[str, str], header: Sequence[str]) -> dict[str, str]:
    """The mapping with what the header names itself; raises for fields that do not exist."""
    wrong = sorted(set(mapping) - set(FIELDS) - set(ALIASES))
    if wrong:
        raise RecordError(
            f"no field is called {', '.join(wrong)}",
            remedy=f"map these: {', '.join(FIELDS)}",
        )
    own = {ALIASES.get(name, name): name for name in header if ALIASES.get(name, name) in FIELDS}
    return own | {ALIASES.get(name, name): column.lower() for name, column in mapping.items()}


def read_mapped(path: Path, *, mapping: Mapping[str, str], delimiter: str = ",") -> Draft:
    """The rows of a plain CSV.

    `mapping` gives the column of a field where the two names differ. Needed: date_start (or
    date), lat, lon, actor. Without `where_prec` a row counts as exact to a place (1).
    """
    where = str(path)

    def need(header: list[str]) -> Sequence[str]:
        found = complete(mapping, header)
        absent = [name for name in NEED if name not in found]
        return absent + [column for column in found.values() if column not in header]

    table = read_columns(open_bytes(path), where=where, need=need, delimiter=delimiter)
    columns = complete(mapping, table.column_names)
    rows = _rows(table, columns, where=where)
    sides = tuple((side, table[columns[name]]) for name, side in SIDES.items() if name in columns)
    return Draft(rows=rows, sides=sides)


def _rows(table: Any, columns: Mapping[str, str], *, where: str) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    out: dict[str, Any] = {name: table[columns[name]] for name in TEXT if name in columns}
    for name in DAYS:
        if name in columns:
            out[name] = days(table[columns[name]], what=name, where=where)
    for name in NUMBERS:
        if name in columns:
            kind = pa.int8() if name.endswith("prec") else pa.int32()
            out[name] = numbers(table[columns[name]], kind, what=name, where=where)
    for name in ("lat", "lon"):
        out[name] = numbers(table[columns[name]], pa.float64(), what=name, where=where)
    length = table.num_rows
    out["date_end"] = (
        pc.coalesce(out["date_end"], out["date_start"])
        if "date_end" in out
        else (out["date_start"])
    )
    out.setdefault("date_prec", precision_of(out["date_start"], out["date_end"]))
    out.setdefault("where_prec", pa.array([1] * length, pa.int8()))
    out.setdefault("row_id", pa.array([str(row) for row in range(2, length + 2)]))
    return rows_table(out, length=length)

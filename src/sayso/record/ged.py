"""UCDP's Georeferenced Event Dataset, in all its published column sets.

Method: column names as in the GED codebooks 4.0 to 25.1 (Sundberg and Melander 2013, Journal of
Peace Research 50(4)), of the candidate releases (Hegre and others 2020), which have no header
in some months, and of reduced copies with years only.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sayso.record.rows import Draft, refuse, rows_table
from sayso.record.table import days, find, numbers, open_bytes, read_columns, read_header

LICENCE = "as UCDP states (CC BY 4.0); cite Sundberg and Melander 2013"

KINDS = {"1": "state-based", "2": "non-state", "3": "one-sided"}

# each meaning with the names it has had; the first that is there is taken
NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id",),
    "kind": ("type_of_violence",),
    "side_a": ("side_a",),
    "side_b": ("side_b",),
    "lat": ("latitude",),
    "lon": ("longitude",),
    "where_prec": ("where_prec",),
    "year": ("year",),
    "date_start": ("date_start", "start_date"),
    "date_end": ("date_end", "end_date"),
    "date_prec": ("date_prec",),
    "place_name": ("where_coordinates", "location_where_name", "adm_2", "adm_1"),
    "country": ("country",),
    "low": ("low", "low_est", "best_fatality_low"),
    "best": ("best", "best_est"),
    "high": ("high", "high_est"),
    "sources": ("source_office", "source_original"),
}
CIVILIANS = "Civilians"
PARTS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
NEED = ("id", "side_a", "side_b", "lat", "lon", "where_prec")

# the layout of the releases without a header, from the codebook of 24.1
HEADERLESS = (
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id "
    "conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a "
    "side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office "
    "source_date source_headline source_original where_prec where_coordinates where_description "
    "adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region event_clarity "
    "date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low "
    "gwnoa gwnob"
).split()


def missing(header: list[str]) -> Sequence[str]:
    """What a header lacks to be GED's."""
    absent = [NAMES[key][0] for key in NEED if not set(NAMES[key]) & set(header)]
    if "year" not in header and "date_start" not in header:
        absent.append("year")
    return absent


def is_ged(header: list[str]) -> bool:
    """Whether this is the header of a GED file."""
    return not missing(header)


def _is_headerless(header: list[str]) -> bool:
    return len(header) == len(HEADERLESS) and header[0].isdigit()


def read_ged(path: Path, *, delimiter: str = ",") -> Draft:
    """The events of a GED file (CSV, gz or zip); `RecordError` names rows that do not fit."""
    data, where = open_bytes(path), str(path)
    names = HEADERLESS if _is_headerless(read_header(data, delimiter=delimiter)) else None
    table = read_columns(data, where=where, need=missing, delimiter=delimiter, names=names)
    first_row = 1 if names else 2
    _Reader(table, where=where, first_row=first_row).refuse_swapped()
    rows = _rows(table, where=where, first_row=first_row)
    sides = tuple((side, _whose_civilians(table, f"side_{side}")) for side in "ab")
    return Draft(rows=rows, sides=sides, first_row=first_row)


def _whose_civilians(table: Any, name: str) -> Any:
    """The names of a side; civilians get their country, as ACLED writes them."""
    import pyarrow.compute as pc

    side, country = table[name], find(table, "country")
    if country is None:
        return side
    plain = pc.replace_substring_regex(country, r"\s*\(.*\)$", "")  # as in Yemen (North Yemen)
    theirs = pc.binary_join_element_wise(CIVILIANS, " (", plain, ")", "")
    return pc.if_else(pc.equal(side, CIVILIANS), pc.coalesce(theirs, side), side)


class _Reader:
    """The columns of one table by meaning."""

    def __init__(self, table: Any, *, where: str, first_row: int) -> None:
        self.table = table
        self.where = where
        self.first_row = first_row

    def text(self, key: str) -> Any | None:
        return find(self.table, *NAMES.get(key, (key,)))

    def number(self, key: str, kind: Any) -> Any | None:
        column = self.text(key)
        if column is None:
            return None
        return numbers(column, kind, what=key, where=self.where, first_row=self.first_row)

    def day(self, key: str) -> Any | None:
        column = self.text(key)
        if column is None:
            return None
        return days(column, what=key, where=self.where, first_row=self.first_row)

    def refuse_swapped(self) -> None:
        """Refuse rows whose PRIO-GRID cell holds the point (longitude, latitude) instead.

        Method: cell numbers run east, then north, from the south-west corner, half a degree
        each (Tollefsen, Strand and Buhaug 2012).
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        cell = self.number("priogrid_gid", pa.int64())
        if cell is None:
            return
        lat, lon = self.number("lat", pa.float64()), self.number("lon", pa.float64())
        zero = pc.subtract(cell, 1)
        row = pc.divide(zero, 720)
        south = pc.subtract(pc.multiply(pc.cast(row, pa.float64()), 0.5), 90.0)
        column = pc.subtract(zero, pc.multiply(row, 720))
        west = pc.subtract(pc.multiply(pc.cast(column, pa.float64()), 0.5), 180.0)
        right = pc.and_(_within(lat, south), _within(lon, west))
        turned = pc.and_(_within(lon, south), _within(lat, west))
        problem = "latitude and longitude look swapped (by their PRIO-GRID cell)"
        swapped = pc.and_(turned, pc.invert(right))
        refuse(swapped, problem, where=self.where, first_row=self.first_row)


def _within(value: Any, low: Any) -> Any:
    import pyarrow.compute as pc

    above = pc.greater_equal(value, pc.subtract(low, 0.01))  # points on a border round either way
    return pc.and_(above, pc.less_equal(value, pc.add(low, 0.51)))


def _rows(table: Any, *, where: str, first_row: int) -> Any:
    import pyarrow as pa

    reader = _Reader(table, where=where, first_row=first_row)
    start, end, precision = _dates(reader)
    low, best, high = _deaths(reader)
    columns = {
        "row_id": reader.text("id"),
        "date_start": start,
        "date_end": end,
        "date_prec": precision,
        "lat": reader.number("lat", pa.float64()),
        "lon": reader.number("lon", pa.float64()),
        "where_prec": reader.number("where_prec", pa.int8()),
        "place_name": reader.text("place_name"),
        "country": reader.text("country"),
        "kind": _kinds(reader),
        "type": pa.array(["ASSAULT"] * table.num_rows),
        "deaths_low": low,
        "deaths_best": best,
        "deaths_high": high,
        "sources": reader.text("sources"),
    }
    given = {name: column for name, column in columns.items() if column is not None}
    return rows_table(given, length=table.num_rows)


def _dates(reader: _Reader) -> tuple[Any, Any, Any]:
    """Start, end and precision; a row with its year alone is the whole year at precision 5."""
    import pyarrow as pa
    import pyarrow.compute as pc

    length = reader.table.num_rows
    start, end = reader.day("date_start"), reader.day("date_end")
    if start is None:
        start = pa.chunked_array([pa.nulls(length, pa.date32())])
    end = start if end is None else pc.coalesce(end, start)
    coarse = pc.is_null(start)
    year = reader.text("year")
    if year is not None:
        first = pc.binary_join_element_wise(pc.utf8_trim_whitespace(year), "01-01", "-")
        last = pc.binary_join_element_wise(pc.utf8_trim_whitespace(year), "12-31", "-")
        start, end = (
            pc.coalesce(
                stated, days(whole, what="year", where=reader.where, first_row=reader.first_row)
            )
            for stated, whole in ((start, first), (end, last))
        )
    stated = reader.number("date_prec", pa.int8())
    if stated is None:
        stated = precision_of(start, end)
    return start, end, pc.if_else(coarse, pa.scalar(5, pa.int8()), stated)


def precision_of(start: Any, end: Any) -> Any:
    """UCDP's date precision from the length of a range: 1, 2-6, 7, 8-31 days, longer."""
    import pyarrow as pa
    import pyarrow.compute as pc

    length = pc.days_between(start, end)
    steps = [pc.cast(pc.greater(length, limit), pa.int8()) for limit in (0, 5, 6, 30)]
    total = pc.cast(pc.add(pc.add(steps[0], steps[1]), pc.add(steps[2], steps[3])), pa.int8())
    return pc.cast(pc.add(total, pa.scalar(1, pa.int8())), pa.int8())


def _deaths(reader: _Reader) -> tuple[Any, Any, Any]:
    """Low, best and high; where only the parts are there, their sum is the best estimate."""
    import functools

    import pyarrow as pa
    import pyarrow.compute as pc

    low, best, high = (reader.number(key, pa.int32()) for key in ("low", "best", "high"))
    if best is None:
        found = [reader.number(part, pa.int32()) for part in PARTS]
        parts = [pc.fill_null(part, 0) for part in found if part is not None]
        best = functools.reduce(pc.add, parts) if parts else None
    return low, best, high


def _kinds(reader: _Reader) -> Any:
    """The type of violence in words; civilians as a side mean one-sided violence."""
    import pyarrow as pa
    import pyarrow.compute as pc

    code = reader.text("kind")
    if code is not None:
        known = pa.array(KINDS.values())
        place = pc.index_in(pc.utf8_trim_whitespace(code), value_set=pa.array(KINDS.keys()))
        return known.take(pc.cast(place, pa.int32()).combine_chunks())
    side_a, side_b = reader.text("side_a"), reader.text("side_b")
    state = pc.or_(_states(side_a), _states(side_b))
    either = pc.if_else(state, "state-based", "non-state")
    return pc.if_else(pc.equal(side_b, CIVILIANS), "one-sided", either)


def _states(side: Any) -> Any:
    import pyarrow.compute as pc

    return pc.match_substring(side, "Government of ")

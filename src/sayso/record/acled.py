"""ACLED exports, in the old column names (capitals, `ALLY_ACTOR_1`) and the new.

Method: precisions as in ACLED's codebook. `geo_precision` 1 is the place itself, 2 a part of a
district told by a town in it, 3 a larger region; `time_precision` 1 is the day, 2 the week,
3 the month. They become UCDP's 1, 3, 4 for places and 1, 3, 4 for dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sayso.record.rows import Draft, refuse, rows_table
from sayso.record.table import find, numbers, open_bytes, read_columns

LICENCE = "ACLED's terms of use: attribution, and no passing on of rows"

NEED = ("event_date", "event_type", "actor1", "latitude", "longitude")
IDS = ("event_id_cnty", "data_id", "event_id_no_cnty")
WHERE = {1: 1, 2: 3, 3: 4}
WHEN = {1: 1, 2: 3, 3: 4}
DATE_FORMS = (
    (r"^\d{4}-\d{2}-\d{2}", "%Y-%m-%d"),
    (r"^\d{1,2}/\d{1,2}/\d{4}$", "%d/%m/%Y"),
    (r"^\d{1,2} [A-Za-z]{4,} \d{4}$", "%d %B %Y"),
    (r"^\d{1,2} [A-Za-z]{3} \d{4}$", "%d %b %Y"),
)

# ACLED's event and sub-event types as PLOVER types and modes; a sub-event type goes first
TYPES: dict[str, tuple[str, str | None]] = {
    "battles": ("ASSAULT", None),
    "explosions/remote violence": ("ASSAULT", "explosives"),
    "remote violence": ("ASSAULT", "explosives"),
    "violence against civilians": ("ASSAULT", None),
    "protests": ("PROTEST", "demo"),
    "riots": ("PROTEST", "riot"),
    "riots/protests": ("PROTEST", None),
    "air/drone strike": ("ASSAULT", "aerial"),
    "shelling/artillery/missile attack": ("ASSAULT", "heavy-weapons"),
    "suicide bomb": ("ASSAULT", "suicide-attack"),
    "remote explosive/landmine/ied": ("ASSAULT", "explosives"),
    "grenade": ("ASSAULT", "explosives"),
    "chemical weapon": ("ASSAULT", "unconventional"),
    "sexual violence": ("ASSAULT", "sexual"),
    "abduction/forced disappearance": ("ASSAULT", "abduct"),
    "looting/property destruction": ("ASSAULT", "destroy"),
    "agreement": ("AGREE", None),
    "arrests": ("COERCE", "arrest"),
    "disrupted weapons use": ("COERCE", "seize"),
    "headquarters or base established": ("MOBILIZE", None),
    "non-violent transfer of territory": ("RETREAT", "withdraw"),
}


def missing(header: list[str]) -> Sequence[str]:
    """What a header lacks to be ACLED's."""
    absent = [name for name in NEED if name not in header]
    return absent if set(IDS) & set(header) else [*absent, IDS[0]]


def is_acled(header: list[str]) -> bool:
    """Whether this is the header of an ACLED export."""
    return not missing(header)


def read_acled(path: Path, *, delimiter: str = ",") -> Draft:
    """The events of an ACLED export (CSV, gz or zip); `RecordError` names rows that do not fit."""
    where = str(path)
    table = read_columns(open_bytes(path), where=where, need=missing, delimiter=delimiter)
    sides = [("a", table["actor1"])]
    for side, *names in (("a", "assoc_actor_1", "ally_actor_1"), ("b", "actor2")):
        column = find(table, *names)
        if column is not None:
            sides.append((side, column))
    ally = find(table, "assoc_actor_2", "ally_actor_2")
    if ally is not None:
        sides.append(("b", ally))
    return Draft(rows=_rows(table, where=where), sides=tuple(sides))


def _rows(table: Any, *, where: str) -> Any:
    import pyarrow as pa

    start, end, when = _dates(table, where=where)
    kind, plover, mode = _types(table)
    deaths = _number(table, "fatalities", pa.int32(), where=where)
    columns = {
        "row_id": find(table, *IDS),
        "date_start": start,
        "date_end": end,
        "date_prec": when,
        "lat": _number(table, "latitude", pa.float64(), where=where),
        "lon": _number(table, "longitude", pa.float64(), where=where),
        "where_prec": _scale(table, "geo_precision", WHERE, where=where),
        "place_name": find(table, "location"),
        "country": find(table, "country"),
        "kind": kind,
        "type": plover,
        "mode": mode,
        "deaths_best": deaths,
        "sources": find(table, "source"),
    }
    given = {name: column for name, column in columns.items() if column is not None}
    return rows_table(given, length=table.num_rows)


def _number(table: Any, name: str, kind: Any, *, where: str) -> Any | None:
    column = find(table, name)
    return None if column is None else numbers(column, kind, what=name, where=where)


def _scale(table: Any, name: str, steps: dict[int, int], *, where: str) -> Any:
    """A column of ACLED's steps on UCDP's scale; its best step where the column is absent."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = _number(table, name, pa.int8(), where=where)
    if column is None:
        return pa.array([1] * table.num_rows, pa.int8())
    refuse(pc.invert(pc.is_in(column, pa.array(steps, pa.int8()))), f"{name} not 1-3", where=where)
    place = pc.index_in(column, value_set=pa.array(steps, pa.int8()))
    return pa.array(steps.values(), pa.int8()).take(place.combine_chunks())


def _dates(table: Any, *, where: str) -> tuple[Any, Any, Any]:
    """First and last day: the day, three days either side for a week, the month."""
    import pyarrow as pa
    import pyarrow.compute as pc

    day = _days(table["event_date"], where=where)
    when = _scale(table, "time_precision", WHEN, where=where)
    week = pc.equal(when, 3)
    three = pa.scalar(3 * 86400, pa.duration("s"))
    stamp = pc.cast(day, pa.timestamp("s"))
    month_first = pc.floor_temporal(stamp, unit="month")
    month_last = pc.subtract(
        pc.ceil_temporal(stamp, unit="month", ceil_is_strictly_greater=True),
        pa.scalar(86400, pa.duration("s")),
    )
    start = pc.if_else(week, pc.subtract(stamp, three), stamp)
    end = pc.if_else(week, pc.add(stamp, three), stamp)
    month = pc.equal(when, 4)
    start, end = pc.if_else(month, month_first, start), pc.if_else(month, month_last, end)
    return pc.cast(start, pa.date32()), pc.cast(end, pa.date32()), when


def _days(column: Any, *, where: str) -> Any:
    """Dates in any form that ACLED has used: 2018-01-31, 31 January 2018, 31/01/2018."""
    import pyarrow as pa
    import pyarrow.compute as pc

    text = pc.replace_substring_regex(column, r"^(\d{1,2})-([A-Za-z]+)-(\d{4})$", r"\1 \2 \3")
    stamps = pa.nulls(len(column), pa.timestamp("s"))
    for pattern, form in DATE_FORMS:
        fits = pc.match_substring_regex(text, pattern)
        cut = pc.utf8_slice_codeunits(text, 0, 10) if form == "%Y-%m-%d" else text
        tried = pc.strptime(cut, format=form, unit="s", error_is_null=True)
        stamps = pc.coalesce(pc.if_else(fits, tried, pa.scalar(None, pa.timestamp("s"))), stamps)
    wrong = pc.and_(pc.is_valid(column), pc.is_null(stamps))
    refuse(wrong, "event_date is no date like 2015-09-30", where=where)
    return pc.cast(stamps, pa.date32())


def _types(table: Any) -> tuple[Any, Any, Any]:
    """ACLED's own kind ("Battles / Armed clash"), and what that is in PLOVER."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind, sub = table["event_type"], find(table, "sub_event_type")
    if sub is None:
        sub = pa.nulls(len(kind), pa.string())
    joint = pc.binary_join_element_wise(kind, sub, " / ", null_handling="skip")
    found = []
    for column in (sub, kind):
        place = pc.index_in(pc.utf8_lower(column), value_set=pa.array(TYPES))
        found.append(place.combine_chunks() if isinstance(place, pa.ChunkedArray) else place)
    place = pc.coalesce(*found)
    plover = pa.array([name for name, _ in TYPES.values()], pa.string()).take(place)
    mode = pa.array([mode for _, mode in TYPES.values()], pa.string()).take(place)
    return joint, plover, mode

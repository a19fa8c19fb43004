"""The records of the reading room: loaded once, asked for checks and for rows to show."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sayso.errors import RecordError
from sayso.schema import Article, Claim

if TYPE_CHECKING:
    from sayso.check import Check, RecordRow, Window
    from sayso.record import Record

REMEMBERED = 256
MAPPED = 2000
DEGREE_KM = 111.2  # of latitude


@dataclass(frozen=True, slots=True)
class Point:
    """A row of a record on a map."""

    row_id: str
    lat: float
    lon: float


class Shelf:
    """The records by name; `records` None takes all of the user's, when first asked."""

    def __init__(self, records: Sequence[Record] | None = None) -> None:
        self._given = records
        self._checks: dict[Any, list[Check]] = {}
        self._lock = threading.Lock()

    @cached_property
    def records(self) -> list[Record]:
        """The records; an empty list where there are none."""
        if self._given is not None:
            return list(self._given)
        from sayso.record import Record, list_records

        return [Record.load(manifest.name) for manifest in list_records()]

    def record(self, name: str) -> Record:
        """The record of this name; raises `RecordError` when it is not on the shelf."""
        for record in self.records:
            if record.manifest.name == name:
                return record
        known = ", ".join(record.manifest.name for record in self.records)
        raise RecordError(
            f"there is no record {name!r}",
            remedy=f"choose one of {known}" if known else "add one: sayso record add FILE",
        )

    def check(
        self,
        article: Article,
        claims: Sequence[Claim],
        *,
        radius_km: float | None = None,
        window: Window | None = None,
        with_rows: bool = False,
    ) -> list[Check]:
        """The checks of some of an article's claims; the same question is answered once."""
        from sayso.check import check_article

        key = (article.id, hash(article.text), tuple(c.id for c in claims), radius_km, window)
        key = (*key, with_rows)
        if key not in self._checks:
            from dataclasses import replace

            asked = replace(article, claims=tuple(claims))
            found = check_article(
                asked, self.records, radius_km=radius_km, window=window, with_rows=with_rows
            )
            with self._lock:
                while len(self._checks) >= REMEMBERED:
                    self._checks.pop(next(iter(self._checks)))
                self._checks[key] = found
        return self._checks[key]

    def points(self, name: str, rows: Sequence[RecordRow]) -> list[Point]:
        """Where the rows of a check lie; rows without a point are left out."""
        import pyarrow as pa
        import pyarrow.compute as pc

        table = self.record(name).rows
        wanted = pa.array([row.row_id for row in rows[:MAPPED]], pa.string())
        at = pc.index_in(wanted, value_set=table["row_id"].combine_chunks()).drop_null()
        found = table.select(["row_id", "lat", "lon"]).take(at).to_pylist()
        return [Point(**one) for one in found if one["lat"] is not None]

    def places(
        self, name: str, *, since: str, until: str, box: tuple[float, ...] | None
    ) -> list[dict[str, Any]]:
        """A record's rows by place, with counts: what a map shows of it."""
        from sayso.archive.query import parse_day

        import pyarrow as pa

        rows = self.record(name).rows
        keep = _within(rows, box)
        if since:
            keep = keep & _days(rows["date_end"], parse_day(since), at_least=True)
        if until:
            keep = keep & _days(rows["date_start"], parse_day(until, last=True), at_least=False)
        return _grouped(rows.select(["lat", "lon", "place_name"]).filter(pa.array(keep)))


def _within(rows: Any, box: tuple[float, ...] | None) -> Any:
    lat, lon = rows["lat"].to_numpy(), rows["lon"].to_numpy()
    west, south, east, north = box or (-180.0, -90.0, 180.0, 90.0)
    # comparisons with NaN, a row without a point, are false
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _days(column: Any, day: Any, *, at_least: bool) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    compare = pc.greater_equal if at_least else pc.less_equal
    return compare(column, pa.scalar(day, pa.date32())).to_numpy()


def _grouped(rows: Any) -> list[dict[str, Any]]:
    grouped = rows.group_by(["lat", "lon"]).aggregate(
        [("place_name", "first"), ("place_name", "count")]
    )
    grouped = grouped.rename_columns(
        {"place_name_first": "place", "place_name_count": "n", "lat": "lat", "lon": "lon"}
    )
    found: list[dict[str, Any]] = grouped.sort_by([("n", "descending")]).slice(0, MAPPED).to_pylist()
    return found

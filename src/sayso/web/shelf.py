"""The records of the reading room: loaded once, asked for checks and for rows to show."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sayso.errors import RecordError
from sayso.schema import Article, Claim
from sayso.web.query import Filter

if TYPE_CHECKING:
    from sayso.check import Check, Finding, Window
    from sayso.record import Record

REMEMBERED = 256
MAPPED = 2000
PAIRS = 500_000  # of actors; about 100 MB


@dataclass(frozen=True, slots=True)
class Point:
    """A row of a record on a map; `words` say what it is."""

    row_id: str
    lat: float
    lon: float
    is_target: bool
    words: str


class Kin:
    """How actors stand to each other, asked of the shipped book once for each pair."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], str] = {}

    @cached_property
    def _book(self) -> Any:
        from sayso.resolve.actors import ActorBook

        return ActorBook.load()

    def relation(self, a: str, b: str) -> str:
        """How `a` stands to `b`, as `ActorBook.relation` says."""
        found = self._kept.get((a, b))
        if found is None:
            if len(self._kept) >= PAIRS:
                self._kept.clear()
            found = self._kept[a, b] = str(self._book.relation(a, b))
        return found


class Shelf:
    """The records by name; `records` None takes all of the user's, when first asked."""

    def __init__(self, records: Sequence[Record] | None = None) -> None:
        self._given = records
        self._checks: dict[Any, list[Check]] = {}
        self._positions: dict[str, dict[str, int]] = {}
        self._kin = Kin()
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Load the records now, so that the first check does not wait for them."""
        if self.records:
            self._kin.relation("SYR", "SYR.GOV")

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

        ids = tuple(claim.id for claim in claims)
        key = (article.id, hash(article.text), ids, radius_km, window, with_rows)
        if key not in self._checks:
            asked = replace(article, claims=tuple(claims))
            found = check_article(
                asked, self.records, radius_km=radius_km, window=window, with_rows=with_rows,
                book=self._kin,
            )  # fmt: skip
            with self._lock:
                while len(self._checks) >= REMEMBERED:
                    self._checks.pop(next(iter(self._checks)))
                self._checks[key] = found
        return self._checks[key]

    def points(self, finding: Finding) -> list[Point]:
        """Where the rows of a finding lie, nearest first; those without a point are left out."""
        if not finding.rows:
            return []
        table, position = self.record(finding.record).rows, self._places_of(finding.record)
        lat, lon = table["lat"].to_numpy(), table["lon"].to_numpy()
        found = []
        for row in finding.rows[:MAPPED]:
            at = position[row.row_id]
            if lat[at] == lat[at]:  # not NaN
                words = f"{row.place_name or 'here'}, {row.date_start}: {row.side_a} – {row.side_b}"
                found.append(
                    Point(row.row_id, float(lat[at]), float(lon[at]), row.is_target, words)
                )
        return found

    def _places_of(self, name: str) -> dict[str, int]:
        """The position of each row id in a record's table."""
        if name not in self._positions:
            ids = self.record(name).rows["row_id"].to_pylist()
            self._positions[name] = {one: at for at, one in enumerate(ids)}
        return self._positions[name]

    def places(self, name: str, wanted: Filter) -> list[dict[str, Any]]:
        """A record's rows by place, with counts: what a map shows of it.

        Of the filter its days, its box and its circle count.
        """
        import pyarrow as pa

        from sayso.archive.query import parse_day

        rows = self.record(name).rows
        keep = _within(rows, wanted)
        if wanted.since:
            keep = keep & _days(rows["date_end"], parse_day(wanted.since), at_least=True)
        if wanted.until:
            last = parse_day(wanted.until, last=True)
            keep = keep & _days(rows["date_start"], last, at_least=False)
        return _grouped(rows.select(["lat", "lon", "place_name"]).filter(pa.array(keep)))


def _within(rows: Any, wanted: Filter) -> Any:
    """Which rows lie in the box and in the circle; a row without a point lies in none."""
    lat, lon = rows["lat"].to_numpy(), rows["lon"].to_numpy()
    west, south, east, north = wanted.corners() or (-180.0, -90.0, 180.0, 90.0)
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    near = wanted.query().near
    if near is None:
        return inside
    from sayso.check.index import chord, unit

    square = sum((one - other) ** 2 for one, other in zip(unit(lat, lon), unit(*near), strict=True))
    return inside & (square <= chord(wanted.km))


def _days(column: Any, day: Any, *, at_least: bool) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    compare = pc.greater_equal if at_least else pc.less_equal
    return compare(column, pa.scalar(day, pa.date32())).to_numpy()


def _grouped(rows: Any) -> list[dict[str, Any]]:
    grouped = rows.group_by(["lat", "lon"], use_threads=False).aggregate(
        [("place_name", "first"), ("place_name", "count")]
    )
    grouped = grouped.rename_columns(
        {"place_name_first": "place", "place_name_count": "n", "lat": "lat", "lon": "lon"}
    )
    found: list[dict[str, Any]] = (
        grouped.sort_by([("n", "descending")]).slice(0, MAPPED).to_pylist()
    )
    return found

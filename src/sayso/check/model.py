"""What a check says: frozen dataclasses, and their JSON form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from sayso.schema import Claim, Quantity

SCHEMA = "sayso.check/1"

Verdict = Literal[
    "supported",
    "mixed",
    "contradicted",
    "disputed",
    "insufficient_record",
    "out_of_coverage",
    "not_checkable",
]


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day looked at, both included."""

    start: dt.date
    end: dt.date

    def __str__(self) -> str:
        if (self.start.month, self.start.day) == (1, 1) and (self.end.month, self.end.day) == (
            12,
            31,
        ):
            years = (str(self.start.year), str(self.end.year))
            return years[0] if years[0] == years[1] else " to ".join(years)
        return f"{self.start} to {self.end}"


@dataclass(frozen=True, slots=True)
class Band:
    """The rows within `radius_km` (None: no limit), and how many of them bear the claim out.

    `share` is target / n. `weighted_share` weighs rows by distance, time and precision; `low`
    and `high` bound its 90 % credible interval, `effective_n` is the number of equally heavy
    rows that the weights amount to. Shares are None where there is no row. For control `n` and
    `target` are None and `share` is the share of the area.
    """

    radius_km: float | None
    n: int | None
    target: int | None
    share: float | None = None
    weighted_share: float | None = None
    low: float | None = None
    high: float | None = None
    effective_n: float = 0.0
    verdict: Verdict = "insufficient_record"


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A row behind a check: `km` from the claim's place, `days` from its dates (0 within)."""

    row_id: str
    km: float | None
    days: int
    date_start: dt.date
    date_end: dt.date
    date_prec: int
    where_prec: int
    place_name: str | None
    side_a: str
    side_b: str
    kind: str | None
    deaths: Quantity | None
    sources: str | None
    is_target: bool


@dataclass(frozen=True, slots=True)
class Excluded:
    """Rows within the radius that were not counted, by the first reason that fits.

    `claim_itself`: the row records the claimed act itself, on the claimant's word.
    `claimants_own`: its only source is the claimant. `coarser_place`: its point may be further
    off than the radius. `coarser_date`: its dates reach beyond the window. `unclear_actor`: its
    actor is a wider group that may or may not be the one claimed. `outside_window`: another time.
    """

    claim_itself: int = 0
    claimants_own: int = 0
    coarser_place: int = 0
    coarser_date: int = 0
    unclear_actor: int = 0
    outside_window: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One claim against one record.

    `where_prec` is the coarsest precision counted, `on_day` the rows of the claimed act within
    a few days of it, `toll` the deaths the record gives. `nearest` is the nearest row that bears
    the claim out.
    """

    record: str
    version: str
    licence: str
    verdict: Verdict
    explanation: str
    radius_km: float | None = None
    window: Period | None = None
    where_prec: int | None = None
    bands: tuple[Band, ...] = ()
    nearest: RecordRow | None = None
    excluded: Excluded = Excluded()
    on_day: int | None = None
    toll: Quantity | None = None
    rows: tuple[RecordRow, ...] = ()

    @property
    def band(self) -> Band | None:
        """The band of the radius that the verdict is about."""
        return next((band for band in self.bands if band.radius_km == self.radius_km), None)


@dataclass(frozen=True, slots=True)
class Check:
    """A claim and the verdict of the records on it; `findings` has one for each record."""

    claim: Claim
    verdict: Verdict
    explanation: str
    findings: tuple[Finding, ...] = ()
    schema: str = SCHEMA

    @property
    def decisive(self) -> Finding | None:
        """The finding that the verdict rests on: of that verdict, the one with most rows."""
        same = [finding for finding in self.findings if finding.verdict == self.verdict]
        return max(same or list(self.findings), key=_weight, default=None)

    @property
    def licences(self) -> tuple[str, ...]:
        """`record: licence` of each record used, to travel with the check."""
        notes = (f"{finding.record}: {finding.licence}" for finding in self.findings)
        return tuple(dict.fromkeys(notes))


def _weight(finding: Finding) -> int:
    band = finding.band
    return (band.n or 0) if band else 0


def to_json(checks: Sequence[Check]) -> bytes:
    """The checks as one JSON array, UTF-8."""
    return msgspec.json.encode(list(checks))


def from_json(data: bytes | str) -> list[Check]:
    """The checks of a JSON array; raises `msgspec.ValidationError` for another shape."""
    return msgspec.json.decode(data, type=list[Check])

"""One question against every row of a record: what was counted, what was not, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sayso.check.index import arc_km, unit
from sayso.check.model import Band, Excluded, RecordRow
from sayso.check.tally import ERROR_KM, OTHER, OWN, TARGET, UNCLEAR, Questions
from sayso.check.verdicts import NEAR_DAYS
from sayso.check.weights import Weighting, of_days, of_distance, of_precision
from sayso.record.load import FINE, Floats, Ints, Record
from sayso.schema import Quantity

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sifted:
    """For each group of the record: distance, days from the claim, and what it counts as."""

    km: Floats
    days: Ints
    counted: Flags
    target: Flags
    on_day: Flags
    excluded: Excluded


def sift(record: Record, asked: Questions, *, country: int | None = None) -> Sifted:
    """Sift the rows for one question (`asked` has length 1).

    With an infinite radius the rows of `country` count (a code of the record), or all of them.
    """
    groups = record.groups
    radius = float(asked.radius_km[0])
    km = _distances(record, asked) if np.isfinite(radius) else np.zeros(len(groups.lat))
    near = km <= radius
    if country is not None:
        near &= groups.country == country
    inside = (groups.start >= asked.start[0]) & (groups.end <= asked.end[0])
    overlaps = (groups.start <= asked.end[0]) & (groups.end >= asked.start[0])
    early, late = asked.first[0] - groups.end, groups.start - asked.last[0]
    days = np.maximum(np.maximum(early, late), 0)
    role = asked.patterns[asked.pattern[0]][groups.combo]
    fine = groups.date_prec <= FINE
    itself = groups.article == asked.article[0]
    if asked.is_own_act[0]:
        itself |= fine & (days == 0) & asked.acts[asked.pattern[0]][groups.combo]
    reasons = {
        "outside_window": ~overlaps,
        "coarser_date": ~inside,
        "coarser_place": groups.where_prec > asked.where_prec[0],
        "claim_itself": itself,
        "claimants_own": role == OWN,
        "unclear_actor": role == UNCLEAR,
    }
    relevant = (role == OTHER) | (role == TARGET) | (role == OWN) | (role == UNCLEAR)
    counts, left = _excluded(near & relevant, reasons, groups.count)
    target = left & (role == TARGET)
    on_day = target & (days <= NEAR_DAYS) & fine
    return Sifted(km, days, left, target, on_day, counts)


def _distances(record: Record, asked: Questions) -> Floats:
    here = unit(asked.lat[0], asked.lon[0])
    there = unit(record.groups.lat, record.groups.lon)
    km: Floats = arc_km(sum((a - b) ** 2 for a, b in zip(here, there, strict=True)))
    return km


def _excluded(near: Flags, reasons: dict[str, Any], count: Ints) -> tuple[Excluded, Flags]:
    """Counts by the first reason that fits, and what is left."""
    counts = {}
    for name, mask in reasons.items():
        counts[name] = int(count[near & mask].sum())
        near = near & ~mask
    return Excluded(**counts), near


def wide_band(record: Record, sifted: Sifted, *, weighting: Weighting) -> tuple[Band, float, float]:
    """The one band of a question without a radius, and effective target rows and rows."""
    groups, rows = record.groups, sifted.counted
    weight = of_days(sifted.days, weighting) * of_distance(np.zeros(1), weighting)
    weight = weight * of_precision(ERROR_KM, weighting)[groups.where_prec]
    heavy = groups.count * weight
    n, target = int(groups.count[rows].sum()), int(groups.count[sifted.target].sum())
    total, square = float(heavy[rows].sum()), float((heavy * weight)[rows].sum())
    if n == 0:
        return Band(None, 0, 0), 0.0, 0.0
    share = float(heavy[sifted.target].sum()) / total
    effective = total**2 / square
    band = Band(None, n, target, share=target / n, weighted_share=share, effective_n=effective)
    return band, share * effective, effective


def toll_of(record: Record, sifted: Sifted) -> Quantity | None:
    """The deaths of the rows that are the claimed act: of one of them at least, of all at most."""
    import pyarrow.compute as pc

    rows = group_rows(record, np.flatnonzero(sifted.on_day))
    if not len(rows):
        return None
    taken = record.rows.select(["deaths_low", "deaths_best", "deaths_high"]).take(rows)
    best = pc.coalesce(taken["deaths_best"], taken["deaths_high"], taken["deaths_low"])
    if best.null_count == len(best):
        return None
    low, high = (pc.coalesce(taken[name], best) for name in ("deaths_low", "deaths_high"))
    return Quantity(pc.min(low).as_py(), pc.sum(best).as_py(), pc.sum(high).as_py(), "killed")


def group_rows(record: Record, groups: Any) -> Ints:
    """The rows of the record in these groups."""
    offset = record.groups.offset
    parts = [record.groups.rows[offset[g] : offset[g + 1]] for g in np.asarray(groups).tolist()]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def listed(record: Record, sifted: Sifted, *, has_radius: bool) -> tuple[RecordRow, ...]:
    """The rows counted, target rows first, then by distance and days."""
    groups = np.flatnonzero(sifted.counted)
    order = np.lexsort((sifted.days[groups], sifted.km[groups], ~sifted.target[groups]))
    return tuple(
        row_of(
            record,
            int(row),
            km=float(sifted.km[group]) if has_radius else None,
            days=int(sifted.days[group]),
            is_target=bool(sifted.target[group]),
        )
        for group in groups[order].tolist()
        for row in group_rows(record, [group])
    )


def row_of(record: Record, row: int, *, km: float | None, days: int, is_target: bool) -> RecordRow:
    """One row of the record, with where it stands to a claim."""
    found = record.rows.slice(row, 1).to_pylist()[0]
    names = record.names(row)
    deaths = Quantity(found["deaths_low"], found["deaths_best"], found["deaths_high"], "killed")
    return RecordRow(
        row_id=found["row_id"],
        km=None if km is None else round(km, 1),
        days=days,
        date_start=found["date_start"],
        date_end=found["date_end"],
        date_prec=found["date_prec"] or 1,
        where_prec=found["where_prec"] or 7,
        place_name=found["place_name"],
        side_a=", ".join(names.get("a", names.get("holder", []))),
        side_b=", ".join(names.get("b", [])),
        kind=found["kind"],
        deaths=None if deaths == Quantity(None, None, None, "killed") else deaths,
        sources=found["sources"],
        is_target=is_target,
    )


def nearest_of(record: Record, asked: Questions, group: int) -> RecordRow:
    """The row of a group that is nearest to a question (`asked` has length 1)."""
    groups = record.groups
    here = unit(asked.lat[0], asked.lon[0])
    there = unit(groups.lat[group], groups.lon[group])
    km = arc_km(sum((a - b) ** 2 for a, b in zip(here, there, strict=True)))
    early, late = asked.first[0] - groups.end[group], groups.start[group] - asked.last[0]
    row = int(groups.rows[groups.offset[group]])
    return row_of(record, row, km=float(km), days=int(max(early, late, 0)), is_target=True)

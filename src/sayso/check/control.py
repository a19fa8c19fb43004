"""Claims that somebody holds a place, against dated areas of control."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np

from sayso.check import explain
from sayso.check.ask import Options, Refusal, days_of, is_denied
from sayso.check.model import Band, Finding, Period
from sayso.check.patterns import YES, Matcher
from sayso.check.verdicts import PRECISION_KM, RADII_KM, area_verdict, turned
from sayso.check.window import period_of
from sayso.record.load import Record, day_number, to_day
from sayso.schema import Claim

KM_A_DEGREE = 111.195
ELSEWHERE = 0.9
"""So much of the ground in others' hands speaks against a party that the record never draws."""


def check_control(
    claim: Claim, record: Record, *, matcher: Matcher, options: Options
) -> Finding | Refusal:
    """Whether the claimed party held the ground around the place on the nearest drawn day.

    The share is that of the area of a disc round the place: of the radius asked for, else of how
    far off the place may be (5 km for a known place).
    """
    place = claim.place
    days = days_of(claim, options)
    assert place is not None and place.lat is not None and place.lon is not None and days
    period = period_of(days, options.window, coarse_years=())
    rows = _drawn(record, period, days)
    if not len(rows):
        first, last = record.manifest.first_day, record.manifest.last_day
        return Refusal(
            "out_of_coverage", f"it draws no area from {period} (it has {first} to {last})"
        )
    radius = options.radius_km or PRECISION_KM[min(place.where_prec, 4)]
    radii = tuple(sorted({*RADII_KM, radius}))
    mine = matcher.sides(claim.actors or claim.targets)[0] == YES
    held = mine[record.groups.combo[rows]]
    shapes = _shapes(record, rows)
    discs = [_disc(place.lat, place.lon, km) for km in radii]
    shares = _shares(shapes[held] if held.any() else shapes, discs)
    if not held.any():
        if shares[radii.index(radius)] < ELSEWHERE:
            return Refusal("out_of_coverage", "it does not draw the ground of the party claimed")
        shares = [1 - share for share in shares]
    areas = dict(zip(radii, shares, strict=True))
    day = to_day(record.groups.start[rows[0]])
    return _finding(claim, record, areas, radius=radius, period=period, day=day)


def _drawn(record: Record, period: Period, days: Period) -> Any:
    """The groups of the drawn day nearest to the claim's last day, inside the period."""
    start = record.groups.start
    inside = np.flatnonzero((start >= day_number(period.start)) & (start <= day_number(period.end)))
    if not len(inside):
        return inside
    gap = np.abs(start[inside] - day_number(days.end))
    return inside[start[inside] == start[inside][np.argmin(gap)]]


def _shapes(record: Record, groups: Any) -> Any:
    import shapely

    known = record.index.setdefault("shapes", {})
    for group in groups.tolist():
        if group not in known:
            row = int(record.groups.rows[record.groups.offset[group]])
            known[group] = shapely.from_wkb(record.rows["geometry"][row].as_py())
    return np.array([known[group] for group in groups.tolist()], dtype=object)


def _disc(lat: float, lon: float, km: float) -> Any:
    """A disc in degrees, narrowed by the latitude."""
    import shapely
    from shapely import affinity

    unit = shapely.Point(lon, lat).buffer(km / KM_A_DEGREE, quad_segs=32)
    return affinity.scale(unit, xfact=1 / max(math.cos(math.radians(lat)), 0.01), yfact=1.0)


def _shares(shapes: Any, discs: list[Any]) -> list[float]:
    import shapely

    ground = shapely.union_all(shapes)
    return [float(shapely.area(ground.intersection(disc)) / shapely.area(disc)) for disc in discs]


def _finding(
    claim: Claim,
    record: Record,
    areas: dict[float, float],
    *,
    radius: float,
    period: Period,
    day: dt.date,
) -> Finding:
    verdict = area_verdict(areas[radius])
    holder = explain.named(claim.actors or claim.targets)
    manifest = record.manifest
    return Finding(
        record=manifest.name,
        version=manifest.version,
        licence=manifest.licence,
        verdict=turned(verdict) if is_denied(claim) else verdict,
        explanation=explain.on_control(
            claim, day=str(day), share=areas[radius], holder=holder, radius_km=radius
        ),
        radius_km=radius,
        window=period,
        bands=tuple(
            Band(km, None, None, share=share, verdict=area_verdict(share))
            for km, share in areas.items()
        ),
    )

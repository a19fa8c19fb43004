"""What coding and resolving say of a pair of events: the features beside those of the text."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sayso.link.candidates import Found
from sayso.resolve.geo import distance_km

FIELDS = (
    "text", "same_type", "same_quad", "same_mode", "other_mode", "same_actor", "other_actor",
    "same_recipient", "other_recipient", "near", "distance", "place_untold", "same_day",
    "days_apart", "day_untold", "same_toll", "other_toll", "same_article", "same_place_name",
)  # fmt: skip
EXACT_PREC = 3  # up to a district
KM_APART = 50.0  # past what a wrong namesake next door or a coarse gazetteer explains
KM_LEAST = 5.0  # two gazetteers put one town's centre up to this far apart


def fields(one: Found, two: Found, text: float) -> list[float]:
    """The values of `FIELDS`; `text` is the log odds of the text model."""
    near, distance, untold = places(one, two)
    days = gap(one, two)
    return [
        text,
        float(one.type == two.type),
        float(one.quad == two.quad),
        float(one.mode is not None and one.mode == two.mode),
        float(bool(one.mode and two.mode and one.mode != two.mode)),
        *sides(one.actors, two.actors),
        *sides(one.recipients, two.recipients),
        near,
        distance,
        untold,
        float(days == 0),
        math.log1p(days),
        float(not (one.is_dated and two.is_dated)),
        *tolls(one, two),
        float(one.article == two.article),
        float(bool(one.place and two.place) and one.place == two.place),
    ]


def sides(one: frozenset[str], two: frozenset[str]) -> tuple[float, float]:
    """Whether parties are shared, a state's part counting half for the state; whether they differ.

    >>> sides(frozenset({"SYR.MIL"}), frozenset({"SYR"}))
    (0.5, 0.0)
    """
    if not one or not two:
        return 0.0, 0.0
    if one & two:
        return 1.0, 0.0
    if {p.split(".")[0] for p in one} & {p.split(".")[0] for p in two}:
        return 0.5, 0.0
    return 0.0, 1.0


def places(one: Found, two: Found) -> tuple[float, float, float]:
    """Whether two places can be one by their precision, the log of the km beyond that (over ten),
    and whether either is untold."""
    if not one.is_placed or not two.is_placed:
        return 0.0, 0.0, 1.0
    assert one.lat is not None and one.lon is not None
    assert two.lat is not None and two.lon is not None
    apart = distance_km(one.lat, one.lon, two.lat, two.lon)
    reach = max(KM_LEAST, one.radius_km, two.radius_km)
    return float(apart <= reach), math.log1p(max(0.0, apart - reach) / 10), 0.0


def are_apart(one: Found, two: Found) -> bool:
    """Whether two events are at places that are known too well to be one."""
    if max(one.where_prec, two.where_prec) > EXACT_PREC or None in (one.lat, two.lat):
        return False
    assert one.lat is not None and one.lon is not None
    assert two.lat is not None and two.lon is not None
    reach = max(one.radius_km, two.radius_km)
    return distance_km(one.lat, one.lon, two.lat, two.lon) > reach + KM_APART


def gap(one: Found, two: Found) -> int:
    """Days between two spans of days; 0 where they touch."""
    return max(0, (two.first - one.last).days, (one.first - two.last).days)


def tolls(one: Found, two: Found) -> tuple[float, float]:
    """Whether a toll is told alike, and whether one is told differently by more than half."""
    same = other = 0.0
    theirs = two.toll
    for kind, (low, best, high) in one.toll.items():
        if kind not in theirs:
            continue
        a = next((n for n in (best, low, high) if n is not None), None)
        b = next(
            (n for n in (theirs[kind][1], theirs[kind][0], theirs[kind][2]) if n is not None), None
        )
        if a is None or b is None:
            continue
        same = max(same, float(a == b))
        other = max(other, float(min(a, b) < 0.5 * max(a, b)))
    return same, other


def table(
    events: Sequence[Found], pairs: Sequence[tuple[int, int]], texts: NDArray[np.float64]
) -> NDArray[np.float32]:
    """The features of pairs, (pairs, FIELDS)."""
    rows = [
        fields(events[i], events[j], t) for (i, j), t in zip(pairs, texts.tolist(), strict=True)
    ]
    return np.array(rows, dtype=np.float32).reshape(-1, len(FIELDS))

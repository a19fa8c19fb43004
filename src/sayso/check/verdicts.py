"""The one table of cut-offs, and the verdicts that they give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sayso.check.model import Verdict

# the design's table: a share needs this many rows, and lies in these bounds
SUPPORTED_SHARE = 0.5
SUPPORTED_ROWS = 5
CONTRADICTED_SHARE = 0.1
CONTRADICTED_ROWS = 10

NEAR_DAYS = 3
"""A row this many days off may be the same act: UCDP dates the report where the day is unknown."""

TOLL_FACTOR = 2.0
"""Tolls apart by more than this factor contradict each other; nearer ones are mixed."""

PRECISION_KM = {1: 5.0, 2: 25.0, 3: 50.0, 4: 100.0, 5: 100.0, 6: 500.0, 7: 20_000.0}
"""How far off the point of a row of each `where_prec` may be: 2 is 25 km by UCDP's codebook,
the others are the usual extent of a place, district, province, fuzzy area and country."""

CLAIM_KM = {1: 25.0, 2: 25.0, 3: 50.0, 4: 100.0, 5: 100.0}
"""The default radius for a claim about a place of each `where_prec`."""

RADII_KM = (10.0, 25.0, 50.0, 100.0)

DECIDED: tuple[Verdict, ...] = ("supported", "mixed", "contradicted")

VERDICTS: tuple[Verdict, ...] = (*DECIDED, "insufficient_record")


def share_codes(n: Any, target: Any) -> Any:
    """Positions in `VERDICTS` for arrays of rows and target rows of the same shape.

    >>> [VERDICTS[code] for code in share_codes([60, 305, 8, 2], [60, 2, 2, 0])]
    ['supported', 'contradicted', 'mixed', 'insufficient_record']
    """
    n, target = np.asarray(n, dtype=float), np.asarray(target, dtype=float)
    share = np.divide(target, n, out=np.zeros_like(n), where=n > 0)
    enough = n >= SUPPORTED_ROWS
    return np.select(
        [
            enough & (share >= SUPPORTED_SHARE),
            enough & (share >= CONTRADICTED_SHARE),
            (n >= CONTRADICTED_ROWS) & (share < CONTRADICTED_SHARE),
        ],
        [0, 1, 2],
        default=3,
    )


def occurrence_codes(n: Any, target: Any, *, on_day: Any, is_dated: Any) -> Any:
    """Positions in `VERDICTS` for claims that something was done.

    A row of it there and then bears it out. A record full of other acts there, with under a tenth
    of this one in the window, contradicts it. Rows of it at other times leave it open, and so
    do rows of a record that knows only the year (not `is_dated`).
    """
    n, target = np.asarray(n, dtype=float), np.asarray(target, dtype=float)
    share = np.divide(target, n, out=np.zeros_like(n), where=n > 0)
    return np.select(
        [
            np.asarray(on_day) > 0,
            (n >= CONTRADICTED_ROWS) & (share < CONTRADICTED_SHARE),
            np.asarray(is_dated) & (target > 0) & (n >= SUPPORTED_ROWS),
        ],
        [0, 2, 1],
        default=3,
    )


def share_verdict(n: int, target: int) -> Verdict:
    """The verdict of `target` rows among `n`."""
    return VERDICTS[int(share_codes(n, target))]


def area_verdict(share: float) -> Verdict:
    """The verdict of the share of an area that is held."""
    if share >= SUPPORTED_SHARE:
        return "supported"
    return "mixed" if share >= CONTRADICTED_SHARE else "contradicted"


def toll_verdict(claimed: tuple[float, float], recorded: tuple[float, float]) -> Verdict:
    """The verdict of two intervals of a toll, each (low, high).

    >>> toll_verdict((100, float("inf")), (90, 120)), toll_verdict((100, 100), (1, 4))
    ('supported', 'contradicted')
    """
    if claimed[0] <= recorded[1] and recorded[0] <= claimed[1]:
        return "supported"
    more, fewer = (
        (claimed[0], recorded[1])
        if claimed[0] > recorded[1]
        else (
            recorded[0],
            claimed[1],
        )
    )
    return "mixed" if more <= TOLL_FACTOR * max(fewer, 1.0) else "contradicted"


def turned(verdict: Verdict) -> Verdict:
    """The verdict on the denial of a claim with this verdict."""
    other: dict[Verdict, Verdict] = {"supported": "contradicted", "contradicted": "supported"}
    return other.get(verdict, verdict)


def coarsest(radius_km: float | None) -> int:
    """The coarsest `where_prec` of rows that say something at this radius (None: country)."""
    if radius_km is None:
        return 6
    return max((p for p, km in PRECISION_KM.items() if km <= radius_km), default=1)


def joined(findings: Sequence[tuple[Verdict, int, float | None, float | None]]) -> Verdict:
    """The verdict of several records: each its verdict, rows and interval of the share.

    They are at odds when one bears the claim out and another contradicts it, or when their
    verdicts differ and their intervals do not meet; else the record with most rows has it.
    """
    decided = [one for one in findings if one[0] in DECIDED]
    if not decided:
        order: tuple[Verdict, ...] = ("insufficient_record", "out_of_coverage", "not_checkable")
        found = {one[0] for one in findings}
        return next((verdict for verdict in order if verdict in found), "not_checkable")
    if any(_at_odds(a, b) for i, a in enumerate(decided) for b in decided[i + 1 :]):
        return "disputed"
    return max(decided, key=lambda one: one[1])[0]


def _at_odds(
    a: tuple[Verdict, int, float | None, float | None],
    b: tuple[Verdict, int, float | None, float | None],
) -> bool:
    if a[0] == b[0]:
        return False
    if {a[0], b[0]} == {"supported", "contradicted"}:
        return True
    if a[2] is None or a[3] is None or b[2] is None or b[3] is None:
        return False
    return a[3] < b[2] or b[3] < a[2]

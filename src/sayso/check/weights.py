"""How much a row counts by how near, how recent and how exact it is.

The shapes and scales are those that did best in the study of `bench/check_quality.py`; its
table is in docs/check.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Weighting:
    """Scales of the three kernels; infinity turns one off.

    A row `km` away counts 1 / (1 + (km / distance_km)²), one `days` from the claim's dates
    2 ** (-days / half_days), one that may be `e` km off 1 / (1 + (e / precision_km)²).
    """

    distance_km: float = 5.0
    half_days: float = 30.0
    precision_km: float = 25.0


DEFAULT = Weighting()


def of_distance(square_km: Any, weighting: Weighting) -> Any:
    """The weight of squared distances."""
    return 1.0 / (1.0 + square_km / weighting.distance_km**2)


def of_days(days: Any, weighting: Weighting) -> Any:
    """The weight of days between a row and the claim's dates."""
    return np.exp2(days * (-1.0 / weighting.half_days))


def of_precision(km: Any, weighting: Weighting) -> Any:
    """The weight of how far off a row's point may be."""
    return 1.0 / (1.0 + (np.asarray(km) / weighting.precision_km) ** 2)

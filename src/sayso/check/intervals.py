"""Credible intervals of a share, for arrays: quantiles of the Beta distribution.

Method: posterior Beta(k + 1/2, n - k + 1/2) with Jeffreys' prior, its quantiles by bisection
and Newton steps on the incomplete beta function, that by its continued fraction (Lentz).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LEVEL = 0.90
PRIOR = 0.5
TINY = 1e-300
STEPS = 60
NEAR_ENOUGH = 1e-6
LANCZOS = (
    676.5203681218851,
    -1259.1392167224028,
    771.32342877765313,
    -176.61502916214059,
    12.507343278686905,
    -0.13857109526572012,
    9.9843695780195716e-6,
    1.5056327351493116e-7,
)


def share_interval(target: Any, n: Any) -> tuple[Floats, Floats]:
    """Bounds of the 90 % interval for `target` out of `n` (both may be effective numbers).

    >>> low, high = share_interval([0.0, 60.0], [20.0, 60.0])
    >>> [(round(float(a), 3), round(float(b), 3)) for a, b in zip(low, high)]
    [(0.0, 0.091), (0.968, 1.0)]
    """
    k, n = np.atleast_1d(np.asarray(target, dtype=float)), np.atleast_1d(np.asarray(n, dtype=float))
    a, b = np.maximum(k, 0.0) + PRIOR, np.maximum(n - k, 0.0) + PRIOR
    tail = (1 - LEVEL) / 2
    # at the ends the interval is one-sided inward only: no row against means nothing rules out 1
    low, high = np.zeros_like(a), np.ones_like(a)
    some, short = k > 0, n - k > 0
    low[some] = beta_quantile(tail, a[some], b[some])
    high[short] = beta_quantile(1 - tail, a[short], b[short])
    return low, high


def beta_quantile(p: float, a: Floats, b: Floats) -> Floats:
    """The `p` quantile of each Beta(a, b), to 1e-6."""
    quantile = np.empty_like(a)
    left: Any = np.arange(len(a))
    low, high = np.zeros_like(a), np.ones_like(a)
    x = np.clip(a / (a + b), 1e-6, 1 - 1e-6)
    front = _log_beta(a, b)
    for _ in range(STEPS):
        value = _cumulative(x, a, b, front) - p
        above = value > 0
        high, low = np.where(above, x, high), np.where(above, low, x)
        density = np.exp((a - 1) * np.log(x) + (b - 1) * np.log1p(-x) - front)
        step = x - value / np.maximum(density, TINY)
        x, old = np.where((step > low) & (step < high), step, (low + high) / 2), x
        quantile[left] = x
        go = np.abs(x - old) > NEAR_ENOUGH
        if not go.any():
            break
        left, low, high, x, a, b, front = (v[go] for v in (left, low, high, x, a, b, front))
    return quantile


def _cumulative(x: Floats, a: Floats, b: Floats, front: Floats) -> Floats:
    """The regularised incomplete beta function."""
    turn = x > (a + 1) / (a + b + 2)
    y = np.where(turn, 1 - x, x)
    p, q = np.where(turn, b, a), np.where(turn, a, b)
    lead = np.exp(p * np.log(y) + q * np.log1p(-y) - front) / p
    tail = lead * _fraction(y, p, q)
    value: Floats = np.where(turn, 1 - tail, tail)
    return value


def _fraction(x: Floats, a: Floats, b: Floats) -> Floats:
    c = np.ones_like(x)
    d = 1 / _off_zero(1 - (a + b) * x / (a + 1))
    h = d.copy()
    for m in range(1, 200):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _off_zero(1 + term * d)
            c = _off_zero(1 + term / c)
            h = h * d * c
        if np.max(np.abs(d * c - 1), initial=0.0) < 1e-9:
            break
    return h


def _off_zero(value: Floats) -> Floats:
    return np.where(np.abs(value) < TINY, TINY, value)


def _log_beta(a: Floats, b: Floats) -> Floats:
    return _log_gamma(a) + _log_gamma(b) - _log_gamma(a + b)


def _log_gamma(z: Floats) -> Floats:
    """Lanczos' approximation (g = 7, 9 terms), for z >= 0.5."""
    z = z - 1
    total = np.full_like(z, 0.99999999999980993)
    for i, term in enumerate(LANCZOS):
        total = total + term / (z + i + 1)
    t = z + 7.5
    value: Floats = 0.5 * np.log(2 * np.pi) + (z + 0.5) * np.log(t) - t + np.log(total)
    return value

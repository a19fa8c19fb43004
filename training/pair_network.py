"""The network that judges pairs of a topic: one layer of rectified units beside a linear part.

Method: Adam with a cosine schedule and dropout on the units, in numpy; several seeds are averaged
into one network, whose units stand side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sayso.pairs import PairModel, Unit

Table = NDArray[np.float32]

UNITS = 24
SEEDS = (0, 1, 2)
EPOCHS = 6
BATCH = 1024
RATE = 3e-3
DECAY = 1e-3
DROPOUT = 0.2
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Data:
    """Pairs: features of mean 0 and variance 1, whether they are one happening, their weight."""

    x: Table
    y: Table
    weight: Table


def fit_network(
    x: Table, y: NDArray[np.bool_], weight: Table, *, features: Sequence[str]
) -> PairModel:
    """The mean of the networks of `SEEDS`, without its threshold."""
    mean = np.average(x.astype(np.float64), axis=0, weights=weight)
    scale = np.sqrt(np.average((x - mean) ** 2, axis=0, weights=weight)) + 1e-6
    data = Data(
        ((x - mean) / scale).astype(np.float32), y.astype(np.float32),
        (weight / weight.mean()).astype(np.float32),
    )  # fmt: skip
    fitted = [_Network(x.shape[1], seed).fit(data) for seed in SEEDS]
    direct = np.mean([net.direct for net in fitted], axis=0) / scale
    units = [unit for net in fitted for unit in net.units(mean, scale, share=1 / len(fitted))]
    bias = float(np.mean([net.bias[0] for net in fitted]) - direct @ mean)
    return PairModel(tuple(features), _rounded(direct), round(bias, DIGITS), 0.5, tuple(units))


def _rounded(values: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(round(float(value), DIGITS) for value in values)


class _Network:
    def __init__(self, features: int, seed: int) -> None:
        self.draw = np.random.default_rng(seed)
        spread = features**-0.5
        self.inner = (self.draw.normal(size=(features, UNITS)) * spread).astype(np.float32)
        self.shift = np.zeros(UNITS, np.float32)
        self.outer = (self.draw.normal(size=UNITS) * 0.1).astype(np.float32)
        self.direct = np.zeros(features, np.float32)
        self.bias = np.array([-3.0], np.float32)  # few pairs are one happening

    def fit(self, data: Data) -> _Network:
        """Fit the weights in place."""
        held = [self.inner, self.shift, self.outer, self.direct, self.bias]
        first = [np.zeros_like(part) for part in held]
        second = [np.zeros_like(part) for part in held]
        steps = EPOCHS * (len(data.y) // BATCH)
        for step, rows in enumerate(self._batches(len(data.y)), 1):
            rate = RATE * 0.5 * (1 + np.cos(np.pi * step / steps))
            slopes = self._slopes(data.x[rows], data.y[rows], data.weight[rows])
            for part, slope, m, v in zip(held, slopes, first, second, strict=True):
                m += 0.1 * (slope - m)
                v += 0.01 * (slope**2 - v)
                level = np.sqrt(v / (1 - 0.99**step)) + 1e-8
                part -= (rate * (m / (1 - 0.9**step)) / level).astype(np.float32)
        return self

    def _batches(self, size: int) -> Iterator[NDArray[np.int64]]:
        for _ in range(EPOCHS):
            order = self.draw.permutation(size)
            for at in range(0, size - BATCH + 1, BATCH):
                yield order[at : at + BATCH]

    def _slopes(self, x: Table, y: Table, weight: Table) -> list[Table]:
        """The gradients of the weighted cross-entropy, in the order of `fit`."""
        inner = x @ self.inner + self.shift
        kept = (self.draw.random(inner.shape) > DROPOUT) / np.float32(1 - DROPOUT)
        active = np.maximum(inner, 0) * kept
        logits = active @ self.outer + x @ self.direct + self.bias
        error = weight * (1 / (1 + np.exp(-np.clip(logits, -30, 30))) - y) / len(y)
        back = np.outer(error, self.outer) * (inner > 0) * kept
        return [
            x.T @ back + DECAY * self.inner,
            back.sum(0),
            active.T @ error + DECAY * self.outer,
            x.T @ error,
            np.array([error.sum()], np.float32),
        ]

    def units(
        self, mean: NDArray[np.float64], scale: NDArray[np.float64], *, share: float
    ) -> Iterator[Unit]:
        """The units over features as they come, not scaled."""
        for weights, shift, out in zip(self.inner.T, self.shift, self.outer, strict=True):
            own = weights / scale
            bias = round(float(shift - own @ mean), DIGITS)
            yield Unit(_rounded(own), bias, round(float(out) * share, DIGITS))

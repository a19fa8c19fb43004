"""Precision, recall and F1 over sets, and the few other figures that the tasks share."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Figures = dict[str, Any]


@dataclass(slots=True)
class Counts:
    """True positives, predictions and gold items, added up over documents."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def add(self, predicted: Collection[Hashable], gold: Collection[Hashable]) -> None:
        """Count one document; items are compared as sets."""
        told, true = set(predicted), set(gold)
        self.right += len(told & true)
        self.predicted += len(told)
        self.gold += len(true)

    @property
    def precision(self) -> float:
        """Share of the predictions that are right; 0 without predictions."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold items that were found; 0 without gold."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both.

        >>> Counts(right=2, predicted=4, gold=2).f1
        0.6666666666666666
        """
        total = self.predicted + self.gold
        return 2 * self.right / total if total else 0.0


def macro(values: Iterable[float]) -> float:
    """The plain mean; 0 of nothing."""
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0


def f1_by_class(pairs: Sequence[tuple[str, str]]) -> Mapping[str, float]:
    """F1 of each gold class from (gold, predicted) pairs."""
    classes = {gold for gold, _ in pairs}
    out = {}
    for name in sorted(classes):
        counts = Counts(
            right=sum(g == p == name for g, p in pairs),
            predicted=sum(p == name for _, p in pairs),
            gold=sum(g == name for g, _ in pairs),
        )
        out[name] = counts.f1
    return out


def pearson(one: Sequence[float], two: Sequence[float]) -> float:
    """Pearson's r; 0 where one side does not vary.

    >>> round(pearson([1, 2, 3], [2, 4, 6]), 6)
    1.0
    """
    n = len(one)
    if n < 2:
        return 0.0
    mean1, mean2 = sum(one) / n, sum(two) / n
    cov = sum((a - mean1) * (b - mean2) for a, b in zip(one, two, strict=True))
    var = sum((a - mean1) ** 2 for a in one) * sum((b - mean2) ** 2 for b in two)
    return cov / math.sqrt(var) if var > 0 else 0.0


def rounded(figures: Figures) -> Figures:
    """All numbers to four places."""
    return {
        key: rounded(value)
        if isinstance(value, dict)
        else round(value, 4)
        if isinstance(value, float)
        else value
        for key, value in figures.items()
    }

"""How likely a pair is one thing, and what clusters the pairs make.

Coding asks it of the tellings of one article, linking of those of an archive.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from sayso.errors import ModelError

Pair = tuple[int, int]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unit:
    """A rectified unit between the features and the log odds."""

    weights: tuple[float, ...]
    bias: float
    out: float


@dataclass(frozen=True, slots=True)
class PairModel:
    """A logistic model: `weights` in the order of `features`, a `bias`, perhaps `units` beside
    them, and the mean pair probability at which two clusters are still joined."""

    features: tuple[str, ...]
    weights: tuple[float, ...]
    bias: float
    threshold: float
    units: tuple[Unit, ...] = ()

    def logits(self, table: NDArray[np.float32]) -> NDArray[np.float64]:
        """The log odds that each row's pair is of one happening."""
        rows = table.astype(np.float64)
        found: NDArray[np.float64] = rows @ np.array(self.weights) + self.bias
        if self.units:
            inner = rows @ np.array([u.weights for u in self.units]).T
            inner += np.array([u.bias for u in self.units])
            found += np.maximum(inner, 0) @ np.array([u.out for u in self.units])
        return found

    def scores(self, table: NDArray[np.float32]) -> NDArray[np.float64]:
        """The same as probabilities."""
        found: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(self.logits(table), -50, 50)))
        return found


def shipped(package: str, name: str, kind: type[T]) -> T:
    """The weights in a package's JSON file, as `kind`; raises ModelError where it is missing."""
    resource = files(package).joinpath(name)
    if not resource.is_file():
        raise ModelError(f"no {name} in the package", remedy="install sayso again")
    return msgspec.json.decode(resource.read_bytes(), type=kind)


def average_linkage(
    size: int,
    scores: Mapping[Pair, float],
    *,
    threshold: float,
) -> list[list[int]]:
    """Clusters of 0..size-1: the two whose mean pair score is highest are joined, again and again,
    until it is under `threshold` (over 0). A pair without a score counts as 0. The clusters and
    their members are in order.

    Method: agglomerative clustering with average linkage (UPGMA) on a sparse score table.
    """
    return cut(size, merges(size, scores, least=threshold), threshold=threshold)


def cut(
    size: int, merged: Iterable[tuple[float, int, int]], *, threshold: float
) -> list[list[int]]:
    """The clusters that are left when `merges` are followed down to a threshold."""
    members = {i: [i] for i in range(size)}
    for number, (mean, i, j) in enumerate(merged):
        if mean < threshold:
            break
        members[size + number] = members.pop(i) + members.pop(j)
    return sorted(sorted(cluster) for cluster in members.values())


def merges(
    size: int, scores: Mapping[Pair, float], *, least: float
) -> Iterator[tuple[float, int, int]]:
    """The merges of `average_linkage` in order, each with its mean score; the cluster that merge
    n makes is number size + n. The means never rise."""
    members = dict.fromkeys(range(size), 1)
    sums: dict[int, dict[int, float]] = defaultdict(dict)
    for (i, j), score in scores.items():
        sums[i][j] = sums[j][i] = score
    heap = [(-s, min(p), max(p)) for p, s in scores.items() if s >= least]
    heapq.heapify(heap)
    fresh = size
    while heap:
        score, i, j = heapq.heappop(heap)
        if i not in members or j not in members:
            continue
        yield -score, i, j
        members[fresh] = members.pop(i) + members.pop(j)
        joined = _merged(sums, i, j)
        for other, total in joined.items():
            sums[other][fresh] = total
            mean = total / (members[fresh] * members[other])
            if mean >= least:
                heapq.heappush(heap, (-mean, other, fresh))
        sums[fresh] = joined
        fresh += 1


def _merged(sums: dict[int, dict[int, float]], i: int, j: int) -> dict[int, float]:
    """The summed scores of the joined cluster to every other; the two are taken out."""
    one, two = sums.pop(i), sums.pop(j)
    joined: dict[int, float] = defaultdict(float)
    for part in (one, two):
        for other, total in part.items():
            if other not in (i, j):
                joined[other] += total
                sums[other].pop(i, None)
                sums[other].pop(j, None)
    return dict(joined)


def components(size: int, pairs: Iterable[Pair]) -> list[list[int]]:
    """The groups that pairs connect, singles included, in order."""
    root = list(range(size))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for i, j in pairs:
        root[max(find(i), find(j))] = min(find(i), find(j))
    groups: dict[int, list[int]] = defaultdict(list)
    for i in range(size):
        groups[find(i)].append(i)
    return list(groups.values())


def ward_heights(alike: NDArray[np.float64]) -> NDArray[np.float64]:
    """How high two items meet in the tree that Ward's method builds, over the tree's height.

    Method: Ward's minimum variance by the recurrence of Lance and Williams (1967), on distances
    1 minus likeness.
    """
    size = len(alike)
    heights = np.zeros((size, size))
    if size < 2:
        return heights
    square = np.square(np.clip(1 - alike, 0, None))
    np.fill_diagonal(square, np.inf)
    members = [[i] for i in range(size)]
    weight = np.ones(size)
    for _ in range(size - 1):
        i, j = sorted(divmod(int(square.argmin()), size))
        height = np.sqrt(square[i, j])
        heights[np.ix_(members[i], members[j])] = height
        heights[np.ix_(members[j], members[i])] = height
        with np.errstate(invalid="ignore"):
            merged = (
                (weight[i] + weight) * square[i]
                + (weight[j] + weight) * square[j]
                - weight * square[i, j]
            ) / (weight[i] + weight[j] + weight)
        merged[[i, j]] = np.inf
        merged[np.isnan(merged)] = np.inf
        square[i], square[:, i] = merged, merged
        square[j], square[:, j] = np.inf, np.inf
        members[i] += members[j]
        weight[i] += weight[j]
    return heights / (heights.max() or 1.0)

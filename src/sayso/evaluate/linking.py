"""Scores of a clustering against a gold one: MUC, B-cubed, CEAF-e, and their mean.

Method: Vilain and others 1995 (MUC), Bagga and Baldwin 1998 (B-cubed), Luo 2005 (CEAF with the
entity similarity phi 4); the CoNLL figure is the mean of the three F1 (Pradhan and others 2012).
Both sides partition the same mentions; singletons count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sayso.errors import InputError
from sayso.evaluate.metrics import Figures, rounded

Cluster = frozenset[Hashable]
Clusters = Sequence[Cluster]
_Ratio = tuple[float, float]  # numerator and denominator


def conll(gold: Iterable[Iterable[Hashable]], told: Iterable[Iterable[Hashable]]) -> Figures:
    """F1, precision and recall of each measure, and the CoNLL mean of the F1.

    Raises `InputError` where the two sides do not hold the same mentions once each.

    >>> conll([["a", "b"], ["c"]], [["a", "b"], ["c"]])["conll_f1"]
    1.0
    """
    key, response = _partition(gold), _partition(told)
    if {m for c in key for m in c} != {m for c in response for m in c}:
        raise InputError("gold and told clusters hold different mentions", remedy="compare like")
    figures: Figures = {}
    for name, measure in (("muc", muc), ("b3", b_cubed), ("ceafe", ceaf_e)):
        recall, precision = (a / b if b else 0.0 for a, b in measure(key, response))
        total = recall + precision
        figures[f"{name}_f1"] = 2 * recall * precision / total if total else 0.0
        figures[f"{name}_precision"], figures[f"{name}_recall"] = precision, recall
    mean = sum(figures[f"{name}_f1"] for name in ("muc", "b3", "ceafe")) / 3
    return rounded({"conll_f1": mean, **figures})


def _partition(clusters: Iterable[Iterable[Hashable]]) -> list[Cluster]:
    listed = [list(cluster) for cluster in clusters]
    held = [frozenset(cluster) for cluster in listed if cluster]
    if sum(map(len, held)) != len({m for c in held for m in c}):
        raise InputError("a mention is in two clusters", remedy="give each mention one cluster")
    return held


def muc(key: Clusters, response: Clusters) -> tuple[_Ratio, _Ratio]:
    """(numerator, denominator) of MUC's recall and precision: links that are kept."""
    return _links(key, response), _links(response, key)


def _links(whole: Clusters, parts: Clusters) -> _Ratio:
    of = {mention: number for number, part in enumerate(parts) for mention in part}
    kept = sum(len(cluster) - len({of[m] for m in cluster}) for cluster in whole)
    return float(kept), float(sum(len(cluster) - 1 for cluster in whole))


def b_cubed(key: Clusters, response: Clusters) -> tuple[_Ratio, _Ratio]:
    """The same of B-cubed: the mean over mentions of the share of their cluster that is right."""
    return _shares(key, response), _shares(response, key)


def _shares(whole: Clusters, parts: Clusters) -> _Ratio:
    of = {mention: part for part in parts for mention in part}
    shares = sum(len(cluster & of[m]) / len(cluster) for cluster in whole for m in cluster)
    return shares, float(sum(len(cluster) for cluster in whole))


def ceaf_e(key: Clusters, response: Clusters) -> tuple[_Ratio, _Ratio]:
    """The same of CEAF-e: clusters aligned one to one so that their similarity is greatest."""
    total = sum(_best(block) for block in _blocks(key, response))
    return (total, float(len(key))), (total, float(len(response)))


def _blocks(key: Clusters, response: Clusters) -> Iterator[NDArray[np.float64]]:
    """Similarities phi 4 of the clusters that overlap, one matrix for each connected group."""
    of = {mention: number for number, part in enumerate(response) for mention in part}
    touching = [{of[m] for m in cluster} for cluster in key]
    for rows, columns in _groups(touching):
        yield np.array([[_phi4(key[row], response[column]) for column in columns] for row in rows])


def _phi4(one: Cluster, two: Cluster) -> float:
    return 2 * len(one & two) / (len(one) + len(two))


def _groups(touching: Sequence[set[int]]) -> Iterator[tuple[list[int], list[int]]]:
    """Connected groups of a bipartite graph: rows, and the columns they touch."""
    rows_of: dict[int, list[int]] = defaultdict(list)
    for row, columns in enumerate(touching):
        for column in columns:
            rows_of[column].append(row)
    left = set(range(len(touching)))
    while left:
        rows, columns, todo = set[int](), set[int](), [min(left)]
        while todo:
            row = todo.pop()
            if row not in rows:
                rows.add(row)
                columns |= touching[row]
                todo += [other for column in touching[row] for other in rows_of[column]]
        left -= rows
        yield sorted(rows), sorted(columns)


def _best(worth: NDArray[np.float64]) -> float:
    """The greatest sum of one entry a row and column."""
    if worth.shape[0] > worth.shape[1]:
        worth = worth.T
    chosen = assignment(-worth)
    return float(worth[np.arange(len(chosen)), chosen].sum())


def assignment(cost: NDArray[np.float64]) -> NDArray[np.int64]:
    """The column of each row in the cheapest assignment; no more rows than columns.

    Method: Hungarian algorithm by shortest augmenting paths (Jonker and Volgenant 1987).
    """
    rows, columns = cost.shape
    u, v = np.zeros(rows + 1), np.zeros(columns + 1)
    row_of = np.zeros(columns + 1, dtype=np.int64)  # 0 is no row; counted from 1
    for row in range(1, rows + 1):
        row_of[0] = row
        column = 0
        slack = np.full(columns + 1, np.inf)
        used = np.zeros(columns + 1, dtype=bool)
        way = np.zeros(columns + 1, dtype=np.int64)
        while row_of[column]:
            used[column] = True
            here = row_of[column]
            reduced = cost[here - 1] - u[here] - v[1:]
            better = ~used[1:] & (reduced < slack[1:])
            slack[1:][better], way[1:][better] = reduced[better], column
            free = np.where(used, np.inf, slack)
            free[0] = np.inf
            nearest = int(free.argmin())
            step = free[nearest]
            u[row_of[used]] += step
            v[used] -= step
            slack[~used] -= step
            column = nearest
        while column:
            row_of[column] = row_of[way[column]]
            column = int(way[column])
    out = np.zeros(rows, dtype=np.int64)
    for column in range(1, columns + 1):
        if row_of[column]:
            out[row_of[column] - 1] = column - 1
    return out

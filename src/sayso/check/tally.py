"""Counting rows around claims: all distances at once, plain and weighted.

One question is a point, a window and a pattern, which says for each combination of actors, type
and claimant in the record what a row with it is to the claim.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sayso.check.index import EARTH_KM, Index, chord, index_of, slices, spread, unit
from sayso.check.verdicts import NEAR_DAYS, PRECISION_KM
from sayso.check.weights import DEFAULT, Weighting, of_days, of_distance, of_precision
from sayso.record.load import FINE, Floats, Ints, Record

OTHER, TARGET, SKIPPED, UNCLEAR, OWN = range(5)

BLOCK = 128
MOST_PAIRS = 2_000_000
DAYS_APART = 1_000_000
EARTH_SQUARE = EARTH_KM**2

# the precision scale as an array to index with
ERROR_KM = np.array([0.0, *(PRECISION_KM[step] for step in range(1, 8))])


@dataclass(frozen=True, slots=True)
class Questions:
    """Columns of questions to one record, all of one length except the tables at the end.

    Days count from 1970-01-01: `start`..`end` is the window, `first`..`last` the claim's dates.
    `pattern` points into `patterns` (uint8, patterns x combos: OTHER, TARGET, SKIPPED, UNCLEAR,
    OWN) and `acts` (bool: the claimant acts in the row). `article` is the claim's own article, or
    a code that no row has; `is_own_act` says that the claimant tells of its own act.
    """

    lat: Floats
    lon: Floats
    start: Ints
    end: Ints
    first: Ints
    last: Ints
    radius_km: Floats
    where_prec: Ints
    pattern: Ints
    article: Ints
    is_own_act: npt.NDArray[np.bool_]
    patterns: npt.NDArray[np.uint8]
    acts: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.lat)

    def take(self, rows: Any) -> Questions:
        """The questions at these positions."""
        names = [name for name in self.__slots__ if name not in ("patterns", "acts")]
        return replace(self, **{name: getattr(self, name)[rows] for name in names})


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts for each question (rows) within each radius (columns).

    `weight`, `target_weight` and `square` are sums of weights, of target rows' weights and of
    squared weights. `on_day` counts target rows that are the act by place and day, and `nearest`
    is the group of the nearest target row, or -1.
    """

    n: Ints
    target: Ints
    weight: Floats
    target_weight: Floats
    square: Floats
    on_day: Ints
    nearest: Ints

    def effective(self) -> tuple[Floats, Floats]:
        """Effective numbers of target rows and rows (Kish 1965)."""
        some = self.square > 0
        n = np.divide(self.weight**2, self.square, out=np.zeros_like(self.weight), where=some)
        share = self.weighted_share()
        return np.nan_to_num(share) * n, n

    def weighted_share(self) -> Floats:
        """Target rows' part of the weight; NaN where there is no row."""
        void = np.full_like(self.weight, np.nan)
        return np.divide(self.target_weight, self.weight, out=void, where=self.weight > 0)


def tally(
    record: Record,
    questions: Questions,
    *,
    radii: tuple[float, ...],
    weighting: Weighting | None = DEFAULT,
) -> Tally:
    """Count the rows around each question within each of the rising `radii` (km).

    Without a weighting the sums of weights stay 0, which saves a quarter of the time.
    """
    total = _empty(len(questions), len(radii))
    index = index_of(record)
    work = _Work(record, index, radii, weighting)
    # neighbours in one block share their rows in the processor's cache
    order = np.lexsort((questions.lon, np.round(questions.lat)))
    blocks = [order[i : i + BLOCK] for i in range(0, len(order), BLOCK)]
    with ThreadPoolExecutor(max_workers=min(len(blocks) or 1, os.cpu_count() or 1)) as pool:
        for rows, part in zip(
            blocks, pool.map(lambda b: work.count(questions.take(b)), blocks), strict=True
        ):
            for name in Tally.__slots__:
                getattr(total, name)[rows] = getattr(part, name)
    return total


def _empty(length: int, width: int) -> Tally:
    shape = (length, width)
    return Tally(
        n=np.zeros(shape, dtype=np.int64),
        target=np.zeros(shape, dtype=np.int64),
        weight=np.zeros(shape),
        target_weight=np.zeros(shape),
        square=np.zeros(shape),
        on_day=np.zeros(length, dtype=np.int64),
        nearest=np.full(length, -1, dtype=np.int64),
    )


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Questions and index positions that belong together, sorted by question."""

    owner: Ints
    place: Ints
    square: Floats
    days: Ints
    role: npt.NDArray[np.uint8]


class _Work:
    """The columns of a record in the order of its index."""

    def __init__(
        self, record: Record, index: Index, radii: tuple[float, ...], weighting: Weighting | None
    ) -> None:
        groups, order = record.groups, index.order
        self.index = index
        self.radii = radii
        self.weighting = weighting
        self.chords = np.array([chord(km) for km in radii])
        self.start, self.end = groups.start[order], groups.end[order]
        self.where_prec, self.date_prec = groups.where_prec[order], groups.date_prec[order]
        self.combo, self.article = groups.combo[order], groups.article[order]
        self.count_of = groups.count[order].astype(np.float64)
        self.has_articles = bool((groups.article >= 0).any())
        self.exact = of_precision(ERROR_KM, weighting or DEFAULT)[self.where_prec]

    def count(self, asked: Questions) -> Tally:
        """The tally of one block of questions."""
        out = _empty(len(asked), len(self.radii))
        for low, high, owner, place in self._candidates(asked):
            part = asked.take(slice(low, high))
            pairs = self._pairs(part, owner, place)
            self._add(out, pairs, part, low=low)
        return out

    def _candidates(self, asked: Questions) -> Iterator[tuple[int, int, Ints, Ints]]:
        """Runs of questions with their pairs of (question in the run, index position)."""
        owner, first, length = slices(
            self.index,
            asked.lat,
            asked.lon,
            start=asked.start,
            end=asked.end,
            km=self.radii[-1],
        )
        each = np.bincount(owner, weights=length, minlength=len(asked))
        run = (np.cumsum(each) // MOST_PAIRS).astype(np.int64)
        for one in np.unique(run).tolist():
            low, high = np.searchsorted(run, [one, one + 1]).tolist()
            mine = slice(*np.searchsorted(owner, [low, high]).tolist())
            piece, step = spread(length[mine])
            yield low, high, owner[mine][piece] - low, first[mine][piece] + step

    def _pairs(self, asked: Questions, owner: Ints, place: Ints) -> _Pairs:
        """The pairs that count: near enough, whole in the window, and fine enough."""
        here = np.column_stack(unit(asked.lat, asked.lon))
        gap = here[owner]
        gap -= self.index.xyz[place]
        square = np.einsum("ij,ij->i", gap, gap)
        near = np.flatnonzero(square <= self.chords[-1])
        owner, place, square = owner[near], place[near], square[near]
        whole = self.end[place] <= asked.end[owner]
        whole &= self.where_prec[place] <= asked.where_prec[owner]
        owner, place, square = owner[whole], place[whole], square[whole]
        role = asked.patterns[asked.pattern[owner], self.combo[place]]
        early = asked.first[owner] - self.end[place]
        late = self.start[place] - asked.last[owner]
        days = np.maximum(np.maximum(early, late), 0)
        kept = role <= TARGET
        if self.has_articles:
            kept &= self.article[place] != asked.article[owner]
        if asked.is_own_act.any():
            kept &= ~self._is_own_act(asked, owner, place, square=square, days=days)
        return _Pairs(owner[kept], place[kept], square[kept], days[kept], role[kept])

    def _is_own_act(
        self, asked: Questions, owner: Ints, place: Ints, *, square: Floats, days: Ints
    ) -> Any:
        """Rows that tell of the claimed act: the claimant's, there, on those days."""
        reach = np.array([chord(km) for km in asked.radius_km])
        same = asked.is_own_act[owner] & (days == 0) & (self.date_prec[place] <= FINE)
        same &= asked.acts[asked.pattern[owner], self.combo[place]]
        return same & (square <= reach[owner])

    def _add(self, out: Tally, pairs: _Pairs, asked: Questions, *, low: int) -> None:
        """Put the sums of these pairs, by question and radius, in the tally."""
        width, rows = len(self.radii), slice(low, low + len(asked))
        ring = np.searchsorted(self.chords, pairs.square)
        slot = pairs.owner * width + ring
        count = self.count_of[pairs.place]
        hit = pairs.role == TARGET

        def total(values: Any, among: Any = slice(None)) -> Any:
            size = len(asked) * width
            sums = np.bincount(slot[among], weights=values[among], minlength=size)
            return sums.reshape(len(asked), width).cumsum(axis=1)

        out.n[rows] = np.rint(total(count)).astype(np.int64)
        out.target[rows] = np.rint(total(count, hit)).astype(np.int64)
        if self.weighting is not None:
            weight = of_distance(pairs.square * EARTH_SQUARE, self.weighting)
            weight *= of_days(pairs.days, self.weighting) * self.exact[pairs.place]
            heavy = count * weight
            out.weight[rows] = total(heavy)
            out.target_weight[rows] = total(heavy, hit)
            out.square[rows] = total(heavy * weight)
        self._nearest(out, pairs, asked, hit=hit, low=low)

    def _nearest(self, out: Tally, pairs: _Pairs, asked: Questions, *, hit: Any, low: int) -> None:
        """The nearest target row, in steps of 100 m and then of days, and the act itself."""
        owner, place = pairs.owner[hit], pairs.place[hit]
        square, days = pairs.square[hit], pairs.days[hit]
        if not len(owner):
            return
        reach = np.array([chord(km) for km in asked.radius_km])
        act = (square <= reach[owner]) & (days <= NEAR_DAYS) & (self.date_prec[place] <= FINE)
        counted = np.bincount(owner[act], self.count_of[place[act]], minlength=len(asked))
        out.on_day[low : low + len(asked)] = np.rint(counted).astype(np.int64)
        far = np.rint(np.sqrt(square * EARTH_SQUARE) * 10).astype(np.int64) * DAYS_APART + days
        begin = np.flatnonzero(np.diff(owner, prepend=-1))
        least = np.minimum.reduceat(far, begin)
        best = np.flatnonzero(far == np.repeat(least, np.diff(begin, append=len(owner))))
        owners, first = np.unique(owner[best], return_index=True)
        out.nearest[low + owners] = self.index.order[place[best[first]]]

"""What is counted of the events and articles that a filter lets through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sayso.web.found import Found
from sayso.web.tables import NO_DAY, Ints, Row

PLACES = 2000  # circles on a map; more could not be told apart
SOURCES = 30  # rows of the matrix that fit on three screens
PUBLISHERS = 12
SHORT, LONG = 120, 366 * 12  # days up to which a chart of time has days, and months


def types(found: Found) -> list[Row]:
    """How many events of each type there are, most first."""
    counts: Counter[tuple[str, str]] = Counter()
    by_kind = found.counts("kind", len(found.tables.kinds))
    for kind in np.flatnonzero(by_kind).tolist():
        one = found.tables.kinds[kind]
        counts[one["type"], one["quad"]] += int(by_kind[kind])
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"type": name, "quad": quad, "n": n} for (name, quad), n in ordered]


def publishers(found: Found) -> list[Row]:
    """Who published most of the articles."""
    names = found.tables.publishers
    of_each = found.tables.articles["publisher"][found.articles]
    counts = np.bincount(of_each, minlength=len(names)).tolist()
    named = [(-n, name) for n, name in zip(counts, names, strict=True) if n and name is not None]
    return [{"name": name, "n": -n} for n, name in sorted(named)[:PUBLISHERS]]


def over_time(found: Found) -> Row:
    """Counts of events by quad and day, month or year, as fits the extent."""
    kinds = found.tables.kinds
    # events are numbered from the newest day to the oldest; those without a day come last
    day, kind = found.column("day"), found.column("kind")
    dated = int(np.count_nonzero(day != NO_DAY))
    if not dated:
        return {"unit": "day", "bins": []}
    day, kind = day[:dated][::-1], kind[:dated][::-1]
    extent = int(day[-1]) - int(day[0])
    unit = "day" if extent <= SHORT else "month" if extent <= LONG else "year"
    starts = _starts(int(day[0]), int(day[-1]), unit=unit[0].upper())
    quads = sorted({one["quad"] for one in kinds})
    quad = np.array([quads.index(one["quad"]) for one in kinds], dtype=np.int8)[kind]
    cuts = [*np.searchsorted(day, starts.astype(np.int64)).tolist(), len(day)]
    bins = []
    for i, at in enumerate(starts.tolist()):
        counts = np.bincount(quad[cuts[i] : cuts[i + 1]], minlength=len(quads)).tolist()
        bins += [{"at": at, "quad": q, "n": n} for q, n in zip(quads, counts, strict=True) if n]
    return {"unit": unit, "bins": bins}


def _starts(first: int, last: int, *, unit: str) -> Any:
    """The first days of the days (D), months (M) or years (Y) from one day to another."""
    ends = np.array([first, last]).astype("M8[D]").astype(f"M8[{unit}]")
    return np.arange(ends[0], ends[1] + 1).astype("M8[D]")


def places(found: Found) -> list[Row]:
    """The places of the events with counts, most first, under the name used most.

    Points within a kilometre are one place; a province and the town it is called after are two.
    """
    tables = found.tables
    counts = np.where(tables.cells >= 0, found.counts("place", len(tables.cells)), 0)
    _, totals, usual = _summed(tables.cells, counts)
    listed = zip(usual[:PLACES].tolist(), totals[:PLACES].tolist(), strict=True)
    names = ("place", "lat", "lon", "country", "where_prec")
    return [{**{name: tables.places[at][name] for name in names}, "n": n} for at, n in listed]


def speakers(found: Found) -> tuple[list[Row], Ints]:
    """The sources who say most, each under the name used most, and for each of the events the
    position of its source among them, or their number where it is none of them."""
    tables = found.tables
    counts = found.counts("voice", len(tables.voices))
    numbers, totals, usual = (part[:SOURCES] for part in _summed(tables.speakers, counts))
    rows = [
        {"speaker": tables.voices[at]["speaker"], "name": tables.voices[at]["source"], "total": n}
        for at, n in zip(usual.tolist(), totals.tolist(), strict=True)
    ]
    rank = np.full(len(tables.voices) + 1, len(rows), dtype=np.int32)
    rank[numbers] = np.arange(len(rows))
    return rows, rank[tables.speakers][found.column("voice")]


def by_type(found: Found) -> Row:
    """How often each source tells of each type of event, and how."""
    kinds = found.tables.kinds
    sources, rank = speakers(found)
    table = np.bincount(rank * len(kinds) + found.column("kind"))
    counts: Counter[tuple[int, str, str]] = Counter()
    for key, n in enumerate(table[: len(sources) * len(kinds)].tolist()):
        if n:
            at, number = divmod(key, len(kinds))
            counts[at, kinds[number]["type"], kinds[number]["stance"]] += n
    return {"by": "type", "columns": types(found), "cells": cells(sources, counts)}


def cells(sources: Sequence[Row], counts: Mapping[tuple[int, str, str], int]) -> list[Row]:
    """The cells of a matrix, of counts by the position of the source, the column and the stance."""
    return [
        {**sources[at], "column": column, "stance": stance, "n": n}
        for (at, column, stance), n in sorted(counts.items())
    ]


def _summed(group: Ints, counts: Any) -> tuple[Any, Any, Any]:
    """The groups that count anything, most first: their numbers, sums, and largest members."""
    here = np.flatnonzero(counts)
    sums = np.bincount(group[here], weights=counts[here]).astype(np.int64)
    largest = np.zeros(len(sums), dtype=np.int64)
    rising = here[np.argsort(counts[here], kind="stable")]
    largest[group[rising]] = rising  # of those put in one place the last one stays
    ordered = np.argsort(-sums, kind="stable")[: np.count_nonzero(sums)]
    return ordered, sums[ordered], largest[ordered]

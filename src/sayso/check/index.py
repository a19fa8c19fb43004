"""Which rows lie near which points in which windows, for many claims at once.

Method: the globe is cut into bands of latitude, and each band into cells of about the same
width; rows are sorted by cell, then by first day, so that a cell and a window are one slice,
found by bisection. Distances are compared as squared chords of the unit sphere, which needs no
trigonometry for a pair and is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sayso.record.load import Floats, Ints, Record

EARTH_KM = 6371.0088
"""Mean radius of the Earth (IUGG), by which the acceptance counts were made."""

CELL = 0.45
"""Degrees of a cell: 50 km, half the widest radius of the table, measured fastest at 10-100 km."""

DAY_SPAN = 1 << 20
ROUNDING = 1e-6
"""Degrees added for rounding; the distance itself decides."""


@dataclass(frozen=True, slots=True)
class Index:
    """Groups of a record sorted by cell and day; `key` is cell and day in one number."""

    order: Ints
    key: Ints
    cells: Ints
    first_cell: Ints
    filled: npt.NDArray[np.bool_]
    xyz: Floats
    first_day: int


def chord(km: float) -> float:
    """The squared chord, on the unit sphere, of a distance along the surface."""
    return float(4 * np.sin(min(km / EARTH_KM, np.pi) / 2) ** 2)


def arc_km(square: Any) -> Any:
    """The distance along the surface of squared chords."""
    return 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(square, 0.0, 4.0)) / 2)


def unit(lat: Any, lon: Any) -> tuple[Floats, Floats, Floats]:
    """Points of the unit sphere."""
    phi, theta = np.radians(lat), np.radians(lon)
    return np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)


def index_of(record: Record) -> Index:
    """The index of a record, built once."""
    found = record.index.get("cells")
    if found is None:
        found = record.index["cells"] = _build(record)
    assert isinstance(found, Index)
    return found


def _build(record: Record) -> Index:
    groups = record.groups
    edge = np.arange(int(np.ceil(180 / CELL)) + 1) * CELL - 90
    # the widest latitude of a band sets how many cells go round it
    widest = np.clip(np.minimum(np.abs(edge[:-1]), np.abs(edge[1:])), 0, 89.9)
    cells = np.maximum(1, np.floor(360 * np.cos(np.radians(widest)) / CELL)).astype(np.int64)
    first_cell = np.concatenate([[0], np.cumsum(cells)])
    band = _band(groups.lat)
    cell = first_cell[band] + _column(groups.lon, cells[band]) % cells[band]
    first_day = int(groups.start.min())
    key = cell * DAY_SPAN + (groups.start - first_day)
    order = np.argsort(key, kind="stable")
    filled = np.zeros(first_cell[-1], dtype=bool)
    filled[cell] = True
    points = np.column_stack(unit(groups.lat[order], groups.lon[order]))
    return Index(order, key[order], cells, first_cell, filled, points, first_day)


def _band(lat: Any) -> Ints:
    top = int(np.ceil(180 / CELL)) - 1
    bands: Ints = np.clip(np.floor((np.asarray(lat) + 90) / CELL), 0, top).astype(np.int64)
    return bands


def _column(lon: Any, cells: Any) -> Ints:
    columns: Ints = np.floor((np.asarray(lon) + 180) / 360 * cells).astype(np.int64)
    return columns


def spread(counts: Ints) -> tuple[Ints, Ints]:
    """For each of the `counts[i]` copies of i: i, and which copy it is."""
    owner = np.repeat(np.arange(len(counts)), counts)
    first = np.cumsum(counts) - counts
    return owner, np.arange(len(owner)) - np.repeat(first, counts)


def slices(
    index: Index, lat: Floats, lon: Floats, *, start: Ints, end: Ints, km: float
) -> tuple[Ints, Ints, Ints]:
    """Slices of the index that hold every row within `km` that starts in start..end.

    Gives the owner (position in `lat`), first position and length of each slice, by owner.
    """
    reach = np.degrees(km / EARTH_KM)
    low, high = _band(lat - reach), _band(lat + reach)
    owner, step = spread(high - low + 1)
    band = low[owner] + step
    half = _half_width(lat[owner], band, km)
    cells = index.cells[band]
    west = _column(lon[owner] - half, cells)
    width = np.minimum(_column(lon[owner] + half, cells) - west + 1, cells)
    part, step = spread(width)
    cell = index.first_cell[band[part]] + (west[part] + step) % cells[part]
    held = index.filled[cell]
    owner, cell = owner[part][held], cell[held]
    base = cell * DAY_SPAN
    begin = np.clip(start[owner] - index.first_day, 0, DAY_SPAN - 1)
    last = np.clip(end[owner] - index.first_day, -1, DAY_SPAN - 1)
    first = np.searchsorted(index.key, base + begin)
    after = np.searchsorted(index.key, base + last, side="right")
    length = np.maximum(after - first, 0)
    some = length > 0
    return owner[some], first[some], length[some]


def _half_width(lat: Floats, band: Ints, km: float) -> Floats:
    """Degrees of longitude that a disc reaches east and west inside a band of latitude.

    Method: the chord of a spherical cap along a parallel is longest on the parallel where the
    meridians touch it (sin / cos(km)), or on the band's edge nearest to that.
    """
    south = band * CELL - 90
    angle = min(km / EARTH_KM, np.pi)
    phi = np.radians(lat)
    if angle >= np.pi / 2:
        return np.full(len(lat), 180.0)
    touch = np.arcsin(np.clip(np.sin(phi) / np.cos(angle), -1, 1))
    parallel = np.clip(touch, np.radians(south), np.radians(south + CELL))
    rest = np.cos(angle) - np.sin(phi) * np.sin(parallel)
    ratio = rest / np.maximum(np.cos(phi) * np.cos(parallel), 1e-12)
    half: Floats = np.degrees(np.arccos(np.clip(ratio, -1, 1))) + ROUNDING
    return half

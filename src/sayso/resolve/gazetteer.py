"""The gazetteer: place names to places, from a compact index that ships with the package.

The index (`data/places.npz`) is made by `training/knowledge/places.py` from GeoNames (CC BY 4.0,
see `data/NOTICE`) and from `data/features.csv`. It is a sorted array of 40-bit hashes of the
tolerant name keys, one row for each name of a place, beside columns of the places themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from importlib import resources
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING

from sayso.errors import ResolveError
from sayso.resolve.places_names import exact_key, exact_tag, skeleton, skeleton_hash

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# kind -> (UCDP where_prec of the place itself, radius in km where none is stated)
KINDS: dict[str, tuple[int, float]] = {
    "town": (1, 2.0), "village": (1, 2.0), "quarter": (1, 2.0), "site": (1, 2.0),
    "dam": (1, 4.0), "airbase": (1, 4.0), "base": (1, 4.0), "camp": (1, 4.0),
    "crossing": (1, 4.0), "district": (3, 25.0), "province": (4, 80.0),
    "region": (5, 80.0), "mountain": (5, 25.0), "valley": (5, 25.0), "river": (5, 200.0),
    "lake": (5, 25.0), "road": (5, 50.0), "border": (5, 100.0), "desert": (5, 150.0),
    "island": (5, 25.0), "peninsula": (5, 80.0), "strait": (5, 40.0), "sea": (7, 400.0),
    "country": (6, 300.0), "continent": (7, 3000.0),
}  # fmt: skip
POPULATED = frozenset({"town", "village", "quarter"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of a gazetteer: degrees (WGS 84), ISO 3166 alpha-3, radius in km.

    `admin1` is the name of the first-level division it lies in; `source` the gazetteer it is
    from ("geonames", "features", or a file the user gave).
    """

    name: str
    lat: float
    lon: float
    country: str | None
    kind: str
    radius_km: float
    population: int = 0
    admin1: str | None = None
    source: str = "geonames"

    @property
    def where_prec(self) -> int:
        """UCDP's precision of an event that is said to be at this place."""
        return KINDS[self.kind][0]


def town_radius(population: int) -> float:
    """Radius in km of a built-up area: 2 km, growing with the root of the population."""
    # a city of a million has about 12 km, as Aleppo and Mosul do
    return max(KINDS["town"][1], 0.012 * sqrt(population))


@dataclass(frozen=True, slots=True)
class _Index:
    """The columns of `places.npz`, in memory."""

    hashes: NDArray[np.uint64]
    row_place: NDArray[np.uint32]
    row_tag: NDArray[np.uint16]
    lat: NDArray[np.int32]
    lon: NDArray[np.int32]
    population: NDArray[np.uint8]
    country: NDArray[np.uint8]
    admin1: NDArray[np.uint16]
    kind: NDArray[np.uint8]
    radius: NDArray[np.uint16]
    names: bytes
    name_start: NDArray[np.uint32]
    meta: Mapping[str, list[str]]


def unplane(planes: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Byte planes (least significant first, one a row) back to numbers."""
    import numpy as np

    total = np.zeros(planes.shape[1], dtype=np.uint32)
    for place, plane in enumerate(planes):
        total |= plane.astype(np.uint32) << np.uint32(8 * place)
    return total


def decode_population(code: int) -> int:
    """Population from its logarithmic byte (eight steps to a doubling)."""
    return round(2 ** (code / 8) - 1)


@lru_cache(maxsize=1)
def _shipped_index() -> _Index:
    import numpy as np

    file = resources.files("sayso.resolve") / "data" / "places.npz"
    try:
        with file.open("rb") as stream, np.load(stream) as data:
            columns = {name: data[name] for name in data.files}
    except (FileNotFoundError, ValueError, KeyError) as error:
        raise ResolveError(
            "the place index is absent or damaged", where=str(file), remedy="install sayso again"
        ) from error
    names = columns["names"].tobytes()
    ends = np.flatnonzero(columns["names"] == ord("\n")).astype(np.uint32)
    starts = np.concatenate(([0], ends[:-1] + 1)).astype(np.uint32)
    return _Index(
        hashes=np.cumsum(unplane(columns["hash_steps"]), dtype=np.uint64),
        row_place=unplane(columns["row_place"]),
        row_tag=columns["row_tag"],
        lat=np.cumsum(columns["lat_steps"], dtype=np.int32),
        lon=unplane(columns["lon"]).astype(np.int32) - 180_000,
        population=columns["population"],
        country=columns["country"],
        admin1=columns["admin1"],
        kind=columns["kind"],
        radius=columns["radius"],
        names=names,
        name_start=starts,
        meta=json.loads(columns["meta"].tobytes()),
    )


def alpha3(code: str) -> str | None:
    """The ISO 3166 alpha-3 code of an alpha-2 or alpha-3 code; None for no country."""
    pairs = dict(pair.split() for pair in _shipped_index().meta["alpha2"])
    return code if code in pairs.values() else pairs.get(code)


@dataclass(frozen=True, slots=True)
class _Extra:
    """Entries of user gazetteers by tolerant key, with the exact keys of their names."""

    by_key: dict[str, list[tuple[Entry, frozenset[str]]]] = field(default_factory=dict)

    def add(self, entry: Entry, names: Iterable[str]) -> None:
        spelled = list(names)
        exact = frozenset(exact_key(name).replace(" ", "") for name in spelled)
        for key in {skeleton(name) for name in spelled}:
            self.by_key.setdefault(key, []).append((entry, exact))


class Gazetteer:
    """Places by name: the shipped index and any gazetteers of the user.

    >>> gazetteer = Gazetteer.load()
    >>> [entry.country for entry in gazetteer.lookup("Talbiseh")]
    ['SYR']
    """

    def __init__(self, index: _Index, extra: _Extra) -> None:
        self._index = index
        self._extra = extra
        self._exact = lru_cache(maxsize=20_000)(partial(self._find, loose=False))
        self._loose = lru_cache(maxsize=5_000)(partial(self._find, loose=True))
        self._countries: dict[str, Entry] = {}

    @classmethod
    def load(cls, extra: Sequence[Path] = ()) -> Gazetteer:
        """The shipped index plus user files (see `gazetteer_files`).

        Raises `ResolveError` with file and row for a file that cannot be used.
        """
        more = _Extra()
        if extra:
            from sayso.resolve.gazetteer_files import read_gazetteer

            for path in extra:
                for entry, names in read_gazetteer(path):
                    more.add(entry, names)
        return cls(_shipped_index(), more)

    @property
    def meta(self) -> Mapping[str, list[str]]:
        """What the index was made from: sources, countries, kinds, hash of the feature file."""
        return self._index.meta

    def __len__(self) -> int:
        return len(self._index.lat) + sum(len(v) for v in self._extra.by_key.values())

    def lookup(self, name: str) -> tuple[Entry, ...]:
        """Every place that has a name spelled so (case, accents, hyphens apart), largest first."""
        return self._exact(name)

    def lookup_loose(self, name: str) -> tuple[Entry, ...]:
        """Every place with a name that could be a transliteration of this one, largest first."""
        return self._loose(name)

    def countries(self) -> Mapping[str, Entry]:
        """The countries by ISO 3166 alpha-3 code."""
        if not self._countries:
            index = self._index
            wanted = index.meta["kinds"].index("country")
            for place in (index.kind == wanted).nonzero()[0]:
                entry = self._entry(int(place))
                if entry.country:
                    self._countries[entry.country] = entry
        return self._countries

    def _find(self, name: str, *, loose: bool) -> tuple[Entry, ...]:
        key = skeleton(name)
        if not key:
            return ()
        wanted = exact_key(name).replace(" ", "")
        found = [self._entry(place) for place in self._places(name, loose=loose)]
        extra = self._extra.by_key.get(key, ())
        found += [entry for entry, exact in extra if loose or wanted in exact]
        found.sort(key=lambda e: (-e.population, e.name, e.lat))
        return tuple(found)

    def _places(self, name: str, *, loose: bool) -> list[int]:
        index = self._index
        # a typed scalar: searchsorted would cast the whole array for a Python int
        value = index.hashes.dtype.type(skeleton_hash(name))
        first = int(index.hashes.searchsorted(value, "left"))
        last = int(index.hashes.searchsorted(value, "right"))
        rows: list[int] = index.row_place[first:last].tolist()
        if not loose:
            # a handful of rows: plain numbers are quicker than a mask
            tag, tags = exact_tag(name), index.row_tag[first:last].tolist()
            rows = [row for row, own in zip(rows, tags, strict=True) if own == tag]
        return list(dict.fromkeys(rows))

    def _entry(self, place: int) -> Entry:
        index = self._index
        start = int(index.name_start[place])
        name = index.names[start : index.names.index(b"\n", start)].decode()
        kind = index.meta["kinds"][index.kind[place]]
        population = decode_population(int(index.population[place]))
        stated = int(index.radius[place]) / 2
        is_town = kind in POPULATED
        radius = stated or (town_radius(population) if is_town else KINDS[kind][1])
        return Entry(
            name=name,
            lat=int(index.lat[place]) / 1000,
            lon=int(index.lon[place]) / 1000,
            country=index.meta["countries"][index.country[place]] or None,
            kind=kind,
            radius_km=radius,
            population=population,
            admin1=index.meta["admin1"][index.admin1[place]] or None,
            source="features" if stated else "geonames",
        )

"""A record in memory, laid out for checking many claims at once.

Rows that are alike in all a check looks at (point, days, precision, actors, type, claimant,
article) are held once, with their number: records that know only the year shrink to a fifth.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from sayso.errors import RecordError
from sayso.record.store import ACTORS, ROWS, Manifest, read_manifest, records_folder

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

EPOCH = dt.date(1970, 1, 1)
FINE = 4
"""The coarsest `date_prec` that still says something finer than the year."""


@dataclass(frozen=True, slots=True)
class Party:
    """An actor of a row: the side it stands on, sayso's id or None, and its name there."""

    side: str
    actor_id: str | None
    raw: str


@dataclass(frozen=True, slots=True)
class Combo:
    """What rows are asked about besides place and time: their parties, type, mode, claimant."""

    parties: tuple[Party, ...]
    type: str | None
    mode: str | None
    claimant: str | None


@dataclass(frozen=True, slots=True)
class Groups:
    """Columns of the distinct rows; `count` alike rows each, `first` and `rows` point back.

    Days are counted from 1970-01-01. The rows of group g are
    `rows[offset[g]:offset[g + 1]]`.
    """

    lat: Floats
    lon: Floats
    start: Ints
    end: Ints
    date_prec: Ints
    where_prec: Ints
    combo: Ints
    article: Ints
    country: Ints
    count: Ints
    rows: Ints
    offset: Ints


@dataclass(frozen=True)
class Record:
    """A record that claims are put to: manifest, Arrow tables, and columns for checking."""

    manifest: Manifest
    rows: Any
    actors: Any
    index: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def load(cls, name: str) -> Record:
        """The record of this name in the home folder; raises `RecordError` when there is none."""
        from pyarrow import parquet

        manifest = read_manifest(name)
        folder = records_folder() / name
        try:
            rows, actors = (parquet.read_table(folder / file) for file in (ROWS, ACTORS))
        except (OSError, ValueError) as error:
            raise RecordError(
                f"its tables are damaged ({error})",
                where=name,
                remedy=f"sayso record remove {name}, and add it again",
            ) from error
        return cls(manifest=manifest, rows=rows, actors=actors)

    @property
    def is_control(self) -> bool:
        """Whether its rows are areas held, rather than events."""
        return "control" in self.manifest.kinds

    @cached_property
    def knows_countries(self) -> bool:
        """Whether its countries are ISO 3166 alpha-3 codes, so that a place can be outside."""
        return any(len(name) == 3 for name in self.manifest.countries)

    @cached_property
    def combos(self) -> tuple[Combo, ...]:
        """The distinct combinations that `Groups.combo` points into."""
        return self._coded[1]

    @cached_property
    def _coded(self) -> tuple[Ints, tuple[Combo, ...]]:
        parties, codes = _parties(self.actors, self.rows.num_rows)
        keys = [codes]
        texts: list[list[str | None]] = []
        for name in ("type", "mode", "claimant"):
            code, words = _encode(self.rows[name])
            keys.append(code)
            texts.append(words)
        first, combo = _distinct(keys)
        combos = tuple(
            Combo(parties[codes[row]], *(t[k[row]] for t, k in zip(texts, keys[1:], strict=True)))
            for row in first
        )
        return combo, combos

    @cached_property
    def countries(self) -> list[str | None]:
        """The countries that `Groups.country` points into."""
        return _encode(self.rows["country"])[1]

    @cached_property
    def articles(self) -> dict[str, int]:
        """The code of each article in `Groups.article`; rows of no article have -1."""
        words = _encode(self.rows["article"])[1]
        return {word: code for code, word in enumerate(words) if word is not None}

    @cached_property
    def groups(self) -> Groups:
        """The distinct rows."""
        columns = self._columns()
        first, group = _distinct(list(columns.values()))
        order = np.argsort(group, kind="stable")
        count = np.bincount(group, minlength=len(first))
        offset = np.concatenate([[0], np.cumsum(count)])
        picked = {name: column[first] for name, column in columns.items()}
        return Groups(**picked, count=count, rows=order, offset=offset)

    def _columns(self) -> dict[str, Any]:
        rows = self.rows
        article, words = _encode(rows["article"])
        unknown = words.index(None) if None in words else -1
        return {
            "lat": rows["lat"].to_numpy(),
            "lon": rows["lon"].to_numpy(),
            "start": _day_numbers(rows["date_start"]),
            "end": _day_numbers(rows["date_end"]),
            "date_prec": _small(rows["date_prec"], missing=1),
            "where_prec": _small(rows["where_prec"], missing=7),
            "combo": self._coded[0],
            "article": np.where(article == unknown, -1, article),
            "country": _encode(rows["country"])[0],
        }

    @cached_property
    def coarse_years(self) -> frozenset[int]:
        """The years in which most rows say no more than the year."""
        groups = self.groups
        year = groups.start.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
        total: dict[int, int] = {}
        coarse: dict[int, int] = {}
        for one in np.unique(year).tolist():
            mine = year == one
            total[one] = int(groups.count[mine].sum())
            coarse[one] = int(groups.count[mine & (groups.date_prec > FINE)].sum())
        return frozenset(one for one, rows in total.items() if coarse[one] * 2 > rows)

    def names(self, row: int) -> dict[str, list[str]]:
        """The actors of one row as the record writes them, by side."""
        named: dict[str, list[str]] = {}
        low, high = np.searchsorted(self._actor_rows, [row, row + 1])
        for entry in self.actors.slice(low, high - low).to_pylist():
            side = named.setdefault(entry["side"], [])
            if entry["raw"].strip() not in side:
                side.append(entry["raw"].strip())
        return named

    @cached_property
    def _actor_rows(self) -> Any:
        return self.actors["row"].to_numpy()


def day_number(day: dt.date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def to_day(number: int) -> dt.date:
    """The day of a number of days since 1970-01-01."""
    return EPOCH + dt.timedelta(days=int(number))


def _day_numbers(column: Any) -> Ints:
    import pyarrow as pa

    numbers: Ints = column.cast(pa.int32()).to_numpy().astype(np.int64)
    return numbers


def _small(column: Any, *, missing: int) -> Ints:
    import pyarrow.compute as pc

    numbers: Ints = pc.fill_null(column, missing).to_numpy().astype(np.int64)
    return numbers


def _encode(column: Any) -> tuple[Ints, list[str | None]]:
    """Codes and words of a column of strings; null is a word of its own."""
    coded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    if not hasattr(coded, "dictionary"):
        coded = coded.combine_chunks()
    codes: Ints = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return codes, coded.dictionary.to_pylist()


def _distinct(keys: Sequence[Any]) -> tuple[Ints, Ints]:
    """The first row of each distinct combination of keys, and the combination of each row."""
    order = np.lexsort(tuple(reversed(keys)))
    if not len(order):
        return order, order
    new = np.zeros(len(order), dtype=bool)
    new[0] = True
    for key in keys:
        ordered = key[order]
        new[1:] |= ordered[1:] != ordered[:-1]
    group = np.empty(len(order), dtype=np.int64)
    group[order] = np.cumsum(new) - 1
    return order[new], group


def _parties(actors: Any, length: int) -> tuple[list[tuple[Party, ...]], Ints]:
    """The distinct sets of parties, and which set each row has (rows of `actors` are sorted)."""
    side, sides = _encode(actors["side"])
    raw, raws = _encode(actors["raw"])
    known, ids = _encode(actors["actor_id"])
    first, code = _distinct([side, raw, known])
    party = [Party(sides[side[i]] or "", ids[known[i]], raws[raw[i]] or "") for i in first]
    row = actors["row"].to_numpy()
    bounds = np.searchsorted(row, np.arange(length + 1))
    sets: dict[bytes, int] = {}
    members: list[tuple[Party, ...]] = []
    codes = np.empty(length, dtype=np.int64)
    packed = code.astype(np.int32)
    for i in range(length):
        key = packed[bounds[i] : bounds[i + 1]].tobytes()
        found = sets.get(key)
        if found is None:
            found = sets[key] = len(members)
            members.append(tuple(party[c] for c in np.frombuffer(key, dtype=np.int32)))
        codes[i] = found
    return members, codes

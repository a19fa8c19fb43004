"""From the names that a record writes to sayso's actors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from sayso.record.rows import Draft, actors_schema


class KnownActor(Protocol):
    """What is used of `sayso.resolve.actors.Actor`."""

    @property
    def id(self) -> str | None:
        """Actor id, as in the JSON of an article; None when it is not known."""

    @property
    def country(self) -> str | None:
        """ISO 3166 alpha-3."""


class Book(Protocol):
    """What is used of `sayso.resolve.actors.ActorBook`."""

    def record_actors(self, raw: str) -> Sequence[KnownActor]:
        """The actors of a record's name, one for each party of a joint name."""


def map_names(raws: Iterable[str], book: Book) -> dict[str, tuple[str | None, ...]]:
    """Actor ids of each raw name; None stands for a party that is not known."""
    mapped = {}
    for raw in raws:
        found = tuple(actor.id for actor in book.record_actors(raw))
        mapped[raw] = found or (None,)
    return mapped


def map_countries(column: Any, book: Book) -> Any:
    """A column of country names as ISO 3166 alpha-3; names that are not known stay.

    A record's country is known by its government, under all the names UCDP gives one.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    names = [name for name in pc.unique(column).to_pylist() if name is not None]
    codes = [_country(name, book) for name in names]
    place = pc.index_in(column, value_set=pa.array(names, pa.string()))
    return pa.chunked_array([pa.array(codes, pa.string())]).take(place)


def _country(name: str, book: Book) -> str:
    found = book.record_actors(f"Government of {name}")
    return (found[0].country if len(found) == 1 else None) or name


def actors_table(draft: Draft, book: Book) -> tuple[Any, dict[str, int]]:
    """The `actors` table of a draft, and the names that stay unmapped with their row counts."""
    import pyarrow as pa
    import pyarrow.compute as pc

    names = {
        raw for _, column in draft.sides for raw in pc.unique(column).to_pylist() if raw is not None
    }
    known = draft.mapped or {}
    mapped = known | map_names(sorted(names - known.keys()), book)
    parts = [_side(side, column, mapped) for side, column in draft.sides]
    table = pa.concat_tables(parts) if parts else actors_schema().empty_table()
    return table.sort_by([("row", "ascending"), ("side", "ascending")]), _unmapped(draft, mapped)


def _side(side: str, column: Any, mapped: dict[str, tuple[str | None, ...]]) -> Any:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    coded = pc.dictionary_encode(column)
    raws = coded.dictionary.to_pylist()
    ids = [mapped[raw] for raw in raws]
    width = np.array([len(found) for found in ids], dtype=np.int64)
    start = np.concatenate([[0], np.cumsum(width)])[:-1] if len(width) else width
    row = np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False))
    code = coded.indices.drop_null().to_numpy().astype(np.int64)
    times = width[code] if len(code) else code
    first = np.repeat(start[code] if len(code) else code, times)
    offset = np.arange(len(first)) - np.repeat(np.cumsum(times) - times, times)
    flat = pa.array([one for found in ids for one in found], pa.string())
    return pa.table(
        [
            pa.array(np.repeat(row, times), pa.int32()),
            pa.array([side] * len(first), pa.string()),
            pa.array(raws, pa.string()).take(pa.array(np.repeat(code, times))),
            flat.take(pa.array(first + offset)),
        ],
        schema=actors_schema(),
    )


def _unmapped(draft: Draft, mapped: dict[str, tuple[str | None, ...]]) -> dict[str, int]:
    import pyarrow.compute as pc

    counts: Counter[str] = Counter()
    for _, column in draft.sides:
        for entry in pc.value_counts(column).to_pylist():
            raw = entry["values"]
            if raw is not None and None in mapped[raw]:
                counts[raw] += entry["counts"]
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

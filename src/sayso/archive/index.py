"""The index: DuckDB over the fields and SQLite's FTS5 over the words, made from the shards.

A new index is made beside the one in use and then named in `current`: readers never wait, and a
killed writer leaves the old one as it was. All of it can be deleted and is then made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from sayso.archive import duplicates, shards, tables
from sayso.archive.layout import Layout, sweep, sync, write_whole

FIELDS, WORDS = "fields.duckdb", "text.sqlite"
# DuckDB 2's own default writes files that only DuckDB 2 reads
STORAGE = "v1.5.0"
SHARDS_AT_ONCE = 32
_DUPLICATES_AT_ONCE = 50_000
_FTS = (
    "CREATE VIRTUAL TABLE words USING fts5(title, body, content='', "
    "tokenize='porter unicode61 remove_diacritics 2')"
)


class _Words(msgspec.Struct):
    """What of an article's JSON is searched."""

    text: str
    title: str | None = None


def current(layout: Layout) -> Path | None:
    """The folder of the index in use; None when there is none."""
    try:
        folder = layout.indexes / layout.current.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    return folder if (folder / FIELDS).exists() else None


def is_current(layout: Layout, folder: Path) -> bool:
    """Whether an index knows every shard of the folder, and no other."""
    present = {path.name for path in layout.articles.glob("[!.]*.parquet")}
    with attached(folder / FIELDS, read_only=True) as connection:
        known = connection.execute("SELECT name FROM shards").fetchall()
    return present == {name for (name,) in known}


@contextlib.contextmanager
def attached(file: Path, *, read_only: bool) -> Iterator[Any]:
    """A connection with the file as `archive`, closed afterwards."""
    connection = connected()
    mode = "READ_ONLY" if read_only else f"STORAGE_VERSION '{STORAGE}'"
    try:
        connection.execute(f"ATTACH {quoted(file)} AS archive ({mode})")
        connection.execute("USE archive")
        yield connection
    finally:
        connection.close()


def connected() -> Any:
    """A DuckDB connection that loads nothing from elsewhere and draws nothing on the terminal."""
    import duckdb

    connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    connection.execute("SET enable_progress_bar = false")  # it would be drawn into our output
    return connection


def quoted(path: Path | str) -> str:
    """A path or other text as an SQL string."""
    return "'" + str(path).replace("'", "''") + "'"


def refresh(layout: Layout, *, from_scratch: bool = False) -> None:
    """Bring the index up to the shards; the caller holds the writer's lock."""
    old = current(layout)
    if old and not from_scratch and is_current(layout, old):
        return
    wanted = shards.live(layout)
    known = _indexed(old) if old and not from_scratch else set()
    if known - set(wanted):
        old, known = None, set()
    with _replacing(layout, None if from_scratch else old) as folder:
        new = [name for name in wanted if name not in known]
        with (
            attached(folder / FIELDS, read_only=False) as fields,
            contextlib.closing(sqlite3.connect(folder / WORDS, isolation_level=None)) as words,
        ):
            _prepare(fields, words)
            for at in range(0, len(new), SHARDS_AT_ONCE):
                _insert(layout, new[at : at + SHARDS_AT_ONCE], fields=fields, words=words)
            _note_shards(layout, fields, wanted)


def _indexed(folder: Path) -> set[str]:
    with attached(folder / FIELDS, read_only=True) as connection:
        rows = connection.execute("SELECT name FROM shards WHERE live").fetchall()
    return {name for (name,) in rows}


@contextlib.contextmanager
def _replacing(layout: Layout, base: Path | None) -> Iterator[Path]:
    """A folder, begun as a copy of `base`, that becomes the index in use when all goes well."""
    layout.indexes.mkdir(exist_ok=True)
    sweep(layout.articles)
    for path in layout.indexes.glob(".building*"):
        shutil.rmtree(path, ignore_errors=True)
    number = 1 + max((int(p.name) for p in layout.indexes.iterdir() if p.name.isdigit()), default=0)
    aside = layout.indexes / f".building-{number}"
    if base:
        shutil.copytree(base, aside)
    else:
        aside.mkdir()
    yield aside
    for name in (FIELDS, WORDS):
        sync(aside / name)
    done = layout.indexes / f"{number:08d}"
    aside.rename(done)
    sync(layout.indexes)
    write_whole(layout.current, f"{done.name}\n".encode())
    for path in layout.indexes.iterdir():
        if path.name.isdigit() and path != done:
            shutil.rmtree(path, ignore_errors=True)  # a reader that has it open keeps it


def _prepare(fields: Any, words: sqlite3.Connection) -> None:
    words.execute("PRAGMA journal_mode = OFF")  # the whole file is thrown away on failure
    words.execute("PRAGMA synchronous = OFF")
    there = fields.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'articles'"
    ).fetchone()[0]
    if there:
        return
    words.execute(_FTS)
    fields.execute(tables.CREATE)
    fields.execute(tables.CREATE_INCIDENTS)
    schema = shards.schema()
    for table in tables.NESTED:
        kind = schema.field(table).type.value_type
        fields.execute(tables.create_nested(table, [(f.name, f.type) for f in kind]))


def _insert(
    layout: Layout, names: Sequence[str], *, fields: Any, words: sqlite3.Connection
) -> None:
    """One batch of shards, in one transaction and a checkpoint."""
    first = fields.execute("SELECT coalesce(max(number), 0) FROM articles").fetchone()[0]
    files = {"files": [str(layout.articles / name) for name in names]}
    fields.execute("BEGIN")
    fields.execute(tables.FRESH, {**files, "first": first})
    fields.execute(tables.INSERT_ARTICLES, files)
    fields.execute(tables.INSERT_SIGNATURES, files)
    for table in tables.NESTED:
        fields.execute(tables.insert_nested(table), files)
    _link_duplicates(fields, first)
    numbers = fields.execute("SELECT shard, position, number FROM fresh").fetchall()
    fields.execute("COMMIT")
    fields.execute("CHECKPOINT archive")
    _insert_words(layout, {(s, p): n for s, p, n in numbers}, names=names, words=words)


def _link_duplicates(fields: Any, first: int) -> None:
    query = "SELECT article, signature FROM archive.signatures WHERE article > $1 ORDER BY article"
    rows = fields.execute(query, [first]).fetchnumpy()
    if not len(rows["article"]):
        return
    hashed = duplicates.bands(list(rows["signature"]))
    numbers = np.repeat(rows["article"], hashed.shape[1])
    frame = {"band": hashed.ravel(), "article": numbers}
    fields.register("new_bands", _arrow(frame))
    fields.execute("INSERT INTO archive.bands SELECT band, article FROM new_bands")
    fields.unregister("new_bands")
    best: dict[int, tuple[float, int]] = {}
    found = fields.execute(tables.CANDIDATES, {"first": first})
    while rows := found.fetchmany(_DUPLICATES_AT_ONCE):
        for article, near, one, two in rows:
            likeness = duplicates.similarity(one, two)
            if likeness >= duplicates.SIMILAR and likeness > best.get(article, (0.0, 0))[0]:
                best[article] = (likeness, near)
    _insert_pairs(fields, best)


def _insert_pairs(fields: Any, best: dict[int, tuple[float, int]]) -> None:
    pairs = {
        "article": list(best),
        "near": [near for _, near in best.values()],
        "similarity": [likeness for likeness, _ in best.values()],
    }
    fields.register("new_pairs", _arrow(pairs))
    fields.execute("INSERT INTO archive.near_duplicates SELECT * FROM new_pairs ORDER BY article")
    fields.unregister("new_pairs")


def _arrow(columns: dict[str, Any]) -> Any:
    import pyarrow as pa

    return pa.table(columns)


def _insert_words(
    layout: Layout,
    numbers: dict[tuple[str, int], int],
    *,
    names: Sequence[str],
    words: sqlite3.Connection,
) -> None:
    words.execute("BEGIN")
    for name in names:
        for position, row in enumerate(shards.columns(layout, name, "json")):
            number = numbers.get((name, position))
            if number is not None:
                found = msgspec.json.decode(row["json"], type=_Words)
                words.execute(
                    "INSERT INTO words(rowid, title, body) VALUES (?, ?, ?)",
                    (number, found.title or "", found.text),
                )
    words.execute("COMMIT")


def _note_shards(layout: Layout, fields: Any, wanted: Sequence[str]) -> None:
    present = sorted(path.name for path in layout.articles.glob("[!.]*.parquet"))
    alive = set(wanted)
    fields.execute("DELETE FROM shards")
    rows = {"name": present, "live": [name in alive for name in present]}
    fields.register("names", _arrow(rows))
    fields.execute("INSERT INTO shards SELECT name::VARCHAR, live::BOOLEAN FROM names")
    fields.unregister("names")
    fields.execute("CHECKPOINT archive")


def digest(fields: Any) -> str:
    """What tells one state of the archive from another: a hash of its live shards' names."""
    rows = fields.execute("SELECT name FROM shards WHERE live ORDER BY name").fetchall()
    return hashlib.sha256("\n".join(name for (name,) in rows).encode()).hexdigest()[:32]


@contextlib.contextmanager
def changed(layout: Layout) -> Iterator[Any]:
    """A connection to a copy of the index, which becomes the one in use; for derived tables.

    The caller holds the writer's lock.
    """
    with (
        _replacing(layout, current(layout)) as folder,
        attached(folder / FIELDS, read_only=False) as fields,
    ):
        yield fields
        fields.execute("CHECKPOINT archive")

"""Shards: immutable Parquet files of articles, with the flat columns that an index is made of.

A shard is acknowledged once it is renamed into place and the folder is on disk. One that brings
articles to a newer model names the shards it supersedes in its metadata: a reader leaves those
out, so that a crash between writing the new and deleting the old shows nothing twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from sayso.archive import duplicates, flat
from sayso.archive.layout import Layout, content_hash, place_whole
from sayso.errors import ArchiveError
from sayso.schema import Article, from_json, to_json

SUPERSEDES = b"sayso.supersedes"
ROW_GROUP = 64  # articles: one is fetched by decoding its group, some 2 ms

ROLES = "actor recipient source".split()


@dataclass(frozen=True, slots=True)
class Coding:
    """By what an article was coded: the model's version and the codebook's."""

    model: str
    codebook: str


@lru_cache(maxsize=1)
def schema() -> Any:
    """The Arrow schema of a shard."""
    import pyarrow as pa

    return pa.schema([
        ("content", pa.string()),
        ("id", pa.string()),
        ("title", pa.string()),
        ("publisher", pa.string()),
        ("url", pa.string()),
        ("published", pa.date32()),
        ("language", pa.string()),
        ("characters", pa.int32()),
        ("model", pa.string()),
        ("codebook", pa.string()),
        ("signature", pa.binary()),
        ("json", pa.string()),
        ("events", pa.list_(pa.struct(_event_fields()))),
        ("participants", pa.list_(pa.struct(_participant_fields()))),
        ("claims", pa.list_(pa.struct(_claim_fields()))),
    ])  # fmt: skip


def _strings(*names: str) -> list[Any]:
    import pyarrow as pa

    return [(name, pa.string()) for name in names]


def _where_and_when() -> list[Any]:
    import pyarrow as pa

    return [
        *_strings("place", "place_text"),
        ("lat", pa.float64()),
        ("lon", pa.float64()),
        ("country", pa.string()),
        ("where_prec", pa.int8()),
        ("radius_km", pa.float32()),
        ("date_start", pa.date32()),
        ("date_end", pa.date32()),
        ("date_prec", pa.int8()),
    ]


def _event_fields() -> list[Any]:
    import pyarrow as pa

    tolls = [f"{name}_{bound}" for name in flat.TOLLS for bound in ("low", "best", "high")]
    return [
        *_strings("event", "type", "mode", "quad", "factuality"),
        ("factuality_score", pa.float32()),
        ("score", pa.float32()),
        ("trigger", pa.string()),
        ("trigger_start", pa.int32()),
        ("trigger_end", pa.int32()),
        *_strings("sentence", "actors", "recipients"),
        *_where_and_when(),
        *((name, pa.int64()) for name in tolls),
        *_strings("source", "source_id", "source_country", "source_sector"),
        *_strings("stance", "manner", "said_within", "same_as"),
    ]


def _participant_fields() -> list[Any]:
    import pyarrow as pa

    return [
        *_strings("event", "role"),
        ("position", pa.int16()),
        *_strings("id", "name", "text", "country", "sector"),
        ("score", pa.float32()),
        ("start", pa.int32()),
        ("end", pa.int32()),
    ]


def _claim_fields() -> list[Any]:
    import pyarrow as pa

    return [
        *_strings("claim", "event", "kind", "source", "source_id", "stance", "factuality"),
        *_strings("words", "actors", "targets", "over"),
        *_where_and_when(),
        ("measure", pa.string()),
        *((f"toll_{bound}", pa.int64()) for bound in ("low", "best", "high")),
        *_strings("type", "mode", "reason"),
    ]


def row(article: Article, coding: Coding) -> dict[str, Any]:
    """The row of one coded article."""
    content = content_hash(article)
    return {
        "content": content,
        "id": article.id,
        "title": article.title,
        "publisher": article.publisher,
        "url": article.url,
        "published": article.date.start if article.date else None,
        "language": article.language,
        "characters": len(article.text),
        "model": article.model or coding.model,
        "codebook": coding.codebook,
        "signature": duplicates.signature(article.text),
        "json": to_json(article).decode(),
        "events": list(flat.event_rows(article, content)),
        "participants": list(flat.participant_rows(article, content)),
        "claims": list(flat.claim_rows(article, content)),
    }


def write(layout: Layout, rows: Sequence[dict[str, Any]], *, supersedes: Iterable[str] = ()) -> str:
    """Put rows on disk as one shard and return its name; acknowledged when this returns."""
    import pyarrow as pa
    from pyarrow import parquet

    digest = hashlib.sha256()
    for one in rows:
        digest.update(f"{one['content']} {one['codebook']} {one['json']}\n".encode())
    name = f"{digest.hexdigest()[:32]}.parquet"
    older = sorted(set(supersedes) - {name})
    table = pa.Table.from_pylist(rows, schema=schema())
    table = table.replace_schema_metadata({SUPERSEDES: msgspec.json.encode(older)})

    def save(aside: Path) -> None:
        parquet.write_table(table, aside, compression="zstd", row_group_size=ROW_GROUP)

    place_whole(layout.articles / name, save)
    return name


def live(layout: Layout) -> list[str]:
    """The names of the shards that count, sorted."""
    present = {path.name for path in layout.articles.glob("[!.]*.parquet")}
    gone = {old for name in present for old in superseded_by(layout.articles / name)}
    return sorted(present - gone)


def superseded_by(path: Path) -> tuple[str, ...]:
    """The shards that one replaces; raises `ArchiveError` for a damaged shard."""
    stat = path.stat()
    return _superseded(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=100_000)
def _superseded(path: Path, changed: int, size: int) -> tuple[str, ...]:
    from pyarrow import parquet

    with _readable(path):
        metadata = parquet.read_metadata(path).metadata or {}
    return tuple(msgspec.json.decode(metadata.get(SUPERSEDES, b"[]"), type=list[str]))


def remove_superseded(layout: Layout) -> None:
    """Delete the shards that others replace; the index must not name them any more."""
    keep = set(live(layout))
    for path in layout.articles.glob("[!.]*.parquet"):
        if path.name not in keep:
            path.unlink()


def columns(layout: Layout, name: str, *wanted: str) -> list[dict[str, Any]]:
    """Some columns of a shard, a dict a row."""
    from pyarrow import parquet

    path = layout.articles / name
    with _readable(path):
        # no memory map: a shard may be deleted under a reader on systems that keep it locked
        rows: list[dict[str, Any]] = parquet.read_table(path, columns=list(wanted)).to_pylist()
    return rows


def articles(layout: Layout, name: str) -> Iterator[Article]:
    """The articles of a shard, in order."""
    for one in columns(layout, name, "json"):
        yield from_json(one["json"])


def article_at(layout: Layout, name: str, position: int) -> Article:
    """One article of a shard by its row number; reads one row group."""
    from pyarrow import parquet

    path = layout.articles / name
    with _readable(path), parquet.ParquetFile(path, metadata=_footer(path)) as file:
        group = file.read_row_group(position // ROW_GROUP, columns=["json"])
        return from_json(group.column("json")[position % ROW_GROUP].as_py())


@lru_cache(maxsize=64)
def _footer(path: Path) -> Any:
    """What a shard says of itself; reading it takes as long as reading an article."""
    from pyarrow import parquet

    return parquet.read_metadata(path)


class _readable:  # noqa: N801 - used as a statement
    """Turns what Arrow raises on a damaged or missing shard into an `ArchiveError`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        import pyarrow as pa

        if isinstance(error, (pa.ArrowException, OSError)):
            raise ArchiveError(
                f"a shard cannot be read ({error})",
                where=str(self.path),
                remedy="restore it from a copy, or move it away and: sayso archive rebuild",
            ) from error

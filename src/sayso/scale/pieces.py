"""Cutting inputs: pieces that can be read on their own, with the hash of what they hold.

A piece is a stretch of bytes (JSONL, WARC) or of rows (Parquet). Pieces depend on the file alone,
never on workers or shards, so that their hashes tell in any later run what is done.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import IO, Any, Literal, cast

from sayso.errors import EmptyInput, InputError, NotText
from sayso.read.sniff import HEAD, sniff

GRAIN = 16  # documents of a piece: what the notes of a run tell apart
MOST_BYTES = 16_000_000  # a piece ends past this, however few its documents are
PART_DOCUMENTS = 512  # of one shard: as many as `sayso add` puts into one
_PARTS_EACH = 8  # parts for each worker at the least, so that they end at about the same time
_CHUNK = 1 << 20
_STARTS = (b"WARC/", b"\x1f\x8b")

Kind = Literal["jsonl", "parquet", "warc"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Documents that lie together in a file.

    `start` and `size` are bytes (of the unpacked file, where it is gzipped JSONL), for Parquet
    rows. `first` is the number of the first line or row, counted from 1; `documents` is how many
    there are, for a WARC at most.
    """

    uri: str
    kind: Kind
    start: int
    size: int
    first: int
    documents: int
    hash: str
    gzipped: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """The work that makes one shard: stretches to read, and the hashes of their pieces."""

    runs: tuple[Piece, ...]
    hashes: tuple[str, ...]
    documents: int


def cut(stream: IO[bytes], *, uri: str) -> Iterator[Piece]:
    """The pieces of a file of JSONL, Parquet or WARC; the stream must be able to seek.

    Raises `NotText` for a file of another kind, `EmptyInput` for an empty one.
    """
    head = stream.read(HEAD)
    stream.seek(0)
    kind = sniff(head, name=uri)
    if not head:
        raise EmptyInput("an empty file", where=uri, remedy="check that it was saved or sent")
    if kind == "gzip":
        unpacked = cast(IO[bytes], gzip.GzipFile(fileobj=stream))
        inner = sniff(unpacked.read(HEAD), name=uri.removesuffix(".gz"))
        unpacked.seek(0)
        _require(inner, ("jsonl",), uri)
        yield from _cut_lines(unpacked, uri=uri, gzipped=True)
        return
    _require(kind, ("jsonl", "parquet", "warc"), uri)
    yield from _WAYS[cast(Kind, kind)](stream, uri=uri)


def _require(kind: str, wanted: tuple[str, ...], uri: str) -> None:
    if kind not in wanted:
        raise NotText(
            f"a bulk run reads JSONL, Parquet and WARC, and this is {kind}",
            where=uri,
            remedy="give it to: sayso add",
        )


@dataclass(slots=True)
class _Open:
    """The piece that is being cut."""

    uri: str
    kind: Kind
    gzipped: bool = False
    start: int = 0
    size: int = 0
    first: int = 1
    lines: int = 0
    documents: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def take(self, data: bytes) -> None:
        self.digest.update(data)
        self.size += len(data)

    @property
    def is_full(self) -> bool:
        return self.documents >= GRAIN or (self.documents > 0 and self.size >= MOST_BYTES)

    def close(self) -> Piece:
        """The piece; another begins behind it."""
        done = Piece(
            self.uri, self.kind, self.start, self.size, self.first, self.documents,
            self.digest.hexdigest()[:32], self.gzipped,
        )  # fmt: skip
        self.start, self.size = self.start + self.size, 0
        self.first, self.lines, self.documents = self.first + self.lines, 0, 0
        self.digest = hashlib.sha256()
        return done


def _cut_lines(stream: IO[bytes], *, uri: str, gzipped: bool = False) -> Iterator[Piece]:
    """Never after an empty line: those at the end of a file are no documents, others are."""
    open_ = _Open(uri, "jsonl", gzipped)
    blank = True
    try:
        while line := stream.readline(_CHUNK):
            open_.take(line)
            blank = blank and not line.strip()
            if not line.endswith(b"\n"):
                continue
            open_.lines += 1
            open_.documents += not blank
            if open_.is_full and not blank:
                yield open_.close()
            blank = True
    except (OSError, EOFError) as error:
        raise NotText(f"damaged gzip: {error}", where=uri, remedy="fetch the file again") from None
    if open_.size:
        open_.documents += not blank
        yield open_.close()


def _cut_rows(stream: IO[bytes], *, uri: str) -> Iterator[Piece]:
    """Rows within row groups; their hash is the file's with their number."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    digest = hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
    stream.seek(0)
    try:
        rows = pq.ParquetFile(stream).metadata.num_rows
    except (pa.ArrowException, OSError) as error:
        raise NotText(f"damaged Parquet: {error}", where=uri, remedy="write it again") from None
    for start in range(0, rows, GRAIN):
        size = min(GRAIN, rows - start)
        own = digest.copy()
        own.update(f" rows {start} {size}".encode())
        yield Piece(uri, "parquet", start, size, start + 1, size, own.hexdigest()[:32])


def _cut_records(stream: IO[bytes], *, uri: str) -> Iterator[Piece]:
    """Between records where reading can begin: in a file gzipped as a whole, nowhere."""
    places = list(_record_places(stream, uri))
    length = stream.seek(0, 2)
    stream.seek(0)
    open_ = _Open(uri, "warc")
    for low, high in pairwise([0, *(place for place in places[1:] if place < length), length]):
        data = stream.read(min(_CHUNK, high - low))
        if open_.is_full and data.startswith(_STARTS):
            yield open_.close()
        open_.take(data)
        while data and (left := high - open_.start - open_.size) > 0:
            data = stream.read(min(_CHUNK, left))
            open_.take(data)
        open_.lines += 1
        open_.documents += 1
    if open_.size:
        yield open_.close()


def _record_places(stream: IO[bytes], uri: str) -> Iterator[int]:
    """Where each response begins, if it can be read from there."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    last = -1
    try:
        kinds = WarcRecordType.response
        for record in ArchiveIterator(stream, record_types=kinds, parse_http=False):
            if record.stream_pos > last:
                last = record.stream_pos
                yield last
    except (OSError, ValueError) as error:
        raise NotText(f"damaged WARC: {error}", where=uri, remedy="fetch it again") from None


_WAYS: dict[Kind, Any] = {"jsonl": _cut_lines, "parquet": _cut_rows, "warc": _cut_records}


def parts(pieces: Iterable[Piece], *, shards: int | None, workers: int) -> list[Part]:
    """The pieces put together, in order: at most so many shards, or as many as serve the workers.

    >>> piece = Piece("a", "jsonl", 0, 10, 1, 4, "h")
    >>> [part.documents for part in parts([piece] * 6, shards=2, workers=1)]
    [12, 12]
    """
    wanted = list(pieces)
    total = sum(piece.documents for piece in wanted)
    if shards is not None and shards < 1:
        raise InputError("no shards asked for", remedy="give --shards 1 or more")
    even = -(-total // (shards or workers * _PARTS_EACH))
    size = even if shards else min(PART_DOCUMENTS, max(GRAIN, even))
    found: list[Part] = []
    held: list[Piece] = []
    waiting = 0
    for piece in wanted:
        held.append(piece)
        waiting += piece.documents
        if waiting >= size:
            found.append(_part(held))
            held, waiting = [], 0
    return [*found, _part(held)] if held else found


def _part(pieces: list[Piece]) -> Part:
    """A part; neighbouring pieces are read in one go."""
    runs: list[Piece] = []
    for piece in pieces:
        last = runs[-1] if runs else None
        if last and last.uri == piece.uri and last.start + last.size == piece.start:
            runs[-1] = replace(
                last, size=last.size + piece.size, documents=last.documents + piece.documents
            )
        else:
            runs.append(piece)
    hashes = tuple(piece.hash for piece in pieces)
    return Part(tuple(runs), hashes, sum(piece.documents for piece in pieces))

"""Pieces: they hold every document once, and depend on nothing but the file."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.errors import EmptyInput, NotText
from sayso.read.bundles import warc_documents
from sayso.read.options import ReadOptions
from sayso.read.tables import read_jsonl, read_parquet
from sayso.scale.keeper import fetch_from
from sayso.scale.pieces import GRAIN, Piece, cut, parts
from sayso.schema import Article, Failure
from tests.read.files import warc
from tests.scale.fake_worker import line

LINES = "".join(line(n) for n in range(3 * GRAIN + 5)).encode()
SOME_LINES = st.lists(
    st.sampled_from([b'{"text": "Rebels shelled Taiz."}\n', b"\n", b"broken\n", b"  \r\n"]),
    max_size=2 * GRAIN + 3,
)


def pages(number: int, *, gzipped: bool) -> bytes:
    """A WARC file of so many pages, the second of them a picture."""
    packed = warc(
        *(
            (
                f"https://example.org/{n}",
                "image/png" if n == 1 else "text/html; charset=utf-8",
                f"<p>Rebels shelled Taiz on Monday, report number {n} says.</p>".encode(),
            )
            for n in range(number)
        )
    )
    return packed if gzipped else gzip.decompress(packed)


def fetched(data: bytes, piece: Piece, folder: Path) -> io.BytesIO:
    target = folder / f"{piece.kind}-{piece.start}"
    fetch_from(io.BytesIO(data), piece, target)
    return io.BytesIO(target.read_bytes())


@pytest.mark.parametrize("is_packed", [False, True])
def test_lines(tmp_path: Path, is_packed: bool) -> None:
    data = gzip.compress(LINES) if is_packed else LINES
    found = list(cut(io.BytesIO(data), uri="a.jsonl.gz" if is_packed else "a.jsonl"))
    assert [piece.documents for piece in found] == [GRAIN, GRAIN, GRAIN, 5]
    assert [piece.first for piece in found] == [1, GRAIN + 1, 2 * GRAIN + 1, 3 * GRAIN + 1]
    assert b"".join(fetched(data, piece, tmp_path).read() for piece in found) == LINES
    assert len({piece.hash for piece in found}) == len(found)


def test_a_file_that_grew_keeps_its_pieces() -> None:
    old = [piece.hash for piece in cut(io.BytesIO(LINES), uri="a.jsonl")]
    new = [piece.hash for piece in cut(io.BytesIO(LINES + line(999).encode()), uri="b.jsonl")]
    assert new[:3] == old[:3]
    assert new[3] != old[3]


@settings(max_examples=25)
@given(SOME_LINES)
def test_lines_read_in_pieces_are_the_lines(lines: list[bytes]) -> None:
    data, options = b"".join(lines), ReadOptions()
    if not data:
        return
    whole = list(read_jsonl(io.BytesIO(data), name="a", options=options))
    found: list[Article | Failure] = []
    for piece in cut(io.BytesIO(data), uri="a.jsonl"):
        stream = io.BytesIO(data[piece.start : piece.start + piece.size])
        found += read_jsonl(stream, name="a", options=options, first=piece.first)
    assert found == whole


def test_rows(tmp_path: Path) -> None:
    rows = [json.loads(text) for text in LINES.splitlines()]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet", row_group_size=10)
    data = (tmp_path / "a.parquet").read_bytes()
    options = ReadOptions()
    found: list[Article | Failure] = []
    for piece in cut(io.BytesIO(data), uri="a.parquet"):
        stream = fetched(data, piece, tmp_path)
        found += read_parquet(stream, name="a", options=options, first=piece.first)
    assert found == list(read_parquet(io.BytesIO(data), name="a", options=options))
    assert len(found) == len(rows)


@pytest.mark.parametrize("gzipped", [False, True])
def test_records(tmp_path: Path, gzipped: bool) -> None:
    data, options = pages(2 * GRAIN + 3, gzipped=gzipped), ReadOptions()
    found = list(cut(io.BytesIO(data), uri="a.warc.gz"))
    assert [piece.documents for piece in found] == [GRAIN, GRAIN, 3]
    read = [
        document
        for piece in found
        for document in warc_documents(fetched(data, piece, tmp_path), name="a", options=options)
    ]
    assert read == list(warc_documents(io.BytesIO(data), name="a", options=options))
    assert len(read) == 2 * GRAIN + 2  # not the picture


def test_a_file_gzipped_as_a_whole_is_one_piece(tmp_path: Path) -> None:
    data = gzip.compress(pages(2 * GRAIN, gzipped=False))
    (piece,) = cut(io.BytesIO(data), uri="a.warc.gz")
    assert piece.size == len(data)
    stream = fetched(data, piece, tmp_path)
    read = list(warc_documents(stream, name="a", options=ReadOptions()))
    assert len(read) == 2 * GRAIN - 1


def test_what_is_not_read_says_so() -> None:
    with pytest.raises(NotText, match="sayso add"):
        list(cut(io.BytesIO(b"%PDF-1.7"), uri="a.pdf"))
    with pytest.raises(EmptyInput):
        list(cut(io.BytesIO(b""), uri="a.jsonl"))


def test_parts_keep_every_piece_and_the_order() -> None:
    pieces = [Piece("a", "jsonl", n * 10, 10, n + 1, 1, f"h{n}") for n in range(100)]
    for shards in (1, 3, 7, 100, 1000):
        found = parts(pieces, shards=shards, workers=2)
        assert len(found) <= shards
        assert [h for part in found for h in part.hashes] == [piece.hash for piece in pieces]
        assert all(len(part.runs) == 1 for part in found)  # neighbours are read in one go
        assert sum(run.size for part in found for run in part.runs) == 1000

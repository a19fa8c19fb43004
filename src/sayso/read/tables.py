"""Rows of JSONL, JSON, CSV and Parquet as articles: one article or failure a row, in order."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

import msgspec

from sayso.errors import InputError, RowError, SaysoError, TooLarge
from sayso.read.failures import failure_of
from sayso.read.options import ReadOptions
from sayso.read.plain import read_text
from sayso.schema import Article, Failure

Outcome = Article | Failure
_JSON_REMEDY = 'write one object a line, such as {"id": "a", "text": "..."}'
_BATCH = 256  # rows of a Parquet file held at once


def read_jsonl(
    stream: IO[bytes], *, name: str, options: ReadOptions, first: int = 1
) -> Iterator[Outcome]:
    """One outcome for each line, counted from `first`; blank lines at the end are none."""
    blank = 0
    for number, line in enumerate(_lines(stream, options.max_bytes), start=first):
        if line is not None and not line.strip(b" \t\r\n\xef\xbb\xbf"):
            blank += 1
            continue
        for gap in range(number - blank, number):
            yield _failed(RowError("an empty line", remedy=_JSON_REMEDY), name=name, number=gap)
        blank = 0
        yield _json_row(line, name=name, number=number, options=options)


def _lines(stream: IO[bytes], limit: int) -> Iterator[bytes | None]:
    """The lines, None for one over the limit (which is skipped without being held)."""
    while line := stream.readline(limit + 1):
        if len(line) <= limit:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(limit + 1)
        yield None


def _json_row(line: bytes | None, *, name: str, number: int, options: ReadOptions) -> Outcome:
    if line is None:
        return _failed(_too_large(options), name=name, number=number)
    try:
        row = msgspec.json.decode(line.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        bad = RowError(f"not JSON: {error}", remedy=_JSON_REMEDY)
        return _failed(bad, name=name, number=number)
    return read_row(row, name=name, number=number, options=options)


def read_json(data: bytes, *, name: str, options: ReadOptions) -> Iterator[Outcome]:
    """The rows of a JSON file: one object, or a list of them (counted from 1)."""
    try:
        whole = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RowError(f"not JSON: {error}", where=name, remedy="check the file") from None
    for number, row in enumerate(whole if isinstance(whole, list) else [whole], start=1):
        yield read_row(row, name=name, number=number, options=options)


def read_csv(stream: IO[bytes], *, name: str, options: ReadOptions) -> Iterator[Outcome]:
    """One outcome for each row under the head row; lines count from 1, the head being line 1."""
    csv.field_size_limit(options.max_bytes)
    text = io.TextIOWrapper(stream, options.encoding or "utf-8-sig", newline="")
    delimiter = "\t" if name.lower().removesuffix(".gz").endswith(".tsv") else ","
    rows = csv.DictReader(text, delimiter=delimiter)
    try:
        _require_column(rows.fieldnames or (), name=name, options=options)
        for row in rows:
            yield read_row(row, name=name, number=rows.line_num, options=options)
    except (UnicodeDecodeError, csv.Error, LookupError) as error:
        raise RowError(
            f"cannot go on after line {rows.line_num}: {error}",
            where=name,
            remedy="save the table as UTF-8 CSV, or state its encoding",
        ) from None


def read_parquet(
    stream: IO[bytes], *, name: str, options: ReadOptions, first: int = 1
) -> Iterator[Outcome]:
    """One outcome for each row, counted from `first`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(stream)
        names = table.schema_arrow.names
        _require_column(names, name=name, options=options)
        wanted = [c for c in names if c in _column_names(options)]
        number = first - 1
        for batch in table.iter_batches(batch_size=_BATCH, columns=wanted):
            for row in batch.to_pylist():
                number += 1
                yield read_row(row, name=name, number=number, options=options)
    except (pa.ArrowException, OSError) as error:
        raise RowError(
            f"damaged Parquet: {error}", where=name, remedy="write the file again"
        ) from None


def _column_names(options: ReadOptions) -> dict[str, str]:
    """The table's column for each part, keyed by column."""
    parts = ("id", "text", "title", "date", "url", "publisher")
    return {getattr(options.columns, part): part for part in parts}


def _require_column(found: Iterable[str], *, name: str, options: ReadOptions) -> None:
    names = list(found)
    if options.columns.text not in names:
        among = ", ".join(map(repr, names[:12])) or "none"
        raise RowError(
            f"no column {options.columns.text!r} among {among}",
            where=name,
            remedy="say which column holds the text",
        )


def read_row(row: object, *, name: str, number: int, options: ReadOptions) -> Outcome:
    """The article of a row; its text is exactly the cell's. `number` names the row in a failure."""
    try:
        if not isinstance(row, Mapping):
            raise RowError("not an object with a text", remedy=_JSON_REMEDY)
        return _article(_parts(row, options), name=name, number=number, options=options)
    except SaysoError as error:
        return _failed(error, name=name, number=number)


def _parts(row: Mapping[str, Any], options: ReadOptions) -> dict[str, Any]:
    return {
        part: row[column]
        for column, part in _column_names(options).items()
        if row.get(column) is not None
    }


def _article(parts: dict[str, Any], *, name: str, number: int, options: ReadOptions) -> Article:
    text = parts.pop("text", None)
    if not isinstance(text, str):
        found = "no text" if text is None else f"a text that is {type(text).__name__}, no string"
        raise RowError(found, remedy=f"fill the column {options.columns.text!r}")
    if len(text) > options.max_bytes:
        raise _too_large(options)
    date = parts.pop("date", None)
    known = {part: str(value) for part, value in parts.items() if str(value) != ""}
    known.setdefault("id", f"{name}:{number}")
    day = date if date is None or hasattr(date, "isoformat") else str(date)
    return read_text(text, date=day, check_language=options.check_language, **known)


def _too_large(options: ReadOptions) -> InputError:
    return TooLarge(
        f"over {options.max_bytes:,} bytes", remedy="raise the size cap, or leave it out"
    )


def _failed(error: SaysoError, *, name: str, number: int) -> Failure:
    """The failure of a row, which is named by its file and line; its id would not find it."""
    error.where = f"{name}:{number}"
    return failure_of(error)

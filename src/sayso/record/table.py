"""Reading delimited text as columns of strings, with the row named when it does not fit."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sayso.errors import RecordError
from sayso.record.rows import MENDED, refuse, row_list

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
NULLS = ["", "NA", "NULL", "null", "NaN", "nan"]


def open_bytes(path: Path) -> bytes:
    """The bytes of a plain, gzip or zip file (the one CSV or the largest in a zip)."""
    try:
        if path.suffix == ".gz":
            return gzip.decompress(path.read_bytes())
        if path.suffix == ".zip":
            return _unzip(path)
        return path.read_bytes()
    except FileNotFoundError:
        raise RecordError(
            "there is no such file", where=str(path), remedy="check its path"
        ) from None
    except (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile) as error:
        raise RecordError(
            f"the archive is damaged or cut off ({error})",
            where=str(path),
            remedy="download it again; nothing was imported",
        ) from error


def _unzip(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        tables = [i for i in archive.infolist() if i.filename.lower().endswith((".csv", ".txt"))]
        if not tables:
            raise RecordError("no CSV in the zip", where=str(path), remedy="give the CSV release")
        return archive.read(max(tables, key=lambda info: info.file_size))


def read_header(data: bytes, *, delimiter: str) -> list[str]:
    """The names of the first line, lower case, without byte-order mark or quotes."""
    first = data[:65536].split(b"\n", 1)[0].decode("utf-8-sig", errors="replace")
    return [name.strip().strip('"').strip().lower() for name in first.strip("\r").split(delimiter)]


def read_columns(
    data: bytes,
    *,
    where: str,
    need: Callable[[list[str]], Sequence[str]],
    delimiter: str = ",",
    names: Sequence[str] | None = None,
) -> Any:
    """An Arrow table of strings, columns in lower case.

    `need` gets the header and gives the missing columns; when some are missing the message says
    whether another delimiter would have found them. `names` stands in for an absent header.
    """
    if not data.strip():
        raise RecordError("there is nothing in it", where=where, remedy="give a file with rows")
    header = list(names) if names else read_header(data, delimiter=delimiter)
    missing = need(header)
    if missing:
        raise _misfit(data, missing, where=where, delimiter=delimiter, need=need)
    table = _parse(data, where=where, delimiter=delimiter, names=names)
    return table.rename_columns(_unique(header))


def _misfit(
    data: bytes,
    missing: Sequence[str],
    *,
    where: str,
    delimiter: str,
    need: Callable[[list[str]], Sequence[str]],
) -> RecordError:
    for other, word in DELIMITERS.items():
        if other != delimiter and not need(read_header(data, delimiter=other)):
            return RecordError(
                f"row 1 is delimited by a {word}, not by a {DELIMITERS.get(delimiter, delimiter)}",
                where=where,
                remedy=f"add it with --delimiter {other!r}; nothing was imported",
            )
    return RecordError(
        f"row 1 (the header) has no column {', '.join(missing)}",
        where=where,
        remedy="give a file of the stated format, or a plain CSV with --map; nothing was imported",
    )


def _unique(header: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    out = []
    for name in header:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name}.{seen[name]}")
    return out


def _parse(data: bytes, *, where: str, delimiter: str, names: Sequence[str] | None) -> Any:
    import pyarrow as pa
    from pyarrow import csv

    bad: list[tuple[int | None, int, int]] = []

    def note(row: Any) -> str:
        bad.append((row.number, row.expected_columns, row.actual_columns))
        return "skip"

    width = len(names) if names else len(read_header(data, delimiter=delimiter))
    # one thread: with more the reader no longer knows the numbers of the rows it refuses
    read = csv.ReadOptions(
        use_threads=False,
        encoding=_encoding(data),
        column_names=[str(i) for i in range(width)],
        skip_rows=0 if names else 1,
    )
    parse = csv.ParseOptions(delimiter=delimiter, newlines_in_values=True, invalid_row_handler=note)
    convert = csv.ConvertOptions(
        column_types={str(i): pa.string() for i in range(width)},
        null_values=NULLS,
        strings_can_be_null=True,
        quoted_strings_can_be_null=True,
    )
    try:
        table = csv.read_csv(
            io.BytesIO(data), read_options=read, parse_options=parse, convert_options=convert
        )
    except pa.ArrowInvalid as error:
        raise RecordError(str(error), where=where, remedy=MENDED) from error
    if bad:
        raise _ragged(bad, where=where)
    return table


def _ragged(bad: list[tuple[int | None, int, int]], *, where: str) -> RecordError:
    rows = [number for number, _, _ in bad if number is not None]
    _, expected, actual = bad[0]
    cut = " (the file ends too early)" if len(bad) == 1 and actual < expected else ""
    return RecordError(
        f"{row_list(rows)}: {actual} columns where {expected} are expected{cut}",
        where=where,
        remedy=MENDED,
    )


def _encoding(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"  # what Excel on Windows writes, and what early GED releases are in
    return "utf-8"


def find(table: Any, *names: str) -> Any | None:
    """The first of these columns that the table has, or None."""
    return next((table[name] for name in names if name in table.column_names), None)


def numbers(column: Any, kind: Any, *, what: str, where: str, first_row: int = 2) -> Any:
    """A column of strings as numbers; the message names the rows that are none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    text = pc.utf8_trim_whitespace(column)
    pattern = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
    wrong = pc.invert(pc.match_substring_regex(text, pattern))
    refuse(wrong, f"{what} is no number", where=where, first_row=first_row)
    values = pc.cast(text, pa.float64())
    return pc.cast(pc.round(values), kind) if pa.types.is_integer(kind) else values


def days(column: Any, *, what: str, where: str, first_row: int = 2) -> Any:
    """A column of ISO dates, with or without a time, as days; the message names bad rows."""
    import pyarrow as pa
    import pyarrow.compute as pc

    head = pc.utf8_slice_codeunits(pc.utf8_trim_whitespace(column), 0, 10)
    stamps = pc.strptime(head, format="%Y-%m-%d", unit="s", error_is_null=True)
    wrong = pc.and_(pc.is_valid(head), pc.is_null(stamps))
    refuse(wrong, f"{what} is no date like 2015-09-30", where=where, first_row=first_row)
    return pc.cast(stamps, pa.date32())

"""Parquet: the table of the CSV, typed; the licence note is in the file's metadata as well."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from sayso.export.notes import LICENCE
from sayso.export.tables import columns, rows
from sayso.schema import Article

if TYPE_CHECKING:
    from sayso.export import Options

AT_ONCE = 20_000


def table_schema(table: str) -> Any:
    """The Arrow schema of an exported table."""
    import pyarrow as pa

    from sayso.archive.shards import schema

    own = {field.name: field.type for field in schema().field(table).type.value_type}
    shared = {"published": pa.date32()}
    fields = [(n, own.get(n) or shared.get(n, pa.string())) for n in columns(table)]
    return pa.schema(fields, metadata={"licence": LICENCE})


def arrow_table(articles: Iterable[Article], table: str = "events") -> Any:
    """The rows that `write` writes, as a pyarrow.Table."""
    import pyarrow as pa

    return pa.Table.from_pylist(list(rows(articles, table)), schema=table_schema(table))


def write(articles: Iterable[Article], out: BinaryIO, options: Options) -> None:
    """Write one table as Parquet."""
    write_rows(rows(articles, options.table), out, table_schema(options.table))


def write_rows(lines: Iterable[dict[str, Any]], out: BinaryIO, schema: Any) -> None:
    """Write dicts as Parquet, a batch at a time."""
    import pyarrow as pa
    from pyarrow import parquet

    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        stream = iter(lines)
        while batch := list(islice(stream, AT_ONCE)):
            writer.write_table(pa.Table.from_pylist(batch, schema=schema))

"""`sayso sql QUERY`: ask the archive's tables directly."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from sayso.cli.filters import archive_option


@click.command()
@click.argument("query")
@archive_option
@click.option("--jsonl", "form", flag_value="jsonl", help="One JSON object a row.")
@click.option("--csv", "form", flag_value="csv", help="CSV, with formulas defused.")
@click.option("--limit", default=100, show_default=True, help="Most rows of a table; 0 for all.")
def command(query: str, *, folder: Path | None, form: str | None, limit: int) -> None:
    """Run a read-only SQL QUERY (DuckDB) over the archive; - reads it from standard input.

    `sayso archive info` lists the tables: articles, events, participants, claims, incidents,
    texts and more.
    """
    from sayso.archive import Archive

    with Archive(folder) as archive:
        relation = archive.sql(sys.stdin.read() if query == "-" else query)
        if form == "csv":
            from sayso.export.tables import write_csv

            write_csv(
                relation.columns, (tuple(row.values()) for row in relation), sys.stdout.buffer
            )
        elif form == "jsonl":
            for row in relation:
                click.echo(json.dumps(row, ensure_ascii=False, default=str))
        else:
            _table(relation.columns, [list(r.values()) for r in relation], limit=limit)


def _table(columns: list[str], rows: list[list[object]], *, limit: int) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False)
    for row in rows[: limit or None]:
        table.add_row(*(Text("" if value is None else str(value)) for value in row))
    console = Console(highlight=False, markup=False)
    console.print(table)
    if limit and len(rows) > limit:
        console.print(f"{limit} of {len(rows)} rows; --limit 0 shows all")

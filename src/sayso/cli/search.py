"""`sayso search [WORDS]`: find events by words and fields."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sayso.cli.filters import archive_option, asks, filter_options, query_of
from sayso.errors import InputError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


@click.command()
@click.argument("words", required=False)
@filter_options
@archive_option
@click.option("--limit", default=20, show_default=True, help="Most rows to print; 0 for all.")
@click.option("--jsonl", is_flag=True, help="One JSON object a row, with all columns.")
def command(
    words: str | None, *, folder: Path | None, limit: int, jsonl: bool, **filters: Any
) -> None:
    """Find events whose article holds the WORDS and whose fields fit the options.

    WORDS are those of SQLite's FTS5: barrel bombs, "chlorine gas" OR sarin, shell*.
    """
    from sayso.archive import Archive

    query = query_of(words, filters)
    if not asks(query):
        raise InputError("nothing asked", remedy="give words, or an option such as --actor SYR")
    with Archive(folder) as archive:
        relation = archive.ask(query)
        total = len(relation)
        rows: list[dict[str, Any]] = []
        for row in relation.rows():
            if limit and len(rows) == limit:
                break
            rows.append(row)
    if jsonl:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False, default=str))
        return
    _print(rows, total)


def _print(rows: list[dict[str, Any]], total: int) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    for row in rows:
        _print_entry(row, console)
    more = f", the first {len(rows)} shown" if len(rows) < total else ""
    console.print(f"{total:,} found{more}", style="dim", markup=False)


def _print_entry(row: dict[str, Any], console: Console) -> None:
    """Who did what to whom, where and when; on whose word; the sentence."""
    from rich.padding import Padding

    head, *rest = _entry(row)
    console.print(head)
    for line in rest:
        console.print(Padding(line, (0, 0, 0, 2)))
    console.print()


def _entry(row: dict[str, Any]) -> list[Text]:
    from rich.text import Text

    from sayso.words import FACTUALITY_MARKS

    said = f"{row['publisher'] or row['article']}, {row['published'] or 'no date'}"
    if row["event"] is None:
        return [Text(row["title"] or row["article"], style="bold"), Text(said)]
    kind = f"{row['type']}/{row['mode']}" if row["mode"] else row["type"]
    who = f"{row['actors'] or '—'} → {row['recipients']}" if row["recipients"] else row["actors"]
    killed = next((n for n in (row["killed_best"], row["killed_low"]) if n is not None), None)
    toll = None if killed is None else f"killed {killed:,}"
    where = ", ".join(str(part) for part in (row["place"], row["date_start"], toll) if part)
    voice = "in its own voice" if row["source"] == "article" else f"{row['source']} {row['stance']}"
    return [
        Text.assemble((f"{FACTUALITY_MARKS[row['factuality']]} {kind}", "bold"), f"  {who or '—'}"),
        *([Text(where)] if where else []),
        Text.assemble(f"{said}: {voice}  ", (f"[{row['event']}]", "dim")),
        Text(row["sentence"], style="italic"),
    ]

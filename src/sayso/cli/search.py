"""`sayso search [WORDS]`: find events by words and fields."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from sayso.cli.filters import archive_option, asks, filter_options, query_of
from sayso.errors import InputError


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
        console.print(_entry(row), soft_wrap=False)
    more = f", the first {len(rows)} shown" if len(rows) < total else ""
    console.print(f"{total} found{more}", style="dim", markup=False)


def _entry(row: dict[str, Any]) -> Any:
    """Two or three lines: who did what to whom, where and when, on whose word; the sentence."""
    from rich.text import Text

    from sayso.words import FACTUALITY_MARKS

    said = f"{row['publisher'] or row['article']}, {row['published'] or 'no date'}"
    if row["event"] is None:
        return Text.assemble((row["title"] or row["article"], "bold"), f"\n  {said}\n")
    kind = f"{row['type']}/{row['mode']}" if row["mode"] else row["type"]
    who = f"{row['actors'] or '—'} → {row['recipients']}" if row["recipients"] else row["actors"]
    where = ", ".join(str(part) for part in (row["place"], row["date_start"]) if part)
    killed = row["killed_best"] or row["killed_low"]
    toll = f", killed {killed}" if killed is not None else ""
    voice = "in its own voice" if row["source"] == "article" else f"{row['source']} {row['stance']}"
    return Text.assemble(
        (f"{FACTUALITY_MARKS[row['factuality']]} {kind}", "bold"),
        f"  {who or '—'}  {where}{toll}\n",
        f"  {said}: {voice}  ",
        (f"[{row['event']}]", "dim"),
        (f"\n  {row['sentence']}\n", "italic"),
    )

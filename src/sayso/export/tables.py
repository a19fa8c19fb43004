"""CSV: one row an event, claim or participant; safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from sayso.archive import flat
from sayso.archive.layout import content_hash
from sayso.errors import InputError
from sayso.export.notes import LICENCE
from sayso.schema import Article

if TYPE_CHECKING:
    from sayso.export import Options

ROWS = {
    "events": flat.event_rows,
    "claims": flat.claim_rows,
    "participants": flat.participant_rows,
}
# what a spreadsheet takes for the start of a formula (OWASP, CSV injection)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def columns(table: str) -> list[str]:
    """The columns of a table, in order."""
    from sayso.archive.shards import schema

    if table not in ROWS:
        raise InputError(f"no table {table!r}", remedy=f"choose one of {', '.join(ROWS)}")
    fields = [field.name for field in schema().field(table).type.value_type]
    return [*fields, "article", "publisher", "published", "title", "url", "model", "licence"]


def rows(articles: Iterable[Article], table: str) -> Iterator[dict[str, Any]]:
    """The rows of all articles, each with its article's columns and the licence note."""
    for article in articles:
        shared = {
            "article": article.id,
            "publisher": article.publisher,
            "published": article.date.start if article.date else None,
            "title": article.title,
            "url": article.url,
            "model": article.model,
            "licence": LICENCE,
        }
        for row in ROWS[table](article, content_hash(article)):
            yield {**row, **shared}


def defused(cell: Any) -> Any:
    """A cell that no spreadsheet runs: text that looks like a formula gets an apostrophe before it.

    >>> defused("=1+1"), defused(-3)
    ("'=1+1", -3)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def write_csv(names: Sequence[str], lines: Iterable[Iterable[Any]], out: BinaryIO) -> None:
    """Write rows as UTF-8 CSV, with every text cell defused."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    table = csv.writer(text, lineterminator="\n")
    table.writerow(names)
    for line in lines:
        table.writerow([defused(cell) for cell in line])
    text.detach()


def write(articles: Iterable[Article], out: BinaryIO, options: Options) -> None:
    """Write one table as CSV."""
    names = columns(options.table)
    write_csv(names, ([r[n] for n in names] for r in rows(articles, options.table)), out)

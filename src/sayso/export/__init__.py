"""Coded articles in the formats of other programs, one file a format.

Every format is written from the same articles; texts stay their publishers', and the note that
says so travels in each file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO

from sayso.errors import InputError

if TYPE_CHECKING:
    from sayso.record import Record
    from sayso.schema import Article

__all__ = ["FORMATS", "Format", "Options", "export"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it is, the file's ending, and the module whose `write` writes it."""

    summary: str
    suffix: str
    module: str


FORMATS = {
    "plover-json": Format("PLOVER events with NGEC's field names, one a line", ".jsonl", "plover"),
    "csv": Format("a flat table for spreadsheets, formulas defused", ".csv", "tables"),
    "parquet": Format("the same table, typed", ".parquet", "parquet"),
    "geojson": Format("events with a place, as points", ".geojson", "geojson"),
    "geoparquet": Format("the same, as GeoParquet 1.1", ".parquet", "geoparquet"),
    "ucdp-csv": Format("violent events under UCDP GED's column names", ".csv", "ucdp"),
    "web-annotation": Format("W3C Web Annotations of the texts", ".jsonld", "annotation"),
    "label-studio": Format("tasks with predictions, for correcting by hand", ".json", "labels"),
    "brat": Format("a zip of brat's standoff files", ".zip", "brat"),
    "claimreview": Format("ClaimReview of claims put to records, one a line", ".jsonl", "reviews"),
}


@dataclass(frozen=True, slots=True)
class Options:
    """What single formats ask: `table` is events, claims or participants (csv and parquet);
    `records` are what claims are put to (claimreview)."""

    table: str = "events"
    records: tuple[Record, ...] = ()


DEFAULT = Options()


def export(
    articles: Iterable[Article],
    out: BinaryIO,
    *,
    to: str,
    redact_names: bool = False,
    options: Options = DEFAULT,
) -> None:
    """Write articles to `out` in the format named `to`, a key of `FORMATS`.

    `redact_names` takes the names of private persons out first; see `sayso.export.redact`.
    """
    if to not in FORMATS:
        raise InputError(f"no format {to!r}", remedy=f"choose one of {', '.join(FORMATS)}")
    if redact_names:
        from sayso.export.redact import redact

        articles = redact(articles)
    import_module(f"sayso.export.{FORMATS[to].module}").write(articles, out, options)

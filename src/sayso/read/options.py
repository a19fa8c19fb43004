"""How inputs are read."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns (or JSON keys) of a table that hold each part of an article.

    A column that the table lacks is no error, but for `text`.
    """

    id: str = "id"
    text: str = "text"
    title: str = "title"
    date: str = "date"
    url: str = "url"
    publisher: str = "publisher"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How inputs are read; the defaults suit a reader at a desk.

    `max_bytes` is the most that one page, PDF or row may have; tables, feeds and WARC files as a
    whole may be larger. `time_limit` is in seconds, for one page, and again for fetching it.
    `encoding` overrides what a text or page says of itself. `recycle_after` is the number of
    pages after which a worker is replaced, since the memory of the extraction grows.
    """

    columns: Columns = Columns()
    max_bytes: int = 50 * MEGABYTE
    time_limit: float = 30.0
    allow_private: bool = False
    check_language: bool = True
    encoding: str | None = None
    workers: int = 2
    recycle_after: int = 200
    max_redirects: int = 5

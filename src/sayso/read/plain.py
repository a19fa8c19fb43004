"""Articles from text that is already there: raw, flattened from a page, or a cell of a table."""

from __future__ import annotations

import datetime as dt
import hashlib
from urllib.parse import urlsplit

from sayso.errors import EmptyInput, NotText
from sayso.read.blocks import mark_blocks
from sayso.read.dates import dated, find_date, given_date
from sayso.read.language import require_english
from sayso.schema import Article, Block, DateRange


def read_text(
    text: str,
    *,
    id: str | None = None,
    title: str | None = None,
    date: str | dt.date | None = None,
    url: str | None = None,
    publisher: str | None = None,
    name: str | None = None,
    check_language: bool = True,
) -> Article:
    """The article of a text; `Article.text` is exactly that text, and its blocks say what is what.

    `id` defaults to a hash of the text, `title` to the headline in it, `date` to what the text,
    address or file `name` tell. Raises `EmptyInput`, `NotEnglish`, and `NotText` for a string
    that cannot be written as UTF-8.

    >>> read_text("Rebels shelled Taiz.").blocks[0].kind
    'body'
    """
    where = id or name or url or "text"
    _require_text(text, where=where)
    if check_language:
        require_english(text, where=where)
    blocks = mark_blocks(text, title=title)
    return Article(
        id=id if id is not None else text_id(text),
        text=text,
        title=title or headline_of(text, blocks),
        publisher=publisher or host_of(url),
        date=_date(text, blocks, date=date, url=url, name=name),
        url=url,
        language="en" if check_language else None,
        blocks=blocks,
    )


def _require_text(text: str, *, where: str) -> None:
    if not text.strip():
        raise EmptyInput("no text in it", where=where, remedy="give an article's text")
    try:
        text.isascii() or text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotText(
            f"half a surrogate pair at character {error.start}",
            where=where,
            remedy="decode the text with errors='replace'",
        ) from None


def _date(
    text: str,
    blocks: tuple[Block, ...],
    *,
    date: str | dt.date | None,
    url: str | None,
    name: str | None,
) -> DateRange | None:
    if date is not None and date != "":
        return dated(text, blocks, given_date(date, why="given with the article"))
    return find_date(text, blocks, url=url, name=name)


def text_id(text: str) -> str:
    """An id that the same text always gets."""
    return "text-" + hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def headline_of(text: str, blocks: tuple[Block, ...]) -> str | None:
    """The surface of the headline block, if there is one."""
    found = next((block for block in blocks if block.kind == "headline"), None)
    return text[found.start : found.end] if found else None


def host_of(url: str | None) -> str | None:
    """The host of an address without "www.", which names the publisher where nothing else does."""
    host = urlsplit(url).hostname if url else None
    return host.removeprefix("www.") if host else None

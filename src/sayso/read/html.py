"""Articles from HTML: trafilatura finds the story, the page's own tags say what was left out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sayso.errors import EmptyInput, WrongEncoding
from sayso.read.blocks import mark_blocks
from sayso.read.dates import dated, find_date, given_date
from sayso.read.decode import decode
from sayso.read.language import require_english
from sayso.read.plain import headline_of, host_of, text_id
from sayso.schema import Article, Block, DateRange, Dropped

_SILENT = frozenset("script style noscript template svg iframe head object canvas math".split())
_INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q s samp
    small span strike strong sub sup time tt u var wbr""".split()
)
_REASONS = {
    "nav": "navigation",
    "header": "page header",
    "footer": "page footer",
    "aside": "beside the story",
    "form": "form",
    "button": "page control",
    "select": "page control",
    "figure": "picture or player",
    "table": "table",
    "li": "list outside the story",
}
_LEFT_OUT = "left out by the extraction"
_REGIONS = frozenset(("navigation", "page header", "page footer", "beside the story", "form"))
_SPACE = re.compile(r"\s+")
_CAPTION_WORDS = 5  # fewer are a credit
# htmldate takes today as the latest date by default; the same page must read the same next year.
_DATES = {"extensive_search": False, "original_date": True, "max_date": "2100-01-01"}
_BROKEN_SHARE = 0.0005  # a page of UTF-8 with a few bad bytes is read as browsers read it


# An element, a text or the end of a line; the reason to leave it out; whether it is a caption.
_Step = tuple[Any, str, bool]


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    reason: str
    is_caption: bool


def read_html(
    data: bytes | str,
    *,
    id: str | None = None,
    title: str | None = None,
    date: str | dt.date | None = None,
    url: str | None = None,
    publisher: str | None = None,
    name: str | None = None,
    encoding: str | None = None,
    declared: str | None = None,
    check_language: bool = True,
) -> Article:
    """The article of an HTML page: headline, then captions, then the story, parted by blank lines.

    What is left out is in `Article.dropped`. Raises `EmptyInput`, `NotEnglish`,
    `WrongEncoding`. Runs in this process and without a limit: `read_inputs` has both.
    """
    where = id or name or url or "HTML"
    page = data if isinstance(data, str) else _decoded(data, where, encoding, declared)
    lines = _page_lines(page, where=where)
    found = _extract(page, url=url)
    told = title or (found.title if found else None)
    text, blocks = _composed(lines, found, title=told)
    if not text:
        raise EmptyInput("no text in the page", where=where, remedy="save the page as text")
    if check_language:
        require_english(text, where=where)
    address = url or (found.url if found else None)
    return Article(
        id=id if id is not None else text_id(text),
        text=text,
        title=told or headline_of(text, blocks),
        publisher=publisher or (found.sitename if found else None) or host_of(address),
        date=_date(
            lines, text, blocks, given=date, meta=found and found.date, url=address, name=name
        ),
        url=address,
        language="en" if check_language else None,
        blocks=blocks,
        dropped=tuple(_dropped(lines, text)),
    )


def _decoded(data: bytes, where: str, encoding: str | None, declared: str | None) -> str:
    try:
        return decode(data, where=where, encoding=encoding, declared=declared)
    except WrongEncoding:
        text = data.decode("utf-8", errors="replace")
        if encoding or text.count("\ufffd") > max(1, _BROKEN_SHARE * len(text)):
            raise
        return text


def _extract(page: str, *, url: str | None) -> Any:
    """What trafilatura makes of the page, None if it finds no story."""
    from trafilatura import bare_extraction

    return bare_extraction(
        page, url=url, with_metadata=True, include_comments=False, date_extraction_params=_DATES
    )


def _composed(
    lines: list[_Line], found: Any, *, title: str | None
) -> tuple[str, tuple[Block, ...]]:
    story = [part.strip() for part in found.text.split("\n") if part.strip()] if found else []
    if not story:
        text = "\n".join(line.text for line in lines)
        return text, mark_blocks(text, title=title)
    captions = [
        line.text
        for line in lines
        if line.is_caption and line.text not in story and len(line.text.split()) >= _CAPTION_WORDS
    ]
    captions = list(dict.fromkeys(captions))
    head = [title] if title and _key(title) != _key(story[0]) else []
    text = "\n\n".join([*head, *captions, *story])
    blocks = mark_blocks(text, title=title, captions=frozenset(captions), vouched=True)
    return text, blocks


def _key(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def _page_lines(page: str, *, where: str) -> list[_Line]:
    """The lines that the page shows, each with where on the page it stands."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    # bytes, since lxml refuses a string that declares an encoding
    parser = HTMLParser(encoding="utf-8", remove_comments=True)
    try:
        tree = document_fromstring(page.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise EmptyInput(
            "no text in the page", where=where, remedy="give the page as saved by a browser"
        ) from None
    return [line for line in _walk(tree) if line.text]


def _walk(root: Any) -> Iterator[_Line]:
    """Depth first, without recursion: hostile pages nest thousands deep."""
    stack: list[_Step] = [(root, _LEFT_OUT, False)]
    held: list[str] = []
    state = (_LEFT_OUT, False)
    while stack:
        element, reason, caption = stack.pop()
        if isinstance(element, str):
            held.append(element)
        elif element is None:
            yield _line(held, state)
            held, state = [], (reason, caption)
        else:
            stack.extend(reversed(list(_steps(element, reason=reason, caption=caption))))
    yield _line(held, state)


def _steps(element: Any, *, reason: str, caption: bool) -> Iterator[_Step]:
    """What an element comes to: its text and children in order, and None where a line ends."""
    if not isinstance(element.tag, str) or element.tag in _SILENT:
        return
    where = reason if reason in _REGIONS else _REASONS.get(element.tag, reason)
    inner = (where, caption or element.tag == "figcaption")
    parts_line = element.tag not in _INLINE
    if parts_line:
        yield (None, *inner)
    yield (element.text or "", *inner)
    for child in element:
        yield (child, *inner)
        yield (child.tail or "", *inner)
    if parts_line:
        yield (None, reason, caption)


def _line(held: list[str], state: tuple[str, bool]) -> _Line:
    return _Line(_SPACE.sub(" ", "".join(held)).strip(), *state)


def _dropped(lines: list[_Line], text: str) -> Iterator[Dropped]:
    kept = _key(text)
    seen: set[str] = set()
    for line in lines:
        if line.text not in seen and _key(line.text) not in kept:
            seen.add(line.text)
            yield Dropped(line.text, line.reason)


def _date(
    lines: list[_Line],
    text: str,
    blocks: tuple[Block, ...],
    *,
    given: str | dt.date | None,
    meta: str | None,
    url: str | None,
    name: str | None,
) -> DateRange | None:
    if given:
        return dated(text, blocks, given_date(given, why="given with the article"))
    if meta:
        return given_date(meta, why="metadata of the page")
    page = "\n".join(line.text for line in lines)
    whole = find_date(page, mark_blocks(page), url=url, name=name)
    own = find_date(text, blocks, url=url, name=name)
    return whole or own

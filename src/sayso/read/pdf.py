"""Articles from PDF, by pypdfium2: lines put back into paragraphs, running heads left out."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator

from sayso.errors import EmptyInput, Locked, NotText
from sayso.read.plain import read_text
from sayso.schema import Article, Dropped

_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
_HYPHEN = re.compile(r"(?<=[^\W\d_])[\u00ad\ufffe\x02-]\s*\n\s*(?=[a-z])")
_SOFT = str.maketrans({"\u00ad": None, "\ufffe": None, "\x02": None, "\x00": None})
_DIGITS = re.compile(r"\d+")
_STOPS = '.!?:"”’)'
_FULL = 0.75  # of the widest line: a line shorter than that ends its paragraph if a stop ends it
_MIN_PAGES = 3  # for a first or last line to count as running


def read_pdf(
    data: bytes,
    *,
    id: str | None = None,
    title: str | None = None,
    date: str | dt.date | None = None,
    url: str | None = None,
    publisher: str | None = None,
    name: str | None = None,
    check_language: bool = True,
) -> Article:
    """The article of a PDF. Raises `Locked`, `NotText` (damaged, or pictures only), `NotEnglish`.

    The day on which the file was made is no date of the article, and is not used.
    """
    where = id or name or url or "PDF"
    pages, running = _without_running(list(_pages(data, where=where)))
    text = "\n\n".join(_paragraphs(pages))
    if not text.strip():
        raise NotText(
            "a PDF of pictures, without text (scanned)",
            where=where,
            remedy="run text recognition (OCR) over it first",
        )
    article = read_text(
        text,
        id=id,
        title=title,
        date=date,
        url=url,
        publisher=publisher,
        name=name,
        check_language=check_language,
    )
    return _with_dropped(article, running)


def _with_dropped(article: Article, running: list[str]) -> Article:
    from dataclasses import replace

    return replace(
        article, dropped=tuple(Dropped(line, "running head or foot") for line in running)
    )


def _pages(data: bytes, *, where: str) -> Iterator[list[str]]:
    """The lines of each page."""
    import pypdfium2

    if not data:
        raise EmptyInput("no data in it", where=where, remedy="check that the file was saved")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD_ERROR:
            raise Locked(
                "the PDF asks for a password", where=where, remedy="save a copy without one"
            ) from None
        raise NotText(
            "damaged, or no PDF", where=where, remedy="download or save the file again"
        ) from None
    try:
        for page in document:
            text = page.get_textpage().get_text_range()
            yield [line.strip() for line in text.replace("\r\n", "\n").split("\n")]
    except pypdfium2.PdfiumError:
        raise NotText(
            "a page of the PDF is damaged", where=where, remedy="save the file again"
        ) from None
    finally:
        document.close()


def _without_running(pages: list[list[str]]) -> tuple[list[list[str]], list[str]]:
    """The pages without the lines that head or foot most of them, numbers apart; and those."""
    pages = [[*page] for page in pages]
    edges = Counter(
        _DIGITS.sub("0", line) for page in pages for line in {*_full(page)[:1], *_full(page)[-1:]}
    )
    often = {key for key, n in edges.items() if n >= max(_MIN_PAGES, 0.5 * len(pages))}
    running: list[str] = []
    for page in pages:
        for line in _full(page)[:1] + _full(page)[-1:]:
            if _DIGITS.sub("0", line) in often and line in page:
                page.remove(line)
                running.append(line)
    return pages, running


def _full(page: list[str]) -> list[str]:
    return [line for line in page if line]


def _paragraphs(pages: list[list[str]]) -> Iterator[str]:
    width = max((len(line) for page in pages for line in page), default=0)
    held: list[str] = []
    for line in (line for page in pages for line in page):
        if not line:
            continue
        if held and _ends(held[-1], line, width=width):
            yield _joined(held)
            held = []
        held.append(line)
    if held:
        yield _joined(held)


def _ends(line: str, following: str, *, width: int) -> bool:
    """Whether a paragraph ends between two lines: the first is short, and the next one opens."""
    short = len(line) < _FULL * width
    opens = not following[0].islower()
    return short and opens and (line[-1] in _STOPS or len(line) < 0.6 * width)


def _joined(lines: list[str]) -> str:
    text = _HYPHEN.sub("", "\n".join(lines)).translate(_SOFT)
    return " ".join(text.split())

"""A pasted text or address, coded at once; nothing of it is kept unless asked."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qs

from sayso.errors import InputError
from sayso.schema import Article, Failure
from sayso.web.pages.article import coded_page, failed_page
from sayso.web.render import Page
from sayso.web.room import Room

TEXT_MOST = 2_000_000  # characters


def paste_page(room: Room) -> Page:
    """The empty form."""
    return Page("paste.html", "Paste a text", {"can_keep": room.can_keep})


def read_form(body: bytes) -> dict[str, str]:
    """The fields of a posted form; raises `InputError` when it is none."""
    try:
        fields = parse_qs(body.decode("utf-8"), max_num_fields=8, strict_parsing=bool(body))
    except ValueError:
        raise InputError("the form cannot be read", remedy="send it from the page") from None
    return {name: values[0].replace("\r\n", "\n") for name, values in fields.items()}


def coded(room: Room, text: str) -> Article | Failure:
    """A text, or the page at an address, coded. A text is never taken for a file's name."""
    coder, _ = room.desk.coder()
    return next(iter(coder.code_each(_read(text))))


def _read(text: str) -> Iterable[Article | Failure]:
    from sayso.read import ReadOptions, read_inputs, read_text

    if not text.strip():
        raise InputError("there is nothing in it", remedy="paste a text or an address")
    if len(text) > TEXT_MOST:
        remedy = "use `sayso add` for more"
        raise InputError(f"over {TEXT_MOST:,} characters", remedy=remedy)
    words = text.split()
    if len(words) == 1 and words[0].startswith(("http://", "https://")):
        return read_inputs(words, ReadOptions())
    return [read_text(text)]


def pasted_page(room: Room, text: str, *, show_chrome: bool = False) -> Page:
    """What was read in it."""
    found = coded(room, text)
    if isinstance(found, Failure):
        return failed_page(found)
    page = coded_page(room, found, show_chrome=show_chrome, is_kept=False)
    page.extra.update(pasted=text, can_keep=room.can_keep)
    return page


def keep(room: Room, text: str) -> str:
    """Add a text to the archive and give the article's id; raises what adding it does."""
    from sayso.archive import add_articles

    if not room.can_keep:
        raise InputError("this room keeps nothing", remedy="serve an archive: sayso serve DIR")
    coder, coding = room.desk.coder()
    item = next(iter(_read(text)))
    if isinstance(item, Failure):
        raise InputError(item.problem, where=item.where, remedy=item.remedy)
    add_articles(room.library.archive, [item], coder=coder, coding=coding)
    return item.id

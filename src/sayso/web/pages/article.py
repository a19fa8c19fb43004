"""One article: its text with marks, and a card for each event."""

from __future__ import annotations

from typing import Any

import msgspec

from sayso.check import Check
from sayso.errors import SaysoError
from sayso.schema import Article, Claim, Event, Failure
from sayso.web.highlight import article_html
from sayso.web.render import Page
from sayso.web.room import Room


def article_page(room: Room, wanted: str, *, show_chrome: bool = False) -> Page:
    """The article of an id, with its checks; raises `ArchiveError` for an unknown id."""
    return coded_page(room, room.library.article(wanted), show_chrome=show_chrome, is_kept=True)


def coded_page(room: Room, article: Article, *, show_chrome: bool, is_kept: bool) -> Page:
    """The page of any coded article; one that is not kept has no links to itself."""
    claims = [claim for claim in article.claims if claim.kind != "not_checkable"]
    checks, problem = _checks(room, article, claims)
    data = {
        "article": msgspec.to_builtins(article),
        "checks": [
            {"claim": claim.id, "verdict": check.verdict, "explanation": check.explanation}
            for claim, check in zip(claims, checks, strict=False)
        ],
    }
    extra = {
        "article": article,
        "html": _markup(article_html(article, show_chrome=show_chrome)),
        "has_headline": any(block.kind == "headline" for block in article.blocks),
        "show_chrome": show_chrome,
        "aside": sum(not block.is_read for block in article.blocks),
        "by_event": _by_event(checks),
        "stated": [check for check in checks if check.claim.event is None],
        "unchecked": [claim for claim in article.claims if claim.kind == "not_checkable"],
        "problem": problem,
        "is_kept": is_kept,
        "told_again": _told_again(article.events),
    }
    return Page("article.html", article.title or article.id, data, extra)


def _checks(room: Room, article: Article, claims: list[Claim]) -> tuple[list[Check], str]:
    """The checks, or what is wrong with the records: an article is read all the same."""
    try:
        return room.shelf.check(article, claims), ""
    except SaysoError as error:
        return [], str(error)


def _by_event(checks: list[Check]) -> dict[str, list[Check]]:
    """The checks by event; of claims that fail for one reason, such as no place, the first."""
    found: dict[str, list[Check]] = {}
    for check in checks:
        if check.claim.event is not None:
            others = found.setdefault(check.claim.event, [])
            if check.findings or check.explanation not in {one.explanation for one in others}:
                others.append(check)
    return found


def _told_again(events: tuple[Event, ...]) -> dict[str, list[Event]]:
    """Of each event, what other sources tell of it in the same article."""
    found: dict[str, list[Event]] = {}
    for event in events:
        if event.same_as is not None:
            found.setdefault(event.same_as, []).append(event)
    return found


def _markup(html: str) -> Any:
    from markupsafe import Markup

    return Markup(html)  # noqa: S704 - made by our own renderer, which escapes


def failed_page(failure: Failure) -> Page:
    """What is shown for a text or an address that could not be read or coded."""
    return Page(
        "error.html",
        "Could not be read",
        {"error": failure.error, "problem": failure.problem, "remedy": failure.remedy},
        status=422,
    )

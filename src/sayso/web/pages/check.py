"""A claim put to the records, and the list of claims that can be."""

from __future__ import annotations

from typing import Any

import msgspec

from sayso.check import Check, Finding, parse_window
from sayso.errors import InputError
from sayso.schema import Article, Claim
from sayso.web.charts import Bar, bars
from sayso.web.query import Filter
from sayso.web.render import Page
from sayso.web.room import Room

SHOWN = 60
MAP_KM = 100.0  # the widest distance that every check counts


def checks_page(room: Room, wanted: Filter) -> Page:
    """The claims of the archive that a record could decide, newest first."""
    claims = room.library.claims(wanted)
    data = {"filter": wanted.params(), "claims": claims}
    return Page("checks.html", "Claims", data, {"wanted": wanted})


def check_page(
    room: Room, article_id: str, claim_id: str, *, radius: str = "", window: str = ""
) -> Page:
    """One claim against all records; raises `InputError` for an unknown claim."""
    article = room.library.article(article_id)
    claim = next((claim for claim in article.claims if claim.id == claim_id), None)
    if claim is None:
        known = ", ".join(claim.id for claim in article.claims) or "none"
        raise InputError(f"no claim {claim_id!r}", where=article_id, remedy=f"it has {known}")
    days = parse_window(window) if window else None
    check = room.shelf.check(
        article, [claim], radius_km=_radius(radius), window=days, with_rows=True
    )[0]
    wide = room.shelf.check(article, [claim], radius_km=MAP_KM, window=days, with_rows=True)[0]
    findings = [_finding(finding) for finding in check.findings]
    data = {
        "article": {"id": article.id, "title": article.title, "publisher": article.publisher},
        "check": msgspec.to_builtins(check),
        "points": {finding.record: room.shelf.points(finding) for finding in wide.findings},
    }
    extra = {
        "check": check,
        "article": article,
        "before_after": _quoted(article, claim),
        "findings": findings,
        "radius": radius,
        "window": window,
        "shown": SHOWN,
    }
    return Page("check.html", _title(check), data, extra)


def _radius(text: str) -> float | None:
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found <= 1000:
        raise InputError(f"{text[:40]!r} is no radius", remedy="give kilometres, 1 to 1000")
    return found


def _finding(finding: Finding) -> dict[str, Any]:
    drawn = [bars(Bar.of(band), is_chosen=band is finding.band) for band in finding.bands]
    return {"finding": finding, "bars": drawn}


def _quoted(article: Article, claim: Claim) -> tuple[str, str, str]:
    """The claim in its sentence: what stands before it, itself, and after it."""
    from sayso.read.sentences import sentences

    span = claim.span
    for start, end in sentences(article):
        if start <= span.start < end:
            last = max(end, span.end)
            return article.text[start : span.start], span.text, article.text[span.end : last]
    return "", span.text, ""


def _title(check: Check) -> str:
    from sayso.check.explain import claimant, named, where

    claim = check.claim
    return f"{claimant(claim)} on {named(claim.targets or claim.actors)}, {where(claim)}"

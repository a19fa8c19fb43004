"""A claim put to the records, and the list of claims that can be."""

from __future__ import annotations

from collections.abc import Sequence
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
MOST = 50  # claims whose verdicts are asked for at once
MAP_KM = 100.0  # the widest distance that every check counts


def checks_page(room: Room, wanted: Filter) -> Page:
    """The claims of the archive that a record could decide, newest first.

    Those of one article come with their verdicts; else the page asks for these by itself.
    """
    found = room.library.claims(wanted)
    title, has_verdicts = "Claims", bool(wanted.article)
    if has_verdicts:
        article = room.library.article(wanted.article)
        title = f"Claims in “{article.title or article.id}”"
        checks = {check.claim.id: check for check in _checks_of(room, article, found["claims"])}
        found = {**found, "claims": [_with_verdict(row, checks) for row in found["claims"]]}
    data = {"filter": wanted.params(), **found}
    extra = {
        "wanted": wanted,
        "has_records": bool(room.shelf.records),
        "has_verdicts": has_verdicts,
    }
    return Page("checks.html", title, data, extra)


def verdicts_page(room: Room, article_id: str, claim_ids: Sequence[str]) -> Page:
    """The verdicts on some claims of an article; it is meant for programs, as JSON."""
    article = room.library.article(article_id)
    wanted = [claim for claim in article.claims if claim.id in set(claim_ids[:MOST])]
    checks = room.shelf.check(article, wanted)
    data = {
        "article": article.id,
        "checks": [
            {"claim": check.claim.id, "verdict": check.verdict, "explanation": check.explanation}
            for check in checks
        ],
    }
    return Page("verdicts.html", "Verdicts", data)


def _checks_of(room: Room, article: Article, rows: Sequence[dict[str, Any]]) -> list[Check]:
    ids = {row["claim"].rpartition("/")[2] for row in rows}
    return room.shelf.check(article, [claim for claim in article.claims if claim.id in ids])


def _with_verdict(row: dict[str, Any], checks: dict[str, Check]) -> dict[str, Any]:
    check = checks.get(row["claim"].rpartition("/")[2])
    if check is None:
        return row
    return {**row, "verdict": check.verdict, "explanation": check.explanation}


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
        "has_records": bool(room.shelf.records),
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

"""From claims to questions that a record can be asked, or the reason why it cannot."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sayso.check.model import Period, Verdict
from sayso.check.patterns import Matcher, actor_keys
from sayso.check.tally import Questions
from sayso.check.verdicts import coarsest
from sayso.check.window import Window, claim_days, period_of, radius_of
from sayso.record.load import Record, day_number
from sayso.schema import Claim, DateRange, Place

NO_ARTICLE = -2
DEGREE_KM = 111.2
TOLD = ("happened", "ongoing", "did_not_happen")


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asks for: radius in km, window, the date where a claim has none."""

    radius_km: float | None = None
    window: Window | None = None
    default_date: DateRange | None = None
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A claim with the days it is about, the days looked at, and the radius (None: no limit)."""

    claim: Claim
    days: Period
    period: Period
    radius_km: float | None
    where_prec: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a record has no answer to a claim."""

    verdict: Verdict
    reason: str


def checkable(claim: Claim, options: Options) -> Refusal | None:
    """Why no record at all could decide this claim, or None."""
    if claim.kind == "not_checkable":
        return Refusal("not_checkable", claim.reason or "nothing in it can be looked up")
    if claim.factuality not in TOLD:
        return Refusal("not_checkable", f"it is {claim.factuality}, not told as a fact")
    if claim.kind in ("target_presence", "target_share", "control") and not _people(claim):
        return Refusal("not_checkable", "it does not say whom it is about")
    if claim.kind == "occurrence" and not (claim.actors or claim.targets):
        return Refusal("not_checkable", "neither who acts nor who is struck is told")
    if claim.kind == "target_share" and not claim.actors:
        return Refusal("not_checkable", "it does not say who acts")
    if claim.kind == "toll" and claim.measure not in (None, "killed"):
        return Refusal("not_checkable", f"records count the killed, not the {claim.measure}")
    if claim.kind != "target_share" and not _has_point(claim.place):
        named = f" ({claim.place.text!r} is not known)" if claim.place else ""
        return Refusal("not_checkable", f"it names no known place{named}")
    if days_of(claim, options) is None:
        return Refusal("not_checkable", "it has no date, and --window gives none")
    return None


def days_of(claim: Claim, options: Options) -> Period | None:
    """The days a claim is about: its own, else the default, else the window asked for."""
    days = claim_days(claim.date, default=options.default_date)
    return days or (options.window.period if options.window else None)


def is_denied(claim: Claim) -> bool:
    """Whether the claim is that it is not so; a denied act may be marked in either way."""
    return claim.stance in ("denies", "doubts") or claim.factuality == "did_not_happen"


def _people(claim: Claim) -> bool:
    return bool(claim.targets or (claim.kind == "control" and claim.actors))


def _has_point(place: Place | None) -> bool:
    return place is not None and place.lat is not None and place.lon is not None


def ask(claim: Claim, record: Record, *, matcher: Matcher, options: Options) -> Asked | Refusal:
    """The question that this claim puts to this record."""
    days = days_of(claim, options)
    assert days is not None
    period = period_of(days, options.window, coarse_years=record.coarse_years)
    radius = None
    if claim.place is not None and _has_point(claim.place):
        radius = radius_of(claim.place, options.radius_km)
    asked = Asked(claim, days, period, radius, 7 if radius is None else coarsest(radius))
    return _uncovered(asked, record, matcher) or asked


def _uncovered(asked: Asked, record: Record, matcher: Matcher) -> Refusal | None:
    """Why the record does not cover this kind, time, place or these actors, or None."""
    manifest, claim, period = record.manifest, asked.claim, asked.period
    reason = None
    if claim.type is not None and manifest.types and claim.type not in manifest.types:
        reason = f"it holds {', '.join(sorted(manifest.types))}, and no {claim.type}"
    elif period.end < manifest.first_day or period.start > manifest.last_day:
        reason = f"it runs from {manifest.first_day} to {manifest.last_day}"
    elif not _covers_place(asked, record):
        assert claim.place is not None
        reason = f"it does not cover {claim.place.name or claim.place.text}"
    else:
        for people in (claim.targets, claim.actors if claim.kind != "target_presence" else ()):
            if people and not matcher.is_known(people):
                reason = f"it never names {people[0].name or people[0].text}"
                break
    return Refusal("out_of_coverage", reason) if reason else None


def _covers_place(asked: Asked, record: Record) -> bool:
    place = asked.claim.place
    if place is None or place.lat is None or place.lon is None:
        return True
    if place.country and record.knows_countries and place.where_prec <= 6:
        return place.country in record.manifest.countries
    west, south, east, north = record.manifest.bbox
    margin = (asked.radius_km or 0.0) / DEGREE_KM
    wide = margin / max(math.cos(math.radians(place.lat)), 0.01)
    inside = south - margin <= place.lat <= north + margin
    return inside and west - wide <= place.lon <= east + wide


def questions(
    asked: Sequence[Asked], record: Record, *, matcher: Matcher, options: Options
) -> Questions:
    """The columns of questions that are about a point; each `radius_km` must be a number."""
    patterns: dict[object, int] = {}
    examples: list[Claim] = []
    codes = []
    for one in asked:
        key = _signature(one.claim)
        if key not in patterns:
            patterns[key] = len(examples)
            examples.append(one.claim)
        codes.append(patterns[key])
    points = [one.claim.place for one in asked]
    width = (len(examples), len(record.combos))
    article = record.articles.get(options.article or "", NO_ARTICLE)
    return Questions(
        lat=np.array([p.lat if p and p.lat is not None else 0.0 for p in points], dtype=float),
        lon=np.array([p.lon if p and p.lon is not None else 0.0 for p in points], dtype=float),
        start=np.array([day_number(one.period.start) for one in asked], dtype=np.int64),
        end=np.array([day_number(one.period.end) for one in asked], dtype=np.int64),
        first=np.array([day_number(one.days.start) for one in asked], dtype=np.int64),
        last=np.array([day_number(one.days.end) for one in asked], dtype=np.int64),
        radius_km=np.array([one.radius_km or np.inf for one in asked], dtype=float),
        where_prec=np.array([one.where_prec for one in asked], dtype=np.int64),
        pattern=np.array(codes, dtype=np.int64),
        article=np.full(len(asked), article, dtype=np.int64),
        is_own_act=np.array([_is_own_act(one.claim, matcher) for one in asked], dtype=bool),
        patterns=np.array([matcher.roles(c) for c in examples], dtype=np.uint8).reshape(width),
        acts=np.array([matcher.acts(c) for c in examples], dtype=bool).reshape(width),
    )


def _signature(claim: Claim) -> object:
    source = claim.source if claim.source == "article" else actor_keys([claim.source])
    people = (actor_keys(group) for group in (claim.actors, claim.targets, claim.over))
    return (claim.kind, claim.type, claim.mode, source, *people)


def _is_own_act(claim: Claim, matcher: Matcher) -> bool:
    """Whether the claimant tells of its own act, so that rows of that act only echo it."""
    if claim.kind != "target_presence" or claim.source == "article" or not claim.actors:
        return False
    return matcher.is_side_of(claim.source, claim.actors)

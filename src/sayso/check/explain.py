"""The sentence that explains a verdict, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.check.ask import Asked
from sayso.check.model import Band, Excluded, Finding, Period, RecordRow, Verdict
from sayso.check.verdicts import CONTRADICTED_ROWS, NEAR_DAYS, SUPPORTED_ROWS
from sayso.schema import Claim, Participant, Quantity


def named(people: Sequence[Participant], *, default: str = "anybody") -> str:
    """The names of people, or their words."""
    return " and ".join(one.name or one.text for one in people) or default


def claimant(claim: Claim) -> str:
    """Who says it."""
    return "The article" if claim.source == "article" else claim.source.name or claim.source.text


def where(claim: Claim) -> str:
    """The claimed place's name."""
    place = claim.place
    return (place.name or place.text or f"{place.lat}, {place.lon}") if place else "anywhere"


def question(claim: Claim) -> str:
    """What is asked of the records, in words: whom it is about, where and when.

    >>> from sayso.schema import Participant, Place, Span
    >>> struck = (Participant(0, 0, "ISIL", name="Islamic State"),)
    >>> question(Claim("c1", "target_presence", None, "article", Span(0, 0, ""), targets=struck,
    ...                place=Place("Talbiseh")))
    'Was Islamic State at Talbiseh?'
    """
    at = f" {_at(claim)}" if claim.place else ""
    when = _on(claim)
    actors, targets = named(claim.actors, default="anybody"), named(claim.targets)
    if claim.kind == "target_presence":
        return f"Was {targets}{at}{when}?"
    if claim.kind == "target_share":
        rather = f" rather than {named(claim.over)}" if claim.over else ""
        return f"Does {actors} fight {targets}{rather}{at}{when}?"
    if claim.kind == "control":
        return f"Did {named(claim.actors or claim.targets)} hold {where(claim)}{when}?"
    if claim.kind == "toll":
        by = f" by {actors}" if claim.actors else ""
        return f"Were {_interval(claim.toll)} killed{by}{at}{when}?"
    against = f" against {targets}" if claim.targets else ""
    act = (claim.type or "act").lower()
    return f"Was there {act} by {actors}{against}{at}{when}?"


def _at(claim: Claim) -> str:
    """Where, as exactly as it is known."""
    exact = claim.place is None or claim.place.where_prec <= 2
    return f"at {where(claim)}" if exact else f"in {where(claim)}"


def _on(claim: Claim) -> str:
    date = claim.date
    if date is None or (date.start or date.end) is None:
        return ""
    if date.start and date.end and date.start != date.end:
        days = str(Period(date.start, date.end))
        return f" in {days}" if len(days) == 4 else f", {days}"
    if date.start is None or date.end is None:
        return f", from {date.start}" if date.start else f", until {date.end}"
    return f" on {date.start}"


def percent(share: float | None) -> str:
    """A share in words that do not round a few to none."""
    if share is None:
        return "no share"
    if 0 < share < 0.01:
        return "under 1 %"
    return "over 99 %" if 0.99 < share < 1 else f"{share:.0%}".replace("%", " %")


def on_rows(asked: Asked, bands: Sequence[Band], *, nearest: RecordRow | None) -> str:
    """What the counts say of a claim about a target."""
    claim, band = asked.claim, _chosen(asked, bands)
    target = named(claim.targets)
    scope = f"{_reach(asked)} {_when(asked)}"
    if not band.n:
        return f"The record has no row that counts {scope}."
    subject = (
        f"the {band.n} rows of {named(claim.actors)}"
        if claim.kind == "target_share"
        else (f"the {band.n} rows")
    )
    verb = "are against" if claim.kind == "target_share" else "involve"
    if claim.kind == "target_share" and claim.over:
        subject += f" against {target} or {named(claim.over)}"
    text = f"Of {subject} {scope}, {band.target} {verb} {target} ({percent(band.share)})"
    return f"{text}.{_few(band)}{_wider(bands, band)}{_nearest(nearest, target, band)}"


def on_act(asked: Asked, bands: Sequence[Band], *, on_day: int, verdict: Verdict) -> str:
    """What the counts say of a claim that something was done."""
    band, act = _chosen(asked, bands), _act(asked.claim)
    scope = f"{_reach(asked)} {_when(asked)}"
    if on_day and verdict in ("supported", "contradicted"):
        plural = "row" if on_day == 1 else "rows"
        text = f"The record has {on_day} {plural} of {act} {_reach(asked)}"
        if asked.days == asked.period:
            return f"{text} {_when(asked)}."
        return f"{text} on those days, give or take {NEAR_DAYS}."
    if not band.n:
        return f"The record has no row that counts {scope}."
    if not band.target:
        return f"None of the {band.n} rows {scope} is one of {act}.{_few(band)}"
    text = f"{band.target} of the {band.n} rows {scope} are of {act} ({percent(band.share)})"
    if verdict == "insufficient_record":
        return f"{text}, but none can be placed within {NEAR_DAYS} days of it."
    return f"{text}, none within {NEAR_DAYS} days of it."


def on_toll(asked: Asked, recorded: Quantity | None) -> str:
    """What the record says of a toll."""
    if recorded is None:
        return (
            f"The record has no row of {_act(asked.claim)} {_reach(asked)} within {NEAR_DAYS} days "
            "that gives a number of deaths."
        )
    told = _interval(asked.claim.toll)
    return (
        f"The claim says {told} killed; the record's rows of those days have {_interval(recorded)}."
    )


def on_control(claim: Claim, *, day: str, share: float, holder: str, radius_km: float) -> str:
    """What dated areas say of a place."""
    return (
        f"On {day} the record has {percent(share)} of the ground within {radius_km:g} km of "
        f"{where(claim)} held by {holder}."
    )


def excluded_words(excluded: Excluded) -> str:
    """Which rows were not counted, and why; empty when all were."""
    reasons = (
        (excluded.claim_itself, "the claim itself"),
        (excluded.claimants_own, "the claimant's own word"),
        (excluded.coarser_place, "placed more coarsely than the radius"),
        (excluded.coarser_date, "dated more coarsely than the window"),
        (excluded.unclear_actor, "of a wider group that may be the one claimed"),
        (excluded.outside_window, "of another time"),
    )
    parts = [f"{count} {words}" for count, words in reasons if count]
    return f"Not counted: {'; '.join(parts)}." if parts else ""


def on_records(verdict: Verdict, findings: Sequence[Finding]) -> str:
    """What several records say together."""
    if len(findings) == 1:
        return findings[0].explanation
    if verdict == "disputed":
        words = " ".join(f"{f.record}: {f.verdict}. {f.explanation}" for f in findings)
        return f"The records differ. {words}"
    same = [finding for finding in findings if finding.verdict == verdict]
    band_rows = max(same, key=lambda f: (f.band.n or 0) if f.band else 0)
    return f"{band_rows.record}: {band_rows.explanation}"


def _chosen(asked: Asked, bands: Sequence[Band]) -> Band:
    return next(band for band in bands if band.radius_km == asked.radius_km)


def _reach(asked: Asked) -> str:
    if asked.radius_km is None:
        place = asked.claim.place
        return f"in {where(asked.claim)}" if place else "in the record"
    return f"within {asked.radius_km:g} km of {where(asked.claim)}"


def _when(asked: Asked) -> str:
    period = str(asked.period)
    return f"in {period}" if len(period) == 4 else f"from {period}"


def _act(claim: Claim) -> str:
    who = named(claim.actors, default="an unnamed party")
    return f"{who} against {named(claim.targets)}" if claim.targets else who


def _few(band: Band) -> str:
    assert band.n is not None
    if band.verdict != "insufficient_record":
        return ""
    return f" That is too few to tell: {SUPPORTED_ROWS} to {CONTRADICTED_ROWS} are needed."


def _wider(bands: Sequence[Band], chosen: Band) -> str:
    """The widest distance, where it has another verdict."""
    widest = bands[-1]
    if widest is chosen or widest.verdict == chosen.verdict or not widest.n:
        return ""
    return (
        f" Within {widest.radius_km:g} km it is {widest.target} of {widest.n} "
        f"({percent(widest.share)}): {widest.verdict.replace('_', ' ')}."
    )


def _nearest(row: RecordRow | None, target: str, chosen: Band) -> str:
    if row is None or row.km is None or chosen.radius_km is None:
        return ""
    place = f", at {row.place_name}" if row.place_name else ""
    return f" The nearest row of {target} is {row.km:.0f} km away{place}."


def _interval(toll: Quantity | None) -> str:
    if toll is None:
        return "an unknown number"
    low = toll.low if toll.low is not None else toll.best
    high = toll.high if toll.high is not None else None
    if low is None:
        return f"at most {high}" if high is not None else "an unknown number"
    if high is None:
        return f"at least {low}" if toll.best is None or toll.low is not None else str(low)
    return str(low) if low == high else f"{low} to {high}"

"""Claims against records: the verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from sayso.check import explain
from sayso.check.ask import Asked, Options, Refusal, ask, checkable, is_denied, questions
from sayso.check.control import check_control
from sayso.check.intervals import share_interval
from sayso.check.model import Band, Check, Finding, RecordRow, Verdict
from sayso.check.patterns import Matcher, Relations, matcher_of
from sayso.check.sift import Sifted, listed, nearest_of, sift, toll_of, wide_band
from sayso.check.tally import Questions, Tally, tally
from sayso.check.verdicts import (
    RADII_KM,
    VERDICTS,
    joined,
    occurrence_codes,
    share_codes,
    share_verdict,
    toll_verdict,
    turned,
)
from sayso.check.weights import DEFAULT, Weighting
from sayso.check.window import Window
from sayso.record.load import Record
from sayso.schema import Article, Claim, DateRange, Quantity

WHOLE_YEAR = 300
"""Days from which a claim is about a year, which rows that know only the year can bear out."""

TURNED = np.array([VERDICTS.index(turned(verdict)) for verdict in VERDICTS])


class Book(Relations, Protocol):
    """The actor knowledge that checks need; `sayso.resolve.actors.ActorBook` has it."""


def check_claims(
    claims: Iterable[Claim],
    records: Sequence[Record],
    *,
    radius_km: float | None = None,
    window: Window | None = None,
    default_date: DateRange | None = None,
    article: str | None = None,
    with_rows: bool = False,
    book: Book | None = None,
) -> list[Check]:
    """The verdict of the records on each claim, in the order of the claims.

    `radius_km` and `window` replace the defaults (the radius of the place's precision; 90 days
    either side, or the year where a record is no finer). `default_date` is for claims without
    one, `article` the id of the article whose own rows are no evidence. `with_rows` lists the
    rows. Raises nothing for a claim that cannot be checked: its verdict says so.

    Method: shares of rows by distance, as in docs/check.md.
    """
    options = Options(radius_km, window, default_date, article)
    wanted = list(claims)
    known = book or _default_book()
    columns = [
        _findings(wanted, record, options=options, book=known, with_rows=with_rows)
        for record in records
    ]
    return [
        _check(claim, [column[i] for column in columns], options) for i, claim in enumerate(wanted)
    ]


def check_article(article: Article, records: Sequence[Record], **options: Any) -> list[Check]:
    """The checks of an article's claims; its date and events fill in what claims leave out."""
    types = {event.id: (event.type, event.mode) for event in article.events}
    claims = [
        replace(claim, type=types[claim.event][0], mode=types[claim.event][1])
        if claim.type is None and claim.event in types
        else claim
        for claim in article.claims
    ]
    return check_claims(claims, records, default_date=article.date, article=article.id, **options)


def _default_book() -> Book:
    from sayso.resolve.actors import ActorBook

    book: Book = ActorBook.load()
    return book


def _check(claim: Claim, findings: list[Finding], options: Options) -> Check:
    refusal = checkable(claim, options)
    if refusal:
        return Check(claim, refusal.verdict, f"This cannot be checked: {refusal.reason}.")
    if not findings:
        text = "No record is loaded; add one with: sayso record add FILE."
        return Check(claim, "not_checkable", text)
    verdict = joined([_summary(finding) for finding in findings])
    return Check(claim, verdict, explain.on_records(verdict, findings), tuple(findings))


def _summary(finding: Finding) -> tuple[Verdict, int, float | None, float | None]:
    band = finding.band
    if band is None:
        return finding.verdict, 0, None, None
    return finding.verdict, band.n or 0, band.low, band.high


def _findings(
    claims: Sequence[Claim], record: Record, *, options: Options, book: Book, with_rows: bool
) -> list[Finding]:
    matcher = matcher_of(record, book)
    out: dict[int, Finding] = {}
    asked: dict[int, Asked] = {}
    for i, claim in enumerate(claims):
        found = _route(claim, record, matcher=matcher, options=options)
        if isinstance(found, Asked):
            asked[i] = found
        else:
            out[i] = found if isinstance(found, Finding) else _refused(record, found)
    answers = Answers.of(list(asked.values()), record, matcher=matcher, options=options)
    for place, i in enumerate(asked):
        out[i] = answers.finding(place, with_rows=with_rows)
    return [out[i] for i in range(len(claims))]


def _route(
    claim: Claim, record: Record, *, matcher: Matcher, options: Options
) -> Asked | Finding | Refusal:
    """What becomes of a claim before any row is counted."""
    refusal = checkable(claim, options)
    if refusal:
        return refusal
    if record.is_control != (claim.kind == "control"):
        kind = "areas of control" if record.is_control else "events, not areas of control"
        return Refusal("not_checkable", f"it holds {kind}")
    if record.is_control:
        return check_control(claim, record, matcher=matcher, options=options)
    return ask(claim, record, matcher=matcher, options=options)


def _refused(record: Record, refusal: Refusal) -> Finding:
    manifest = record.manifest
    text = f"The record {manifest.name} cannot tell: {refusal.reason}."
    return Finding(manifest.name, manifest.version, manifest.licence, refusal.verdict, text)


@dataclass(frozen=True, slots=True)
class Answers:
    """The counts of one record for many claims, as columns.

    `radii` are the columns of `tally`; `low` and `high` bound the shares' 90 % intervals, and
    `codes` are positions in `VERDICTS`, all of claims x radii.
    """

    asked: Sequence[Asked]
    record: Record
    questions: Questions
    radii: tuple[float, ...]
    tally: Tally
    weighting: Weighting
    low: Any
    high: Any
    codes: Any

    @classmethod
    def of(
        cls,
        asked: Sequence[Asked],
        record: Record,
        *,
        matcher: Matcher,
        options: Options,
        weighting: Weighting = DEFAULT,
        with_weights: bool = True,
    ) -> Answers:
        """Count for all claims at once; those without a radius are counted when asked for.

        Without weights, which cost as much as the counting, shares have no bounds.
        """
        chosen = {one.radius_km for one in asked if one.radius_km is not None}
        radii = tuple(sorted({*RADII_KM, *chosen}))
        columns = questions(asked, record, matcher=matcher, options=options)
        near = np.flatnonzero(np.isfinite(columns.radius_km))
        kernels = weighting if with_weights else None
        counts = tally(record, columns.take(near), radii=radii, weighting=kernels)
        counts = _scattered(counts, near, len(asked))
        low = high = np.full(counts.n.shape, np.nan)
        if with_weights:
            target, n = counts.effective()
            low, high = share_interval(target.ravel(), n.ravel())
        codes = share_codes(counts.n, counts.target)
        shape = counts.n.shape
        return cls(
            asked,
            record,
            columns,
            radii,
            counts,
            weighting,
            low.reshape(shape),
            high.reshape(shape),
            codes,
        )

    def verdict_codes(self) -> Any:
        """The position in `VERDICTS` of each claim's verdict; claims have a radius, no toll."""
        at = np.searchsorted(self.radii, self.questions.radius_km)
        every = np.arange(len(self.asked))
        n, target = self.tally.n[every, at], self.tally.target[every, at]
        acts = np.array([one.claim.kind == "occurrence" for one in self.asked], dtype=bool)
        denied = np.array([is_denied(one.claim) for one in self.asked], dtype=bool)
        on_day = np.where([_is_year(one) for one in self.asked], target, self.tally.on_day)
        coarse = self.record.coarse_years
        dated = np.array([one.days.start.year not in coarse for one in self.asked], dtype=bool)
        by_act = occurrence_codes(n, target, on_day=on_day, is_dated=dated)
        codes = np.where(acts, by_act, self.codes[every, at])
        return np.where(denied, TURNED[codes], codes)

    def finding(self, i: int, *, with_rows: bool) -> Finding:
        """All that the record says of one claim."""
        asked, one = self.asked[i], self.questions.take(slice(i, i + 1))
        sifted = sift(self.record, one, country=_country(asked, self.record))
        bands = self._bands(i) if asked.radius_km is not None else self._wide(sifted)
        group = int(self.tally.nearest[i])
        nearest = nearest_of(self.record, one, group) if group >= 0 else None
        band = next(band for band in bands if band.radius_km == asked.radius_km)
        on_day = self._on_day(asked, sifted, band)
        toll = toll_of(self.record, sifted) if asked.claim.kind == "toll" else None
        verdict, text = _judged(
            asked,
            bands,
            band,
            on_day=on_day,
            toll=toll,
            nearest=nearest,
            is_dated=asked.days.start.year not in self.record.coarse_years,
        )
        manifest = self.record.manifest
        return Finding(
            record=manifest.name,
            version=manifest.version,
            licence=manifest.licence,
            verdict=turned(verdict) if is_denied(asked.claim) else verdict,
            explanation=text,
            radius_km=asked.radius_km,
            window=asked.period,
            where_prec=asked.where_prec,
            bands=bands,
            nearest=nearest,
            excluded=sifted.excluded,
            on_day=on_day,
            toll=toll,
            rows=listed(self.record, sifted, has_radius=asked.radius_km is not None)
            if with_rows
            else (),
        )

    def _on_day(self, asked: Asked, sifted: Sifted, band: Band) -> int:
        """Rows of the claimed act; for a claim about a year, of that year."""
        if _is_year(asked):
            return band.target or 0
        return int(self.record.groups.count[sifted.on_day].sum())

    def _bands(self, i: int) -> tuple[Band, ...]:
        counts, weighted = self.tally, self.tally.weighted_share()[i]
        effective = self.tally.effective()[1][i]
        bands = []
        for k, km in enumerate(self.radii):
            n, target = int(counts.n[i, k]), int(counts.target[i, k])
            band = Band(km, n, target, verdict=VERDICTS[int(self.codes[i, k])])
            if n:
                band = replace(
                    band,
                    share=target / n,
                    weighted_share=float(weighted[k]),
                    low=float(self.low[i, k]),
                    high=float(self.high[i, k]),
                    effective_n=float(effective[k]),
                )
            bands.append(band)
        return tuple(bands)

    def _wide(self, sifted: Sifted) -> tuple[Band, ...]:
        band, target, n = wide_band(self.record, sifted, weighting=self.weighting)
        if not band.n:
            return (band,)
        low, high = share_interval([target], [n])
        assert band.target is not None
        verdict = share_verdict(band.n, band.target)
        return (replace(band, low=float(low[0]), high=float(high[0]), verdict=verdict),)


def _is_year(asked: Asked) -> bool:
    return (asked.days.end - asked.days.start).days >= WHOLE_YEAR


def _scattered(counts: Tally, rows: Any, length: int) -> Tally:
    """The tally with its rows put at `rows` of `length`, the others empty."""
    if len(rows) == length:
        return counts
    out = {}
    for name in Tally.__slots__:
        column = getattr(counts, name)
        fill = -1 if name == "nearest" else 0
        out[name] = np.full((length, *column.shape[1:]), fill, dtype=column.dtype)
        out[name][rows] = column
    return Tally(**out)


def _country(asked: Asked, record: Record) -> int | None:
    """The record's code of the country that a claim without a radius is about."""
    place = asked.claim.place
    if asked.radius_km is not None or place is None or place.country not in record.countries:
        return None
    return record.countries.index(place.country)


def _judged(
    asked: Asked,
    bands: tuple[Band, ...],
    band: Band,
    *,
    on_day: int,
    toll: Quantity | None,
    nearest: RecordRow | None,
    is_dated: bool,
) -> tuple[Verdict, str]:
    """The verdict on a claim as told (denials are turned by the caller), and its sentence."""
    if asked.claim.kind == "toll":
        return _toll(asked.claim, toll), explain.on_toll(asked, toll)
    if asked.claim.kind == "occurrence":
        codes = occurrence_codes(band.n, band.target, on_day=on_day, is_dated=is_dated)
        verdict = VERDICTS[int(codes)]
        return verdict, explain.on_act(asked, bands, on_day=on_day, verdict=verdict)
    return band.verdict, explain.on_rows(asked, bands, nearest=nearest)


def _toll(claim: Claim, recorded: Quantity | None) -> Verdict:
    told = claim.toll
    if recorded is None or told is None or (told.low is None and told.best is None):
        return "insufficient_record"
    low = told.low if told.low is not None else told.best
    high = told.high if told.high is not None else (None if told.low is not None else told.best)
    assert low is not None and recorded.low is not None and recorded.high is not None
    top = float("inf") if high is None else float(high)
    return toll_verdict((float(low), top), (float(recorded.low), float(recorded.high)))

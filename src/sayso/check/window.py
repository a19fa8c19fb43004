"""Where and when a check looks: the window of days, and the radius."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass

from sayso.check.model import Period
from sayso.check.verdicts import CLAIM_KM, RADII_KM
from sayso.errors import InputError
from sayso.schema import DateRange, Place

DAYS = 90
"""Default days either side: a campaign's length; `bench/check_quality.py` compares others."""


@dataclass(frozen=True, slots=True)
class Window:
    """Either `days` before and after a claim's dates, or a fixed `period`."""

    days: int | None = None
    period: Period | None = None


def parse_window(text: str) -> Window:
    """The window of `90d`, `2015`, or `2015-09-01..2015-12-31`; raises `InputError` for others.

    >>> parse_window("90d").days, str(parse_window("2015").period)
    (90, '2015')
    """
    text = text.strip()
    if match := re.fullmatch(r"(\d{1,5})d", text):
        return Window(days=int(match[1]))
    if re.fullmatch(r"\d{4}", text):
        return Window(period=years(int(text), int(text)))
    first, dots, last = text.partition("..")
    try:
        period = Period(_day(first, end=False), _day(last if dots else first, end=True))
    except ValueError:
        period = None
    if period is None or period.end < period.start:
        raise InputError(
            f"{text!r} is no window of days",
            remedy="write 90d, 2015, or 2015-09-01..2015-12-31",
        )
    return Window(period=period)


def _day(text: str, *, end: bool) -> dt.date:
    if re.fullmatch(r"\d{4}", text.strip()):
        return dt.date(int(text), 12, 31) if end else dt.date(int(text), 1, 1)
    return dt.date.fromisoformat(text.strip())


def years(first: int, last: int) -> Period:
    """Whole years."""
    return Period(dt.date(first, 1, 1), dt.date(last, 12, 31))


def claim_days(date: DateRange | None, *, default: DateRange | None) -> Period | None:
    """The days that a claim is about; an open end is the default's, None without any date."""
    date = date if date and (date.start or date.end) else default
    if date is None:
        return None
    last = default.end or default.start if default else None
    start, end = date.start or date.end, date.end or last or date.start
    if start is None or end is None:
        return None
    return Period(start, max(start, end))


def period_of(days: Period, window: Window | None, *, coarse_years: Collection[int]) -> Period:
    """The days to look at: as asked, else 90 either side, or the years where a record is coarse."""
    if window and window.period:
        return window.period
    if window is None and (days.start.year in coarse_years or days.end.year in coarse_years):
        return years(days.start.year, days.end.year)
    reach = dt.timedelta(days=DAYS if window is None or window.days is None else window.days)
    return Period(_shifted(days.start, -reach), _shifted(days.end, reach))


def _shifted(day: dt.date, by: dt.timedelta) -> dt.date:
    try:
        return day + by
    except OverflowError:
        return dt.date.min if by.days < 0 else dt.date.max


def radius_of(place: Place, radius_km: float | None) -> float | None:
    """The radius asked for, else that of the place's precision; None for a whole country."""
    if radius_km is not None:
        return radius_km
    usual = CLAIM_KM.get(place.where_prec)
    if usual is None:
        return None
    wide = max(usual, place.radius_km or 0.0)
    return next((km for km in RADII_KM if km >= wide), RADII_KM[-1])

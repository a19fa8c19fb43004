"""Days that have names: feasts of the Islamic and Christian calendars, seasons, months."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",),
            ("june", "jun"), ("july", "jul"), ("august", "aug"), ("september", "sept", "sep"),
            ("october", "oct"), ("november", "nov"), ("december", "dec"),
        ),
        1,
    )
    for name in names
}  # fmt: skip
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            ("monday", "mon"), ("tuesday", "tues", "tue"), ("wednesday", "wed"),
            ("thursday", "thurs", "thur", "thu"), ("friday", "fri"), ("saturday", "sat"),
            ("sunday", "sun"),
        )
    )
    for name in names
}  # fmt: skip
# first month and length of the meteorological seasons of the northern hemisphere
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
# feast -> (month, day, days long) of the Islamic calendar
_ISLAMIC = {
    "ramadan": (9, 1, 30), "ramadhan": (9, 1, 30), "eid al-fitr": (10, 1, 3),
    "eid al-adha": (12, 10, 4), "eid el-fitr": (10, 1, 3), "eid el-adha": (12, 10, 4),
    "ashura": (1, 10, 1), "ashoura": (1, 10, 1), "arbaeen": (2, 20, 1), "mawlid": (3, 12, 1),
}  # fmt: skip
_FIXED = {
    "christmas": (12, 25, 1), "christmas day": (12, 25, 1), "christmas eve": (12, 24, 1),
    "new year's eve": (12, 31, 1), "new year's day": (1, 1, 1), "nowruz": (3, 20, 2),
    "boxing day": (12, 26, 1),
}  # fmt: skip
_EASTER = {
    "easter": 0,
    "easter sunday": 0,
    "good friday": -2,
    "easter monday": 1,
    "palm sunday": -7,
}
# what "Eid" alone may mean
EID = ("eid al-fitr", "eid al-adha")
FEASTS = frozenset({*_ISLAMIC, *_FIXED, *_EASTER})
_CIVIL_EPOCH = 227_015  # proleptic ordinal of 1 Muharram 1 (16 July 622, Julian)


def islamic(year: int, month: int, day: int) -> dt.date:
    """The Gregorian day of a day of the tabular Islamic calendar; sightings differ by a day.

    Method: Reingold and Dershowitz, Calendrical Calculations, arithmetic (civil) calendar.

    >>> islamic(1436, 9, 1)
    datetime.date(2015, 6, 18)
    """
    months = 29 * (month - 1) + month // 2
    ordinal = _CIVIL_EPOCH - 1 + 354 * (year - 1) + (3 + 11 * year) // 30 + months + day
    return dt.date.fromordinal(ordinal)


def easter(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar (the anonymous Gregorian algorithm).

    >>> easter(2019)
    datetime.date(2019, 4, 21)
    """
    cycle, century, rest = year % 19, year // 100, year % 100
    leap = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * cycle + century - century // 4 - leap + 15) % 30
    day = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (cycle + 11 * epact + 22 * day) // 451
    month, day_of_month = divmod(epact + day - 7 * late + 114, 31)
    return dt.date(year, month, day_of_month + 1)


@lru_cache(maxsize=512)
def feast(name: str, year: int) -> tuple[dt.date, dt.date] | None:
    """First and last day of a feast that begins in the (Gregorian) year; None for no feast."""
    if name in _ISLAMIC:
        month, day, length = _ISLAMIC[name]
        around = year - 622 + (year - 622) // 32
        starts = (islamic(around + shift, month, day) for shift in (-1, 0, 1, 2))
        first = next((start for start in starts if start.year == year), None)
    elif name in _FIXED:
        month, day, length = _FIXED[name]
        first = dt.date(year, month, day)
    elif name in _EASTER:
        length = 1
        first = easter(year) + dt.timedelta(days=_EASTER[name])
    else:
        return None
    return (first, first + dt.timedelta(days=length - 1)) if first else None

"""Time expressions to days: a grammar of news first, dateparser for absolute dates it misses."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from sayso.resolve.dates_calendar import MONTHS, WEEKDAYS
from sayso.resolve.dates_grammar import Days, Moment
from sayso.resolve.dates_periods import read_days
from sayso.schema import DateRange

_TIME_OF_DAY = (
    r"(?:dawn|dusk|noon|midday|midnight|sunrise|sunset|nightfall|daybreak|(?:mid-?)?morning|"
    r"(?:mid-?)?afternoon|evening|night|lunchtime|rush hour|predawn|daytime|day)"
)
_CLOCK = re.compile(
    r"\b(?:at |around |about |by |before |after |since |from )*(?:\d{1,2}:\d{2}(?::\d{2})?|"
    r"\d{1,2}\.\d{2}(?=\s*(?:a\.?m|p\.?m|gmt|hours|hrs))|"
    r"\d{1,2}(?=\s*(?:a\.?m|p\.?m|o['’]clock)))\s*(?:a\.?m\.?|p\.?m\.?|hours|hrs|o['’]clock)?"
    r"(?:\s*\(?(?:gmt|utc|local time|est|edt|bst|cet)\)?)*|\b\d{4}\s*(?:gmt|utc)\b(?:\s*on)?"
    r"|\bat \d{4}$"
)
_HOURS_OF = re.compile(
    r"^(?:(?:in|during|at|from|since|by|until|around|before|after|shortly before|shortly after|"
    r"just before|just after) )?"
    r"(?:the )?(?:early |late |small |predawn |pre-dawn |wee |first |last )*"
    rf"(?:hours|{_TIME_OF_DAY})(?: hours| prayers?)? (?:of|on|late on|early on) (?:the )?(?!the\b)"
)
_DAY_PART_BEFORE = re.compile(
    rf"^(?:(?:very )?(?:late|early|earlier|later|shortly|just)\s+)?(?:in the |at |around |on the )?"
    rf"(?:{_TIME_OF_DAY}\s+)?(?:late|early|earlier|later)?\s*(?:on|of)\s+"
)
_DAY_PART_AFTER = re.compile(
    rf"(?:\s+(?:(?:in|at|around|during|by|before|after|just after|just before|shortly before|"
    rf"shortly after) (?:the )?)?(?:early |late |mid-?)?{_TIME_OF_DAY}"
    r"(?: hours| prayers?| local time)?)+$"
)
_EARLY_LATE = re.compile(
    rf"^(?:early|late|earlier|later) (?=(?:this |last )?(?:{'|'.join(WEEKDAYS)})\b)"
)
_PREPOSITION = re.compile(
    r"^(?:so far|(?:during )?the (?:month of|day)|on|in|at|during|over|around|about|circa|as of|"
    r"as early as|as late as|as recently as|"
    r"dated|only|just|back in|back on|again on|again in|sometime in|throughout|the whole of|"
    r"all|exactly|early on|late on|as far back as|of|the same day on) "
)
# in "from Sunday night to Monday morning" the parts of the day stand inside
_PART_OF_WEEKDAY = re.compile(
    rf"(?<!\w)(?:(?:the )?{_TIME_OF_DAY} )?(?P<day>(?:{'|'.join(WEEKDAYS)}))(?:'s)?"
    rf" (?:early |late )?{_TIME_OF_DAY}\b(?! of)|"
    rf"^{_TIME_OF_DAY} (?P<alone>(?:{'|'.join(WEEKDAYS)}))$"
)
_PRAYERS = re.compile(
    rf"^(?:(?:after|before|during|following) )?(?P<day>{'|'.join(WEEKDAYS)}) prayers$"
)
_SOME_TIME = re.compile(rf"\d[./-]\d|\d.*\b(?:{'|'.join(MONTHS)})\b|\b(?:{'|'.join(MONTHS)})\b.*\d")
_REPEATED = re.compile(r"^(?:every|each|daily|weekly|monthly|annually|often|sometimes)\b|\bevery\b")


def precision(start: dt.date | None, end: dt.date | None, *, anchor: dt.date | None = None) -> int:
    """UCDP's `date_prec` of a range; an open side is read as lasting to the anchor.

    >>> precision(dt.date(2015, 9, 1), dt.date(2015, 9, 30))
    4
    """
    first, last = start, end
    if last is None:
        last = anchor
    if first is None or last is None or last < first:
        return 5
    days = (last - first).days + 1
    return 1 if days == 1 else 2 if days < 7 else 3 if days == 7 else 4 if days <= 31 else 5


def resolve_date(
    text: str,
    *,
    anchor: dt.date | None,
    reference: dt.date | None = None,
    ahead: bool | None = False,
) -> DateRange | None:
    """The days that a time expression means, or None when it tells none.

    `anchor` is the day of writing: without it only absolute dates resolve. `reference` is the
    day that "the previous day" or "two days later" goes by; the anchor stands in for it.
    `ahead` reads weekdays and dates without a year as still to come; None, where that is not
    known, does so for a date that lies close ahead and would else be most of a year ago.

    >>> found = resolve_date("late on Sunday", anchor=dt.date(2015, 10, 7))
    >>> found.start.isoformat(), found.date_prec
    ('2015-10-04', 1)
    """
    days = _resolve(text, Moment(anchor, reference, ahead))
    if days is None:
        return None
    prec = precision(days.start, days.end, anchor=anchor)
    relative = "" if anchor is None else f", read on {anchor.isoformat()}"
    return DateRange(days.start, days.end, prec, text=text, why=f"{text!r}{relative}")


@lru_cache(maxsize=4096)
def _resolve(text: str, moment: Moment) -> Days | None:
    cleaned = clean(text)
    if not cleaned or _REPEATED.search(cleaned):
        return None
    for wording in _wordings(cleaned):
        days = read_days(wording, moment)
        if days is not None:
            return days
    return _by_dateparser(cleaned, moment)


def clean(text: str) -> str:
    """An expression in lower case, without commas, clock times and abbreviation dots."""
    text = re.sub(r"\s+", " ", text.replace("’", "'").lower()).strip(" .,;:\"'“”")
    text = re.sub(rf"\b({'|'.join([*MONTHS, *WEEKDAYS])})\.", r"\1", text)
    text = re.sub(r"\s*[–—-]\s*(?=\d)", "-", text)
    text = _CLOCK.sub(" ", text)
    text = _PART_OF_WEEKDAY.sub(lambda found: found["day"] or found["alone"], text)
    text = _PRAYERS.sub(r"\g<day>", text)
    text = re.sub(r"[(),\[\]]", " ", text)
    text = re.sub(r"'s\b(?! (?:eve|day)\b)(?<!year's)(?<!week's)", "", text)
    return re.sub(r"\s+", " ", text).strip(" .,;:-")


def _wordings(text: str) -> list[str]:
    """The expression, then with words peeled off that do not change the day."""
    tried = [text]
    for strip in (_HOURS_OF, _DAY_PART_BEFORE, _EARLY_LATE, _PREPOSITION, _DAY_PART_AFTER):
        for known in list(tried):
            shorter = strip.sub("", known, count=1).strip()
            while shorter and shorter not in tried:
                tried.append(shorter)
                shorter = strip.sub("", shorter, count=1).strip()
    return tried


def _by_dateparser(text: str, moment: Moment) -> Days | None:
    # only what names a day or month: dateparser reads a number or a lone word as some date
    if not _SOME_TIME.search(text) or len(text) > 40:
        return None
    has_year = re.search(r"\b(?:19|20)\d{2}\b", text) is not None
    if moment.anchor is None and not has_year:
        return None
    found = _parsed(text, moment.anchor, bool(moment.ahead))
    return Days(found, found) if found else None


@lru_cache(maxsize=2048)
def _parsed(text: str, anchor: dt.date | None, ahead: bool) -> dt.date | None:
    import dateparser

    settings: dict[str, object] = {
        "PREFER_DATES_FROM": "future" if ahead else "past",
        "REQUIRE_PARTS": ["day", "month"],
        "DATE_ORDER": "DMY",
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    if anchor is not None:
        settings["RELATIVE_BASE"] = dt.datetime.combine(anchor, dt.time(12))
    parsed = dateparser.parse(text, languages=["en"], settings=settings)
    return parsed.date() if parsed else None

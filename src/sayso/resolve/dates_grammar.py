"""A grammar of the time expressions of news: a span to the first and last day it may mean.

Conventions. A weekday or a date without a year is the nearest one that is not after the anchor,
unless the words or the caller say that it is still to come. Weeks begin on Monday. The thirds of
a month ("early", "mid", "late") begin on the 1st, 11th and 21st, those of a year in January, May
and September. "Recent days" are a week, "recent weeks" four, "recent months" six months.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from sayso.resolve.dates_calendar import FEASTS, MONTHS, SEASONS, WEEKDAYS, feast
from sayso.resolve.numbers import NUMBER_WORDS

DAY = dt.timedelta(days=1)
# a date without a year: so close ahead it is meant, unless it may have been this year's
SOON, LONG_AGO = 60 * DAY, 180 * DAY
MONTH = "|".join(MONTHS)
WEEKDAY = "|".join(WEEKDAYS)
COUNT = r"\d{1,4}|" + "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
UNIT = r"hour|day|night|week|fortnight|month|year|decade"


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day, both included; None is open."""

    start: dt.date | None
    end: dt.date | None


@dataclass(frozen=True, slots=True)
class Moment:
    """What an expression is read against.

    `anchor` is the day of writing, `reference` the day that "the previous day" follows on,
    `ahead` says that the event is still to come, or None that nobody knows.
    """

    anchor: dt.date | None
    reference: dt.date | None = None
    ahead: bool | None = False


Reader = Callable[[re.Match[str], Moment], Days | None]
_RULES: list[tuple[re.Pattern[str], Reader]] = []


def _rule(pattern: str) -> Callable[[Reader], Reader]:
    def register(read: Reader) -> Reader:
        _RULES.append((re.compile(pattern), read))
        return read

    return register


def read_days(text: str, moment: Moment) -> Days | None:
    """The days that a cleaned, lower-case expression means; None when no rule reads it."""
    for pattern, read in _RULES:
        found = pattern.fullmatch(text)
        if found:
            days = read(found, moment)
            if days is not None:
                return days
    return None


def count_of(word: str) -> int:
    """The number of a count word or digits ("two" -> 2, "a" -> 1)."""
    return int(word) if word.isdigit() else NUMBER_WORDS[word]


def month_days(year: int, month: int) -> Days:
    """A calendar month."""
    return Days(dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]))


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months on, or the last of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _one(day: dt.date | None) -> Days | None:
    return Days(day, day) if day else None


def _safe(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _year(text: str) -> int:
    return int(text)


def _dated(day: str, month: str, year: str | None, moment: Moment) -> dt.date | None:
    number, of = int(re.sub(r"\D", "", day)), MONTHS[month]
    if year:
        return _safe(_year(year), of, number)
    if moment.anchor is None:
        return None
    return _nearest([_safe(moment.anchor.year + shift, of, number) for shift in (-1, 0, 1)], moment)


def _nearest(days: list[dt.date | None], moment: Moment) -> dt.date | None:
    """The last day not after the anchor, or the first not before it for what is to come."""
    anchor = moment.anchor
    known = [day for day in days if day is not None]
    if anchor is None or not known:
        return None
    last = max((d for d in known if d <= anchor), default=None)
    first = min((d for d in known if d >= anchor), default=None)
    if moment.ahead is None and last and first:
        return first if first - anchor <= SOON and anchor - last >= LONG_AGO else last
    return first if moment.ahead else last


def _weekday(name: str, moment: Moment) -> dt.date | None:
    if moment.anchor is None:
        return None
    wanted = WEEKDAYS[name]
    if moment.ahead:
        return moment.anchor + DAY * ((wanted - moment.anchor.weekday()) % 7)
    return moment.anchor - DAY * ((moment.anchor.weekday() - wanted) % 7)


def _clip(days: Days, moment: Moment) -> Days:
    """What has happened ended by the anchor."""
    anchor = moment.anchor
    inside = anchor and days.start and days.end and days.start <= anchor < days.end
    return Days(days.start, anchor) if inside and not moment.ahead else days


def _back(count: int, unit: str, anchor: dt.date) -> dt.date:
    if unit == "hour":
        # 24 hours are a day, and fewer still reach into another
        return anchor - DAY * (max(1, round(abs(count) / 24)) * (1 if count > 0 else -1))
    if unit in ("day", "night", "week", "fortnight"):
        return anchor - DAY * (count * {"week": 7, "fortnight": 14}.get(unit, 1))
    return add_months(anchor, -count * {"month": 1, "year": 12, "decade": 120}[unit])


# --- wrappers around another expression ---


@_rule(r"(?:since|ever since|from|starting|beginning|starting from)(?: at least)? (?P<rest>.+?)"
       r"(?: onwards?| on)?")  # fmt: skip
def _since(found: re.Match[str], moment: Moment) -> Days | None:
    if re.search(r" (?:to|until|till|through|and) ", found["rest"]):
        return None
    days = read_days(found["rest"], moment)
    return Days(days.start, None) if days else None


@_rule(
    r"(?:until|till|through|by|up to|up until|(?:no |not )?later than|than)(?: the)? (?P<rest>.+)"
)
def _until(found: re.Match[str], moment: Moment) -> Days | None:
    days = read_days(found["rest"], replace(moment, ahead=True))
    return Days(None, days.end) if days else None


@_rule(r"(?:before|prior to|ahead of)(?: the)? (?P<rest>.+)")
def _before(found: re.Match[str], moment: Moment) -> Days | None:
    days = read_days(found["rest"], moment)
    return Days(None, days.start - DAY) if days and days.start else None


@_rule(r"(?:after|following)(?: the)? (?P<rest>.+)")
def _after(found: re.Match[str], moment: Moment) -> Days | None:
    days = read_days(found["rest"], moment)
    return Days(days.end + DAY, None) if days and days.end else None


# --- ranges ---

_DAYNUM = r"\d{1,2}(?:st|nd|rd|th)?"


@_rule(rf"(?:between |from )?(?P<one>{_DAYNUM})(?: and | to | until | through | or |-)"
       rf"(?P<two>{_DAYNUM})(?: of)? (?P<month>{MONTH})(?: (?P<year>\d{{4}}))?")  # fmt: skip
@_rule(
    rf"(?:between |from )?(?P<month>{MONTH}) (?P<one>{_DAYNUM})"
    rf"(?: and | to | until | through | or |-)(?P<two>{_DAYNUM})(?: (?P<year>\d{{4}}))?"
)
def _days_of_month(found: re.Match[str], moment: Moment) -> Days | None:
    month, year = found["month"], found["year"]
    end = _dated(found["two"], month, year, moment)
    start = _dated(found["one"], month, str(end.year) if end else year, moment)
    return Days(start, end) if start and end and start <= end else None


@_rule(r"(?:between|from) (?P<one>.+?) (?:and|to|until|till|through) (?P<two>.+)")
@_rule(rf"(?P<one>(?:{WEEKDAY}|{MONTH}|\d{{4}}|early|mid|late|\d{{1,2}} ).*?)"
       r"(?: to | until | through |-)(?P<two>.+)")  # fmt: skip
def _range(found: re.Match[str], moment: Moment) -> Days | None:
    two = read_days(found["two"], moment)
    if two is None or two.end is None:
        return None
    one_text = found["one"]
    one = _with_year_of(one_text, two.end) if not re.search(r"\d{4}", one_text) else None
    one = one or read_days(one_text, replace(moment, anchor=two.end, ahead=False))
    if one is None or one.start is None or one.start > two.end:
        return None
    return Days(one.start, two.end)


def _with_year_of(text: str, end: dt.date) -> Days | None:
    return read_days(text, Moment(anchor=end))


@_rule(r"(?P<century>19|20)(?P<one>\d{2})[-/](?P<two>\d{2})")
def _short_years(found: re.Match[str], _: Moment) -> Days | None:
    one, two = int(found["century"] + found["one"]), int(found["century"] + found["two"])
    # 2015-09 is a month
    is_range = one < two and int(found["two"]) > 12
    return Days(dt.date(one, 1, 1), dt.date(two, 12, 31)) if is_range else None


# --- absolute days ---


@_rule(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
@_rule(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})")
def _numeric(found: re.Match[str], _: Moment) -> Days | None:
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    if month > 12 >= day:
        month, day = day, month
    return _one(_safe(year, month, day))


@_rule(rf"(?:(?:{WEEKDAY}) )?(?P<month>{MONTH}) (?P<day>{_DAYNUM})(?: (?P<year>\d{{4}}))?")
@_rule(rf"(?:(?:{WEEKDAY}) )?(?:the )?(?P<day>{_DAYNUM})(?: day)?(?: of)? (?P<month>{MONTH})"
       r"(?: (?:of )?(?P<year>\d{4}))?")  # fmt: skip
@_rule(rf"(?P<month>{MONTH}) (?:the )?(?P<day>{_DAYNUM}) of (?P<year>\d{{4}})")
def _date(found: re.Match[str], moment: Moment) -> Days | None:
    return _one(_dated(found["day"], found["month"], found["year"], moment))


@_rule(rf"(?:(?:{WEEKDAY}) )?(?P<month>{MONTH}) (?P<day>{_DAYNUM}) (?P<when>last|this) year")
def _date_last_year(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    year = moment.anchor.year - (found["when"] == "last")
    return _one(_dated(found["day"], found["month"], str(year), moment))


@_rule(r"(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)(?: (?:of )?(?:this|the) month)?")
def _day_of_this_month(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    first = moment.anchor.replace(day=1)
    months = [add_months(first, shift) for shift in (-1, 0, 1)]
    return _one(_nearest([_safe(m.year, m.month, int(found["day"])) for m in months], moment))


# --- weekdays and the days about the anchor ---


@_rule(rf"(?P<when>last|past|next|this|coming|this coming|this past|the coming|this week's)?"
       rf" ?(?P<name>{WEEKDAY})(?P<week> (?:last|this|next) week)?")  # fmt: skip
def _named_day(found: re.Match[str], moment: Moment) -> Days | None:
    anchor, when = moment.anchor, found["when"] or ""
    if anchor is None:
        return None
    wanted = WEEKDAYS[found["name"]]
    if found["week"]:
        shift = {"last": -7, "this": 0, "next": 7}[found["week"].split()[0]]
        return _one(anchor - DAY * anchor.weekday() + DAY * (wanted + shift))
    if when in ("last", "past", "this past"):
        return _one(anchor - DAY * ((anchor.weekday() - wanted - 1) % 7 + 1))
    if "coming" in when or when == "next":
        return _one(anchor + DAY * ((wanted - anchor.weekday() - 1) % 7 + 1))
    return _one(_weekday(found["name"], moment))


@_rule(rf"(?:a|one) week (?P<which>ago|before|earlier) (?:on |last )?(?P<name>{WEEKDAY})")
@_rule(rf"(?P<name>{WEEKDAY}) a week (?P<which>ago|before|earlier)")
def _weekday_before(found: re.Match[str], moment: Moment) -> Days | None:
    day = _weekday(found["name"], moment)
    return _one(day - 7 * DAY) if day else None


@_rule(rf"(?P<one>{WEEKDAY})(?: and | or |/)(?P<two>{WEEKDAY})")
def _two_weekdays(found: re.Match[str], moment: Moment) -> Days | None:
    end = _weekday(found["two"], moment)
    if end is None:
        return None
    start = _weekday(found["one"], replace(moment, anchor=end, ahead=False))
    return Days(start, end)


@_rule(r"(?:earlier |later |late |early )?(?:today|tonight|this (?:morning|afternoon|evening)|"
       r"this day|now|right now|currently|at present|at the moment|at this moment)")  # fmt: skip
def _today(_: re.Match[str], moment: Moment) -> Days | None:
    return _one(moment.anchor)


@_rule(r"(?:late |early |earlier )?(?:yesterday|last (?:night|evening))")
def _yesterday(_: re.Match[str], moment: Moment) -> Days | None:
    return _one(moment.anchor - DAY) if moment.anchor else None


@_rule(r"(?:the day before yesterday|the night before last)")
def _before_yesterday(_: re.Match[str], moment: Moment) -> Days | None:
    return _one(moment.anchor - 2 * DAY) if moment.anchor else None


@_rule(r"tomorrow")
def _tomorrow(_: re.Match[str], moment: Moment) -> Days | None:
    return _one(moment.anchor + DAY) if moment.anchor else None


@_rule(r"(?:the day after tomorrow)")
def _after_tomorrow(_: re.Match[str], moment: Moment) -> Days | None:
    return _one(moment.anchor + 2 * DAY) if moment.anchor else None


@_rule(r"overnight(?: (?:into|to) (?P<into>.+))?(?P<rest> .+)?")
def _overnight(found: re.Match[str], moment: Moment) -> Days | None:
    rest = found["into"] or (found["rest"] or "").removeprefix(" on").strip()
    if rest:
        days = read_days(rest, moment)
        if days is None or days.end is None or days.start is None:
            return None
        if days.start != days.end:
            return days
        return Days(days.end - DAY, days.end)
    return Days(moment.anchor - DAY, moment.anchor) if moment.anchor else None


@_rule(r"(?:the )?night (?:of |between )?(?P<rest>.+)")
def _night(found: re.Match[str], moment: Moment) -> Days | None:
    return read_days(found["rest"], moment)


# --- relative to another day of the story ---


@_rule(r"(?:the |that |this )?(?:very )?(?:same|that) (?:day|morning|evening|afternoon|night)|"
       r"(?:earlier|later) (?:in|on|that|during) (?:the )?(?:same )?(?:day|evening)|that day|"
       r"hours (?:earlier|later|before)|(?:earlier|later) in the day|the day")  # fmt: skip
def _same_day(_: re.Match[str], moment: Moment) -> Days | None:
    return _one(moment.reference or moment.anchor)


@_rule(rf"(?:the )?(?:previous|preceding) (?P<unit>{UNIT})|(?P<day>(?:the|a|one) day "
       r"(?:before|earlier|prior)|the (?:evening|night) before|the eve)")  # fmt: skip
def _previous(found: re.Match[str], moment: Moment) -> Days | None:
    base = moment.reference or moment.anchor
    if base is None:
        return None
    unit = "day" if found["day"] else found["unit"]
    if unit in ("day", "night", "hour"):
        return _one(base - DAY)
    return _period(-1, unit, base)


@_rule(rf"(?:the )?following (?P<unit>{UNIT})")
def _following_period(found: re.Match[str], moment: Moment) -> Days | None:
    base = moment.reference or moment.anchor
    return _period(1, found["unit"], base) if base else None


@_rule(r"(?:the )?(?:next|following) (?:day|morning)|(?:a|one|the) day (?:later|after)")
def _following(found: re.Match[str], moment: Moment) -> Days | None:
    base = moment.reference or moment.anchor
    return _one(base + DAY) if base else None


@_rule(rf"(?P<count>{COUNT}) (?P<unit>{UNIT})s? (?P<way>later|after|earlier|before|prior)")
def _later(found: re.Match[str], moment: Moment) -> Days | None:
    base = moment.reference or moment.anchor
    if base is None:
        return None
    sign = -1 if found["way"] in ("later", "after") else 1
    return _about(_back(sign * count_of(found["count"]), found["unit"], base), found["unit"])


def _about(day: dt.date, unit: str) -> Days:
    """A day told in days is that day, in weeks that week, in months that month."""
    if unit in ("hour", "day", "night"):
        return Days(day, day)
    if unit in ("week", "fortnight"):
        return Days(day - 3 * DAY, day + 3 * DAY)
    if unit == "month":
        return month_days(day.year, day.month)
    return Days(dt.date(day.year, 1, 1), dt.date(day.year, 12, 31))


@_rule(rf"(?:some |about |around |roughly |nearly |almost |more than |over |just over )?"
       rf"(?P<count>{COUNT}) (?P<unit>{UNIT})s? (?:ago|back)")  # fmt: skip
def _ago(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    return _about(_back(count_of(found["count"]), found["unit"], moment.anchor), found["unit"])


@_rule(r"(?:a few|several|some|many) (?P<unit>days|weeks|months|years) (?:ago|earlier|before)")
def _few_ago(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    # "a few" is two to six, as in "a few days ago" for anything under a week
    unit = found["unit"].removesuffix("s")
    return Days(_back(6, unit, moment.anchor), _back(2, unit, moment.anchor))


# --- stretches up to or from the anchor ---

_MORE = r"(?:more than |over |at least |nearly |almost |about |some |around |up to |less than )?"


@_rule(rf"(?:for |in |over |during |within )?(?:the )?(?:past|last|previous|latest) {_MORE}"
       rf"(?:(?P<count>{COUNT}) )?(?P<unit>{UNIT})s?")  # fmt: skip
@_rule(rf"(?:(?:for|lasting|spanning) )?{_MORE}(?P<count>{COUNT}) long (?P<unit>{UNIT})s?")
@_rule(rf"(?:for|lasting|spanning) {_MORE}(?P<count>{COUNT}) (?:long )?(?P<unit>{UNIT})s?(?: now)?")
@_rule(rf"(?:for |in )?{_MORE}(?P<count>{COUNT}) (?:straight|consecutive) (?P<unit>{UNIT})s?")
def _stretch(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    groups, unit = found.groupdict(), found["unit"]
    bare = not groups.get("count")
    if bare and not found[0].startswith(("for", "over", "within", "during", "the past", "in the")):
        return _period(-1, unit, moment.anchor) if unit != "hour" else None
    count = 1 if bare else count_of(found["count"])
    return Days(_back(count, unit, moment.anchor), moment.anchor)


@_rule(r"(?:in|over|during|for)?(?: the)? ?(?:recent|past|last few|past few|past several|"
       r"last several|few past) (?P<unit>days|weeks|months|years)")  # fmt: skip
def _recent(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    count, unit = {"days": (6, "day"), "weeks": (4, "week"), "months": (6, "month"),
                   "years": (5, "year")}[found["unit"]]  # fmt: skip
    return Days(_back(count, unit, moment.anchor), moment.anchor)


@_rule(
    rf"(?:for )?(?:a|the) (?P<nth>{COUNT}|second|third|fourth|fifth|sixth|seventh|eighth|ninth|"
    rf"tenth) (?:straight|consecutive|successive|running) (?P<unit>{UNIT})(?: running)?"
)
def _nth_straight(found: re.Match[str], moment: Moment) -> Days | None:
    nth = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
           "tenth")  # fmt: skip
    if moment.anchor is None or found["nth"] not in nth:
        return None
    return Days(_back(nth.index(found["nth"]), found["unit"], moment.anchor), moment.anchor)


@_rule(rf"(?:in|within|over|during)? ?(?:the )?(?:next|coming|upcoming|following) "
       rf"(?:(?P<count>{COUNT}|few) )?(?P<unit>{UNIT})(?P<plural>s)?")  # fmt: skip
def _coming(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    count, unit = found["count"], found["unit"]
    if not count and not found["plural"] and "coming" not in found[0]:
        return _period(1, unit, moment.anchor)
    if count == "few" or not count:
        number = {"day": 7, "week": 4, "month": 6, "year": 5}.get(unit, 1) if found["plural"] else 1
        unit = "day" if unit == "day" else unit
    else:
        number = count_of(count)
    return Days(moment.anchor, _back(-number, unit, moment.anchor))


@_rule(rf"(?P<within>in|within) (?P<count>{COUNT}) (?P<unit>{UNIT})s?(?:['’]s?)?(?: time)?")
def _within(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    day = _back(-count_of(found["count"]), found["unit"], moment.anchor)
    return Days(moment.anchor, day) if found["within"] == "within" else _about(day, found["unit"])


# --- calendar periods about the anchor ---


def _period(shift: int, unit: str, base: dt.date) -> Days | None:
    if unit == "week":
        monday = base - DAY * base.weekday() + 7 * DAY * shift
        return Days(monday, monday + 6 * DAY)
    if unit == "month":
        day = add_months(base.replace(day=1), shift)
        return month_days(day.year, day.month)
    if unit == "year":
        return Days(dt.date(base.year + shift, 1, 1), dt.date(base.year + shift, 12, 31))
    if unit == "decade":
        first = base.year // 10 * 10 + 10 * shift
        return Days(dt.date(first, 1, 1), dt.date(first + 9, 12, 31))
    return _one(base + DAY * shift)


_PART = r"(?:the )?(?:very )?(?:early|earlier|mid|middle|late|later|end|beginning|start)"
_SHIFT = {"last": -1, "this": 0, "the": 0, "next": 1}


@_rule(rf"(?:(?P<part>{_PART})[ -]?(?:in |of |on )?)?(?P<which>last|this|the|next) "
       r"(?:current )?(?P<unit>week|month|year)")  # fmt: skip
def _calendar_period(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    days = _period(_SHIFT[found["which"]], found["unit"], moment.anchor)
    part = (found["part"] or "").removeprefix("the ")
    if days is None or not part:
        return _clip(days, moment) if days else None
    if part in ("earlier", "later") and found["which"] != "last":
        return _clip(days, moment)
    return _third(days, part, ahead_ok=True)


def _third(days: Days, part: str, *, ahead_ok: bool = False) -> Days | None:
    if days.start is None or days.end is None:
        return None
    length = (days.end - days.start).days + 1
    part = part.removeprefix("the ").removeprefix("very ")
    which = {"e": 0, "b": 0, "s": 0, "m": 1, "l": 2}[part[0] if part != "end" else "l"]
    if length > 40:
        cuts = [add_months(days.start, shift) for shift in (0, 4, 8, 12)]
    elif length > 10:
        cuts = [days.start, days.start + 10 * DAY, days.start + 20 * DAY, days.end + DAY]
    else:
        # a week: Monday to Wednesday is early, Thursday to Sunday late
        cuts = [days.start, days.start + 2 * DAY, days.start + 4 * DAY, days.end + DAY]
        return Days(
            *{0: (cuts[0], cuts[1]), 1: (cuts[1], cuts[2]), 2: (cuts[1] + DAY, days.end)}[which]
        )
    return Days(cuts[which], cuts[which + 1] - DAY)


@_rule(r"(?P<which>last|this|the|next|this past|past|this coming)? ?weekend")
def _weekend(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    weekday = moment.anchor.weekday()
    if (found["which"] or "") in ("next", "this coming") or moment.ahead:
        saturday = moment.anchor + DAY * ((5 - weekday) % 7)
        return Days(saturday, saturday + DAY)
    # on a Saturday "the weekend" has begun; "last weekend" is over
    if found["which"] == "last" and weekday >= 5:
        saturday = moment.anchor - DAY * (weekday + 2)
    else:
        saturday = moment.anchor - DAY * ((weekday - 5) % 7)
    return _clip(Days(saturday, saturday + DAY), moment)


# --- months, years, seasons, feasts ---


@_rule(
    rf"(?:(?P<part>{_PART})[ -]?(?:in |of )?)?(?P<when>last |this |next |this past )?"
    rf"(?P<month>{MONTH})(?:(?: of)? (?P<year>\d{{4}}|last year|this year|next year))?"
)
def _month(found: re.Match[str], moment: Moment) -> Days | None:
    of, year, when = MONTHS[found["month"]], found["year"], (found["when"] or "").strip()
    anchor = moment.anchor
    if year and year.isdigit():
        days: Days | None = month_days(int(year), of)
    elif anchor is None:
        return None
    elif year:
        days = month_days(anchor.year + _SHIFT[year.split()[0]], of)
    else:
        days = _nearest_month(of, when, moment, anchor)
    if days is None:
        return None
    return _third(days, found["part"]) if found["part"] else _clip(days, moment)


def _nearest_month(of: int, when: str, moment: Moment, anchor: dt.date) -> Days | None:
    if when == "next" or (moment.ahead and not when):
        year = anchor.year + (of < anchor.month or (when == "next" and of == anchor.month))
        return month_days(year, of)
    is_past = of < anchor.month or (of == anchor.month and when not in ("last", "this past"))
    return month_days(anchor.year - (not is_past), of)


@_rule(r"(?:the )?(?P<nth>first|second|third|fourth|last|final|closing|opening) "
       r"(?P<unit>week|days|few days) of (?:the month of )?(?P<rest>.+)")  # fmt: skip
def _week_of_month(found: re.Match[str], moment: Moment) -> Days | None:
    month = read_days(found["rest"], moment)
    if month is None or month.start is None or month.end is None:
        return None
    length = 7 if found["unit"] == "week" else 3
    nth = found["nth"]
    if nth in ("last", "final", "closing"):
        whole = month_days(month.start.year, month.start.month).end
        end = month.end if (month.end - month.start).days > 40 else whole
        return Days(end - DAY * (length - 1), end) if end else None
    first = month.start + DAY * length * {"second": 1, "third": 2, "fourth": 3}.get(nth, 0)
    return Days(first, first + DAY * (length - 1))


@_rule(rf"(?:(?P<part>{_PART})[ -]?(?:in |of )?)?(?:the year |year )?(?P<year>(?:19|20)\d{{2}})")
def _in_year(found: re.Match[str], _: Moment) -> Days | None:
    year = int(found["year"])
    days = Days(dt.date(year, 1, 1), dt.date(year, 12, 31))
    return _third(days, found["part"]) if found["part"] else days


@_rule(r"(?:the )?(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th|last) (?P<unit>half|quarter) "
       r"of (?:the year )?(?P<year>\d{4}|this year|last year)")  # fmt: skip
def _part_of_year(found: re.Match[str], moment: Moment) -> Days | None:
    text = found["year"]
    if not text.isdigit() and moment.anchor is None:
        return None
    base = moment.anchor.year if moment.anchor else 0
    year = int(text) if text.isdigit() else base - (text == "last year")
    parts, months = (2, 6) if found["unit"] == "half" else (4, 3)
    nth = {"f": 0, "1": 0, "s": 1, "2": 1, "t": 2, "3": 2, "l": parts - 1, "4": 3}[found["nth"][0]]
    nth = 3 if found["nth"] == "fourth" else nth
    start = dt.date(year, nth * months + 1, 1)
    return Days(start, add_months(start, months) - DAY)


@_rule(r"(?:the )?(?:(?P<part>early|mid|late)[ -]?)?(?:the )?(?P<decade>(?:19|20)\d0|[6-9]0)['’]?s")
def _decade(found: re.Match[str], _: Moment) -> Days | None:
    text = found["decade"]
    first = int(text) if len(text) == 4 else 1900 + int(text)
    low, high = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get(found["part"] or "", (0, 9))
    return Days(dt.date(first + low, 1, 1), dt.date(first + high, 12, 31))


@_rule(
    rf"(?:(?P<part>early|mid|late) )?(?:the )?(?P<when>last |this |next )?"
    rf"(?P<season>{'|'.join(SEASONS)})(?:(?: of)? (?P<year>\d{{4}}|last year|this year))?"
)
def _season(found: re.Match[str], moment: Moment) -> Days | None:
    text, anchor = found["year"], moment.anchor
    first = SEASONS[found["season"]]
    if text and text.isdigit():
        start: dt.date | None = dt.date(int(text), first, 1)
    elif anchor is None:
        return None
    elif text:
        start = dt.date(anchor.year + _SHIFT[text.split()[0]], first, 1)
    else:
        ahead = moment.ahead or (found["when"] or "").strip() == "next"
        years = [_safe(anchor.year + shift, first, 1) for shift in (-1, 0, 1)]
        start = _nearest(years, replace(moment, ahead=ahead))
    if start is None:
        return None
    part = found["part"]
    low, high = {"early": (0, 1), "mid": (1, 2), "late": (2, 3)}.get(part or "", (0, 3))
    return Days(add_months(start, low), add_months(start, high) - DAY)


@_rule(rf"(?:the )?(?:muslim |islamic |holy |fasting )*(?:month of |feast of |holiday of )*"
       rf"(?P<when>last |this )?(?P<name>{'|'.join(sorted(FEASTS, key=len, reverse=True))})"
       r"(?: (?P<year>\d{4}|last year|this year))?")  # fmt: skip
def _feast(found: re.Match[str], moment: Moment) -> Days | None:
    name, text, anchor = found["name"], found["year"], moment.anchor
    if text and text.isdigit():
        span = feast(name, int(text))
        return Days(*span) if span else None
    if anchor is None:
        return None
    if text:
        span = feast(name, anchor.year + _SHIFT[text.split()[0]])
        return Days(*span) if span else None
    spans = [feast(name, anchor.year + shift) for shift in (-1, 0, 1)]
    start = _nearest([s[0] for s in spans if s], moment)
    chosen = next((s for s in spans if s and s[0] == start), None)
    return _clip(Days(*chosen), moment) if chosen else None


@_rule(r"(?:the )?(?:new year|new year's)")
def _new_year(_: re.Match[str], moment: Moment) -> Days | None:
    anchor = moment.anchor
    if anchor is None:
        return None
    return _one(_nearest([dt.date(anchor.year + s, 1, 1) for s in (0, 1)], moment))

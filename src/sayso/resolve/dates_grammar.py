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
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sayso.resolve.dates_calendar import MONTHS, WEEKDAYS
from sayso.resolve.numbers import NUMBER_WORDS

DAY = dt.timedelta(days=1)
# a date without a year: so close ahead it is meant, unless it may have been this year's
SOON, LONG_AGO = 60 * DAY, 180 * DAY
MONTH = "|".join(MONTHS)
WEEKDAY = "|".join(WEEKDAYS)
COUNT = r"\d{1,4}|" + "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
            "tenth")  # fmt: skip
_NTH = "|".join(ORDINALS)
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


def rule(pattern: str) -> Callable[[Reader], Reader]:
    """Register a reader of the expressions that a pattern fully matches; the first rule wins."""

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


def one_day(day: dt.date | None) -> Days | None:
    """A single day, or None."""
    return Days(day, day) if day else None


def safe_date(year: int, month: int, day: int) -> dt.date | None:
    """The date, or None for a day that the month does not have."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _year(text: str) -> int:
    return int(text)


def _dated(day: str, month: str, year: str | None, moment: Moment) -> dt.date | None:
    number, of = int(re.sub(r"\D", "", day)), MONTHS[month]
    if year:
        return safe_date(_year(year), of, number)
    if moment.anchor is None:
        return None
    return nearest(
        [safe_date(moment.anchor.year + shift, of, number) for shift in (-1, 0, 1)], moment
    )


def nearest(days: Sequence[dt.date | None], moment: Moment) -> dt.date | None:
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


def weekday_of(name: str, moment: Moment) -> dt.date | None:
    """The nearest day of this name, the anchor among them."""
    if moment.anchor is None:
        return None
    wanted = WEEKDAYS[name]
    if moment.ahead:
        return moment.anchor + DAY * ((wanted - moment.anchor.weekday()) % 7)
    return moment.anchor - DAY * ((moment.anchor.weekday() - wanted) % 7)


def clip(days: Days, moment: Moment) -> Days:
    """What has happened ended by the anchor."""
    anchor = moment.anchor
    inside = anchor and days.start and days.end and days.start <= anchor < days.end
    return Days(days.start, anchor) if inside and not moment.ahead else days


def back(count: int, unit: str, anchor: dt.date) -> dt.date:
    """The day so many units before the anchor; after it for a negative count."""
    if unit == "hour":
        # 24 hours are a day, and fewer still reach into another
        return anchor - DAY * (max(1, round(abs(count) / 24)) * (1 if count > 0 else -1))
    if unit in ("day", "night", "week", "fortnight"):
        return anchor - DAY * (count * {"week": 7, "fortnight": 14}.get(unit, 1))
    return add_months(anchor, -count * {"month": 1, "year": 12, "decade": 120}[unit])


def period(shift: int, unit: str, base: dt.date) -> Days | None:
    """The calendar week, month, year or decade so many after that of the base."""
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
    return one_day(base + DAY * shift)


# --- wrappers around another expression ---


@rule(r"(?:since|ever since|from|starting|beginning|starting from)(?: at least)? "
       r"(?:.{3,90}? (?:began|erupted|started|broke out) (?:in |on )?)?(?P<rest>.+?)"
       r"(?: onwards?| on)?")  # fmt: skip
def _since(found: re.Match[str], moment: Moment) -> Days | None:
    if re.search(r" (?:to|until|till|through|and) ", found["rest"]):
        return None
    days = read_days(found["rest"], moment)
    return Days(days.start, None) if days else None


@rule(
    r"(?:until|till|through|by|up to|up until|(?:no |not )?later than|than)(?: the)? (?P<rest>.+)"
)
def _until(found: re.Match[str], moment: Moment) -> Days | None:
    # "until Friday" is the coming one; a month or a date may be over where the event is
    ahead = True if re.search(rf"\b(?:{WEEKDAY})\b", found["rest"]) else moment.ahead or None
    days = read_days(found["rest"], replace(moment, ahead=ahead))
    return Days(None, days.end) if days else None


@rule(r"(?:before|prior to|ahead of)(?: the)? (?P<rest>.+)")
def _before(found: re.Match[str], moment: Moment) -> Days | None:
    days = read_days(found["rest"], moment)
    return Days(None, days.start - DAY) if days and days.start else None


@rule(r"(?:after|following)(?: the)? (?P<rest>.+)")
def _after(found: re.Match[str], moment: Moment) -> Days | None:
    days = read_days(found["rest"], moment)
    return Days(days.end + DAY, None) if days and days.end else None


# --- ranges ---

_DAYNUM = r"\d{1,2}(?:st|nd|rd|th)?"


@rule(rf"(?:between |from )?(?P<one>{_DAYNUM})(?: and | to | until | through | or |-|/)"
       rf"(?P<two>{_DAYNUM})(?: of)? (?P<month>{MONTH})(?: (?P<year>\d{{4}}))?")  # fmt: skip
@rule(
    rf"(?:between |from )?(?P<month>{MONTH}) (?P<one>{_DAYNUM})"
    rf"(?: and | to | until | through | or |-)(?P<two>{_DAYNUM})(?: (?P<year>\d{{4}}))?"
)
def _days_of_month(found: re.Match[str], moment: Moment) -> Days | None:
    month, year = found["month"], found["year"]
    end = _dated(found["two"], month, year, moment)
    start = _dated(found["one"], month, str(end.year) if end else year, moment)
    return Days(start, end) if start and end and start <= end else None


@rule(r"(?:between|from) (?P<one>.+?) (?:and|to|until|till|through) (?P<two>.+)")
@rule(rf"(?P<one>(?:{WEEKDAY}|{MONTH}|\d{{4}}|early|mid|late|\d{{1,2}} ).*?)"
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


@rule(r"(?P<century>19|20)(?P<one>\d{2})[-/](?P<two>\d{2})")
def _short_years(found: re.Match[str], _: Moment) -> Days | None:
    one, two = int(found["century"] + found["one"]), int(found["century"] + found["two"])
    # 2015-09 is a month
    is_range = one < two and int(found["two"]) > 12
    return Days(dt.date(one, 1, 1), dt.date(two, 12, 31)) if is_range else None


# --- absolute days ---


@rule(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
@rule(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})")
def _numeric(found: re.Match[str], _: Moment) -> Days | None:
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    if month > 12 >= day:
        month, day = day, month
    return one_day(safe_date(year, month, day))


@rule(rf"(?:(?:{WEEKDAY}) )?(?P<month>{MONTH}) (?P<day>{_DAYNUM})(?: (?P<year>\d{{4}}))?")
@rule(rf"(?:(?:{WEEKDAY}) )?(?:the )?(?P<day>{_DAYNUM})(?: day)?(?: of)? (?P<month>{MONTH})"
       r"(?: (?:of )?(?P<year>\d{4}))?")  # fmt: skip
@rule(rf"(?P<month>{MONTH}) (?:the )?(?P<day>{_DAYNUM}) of (?P<year>\d{{4}})")
def _date(found: re.Match[str], moment: Moment) -> Days | None:
    return one_day(_dated(found["day"], found["month"], found["year"], moment))


@rule(rf"(?:(?:{WEEKDAY}) )?(?P<day>{_DAYNUM})(?: of)? (?P<month>{MONTH}) (?P<when>last|this) year")
@rule(rf"(?:(?:{WEEKDAY}) )?(?P<month>{MONTH}) (?P<day>{_DAYNUM}) (?P<when>last|this) year")
def _date_last_year(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    year = moment.anchor.year - (found["when"] == "last")
    return one_day(_dated(found["day"], found["month"], str(year), moment))


@rule(r"(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)(?: (?:of )?(?:this|the) month)?")
def _day_of_this_month(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    first = moment.anchor.replace(day=1)
    months = [add_months(first, shift) for shift in (-1, 0, 1)]
    return one_day(nearest([safe_date(m.year, m.month, int(found["day"])) for m in months], moment))


# --- weekdays and the days about the anchor ---


@rule(rf"(?P<when>last|past|next|this|coming|this coming|this past|the coming|this week's)?"
       rf" ?(?P<name>{WEEKDAY})(?P<week> (?:last|this|next) week)?")  # fmt: skip
def _named_day(found: re.Match[str], moment: Moment) -> Days | None:
    anchor, when = moment.anchor, found["when"] or ""
    if anchor is None:
        return None
    wanted = WEEKDAYS[found["name"]]
    if found["week"]:
        shift = {"last": -7, "this": 0, "next": 7}[found["week"].split()[0]]
        return one_day(anchor - DAY * anchor.weekday() + DAY * (wanted + shift))
    if when in ("last", "past", "this past"):
        return one_day(anchor - DAY * ((anchor.weekday() - wanted - 1) % 7 + 1))
    if "coming" in when or when == "next":
        return one_day(anchor + DAY * ((wanted - anchor.weekday() - 1) % 7 + 1))
    return one_day(weekday_of(found["name"], moment))


@rule(rf"(?:a|one) week (?P<which>ago|before|earlier) (?:on |last )?(?P<name>{WEEKDAY})")
@rule(rf"(?P<name>{WEEKDAY}) a week (?P<which>ago|before|earlier)")
def _weekday_before(found: re.Match[str], moment: Moment) -> Days | None:
    day = weekday_of(found["name"], moment)
    return one_day(day - 7 * DAY) if day else None


@rule(rf"(?P<one>{WEEKDAY})(?: and | or |/)(?P<two>{WEEKDAY})")
def _two_weekdays(found: re.Match[str], moment: Moment) -> Days | None:
    end = weekday_of(found["two"], moment)
    if end is None:
        return None
    start = weekday_of(found["one"], replace(moment, anchor=end, ahead=False))
    return Days(start, end)


@rule(r"(?:earlier |later |late |early )?(?:today|tonight|this (?:morning|afternoon|evening)|"
       r"this day|now|right now|currently|at present|at the moment|at this moment)")  # fmt: skip
def _today(_: re.Match[str], moment: Moment) -> Days | None:
    return one_day(moment.anchor)


@rule(r"(?:late |early |earlier )?(?:yesterday|last (?:night|evening))")
def _yesterday(_: re.Match[str], moment: Moment) -> Days | None:
    return one_day(moment.anchor - DAY) if moment.anchor else None


@rule(r"(?:the day before yesterday|the night before last)")
def _before_yesterday(_: re.Match[str], moment: Moment) -> Days | None:
    return one_day(moment.anchor - 2 * DAY) if moment.anchor else None


@rule(r"tomorrow")
def _tomorrow(_: re.Match[str], moment: Moment) -> Days | None:
    return one_day(moment.anchor + DAY) if moment.anchor else None


@rule(r"(?:the day after tomorrow)")
def _after_tomorrow(_: re.Match[str], moment: Moment) -> Days | None:
    return one_day(moment.anchor + 2 * DAY) if moment.anchor else None


@rule(r"overnight(?: (?:into|to) (?P<into>.+))?(?P<rest> .+)?")
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


@rule(r"(?:the )?nights? (?:of |between |from )?(?P<rest>.+)")
def _night(found: re.Match[str], moment: Moment) -> Days | None:
    return read_days(found["rest"], moment)


# --- relative to another day of the story ---


@rule(r"(?:the |that |this )?(?:very )?(?:same|that) (?:day|morning|evening|afternoon|night)|"
      r"(?:earlier|later) (?:in|on|that|during) (?:the )?(?:same )?(?:day|evening)|that day|"
      r"(?:hours|minutes|moments|shortly) (?:earlier|later|before|after|afterwards)|"
      r"(?:earlier|later) in the day|the day")  # fmt: skip
def _same_day(_: re.Match[str], moment: Moment) -> Days | None:
    return one_day(moment.reference or moment.anchor)


@rule(rf"(?:the )?(?:previous|preceding) (?P<unit>{UNIT})|(?P<day>(?:the|a|one) day "
       r"(?:before|earlier|prior)|the (?:evening|night) before|the eve)")  # fmt: skip
def _previous(found: re.Match[str], moment: Moment) -> Days | None:
    base = moment.reference or moment.anchor
    if base is None:
        return None
    unit = "day" if found["day"] else found["unit"]
    if unit in ("day", "night", "hour"):
        return one_day(base - DAY)
    return period(-1, unit, base)


@rule(rf"(?:the )?following (?P<unit>{UNIT})")
def _following_period(found: re.Match[str], moment: Moment) -> Days | None:
    base = moment.reference or moment.anchor
    return period(1, found["unit"], base) if base else None


@rule(r"(?:the )?(?:next|following) (?:day|morning)|(?:a|one|the) day (?:later|after)")
def _following(found: re.Match[str], moment: Moment) -> Days | None:
    base = moment.reference or moment.anchor
    return one_day(base + DAY) if base else None


@rule(rf"(?P<count>{COUNT}) (?P<unit>{UNIT})s? (?P<way>later|after|earlier|before|prior)")
def _later(found: re.Match[str], moment: Moment) -> Days | None:
    base = moment.reference or moment.anchor
    if base is None:
        return None
    sign = -1 if found["way"] in ("later", "after") else 1
    return about(back(sign * count_of(found["count"]), found["unit"], base), found["unit"])


def about(day: dt.date, unit: str) -> Days:
    """A day told in days is that day, in weeks that week, in months that month."""
    if unit in ("hour", "day", "night"):
        return Days(day, day)
    if unit in ("week", "fortnight"):
        return Days(day - 3 * DAY, day + 3 * DAY)
    if unit == "month":
        return month_days(day.year, day.month)
    return Days(dt.date(day.year, 1, 1), dt.date(day.year, 12, 31))


@rule(rf"(?:some |about |around |roughly |nearly |almost |more than |over |just over )?"
       rf"(?P<count>{COUNT}) (?P<unit>{UNIT})s? (?:ago|back)")  # fmt: skip
def _ago(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    return about(back(count_of(found["count"]), found["unit"], moment.anchor), found["unit"])


@rule(
    r"(?:(?:just |only )?(?:a few|several|some|many) )?(?P<unit>days|weeks|months) "
    r"(?:ago|earlier|before)|"
    r"(?:a few|several|some) (?P<years>years) (?:ago|earlier|before)"
)
def _few_ago(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    # "a few" is two to six, as in "a few days ago" for anything under a week
    unit = (found["unit"] or found["years"]).removesuffix("s")
    return Days(back(6, unit, moment.anchor), back(2, unit, moment.anchor))


# --- stretches up to or from the anchor ---

_MORE = r"(?:more than |over |at least |nearly |almost |about |some |around |up to |less than )?"


@rule(rf"(?:for |in |over |during |within )?(?:the )?(?:past|last|previous|latest) {_MORE}"
       rf"(?:(?P<count>{COUNT}) )?(?P<unit>{UNIT})s?")  # fmt: skip
@rule(rf"(?:(?:for|lasting|spanning) )?{_MORE}(?P<count>{COUNT}) long (?P<unit>{UNIT})s?")
@rule(rf"(?:for|lasting|spanning) {_MORE}(?P<count>{COUNT}) (?:long )?(?P<unit>{UNIT})s?(?: now)?")
@rule(rf"(?:for |in )?{_MORE}(?P<count>{COUNT}) (?:straight|consecutive) (?P<unit>{UNIT})s?")
def _stretch(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    groups, unit = found.groupdict(), found["unit"]
    bare = not groups.get("count")
    bare &= unit != "fortnight"
    if bare and not found[0].startswith(("for", "over", "within", "during", "the past", "in the")):
        return period(-1, unit, moment.anchor) if unit != "hour" else None
    count = count_of(groups.get("count") or "one")
    return Days(back(count, unit, moment.anchor), moment.anchor)


@rule(r"(?:in|over|during|for)?(?: the)? ?(?:recent|past|last few|past few|past several|"
       r"last several|few past) (?P<unit>days|weeks|months|years)")  # fmt: skip
def _recent(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    count, unit = {"days": (6, "day"), "weeks": (4, "week"), "months": (6, "month"),
                   "years": (5, "year")}[found["unit"]]  # fmt: skip
    return Days(back(count, unit, moment.anchor), moment.anchor)


@rule(
    rf"(?:for )?(?:a|the) (?P<nth>{_NTH}) (?:straight|consecutive|successive) (?P<unit>{UNIT})"
    rf"(?: running| in a row)?"
)
@rule(rf"(?:for )?(?:a|the) (?P<nth>{_NTH}) (?P<unit>{UNIT}) (?:running|in a row)")
def _nth_straight(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    return Days(back(ORDINALS.index(found["nth"]), found["unit"], moment.anchor), moment.anchor)


@rule(rf"(?:in|within|over|during)? ?(?:the )?(?:next|coming|upcoming|following) "
       rf"(?:(?P<count>{COUNT}|few) )?(?P<unit>{UNIT})(?P<plural>s)?")  # fmt: skip
def _coming(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    count, unit = found["count"], found["unit"]
    if not count and not found["plural"] and "coming" not in found[0]:
        return period(1, unit, moment.anchor)
    if count == "few" or not count:
        number = {"day": 7, "week": 4, "month": 6, "year": 5}.get(unit, 1) if found["plural"] else 1
        unit = "day" if unit == "day" else unit
    else:
        number = count_of(count)
    return Days(moment.anchor, back(-number, unit, moment.anchor))


@rule(rf"(?P<within>in|within) (?P<count>{COUNT}) (?P<unit>{UNIT})s?(?:['’]s?)?(?: time)?")
def _within(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    day = back(-count_of(found["count"]), found["unit"], moment.anchor)
    return Days(moment.anchor, day) if found["within"] == "within" else about(day, found["unit"])

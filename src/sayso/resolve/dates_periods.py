"""Rules of the date grammar for stretches of the calendar: weeks, months, years, seasons, feasts.

The conventions are those of `dates_grammar`; reading this module adds its rules behind those.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from sayso.resolve.dates_calendar import EID, FEASTS, MONTHS, SEASONS, WEEKDAYS, feast
from sayso.resolve.dates_grammar import (
    COUNT,
    DAY,
    MONTH,
    ORDINALS,
    UNIT,
    WEEKDAY,
    Days,
    Moment,
    add_months,
    back,
    clip,
    count_of,
    month_days,
    nearest,
    one_day,
    period,
    read_days,
    rule,
    safe_date,
    weekday_of,
)

__all__ = ["read_days"]

_PART = (
    r"(?:toward |towards |around |about )?(?:the )?(?:very )?"
    r"(?:early|earlier|mid|middle|late|later|end|beginning|start)"
)
_SHIFT = {"last": -1, "this": 0, "the": 0, "next": 1}


@rule(rf"(?:(?P<part>{_PART})[ -]?(?:in |of |on )?)?(?P<which>last|this|the|next) "
       r"(?:current )?(?P<unit>week|month|year)")  # fmt: skip
def _calendar_period(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    days = period(_SHIFT[found["which"]], found["unit"], moment.anchor)
    part = re.sub(r"^(?:towards?|around|about) |the ", "", found["part"] or "")
    if days is None or not part:
        return clip(days, moment) if days else None
    if part in ("earlier", "later") and found["which"] != "last":
        return clip(days, moment)
    return _third(days, part, ahead_ok=True)


def _third(days: Days, part: str, *, ahead_ok: bool = False) -> Days | None:
    if days.start is None or days.end is None:
        return None
    length = (days.end - days.start).days + 1
    part = re.sub(r"^(?:towards?|around|about) |the |very ", "", part)
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


@rule(r"(?P<which>last|this|the|next|this past|past|this coming)? ?weekend")
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
    return clip(Days(saturday, saturday + DAY), moment)


@rule(rf"(?:(?:on|the) )*(?P<name>{WEEKDAY}) (?:of )?(?P<which>last|this|next) week")
def _weekday_of_week(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    week = period(_SHIFT[found["which"]], "week", moment.anchor)
    return one_day(week.start + DAY * WEEKDAYS[found["name"]]) if week and week.start else None


@rule(rf"(?:on )?the (?P<which>previous|preceding|following|next) (?P<name>{WEEKDAY})")
def _next_weekday(found: re.Match[str], moment: Moment) -> Days | None:
    base = moment.reference or moment.anchor
    if base is None:
        return None
    ahead = found["which"] in ("following", "next")
    beside = base + DAY if ahead else base - DAY
    return one_day(weekday_of(found["name"], Moment(beside, ahead=ahead)))


@rule(r"(?:ever )?since (?:early |late )?(?:this |the )?(?:dawn|daybreak|sunrise|morning|noon|"
      r"midday|afternoon|evening|night)")  # fmt: skip
def _since_morning(_: re.Match[str], moment: Moment) -> Days | None:
    return Days(moment.anchor, None) if moment.anchor else None


@rule(r"for (?:a|the) second (?P<unit>day|night|week)")
def _second(found: re.Match[str], moment: Moment) -> Days | None:
    return Days(back(1, found["unit"], moment.anchor), moment.anchor) if moment.anchor else None


@rule(r"(?:in |for |over |during )?(?:the|this past) (?P<unit>week|month|year) (?:just )?gone|"
      r"(?:in |over |during )?this past (?P<past>week|month|year)")  # fmt: skip
def _this_past(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    return Days(back(1, found["unit"] or found["past"], moment.anchor), moment.anchor)


@rule(r"(?:in |during )?(?:the )?week (?P<way>of|from|beginning|starting|ending|to|that ended)"
      r"(?: on)? (?P<rest>.+)")  # fmt: skip
def _week_about(found: re.Match[str], moment: Moment) -> Days | None:
    days = read_days(found["rest"], moment)
    if days is None or days.start is None or days.start != days.end:
        return None
    if found["way"] in ("ending", "to", "that ended"):
        return Days(days.start - 6 * DAY, days.start)
    if found["way"] == "of":
        return period(0, "week", days.start)
    return Days(days.start, days.start + 6 * DAY)


@rule(rf"(?:exactly |just )?(?P<count>{COUNT}) (?P<unit>week|month|year)s? ago "
      r"(?:to the day|(?P<near>today|yesterday|tomorrow|this week|this month))")  # fmt: skip
@rule(rf"exactly (?P<count>{COUNT}) (?P<unit>week|month|year)s? ago")
def _to_the_day(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    near = found.groupdict().get("near") or "today"
    count, unit = count_of(found["count"]), found["unit"]
    if near in ("this week", "this month"):
        return period(0, near.removeprefix("this "), back(count, unit, moment.anchor))
    shift = {"yesterday": -1, "tomorrow": 1}.get(near, 0)
    return one_day(back(count, unit, moment.anchor + DAY * shift))


@rule(rf"(?:less than|not (?:even )?|within) ?(?P<count>{COUNT}) (?P<unit>{UNIT})s? ago")
def _less_than_ago(found: re.Match[str], moment: Moment) -> Days | None:
    if moment.anchor is None:
        return None
    return Days(back(count_of(found["count"]), found["unit"], moment.anchor), moment.anchor)


@rule(
    rf"(?:for )?(?P<count>{COUNT}) (?P<unit>day|week|month|year)s? "
    r"(?P<way>after|before|from) (?P<rest>.+)"
)
def _beside_a_day(found: re.Match[str], moment: Moment) -> Days | None:
    days = read_days(found["rest"], moment)
    if days is None or days.start is None or days.end is None:
        return None
    if (days.end - days.start).days > 4:
        return None  # longer than a feast: its edge is no day to count from
    if found["way"] == "from":
        return Days(days.start, back(-count_of(found["count"]), found["unit"], days.start) - DAY)
    count, unit = count_of(found["count"]), found["unit"]
    if found["way"] == "before":
        return one_day(back(count, unit, days.start))
    return one_day(back(-count, unit, days.end))


# --- months, years, seasons, feasts ---


@rule(
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
    return _third(days, found["part"]) if found["part"] else clip(days, moment)


def _nearest_month(of: int, when: str, moment: Moment, anchor: dt.date) -> Days | None:
    if when == "next" or (moment.ahead and not when):
        year = anchor.year + (of < anchor.month or (when == "next" and of == anchor.month))
        return month_days(year, of)
    is_past = of < anchor.month or (of == anchor.month and when not in ("last", "this past"))
    return month_days(anchor.year - (not is_past), of)


@rule(r"(?:the )?(?P<nth>first|second|third|fourth|last|final|closing|opening) "
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


@rule(
    rf"(?:the )?(?P<nth>{'|'.join(ORDINALS)}|opening|final|last|closing) "
    rf"(?P<count>{COUNT}|few|couple of) (?P<unit>day|week|month)s of (?:the month of )?(?P<rest>.+)"
)
def _first_of_period(found: re.Match[str], moment: Moment) -> Days | None:
    rest = "this year" if found["rest"] == "the year" else found["rest"]
    whole = read_days(rest, moment)
    if whole is None or whole.start is None or whole.end is None:
        return None
    count = {"few": 3, "couple of": 2}.get(found["count"]) or count_of(found["count"])
    if found["nth"] in ("last", "final", "closing"):
        return Days(back(count, found["unit"], whole.end + DAY), whole.end)
    return Days(whole.start, back(-count, found["unit"], whole.start) - DAY)


@rule(r"(?:the )?(?P<nth>first|second|latter) half of (?:the month of )?(?P<rest>.+)")
def _half_of_month(found: re.Match[str], moment: Moment) -> Days | None:
    month = read_days(found["rest"], moment)
    if month is None or month.start is None or month.start.day != 1:
        return None
    whole = month_days(month.start.year, month.start.month)
    if month.end is None or whole.end is None or month.end > whole.end:
        return None
    middle = month.start + 14 * DAY
    return Days(month.start, middle) if found["nth"] == "first" else Days(middle + DAY, whole.end)


@rule(rf"(?:both )?(?P<one>(?:{_PART} )?(?:{MONTH})) (?:and|or) "
      rf"(?P<two>(?:{_PART} )?(?:{MONTH})(?: \d{{4}})?)")  # fmt: skip
@rule(r"(?P<one>(?:19|20)\d{2}) (?:and|or) (?P<two>(?:19|20)\d{2})")
def _two_periods(found: re.Match[str], moment: Moment) -> Days | None:
    two = read_days(found["two"], moment)
    if two is None or two.end is None:
        return None
    one = read_days(found["one"], replace(moment, anchor=two.end, ahead=False))
    return Days(one.start, two.end) if one and one.start and one.start <= two.end else None


@rule(rf"(?:(?P<part>{_PART})[ -]?(?:in |of )?)?(?:the year |year )?(?P<year>(?:19|20)\d{{2}})")
def _in_year(found: re.Match[str], _: Moment) -> Days | None:
    year = int(found["year"])
    days = Days(dt.date(year, 1, 1), dt.date(year, 12, 31))
    return _third(days, found["part"]) if found["part"] else days


@rule(r"(?:the )?(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th|last) (?P<unit>half|quarter) "
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


@rule(r"(?:the )?(?:(?P<part>early|mid|late)[ -]?)?(?:the )?(?P<decade>(?:19|20)\d0|[6-9]0)['’]?s")
def _decade(found: re.Match[str], _: Moment) -> Days | None:
    text = found["decade"]
    first = int(text) if len(text) == 4 else 1900 + int(text)
    low, high = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get(found["part"] or "", (0, 9))
    return Days(dt.date(first + low, 1, 1), dt.date(first + high, 12, 31))


@rule(
    rf"(?:(?P<part>early|mid|late) )?(?:the )?(?P<when>last |this |next )?"
    rf"(?P<season>{'|'.join(SEASONS)})"
    r"(?:(?: of)? (?P<year>\d{4}(?:[-/]\d{2,4})?|last year|this year))?"
)
def _season(found: re.Match[str], moment: Moment) -> Days | None:
    text, anchor = found["year"], moment.anchor
    first = SEASONS[found["season"]]
    if text and text[:1].isdigit():
        start: dt.date | None = dt.date(int(text[:4]), first, 1)
    elif anchor is None:
        return None
    elif text:
        start = dt.date(anchor.year + _SHIFT[text.split()[0]], first, 1)
    else:
        ahead = moment.ahead or (found["when"] or "").strip() == "next"
        years = [safe_date(anchor.year + shift, first, 1) for shift in (-1, 0, 1)]
        start = nearest(years, replace(moment, ahead=ahead))
    if start is None:
        return None
    part = found["part"]
    low, high = {"early": (0, 1), "mid": (1, 2), "late": (2, 3)}.get(part or "", (0, 3))
    return Days(add_months(start, low), add_months(start, high) - DAY)


@rule(rf"(?:the )?(?:muslim |islamic |holy |fasting )*(?:month of |feast of |holiday of )*"
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
    start = nearest([s[0] for s in spans if s], moment)
    chosen = next((s for s in spans if s and s[0] == start), None)
    return clip(Days(*chosen), moment) if chosen else None


@rule(r"(?:the )?(?:muslim |islamic |holy |festival of |holiday of |feast of )*eid"
      r"(?: holidays?| festival| feast| celebrations?| prayers| festivities)?")  # fmt: skip
def _eid(_: re.Match[str], moment: Moment) -> Days | None:
    """The nearer of the two feasts: which one is meant the words do not say."""
    anchor = moment.anchor
    if anchor is None:
        return None
    spans = [
        span for name in EID for shift in (-1, 0, 1) if (span := feast(name, anchor.year + shift))
    ]
    start = nearest(sorted(first for first, _ in spans), moment)
    chosen = next((span for span in spans if span[0] == start), None)
    return clip(Days(*chosen), moment) if chosen else None


@rule(
    rf"(?:the )?(?:(?P<nth>{'|'.join(ORDINALS)}|last|final) day|(?P<eve>eve)) of "
    r"(?:the )?(?P<rest>.+)"
)
def _day_of_feast(found: re.Match[str], moment: Moment) -> Days | None:
    if not re.search(rf"\b(?:eid|{'|'.join(FEASTS)})\b", found["rest"]):
        return None
    days = read_days(found["rest"], replace(moment, ahead=moment.ahead or None))
    if days is None or days.start is None or days.end is None:
        return None
    if found["eve"]:
        return one_day(days.start - DAY)
    last = found["nth"] in ("last", "final")
    return one_day(days.end if last else days.start + DAY * ORDINALS.index(found["nth"]))


@rule(r"(?:the )?(?:new year|new year's)")
def _new_year(_: re.Match[str], moment: Moment) -> Days | None:
    anchor = moment.anchor
    if anchor is None:
        return None
    return one_day(nearest([dt.date(anchor.year + s, 1, 1) for s in (0, 1)], moment))

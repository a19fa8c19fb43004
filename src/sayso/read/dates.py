"""The date of an article: from what it says of itself, never from the clock or the file system."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from urllib.parse import urlsplit

from sayso.read.features import DAY_NAME, MONTH
from sayso.schema import Block, DateRange

_MONTHS = {name.lower()[:3]: number for number, name in enumerate(calendar.month_abbr) if name}
_NTH = r"(?:st|nd|rd|th)?"
# In order of trust; groups are named by what they hold.
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)",
        rf"\b(?P<d>\d{{1,2}}){_NTH}[\s-]+(?:of\s+)?(?P<n>{MONTH})\.?,?[\s-]+(?P<y>\d{{4}})\b",
        rf"\b(?P<n>{MONTH})\.?\s+(?P<d>\d{{1,2}}){_NTH},?\s+(?P<y>\d{{4}})\b",
        # its comma lost: "Jan 202015"
        rf"\b(?P<n>{MONTH})\.?\s+(?P<d>\d{{1,2}})(?P<y>(?:19|20)\d\d)\b",
        r"(?<!\d)(?P<a>\d{1,2})(?P<s>[./-])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4})(?!\d)",
    )
)
_MONTH_YEAR = re.compile(rf"\b(?P<n>{MONTH})\.?,?\s+(?P<y>\d{{4}})\b", re.IGNORECASE)
_ISO_MONTH = re.compile(r"^\s*(?P<y>\d{4})-(?P<m>\d\d)\s*$")
_YEAR = re.compile(r"^\s*(?P<y>\d{4})\s*$")
_URL_DATE = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)[/_.-]?(?P<m>\d\d)[/_.-]?(?P<d>\d\d)(?!\d)")
_URL_MONTH = re.compile(r"/(?P<y>(?:19|20)\d\d)/(?P<m>\d\d)/")
_DAY_ONLY = rf"(?i:{MONTH}\.?\s+\d{{1,2}}|\d{{1,2}}\s+{MONTH})"
_DATELINE = re.compile(
    rf"^\W{{0,2}}[A-Z][^.!?]{{1,60}}?[,\s](?:(?i:{DAY_NAME}),?\s+)?(?P<day>{_DAY_ONLY}\.?(?:,?\s+\d{{4}})?)"
    r"\s*(?:\([^)]{1,40}\)|\b[A-Z][A-Za-z]{1,15})?\s*(?:--|[-–—:])",
)
_PUBLISHED = re.compile(r"\b(?:publi(?:shed|cation)|posted|filed|released?)\b", re.IGNORECASE)
_STAMP = re.compile(r"\b(?:updated|modified|date)\b", re.IGNORECASE)
# What may stand before a date that opens the text: "Fri", "Date of publication", an agency's name.
_OPENING = re.compile(
    rf"^\W*(?:(?:{DAY_NAME}|date|of|publication|published|posted|last|updated|release|on|at)\b[\s:,.|]*){{0,4}}$",
    re.IGNORECASE,
)
_FIRST_CHARS = 80
_AGENCY = re.compile(rf"\b(?:[A-Z]{{2,8}}|Reuters|Xinhua|Anadolu)[\s,|]+(?i:{DAY_NAME})[\s,]+")
_STAMP_CHARS = 400  # from the beginning, in which headline and summary end
_RIGHTS_YEAR = re.compile(
    r"(?:©|\(c\)|copyright)\D{0,20}(?:\d{4}\s*[-–]\s*)?(?P<y>(?:19|20)\d\d)", re.I
)
_RIGHTS_LINE = 200  # characters
_HEAD_BLOCKS = 40


def given_date(value: str | int | dt.date, *, why: str) -> DateRange:
    """The date of a table's cell or of metadata: a day, month or year.

    One that cannot be read leaves both ends open, and says so: it is no reason to lose the text.
    """
    if isinstance(value, dt.date):
        day = value.date() if isinstance(value, dt.datetime) else value
        return DateRange(day, day, 1, day.isoformat(), why)
    text = str(value).strip()
    found = next(_dates_in(text), None) or _coarse(text)
    if found is None:
        return DateRange(None, None, 5, text, f"{why}, which could not be read as a date")
    return replace(found, text=text, why=why if not found.why else f"{why}; {found.why}")


def dated(text: str, blocks: Sequence[Block], given: DateRange) -> DateRange:
    """The date given with a text, but for one that the text itself opens with.

    Collections give many a day: of the event, of the crawl. What is printed over a report is the
    day that its "on Friday" goes by.
    """
    printed = _opening(text, blocks) or _agency_stamp(text, blocks)
    if printed is None or printed.date_prec > 1 or printed.start == given.start:
        return given
    return replace(printed, why=f"{printed.why}; {given.text} was given with the article")


def find_date(
    text: str,
    blocks: Sequence[Block],
    *,
    url: str | None = None,
    name: str | None = None,
) -> DateRange | None:
    """The date that the page, its address or its file name tells, None if none does.

    Tried in this order: a line that says when it was published, the address, a date among the
    lines before the story, the dateline, a date that opens the text or stands with an agency's
    name, the file name.
    """
    head = [block for block in blocks if block.kind != "body" or block.end <= _FIRST_CHARS]
    tried = (
        _stamped(text, blocks, _PUBLISHED, why="the page says when it was published"),
        _from_url(url),
        _stamped(text, blocks, _STAMP, why="the page says when it was changed"),
        _among(text, head[:_HEAD_BLOCKS], blocks),
        _dateline(text, blocks, url=url),
        _opening(text, blocks),
        _agency_stamp(text, blocks),
        _from_name(name),
    )
    told = [found for found in tried if found]
    exact = [found for found in told if found.date_prec == 1]
    return next(iter(exact or told), None)


def _dates_in(text: str) -> Iterator[DateRange]:
    """The full dates of a text, by form and then by place."""
    for form in _FORMS:
        for match in form.finditer(text):
            found = _of_match(match)
            if found:
                yield found


def _of_match(match: re.Match[str]) -> DateRange | None:
    parts = match.groupdict()
    if "a" in parts:
        return _numeric(match)
    month = int(parts["m"]) if parts.get("m") else _MONTHS[parts["n"].lower()[:3]]
    day = _day(int(parts["y"]), month, int(parts["d"]))
    return DateRange(day, day, 1, match[0], "") if day else None


def _numeric(match: re.Match[str]) -> DateRange | None:
    """Day first, or month first with slashes: where both can be, both days are the ends."""
    year, first, second = int(match["y"]), int(match["a"]), int(match["b"])
    readings = {_day(year, second, first)}
    if match["s"] == "/":
        readings.add(_day(year, first, second))
    days = sorted(day for day in readings if day)
    if not days:
        return None
    if len(days) == 1:
        return DateRange(days[0], days[0], 1, match[0], "")
    return DateRange(days[0], days[-1], 5, match[0], "day and month may be the other way round")


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if 1800 <= year <= 2100 else None
    except ValueError:
        return None


def _coarse(text: str) -> DateRange | None:
    """A month or a year as a date."""
    match = _ISO_MONTH.match(text) or _MONTH_YEAR.search(text)
    if match:
        parts = match.groupdict()
        month = int(parts["m"]) if "m" in parts else _MONTHS[parts["n"].lower()[:3]]
        return _month(int(parts["y"]), month, text=match[0])
    match = _YEAR.match(text)
    first = _day(int(match["y"]), 1, 1) if match else None
    return DateRange(first, dt.date(first.year, 12, 31), 5, text, "") if first else None


def _month(year: int, month: int, *, text: str) -> DateRange | None:
    first = _day(year, month, 1)
    if first is None:
        return None
    last = first.replace(day=calendar.monthrange(year, month)[1])
    return DateRange(first, last, 4, text, "")


def _stamped(
    text: str, blocks: Sequence[Block], words: re.Pattern[str], *, why: str
) -> DateRange | None:
    for block in blocks:
        line = text[block.start : block.end]
        if block.kind in ("body", "headline", "caption", "summary", "duplicate"):
            continue
        said = words.search(line)
        if said:
            # "Published 3 May, updated 4 May": the date nearest after the word
            found = next(_dates_in(line[said.end() :]), None) or next(_dates_in(line), None)
            if found:
                return replace(found, why=why)
    return None


def _among(text: str, head: Sequence[Block], blocks: Sequence[Block]) -> DateRange | None:
    """A date among the furniture, bylines and datelines that come before the story."""
    story = next((b.start for b in blocks if b.kind == "body" and b.end - b.start > 80), len(text))
    for block in head:
        if block.start < story and block.kind in ("chrome", "byline", "dateline"):
            found = next(_dates_in(text[block.start : block.end]), None)
            if found:
                return replace(found, why="a date stands before the story")
    return None


def _dateline(text: str, blocks: Sequence[Block], *, url: str | None) -> DateRange | None:
    for block in [b for b in blocks if b.kind in ("dateline", "body", "summary")][:4]:
        match = _DATELINE.match(text[block.start : min(block.end, block.start + 150)])
        if match:
            found = next(_dates_in(match["day"]), None) or _with_year(
                match["day"], _known_year(text, blocks, url=url)
            )
            if found:
                return replace(found, why=f"dateline; {found.why}".rstrip("; "))
    return None


def _with_year(day: str, year: int | None) -> DateRange | None:
    if year is None:
        return None
    found = next(_dates_in(f"{day.rstrip('.')} {year}"), None)
    return replace(found, text=day, why="the year is the page's") if found else None


def _known_year(text: str, blocks: Sequence[Block], *, url: str | None) -> int | None:
    """The year of the address, or of the copyright notice (always a short line)."""
    in_url = re.search(r"/((?:19|20)\d\d)/", urlsplit(url).path) if url else None
    if in_url:
        return int(in_url[1])
    for block in blocks:
        if block.end - block.start < _RIGHTS_LINE:
            match = _RIGHTS_YEAR.search(text[block.start : block.end])
            if match:
                return int(match["y"])
    return None


def _opening(text: str, blocks: Sequence[Block]) -> DateRange | None:
    """A date that the text opens with, as in "Fri 07 Apr 2017 at 0914 Homs governor says"."""
    first = next((block for block in blocks if block.is_read), None)
    if first is None:
        return None
    head = text[first.start : min(first.end, first.start + _FIRST_CHARS)]
    for form in _FORMS:
        match = form.search(head)
        if match and _OPENING.match(head[: match.start()]) and head[:3].lower() != "on ":
            found = _of_match(match)
            if found:
                return replace(found, why="the text opens with it")
    return None


def _agency_stamp(text: str, blocks: Sequence[Block]) -> DateRange | None:
    """The day beside an agency's name between headline and lead: "AFP Sunday 26 Nov 2017"."""
    first = next((block for block in blocks if block.is_read), None)
    head = text[first.start : first.start + _STAMP_CHARS] if first else ""
    for lead in _AGENCY.finditer(head):
        for form in _FORMS:
            match = form.match(head, lead.end())
            if match and (found := _of_match(match)):
                return replace(found, why="it stands with the agency's name")
    return None


def _from_url(url: str | None) -> DateRange | None:
    if not url:
        return None
    path = urlsplit(url).path
    match = _URL_DATE.search(path)
    found = _of_match(match) if match else None
    if found is None and (match := _URL_MONTH.search(path)):
        found = _month(int(match["y"]), int(match["m"]), text=match[0].strip("/"))
    return replace(found, why="the address names it") if found else None


def _from_name(name: str | None) -> DateRange | None:
    match = _URL_DATE.search(PurePath(name).name) if name else None
    found = _of_match(match) if match else None
    return replace(found, why="the file name tells it") if found else None

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.resolve.dates import precision, resolve_date
from sayso.resolve.dates_calendar import easter, feast, islamic
from sayso.resolve.dates_eval import evaluate

LABELLED = Path(__file__).parents[2] / "training/dev/dates.jsonl"
ANCHOR = dt.date(2015, 10, 7)  # a Wednesday
DAYS = st.dates(dt.date(1980, 1, 1), dt.date(2030, 12, 31))
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def days(text: str, **more: dt.date | bool) -> str | None:
    found = resolve_date(text, anchor=ANCHOR, **more)  # type: ignore[arg-type]
    return None if found is None else f"{found.start or ''}/{found.end or ''}"


@pytest.mark.parametrize("part", ["dev", "test"])
def test_labelled_expressions(part: str) -> None:
    rows = [json.loads(line) for line in LABELLED.read_text().splitlines()]
    score = evaluate(row for row in rows if row["part"] == part)
    assert score.count >= 130
    assert score.accuracy >= 0.97, score.wrong
    assert score.precision >= 0.99, score.wrong
    assert score.prec_accuracy >= 0.99


@given(DAYS, st.sampled_from(WEEKDAYS))
def test_a_weekday_is_the_nearest_past_one(anchor: dt.date, name: str) -> None:
    for text in (f"on {name}", f"late on {name}", f"{name} morning", f"early {name}"):
        found = resolve_date(text, anchor=anchor)
        assert found is not None and found.start == found.end and found.start is not None
        assert WEEKDAYS[found.start.weekday()] == name
        assert 0 <= (anchor - found.start).days <= 6


@given(DAYS, st.sampled_from(WEEKDAYS))
def test_a_weekday_to_come(anchor: dt.date, name: str) -> None:
    found = resolve_date(f"on {name}", anchor=anchor, ahead=True)
    assert found is not None and found.start is not None
    assert 0 <= (found.start - anchor).days <= 6


@given(DAYS, DAYS)
def test_absolute_dates_do_not_depend_on_the_anchor(day: dt.date, anchor: dt.date) -> None:
    for pattern in ("%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%A, %b. %d, %Y", "on %d %b %Y"):
        found = resolve_date(day.strftime(pattern), anchor=anchor)
        assert found is not None and (found.start, found.end) == (day, day)
        assert found.date_prec == 1


@given(DAYS, st.text(max_size=30))
def test_any_text_is_read_or_left(anchor: dt.date, text: str) -> None:
    found = resolve_date(text, anchor=anchor)
    if found and found.start and found.end:
        assert found.start <= found.end


@given(DAYS)
def test_relative_days_need_an_anchor(anchor: dt.date) -> None:
    for text in ("on Friday", "yesterday", "last week", "September 30", "for two days"):
        assert resolve_date(text, anchor=None) is None


def test_the_seed_article() -> None:
    assert days("September 30") == "2015-09-30/2015-09-30"
    assert days("Sept. 30, 2015") == "2015-09-30/2015-09-30"
    assert days("for more than a year") == "2014-10-07/2015-10-07"
    assert days("Today") == "2015-10-07/2015-10-07"


def test_reference_day() -> None:
    reference = dt.date(2015, 9, 30)
    assert days("the previous day", reference=reference) == "2015-09-29/2015-09-29"
    assert days("two days later", reference=reference) == "2015-10-02/2015-10-02"


def test_open_ranges() -> None:
    assert days("since September") == "2015-09-01/"
    assert days("since the fighting first erupted in March 2011") == "2011-03-01/"
    assert days("until Friday") == "/2015-10-09"


@pytest.mark.parametrize("text", ["every Friday", "daily", "at dawn", "soon", "", "2,000 people"])
def test_what_tells_no_time(text: str) -> None:
    assert days(text) is None


@pytest.mark.parametrize(
    ("first", "last", "prec"),
    [("01", "01", 1), ("01", "06", 2), ("01", "07", 3), ("01", "08", 4), ("01", "31", 4)],
)
def test_precision_is_ucdps(first: str, last: str, prec: int) -> None:
    start, end = dt.date.fromisoformat(f"2015-03-{first}"), dt.date.fromisoformat(f"2015-03-{last}")
    assert precision(start, end) == prec
    assert precision(start, None) == 5


def test_calendars() -> None:
    assert islamic(1445, 9, 1) == dt.date(2024, 3, 11)
    assert easter(2000) == dt.date(2000, 4, 23)
    assert feast("ramadan", 2017) == (dt.date(2017, 5, 27), dt.date(2017, 6, 25))
    assert feast("harvest", 2017) is None


@pytest.mark.parametrize(
    ("words", "ahead", "day"),
    [("May 15", None, "2025-05-15"), ("May 15", False, "2024-05-15"),
     ("1 March", None, "2025-03-01"), ("December 24", None, "2024-12-24")],
)  # fmt: skip
def test_a_date_close_ahead_is_meant_where_nothing_says_that_it_is_over(
    words: str, ahead: bool | None, day: str
) -> None:
    found = resolve_date(words, anchor=dt.date(2025, 5, 11), ahead=ahead)
    assert found is not None and str(found.start) == day


@pytest.mark.parametrize("words", ["later than August 18", "no later than August 18"])
def test_a_deadline_is_open_at_its_start(words: str) -> None:
    found = resolve_date(words, anchor=dt.date(2025, 7, 19))
    assert found is not None and (found.start, str(found.end)) == (None, "2025-08-18")


def test_a_day_and_its_part_run_together() -> None:
    found = resolve_date("During the day Friday", anchor=dt.date(2016, 8, 12))
    assert found is not None and found.date_prec == 1
    month = resolve_date("the month of July", anchor=dt.date(2016, 8, 12))
    assert month is not None and str(month.start) == "2016-07-01"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("from Sunday night to Monday morning", "2015-10-04/2015-10-05"),
        ("the night of 3 to 4 May", "2015-05-03/2015-05-04"),
        ("overnight 3/4 May", "2015-05-03/2015-05-04"),
        ("the eve of Eid", "2015-09-23/2015-09-23"),
        ("the third day of Ramadan", "2015-06-20/2015-06-20"),
        ("in the second half of September", "2015-09-16/2015-09-30"),
        ("Friday of last week", "2015-10-02/2015-10-02"),
        ("in the week to Sunday", "2015-09-28/2015-10-04"),
        ("a year ago today", "2014-10-07/2014-10-07"),
        ("for three days from Monday", "2015-10-05/2015-10-07"),
        ("the winter of 2014-15", "2014-12-01/2015-02-28"),
        ("since dawn", "2015-10-07/"),
        ("4 days", None),
    ],
)
def test_parts_of_weeks_months_and_feasts(words: str, expected: str | None) -> None:
    assert days(words) == expected


def test_eid_alone_is_the_nearer_of_the_two_feasts() -> None:
    july = resolve_date("on Eid", anchor=dt.date(2016, 7, 20))
    september = resolve_date("during Eid", anchor=dt.date(2016, 9, 20))
    assert july is not None and str(july.start) == "2016-07-07"
    assert september is not None and str(september.start) == "2016-09-13"


def test_by_a_month_that_is_over_is_not_next_years() -> None:
    assert days("by the end of September") == "/2015-09-30"
    assert days("by the end of September", ahead=True) == "/2016-09-30"
    assert days("by Sunday") == "/2015-10-11"

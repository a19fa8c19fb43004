"""Acts dated before all records are background, unless the article itself is as old."""

from __future__ import annotations

import datetime as dt

import pytest

from sayso.coding.events import is_history
from sayso.schema import Article, DateRange, Event, Span

SACKED = Event("e1", "ASSAULT", None, "material conflict", Span(0, 6, "sacked"))
ARTICLE = Article(id="a", text="sacked")


def dated(words: str, year: int | None = None) -> Event:
    first = dt.date(year, 1, 1) if year else None
    last = dt.date(year, 12, 31) if year else None
    return Event(
        "e1", "ASSAULT", None, "material conflict", SACKED.trigger,
        date=DateRange(first, last, 5, text=words),
    )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        "in 1398", "in December 1745", "until the 1890s", "in 712", "in the thirteenth century",
        "in the 19th century", "centuries ago", "in 1942",
    ],
)  # fmt: skip
def test_old_acts_are_history(words: str) -> None:
    assert is_history(dated(words), ARTICLE)


@pytest.mark.parametrize(
    "words",
    [
        "in 1946", "in 2012", "at 1500", "1430 local time", "around 1800", "in the 21st century",
        "in the twentieth century", "after 1200 days", "on Friday",
    ],
)  # fmt: skip
def test_hours_and_the_present_are_not(words: str) -> None:
    assert not is_history(dated(words), ARTICLE)


def test_a_resolved_day_decides_over_its_words() -> None:
    assert is_history(dated("that year", 1917), ARTICLE)
    assert not is_history(dated("since 1917", 2020), ARTICLE)


def test_an_act_without_a_date_is_no_history() -> None:
    assert not is_history(SACKED, ARTICLE)


def test_an_old_article_has_old_events() -> None:
    day = DateRange(dt.date(1917, 3, 1), dt.date(1917, 3, 1), 1)
    assert not is_history(dated("in 1917", 1917), Article(id="a", text="sacked", date=day))

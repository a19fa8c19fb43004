from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from sayso.read import read_html, read_text
from sayso.read.dates import given_date

STORY = "Rebels shelled the market in Taiz, and five people were killed, medics said on the day."


def day(*parts: int) -> dt.date:
    return dt.date(*parts)


@pytest.mark.parametrize(
    ("given", "start", "end", "prec"),
    [
        ("2015-10-02", day(2015, 10, 2), day(2015, 10, 2), 1),
        ("2015-10-02T23:15:00Z", day(2015, 10, 2), day(2015, 10, 2), 1),
        ("Fri, 2 Oct 2015 10:00:00 GMT", day(2015, 10, 2), day(2015, 10, 2), 1),
        ("October 2nd, 2015", day(2015, 10, 2), day(2015, 10, 2), 1),
        ("2015-02", day(2015, 2, 1), day(2015, 2, 28), 4),
        ("February 2016", day(2016, 2, 1), day(2016, 2, 29), 4),
        ("2015", day(2015, 1, 1), day(2015, 12, 31), 5),
        ("27/02/2016", day(2016, 2, 27), day(2016, 2, 27), 1),
        ("02/27/2016", day(2016, 2, 27), day(2016, 2, 27), 1),
        ("05/02/2019", day(2019, 2, 5), day(2019, 5, 2), 5),
        ("05.02.2019", day(2019, 2, 5), day(2019, 2, 5), 1),
        ("some day", None, None, 5),
        ("2015-02-30", None, None, 5),
    ],
)
def test_given(given: str, start: dt.date | None, end: dt.date | None, prec: int) -> None:
    found = given_date(given, why="given")
    assert (found.start, found.end, found.date_prec) == (start, end, prec)
    assert found.text == given


@pytest.mark.parametrize(
    ("text", "keywords", "want", "why"),
    [
        (
            f"Taiz market shelled\n\nPublished 14:05 GMT, 3 March 2016\n\n{STORY}",
            {},
            "2016-03-03",
            "published",
        ),
        (f"GOMA, March 3, 2016 (Norda) -- {STORY}", {}, "2016-03-03", "dateline"),
        (
            f"Shells hit market\n\nGOMA, March 3 (Norda) -- {STORY}\n\n{STORY[:-1]} again.\n\n"
            "© 2016 Norda. All rights reserved.",
            {},
            "2016-03-03",
            "dateline",
        ),
        (STORY, {"url": "https://n.example/2015/10/02/taiz.html"}, "2015-10-02", "address"),
        (STORY, {"name": "in/taiz_20151002.txt"}, "2015-10-02", "file name"),
        ("Fri 07 Apr 2017 at 0914 " + STORY, {}, "2017-04-07", "opens"),
        ("Date of publication 18 November 2017 " + STORY, {}, "2017-11-18", "opens"),
        ("Last updated at Jan 202015 " + STORY, {}, "2015-01-20", "opens"),
        (
            "Car bomb kills nine in Marib Monitor AFP Friday 20 Jun 2014 " + STORY,
            {},
            "2014-06-20",
            "agency",
        ),
    ],
)
def test_found(text: str, keywords: dict[str, Any], want: str, why: str) -> None:
    found = read_text(text, **keywords).date
    assert found and found.start
    assert found.start.isoformat() == want
    assert why in found.why


def test_a_month_in_the_address_is_a_month() -> None:
    found = read_text(STORY, url="https://n.example/2015/10/taiz").date
    assert found and (found.start, found.date_prec) == (day(2015, 10, 1), 4)


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        "On September 30, 2015 Russia began to strike, and few had expected it, officials said.",
        f"GOMA, March 3 (Norda) -- {STORY}",
        f"{STORY} The war began on 15 March 2011.",
    ],
)
def test_no_date_is_made_up(text: str) -> None:
    assert read_text(text).date is None


@pytest.mark.parametrize(
    ("head", "want"),
    [
        ("27-02-2016 Two shops burned. ", "2016-02-27"),
        ("Car bomb kills nine in Marib AFP Friday 26 Feb 2016 ", "2016-02-26"),
        ("Nine were killed on Friday 26 Feb 2016. ", "2016-01-30"),
    ],
)
def test_a_day_printed_over_the_report_goes_before_the_one_given(head: str, want: str) -> None:
    found = read_text(head + STORY, date="2016-01-30").date
    assert found and found.start and found.start.isoformat() == want
    assert ("given with the article" in found.why) is True


def test_given_date_wins() -> None:
    article = read_text(f"GOMA, March 3, 2016 (Norda) -- {STORY}", date="2016-03-04")
    assert article.date and article.date.start == day(2016, 3, 4)


@pytest.mark.parametrize(
    ("head", "want"), [("27-02-2016 Two shops burned. ", "2016-02-27"), ("", "2016-01-30")]
)
def test_a_page_is_dated_as_flat_text_is(head: str, want: str) -> None:
    page = f"<html><body><article><p>{head}{STORY}</p></article></body></html>"
    found = read_html(page, date="2016-01-30").date
    assert found and found.start and found.start.isoformat() == want

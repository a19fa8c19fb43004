"""What the pages find and count is what the archive finds by the same filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sayso.archive import Archive, Query, add_articles
from sayso.web.library import PER_PAGE, Library
from sayso.web.query import Filter
from tests.archive.made import CODING, FakeCoder, uncoded

COUNT = 70


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Archive(tmp_path_factory.mktemp("found") / "a", create=True) as archive:
        add_articles(archive, map(uncoded, range(COUNT)), coder=FakeCoder(), coding=CODING)
        yield Library(archive)


def asked(library: Library, filters: dict[str, Any]) -> list[dict[str, Any]]:
    """The archive's own answer."""
    return [row for row in library.archive.ask(Query(**filters)).rows() if row["event"]]


FILTERS = [
    {},
    {"party": "RUS"},
    {"party": "Rebels"},
    {"says": "SOHR"},
    {"type": "ASSAULT", "stance": "asserts"},
    {"place": "douma"},
    {"country": "SYR", "since": "2015-11"},
    {"since": "2015-10-20", "until": "2015-11"},
    {"until": "2015-10-05"},
    {"near": (34.84, 36.73), "km": 150.0},
    {"publisher": "Morning Post"},
    {"words": "Talbiseh correspondent"},
    {"words": "bombed", "party": "SYR", "until": "2015-12"},
    {"place": "nowhere"},
]


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_a_filter_finds_what_the_archive_finds(library: Library, filters: dict[str, Any]) -> None:
    expected = asked(library, filters)
    text = {name: value for name, value in filters.items() if name != "near"}
    if "near" in filters:
        text["near"] = "{},{}".format(*filters["near"])
    wanted = Filter(**text)
    found = library.map(wanted)
    assert found["total"] == len(expected)
    places = Counter(row["place"] for row in expected)
    assert {one["place"]: one["n"] for one in found["places"]} == places
    listed = library.articles(wanted)
    assert listed["total"] == len({row["article"] for row in expected})
    assert sum(one["n"] for one in listed["types"]) == len(expected)
    assert sum(one["n"] for one in listed["time"]["bins"]) == len(expected)
    publishers = Counter(row["publisher"] for row in expected)
    assert {one["name"]: one["n"] for one in listed["publishers"]} == publishers
    assert library.claims(wanted)["total"] == len(expected)  # each has one
    cells = library.says(wanted)["cells"]
    assert sum(cell["n"] for cell in cells) == len(expected)
    speakers = Counter(row["source"] for row in expected)
    assert {cell["name"]: cell["total"] for cell in cells} == speakers


def test_pages_go_from_the_newest_to_the_oldest(library: Library) -> None:
    pages = [library.articles(Filter(page=page)) for page in (1, 2, 3, 4)]
    rows = [row for page in pages for row in page["articles"]]
    assert [len(page["articles"]) for page in pages] == [PER_PAGE, PER_PAGE, COUNT - 50, 0]
    assert len({row["id"] for row in rows}) == COUNT
    days = [row["published"] for row in rows]
    assert days == sorted(days, reverse=True)
    assert {page["pages"] for page in pages} == {3}
    events = [row for page in (1, 2, 3) for row in library.map(Filter(page=page))["events"]]
    assert len({row["event"] for row in events}) == COUNT
    days = [row["date_start"] for row in events]
    assert days == sorted(days, reverse=True)
    by_id = {row["event"]: row for row in asked(library, {})}
    for row in events:
        same = by_id[row["event"]]
        names = ("sentence", "actors", "place", "killed_best", "source", "article", "title")
        assert {name: row[name] for name in names} == {name: same[name] for name in names}


def test_time_has_days_months_or_years(library: Library) -> None:
    assert library.articles(Filter())["time"]["unit"] == "day"
    expected = Counter(row["date_start"] for row in asked(library, {}))
    assert {one["at"]: one["n"] for one in library.map(Filter())["time"]["bins"]} == expected


def test_what_is_added_shows(library: Library, tmp_path: Path) -> None:
    with Archive(tmp_path / "b", create=True) as archive:
        room = Library(archive)
        assert room.articles(Filter())["total"] == 0
        assert room.says(Filter())["cells"] == []
        assert room.map(Filter())["places"] == []
        add_articles(archive, [uncoded(1)], coder=FakeCoder(), coding=CODING)
        assert room.articles(Filter())["total"] == 1
        assert room.map(Filter())["total"] == 1

"""Events beside the happenings that a reader lists, on an article coded by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from sayso.evaluate.happenings import figures, judged, same_date
from sayso.resolve.actors import ActorBook
from sayso.schema import Article, Attribution, DateRange, Event, Participant, Place, Span

TEXT = (
    "The Syrian army shelled Talbiseh on Tuesday. "
    "The shelling killed two, Moscow said. Rebels fled."
)


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words), words)


def party(words: str, ident: str | None = None, name: str | None = None) -> Participant:
    at = span(words)
    return Participant(at.start, at.end, words, id=ident, name=name)


def event(number: int, trigger: str, kind: str = "ASSAULT", **fields: Any) -> Event:
    return Event(f"e{number}", kind, None, "material conflict", span(trigger), **fields)


def happening(*tellings: str, **fields: Any) -> dict[str, Any]:
    return {
        "tellings": [[span(words).start, span(words).end] for words in tellings],
        "type": ["ASSAULT"], "factuality": ["happened"], "actors": [], "recipients": [],
        "place": [], "date": None, "source": ["article"], **fields,
    }  # fmt: skip


SHELLED = event(
    1,
    "shelled",
    actors=(party("Syrian army", "SYR.MIL", "Syrian army"),),
    recipients=(party("Talbiseh"),),
    place=Place("Talbiseh", name="Talbisah"),
    date=DateRange(dt.date(2015, 10, 6), dt.date(2015, 10, 6), 1),
)
GOLD = [
    happening(
        "shelled", "shelling", actors=[["Syrian armed forces", "the Syrian army"]],
        recipients=[["Talbiseh"]], place=["Talbisah"], date="2015-10-06",
    ),
    happening("fled", type=["RETREAT"], actors=[["Rebels"]]),
]  # fmt: skip


@pytest.fixture(scope="module")
def book() -> ActorBook:
    return ActorBook.load()


def measured(book: ActorBook, *events: Event, gold: list[dict[str, Any]] = GOLD) -> dict[str, Any]:
    article = Article(id="a", text=TEXT, events=events)
    return figures([(article, gold, list(judged(article, gold, book)))])


def test_what_is_right_and_what_is_missed(book: ActorBook) -> None:
    found = measured(book, SHELLED)
    assert (found["precision"], found["recall"]) == (1.0, 0.5)
    assert found["f1"] == pytest.approx(2 / 3, abs=1e-3)
    assert found["rows_right"] == 1.0 and found["rows_f1"] == pytest.approx(2 / 3, abs=1e-3)
    assert all(found[field] == 1.0 for field in ("type", "actors", "place", "date", "source"))
    assert [line["field"] for line in found["wrong"]] == ["missed"]


def test_a_happening_told_again_counts_once(book: ActorBook) -> None:
    again = event(2, "shelling")
    found = measured(book, again, SHELLED)
    assert found["precision"] == 0.5 and found["repeated"] == 0.5
    assert found["actors"] == 1.0, "the telling with most right is the one that is judged"
    marked = replace(again, same_as="e1")
    assert measured(book, SHELLED, marked)["precision"] == 1.0


def test_an_event_on_no_happening_is_spurious(book: ActorBook) -> None:
    found = measured(book, SHELLED, event(2, "Tuesday"))
    assert found["spurious"] == 0.5 and found["repeated"] == 0.0


def test_each_party_must_be_told_and_no_other(book: ActorBook) -> None:
    both = replace(SHELLED, actors=(*SHELLED.actors, party("Moscow", "RUS", "Russia")))
    assert measured(book, both)["actors"] == 0.0
    assert measured(book, replace(SHELLED, actors=()))["actors"] == 0.0
    gold = [{**GOLD[0], "actors": [*GOLD[0]["actors"], ["rebels"]]}]
    assert measured(book, SHELLED, gold=gold)["actors"] == 0.0
    gold = [{**GOLD[0], "recipients": [["Talbiseh"], ["two people"]]}]
    assert measured(book, SHELLED, gold=gold)["recipients"] == 1.0
    gold = [happening("shelled", actors=[["Russia"]], place=["Talbiseh"])]
    known = replace(SHELLED, actors=(party("Moscow", "RUS", "Russia"),))
    assert measured(book, known, gold=gold)["actors"] == 1.0


def test_the_source_goes_by_any_of_its_names(book: ActorBook) -> None:
    said = Attribution(source=party("Moscow", "RUS", "Russia"))
    told = replace(SHELLED, attribution=said)
    assert measured(book, told)["source"] == 0.0
    gold = [{**GOLD[0], "source": ["the Kremlin"]}]
    assert measured(book, told, gold=gold)["source"] == 1.0


@pytest.mark.parametrize(
    "told, gold, same",
    [
        (("2015-10-06", "2015-10-06"), "2015-10-06", True),
        (("2015-10-06", "2015-10-07"), "2015-10-06", True),
        (("2015-10-05", "2015-10-07"), "2015-10-06", False),
        (("2015-10-01", "2015-10-31"), "2015-10", True),
        (("2015-12-01", "2015-12-31"), "2015-12", True),
        (("2015-10-06", "2015-10-06"), "2015-10", False),
        (("2015-09-01", None), "2015-09-01/2015-10-06", True),
        (("2014-01-01", "2014-12-31"), "2014", True),
        (("2014-01-01", "2014-12-31"), None, False),
        (None, "2014", False),
        (None, None, True),
    ],
)
def test_dates_share_half_their_days(
    told: tuple[str, str | None] | None, gold: str | None, same: bool
) -> None:
    days = [dt.date.fromisoformat(day) if day else None for day in told or ()]
    assert same_date(DateRange(days[0], days[1], 1) if days else None, gold) is same

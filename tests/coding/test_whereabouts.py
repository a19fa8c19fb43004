from __future__ import annotations

from dataclasses import replace

import pytest

from sayso.coding.whereabouts import placed
from sayso.schema import Article, Event, Mention, Place, Span

MAARAT = Place("Maarat", "Maarrat an Numan", 35.65, 36.67, "SYR", 1, 5.0)
IDLIB = Place("Idlib province", "Idlib", 35.8, 36.6, "SYR", 4, 60.0)
HOMS = Place("Homs", "Homs", 34.73, 36.71, "SYR", 1, 10.0)
SYRIA = Place("Syria", "Syria", 35.0, 38.0, "SYR", 6, 400.0)


class Told:
    """A text with events on its words and places on its names."""

    def __init__(self, text: str, **places: Place) -> None:
        self.text = text
        self.mentions = tuple(
            Mention(text.index(name), text.index(name) + len(name), name, "place", place=place)
            for name, place in places.items()
        )
        self.events: list[Event] = []

    def act(self, word: str, place: Place | None = None, kind: str = "ASSAULT") -> Told:
        at = Span(self.text.index(word), self.text.index(word) + len(word), word)
        name = f"e{len(self.events) + 1}"
        event = Event(name, kind, None, "material conflict", at, place=place, evidence=(at,))
        self.events.append(event)
        return self

    def names(self) -> list[str | None]:
        article = Article(id="a", text=self.text, mentions=self.mentions)
        found = placed(self.events, replace(article, events=tuple(self.events)))
        return [event.place.name if event.place else None for event in found]


@pytest.mark.parametrize("again", ["in the town", "inside the besieged town", "from there"])
def test_a_place_named_again_by_its_kind_is_that_place(again: str) -> None:
    told = Told(
        f"Homs is calm. Maarat is not. He said. He slept. Jets {again} fired.", Maarat=MAARAT
    )
    assert told.act("fired").names() == [MAARAT.name]


def test_a_province_is_no_town() -> None:
    told = Told(
        "Maarat lies in Idlib. Fighters in the province attacked.", Maarat=MAARAT, Idlib=IDLIB
    )
    assert told.act("attacked").names() == ["Idlib"]


def test_there_is_no_place_in_there_was() -> None:
    told = Told("In Homs and Maarat all slept. Later there was shelling.", Homs=HOMS, Maarat=MAARAT)
    assert told.act("shelling").names() == [None]


def test_what_goes_on_has_the_place_of_the_sentence_before() -> None:
    text = "Jets bombed Maarat. Rebels answered and shells fell. Homs was calm."
    told = Told(text, Maarat=MAARAT, Homs=HOMS).act("bombed", MAARAT).act("fell")
    assert told.names() == [MAARAT.name] * 2


@pytest.mark.parametrize("turn", ["Elsewhere", "Meanwhile", "In another raid", "Last week"])
def test_a_turn_takes_no_place_along(turn: str) -> None:
    told = Told(f"Jets bombed Maarat. {turn} shells fell. Homs slept.", Maarat=MAARAT, Homs=HOMS)
    assert told.act("bombed", MAARAT).act("fell").names()[1] is None


def test_a_place_between_takes_the_next_act_along_with_neither() -> None:
    told = Told("Jets bombed Maarat. Homs waited. Shells fell.", Maarat=MAARAT, Homs=HOMS)
    assert told.act("bombed", MAARAT).act("fell").names()[1] is None


def test_the_one_place_of_an_article_is_its_acts() -> None:
    told = Told("Jets bombed Maarat. He spoke. She sang. They left. Nine died.", Maarat=MAARAT)
    assert told.act("bombed", MAARAT).act("died").names() == [MAARAT.name] * 2


def test_a_country_told_is_kept_unless_the_town_is_pointed_to() -> None:
    text = "Jets bombed Maarat. The war in Syria killed many. Raids in Syria hit the town."
    told = Told(text, Maarat=MAARAT).act("bombed", MAARAT).act("killed", SYRIA).act("hit", SYRIA)
    assert told.names() == [MAARAT.name, "Syria", MAARAT.name]


def test_talks_are_held_nowhere_in_particular() -> None:
    told = Told("Jets bombed Maarat. Ministers talked.", Maarat=MAARAT).act("bombed", MAARAT)
    assert told.act("talked", kind="CONSULT").names()[1] is None


def test_a_quarter_that_is_not_known_is_near_its_town() -> None:
    quarter = Place("Hamdan neighbourhood")
    told = Told(
        "Shells fell on Hamdan neighbourhood of Homs. Maarat slept.", Homs=HOMS, Maarat=MAARAT
    )
    (event,) = placed(
        told.act("fell", quarter).events, Article(id="a", text=told.text, mentions=told.mentions)
    )
    assert event.place is not None
    assert (event.place.name, event.place.where_prec) == ("Homs", 2)
    assert event.place.text == "Hamdan neighbourhood"


def test_a_village_that_is_not_known_stays_unknown() -> None:
    told = Told("Shells fell on Hamdan village near Homs.", Homs=HOMS)
    assert told.act("fell", Place("Hamdan village")).names() == [None]

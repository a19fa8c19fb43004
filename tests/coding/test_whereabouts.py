from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from sayso.coding.whereabouts import placed
from sayso.schema import Article, DateRange, Event, Mention, Participant, Place, Span

MAARAT = Place("Maarat", "Maarrat an Numan", 35.65, 36.67, "SYR", 1, 5.0)
IDLIB = Place("Idlib province", "Idlib", 35.8, 36.6, "SYR", 4, 60.0)
HOMS = Place("Homs", "Homs", 34.73, 36.71, "SYR", 1, 10.0)
DAY = DateRange(dt.date(2016, 8, 9), dt.date(2016, 8, 9), 1)
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

    def act(
        self,
        word: str,
        place: Place | None = None,
        kind: str = "ASSAULT",
        *,
        day: dt.date | None = None,
        actor: str = "",
    ) -> Told:
        at = Span(self.text.index(word), self.text.index(word) + len(word), word)
        name = f"e{len(self.events) + 1}"
        event = Event(
            name,
            kind,
            None,
            "material conflict",
            at,
            place=place,
            evidence=(at,),
            date=DateRange(day, day, 1) if day else None,
            actors=(Participant(0, 1, actor, id=actor),) if actor else (),
        )
        self.events.append(event)
        return self

    def placed(self) -> tuple[Event, ...]:
        article = Article(id="a", text=self.text, mentions=self.mentions, date=DAY)
        return placed(self.events, replace(article, events=tuple(self.events)))

    def names(self) -> list[str | None]:
        return [event.place.name if event.place else None for event in self.placed()]


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


def test_what_goes_on_has_the_day_of_the_sentence_before_too() -> None:
    told = Told("Jets bombed Maarat. Nine people were wounded.", Maarat=MAARAT)
    bombed, wounded = told.act("bombed", MAARAT, day=dt.date(2016, 8, 2)).act("wounded").placed()
    assert wounded.place == bombed.place and wounded.date == bombed.date
    assert "goes on from" in wounded.why["place"]


@pytest.mark.parametrize(
    ("acting", "place"),
    [("SYR.MIL", "Maarrat an Numan"), ("SYR", "Maarrat an Numan"), ("IS", None)],
)
def test_somebody_elses_act_goes_on_from_nothing(acting: str, place: str | None) -> None:
    told = Told("Jets bombed Maarat. They shelled it. Homs was calm.", Maarat=MAARAT, Homs=HOMS)
    told = told.act("bombed", MAARAT, actor="SYR.MIL").act("shelled", actor=acting)
    assert told.names()[1] == place


def test_what_happened_in_another_year_did_not_happen_there() -> None:
    told = Told("Jets bombed Maarat. Since 2011 the army has shelled towns.", Maarat=MAARAT)
    assert told.act("bombed", MAARAT).act("shelled").names()[1] is None


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

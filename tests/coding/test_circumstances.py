from __future__ import annotations

import pytest

from sayso.coding.codebook import plover
from tests.coding.marked import Marked


def test_each_act_of_a_list_has_its_own_place() -> None:
    text = "Troops fought by freeing Sinjar, freeing Kobani, and freeing Tikrit."
    marked = Marked(text).names(LOC="Sinjar|Kobani|Tikrit")
    for nth in ("freeing", "freeing#2", "freeing#3"):
        marked.trigger(nth, place="Sinjar|Kobani|Tikrit")
    places = [event.place.text for event in marked.events() if event.place]
    assert places == ["Sinjar", "Kobani", "Tikrit"]


@pytest.mark.parametrize(("first", "place"), [("defending", None), ("defended", "Haditha")])
def test_a_place_in_a_row_of_equals_is_its_own_acts(first: str, place: str | None) -> None:
    marked = Marked(f"They {first} Haditha, rescuing two camps, freeing two men.")
    marked.names(LOC="Haditha").trigger(first).trigger("rescuing", place="Haditha", kind="AID")
    rescuing = marked.events()[-1]
    assert (rescuing.place.text if rescuing.place else None) == place


def test_the_one_place_of_a_sentence_is_its_one_acts() -> None:
    marked = Marked("Nine people were killed by gunmen in Maarat.").names(LOC="Maarat")
    (event,) = marked.trigger("killed").events()
    assert event.place is not None and event.place.text == "Maarat"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("South of Kirkuk, fighters freed villages and jets bombed camps.", ["Kirkuk", "Kirkuk"]),
        ("Fighters in Kirkuk freed villages and jets bombed camps.", []),
        ("In Kirkuk, fighters freed villages and jets bombed camps in Hit.", []),
    ],
)
def test_a_sentence_that_opens_with_a_place_happens_there(text: str, places: list[str]) -> None:
    marked = Marked(text).names(LOC="Kirkuk|Hit" if "Hit" in text else "Kirkuk")
    who = "fighters" if "fighters" in text else "Fighters"
    marked.trigger("freed", actor=who, recipient="villages")
    marked.trigger("bombed", actor="jets", recipient="camps")
    assert [event.place.text for event in marked.events() if event.place] == places


def test_a_headline_has_no_captions_place() -> None:
    marked = Marked("Coalition fights on\n\nTalbiseh, a town in the west")
    marked.names(LOC="Talbiseh").trigger("fights", actor="Coalition", place="Talbiseh")
    assert marked.events()[0].place is None


def test_a_time_cut_short_is_made_whole() -> None:
    marked = Marked("Jets bombed Maarat on Friday morning.").mentions(Temporal="Friday morning")
    (event,) = marked.trigger("bombed", time="on").events()
    assert event.date is not None and event.date.text == "on Friday morning"


def test_what_is_told_since_a_war_began_lasts() -> None:
    marked = Marked("More than 900 people have been killed since the war broke out in March 2011.")
    marked.trigger("killed", time="in March 2011").trigger("broke", time="in March 2011")
    killed, broke = (event.date.text for event in marked.events() if event.date)
    assert killed == "since the war broke out in March 2011"
    assert broke == "in March 2011"


def test_each_clause_has_its_own_figure() -> None:
    marked = Marked("A woman was killed and 25 others on a bus were wounded in the attack.")
    (event,) = marked.trigger("attack").events()
    assert event.tolls.killed is not None and event.tolls.killed.best == 1
    assert event.tolls.wounded is not None and event.tolls.wounded.best == 25


def test_those_who_returned_are_told_beside_the_act_that_let_them() -> None:
    marked = Marked("By freeing Adra, freeing Yabroud, where 900 residents have come home.")
    marked.trigger("freeing", toll=("900 residents", "returned"))
    marked.trigger("freeing#2", toll=("900 residents", "returned"))
    first, second = (event.tolls.returned for event in marked.events())
    assert first is None and second is not None and second.best == 900


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("A barrel bomb attack killed nine.", "aerial"),
        ("A suicide car bomb attack killed nine.", "suicide-attack"),
        ("A sniper attack killed nine.", "firearms"),
        ("A chlorine attack killed nine.", "unconventional"),
        ("The attack killed nine.", None),
    ],
)
def test_the_words_of_the_clause_decide_the_mode(text: str, mode: str | None) -> None:
    (event,) = Marked(text).trigger("attack").events()
    assert event.mode == mode


def test_the_weapon_that_was_hit_decides_nothing() -> None:
    marked = Marked("Rebels shot down a warplane.")
    marked.trigger("shot", actor="Rebels", recipient="a warplane", mode="heavy-weapons")
    assert marked.events()[0].mode == "heavy-weapons"


def test_words_stand_only_under_modes_that_a_type_has() -> None:
    for kind in plover().types.values():
        assert set(kind.words) <= set(kind.modes)


def test_where_a_speaker_is_nothing_happened() -> None:
    marked = Marked("A witness in Akcakale said jets struck the front.").names(LOC="Akcakale")
    marked.says("A witness", "said", "jets struck the front")
    (event,) = marked.trigger("struck", actor="jets", place="Akcakale").events()
    assert event.place is None


def test_a_person_is_no_place() -> None:
    marked = Marked("The city was destroyed, De Mistura said.").names(PER="De Mistura")
    (event,) = marked.trigger("destroyed", recipient="The city", place="De Mistura").events()
    assert event.place is None


def test_an_area_is_known_by_its_name() -> None:
    marked = Marked("Shells fell in the Hamdaniya area.").names(LOC="Hamdaniya")
    (event,) = marked.trigger("fell", place="the Hamdaniya area").events()
    assert event.place is not None and event.place.text == "Hamdaniya"


def test_places_in_each_other_are_one_place() -> None:
    marked = Marked("Nine guards were killed on the road in Mogadishu, Somalia.")
    (event,) = marked.names(LOC="Mogadishu|Somalia").trigger("killed").events()
    assert event.place is not None and event.place.text == "Mogadishu; Somalia"


@pytest.mark.parametrize("kind", ["returned", "displaced"])
def test_a_return_counts_those_who_returned(kind: str) -> None:
    text = "By freeing Yabroud, where 900 residents were able to return; defending Haditha."
    marked = Marked(text).trigger("freeing", toll=("900 residents", kind))
    marked.trigger("return", place="Haditha", kind="RETREAT").trigger("defending", place="Haditha")
    freeing, back, _ = marked.events()
    assert freeing.tolls.returned is None
    assert back.tolls.returned is not None and back.tolls.returned.best == 900
    assert back.place is None

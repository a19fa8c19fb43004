from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sayso.coding.merge import merge, same_happening, stem
from sayso.schema import Attribution, DateRange, Event, Participant, Place, Quantity, Span, Tolls

RUSSIA = Participant(0, 6, "Russia", id="RUS")
IS = Participant(20, 24, "ISIL", id="IS")
HOMS = Place("Homs", "Homs", 34.73, 36.71, "SYR", 1, 10.0)
ALEPPO = Place("Aleppo", "Aleppo", 36.2, 37.16, "SYR", 1, 15.0)
KERRY = Attribution(source=Participant(30, 35, "Kerry", id="USA.GOV"))


TWO_SENTENCES = "Russian strikes hit ISIL there. It struck again, Kerry said."
ONE_SENTENCE = "Russian strikes hit ISIL and new strikes followed it at once."


def strike(name: str, word: str = "strikes", **fields: object) -> Event:
    base = Event(
        id=name,
        type="ASSAULT",
        mode="aerial",
        quad="material conflict",
        trigger=Span(8, 8 + len(word), word),
        actors=(RUSSIA,),
        recipients=(IS,),
        evidence=(Span(8, 8 + len(word), word),),
    )
    return replace(base, **fields)  # type: ignore[arg-type]


def test_a_happening_told_twice_is_one_event_with_two_pieces_of_evidence() -> None:
    first = strike("e1")
    again = strike("e2", "struck", place=HOMS, trigger=Span(35, 41, "struck"))
    again = replace(again, evidence=(again.trigger,))
    (only,) = merge([first, again], TWO_SENTENCES)
    assert only.id == "e1"
    assert [span.text for span in only.evidence] == ["strikes", "struck"]
    assert only.place == HOMS


def test_another_sources_telling_stays_and_points_to_the_first() -> None:
    first = strike("e1", tolls=Tolls(killed=Quantity(4, 4, 4)))
    other = strike(
        "e2",
        trigger=Span(35, 41, "struck"),
        attribution=KERRY,
        tolls=Tolls(killed=Quantity(18, 18, 18)),
    )
    kept = merge([first, other], TWO_SENTENCES)
    assert [event.same_as for event in kept] == [None, "e1"]
    assert kept[1].tolls.killed == Quantity(18, 18, 18)


def test_two_places_are_two_happenings() -> None:
    assert len(merge([strike("e1", place=HOMS), strike("e2", place=ALEPPO)], TWO_SENTENCES)) == 2


def test_done_and_denied_are_not_the_same() -> None:
    assert not same_happening(strike("e1"), strike("e2", factuality="did_not_happen"))


def test_an_actor_alone_does_not_make_it_the_same_unless_the_word_is() -> None:
    first = strike("e1", recipients=(), mode=None)
    assert not same_happening(first, strike("e2", "raided", recipients=(), mode=None))
    assert same_happening(first, strike("e3", "strikes", recipients=(), mode=None))


def test_stem_takes_the_endings_off() -> None:
    assert stem("bombed") == stem("bombing") == stem("bombs") == "bomb"
    assert stem("as") == "as"


def test_one_sentence_tells_each_happening_once() -> None:
    first, second = strike("e1"), strike("e2", trigger=Span(33, 40, "strikes"))
    assert len(merge([first, second], ONE_SENTENCE)) == 2
    assert len(merge([first, second], TWO_SENTENCES)) == 1


def test_the_attack_is_the_one_told_before() -> None:
    text = "Russian strikes hit ISIL there. The attack lasted an hour."
    again = strike("e2", "attack", trigger=Span(36, 42, "attack"), mode=None)
    again = replace(again, actors=(), recipients=(), evidence=(again.trigger,))
    (only,) = merge([strike("e1"), again], text)
    assert [span.text for span in only.evidence] == ["strikes", "attack"]


def test_the_clashes_are_not_the_strikes_told_before() -> None:
    text = "Russian strikes hit ISIL there. The clashes lasted an hour."
    again = strike("e2", "clashes", trigger=Span(36, 43, "clashes"), mode=None)
    again = replace(again, actors=(), recipients=(), evidence=(again.trigger,))
    assert len(merge([strike("e1"), again], text)) == 2


def test_the_same_figure_tells_one_happening() -> None:
    toll = Tolls(killed=Quantity(31, 31, 31))
    people = Participant(0, 9, "31 people", id="SYR.CVL")
    first = strike("e1", actors=(), recipients=(people,), tolls=toll)
    again = strike("e2", "attack", trigger=Span(35, 41, "attack"), actors=(), tolls=toll)
    again = replace(again, recipients=(people,), evidence=(again.trigger,), mode="explosives")
    assert not same_happening(first, replace(again, tolls=Tolls(killed=Quantity(9, 9, 9))))
    assert same_happening(replace(first, place=HOMS), replace(again, place=HOMS))


def test_two_places_of_which_one_is_unknown_are_two() -> None:
    unknown = Place("Mogambo")
    assert not same_happening(strike("e1", place=HOMS), strike("e2", place=unknown))


def test_people_and_things_struck_do_not_conflict() -> None:
    shoppers = (Participant(0, 13, "nine shoppers", id="SYR.CVL"),)
    market = (Participant(20, 28, "a market"),)
    assert same_happening(strike("e1", recipients=shoppers), strike("e2", recipients=market))
    soldiers = (Participant(0, 13, "nine soldiers"),)
    assert not same_happening(strike("e1", recipients=shoppers), strike("e2", recipients=soldiers))


def test_a_headline_glued_to_its_lead_tells_the_same_dead() -> None:
    toll = Tolls(killed=Quantity(31, 31, 31))
    first = strike("e1", "bomb", recipients=(), tolls=toll, place=HOMS)
    again = replace(first, id="e2", trigger=Span(33, 37, "bomb"), evidence=(Span(33, 37, "bomb"),))
    assert len(merge([first, again], ONE_SENTENCE)) == 1
    few = Tolls(killed=Quantity(1, 1, 1))
    two = [replace(first, tolls=few), replace(again, tolls=few)]
    assert len(merge(two, ONE_SENTENCE)) == 2


def test_a_party_told_again_in_other_words_is_listed_once() -> None:
    pilot, again = Participant(0, 14, "a downed pilot"), Participant(50, 57, "a pilot")
    first = strike("e1", recipients=(pilot,))
    second = strike("e2", "struck", recipients=(again,), trigger=Span(35, 41, "struck"))
    second = replace(second, evidence=(second.trigger,))
    (only,) = merge([first, second], TWO_SENTENCES)
    assert only.recipients == (pilot,)


def told(name: str, word: str, text: str, **fields: object) -> Event:
    """An assault by unnamed hands, told by a word of a text."""
    span = Span(text.index(word), text.index(word) + len(word), word)
    base = Event(name, "ASSAULT", None, "material conflict", span, evidence=(span,))
    return replace(base, **fields)  # type: ignore[arg-type]


GUNMEN = Participant(0, 6, "Gunmen", id="SYR.UAF", country="SYR", sector="UAF")


def test_whom_the_act_hit_told_in_the_next_sentence_belongs_to_it() -> None:
    text = "Gunmen launched an attack on a bus. Nine people were killed."
    attack = told("e1", "attack", text, actors=(GUNMEN,))
    dead = told("e2", "killed", text, tolls=Tolls(killed=Quantity(9, 9, 9)))
    (only,) = merge([attack, dead], text)
    assert only.tolls.killed == Quantity(9, 9, 9) and only.actors == (GUNMEN,)


def test_the_dead_of_a_war_are_not_those_of_the_act_before() -> None:
    text = "Gunmen launched an attack on a bus. Since 2011 many were killed."
    attack, dead = told("e1", "attack", text, actors=(GUNMEN,)), told("e2", "killed", text)
    assert len(merge([attack, dead], text)) == 2


def test_other_dead_are_of_another_act() -> None:
    text = "Gunmen launched an attack on a bus. Nine people were killed."
    attack = told("e1", "attack", text, tolls=Tolls(killed=Quantity(3, 3, 3)))
    dead = told("e2", "killed", text, tolls=Tolls(killed=Quantity(9, 9, 9)))
    assert len(merge([attack, dead], text)) == 2


def test_a_headlines_group_is_the_leads_militants() -> None:
    text = "Front attacks kill 12. Militants launched raids, killing at least 12."
    toll = Tolls(killed=Quantity(12, 12, None))
    front = Participant(0, 5, "Front", id="JAN", sector="REB")
    loose = Participant(23, 32, "Militants", id="SYR.REB", country="SYR", sector="REB")
    first = told("e1", "attacks", text, actors=(front,), tolls=toll)
    again = told("e2", "raids", text, actors=(loose,), tolls=toll)
    assert len(merge([first, again], text)) == 1
    army = replace(loose, text="Soldiers", id="SYR.MIL", sector="MIL")
    assert len(merge([first, replace(again, actors=(army,))], text)) == 2


def test_an_army_acts_for_its_state() -> None:
    army = replace(RUSSIA, text="The air force", id="RUS.MIL")
    assert same_happening(strike("e1"), strike("e2", actors=(army,)))


def test_few_dead_are_alike_by_chance() -> None:
    text = "Raids killed three drivers. Raids on Friday killed three medics."
    toll = Tolls(killed=Quantity(3, 3, 3))
    first = told("e1", "Raids", text, tolls=toll)
    second = told("e2", "Raids on", text, tolls=toll)
    second = replace(second, evidence=(replace(second.trigger, text="raids"),))
    assert not same_happening(first, second)


def test_the_attack_named_by_a_town_is_the_one_there() -> None:
    text = "One attack struck. A second attack struck. The Homs attack killed nobody."
    homs = told("e1", "attack", text, place=HOMS)
    span = Span(text.index("second attack") + 7, text.index("second attack") + 13, "attack")
    other = replace(homs, id="e2", place=ALEPPO, trigger=span, evidence=(span,))
    at = text.index("Homs attack") + 5
    again = told("e3", "attack", text, trigger=Span(at, at + 6, "attack"))
    again = replace(again, evidence=(again.trigger,))
    kept = merge([homs, other, again], text)
    assert [len(event.evidence) for event in kept] == [2, 1]


def test_the_truce_is_no_attack_told_before() -> None:
    text = "Russian strikes hit ISIL there. The truce held for an hour."
    again = told("e2", "truce", text)
    assert len(merge([strike("e1"), again], text)) == 2


def test_another_source_without_a_figure_brings_no_event_of_its_own() -> None:
    monitor = Attribution(source=Participant(0, 7, "Monitor", id="SOHR"))
    first = strike("e1", attribution=monitor)
    other = strike("e2", trigger=Span(35, 41, "struck"), attribution=KERRY)
    assert len(merge([first, other], TWO_SENTENCES)) == 1
    blamed = replace(KERRY, stance="accuses")
    assert len(merge([first, replace(other, attribution=blamed)], TWO_SENTENCES)) == 2


def test_the_massacres_are_not_the_one_told_before() -> None:
    text = "Gunmen committed a massacre there. He spoke against the massacres of many."
    one, many = told("e1", "massacre", text), told("e2", "massacres", text)
    assert len(merge([one, many], text)) == 2


def test_as_many_dead_civilians_are_not_as_many_dead_fighters() -> None:
    toll = Tolls(killed=Quantity(10, 10, 10))
    civilians = Participant(0, 12, "10 civilians", id="SYR.CVL")
    fighters = Participant(0, 11, "10 fighters", id="IS")
    first = strike("e1", "raid", actors=(), recipients=(civilians,), tolls=toll)
    again = strike("e2", "killed", recipients=(fighters,), tolls=toll)
    assert not same_happening(first, again)
    assert same_happening(first, replace(again, recipients=(civilians,)))


def test_dozens_are_told_exactly_in_the_lead() -> None:
    vague = strike("e1", tolls=Tolls(killed=Quantity(24, 24, None)))
    exact = strike("e2", tolls=Tolls(killed=Quantity(58, 58, 58)))
    assert same_happening(vague, exact)
    few = strike("e3", tolls=Tolls(killed=Quantity(9, 9, 9)))
    assert not same_happening(vague, few)


def test_what_a_year_told_is_background_to_what_was_just_told() -> None:
    year = DateRange(dt.date(2014, 1, 1), dt.date(2014, 12, 31), 5)
    day = DateRange(dt.date(2014, 5, 2), dt.date(2014, 5, 2), 1)
    assert not same_happening(strike("e1"), strike("e2", date=year))
    assert same_happening(strike("e1"), strike("e2", date=day))

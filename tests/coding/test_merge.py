from __future__ import annotations

from dataclasses import replace

from sayso.coding.merge import merge
from sayso.schema import Attribution, Event, Participant, Place, Quantity, Span, Tolls

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


def test_two_places_in_one_sentence_are_two_happenings() -> None:
    second = strike("e2", trigger=Span(33, 40, "strikes"), place=ALEPPO)
    assert len(merge([strike("e1", place=HOMS), second], ONE_SENTENCE)) == 2


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


def test_a_headline_glued_to_its_lead_tells_the_same_dead() -> None:
    toll = Tolls(killed=Quantity(31, 31, 31))
    first = strike("e1", "bomb", recipients=(), tolls=toll, place=HOMS)
    again = replace(first, id="e2", trigger=Span(33, 37, "bomb"), evidence=(Span(33, 37, "bomb"),))
    assert len(merge([first, again], ONE_SENTENCE)) == 1


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


def test_the_attack_in_a_town_is_the_one_told_of_it() -> None:
    text = "One attack struck. A second attack struck. The Homs attack killed nobody."
    homs = told("e1", "attack", text, place=HOMS)
    span = Span(text.index("second attack") + 7, text.index("second attack") + 13, "attack")
    other = replace(homs, id="e2", place=ALEPPO, trigger=span, evidence=(span,))
    at = text.index("Homs attack") + 5
    again = told("e3", "attack", text, trigger=Span(at, at + 6, "attack"), place=HOMS)
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


def test_a_denial_by_another_stays_beside_what_it_denies() -> None:
    denied = strike(
        "e2", "struck", factuality="did_not_happen", trigger=Span(35, 41, "struck"),
        attribution=replace(KERRY, stance="denies"),
    )  # fmt: skip
    kept = merge([strike("e1"), replace(denied, evidence=(denied.trigger,))], TWO_SENTENCES)
    assert [(event.factuality, event.same_as) for event in kept] == [
        ("happened", None), ("did_not_happen", "e1"),
    ]  # fmt: skip


def test_what_one_source_plans_and_did_are_two() -> None:
    planned = strike("e2", "struck", factuality="planned", trigger=Span(35, 41, "struck"))
    kept = merge([strike("e1"), replace(planned, evidence=(planned.trigger,))], TWO_SENTENCES)
    assert [event.same_as for event in kept] == [None, None]

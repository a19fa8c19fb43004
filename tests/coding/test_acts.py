from __future__ import annotations

import pytest

from tests.coding.marked import Marked


def told(text: str, *triggers: str) -> list[list[str]]:
    marked = Marked(text)
    for trigger in triggers:
        marked.trigger(trigger)
    return [[span.text for span in event.evidence] for event in marked.events()]


@pytest.mark.parametrize(
    ("text", "triggers", "acts"),
    [
        ("Air raids pounded the old town.", "raids pounded", 1),
        ("Jets shelled the town, killing nine people.", "shelled killing", 1),
        ("Nine people were killed in a raid on Maarat.", "killed raid", 1),
        ("Four were killed and ten wounded in the blast.", "killed wounded blast", 1),
        ("The army carried out a strike on Maarat.", "carried strike", 1),
        ("The strikes, which began on Monday, hit Maarat.", "strikes hit", 1),
        ("The attack that targeted the crossing was the third.", "attack targeted", 1),
        ("Gunmen shot and killed a judge.", "shot killed", 1),
        ("The raids since 21 May have killed 40 people.", "raids killed", 1),
        ("Fans are killed and many injured in drone and missile attacks.", "killed attacks", 1),
        ("A bomber blew himself up, after a chase, killing two.", "blew killing", 1),
        ("Paris continues to support Kyiv.", "continues support", 1),
        # two happenings stay two
        ("Troops killed a man that took part in the abduction.", "killed abduction", 2),
        ("The raid came after rebels executed a pilot.", "raid executed", 2),
        ("Troops freed Sinjar, freed Kobani and freed Tikrit.", "freed freed#2 freed#3", 3),
        ("Shells hit a camp where relatives of those killed in a bombing met.", "hit bombing", 2),
        ("Rebels stormed the base; gunmen ambushed a bus.", "stormed ambushed", 2),
        ("Police beat a man while soldiers shelled Maarat.", "beat shelled", 2),
    ],
)
def test_the_grammar_of_a_sentence_says_how_many_acts_it_tells(
    text: str, triggers: str, acts: int
) -> None:
    assert len(told(text, *triggers.split())) == acts


def test_two_places_told_with_and_are_two_acts() -> None:
    marked = Marked("A bomb killed four in Homs and a raid killed nine in Aleppo.")
    marked.names(LOC="Homs|Aleppo")
    marked.trigger("killed", place="Homs").trigger("raid").trigger("killed#2", place="Aleppo")
    assert len(marked.events()) == 2


def test_an_act_denied_is_not_the_act_done() -> None:
    marked = Marked("The strikes hit no civilians.")
    marked.trigger("strikes").trigger("hit", fact="did_not_happen")
    assert len(marked.events()) == 2


def test_a_speaker_between_two_words_parts_them() -> None:
    marked = Marked("Jets bombed Maarat, activists said, and a shelling killed four people.")
    marked.says("activists", "said", "Jets bombed Maarat")
    marked.trigger("bombed").trigger("shelling").trigger("killed")
    assert len(marked.events()) == 2


def test_the_act_leads_and_its_result_brings_the_figure_and_the_victims() -> None:
    marked = Marked("Jets bombed Maarat, killing at least nine civilians.")
    marked.trigger("bombed", actor="Jets", recipient="Maarat", mode="aerial").trigger("killing")
    (event,) = marked.events()
    assert event.trigger.text == "bombed"
    assert [p.text for p in event.recipients] == ["Maarat", "at least nine civilians"]
    assert event.tolls.killed is not None and event.tolls.killed.low == 9


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        ("The minister stressed that the talks would go on.", "stressed", "REQUEST"),
        ("Moscow claimed that the raid was a success.", "claimed", "REJECT"),
        ("After four years of struggle they went home.", "struggle", "ASSAULT"),
        ("The group holds large swathes of the east.", "swathes", "ASSAULT"),
        ("Rebels have not left the town.", "not", "REJECT"),
    ],
)
def test_words_that_only_tell_are_no_acts(text: str, word: str, kind: str) -> None:
    assert Marked(text).trigger(word, kind, actor=text.split()[0]).events() == []


def test_told_to_do_something_is_a_request() -> None:
    text = "Washington told the rebels to leave the town."
    assert len(Marked(text).trigger("told", "REQUEST", actor="Washington").events()) == 1


def test_a_word_inside_a_name_is_no_act() -> None:
    marked = Marked("He spoke at Fort Siege on Monday.").names(LOC="Fort Siege")
    assert marked.trigger("Fort", "ASSAULT", place="Fort Siege").events() == []


def test_a_result_that_the_model_passed_over_is_the_acts() -> None:
    marked = Marked("Ten people are killed and eight others are injured in an attack on a mine.")
    (event,) = marked.trigger("attack").events()
    assert [span.text for span in event.evidence] == ["attack", "killed", "injured"]
    assert event.tolls.killed is not None and event.tolls.killed.best == 10
    assert event.tolls.wounded is not None and event.tolls.wounded.best == 8


def test_the_noun_before_a_noun_only_says_of_what_kind_it_is() -> None:
    marked = Marked("The director went to ceasefire talks in Doha.")
    marked.trigger("ceasefire", "RETREAT").trigger("talks", "CONSULT")
    assert [event.type for event in marked.events()] == ["CONSULT"]


def test_two_passives_with_one_place_are_one_act() -> None:
    text = "Nine people are killed and houses are destroyed by gunmen in Maarat."
    marked = Marked(text).trigger("killed").trigger("destroyed")
    assert len(marked.events()) == 1


def test_a_wave_of_attacks_is_one_act() -> None:
    marked = Marked("A wave of bomb attacks hit Maarat.").trigger("wave").trigger("attacks")
    assert len(marked.events()) == 1

from __future__ import annotations

import pytest

from tests.coding.marked import Marked


def told(text: str, *triggers: str) -> list[list[str]]:
    marked = Marked(text)
    for trigger in triggers:
        marked.trigger(trigger)
    return [[span.text for span in event.evidence] for event in marked.events()]


@pytest.mark.parametrize(
    ("text", "trigger", "evidence"),
    [
        ("Jets shelled the town, killing nine people.", "shelled", ["shelled", "killing"]),
        ("Nine people were killed in a raid on Maarat.", "raid", ["raid", "killed"]),
        ("Gunmen shot and killed a judge.", "shot", ["shot", "killed"]),
        ("The raids since 21 May have killed 40 people.", "raids", ["raids", "killed"]),
        (
            "Fans are killed and many injured in drone attacks.",
            "attacks",
            ["attacks", "killed", "injured"],
        ),
        # the words of another act
        ("Troops killed a man that took part in the abduction.", "abduction", ["abduction"]),
        ("Jets bombed Maarat, activists said, and guards killed four.", "bombed", ["bombed"]),
    ],
)
def test_results_that_are_no_triggers_belong_to_the_act_beside_them(
    text: str, trigger: str, evidence: list[str]
) -> None:
    marked = Marked(text)
    if "activists" in text:
        marked.says("activists", "said", "Jets bombed Maarat")
    (event,) = marked.trigger(trigger).events()
    assert [span.text for span in event.evidence] == evidence


@pytest.mark.parametrize(
    ("text", "triggers"),
    [
        ("Pirates attacked and seized a tanker.", "attacked seized"),
        ("Troops freed Sinjar, freed Kobani and freed Tikrit.", "freed freed#2 freed#3"),
        ("Air raids and shootings killed nine.", "raids shootings"),
        ("Nine died in an ambush and a raid that followed.", "ambush raid"),
    ],
)
def test_triggers_are_acts_of_their_own(text: str, triggers: str) -> None:
    words = triggers.split()
    assert len(told(text, *words)) == len(words)


def test_an_act_denied_is_not_the_act_done() -> None:
    marked = Marked("The strikes hit no civilians.")
    marked.trigger("strikes").trigger("hit", fact="did_not_happen")
    assert len(marked.events()) == 2


def test_the_act_leads_and_its_result_brings_the_figure_and_the_victims() -> None:
    marked = Marked("Jets bombed Maarat, killing at least nine civilians.")
    marked.trigger("bombed", actor="Jets", recipient="Maarat", mode="aerial")
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

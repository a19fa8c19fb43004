from __future__ import annotations

import json
from pathlib import Path

from sayso.read import FailureLog
from sayso.schema import Failure


def test_no_failure_no_file(tmp_path: Path) -> None:
    with FailureLog(tmp_path / "failures.jsonl") as log:
        pass
    assert log.count == 0
    assert not log.path.exists()


def test_each_failure_is_a_line_at_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "failures.jsonl"
    with FailureLog(path) as log:
        log.write(Failure("a.txt", "EmptyInput", "no text in it", "give another"))
        assert json.loads(path.read_text())["where"] == "a.txt"
        log.write(Failure("b\n.txt", "NotText", "binary"))
    assert log.count == 2
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert [row["error"] for row in rows] == ["EmptyInput", "NotText"]


def test_an_older_log_is_replaced_at_the_first_failure(tmp_path: Path) -> None:
    path = tmp_path / "failures.jsonl"
    path.write_text("old\n")
    with FailureLog(path) as log:
        assert path.read_text() == "old\n"
        log.write(Failure("a", "NotText", "x"))
    assert "old" not in path.read_text()

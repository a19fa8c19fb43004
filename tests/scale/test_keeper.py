"""The keeper: whatever a document does to its process costs one failure, and nothing else."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sayso.archive.shards import Coding
from sayso.errors import SaysoError
from sayso.scale.keeper import Keeper, Result, fetch_from
from sayso.scale.pieces import Part, Piece, cut, parts
from sayso.scale.worker import Settings
from tests.scale.fake_worker import KILLED_ONCE, MODULE, line

ROOT = Path(__file__).parents[2]
LIMIT = 4.0  # seconds: long for a quick coder even on a machine that does much else


def fetch(piece: Piece, target: Path) -> None:
    with Path(piece.uri).open("rb") as stream:
        fetch_from(stream, piece, target)


@pytest.fixture(scope="module")
def keeper() -> Iterator[Keeper]:
    os.environ["PYTHONPATH"] = str(ROOT)
    kept = Keeper(Settings(time_limit=30.0, module=MODULE), fetch)
    yield kept
    kept.stop()


def part_of(path: Path, words: list[str]) -> Part:
    path.write_text("".join(line(n, word) for n, word in enumerate(words)), encoding="utf-8")
    with path.open("rb") as stream:
        (part,) = parts(cut(stream, uri=str(path)), shards=1, workers=1)
    return part


def names(result: Result) -> list[tuple[str, str]]:
    return [(failure.where, failure.error) for failure in result.failures]


def test_what_breaks_costs_one_row(keeper: Keeper, tmp_path: Path) -> None:
    words = ["", "CRASH", "", "MEMORY", "RAISE", "", "CRASH", ""]
    result = keeper.code(part_of(tmp_path / "a.jsonl", words))
    assert result.documents == 8
    assert names(result) == [
        ("made-1", "NotText"), ("made-3", "TooLarge"), ("made-4", "ValueError"),
        ("made-6", "NotText"),
    ]  # fmt: skip
    assert result.restarts == 4
    without = [n for n, word in enumerate(words) if not word]
    assert ids(result, tmp_path) == [f"made-{n}" for n in without]


def ids(result: Result, folder: Path) -> list[str]:
    from pyarrow import parquet

    file = folder / "shard.parquet"
    file.write_bytes(result.shard)
    found: list[str] = parquet.read_table(file, columns=["id"]).column("id").to_pylist()
    return found


def test_a_standstill_costs_its_time_limit(keeper: Keeper, tmp_path: Path) -> None:
    keeper.settings = Settings(time_limit=LIMIT, module=MODULE)
    start = time.monotonic()
    result = keeper.code(part_of(tmp_path / "a.jsonl", ["", "STANDSTILL", ""]))
    assert names(result) == [("made-1", "TooSlow")]
    assert result.documents == 3
    assert time.monotonic() - start >= LIMIT
    keeper.settings = Settings(time_limit=30.0, module=MODULE)


def test_a_kill_from_outside_costs_nothing(
    keeper: Keeper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = part_of(tmp_path / "a.jsonl", ["", "KILL-ONCE", "", ""])
    mark = tmp_path / "mark"
    mark.touch()
    monkeypatch.setenv(KILLED_ONCE, str(mark))
    keeper.stop()
    quiet = keeper.code(part)
    keeper.stop()
    mark.unlink()
    killed = keeper.code(part)
    assert (quiet.restarts, killed.restarts) == (0, 1)
    assert killed.name == quiet.name  # the hash of what the shard holds
    assert killed.shard == quiet.shard
    assert not killed.failures


def test_killed_at_any_moment(keeper: Keeper, tmp_path: Path) -> None:
    part = part_of(tmp_path / "a.jsonl", ["SLOW"] * 12)
    quiet = keeper.code(part)
    assert keeper._process
    timer = threading.Timer(0.3, keeper._process.kill)
    timer.start()
    killed = keeper.code(part)
    timer.join()
    assert killed.shard == quiet.shard
    assert not killed.failures


def test_a_process_is_kept_and_recycled(keeper: Keeper, tmp_path: Path) -> None:
    part = part_of(tmp_path / "a.jsonl", [""] * 3)
    first, second = keeper.code(part), keeper.code(part)
    assert first.process == second.process
    keeper.settings = Settings(time_limit=30.0, module=MODULE, recycle_after=1)
    keeper.code(part)
    assert keeper._process is None


def test_another_model_is_refused(tmp_path: Path) -> None:
    settings = Settings(by=Coding("another", "another"))
    with pytest.raises(SaysoError, match="same version of sayso on all machines"):
        Keeper(settings, fetch).code(part_of(tmp_path / "a.jsonl", [""]))


def test_a_part_that_is_gone_is_a_problem(keeper: Keeper, tmp_path: Path) -> None:
    part = part_of(tmp_path / "a.jsonl", [""])
    (tmp_path / "a.jsonl").unlink()
    result = keeper.code(part)
    assert result.problem
    assert result.documents == 0

"""Bulk runs on the engine: the same rows whatever the engine, the workers, the breaks and kills."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from sayso.archive import Archive
from sayso.archive.layout import content_hash
from sayso.cli import group
from sayso.errors import ArchiveError, MissingExtra
from sayso.read import read_inputs
from sayso.scale import BulkOptions, run
from sayso.scale.pieces import GRAIN
from sayso.scale.worker import Settings
from sayso.schema import Article, from_json, to_json
from tests.archive.made import coded
from tests.read.files import warc
from tests.scale import process
from tests.scale.fake_worker import MODULE, line

ROOT = Path(__file__).parents[2]
COUNT = 9 * GRAIN
BAD = "not JSON\n"


@pytest.fixture(scope="module", autouse=True)
def _importable() -> None:
    """The workers import the fake one from this checkout."""
    pytest.importorskip("daft", reason="needs the extra `scale`")
    os.environ["PYTHONPATH"] = str(ROOT)


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rows that take a moment each, one that crashes its process and one that is broken."""
    path = tmp_path_factory.mktemp("given") / "rows.jsonl"
    words = {7: "CRASH"}
    made = [line(n, words.get(n, "SLOW")) for n in range(COUNT)]
    path.write_text("".join([*made[:20], BAD, *made[20:]]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def quiet(lines: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of a native run that nothing disturbed."""
    output = tmp_path_factory.mktemp("quiet") / "archive"
    told = process.ended(process.start("native", lines, output))
    assert told["added"] == COUNT - 1
    assert told["failed"] == 2
    assert told["processes"] >= 2
    return output


def expected(path: Path) -> dict[str, str]:
    """What a plain loop over the same file comes to."""
    articles = [item for item in read_inputs([path]) if isinstance(item, Article)]
    made = [coded(one) for one in articles if "CRASH" not in one.text]
    return {content_hash(one): to_json(one).decode() for one in made}


def test_rows_are_those_of_a_plain_loop(lines: Path, quiet: Path) -> None:
    assert process.rows(quiet) == expected(lines)
    told = [json.loads(text) for text in (quiet / "failures.jsonl").read_text().splitlines()]
    assert sorted(one["where"].removeprefix(str(lines)) for one in told) == [":21", "made-7"]


def test_the_output_is_an_archive(lines: Path, quiet: Path) -> None:
    done = CliRunner().invoke(group, ["archive", "rebuild", "--archive", str(quiet)])
    assert done.exit_code == 0, done.output
    with Archive(quiet) as archive:
        assert len(archive) == COUNT - 1
        assert list(archive.search("correspondent", actor="RUS").rows())


@pytest.mark.parametrize("words", [MODULE, "daft.execution.udf_worker"])
def test_a_killed_worker_changes_nothing(
    lines: Path, quiet: Path, tmp_path: Path, words: str
) -> None:
    running = process.start("native", lines, tmp_path / "out")
    process.kill_one(running.pid, words, when=tmp_path / "out" / "bulk.jsonl")
    told = process.ended(running)
    assert told["added"] == COUNT - 1
    assert process.rows(tmp_path / "out") == process.rows(quiet)


def test_a_killed_run_goes_on(lines: Path, quiet: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    running = process.start("native", lines, output)
    process.kill_one(running.pid, MODULE, when=output / "bulk.jsonl")
    below = [seen.number for seen in process.under(running.pid)]
    running.kill()
    running.wait()
    with (output / "bulk.jsonl").open("ab") as notes:
        notes.write(b'{"hashes":["cut o')  # as a kill in the middle of a line leaves it
    told = process.ended(process.start("native", lines, output))
    assert 0 < told["known"] < COUNT
    assert told["known"] + told["added"] + told["failed"] >= COUNT + 1
    assert process.rows(output) == process.rows(quiet)
    again = process.ended(process.start("native", lines, output))
    assert (again["known"], again["added"], again["shards"]) == (COUNT + 1, 0, 0)
    left = {seen.number for seen in process.under(1)} & set(below)
    assert not left, "a worker outlived its run"


@pytest.mark.skipif(sys.platform == "win32", reason="Ray's processes are looked up in /proc")
def test_ray_with_a_killed_worker(lines: Path, quiet: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="needs the extra `scale`")
    running = process.start("ray", lines, tmp_path / "out")
    process.kill_one(running.pid, "UDFActor", when=tmp_path / "out" / "bulk.jsonl")
    told = process.ended(running)
    assert told["workers"] == 2
    assert told["processes"] >= 2
    assert process.rows(tmp_path / "out") == process.rows(quiet)


def bulk(inputs: list[str | Path], output: Path, *, module: str = MODULE) -> None:
    settings = Settings(module=module)
    run(inputs, output, BulkOptions(workers=1, shards=1, settings=settings))


def test_formats_and_addresses(tmp_path: Path) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    rows = [json.loads(line(n)) for n in range(5)]
    pq.write_table(pa.Table.from_pylist(rows), folder / "rows.parquet")
    body = "<p>" + "Rebels shelled Taiz on Monday, killing six people, officials said. " * 3
    (folder / "pages.warc.gz").write_bytes(
        warc(*((f"https://example.org/{n}", "text/html", body.encode()) for n in range(3)))
    )
    (folder / "more.jsonl").write_text(line(5) + line(6), encoding="utf-8")
    (folder / "notes.txt").write_text("not of a kind that is read here", encoding="utf-8")
    bulk([folder], tmp_path / "local")
    found = [from_json(one) for one in process.rows(tmp_path / "local").values()]
    ids = [f"made-{n}" for n in range(7)] + [f"https://example.org/{n}" for n in range(3)]
    assert sorted(one.id for one in found) == sorted(ids)
    (told,) = (tmp_path / "local" / "failures.jsonl").read_text().splitlines()
    assert "notes.txt" in told
    addresses = [f"file://{folder}/*.parquet", f"file://{folder}/more.jsonl"]
    bulk(list(addresses), tmp_path / "remote")
    local = process.rows(tmp_path / "local")
    assert process.rows(tmp_path / "remote").items() <= local.items()
    assert len(process.rows(tmp_path / "remote")) == 7


def test_another_model_is_refused(lines: Path, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(line(1), encoding="utf-8")
    bulk([tmp_path / "a.jsonl"], tmp_path / "out")
    notes = tmp_path / "out" / "bulk.jsonl"
    first, *rest = notes.read_text().splitlines()
    other = {**json.loads(first), "model": "another"}
    notes.write_text("\n".join([json.dumps(other), *rest]) + "\n")
    with pytest.raises(ArchiveError, match="another model"):
        bulk([tmp_path / "a.jsonl"], tmp_path / "out")


def test_the_command_with_the_real_coder(tmp_path: Path) -> None:
    from sayso.pipeline import CodeOptions, Coder

    given = tmp_path / "a.jsonl"
    given.write_text(line(1) + line(2) + BAD, encoding="utf-8")
    words = ["run", str(given), str(tmp_path / "out"), "--workers", "1"]
    done = CliRunner().invoke(group, words)
    assert done.exit_code == 3, done.output  # a row failed
    assert "sayso archive rebuild" in done.output
    coder = Coder(CodeOptions(threads=1))
    articles = [one for one in read_inputs([given]) if isinstance(one, Article)]
    alone = {content_hash(one): to_json(next(coder.code([one]))).decode() for one in articles}
    assert process.rows(tmp_path / "out") == alone


def test_without_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "daft", None)
    with pytest.raises(MissingExtra, match=r"sayso\[scale\]"):
        bulk([tmp_path], tmp_path / "out")


def test_what_is_not_there(tmp_path: Path) -> None:
    bulk([tmp_path / "none.jsonl", "http://example.org/a.jsonl"], tmp_path / "out")
    told = (tmp_path / "out" / "failures.jsonl").read_text()
    assert "is not there" in told
    assert "no http addresses" in told


def test_settings_survive_the_way() -> None:
    from sayso.pipeline import CodeOptions
    from sayso.scale.worker import settings_from, settings_line

    coding = CodeOptions(Path("a.yaml"), None, (Path("b.csv"),), 1)
    settings = replace(Settings(), coding=coding)
    assert settings_from(settings_line(settings)) == settings

"""`sayso read` and `sayso explain` as a person calls them."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from sayso.cli import COMMANDS, group
from sayso.cli.show import print_article
from sayso.schema import Article, Event, Span

SAMPLE = Path(__file__).parents[2] / "examples" / "harbour-strike.txt"


def run(*words: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(group, [str(word) for word in words], input=stdin)


def test_every_command_has_help_and_the_line_in_the_list() -> None:
    for name, (line, _) in COMMANDS.items():
        result = run(name, "--help")
        assert result.exit_code == 0, name
        assert "Usage:" in result.output and line


def test_help_imports_no_heavy_library_and_is_quick() -> None:
    code = (
        "import sys; from sayso.cli import group\n"
        "try: group(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'onnxruntime','duckdb','numpy','pyarrow','trafilatura','rich','fastapi'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert time.perf_counter() - start < 5  # a bound for a busy machine; the figure is in the docs


def test_the_table_fits_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    result = run("read", SAMPLE)
    assert result.exit_code == 0
    table = [line for line in result.output.splitlines() if "set aside" not in line]
    assert max(len(line) for line in table) <= 80
    assert "ASSAULT" in result.output


def test_another_sources_telling_names_the_first() -> None:
    at = Span(0, 7, "Shelled")
    first = Event("e1", "ASSAULT", None, "material conflict", at)
    again = replace(first, id="e2", same_as="e1")
    console = Console(width=80, record=True, file=io.StringIO())
    print_article(Article(id="a", text="Shelled", events=(first, again)), console)
    shown = console.export_text().splitlines()
    names = [line.split()[0] for line in shown if line.startswith((" e", " ="))]
    assert names == ["e1", "e2", "=e1"]
    assert any(line.startswith("=e1 under an event") for line in shown)


def test_jsonl_keeps_ids_and_order() -> None:
    lines = [json.dumps({"id": str(i), "text": "Rebels shelled Taiz."}) for i in (3, 1, 2)]
    result = run("read", "-", "--jsonl", stdin="\n".join(lines))
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["3", "1", "2"]


def test_the_schema_fits_what_is_printed() -> None:
    schema = json.loads(run("read", "--schema").stdout)
    article = json.loads(run("read", SAMPLE, "--json").stdout)
    properties = schema["$defs"]["Article"]["properties"]
    assert set(article) == set(properties)


def test_what_was_dropped_is_listed_with_reasons() -> None:
    result = run("read", SAMPLE, "--show-dropped")
    assert "Accessibility links" in result.output


def test_bad_input_is_named_and_the_rest_is_coded(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    (tmp_path / "b.txt").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "c.txt").write_text("Rebels shelled the market of Taiz on Monday, police said.")
    (tmp_path / "d.txt").write_text("Войска заняли город после тяжёлых боёв, сообщил генерал. " * 5)
    log = tmp_path / "failures.jsonl"
    result = run("read", tmp_path, "http://127.0.0.1:9/x", "--failures", log, "--jsonl")
    assert result.exit_code == 3
    named = {Path(row["where"]).name: row for row in map(json.loads, log.read_text().splitlines())}
    assert {"a.txt", "b.txt", "d.txt"} <= set(named)
    assert named["a.txt"]["error"] == "EmptyInput"
    assert named["d.txt"]["error"] == "NotEnglish"
    assert any(row["error"] == "ForbiddenAddress" for row in named.values())
    assert all(row["remedy"] for row in named.values())
    assert '"ASSAULT"' in result.stdout


def test_explain_shows_offsets_scores_and_reasons() -> None:
    result = run("explain", SAMPLE)
    assert result.exit_code == 0
    for word in ("trigger", "factuality", "source", "type"):
        assert word in result.output


def test_explaining_an_event_that_is_not_there_names_those_that_are() -> None:
    result = run("explain", SAMPLE, "e999")
    assert result.exit_code != 0
    assert "e999" in str(result.exception)


def test_eval_of_a_row_that_does_not_fit_says_so(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": "x", "text": "Rebels left."}\n')
    result = run("eval", "factuality", path)
    assert "does not fit" in str(result.exception)

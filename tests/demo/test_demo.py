"""`sayso demo`: the bundled articles, what is made of them, and the clearing up."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from sayso.cli.demo import command
from sayso.demo import Demo, built, copy_files
from sayso.errors import InputError
from sayso.record.store import home


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    with built() as found:
        yield found


def test_four_publishers_on_two_days(demo: Demo) -> None:
    articles = list(demo.archive.read())
    assert {a.id for a in articles} == {
        "gazette-1", "gazette-2", "meridian-1", "meridian-2", "relief-1", "voice-1"
    }  # fmt: skip
    assert {a.publisher for a in articles} == {
        "The Karrow Gazette", "Upland Voice", "Meridian Wire", "Harbour Relief Bulletin"
    }  # fmt: skip
    assert {str(a.date.start) for a in articles if a.date} == {"2025-06-04", "2025-06-05"}


def test_furniture_of_the_pages_is_not_coded(demo: Demo) -> None:
    for article in demo.archive.read():
        body = "".join(article.text[b.start : b.end] for b in article.read_blocks())
        assert "cookies" not in body and "Sign up" not in body and "Donate" not in body
        assert 90 < len(body.split()) < 230


def test_publishers_differ_in_whose_word_it_is_and_how_many_died(demo: Demo) -> None:
    tellings = demo.tellings()
    assert len({row["publisher"] for row in tellings}) >= 3
    assert len({row["source"] for row in tellings}) >= 3


def test_the_record_decides_some_claims(demo: Demo) -> None:
    verdicts = {check.verdict for _, check in demo.checks()}
    assert verdicts & {"supported", "mixed", "contradicted"}


def test_the_record_knows_all_its_actors(demo: Demo) -> None:
    assert demo.record.manifest.unmapped == {}


def test_several_publishers_tell_of_the_incident(demo: Demo) -> None:
    name = demo.incident()
    assert name is not None
    row = next(row for row in demo.archive.incidents.rows() if row["incident"] == name)
    assert row["publishers"] >= 2 and row["place"] == "Selmouth"


def test_home_and_folder_are_as_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path))
    with pytest.raises(RuntimeError), built() as found:
        folder = found.archive.path.parent
        assert home() == folder
        raise RuntimeError
    assert home() == tmp_path
    assert not folder.exists()
    assert list(tmp_path.iterdir()) == []


def test_once_prints_and_ends(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    result = CliRunner().invoke(command, ["--once"])
    assert result.exit_code == 0, result.output
    assert "Selmouth" in result.stdout and "Upland Voice" in result.stdout
    assert list(tmp_path.iterdir()) == []


def test_files_are_copied_once(tmp_path: Path) -> None:
    folder = copy_files(tmp_path / "ilmara")
    assert len(list((folder / "pages").glob("*.html"))) == 6
    assert not list(folder.rglob("*.py"))
    with pytest.raises(InputError, match="new folder"):
        copy_files(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to clear up after")
def test_a_killed_demo_clears_up(tmp_path: Path) -> None:
    env = {**os.environ, "TMPDIR": str(tmp_path), "SAYSO_HOME": str(tmp_path / "home")}
    words = [sys.executable, "-m", "sayso", "demo", "--no-browser", "--port", "0"]
    with subprocess.Popen(words, env=env, stderr=subprocess.PIPE, text=True) as process:
        address = _address(process)
        assert "/incident?id=" in address
        with urllib.request.urlopen(address, timeout=20) as page:
            assert "Selmouth" in page.read().decode()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 143
    assert not list(tmp_path.glob("sayso-demo-*"))


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"http://127\.0\.0\.1:\d+/\S*", line):
            _wait(found[0])
            return found[0]
    raise AssertionError("it never said where it listens")


def _wait(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)

"""The manual builds without warnings, names every command, and every block of it runs."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sayso.cli import COMMANDS
from tests.docs.blocks import ROOT, Block, Reader, blocks, pages, reason_to_skip

ALL = [block for page in pages() for block in blocks(page)]

GED = (
    "id,year,type_of_violence,side_a,side_b,where_prec,latitude,longitude,country,date_prec,"
    "date_start,date_end,low,best,high,source_office\n"
    '1,2025,1,Government of Syria,"Syrian insurgents",1,34.84,36.73,Syria,1,2025-06-03,2025-06-03,'
    "1,2,4,SOHR\n"
)
CLAIMS = "id,date,place,country,actor,recipient\n1,2025-06-03,Talbiseh,SYR,Russia,Islamic State\n"


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Reader]:
    """One reader a page, each with the files that the manual offers for download."""
    return {page: _reader(tmp_path_factory.mktemp("page")) for page in {b.page for b in ALL}}


def _reader(folder: Path) -> Reader:
    for file in (ROOT / "docs" / "files").iterdir():
        shutil.copy(file, folder)
    shutil.copytree(ROOT / "examples", folder / "examples")
    # files that a page names as the reader's own
    for name in ("article.html", "report.html", "news/one.html"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / "src/sayso/demo/pages/voice-1.html", folder / name)
    for name in ("ged251.csv", "ged.csv"):
        (folder / name).write_text(GED, encoding="utf-8")
    (folder / "claims.csv").write_text(CLAIMS, encoding="utf-8")
    (folder / "articles.jsonl").write_text('{"id": "1", "text": "Rebels shelled Taiz."}\n')
    return Reader(folder)


@pytest.mark.parametrize("block", ALL, ids=str)
def test_block_runs(block: Block, readers: dict[str, Reader]) -> None:
    if reason := reason_to_skip(block):
        pytest.skip(reason)
    for before in ALL:
        if before.page == block.page and before.line < block.line and not reason_to_skip(before):
            with contextlib.suppress(Exception):  # its own test tells
                readers[block.page].run(before)
    readers[block.page].run(block)


def test_jobs_of_the_checkout_are_there() -> None:
    job = re.compile(r"python3 dev\.py (\w+)")
    named = {found for block in ALL for found in job.findall(block.code)}
    assert named <= set(job.findall((ROOT / "dev.py").read_text(encoding="utf-8")))


def test_marks_are_understood() -> None:
    for block in ALL:
        assert not block.mark or block.mark.startswith(("skip: ", "needs ")), str(block)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_used_in_the_manual(name: str) -> None:
    assert any(f"sayso {name}" in block.code for block in ALL), f"no block shows sayso {name}"


def test_manual_builds_without_warnings(tmp_path: Path) -> None:
    pytest.importorskip("furo", reason="needs the dependency group `docs`")
    words = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
    built = subprocess.run(
        [*words, str(ROOT / "docs"), str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr
    commands = (tmp_path / "reference-commands.html").read_text(encoding="utf-8")
    assert all(f"sayso {name}" in commands for name in COMMANDS)
    for page in tmp_path.glob("*.html"):
        assert 'src="http' not in page.read_text(encoding="utf-8"), "it would load from elsewhere"

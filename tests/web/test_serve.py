"""`sayso serve`: what it opens, and whom it refuses."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from sayso.cli.serve import command, opened
from sayso.errors import ArchiveError, InputError
from sayso.schema import to_json
from tests.web.data import articles, harbour


def test_a_file_of_articles_is_served_and_not_added_to(tmp_path: Path) -> None:
    file = tmp_path / "war.jsonl"
    file.write_bytes(b"\n".join(to_json(one) for one in articles()))
    with opened(file) as (archive, can_keep):
        assert len(archive) == 3
        assert not can_keep
        assert archive.article("harbour") == harbour()
        folder = archive.path
    assert not folder.exists()


def test_other_files_are_refused_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "war.jsonl"
    file.write_bytes(to_json(harbour()) + b'\n{"id": 3}\n')
    with pytest.raises(InputError, match="line 2") as raised, opened(file):
        pass
    assert "sayso read" in raised.value.remedy
    with pytest.raises(InputError, match="cannot be read"), opened(tmp_path / "none.jsonl"):
        pass
    with pytest.raises(ArchiveError), opened(tmp_path):
        pass


def test_other_machines_need_a_token(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, [str(tmp_path), "--host", "desk.example"])
    assert isinstance(result.exception, InputError)
    assert "--token" in result.exception.remedy


def test_the_command_serves_this_machine(tmp_path: Path) -> None:
    file = tmp_path / "war.jsonl"
    file.write_bytes(to_json(harbour()))
    with subprocess.Popen(
        [sys.executable, "-m", "sayso", "serve", str(file), "--port", "0"],
        env={**os.environ, "SAYSO_HOME": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stderr is not None
            line = process.stderr.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+/", line)
            assert found, line
            page = httpx.get(f"{found[0]}article?id=harbour", timeout=20)
            assert page.status_code == 200
            assert "the mayor" in page.text
        finally:
            process.terminate()

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sayso.model import model_file


def test_the_shipped_model_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAYSO_MODEL", raising=False)
    names = ("encoder.onnx", "heads.npz", "tokenizer.json", "model.json")
    assert all(model_file(name).is_file() for name in names)


def test_another_model_is_looked_for_where_it_is_said_to_be(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "model.json").write_text("{}")
    monkeypatch.setenv("SAYSO_MODEL", str(tmp_path))
    assert model_file("model.json") == tmp_path / "model.json"


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "sayso", "read", "-"],
        input="Rebels shelled the town of Taiz on Monday, police said.",
        env={"SAYSO_MODEL": str(tmp_path), "SAYSO_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert ran.returncode != 0
    assert str(tmp_path) in ran.stderr and "Traceback" not in ran.stderr

"""The worked notebook runs from its first cell to its last."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

NOTEBOOK = Path(__file__).parents[2] / "docs" / "archive-notebook.ipynb"


def test_notebook_runs(capsys: pytest.CaptureFixture[str]) -> None:
    if not files("sayso.model").joinpath("encoder.onnx").is_file():
        pytest.skip("needs the model's weights")
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    names: dict[str, Any] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
    assert (names["first"].added, names["again"].known) == (3, 3)
    assert len(names["archive"].articles) == 3
    assert "<table>" in names["archive"].events._repr_html_()

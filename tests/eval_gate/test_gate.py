"""No change may make the shipped model worse than its floors; see `training/gate.py`."""

from __future__ import annotations

from typing import Any

import pytest

from training.gate import Measured, baseline, measure


@pytest.mark.parametrize("entry", baseline(), ids=lambda e: f"{e['task']}-{e['figure']}")
def test_the_shipped_model_holds_its_floor(entry: dict[str, Any]) -> None:
    (row,) = measure([entry])
    if isinstance(row, str):
        pytest.skip(row)
    assert row.holds, str(row)


def test_a_figure_under_its_floor_is_told() -> None:
    assert not Measured("roles", "x", "macro_f1", 0.5, floor=0.6, most=None).holds
    assert not Measured("false-alarms", "x", "share", 0.2, floor=None, most=0.1).holds
    assert Measured("roles", "x", "macro_f1", 0.6, floor=0.6, most=None).holds

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from training.average import average  # noqa: E402


def test_the_mean_of_networks() -> None:
    one = {"a": torch.tensor([0.0, 2.0]), "n": torch.tensor(3)}
    two = {"a": torch.tensor([4.0, 2.0]), "n": torch.tensor(3)}
    mean = average([one, two])
    assert mean["a"].tolist() == [2.0, 2.0]
    assert mean["n"].item() == 3

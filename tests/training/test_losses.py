from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="training needs torch")

from training.losses import LEAST, total  # noqa: E402
from training.network import Dropout  # noqa: E402


def test_losses_count_in_units_of_their_own_means() -> None:
    large, small = torch.tensor(8.0), torch.tensor(0.1)
    assert total({"names": large, "cue": small}, {}).item() == pytest.approx(2.0)


def test_a_loss_that_is_learnt_is_not_magnified() -> None:
    tiny = torch.tensor(LEAST / 100)
    assert total({"names": tiny}, {}).item() == pytest.approx(0.01)


def test_means_follow_the_losses() -> None:
    means = {"names": 1.0}
    total({"names": torch.tensor(0.0)}, means)
    assert 0 < means["names"] < 1


def test_dropout_keeps_the_mean_and_rests_when_not_training() -> None:
    drop, x = Dropout(0.1), torch.ones(400, 500)
    assert drop(x).mean().item() == pytest.approx(1.0, abs=0.01)
    assert (drop(x) == 0).float().mean().item() == pytest.approx(0.1, abs=0.01)
    assert torch.equal(drop.eval()(x), x)

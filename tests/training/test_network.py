"""What training does to its numbers: rounding as int8 will, and masking."""

from __future__ import annotations

from dataclasses import replace

import pytest

torch = pytest.importorskip("torch")

from training.batches import MASK, collate, noisy  # noqa: E402
from training.instance import single  # noqa: E402
from training.network import Network, Rounded  # noqa: E402


def test_rounding_is_near_and_lets_gradients_through() -> None:
    torch.manual_seed(0)
    layer = Rounded(64, 32)
    x = torch.randn(8, 64)
    plain = layer(x)
    layer.rounds = True
    rounded = layer(x)
    assert not torch.equal(plain, rounded)
    assert torch.dist(plain, rounded) / plain.norm() < 0.05
    rounded.sum().backward()
    assert layer.weight.grad is not None and layer.weight.grad.abs().sum() > 0


def test_rounding_is_for_training_alone() -> None:
    layer = Rounded(64, 32).eval()
    x = torch.randn(8, 64)
    plain = layer(x)
    layer.rounds = True
    assert torch.equal(plain, layer(x))


def test_masking_spares_the_frame_and_the_padding() -> None:
    torch.manual_seed(0)
    batch = collate([single("x", "Rebels shelled Taiz. " * 9), single("x", "Rebels fled.")])
    masked = noisy(batch, 0.5)
    struck = masked.ids == MASK
    assert 0.3 < struck[0, 1:-1].float().mean() < 0.7
    assert not struck[:, 0].any() and not struck[batch.mask == 0].any()
    assert torch.equal(noisy(batch, 0.0).ids, batch.ids)
    assert torch.equal(masked.shapes, batch.shapes)


def test_conventions_begin_as_one_and_can_part() -> None:
    torch.manual_seed(0)
    network = Network().eval()
    network.load_base()
    batch = collate([single("x", "Rebels shelled Taiz.")] * 2)
    apart = replace(batch, conventions=torch.tensor([0, 1]))

    with torch.no_grad():
        ours, theirs = network.encode(apart.ids, apart.shapes, apart.mask, apart.conventions)
        assert torch.equal(ours, theirs)
        network.encoder.embeddings.token_type_embeddings.weight[1] += 0.1
        ours, theirs = network.encode(apart.ids, apart.shapes, apart.mask, apart.conventions)
        assert not torch.allclose(ours, theirs)

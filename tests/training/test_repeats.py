"""The measures of repeats, on clusters computed by hand."""

import pytest

pytest.importorskip("torch")

from training.repeats import Clusters, b_cubed, paired


def _clusters(*groups: str) -> Clusters:
    named = [{(0, "abcdef".index(letter)) for letter in group} for group in groups]
    return {member: members for members in named for member in members}


RIGHT = _clusters("abc", "d", "e")


def test_the_right_clusters_are_right() -> None:
    assert b_cubed(RIGHT, RIGHT) == paired(RIGHT, RIGHT) == (1.0, 1.0, 1.0)


def test_what_is_split_costs_recall() -> None:
    precision, recall, _ = b_cubed(_clusters("ab", "c", "d", "e"), RIGHT)
    assert precision == 1.0
    assert recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert paired(_clusters("ab", "c", "d", "e"), RIGHT) == pytest.approx((1, 1 / 3, 1 / 2))


def test_what_is_joined_costs_precision() -> None:
    precision, recall, _ = b_cubed(_clusters("abc", "de"), RIGHT)
    assert recall == 1.0
    assert precision == pytest.approx((1 + 1 + 1 + 1 / 2 + 1 / 2) / 5)
    assert paired(_clusters("abc", "de"), RIGHT) == pytest.approx((3 / 4, 1, 6 / 7))

"""Cluster scores against values worked out by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import InputError
from sayso.evaluate.linking import assignment, conll

GOLD = [["a", "b", "c"], ["d"], ["e", "f"]]


def test_worked_example() -> None:
    """MUC 2 of 3 links each way. B-cubed recall (2/3 + 2/3 + 1/3 + 1 + 1 + 1) / 6, precision
    (1 + 1 + 1/2 + 1/2 + 1 + 1) / 6. CEAF-e: 2*2/5 + 2*1/3 + 1 over three clusters each way."""
    found = conll(GOLD, [["a", "b"], ["c", "d"], ["e", "f"]])
    assert found["muc_recall"] == found["muc_precision"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["b3_recall"] == pytest.approx(14 / 18, abs=1e-4)
    assert found["b3_precision"] == pytest.approx(5 / 6, abs=1e-4)
    assert found["ceafe_f1"] == pytest.approx((0.8 + 2 / 3 + 1) / 3, abs=1e-4)
    mean = (found["muc_f1"] + found["b3_f1"] + found["ceafe_f1"]) / 3
    assert found["conll_f1"] == pytest.approx(mean, abs=1e-4)


def test_all_in_one() -> None:
    """One cluster: every link is kept, and 2 too many are told (3 of 5). B-cubed precision
    (3*3 + 1 + 2*2) / 36. CEAF-e aligns the whole with the largest: 2*3/9, over 3 and over 1."""
    found = conll(GOLD, [["a", "b", "c", "d", "e", "f"]])
    assert found["muc_recall"] == found["b3_recall"] == 1.0
    assert found["muc_precision"] == pytest.approx(3 / 5)
    assert found["b3_precision"] == pytest.approx(14 / 36, abs=1e-4)
    assert found["ceafe_recall"] == pytest.approx((2 / 3) / 3, abs=1e-4)
    assert found["ceafe_precision"] == pytest.approx(2 / 3, abs=1e-4)


def test_all_alone() -> None:
    found = conll(GOLD, [[m] for m in "abcdef"])
    assert found["muc_f1"] == 0.0
    assert found["b3_precision"] == 1.0
    assert found["b3_recall"] == pytest.approx(3 / 6)
    # one of each gold cluster is aligned: 2/4 + 1 + 2/3
    assert found["ceafe_recall"] == pytest.approx((0.5 + 1 + 2 / 3) / 3, abs=1e-4)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12))
def test_the_gold_itself_scores_one(labels: list[int]) -> None:
    clusters = [[i for i, one in enumerate(labels) if one == k] for k in set(labels)]
    found = conll(clusters, clusters)
    assert found["b3_f1"] == found["ceafe_f1"] == 1.0
    # without a link there is none to find
    assert found["muc_f1"] == (1.0 if len(clusters) < len(labels) else 0.0)


def test_sides_must_hold_the_same_mentions_once() -> None:
    with pytest.raises(InputError, match="different mentions"):
        conll([["a"]], [["b"]])
    with pytest.raises(InputError, match="two clusters"):
        conll([["a"], ["a"]], [["a"]])


@given(st.integers(1, 4), st.integers(0, 2), st.integers(0, 10_000))
def test_assignment_is_the_cheapest_of_all(rows: int, more: int, seed: int) -> None:
    cost = np.random.default_rng(seed).normal(size=(rows, rows + more))
    chosen = assignment(cost)
    assert len(set(chosen.tolist())) == rows
    best = min(
        sum(cost[i, p[i]] for i in range(rows))
        for p in itertools.permutations(range(rows + more), rows)
    )
    assert cost[np.arange(rows), chosen].sum() == pytest.approx(best)

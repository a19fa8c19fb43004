"""The measuring sticks, on cases computed by hand."""

from __future__ import annotations

import pytest

from sayso.evaluate.metrics import Counts, f1_by_class, macro, pearson


def test_counts_add_up_over_documents() -> None:
    counts = Counts()
    counts.add({(0, 3), (5, 9)}, {(0, 3)})  # one right of two, one gold
    counts.add(set(), {(1, 2), (4, 6)})  # nothing told of two
    assert (counts.right, counts.predicted, counts.gold) == (1, 2, 3)
    assert counts.precision == 1 / 2
    assert counts.recall == 1 / 3
    assert counts.f1 == pytest.approx(2 * 1 / (2 + 3))


def test_a_span_told_twice_counts_once() -> None:
    counts = Counts()
    counts.add([(0, 3), (0, 3)], [(0, 3)])
    assert counts.f1 == 1.0


def test_nothing_told_of_nothing_is_zero_not_an_error() -> None:
    assert Counts().f1 == Counts().precision == Counts().recall == 0.0


def test_f1_by_class_by_hand() -> None:
    pairs = [("A", "A"), ("A", "B"), ("B", "B"), ("B", "B"), ("C", "A")]
    # A: 1 right, 2 told, 2 gold -> .5; B: 2 right, 3 told, 2 gold -> .8; C: never told -> 0
    assert f1_by_class(pairs) == pytest.approx({"A": 0.5, "B": 0.8, "C": 0.0})
    assert macro(f1_by_class(pairs).values()) == pytest.approx(1.3 / 3)


def test_a_class_that_is_only_predicted_is_no_class_of_the_macro_mean() -> None:
    assert f1_by_class([("A", "A"), ("A", "D")]) == pytest.approx({"A": 2 / 3})


def test_pearson_by_hand() -> None:
    # deviations (-1, 0, 1) and (-1, 1, 0): 1 / 2
    assert pearson([1, 2, 3], [1, 3, 2]) == pytest.approx(0.5)
    assert pearson([1, 2, 3], [3, 2, 1]) == pytest.approx(-1.0)
    assert pearson([1, 1, 1], [1, 2, 3]) == 0.0

"""Working one item ahead: order, nearness, errors in their place."""

from __future__ import annotations

import threading

import pytest

from sayso.annotate.ahead import ahead


def test_results_come_in_order() -> None:
    assert list(ahead(lambda n: n * n, range(5))) == [0, 1, 4, 9, 16]


def test_the_next_is_begun_before_the_last_is_used() -> None:
    begun = threading.Event()

    def work(number: int) -> int:
        if number == 1:
            begun.set()
        return number

    results = ahead(work, [0, 1])
    assert next(results) == 0
    assert begun.wait(5)


def test_no_more_than_one_is_drawn_ahead() -> None:
    drawn = []
    results = ahead(str, (drawn.append(n) or n for n in range(9)))  # type: ignore[func-returns-value]
    next(results)
    assert drawn == [0, 1]


def test_an_error_comes_in_its_place() -> None:
    def work(number: int) -> int:
        if number == 2:
            raise ValueError("two")
        return number

    results = ahead(work, range(4))
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(ValueError, match="two"):
        next(results)

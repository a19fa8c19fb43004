from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.resolve.numbers import words_to_number
from sayso.resolve.quantities import parse_quantity
from sayso.schema import Quantity

CASES: list[tuple[str, tuple[int | None, int | None, int | None]]] = [
    ("17", (17, 17, 17)),
    ("at least 17", (17, 17, None)),
    ("more than 60 countries", (60, 60, None)),
    ("no fewer than nine", (9, 9, None)),
    ("over 2.5m people", (2_500_000, 2_500_000, None)),
    ("100 or more", (100, 100, None)),
    ("30+", (30, 30, None)),
    ("up to 30", (None, None, 30)),
    ("as many as 14 people", (None, None, 14)),
    ("fewer than ten", (None, None, 10)),
    ("nearly 100", (None, 100, 100)),
    ("some 100,000", (None, 100_000, None)),
    ("about 500 families", (None, 500, None)),
    ("an estimated 1.5 million", (None, 1_500_000, None)),
    ("between 50 and 60", (50, 55, 60)),
    ("50-60", (50, 55, 60)),
    ("two or three", (2, 2, 3)),
    ("10 to 12 thousand", (10_000, 11_000, 12_000)),
    ("dozens", (24, 24, None)),
    ("scores of people", (40, 40, None)),
    ("hundreds", (200, 200, None)),
    ("tens of thousands", (20_000, 20_000, None)),
    ("several", (3, 3, None)),
    ("several hundred", (300, 300, None)),
    ("a dozen", (12, 12, 12)),
    ("two dozen rebels", (24, 24, 24)),
    ("at least a dozen", (12, 12, None)),
    ("half a dozen", (6, 6, 6)),
    ("a couple of soldiers", (2, 2, 2)),
    ("two", (2, 2, 2)),
    ("twenty-five", (25, 25, 25)),
    ("one hundred and forty", (140, 140, 140)),
    ("a soldier", (1, 1, 1)),
    ("a 22-year-old man", (1, 1, 1)),
    ("a family of six", (6, 6, 6)),
    ("four civilians, including two children", (4, 4, 4)),
    ("no one", (0, 0, 0)),
    ("no casualties", (0, 0, 0)),
    ("17,000-strong", (17_000, 17_000, 17_000)),
    ("1,200", (1200, 1200, 1200)),
]


@pytest.mark.parametrize(("text", "told"), CASES)
def test_counts(text: str, told: tuple[int | None, int | None, int | None]) -> None:
    found = parse_quantity(text)
    assert found is not None and (found.low, found.best, found.high) == told


@pytest.mark.parametrize(
    "text", ["civilians", "15 percent", "12th", "the third", "his wife", "", "aged 40", "50%"]
)
def test_what_is_no_count(text: str) -> None:
    assert parse_quantity(text) is None


def test_units_of_money_and_measures_only() -> None:
    assert parse_quantity("$3 million") == Quantity(3_000_000, 3_000_000, 3_000_000, "USD")
    assert parse_quantity("120 km") == Quantity(120, 120, 120, "km")
    assert parse_quantity("17 tongues") == Quantity(17, 17, 17)


@given(st.integers(0, 10**9))
def test_digits_with_separators(number: int) -> None:
    for text in (str(number), f"{number:,}", f"{number:,} people"):
        found = parse_quantity(text)
        assert found is not None and found.best == number


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_ranges_are_ordered(one: int, two: int) -> None:
    found = parse_quantity(f"between {one} and {two}")
    assert found is not None
    if one < two:
        assert (found.low, found.high) == (one, two)
        assert one <= (found.best or 0) <= two


@given(st.text(max_size=40))
def test_any_text_is_read_or_left(text: str) -> None:
    found = parse_quantity(text)
    if found and found.low is not None and found.high is not None:
        assert found.low <= found.high


def test_number_words() -> None:
    assert words_to_number("two hundred and forty-five thousand") == 245_000
    assert words_to_number("three million") == 3_000_000
    assert words_to_number("many") is None

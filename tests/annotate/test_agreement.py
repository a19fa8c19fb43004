from __future__ import annotations

import numpy as np

from sayso.annotate.agreement import SAME, agreed

TEXT = "The militia fled. Kerry praised the militia. It struck them."
SPANS = [(0, 11), (18, 23), (32, 43), (45, 47), (55, 59)]


def even(count: int) -> np.ndarray:
    """As likely none as any earlier mention."""
    table = np.tril(np.full((count, count + 1), 0.2, np.float32), 0)
    return table


def test_the_same_description_means_the_same() -> None:
    out = agreed(even(5), TEXT, SPANS, ())
    assert out[2, 1:].argmax() == 0 and out[2, 1] >= SAME


def test_pronouns_are_left_to_the_network() -> None:
    table = even(5)
    assert np.array_equal(agreed(table, TEXT, SPANS, ())[3:], table[3:])


def test_who_acts_is_not_the_pronoun_acted_upon() -> None:
    out = agreed(even(5), TEXT, SPANS, [((45, 47), (55, 59))])
    assert out[4, 1 + 3] == 0.0 and out[4, 1] > 0


def test_an_indefinite_description_is_new() -> None:
    text = "a man shot a man"
    table = even(2)
    assert np.array_equal(agreed(table, text, [(0, 5), (11, 16)], ()), table)


def test_initials_are_no_pronoun() -> None:
    text = "They told us. The US struck. US jets left."
    table = even(3)
    out = agreed(table, text, [(10, 12), (14, 20), (29, 31)], ())
    assert np.array_equal(out[:2], table[:2])  # "the US" is not "us"
    assert out[2, 1:].argmax() == 1 and out[2, 2] >= SAME

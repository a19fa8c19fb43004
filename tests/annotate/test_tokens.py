from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sayso.annotate.tokens import MAX_PIECES, letter_class, make_windows, tokenize

TEXT = st.text(
    alphabet=st.sampled_from("abcXYZ éßж中 019.,;:!?'\"“”’-–\n\t()#@/"), min_size=1, max_size=300
)


@given(TEXT)
def test_words_are_in_order_disjoint_and_not_empty(text: str) -> None:
    tokens = tokenize([text])[0]
    assert (tokens.starts < tokens.ends).all()
    assert (tokens.ends[:-1] <= tokens.starts[1:]).all()
    assert not tokens.words or tokens.ends[-1] <= len(text)
    assert len(tokens.shapes) == len(tokens.ids)


@given(TEXT)
def test_words_cover_all_letters_and_digits(text: str) -> None:
    tokens = tokenize([text])[0]
    covered = np.zeros(len(text), bool)
    for start, end in zip(tokens.starts, tokens.ends, strict=True):
        covered[start:end] = True
    assert all(covered[i] for i, char in enumerate(text) if char.isascii() and char.isalnum())


def test_shape_tells_case_gap_and_quotation() -> None:
    plain, shouted = tokenize(["he left"])[0], tokenize(["HE left"])[0]
    assert plain.ids.tolist() == shouted.ids.tolist()
    assert plain.shapes[0] != shouted.shapes[0]
    assert plain.shapes[1] == shouted.shapes[1]
    inside = tokenize(["“left"])[0].shapes[1]
    assert inside % 2 == 1 and plain.shapes[1] % 2 == 0


def test_letter_classes_are_told_apart() -> None:
    words = ["rebels", "Rebels", "ISIL", "iPhone", "2015", ",", "U"]
    assert len({letter_class(word) for word in words}) == len(words)


def test_a_quotation_that_was_never_closed_ends_with_its_paragraph() -> None:
    tokens = tokenize(["“We won\nNobody agreed"])[0]
    assert tokens.shapes[1] % 2 == 1
    assert tokens.shapes[-1] % 2 == 0


def test_windows_hold_whole_sentences_and_miss_nothing() -> None:
    sentence = "Rebels shelled the market in Taiz on Monday. "
    text = sentence * 60
    cuts = [(i * len(sentence), (i + 1) * len(sentence) - 1) for i in range(60)]
    tokens = tokenize([text])[0]
    windows = make_windows(tokens, cuts)
    assert sum(w.tokens.words for w in windows) == tokens.words
    assert all(len(w.tokens) <= MAX_PIECES - 2 for w in windows)
    for window in windows:
        first, last = int(window.tokens.starts[0]), int(window.tokens.ends[-1])
        assert first in {a for a, _ in cuts} and last in {b for _, b in cuts}


def test_a_sentence_longer_than_a_window_is_cut_between_words() -> None:
    text = "bombs " * 700
    windows = make_windows(tokenize([text])[0], [(0, len(text))])
    assert len(windows) > 1
    assert sum(w.tokens.words for w in windows) == 700
    assert {int(w.sentence[0]) for w in windows} == {0}


def test_text_outside_the_sentences_is_not_encoded() -> None:
    text = "Menu Home About. Rebels shelled Taiz."
    windows = make_windows(tokenize([text])[0], [(17, len(text))])
    assert int(windows[0].tokens.starts[0]) == 17

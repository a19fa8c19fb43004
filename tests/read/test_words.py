from __future__ import annotations

import pytest

from sayso.read.words import is_pronoun


@pytest.mark.parametrize("words", ["us", "Us", "I", "they", "whose", "ourselves", "you"])
def test_pronouns(words: str) -> None:
    assert is_pronoun(words)


@pytest.mark.parametrize("words", ["US", "IT", "U.S.", "the us", "Syria", ""])
def test_initials_and_names_are_no_pronouns(words: str) -> None:
    assert not is_pronoun(words)

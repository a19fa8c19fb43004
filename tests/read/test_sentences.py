from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.read import read_text, sentences
from sayso.read.sentences import sentence_spans
from sayso.schema import Article, Block


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(Article(id="a", text=text))]


@pytest.mark.parametrize(
    "wanted",
    [
        ["The U.S.-led force struck on Sept. 30, 2015.", "Gen. Smith left."],
        [
            "He lives in the U.S.",
            "He met the U.S. Senate.",
            "Lt. Col. Ali spoke at 5 p.m. on Monday.",
        ],
        ["Amb. Rice came.", "Brig. Gen. Omar and Capt. Noor did not."],
        ["He said: “We will fight.", "We will win.”", "Then he left."],
        ['She said "no."', '"Yes," he said.', '"Stop.', 'Go on."'],
        ["“Did it work?” Kerry asked.", "“Yes!”", "Then all ended."],
        ["(He went.", "She went.)", "Assad didn’t."],
        ["About 3.5 million fled.", "He named No. 5 and J. R. Smith."],
        ["transition…which would unite all Syrians.", "It ended."],
    ],
)
def test_borders(wanted: list[str]) -> None:
    assert split(" ".join(wanted)) == wanted


def test_full_lines_are_apart_and_wrapped_ones_are_not() -> None:
    text = "Shells Hit Market\nplease wait\nThe army said on Monday that it had taken\n"
    text += "the town of Taiz."
    assert split(text) == [
        "Shells Hit Market",
        "please wait",
        "The army said on Monday that it had taken\nthe town of Taiz.",
    ]


def test_blocks_are_never_merged_and_furniture_is_left_out() -> None:
    text = "no stop here\n\nand no stop here\n\nShare"
    blocks = (Block("body", 0, 12), Block("body", 14, 30), Block("chrome", 32, 37, "page control"))
    article = Article(id="a", text=text, blocks=blocks)
    assert sentences(article) == [(0, 12), (14, 30)]


def test_a_long_text_takes_no_longer_than_its_length() -> None:
    text = "Gen. Smith said “We did it.” He left the U.S. on Sept. 30. " * 20_000
    assert sum(1 for _ in sentence_spans(text, start=0, end=len(text))) == 40_000


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            ["He left. ", "“Go. ", "Stop.” ", "\n", "\n\n", "Mr. ", "U.S. ", "(a", "). ", "😀 "]
        ),
        st.text(max_size=12),
    ),
    max_size=30,
)


@settings(max_examples=120, deadline=None)
@given(PIECES)
def test_spans_are_ordered_trimmed_and_hold_every_letter(pieces: list[str]) -> None:
    text = "".join(pieces)
    spans = sentences(Article(id="a", text=text))
    at = 0
    for start, end in spans:
        assert at <= start < end <= len(text)
        surface = text[start:end]
        assert surface == surface.strip()
        assert not any(char.isalnum() for char in text[at:start])
        at = end
    assert not any(char.isalnum() for char in text[at:])


def test_seed_quotation_is_split_after_the_colon(seed_text: str) -> None:
    article = read_text(seed_text)
    found = [seed_text[start:end] for start, end in sentences(article)]
    assert "And there is more:" in found
    assert any(s.startswith("“Today, as we speak") and s.endswith("airstrikes.") for s in found)
    assert any(s.startswith("In addition") and s.endswith("Assad.”") for s in found)
    assert all("\n" not in sentence for sentence in found)

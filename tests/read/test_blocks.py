from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.read import read_text
from sayso.read.blocks import mark_blocks
from sayso.schema import Block
from tests.read.pages import LabelledPage, load_pages

STORY = (
    "Rebels shelled the market in Taiz on Friday, and five people were killed, medics said.",
    "The army said that it had answered the fire and that two of its men were wounded.",
    "A truce that was signed in the spring has all but ended, the United Nations said.",
)


def told(page: LabelledPage) -> list[tuple[str, str]]:
    """(labelled, found) for each block, the n-th block of a line being its n-th line."""
    pairs: list[tuple[str, str]] = []
    seen: Counter[str] = Counter()
    for block in mark_blocks(page.text):
        line = page.text[block.start : block.end].split("\n")[0]
        kinds = [kind for text, kind in zip(page.lines, page.kinds, strict=True) if text == line]
        pairs.append((kinds[min(seen[line], len(kinds) - 1)], block.kind))
        seen[line] += 1
    return pairs


@pytest.fixture(scope="module")
def held_out() -> list[tuple[str, str]]:
    """Labelled and found kinds on the pages that the weights were never fitted to."""
    return [pair for page in load_pages("heldout") for pair in told(page)]


def test_held_out_prose_is_read(held_out: list[tuple[str, str]]) -> None:
    prose = [
        found for kind, found in held_out if kind in ("body", "summary", "caption", "headline")
    ]
    assert len(prose) > 60
    assert sum(found not in ("chrome", "duplicate") for found in prose) / len(prose) >= 0.98


def test_held_out_furniture_is_set_aside(held_out: list[tuple[str, str]]) -> None:
    aside = ("chrome", "duplicate")
    found = [kind in aside for kind, got in held_out if got in aside]
    wanted = [got in aside for kind, got in held_out if kind in aside]
    assert sum(found) / len(found) >= 0.96
    assert sum(wanted) / len(wanted) >= 0.92


def test_held_out_headlines(held_out: list[tuple[str, str]]) -> None:
    headlines = [found for kind, found in held_out if kind == "headline"]
    assert headlines.count("headline") == len(headlines) == 10


def page_of(*lines: str) -> str:
    return "\n\n".join(lines)


def kinds_of(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for block in mark_blocks(text):
        found.setdefault(text[block.start : block.end], []).append(block.kind)
    return found


def test_doubled_caption_and_headline_are_read_once() -> None:
    caption = "A shopkeeper sweeps glass from the street in Taiz, where shells fell on Friday."
    text = page_of("Menu", "Shells Hit Market in Taiz", caption, caption, STORY[0], STORY[1])
    text += "\n\nShells Hit Market in Taiz\nplease wait\n\n0:00 0:02:11 0:00\n\n" + STORY[2]
    kinds = kinds_of(text)
    assert kinds["Shells Hit Market in Taiz"] == ["headline", "duplicate"]
    assert kinds[caption] == ["caption", "duplicate"]
    assert kinds["please wait"] == kinds["0:00 0:02:11 0:00"] == kinds["Menu"] == ["chrome"]
    assert all(kinds[line] == ["body"] for line in STORY)


def test_of_two_tellings_the_one_that_adds_least_goes() -> None:
    short = "The shelling has raised fears that the truce of the spring will end before the talks."
    long = (
        "Such shelling has raised fears that the truce of the spring will end before the talks, "
        "which the governor of Taiz has refused to join."
    )
    kinds = kinds_of(page_of("Fears for Truce in Taiz", short, STORY[0], long, STORY[1]))
    assert (kinds[short], kinds[long]) == (["duplicate"], ["body"])
    kinds = kinds_of(page_of("Fears for Truce in Taiz", long, STORY[0], short, STORY[1]))
    assert kinds[short] == ["duplicate"]
    assert kinds[long] != ["duplicate"]


def test_standfirst_before_the_byline_is_the_summary() -> None:
    text = page_of("Shells hit market in Taiz", STORY[0], "By Ann Field", STORY[1], STORY[2])
    assert kinds_of(text)[STORY[0]] == ["summary"]


def test_a_refrain_is_no_repeat() -> None:
    text = page_of("Interview with a commander", STORY[0], "I do not.", STORY[1], "I do not.")
    assert kinds_of(text)["I do not."] == ["body", "body"]


def test_hard_wrapped_paragraph_is_one_block() -> None:
    text = (
        "The army and two armed groups fought for most of the day in the hills to\n"
        "the east of the town, and about four thousand people fled from there to\n"
        "the lake. Nobody knows how many were killed in the fighting, aid workers\n"
        "say.\n\nThe fighting stopped at night."
    )
    assert [text[b.start : b.end][-12:] for b in mark_blocks(text)] == [
        "workers\nsay.",
        "ed at night.",
    ]


def test_sentences_of_one_length_are_not_one_paragraph() -> None:
    text = "\n".join(f"The army said on Monday that town {n} had been taken." for n in range(5))
    assert len(mark_blocks(text)) == 5


def test_a_text_of_many_repeats_or_marks_takes_no_longer_than_its_length() -> None:
    began = time.process_time()
    mark_blocks("\n\n".join([STORY[0]] * 2_000))
    mark_blocks('"' * 200_000 + "\nx\ny")
    assert time.process_time() - began < 4


def test_one_sentence_is_read_whatever_it_looks_like() -> None:
    assert [block.kind for block in mark_blocks("Share this story")] == ["body"]


def test_given_title_at_the_head_of_flat_text_is_its_headline() -> None:
    text = "Fri 07 Apr 2017 at 0914 Rebels shell Taiz market. Five people were killed on Friday."
    article = read_text(text, title="Rebels shell Taiz market")
    assert [(b.kind, text[b.start : b.end]) for b in article.blocks] == [
        ("dateline", "Fri 07 Apr 2017 at 0914"),
        ("headline", "Rebels shell Taiz market."),
        ("body", "Five people were killed on Friday."),
    ]


def test_set_aside_blocks_say_why_and_read_ones_do_not() -> None:
    for page in load_pages("heldout"):
        for block in mark_blocks(page.text):
            assert block.is_read == (block.reason is None)


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [*STORY, "Share", "Home", "0:00", "By Ann Field", "", " ", "\x00", "…", "1"]
        ),
        st.text(max_size=60),
    ),
    max_size=25,
)


@settings(max_examples=80, deadline=None)
@given(LINES)
def test_blocks_cover_all_but_space_in_order(lines: list[str]) -> None:
    text = "\n".join(lines)
    blocks: tuple[Block, ...] = mark_blocks(text)
    at = 0
    for block in blocks:
        assert at <= block.start < block.end <= len(text)
        assert not text[at : block.start].strip(" \t\n\r\f\v\x00\x1c\x1d\x1e\x1f\x85\xa0") or all(
            char.isspace() or char in "\u200b\u200e\u200f\u2060\ufeff\x00"
            for char in text[at : block.start]
        )
        at = block.end
    assert all(c.isspace() or c in "\u200b\u200e\u200f\u2060\ufeff\x00" for c in text[at:])


def test_seed_page(seed_text: str) -> None:
    article = read_text(seed_text)
    assert article.text == seed_text
    assert article.title == "U.S.-led Coalition Continues Fight Against ISIL"
    aside = {seed_text[b.start : b.end] for b in article.blocks if b.kind == "chrome" and b.reason}
    assert {"Accessibility links", "please wait", "No media source currently available"} <= aside
    assert {"0:00 0:03:41 0:00", "Direct link", "XS", "SM", "MD", "LG", "Breaking News"} <= aside
    read = [b.kind for b in article.read_blocks()]
    assert read == ["headline", "caption", *["body"] * 8]
    repeats = [seed_text[b.start : b.end] for b in article.blocks if b.kind == "duplicate"]
    assert [line.split()[0] for line in repeats] == ["Talbiseh,", "Syrian", "U.S.-led"]

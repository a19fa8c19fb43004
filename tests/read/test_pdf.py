from __future__ import annotations

import pytest

from sayso.errors import Locked, NotText
from sayso.read import read_pdf, sentences
from tests.read.files import pdf

FIRST = [
    "The army said on Friday that it had taken the market of Taiz after a week of fight-",
    "ing in which at least forty people were killed. Gen. Ali said that the rebels had",
    "left in the night.",
    "The rebels denied it. A spokesman said that the market was theirs, and that it would",
    "stay so.",
]

WEEKS = ("one", "two", "three", "four")


def test_lines_become_paragraphs() -> None:
    article = read_pdf(pdf(["Market of Taiz Taken", *FIRST]))
    assert article.text.split("\n\n") == [
        "Market of Taiz Taken",
        "The army said on Friday that it had taken the market of Taiz after a week of fighting in "
        "which at least forty people were killed. Gen. Ali said that the rebels had left in the "
        "night.",
        "The rebels denied it. A spokesman said that the market was theirs, and that it would stay "
        "so.",
    ]
    assert [block.kind for block in article.blocks] == ["headline", "body", "body"]
    assert len(sentences(article)) == 5
    assert article.date is None


def test_running_heads_are_left_out_and_listed() -> None:
    pages = [
        [f"Lake Bulletin, page {n}", *FIRST, f"So ended week {w}."]
        for n, w in enumerate(WEEKS, start=1)
    ]
    article = read_pdf(pdf(*pages))
    assert "Lake Bulletin" not in article.text
    assert [d.text for d in article.dropped] == [f"Lake Bulletin, page {n}" for n in range(1, 5)]


def test_locked_scanned_and_damaged() -> None:
    with pytest.raises(Locked, match="password"):
        read_pdf(pdf(FIRST, locked=True))
    with pytest.raises(NotText, match="scanned"):
        read_pdf(pdf([""]))
    with pytest.raises(NotText, match="damaged"):
        read_pdf(b"%PDF-1.4 nothing here")

from __future__ import annotations

import contextlib

import pytest

from sayso.errors import EmptyInput, NotEnglish, WrongEncoding
from sayso.read import read_html


def test_page(page: str) -> None:
    article = read_html(page, url="https://www.planet.example/a.html")
    text = article.text
    assert [(b.kind, text[b.start : b.end].split()[0]) for b in article.blocks] == [
        ("headline", "Shells"),
        ("caption", "People"),
        ("body", "TAIZ,"),
        ("body", "The"),
        ("body", "It"),
        ("body", "Residents"),
    ]
    assert text.startswith("Shells hit Taiz market, killing 5\n\nPeople look at")
    assert article.title == "Shells hit Taiz market, killing 5"
    assert article.publisher == "The Daily Planet"
    assert article.date and article.date.start and article.date.start.isoformat() == "2015-10-02"
    assert article.date.why == "metadata of the page"


def test_what_is_left_out_is_listed_with_its_reason(page: str) -> None:
    dropped = {d.text: d.reason for d in read_html(page).dropped}
    assert dropped["Home"] == "navigation"
    assert dropped["Truce holds in Aden"] == "beside the story"
    assert dropped["Copyright 2015 The Daily Planet. All rights reserved."] == "page footer"
    assert not any("Shells hit a market" in text for text in dropped)


def test_publisher_falls_back_on_the_host(page: str) -> None:
    bare = page.replace('<meta property="og:site_name" content="The Daily Planet">', "")
    bare = bare.replace(" - The Daily Planet</title>", "</title>")
    article = read_html(bare, url="https://www.planet.example/a.html")
    assert article.publisher in ("planet.example", "The Daily Planet")


def test_date_without_metadata_is_the_lines_or_the_address(page: str) -> None:
    bare = page.replace(
        '<meta property="article:published_time" content="2015-10-02T10:00:00Z">', ""
    )
    bare = bare.replace("Copyright 2015", "Copyright")
    assert read_html(bare).date is None
    found = read_html(bare, url="https://planet.example/2015/10/02/taiz.html").date
    assert found and found.start and found.start.isoformat() == "2015-10-02"


def test_declared_encoding_and_a_few_broken_bytes(page: str) -> None:
    raw = page.replace("utf-8", "windows-1252").encode("cp1252")
    assert "“We did not fire,”" in read_html(raw).text
    broken = (page.replace("medics said", "medics said @")).encode().replace(b"@", b"\xff")
    assert "medics said \ufffd" in read_html(broken).text
    with pytest.raises(WrongEncoding):
        read_html(raw, encoding="utf-8")


def test_a_page_too_small_for_the_extraction_is_still_read() -> None:
    article = read_html("<html><body><p>Rebels shelled Taiz.</p></body></html>")
    assert "Rebels shelled Taiz." in article.text
    assert any(b.is_read for b in article.blocks)


def test_refusals() -> None:
    with pytest.raises(EmptyInput):
        read_html("<html><body><script>x()</script></body></html>")
    with pytest.raises(NotEnglish):
        read_html("<html><body><p>" + "Войска вошли в город. " * 20 + "</p></body></html>")


def test_ten_thousand_nested_tags_are_no_crash() -> None:
    page = "<div>" * 10_000 + "<p>Rebels shelled the market in Taiz on Friday, medics said.</p>"
    # the parser may cut the tree off; it must not take the process with it
    with contextlib.suppress(EmptyInput):
        assert "Rebels" in read_html(page).text


def test_markup_inside_words_and_lines() -> None:
    story = "".join(
        f"<p>The <b>army</b> said on day {n} that it had taken <i>Tai</i>z from the rebels.<br>"
        "It gave no figures of the dead, and nobody else has seen the town.</p>"
        for n in range(4)
    )
    text = read_html(f"<html><body><article>{story}</article></body></html>").text
    assert "The army said on day 0 that it had taken Taiz from the rebels." in text

from __future__ import annotations

from sayso.coding.quotes import find_quotes


def texts(text: str) -> list[str]:
    return [text[a:b] for a, b in find_quotes(text).spans]


def test_curly_and_straight_marks() -> None:
    text = 'He said, “We hold the whole town.” Later: "Nobody has seen them since."'
    assert texts(text) == ["“We hold the whole town.”", '"Nobody has seen them since."']


def test_scare_quotes_are_no_speech() -> None:
    assert texts("The so-called “safe zone” was hit.") == []


def test_a_quotation_of_several_paragraphs_opens_again_and_closes_once() -> None:
    text = "He said:\n\n“We came at dawn that day.\n\n“We left by the river road.”\n\nHe wept."
    assert len(texts(text)) == 2
    assert texts(text)[1].endswith("road.”")


def test_a_quotation_that_is_never_closed_ends_with_its_paragraph() -> None:
    text = "“We came at dawn that day.\n\nThe mayor disagreed with all of it."
    assert texts(text) == ["“We came at dawn that day."]


def test_inch_marks_are_no_quotation() -> None:
    assert texts('a 5" gun and a 12" gun were seen near the old gate') == []


def test_around_finds_the_quotation_that_holds_a_span() -> None:
    text = "He said, “We hold the whole town.” They left."
    quotes = find_quotes(text)
    at = text.index("hold")
    assert quotes.around(at, at + 4) is not None
    assert quotes.around(text.index("left"), len(text)) is None

"""The renderer: every character once, marks for every kind, and nothing that could run."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from sayso.schema import Article, Event, Mention, Participant, Span
from sayso.web.highlight import article_html, inert
from tests.web.data import harbour, hostile


class Reader(HTMLParser):
    """Collects the text, and the tags with their attributes; fails where tags do not nest."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not (tag == "a" and "a" in self.open), "a link within a link"
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open
    return reader


def test_every_kind_is_marked_and_chrome_left_out() -> None:
    reader = parsed(article_html(harbour()))
    kinds = {attrs["class"] for _, attrs in reader.tags if attrs.get("class", "").startswith("m ")}  # type: ignore[union-attr]
    told = {f"m {k}" for k in "actor place time trigger content source cue".split()}
    # what is denied does not look like what happened
    assert kinds == told | {"m trigger denied"}
    assert "Accessibility links" not in reader.text
    assert "Accessibility links" in parsed(article_html(harbour(), show_chrome=True)).text


def test_a_trigger_links_to_its_event() -> None:
    reader = parsed(article_html(harbour()))
    hrefs = [attrs["href"] for tag, attrs in reader.tags if tag == "a"]
    assert "#event-e1" in hrefs and "#event-e4" in hrefs
    assert "a" not in {tag for tag, _ in parsed(article_html(harbour(), links=False)).tags}


def test_hostile_text_is_inert() -> None:
    html = article_html(hostile())
    reader = parsed(html)
    assert {tag for tag, _ in reader.tags} <= {"div", "p", "a", "mark", "b", "em", "i", "span"}
    assert not {name for _, attrs in reader.tags for name in attrs} - {
        "class", "href", "title", "data-events",
    }  # fmt: skip
    assert "\u202e" not in html


@st.composite
def overlapping(draw: st.DrawFn) -> Article:
    text = draw(st.text(min_size=1, max_size=60))
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    spans = [
        (min(pair), max(pair)) for pair in draw(st.lists(ends, max_size=8)) if pair[0] != pair[1]
    ]
    events, mentions = [], []
    for i, (start, end) in enumerate(spans):
        cut = Span(start, end, text[start:end])
        kind = draw(st.sampled_from(["actor", "place", "time", "trigger"]))
        if kind == "trigger":
            who = (Participant(start, end, cut.text),)
            events.append(Event(f"e{i}", "AID", None, "material cooperation", cut, who))
        else:
            mentions.append(Mention(start, end, cut.text, kind))  # type: ignore[arg-type]
    return Article("x", text, mentions=tuple(mentions), events=tuple(events))


@given(overlapping())
def test_the_text_comes_back_whole(article: Article) -> None:
    reader = parsed(article_html(article))
    lines = [line for line in article.text.split("\n") if line.strip()]
    assert reader.text == "".join(inert(line) for line in lines)


def test_notebook_and_arrow_faces() -> None:
    article = harbour()
    assert "<mark" in article._repr_html_() and "<script" not in article._repr_html_()
    table = pa.table(article)
    assert table["type"].to_pylist() == ["ASSAULT"] * 4
    assert table["killed_low"].to_pylist()[0] == 14
    assert pa.table(replace(article, events=())).num_rows == 0

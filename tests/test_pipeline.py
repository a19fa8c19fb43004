"""The spine from end to end, with the shipped model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sayso
from sayso.pipeline import Coder, read_articles
from sayso.read import read_text
from sayso.schema import Article, Event, Failure, from_json, to_json

SAMPLE = Path(__file__).parents[1] / "examples" / "harbour-strike.txt"


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


@pytest.fixture(scope="module")
def sample() -> Article:
    return sayso.read(SAMPLE)


def spans(value: Any) -> Iterator[tuple[int, int, str]]:
    """Everything below a value that has start, end and text."""
    if isinstance(value, tuple | list):
        for part in value:
            yield from spans(part)
    elif is_dataclass(value) and not isinstance(value, type):
        names = {field.name for field in fields(value)}
        start = getattr(value, "start", None)
        if {"start", "end", "text"} <= names and isinstance(start, int):
            yield start, getattr(value, "end"), getattr(value, "text")  # noqa: B009
        for name in names:
            yield from spans(getattr(value, name))


def test_every_span_is_the_text_it_names(sample: Article) -> None:
    found = list(spans(sample))
    assert len(found) > 20
    for start, end, text in found:
        assert sample.text[start:end] == text


@given(
    st.lists(
        st.sampled_from([
            "Rebels shelled Taiz on Monday, killing 12 people, officials said.",
            "“We took the bridge,” General Omar Ali told reporters.",
            "Moscow claimed that it had struck ISIL.",
            "\n\n",
            "The weather was fine — 30°C.",
            "Ärzte ohne Grenzen left Ḥalab’s “old” quarter…",
            "\t<b>x</b>",
        ]),
        min_size=1,
        max_size=6,
    )
)  # fmt: skip
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_spans_hold_on_any_mixture(coder: Coder, parts: list[str]) -> None:
    article = Article(id="x", text=" ".join(parts))
    (coded,) = coder.code([article])
    for start, end, text in spans(coded):
        assert coded.text[start:end] == text


def test_no_event_comes_from_furniture_or_repeats(sample: Article) -> None:
    assert any(block.kind == "chrome" for block in sample.blocks)
    aside = [block for block in sample.blocks if not block.is_read]
    for event in sample.events:
        for block in aside:
            assert not block.start <= event.trigger.start < block.end


def by_trigger(article: Article, *words: str) -> list[Event]:
    return [event for event in article.events if event.trigger.text.lower() in words]


def test_the_sample_s_strike_is_coded_with_its_parties_and_place(sample: Article) -> None:
    strikes = by_trigger(sample, "struck", "strike", "destroyed", "hit")
    assert any(
        event.type == "ASSAULT" and any(actor.id == "SAUDI-COALITION" for actor in event.actors)
        for event in strikes
    )
    assert any(event.place and event.place.country == "YEM" for event in strikes)


def test_the_sample_s_voices_are_told_apart(sample: Article) -> None:
    sources = {
        link.source if isinstance(link.source, str) else link.source.id
        for event in sample.events
        for link in event.attribution.chain()
    }
    assert {"article", "SAUDI-COALITION"} <= sources


def test_json_comes_back_the_same(sample: Article) -> None:
    assert from_json(to_json(sample)) == sample


def test_the_same_input_gives_the_same_bytes(coder: Coder) -> None:
    article = read_text("Rebels shelled Taiz on 3 May 2016, killing at least 12 people.")
    assert to_json(next(coder.code([article]))) == to_json(next(coder.code([article])))


def test_coding_alone_or_in_a_batch_is_the_same(coder: Coder) -> None:
    texts = ["Rebels shelled Taiz.", "The minister visited Cairo on Sunday.", "It rained."]
    articles = [Article(id=str(i), text=text) for i, text in enumerate(texts)]
    together = [article.events for article in coder.code(articles)]
    alone = [next(coder.code([article])).events for article in articles]
    kept = [[(e.type, e.trigger, e.factuality) for e in events] for events in together]
    assert kept == [[(e.type, e.trigger, e.factuality) for e in events] for events in alone]


def test_one_poisonous_article_costs_one_failure(
    coder: Coder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sayso.coding import events

    real = events.draft

    def draft(article: Article, *rest: Any) -> list[Event]:
        if article.id == "bad":
            raise ValueError("poison")
        return real(article, *rest)

    monkeypatch.setattr(events, "draft", draft)
    articles = [Article(id=name, text="Rebels shelled Taiz.") for name in ("a", "bad", "c")]
    found = list(coder.code_each(articles))
    assert [type(item) for item in found] == [Article, Failure, Article]
    assert isinstance(found[1], Failure) and found[1].where == "bad"


def test_jsonl_in_gives_a_line_for_each_line_in_order(tmp_path: Path) -> None:
    lines = ['{"id": "b", "text": "Rebels shelled Taiz."}', "{broken", '{"id": "a", "text": "Ok."}']
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(lines))
    found = list(read_articles([path]))
    assert [f.id if isinstance(f, Article) else f.error for f in found] == ["b", "RowError", "a"]


def test_the_public_names_are_the_ones_promised() -> None:
    for name in sayso.__all__:
        assert getattr(sayso, name) is not None
    with pytest.raises(AttributeError):
        _ = sayso.nothing


def test_a_text_in_arabic_is_refused_and_says_so() -> None:
    with pytest.raises(sayso.SaysoError, match="English"):
        sayso.read(
            "قال المتحدث باسم الجيش إن القوات سيطرت على المدينة بعد معارك عنيفة استمرت أياما"
        )

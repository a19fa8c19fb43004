"""The page that the project grew from: what must come out of it, without a rule made for it."""

from __future__ import annotations

from pathlib import Path

import pytest

import sayso
from sayso.schema import Article, Event


@pytest.fixture(scope="module")
def seed(shared: Path) -> Article:
    (path,) = (shared / "seed").glob("*.txt")
    return sayso.read(path)


def source_id(event: Event) -> str | None:
    source = event.attribution.source
    return source if isinstance(source, str) else source.id


def ids(event: Event, role: str) -> set[str | None]:
    return {participant.id for participant in getattr(event, role)}


def find(article: Article, *words: str) -> list[Event]:
    """The events one of whose tellings uses one of the words."""
    return [e for e in article.events if any(s.text.lower() in words for s in e.evidence)]


def test_russia_struck_at_talbiseh_in_the_article_s_voice(seed: Article) -> None:
    strikes = find(seed, "airstrikes", "launched")
    assert any(
        "RUS" in ids(e, "actors")
        and e.place is not None
        and e.place.name == "Talbiseh"
        and e.date is not None
        and str(e.date.start) == "2015-09-30"
        and source_id(e) == "article"
        for e in strikes
    )


def test_the_fight_against_isil_is_an_aim_on_moscow_s_word(seed: Article) -> None:
    assert any(
        source_id(e) == "RUS" and e.factuality in ("planned", "hypothetical", "ongoing")
        for e in find(seed, "fight")
    )


def test_kerry_s_achievements_stand_on_kerry_s_word(seed: Article) -> None:
    words = ("liberating", "defending", "taking")  # "taking on" only repeats the headline's fight
    achieved = [e for e in find(seed, *words) if e.trigger.text in words]
    assert len(achieved) >= 6
    assert all(source_id(e) == "USA.GOV" for e in achieved)
    places = {e.place.name for e in achieved if e.place}
    assert {"Sinjar Mountain", "Kobani", "Tikrit", "Mosul Dam", "Haditha"} <= places


def test_peshmerga_free_villages_south_of_kirkuk(seed: Article) -> None:
    assert any("PESHMERGA" in ids(e, "actors") for e in find(seed, "liberating"))


def test_assad_did_not_stop_them_in_kerry_s_words(seed: Article) -> None:
    assert any(
        e.factuality == "did_not_happen" and source_id(e) == "USA.GOV" for e in find(seed, "stop")
    )


def test_nothing_comes_from_the_furniture(seed: Article) -> None:
    aside = [block for block in seed.blocks if not block.is_read]
    assert aside
    for event in seed.events:
        assert not any(b.start <= event.trigger.start < b.end for b in aside)

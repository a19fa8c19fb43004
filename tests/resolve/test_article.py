"""Names of one article, resolved together."""

from __future__ import annotations

from sayso.resolve.article import resolve
from sayso.schema import Article, Event, Mention, Participant, Place, Span


def participant(text: str, words: str) -> Participant:
    start = text.index(words)
    return Participant(start, start + len(words), words)


def coded(
    text: str, trigger: str, *, actor: str | None = None, place: str | None = None
) -> Article:
    start = text.index(trigger)
    event = Event(
        id="e1",
        type="ASSAULT",
        mode=None,
        quad="material conflict",
        trigger=Span(start, start + len(trigger), trigger),
        actors=(participant(text, actor),) if actor else (),
        place=Place(text=place) if place else None,
    )
    mentions = tuple(
        Mention(text.index(name), text.index(name) + len(name), name, "place")
        for name in (place.split("; ") if place else ())
    )
    (article,) = resolve([Article(id="x", text=text, events=(event,), mentions=mentions)])
    return article


def test_an_adjective_of_nationality_before_its_noun_means_the_state() -> None:
    article = coded("Syrian warplanes struck Idlib.", "struck", actor="Syrian")
    assert article.events[0].actors[0].id == "SYR"


def test_the_same_word_for_people_stays_people() -> None:
    article = coded("Syrians fled across the river.", "fled", actor="Syrians")
    assert article.events[0].actors[0].id != "SYR"


def test_nested_places_give_the_most_exact_and_listed_ones_the_nearest() -> None:
    nested = coded("Jets hit Talbiseh, Homs province.", "hit", place="Talbiseh; Homs province")
    place = nested.events[0].place
    assert place is not None and place.name == "Talbiseh"
    text = "They freed Kobani in Syria and later freed Tikrit in Iraq."
    listed = coded(text, "freed", place="Kobani; Tikrit")
    first = listed.events[0].place
    assert first is not None and first.name == "Kobani"


def test_an_article_of_unknown_date_is_not_older_than_the_dates_it_names() -> None:
    text = "Russia struck on Sept. 30, 2015."
    time = "Sept. 30, 2015"
    mention = Mention(text.index(time), text.index(time) + len(time), time, "time")
    (article,) = resolve([Article(id="x", text=text, mentions=(mention,))])
    assert article.date is not None
    assert str(article.date.start) == "2015-09-30" and article.date.end is None
    assert article.date.date_prec == 5

"""How well whole articles are coded: their happenings, as a reader lists them, beside the events.

A row is an article (`text`, and where known `date`, `title`, `publisher`) with its `happenings`:

    {"tellings": [[17, 24], [210, 216]], "type": ["ASSAULT"], "factuality": ["happened"],
     "actors": [["the army", "Syrian forces"]], "recipients": [["rebels"]],
     "place": ["Talbiseh"], "date": "2015-09-30", "source": ["article"]}

`tellings` are the triggers of all tellings. Types, factualities, places and sources list what is
right; `actors` and `recipients` hold one list of names for each party. `date` is a day, month, year
or `first/last`, and null where none is told.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from sayso.annotate.encoder import Encoder
from sayso.evaluate.metrics import Figures, rounded
from sayso.resolve.actors import ActorBook
from sayso.resolve.actors_text import key
from sayso.schema import Article, DateRange, Event, Participant, Place, Span

Row = Mapping[str, Any]

FIELDS = ("type", "factuality", "actors", "recipients", "source", "place", "date")
# What the published evaluations of coders ask of a row: who did what to whom, on whose word.
CORE = ("type", "actors", "recipients", "source")
SMALL = frozenset(("the", "a", "an", "of", "and", "in", "s"))
SAME_DAYS = 0.5  # of the days in either range, that are in both


@dataclass(frozen=True, slots=True)
class Judged:
    """One shown event: its happening's number (None for none), and which fields are right.

    `is_first` is false for a further event of a happening that another event tells better.
    """

    event: Event
    happening: int | None
    right: frozenset[str]
    is_first: bool


def happenings(rows: Sequence[Row], encoder: Encoder) -> Figures:
    """Figures over the rows.

    `precision`, `recall`, `f1`: happenings found among the events shown; `repeated` and `spurious`
    the shares of events that tell a happening again or none. Of the events that are first of their
    happening, the share with each field right: actors when all are told and no other, recipients
    (whoever and whatever one blow hit) when one is and no other, names when one's words are all in
    the other. `rows_right`: of all events shown, those first of
    their happening and right in type, actors, recipients and source; `rows_f1` counts the
    happenings missed too. `wrong` lists each wrong field. An event that `same_as` marks as another
    source's telling of one shown counts with that one.
    """
    from sayso.annotate.annotator import annotate
    from sayso.pipeline import Coder

    book = ActorBook.load()
    articles = [article_of(row, number) for number, row in enumerate(rows)]
    coded = Coder().coded(annotate(articles, encoder=encoder))
    return figures([
        (article, row["happenings"], list(judged(article, row["happenings"], book)))
        for row, article in zip(rows, coded, strict=True)
    ])  # fmt: skip


def article_of(row: Row, number: int) -> Article:
    """The article of a row, read as any text is."""
    from sayso.read.plain import read_text

    known = {name: row[name] for name in ("title", "publisher", "date") if row.get(name)}
    return read_text(row["text"], id=str(row.get("id", number)), **known)


def figures(seen: Sequence[tuple[Article, Sequence[Row], Sequence[Judged]]]) -> Figures:
    """The figures of judged articles."""
    shown = [one for _, _, judgements in seen for one in judgements]
    first = [one for one in shown if one.is_first]
    wanted = sum(len(gold) for _, gold, _ in seen)
    right = Counter(field for one in first for field in one.right)
    whole = sum(one.right.issuperset(CORE) for one in first)
    return {
        **rounded({
            "precision": len(first) / max(1, len(shown)),
            "recall": len(first) / max(1, wanted),
            "f1": 2 * len(first) / max(1, len(shown) + wanted),
            "repeated": sum(not o.is_first and o.happening is not None for o in shown)
            / max(1, len(shown)),
            "spurious": sum(one.happening is None for one in shown) / max(1, len(shown)),
            **{field: right[field] / max(1, len(first)) for field in FIELDS},
            "rows_right": whole / max(1, len(shown)),
            "rows_f1": 2 * whole / max(1, len(shown) + wanted),
            "events": len(shown),
            "happenings": wanted,
            "rows": len(seen),
        }),
        "wrong": [line for article, gold, found in seen for line in _wrong(article, gold, found)],
    }  # fmt: skip


def judged(article: Article, gold: Sequence[Row], book: ActorBook) -> Iterator[Judged]:
    """The events of an article beside its happenings, in the order of the events."""
    told = [(event, _happening(event, gold)) for event in article.events]
    number_of = {event.id: number for event, number in told}
    found: list[tuple[Event, int | None, frozenset[str]]] = []
    for event, number in told:
        if number is not None and event.same_as and number_of.get(event.same_as) == number:
            continue
        right = frozenset() if number is None else frozenset(_right(event, gold[number], book))
        found.append((event, number, right))
    best: dict[int, int] = {}
    for at, (_, number, right) in enumerate(found):
        if number is not None and (number not in best or len(right) > len(found[best[number]][2])):
            best[number] = at
    for at, (event, number, right) in enumerate(found):
        yield Judged(event, number, right, number is not None and best[number] == at)


def _happening(event: Event, gold: Sequence[Row]) -> int | None:
    """The happening that most of an event's tellings tell, its first telling before others."""
    spans = [event.trigger, *event.evidence]
    hits = [
        (sum(_meets(span, told) for span, told in product(spans, row["tellings"])), -number)
        for number, row in enumerate(gold)
    ]
    count, number = max(hits, default=(0, 0))
    return -number if count else None


def _meets(span: Span, told: Sequence[int]) -> bool:
    return span.start < told[1] and told[0] < span.end


def _right(event: Event, gold: Row, book: ActorBook) -> Iterator[str]:
    source = event.attribution.source
    right = {
        "type": event.type in gold["type"],
        "factuality": event.factuality in gold["factuality"],
        "actors": same_parties(event.actors, gold["actors"], book, least=len(gold["actors"])),
        "recipients": same_parties(event.recipients, gold["recipients"], book),
        "source": source in gold["source"]
        if isinstance(source, str)
        else is_named(source, gold["source"], book),
        "place": same_place(event.place, gold["place"]),
        "date": same_date(event.date, gold["date"]),
    }
    yield from (name for name, holds in right.items() if holds)


def same_parties(
    told: Sequence[Participant], gold: Sequence[Sequence[str]], book: ActorBook, least: int = 1
) -> bool:
    """Whether every party told is one of the gold ones, and at least so many of these are told."""
    known = [any(is_named(one, names, book) for one in told) for names in gold]
    return sum(known) >= min(least, len(gold)) and all(
        any(is_named(one, names, book) for names in gold) for one in told
    )


def is_named(told: Participant, names: Sequence[str], book: ActorBook) -> bool:
    """Whether a participant goes by one of the names, or one of them means the same actor."""
    return any(_alike(own, name) for own in (told.text, told.name) if own for name in names) or (
        told.id is not None and any(book.resolve(name).id == told.id for name in names)
    )


def _alike(one: str, two: str) -> bool:
    """Whether two names are the same, but for words that only one of them has."""
    words, others = (set(key(name).split()) - SMALL for name in (one, two))
    return bool(words and others) and (words <= others or others <= words)


def same_place(told: Place | None, gold: Sequence[str]) -> bool:
    """Whether a place goes by one of the gold names; none told is right where there is none."""
    if told is None or not gold:
        return told is None and not gold
    return any(_alike(own, name) for own in (told.text, told.name) if own for name in gold)


def same_date(told: DateRange | None, gold: str | None) -> bool:
    """Whether two ranges share at least half of the days of either; an open side is the other's."""
    if told is None or gold is None or (told.start is None and told.end is None):
        return gold is None and (told is None or (told.start is None and told.end is None))
    first, last = day_range(gold)
    start = told.start or min(first, told.end or first)
    end = told.end or max(last, start)
    both = (min(last, end) - max(first, start)).days + 1
    either = (max(last, end) - min(first, start)).days + 1
    return both >= SAME_DAYS * either


def day_range(text: str) -> tuple[dt.date, dt.date]:
    """The first and last day of a day, month, year or `first/last`."""
    low, _, high = text.partition("/")
    return _edge(low, last=False), _edge(high or low, last=True)


def _edge(text: str, *, last: bool) -> dt.date:
    year, month, day = [*map(int, text.split("-")), 0, 0][:3]
    if day:
        return dt.date(year, month, day)
    if not last:
        return dt.date(year, month or 1, 1)
    after = dt.date(year + (month in (0, 12)), month % 12 + 1 if month else 1, 1)
    return after - dt.timedelta(days=1)


def _wrong(article: Article, gold: Sequence[Row], found: Sequence[Judged]) -> Iterator[Row]:
    """What is wrong with each event, and the happenings that no event tells."""
    for one in found:
        about = {"article": article.id, "event": one.event.id, "trigger": one.event.trigger.text}
        if one.happening is None:
            yield {**about, "field": "spurious"}
        elif not one.is_first:
            yield {**about, "field": "repeated", "wanted": one.happening}
        else:
            row = gold[one.happening]
            for field in FIELDS:
                if field not in one.right:
                    yield {**about, "field": field, "told": told(one.event, field),
                           "wanted": row[field]}  # fmt: skip
    seen = {one.happening for one in found}
    for number, row in enumerate(gold):
        if number not in seen:
            trigger = article.text[slice(*row["tellings"][0])]
            yield {"article": article.id, "field": "missed", "trigger": trigger, "wanted": number}


def told(event: Event, field: str) -> object:
    """What an event says in a field, in a form to be read beside the gold one."""
    if field == "type" or field == "factuality":
        return getattr(event, field)
    if field in ("actors", "recipients"):
        return [one.name or one.text for one in getattr(event, field)]
    if field == "source":
        source = event.attribution.source
        return source if isinstance(source, str) else source.name or source.text
    if field == "place":
        return event.place and (event.place.name or event.place.text)
    return event.date and f"{event.date.start}/{event.date.end}"

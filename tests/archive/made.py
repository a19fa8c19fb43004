"""Made articles, coded without the model: quick, and the same at every run."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator
from dataclasses import replace

from sayso.archive.shards import Coding
from sayso.schema import (
    ARTICLE_VOICE,
    Article,
    Attribution,
    Claim,
    DateRange,
    Event,
    Failure,
    Participant,
    Place,
    Quantity,
    Span,
    Tolls,
)

TOWNS = {"Talbiseh": (34.84, 36.73), "Douma": (33.57, 36.40), "Manbij": (36.53, 37.95)}
ACTS = {"shelled": "heavy-weapons", "bombed": "aerial", "raided": None}
PARTIES = {"Rebels": None, "Russia": "RUS", "Syria": "SYR"}
PUBLISHERS = ("Morning Post", "Evening Wire", "Daily Star")
CODING = Coding("fake 1", "made 1")


def uncoded(number: int) -> Article:
    """An article of two sentences, drawn by its number."""
    draw = random.Random(number)
    town, act = draw.choice(list(TOWNS)), draw.choice(list(ACTS))
    party, killed = draw.choice(list(PARTIES)), draw.randint(1, 40)
    text = (
        f"{party} {act} {town} on Monday, killing {killed} people, the Observatory said. "
        f"Report {number} was filed by a correspondent whose name is number {number * 7919}."
    )
    day = dt.date(2015, 10, 1) + dt.timedelta(days=number % 90)
    return Article(
        id=f"made-{number}", text=text, title=f"{town} {act}", publisher=PUBLISHERS[number % 3],
        date=DateRange(day, day, 1), url=f"https://example.org/{number}",
    )  # fmt: skip


def coded(article: Article) -> Article:
    """The event and claim that the first sentence tells."""
    party, act, town = article.text.split(" on Monday")[0].split()
    killed = int(article.text.split("killing ")[1].split()[0])
    at = article.text.index(act)
    lat, lon = TOWNS[town]
    actor = Participant(0, len(party), party, id=PARTIES[party], name=party, country=PARTIES[party])
    where = article.text.index("the Observatory")
    source = Participant(where, where + 15, "the Observatory", id="SOHR", name="Observatory")
    place = Place(town, town, lat, lon, "SYR", 1, 2.0)
    trigger = Span(at, at + len(act), act)
    event = Event(
        id="e1", type="ASSAULT", mode=ACTS[act], quad="material conflict", trigger=trigger,
        actors=(actor,), place=place, date=article.date, score=0.9, evidence=(trigger,),
        tolls=Tolls(killed=Quantity(killed, killed, killed)), factuality_score=2.5,
        attribution=replace(ARTICLE_VOICE, source=source) if killed % 2 else ARTICLE_VOICE,
    )  # fmt: skip
    claim = Claim(
        id="c1", kind="toll", event="e1", source=event.attribution.source, span=trigger,
        actors=(actor,), place=place, date=article.date, type="ASSAULT", measure="killed",
        toll=event.tolls.killed,
    )  # fmt: skip
    return replace(article, events=(event,), claims=(claim,), model=CODING.model)


class FakeCoder:
    """Codes made articles; one whose text holds "poison" fails."""

    def __init__(self, model: str = CODING.model) -> None:
        self.model = model
        self.count = 0

    def code_each(self, items: Iterable[Article | Failure]) -> Iterator[Article | Failure]:
        for item in items:
            self.count += 1
            if isinstance(item, Failure):
                yield item
            elif "poison" in item.text:
                yield Failure(item.id, "ValueError", "poison", "leave it out")
            else:
                yield replace(coded(item), model=self.model)


def speech(name: str, *, ident: str | None = None) -> Attribution:
    """What a named source asserts."""
    return Attribution(source=Participant(0, len(name), name, id=ident, name=name))

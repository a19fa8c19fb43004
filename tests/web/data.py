"""Hand-made coded articles of an invented war, for the tests of the reading room."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sayso.schema import (
    Article,
    Attribution,
    Block,
    Claim,
    DateRange,
    Event,
    Mention,
    Participant,
    Place,
    Quantity,
    Span,
    Tolls,
)

HARBOUR = """Accessibility links
Two piers of the harbour at Marsa Dun lie in ruins
By a reporter in Marsa Dun
Smoke over the grain terminal of Marsa Dun on 3 March 2021.
Warplanes of the Northern Republic bombed the harbour at Marsa Dun on 3 March, killing at least 14 \
dock workers, the mayor said.
The Northern Republic denied that it had struck the port. "Our aircraft hit a depot of the Red \
Column," its defence ministry said.
The Coast Council accused the Northern Republic of shelling Tell Ashar on 5 March.
please wait"""

SECOND = """Blast at Marsa Dun grain terminal kills nine
Nine people died when an air strike hit the harbour of Marsa Dun on Monday, the Red Crescent said.
Officials of the Northern Republic plan to send troops to Tell Ashar."""

MARSA_AT = (34.84, 36.73)
MARSA = Place(
    "Marsa Dun", "Marsa Dun", 34.84, 36.73, "SYR", 1, 3.0, "town", 0.92, why="the only one"
)
ASHAR = Place("Tell Ashar", "Tell Ashar", 35.4, 37.2, "SYR", 1, 3.0, "town", 0.81)
THIRD = DateRange(dt.date(2021, 3, 3), dt.date(2021, 3, 3), 1, "on 3 March")
FIFTH = DateRange(dt.date(2021, 3, 5), dt.date(2021, 3, 5), 1, "on 5 March")


def _at(text: str, words: str, nth: int = 0) -> tuple[int, int, str]:
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    return at, at + len(words), words


def person(text: str, words: str, actor: str | None = None, *, nth: int = 0) -> Participant:
    start, end, surface = _at(text, words, nth)
    country = actor[:3] if actor and len(actor) > 3 else None
    return Participant(start, end, surface, actor, words, country, None, 0.9, "its name")


def span(text: str, words: str, nth: int = 0) -> Span:
    return Span(*_at(text, words, nth))


def blocks(text: str, *kinds: str) -> tuple[Block, ...]:
    found, at = [], 0
    for kind, line in zip(kinds, text.split("\n"), strict=True):
        reason = "page control" if kind == "chrome" else None
        found.append(Block(kind, at, at + len(line), reason))  # type: ignore[arg-type]
        at += len(line) + 1
    return tuple(found)


def harbour() -> Article:
    """Four events: a strike on the mayor's word, its denial, a counter-claim, an accusation."""
    text = HARBOUR
    north = person(text, "Northern Republic", "NOR.MIL")
    mayor = Attribution(
        person(text, "the mayor"), "asserts", "paraphrase", span(text, "said"),
        (span(text, text.split("\n")[4].removesuffix(", the mayor said.")),), None, 0.88,
    )  # fmt: skip
    denial = Attribution(
        person(text, "The Northern Republic", "NOR.GOV"), "denies", "paraphrase",
        span(text, "denied"), (span(text, "it had struck the port"),), None, 0.91,
    )  # fmt: skip
    ministry = Attribution(
        person(text, "its defence ministry", "NOR.MIL"), "asserts", "quote", span(text, "said", 1),
        (span(text, "Our aircraft hit a depot of the Red Column"),), None, 0.95,
    )  # fmt: skip
    council = Attribution(
        person(text, "The Coast Council", "COAST"), "accuses", "paraphrase", span(text, "accused"),
        (span(text, "shelling Tell Ashar on 5 March"),), None, 0.9,
    )  # fmt: skip
    strike = Event(
        "e1", "ASSAULT", "aerial", "material conflict", span(text, "bombed"), (north,),
        (person(text, "dock workers"),), MARSA, THIRD, Tolls(killed=Quantity(14, 14, None)),
        "happened", 0.97, 0.94, mayor, (span(text, "bombed"),), None, ("COERCE", 0.03),
        {"factuality": "told in the past", "source": "the mayor, by 'said' after the sentence"},
    )  # fmt: skip
    denied = replace(
        strike, id="e2", trigger=span(text, "struck"), attribution=denial, recipients=(),
        factuality="did_not_happen", tolls=Tolls(), evidence=(span(text, "struck"),), same_as="e1",
        why={"factuality": "denied"},
    )  # fmt: skip
    depot = replace(
        strike, id="e3", trigger=span(text, "hit"), attribution=ministry, tolls=Tolls(),
        actors=(person(text, "Our aircraft", "NOR.MIL"),), evidence=(span(text, "hit"),),
        recipients=(person(text, "Red Column"),), score=0.88,
    )  # fmt: skip
    shelling = Event(
        "e4", "ASSAULT", "heavy-weapons", "material conflict", span(text, "shelling"),
        (person(text, "the Northern Republic", "NOR.MIL", nth=0),), (), ASHAR, FIFTH, Tolls(),
        "happened", 0.7, 0.81, council, (span(text, "shelling"),),
    )  # fmt: skip
    claims = (
        Claim(
            "c1", "target_presence", "e3", ministry.source, span(text, "hit"), depot.actors,
            depot.recipients, (), MARSA, THIRD, type="ASSAULT", mode="aerial",
        ),
        Claim(
            "c2", "toll", "e1", mayor.source, span(text, "bombed"), strike.actors,
            strike.recipients, (), MARSA, THIRD, Quantity(14, 14, None), type="ASSAULT",
            mode="aerial", measure="killed",
        ),
    )  # fmt: skip
    mentions = (
        *(Mention(*_at(text, "Marsa Dun", n), "place", 0.9, place=MARSA) for n in (1, 2, 3)),
        Mention(*_at(text, "Tell Ashar"), "place", 0.9, place=ASHAR),
        Mention(*_at(text, "3 March", 1), "time", 0.9, date=THIRD),
        Mention(*_at(text, "5 March"), "time", 0.9, date=FIFTH),
    )
    return Article(
        "harbour", text, "Two piers of the harbour at Marsa Dun lie in ruins", "Coast Post",
        DateRange(dt.date(2021, 3, 6), dt.date(2021, 3, 6), 1), "https://coastpost.example/1", "en",
        blocks(text, "chrome", "headline", "byline", "caption", "body", "body", "body", "chrome"),
        (), mentions, (strike, denied, depot, shelling), claims, "hand",
    )  # fmt: skip


def second() -> Article:
    """The same strike with another toll, and a planned event."""
    text = SECOND
    crescent = Attribution(
        person(text, "the Red Crescent", "IRC"), "asserts", "paraphrase", span(text, "said"),
        (span(text, "Nine people died when an air strike hit the harbour of Marsa Dun on Monday"),),
        None, 0.9,
    )  # fmt: skip
    strike = Event(
        "e1", "ASSAULT", "aerial", "material conflict", span(text, "strike"), (),
        (person(text, "Nine people"),), MARSA, THIRD, Tolls(killed=Quantity(9, 9, 9)),
        "happened", 0.9, 0.9, crescent, (span(text, "strike"), span(text, "Blast")),
    )  # fmt: skip
    troops = Event(
        "e2", "MOBILIZE", "troops", "material conflict", span(text, "send"),
        (person(text, "Officials of the Northern Republic", "NOR.GOV"),), (), ASHAR, None, Tolls(),
        "planned", 0.9, 0.8,
    )  # fmt: skip
    return Article(
        "second", text, "Blast at Marsa Dun grain terminal kills nine", "Harbour Wire",
        DateRange(dt.date(2021, 3, 4), dt.date(2021, 3, 4), 1), None, "en",
        blocks(text, "headline", "body", "body"), (), (), (strike, troops), (), "hand",
    )  # fmt: skip


def hostile() -> Article:
    """An article whose every field tries to get out of the page."""
    bad = (
        "<script>alert(1)</script>{{7*7}}{% raw %}\u202eevil\u202c\"'><img src=x onerror=alert(1)>"
    )
    text = f"{bad}\n{'long' * 250_000}\n{bad} bombed {bad}"
    source = Attribution(Participant(0, len(bad), bad, bad, bad), cue=Span(0, 8, text[:8]))
    trigger = span(text, "bombed")
    event = Event(
        "e1", "ASSAULT", bad, "material conflict", trigger,
        (Participant(0, len(bad), bad, bad, bad),), (), Place(bad, bad, 1.0, 1.0, bad), None,
        Tolls(), attribution=source, why={bad: bad}, evidence=(trigger,),
    )  # fmt: skip
    return Article("hostile", text, bad, bad, None, "javascript:alert(1)", events=(event,))


def articles() -> list[Article]:
    """The invented articles."""
    return [harbour(), second(), hostile()]


def record_csv() -> str:
    """Rows of an invented record: 30 near Marsa Dun, of which one involves the Red Column."""
    head = (
        "id,date_start,date_end,lat,lon,place,where_prec,date_prec,actor,recipient,kind,deaths_best"
    )
    rows = [head]
    for i in range(30):
        other = "Red Column" if i == 17 else "Coast Council"
        lat, lon = MARSA_AT[0] + (i % 6) * 0.03, MARSA_AT[1] + (i // 6) * 0.03
        day = dt.date(2021, 2, 1) + dt.timedelta(days=i)
        rows.append(
            f"r{i},{day},{day},{lat:.4f},{lon:.4f},Marsa Dun,1,1,Northern Republic,{other},"
            f"state-based,{i % 5}"
        )
    return "\n".join(rows) + "\n"

"""Events with their attribution become claims that a record may decide, or cannot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sayso.coding.control import control_claims
from sayso.coding.facts import REAL, is_exact
from sayso.schema import Article, Claim, Event, Participant, Place, Tolls

# Sectors of people and things that are no party of a conflict: a strike on them tells who
# suffered, not whom the attacker fights.
NO_PARTY = frozenset({"CVL", "CIV", "EDU", "MED", "BUS", "LAB", "AGR", "REF", "NGO", "REL", "JRN"})
FOUGHT = ("ASSAULT",)
TRACED = ("ASSAULT", "PROTEST", "COERCE", "MOBILIZE")

UNREAL = {
    "planned": "it is announced, not done: a record holds only what happened",
    "hypothetical": "it is wished, asked for or conditional: nothing happened that a record holds",
}


def claims(article: Article) -> tuple[Claim, ...]:
    """All claims of a coded and resolved article, numbered in order."""
    found = [claim for event in article.events for claim in _of_event(event, article.events)]
    found += control_claims(article)
    return tuple(replace(claim, id=f"c{number}") for number, claim in enumerate(found, 1))


def _of_event(event: Event, events: Sequence[Event]) -> Iterator[Claim]:
    base = _base(event)
    reason = _why_not(event)
    if reason:
        yield replace(base, kind="not_checkable", reason=reason)
        return
    rivals = _rivals(event, events)
    if rivals:
        yield replace(base, kind="target_share", targets=_parties(event), over=rivals)
    elif event.type in FOUGHT and event.actors and _parties(event):
        yield from _target_claims(event, base, events)
    elif event.place is not None or event.actors:
        yield replace(base, kind="occurrence")
    yield from _tolls(event, base)


def _base(event: Event) -> Claim:
    return Claim(
        id="",
        kind="occurrence",
        event=event.id,
        source=event.attribution.source,
        span=event.attribution.content[0] if event.attribution.content else event.trigger,
        actors=event.actors,
        targets=event.recipients,
        place=event.place,
        date=event.date,
        stance=event.attribution.stance,
        factuality=event.factuality,
        type=event.type,
        mode=event.mode,
    )


def _why_not(event: Event) -> str | None:
    """Why no record can decide an event; None when one can."""
    aim = event.type in FOUGHT and event.factuality == "planned" and _parties(event)
    if event.factuality in UNREAL and not aim:
        return UNREAL[event.factuality]
    if event.type not in TRACED:
        return f"{event.type} is not an act that conflict records list"
    if not event.actors and event.place is None:
        return "neither the actor nor the place is told"
    return None


def _target_claims(event: Event, base: Claim, events: Sequence[Event]) -> Iterator[Claim]:
    """Whom an actor strikes, at the place told or, failing one, where he is said to strike."""
    claim = replace(base, kind="target_presence", targets=_parties(event))
    if is_exact(event.place):
        yield claim
        return
    borrowed = list(_places_of(event, events))
    for place, lender in borrowed:
        told = f"place and date taken from {lender.id}, where the same actor is said to strike"
        yield replace(claim, place=place, date=event.date or lender.date, reason=told)
    if not borrowed:
        yield claim


def _places_of(event: Event, events: Sequence[Event]) -> Iterator[tuple[Place, Event]]:
    mine = {_key(actor) for actor in event.actors}
    seen = set()
    for other in events:
        same = other.type in FOUGHT and mine & {_key(actor) for actor in other.actors}
        done = other.factuality in REAL
        place = other.place if same and done and is_exact(other.place) else None
        if place is not None and place.name not in seen:
            seen.add(place.name)
            yield place, other


def _rivals(event: Event, events: Sequence[Event]) -> tuple[Participant, ...]:
    """Whom the same source says the same actor does not fight, beside whom he does."""
    if event.type not in FOUGHT or event.factuality == "did_not_happen" or not _parties(event):
        return ()
    mine = {_key(actor) for actor in event.actors}
    return tuple(
        party
        for other in events
        if other.factuality == "did_not_happen"
        and _source(other) == _source(event)
        and mine & {_key(actor) for actor in other.actors}
        for party in _parties(other)
    )


def _tolls(event: Event, base: Claim) -> Iterator[Claim]:
    for name in Tolls.__dataclass_fields__:
        quantity = getattr(event.tolls, name)
        if quantity is not None and event.factuality == "happened":
            yield replace(base, kind="toll", toll=quantity, measure=name)


def _parties(event: Event) -> tuple[Participant, ...]:
    """The recipients that can be a side in a conflict."""
    return tuple(_sides(event.recipients))


def _sides(participants: Iterable[Participant]) -> Iterator[Participant]:
    for participant in participants:
        if participant.id and participant.sector not in NO_PARTY:
            yield participant


def _key(participant: Participant) -> str:
    # a country's army and ministers act for the country
    whole = participant.id or participant.text.lower()
    return whole.split(".")[0]


def _source(event: Event) -> str:
    source = event.attribution.source
    return source if isinstance(source, str) else _key(source)

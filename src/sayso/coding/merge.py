"""The same happening told again in one article becomes one event with several evidence spans.

The tellings of an article are clustered by how likely each two are one (`sayso.coding.sameness`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sayso.coding.agree import actors_agree, heads, key, recipients_agree, speaks_for, tolls_agree
from sayso.coding.facts import same_reality
from sayso.coding.sameness import likelihoods, model
from sayso.coding.words import last_word, names_people
from sayso.pairs import average_linkage
from sayso.schema import Event, Participant, Place, Tolls


def merge(events: Sequence[Event], text: str) -> tuple[Event, ...]:
    """Events with their repetitions folded in, in order of their first telling.

    The same source telling again adds evidence and fills gaps, and so does another that brings
    no figure and no parties of its own; one that does, or that denies what was told, stays an
    event of its own, whose `same_as` names the first. What a source plans and what it did stay two.
    """
    likely = likelihoods(events, text)
    kept: dict[int, Event] = {}
    for cluster in average_linkage(len(events), likely, threshold=model().threshold):
        kept |= _one_happening(events, cluster)
    return _numbered([kept[number] for number in sorted(kept)])


def _numbered(events: Sequence[Event]) -> tuple[Event, ...]:
    """The events named e1, e2 and so on in their order, without the gaps of those folded in."""
    names = {event.id: f"e{number}" for number, event in enumerate(events, 1)}
    return tuple(
        replace(e, id=names[e.id], same_as=names[e.same_as] if e.same_as else None) for e in events
    )


def _one_happening(events: Sequence[Event], cluster: Sequence[int]) -> dict[int, Event]:
    """The events that are left of the tellings of one happening, by their number."""
    first, *others = cluster
    kept = {first: events[first]}
    for number in others:
        again = events[number]
        into = next((n for n, one in kept.items() if not _is_own_telling(one, again)), None)
        if into is None:
            other_voice = speaks_for(again) != speaks_for(events[first])
            kept[number] = replace(again, same_as=events[first].id) if other_voice else again
        else:
            kept[into] = _folded(kept[into], again)
    return kept


def _is_own_telling(first: Event, again: Event) -> bool:
    """Whether the second telling says something else, so that it is kept beside the first."""
    if not same_reality(first.factuality, again.factuality):
        return True
    one, two = speaks_for(first), speaks_for(again)
    if one == two or (one.startswith("a " + last_word(two)) and two.startswith("the ")):
        return False  # "a source at the ministry", then "the source"
    if first.attribution.stance != again.attribution.stance:
        return True
    both_named = "article" not in (one, two)
    others = (
        actors_agree(first.actors, again.actors) < 0
        or recipients_agree(first.recipients, again.recipients) < 0
    )
    return (both_named and (again.tolls != Tolls() or others)) or tolls_agree(first, again) < 0


def _folded(first: Event, again: Event) -> Event:
    tolls = {
        name: getattr(first.tolls, name) or getattr(again.tolls, name)
        for name in Tolls.__dataclass_fields__
    }
    return replace(
        first,
        mode=first.mode or again.mode,
        actors=first.actors or again.actors,
        recipients=_together(first.recipients, again.recipients),
        place=_better(first.place, again.place),
        date=first.date if first.date and first.date.start else again.date or first.date,
        tolls=Tolls(**tolls),
        evidence=(*first.evidence, *again.evidence),
        score=max(first.score, again.score),
    )


def _together(
    one: tuple[Participant, ...], two: tuple[Participant, ...]
) -> tuple[Participant, ...]:
    """The parties of both tellings, each once: "a pilot" is "a downed pilot" again.

    Where they are told so differently that they cannot be the same, the first telling's stand.
    """
    if one and recipients_agree(one, two) < 0:
        return one
    known = {key(participant) for participant in one}
    told = heads(one, people=True) | heads(one, people=False)
    more = [
        participant
        for participant in two
        if key(participant) not in known
        and not (heads((participant,), people=names_people(participant.text)) & told)
    ]
    return (*one, *more)


def _better(one: Place | None, two: Place | None) -> Place | None:
    if one is None or two is None:
        return one or two
    return two if two.where_prec < one.where_prec else one

"""The same happening told again in one article becomes one event with several evidence spans."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sayso.schema import Event, Participant, Place, Tolls

NEAR_KM = 30.0
RESULTS = frozenset({"kill", "wound", "injur", "maim", "hurt", "displac"})
LONGEST_SENTENCE = 600
_SENTENCE_END = re.compile(r"[.!?][”\"’)]*\s+[A-Z“\"(]|\n")


def merge(events: Sequence[Event], text: str) -> tuple[Event, ...]:
    """Events with their repetitions folded in, in order of their first telling.

    The same source telling again adds evidence and fills gaps; another source's telling stays an
    event of its own, whose `same_as` names the first. One sentence tells each happening once:
    "liberating Sinjar, liberating Kobani" are two.
    """
    kept: list[Event] = []
    for event in events:
        twin = next(
            (
                i
                for i, first in enumerate(kept)
                if (
                    _is_one_act(first, event)
                    if _one_sentence(first, event, text)
                    else same_happening(first, event)
                )
            ),
            None,
        )
        if twin is None:
            kept.append(event)
        elif speaks_for(kept[twin]) == speaks_for(event):
            kept[twin] = _folded(kept[twin], event)
        else:
            kept.append(replace(event, same_as=kept[twin].same_as or kept[twin].id))
    return tuple(kept)


def _is_one_act(one: Event, two: Event) -> bool:
    """Whether two words of one sentence tell one act: "the strikes ... have targeted the town".

    One of them then has no actor of its own, and nothing of the other's is told otherwise.
    """
    if one.type != two.type or one.factuality != two.factuality:
        return False
    if stem(one.trigger.text) == stem(two.trigger.text):
        return False
    if speaks_for(one) != speaks_for(two):
        return False
    if _is_result(one, two):
        return True
    if (one.actors and two.actors) or (one.place and two.place):
        return False
    return min(_agreement(one.recipients, two.recipients), _dates_agree(one, two)) >= 0


def _is_result(act: Event, result: Event) -> bool:
    """Whether the second word tells what the first act did: "shelled the town, killing four"."""
    told = stem(result.trigger.text) in RESULTS and result.tolls != Tolls()
    return told and act.tolls == Tolls() and _agreement(act.actors, result.actors) > 0


def _one_sentence(one: Event, two: Event, text: str) -> bool:
    between = text[one.evidence[-1].end : two.trigger.start]
    return len(between) < LONGEST_SENTENCE and not _SENTENCE_END.search(between)


def speaks_for(event: Event) -> str:
    """The innermost source of an event, as one comparable word."""
    source = event.attribution.source
    return source if isinstance(source, str) else source.id or source.text.lower()


def same_happening(one: Event, two: Event) -> bool:
    """Whether two tellings can be of one happening and share enough to be taken for it.

    Nothing may conflict, and two of actor, recipient and place must be told alike, or one of them
    together with the very same trigger word.
    """
    if one.type != two.type or one.factuality != two.factuality:
        return False
    if one.mode and two.mode and one.mode != two.mode:
        return False
    actors = _agreement(one.actors, two.actors)
    recipients = _agreement(one.recipients, two.recipients)
    place = _places_agree(one.place, two.place)
    if min(actors, recipients, place, _dates_agree(one, two)) < 0:
        return False
    shared = (actors > 0) + (recipients > 0) + (place > 0)
    same_word = stem(one.trigger.text) == stem(two.trigger.text)
    return shared >= (1 if same_word else 2)


def stem(word: str) -> str:
    """The word without the endings of number and tense, enough to compare triggers."""
    low = word.lower()
    for ending in ("ing", "ed", "es", "s"):
        if low.endswith(ending) and len(low) - len(ending) >= 4:
            return low.removesuffix(ending)
    return low


def _key(participant: Participant) -> str:
    return participant.id or participant.text.lower().removeprefix("the ").strip()


def _agreement(one: Iterable[Participant], two: Iterable[Participant]) -> int:
    """1 alike, 0 one side untold, -1 in conflict."""
    first, second = {_key(p) for p in one}, {_key(p) for p in two}
    if not first or not second:
        return 0
    return 1 if first & second else -1


def _places_agree(one: Place | None, two: Place | None) -> int:
    if one is None or two is None:
        return 0
    if one.text == two.text:
        return 1
    if None in (one.lat, one.lon, two.lat, two.lon):
        return 0
    from sayso.resolve.geo import distance_km

    apart = distance_km(one.lat, one.lon, two.lat, two.lon)  # type: ignore[arg-type]
    reach = max(NEAR_KM, one.radius_km or 0.0, two.radius_km or 0.0)
    return 1 if apart <= reach else -1


def _dates_agree(one: Event, two: Event) -> int:
    if one.date is None or two.date is None or not one.date.start or not two.date.start:
        return 0
    first_end, second_end = one.date.end or one.date.start, two.date.end or two.date.start
    return 1 if one.date.start <= second_end and two.date.start <= first_end else -1


def _folded(first: Event, again: Event) -> Event:
    tolls = {
        name: getattr(first.tolls, name) or getattr(again.tolls, name)
        for name in Tolls.__dataclass_fields__
    }
    return replace(
        first,
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
    known = {_key(participant) for participant in one}
    return (*one, *(participant for participant in two if _key(participant) not in known))


def _better(one: Place | None, two: Place | None) -> Place | None:
    if one is None or two is None:
        return one or two
    return two if two.where_prec < one.where_prec else one

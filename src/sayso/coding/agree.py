"""How who, whom, where, when and how many of two tellings agree.

1 is alike, 0 untold by one of them, -1 in conflict; what is told loosely, a kind of people, a place
near by, lies between.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sayso.coding.lexicon import lexicon
from sayso.coding.words import last_word, names_people
from sayso.resolve.geo import COUNTRY_PREC, distance_km
from sayso.schema import Event, Participant, Place, Quantity, Tolls

NEAR_KM = 30.0
EXACT = {1, 2, 3, 7}  # a place of unknown precision was told by a name of its own
TELLING_FIGURE = 5  # so many dead told twice are the same dead, even in one sentence
VAGUE = (20, 24, 40, 200, 2_000)  # the least that "tens", "dozens", "scores", "hundreds" mean
YEARLY = 5  # the `date_prec` of what is dated by a year or most of one
UNLIKE = -1  # an agreement this low is a conflict: the two cannot be the same
MAYBE = -0.5  # told so differently that only much else alike makes them the same
_PREPOSITION = re.compile(r"\s(?:of|in|on|at|near|from|with|to)\s")
# Sectors whose ids name a kind of people and nobody in particular.
_KINDS = (".CVL", ".MED", ".JRN", ".REF")
# Sectors of armed people told only by kind ("militants"), who may be any group that is named.
_ARMED_KINDS = (".REB", ".UAF", ".CRM", ".INS", ".OPP")
_ANYBODY = frozenset("people persons civilians residents others victims dead members".split())


def speaks_for(event: Event) -> str:
    """The innermost source of an event, as one comparable word."""
    source = event.attribution.source
    return source if isinstance(source, str) else source.id or source.text.lower()


def tolls_agree(one: Event, two: Event) -> float:
    """1 alike, 0 untold by one, -1 in conflict; small figures, alike by chance, half."""
    pairs = [
        (getattr(one.tolls, name), getattr(two.tolls, name)) for name in Tolls.__dataclass_fields__
    ]
    told = [
        (_figure(first), _figure(second))
        for first, second in pairs
        if first and second and not _can_hold(first, second)
    ]
    if not told:
        return 0
    if any(first != second for first, second in told):
        return -1
    large = max(first or 0 for first, _ in told) >= TELLING_FIGURE
    return 1 if large else 0.5


def _can_hold(one: Quantity, two: Quantity) -> bool:
    """Whether a vague figure leaves room for the other: "dozens" for 58."""
    first, second = _figure(one), _figure(two)
    if first is None or second is None or first == second:
        return False
    vague, exact = (one, second) if first < second else (two, first)
    return vague.high is None and vague.low in VAGUE and exact < 10 * (vague.low or 0)


def _figure(quantity: Quantity) -> int | None:
    return quantity.best or quantity.low


def key(participant: Participant) -> str:
    """What a party is compared by: its id, else its words."""
    return participant.id or participant.text.lower().removeprefix("the ").strip()


def _agreement(one: Iterable[Participant], two: Iterable[Participant]) -> int:
    """1 alike, 0 one side untold, -1 in conflict."""
    first, second = {key(p) for p in one}, {key(p) for p in two}
    if not first or not second:
        return 0
    return 1 if any(_part_of(a, b) for a in first for b in second) else UNLIKE


def _part_of(one: str, two: str) -> bool:
    """Whether two parties are one, or one a part of the other: an army acts for its state."""
    return one == two or one.startswith(f"{two}.") or two.startswith(f"{one}.")


def actors_agree(one: Sequence[Participant], two: Sequence[Participant]) -> float:
    """As `_agreement`; whoever is told only by kind, "militants", may be a group that is named."""
    found = _agreement(one, two)
    if found != UNLIKE:
        return found
    for loose, others in ((one, two), (two, one)):
        if all(map(_is_loose, loose)) and not any(_is_state(p) for p in others):
            return MAYBE
    return found


def _is_loose(party: Participant) -> bool:
    if party.id is None:
        return names_people(party.text) or party.text.islower()
    return party.id.endswith(_ARMED_KINDS)


def _is_state(party: Participant) -> bool:
    """Whether a party is a state or a part of one; groups' ids are longer or have no dot."""
    if party.id is None or party.id.endswith(_ARMED_KINDS):
        return False
    head, dot, _ = party.id.partition(".")
    return bool(dot) or (len(head) == 3 and party.country == head)


def recipients_agree(one: Sequence[Participant], two: Sequence[Participant]) -> float:
    """As `_agreement`, but kinds of people are compared by the head of the phrase.

    People and things do not conflict: "a market" and "nine shoppers" suffer from one strike.
    """
    named = _agreement(filter(_is_named, one), filter(_is_named, two))
    if named:
        return named
    shares = []
    for people in (True, False):
        first = heads(one, people=people)
        second = heads(two, people=people)
        if first and second:
            shares.append(_share(first, second))
    return max(shares, default=0)


def _share(first: set[str], second: set[str]) -> float:
    """How two sets of nouns for who or what was hit agree."""
    both = first & second
    if not both:
        # "civilians" or "people" may be any of them
        return 0.0 if (first | second) & _ANYBODY else UNLIKE
    # "the pilot" is one and the same sooner than "civilians" are
    return 0.5 if all(map(is_plural, both)) else 1.0


def is_plural(noun: str) -> bool:
    """Whether a noun has a plural's form."""
    return noun.endswith(("s", "men", "people", "children", "dead"))


def _is_named(participant: Participant) -> bool:
    return participant.id is not None and not participant.id.endswith(_KINDS)


def heads(participants: Iterable[Participant], *, people: bool) -> set[str]:
    """The nouns that unnamed parties are about: "a downed pilot" and "the pilot" have one."""
    return {
        last_word(_PREPOSITION.split(p.text)[0])
        for p in participants
        if names_people(p.text) == people and not _is_named(p)
    }


def places_agree(one: Place | None, two: Place | None) -> float:
    """1 by name, 0.5 near each other, -1 apart; 0 where one is untold or no more than a country."""
    if one is None or two is None or max(one.where_prec, two.where_prec) == COUNTRY_PREC:
        return 0
    if one.text == two.text or (one.name and one.name == two.name):
        return 1
    if None in (one.lat, one.lon, two.lat, two.lon):
        exact = {one.where_prec, two.where_prec} <= EXACT
        if _name_words(one) & _name_words(two):
            return 1 if one.lat is None and two.lat is None else 0
        return UNLIKE if exact else 0
    apart = distance_km(one.lat, one.lon, two.lat, two.lon)  # type: ignore[arg-type]
    reach = max(NEAR_KM, one.radius_km or 0.0, two.radius_km or 0.0)
    return 0.5 if apart <= reach else UNLIKE


def _name_words(place: Place) -> set[str]:
    """The words of a place's name but for what kind of place it is."""
    lists = lexicon()
    return set(place.text.lower().split()) - lists.facilities - lists.things - {"the", "of", "in"}


def dates_agree(one: Event, two: Event) -> int:
    """1 where the days touch, -1 where they do not or one is dated by its year alone."""
    if one.date is None or two.date is None or not one.date.start or not two.date.start:
        # what is dated by no more than its year is background to what was just told
        dated = [e.date for e in (one, two) if e.date and e.date.start and e.date.end]
        return -1 if len(dated) == 1 and dated[0].date_prec == YEARLY else 0
    first_end, second_end = one.date.end or one.date.start, two.date.end or two.date.start
    return 1 if one.date.start <= second_end and two.date.start <= first_end else -1

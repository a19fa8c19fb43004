"""The same happening told again in one article becomes one event with several evidence spans.

Tellings in one sentence are joined by its grammar (`sayso.coding.acts`); here the tellings of
different sentences are compared by who, whom, where, when and how many.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sayso.coding.facts import REAL, same_reality
from sayso.coding.lexicon import lexicon
from sayso.coding.words import (
    SENTENCE_END,
    WEEKDAY,
    last_word,
    names_people,
    turning,
    unpossessed,
)
from sayso.read.words import FUNCTION_WORDS
from sayso.resolve.geo import COUNTRY_PREC, distance_km
from sayso.schema import Event, Participant, Place, Quantity, Tolls

NEAR_KM = 30.0
EXACT = {1, 2, 3, 7}  # a place of unknown precision was told by a name of its own
TELLING_FIGURE = 5  # so many dead told twice are the same dead, even in one sentence
VAGUE = (20, 24, 40, 200, 2_000)  # the least that "tens", "dozens", "scores", "hundreds" mean
LONGEST_SENTENCE = 600
NEXT = 700  # characters over which "the attack" still points to the one told before
YEARLY = 5  # the `date_prec` of what is dated by a year or most of one
UNLIKE = -1  # an agreement this low is a conflict: the two cannot be the same
MAYBE = -0.5  # told so differently that only much else alike makes them the same
_POINTS_BACK = re.compile(
    r"\b(?:the|this|that|these|those|such)\s+(?P<which>(?:[\w'’-]+\s+){0,3})$", re.IGNORECASE
)
# What turns from the act just told to another one, or to a sum of many.
_TURNS = turning("in another", "in other", "total", "so far", "conflict", "toll")
_DAY = re.compile(WEEKDAY, re.IGNORECASE)
_PREPOSITION = re.compile(r"\s(?:of|in|on|at|near|from|with|to)\s")
# Sectors whose ids name a kind of people and nobody in particular.
_KINDS = (".CVL", ".MED", ".JRN", ".REF")
# Sectors of armed people told only by kind ("militants"), who may be any group that is named.
_ARMED_KINDS = (".REB", ".UAF", ".CRM", ".INS", ".OPP")
_ANYBODY = frozenset("people persons civilians residents others victims dead members".split())


def merge(events: Sequence[Event], text: str) -> tuple[Event, ...]:
    """Events with their repetitions folded in, in order of their first telling.

    The same source telling again adds evidence and fills gaps, and so does another that brings
    no figure of its own; one that does stays an event of its own, whose `same_as` names the
    first. One sentence tells each happening once: "liberating Sinjar, liberating Kobani" are two.
    """
    kept: list[Event] = []
    for event in events:
        at = _twin(event, kept, text)
        if at is None:
            kept.append(event)
        elif _is_own_telling(kept[at], event):
            kept.append(replace(event, same_as=kept[at].same_as or kept[at].id))
        else:
            kept[at] = _folded(kept[at], event)
    return tuple(kept)


def _twin(event: Event, kept: Sequence[Event], text: str) -> int | None:
    """The number of the kept event that tells the same happening; the nearest where it is only
    pointed back to."""
    other = [
        i for i, e in enumerate(kept) if not _one_sentence(e, event, text) or _same_dead(e, event)
    ]
    found = next((i for i in other if same_happening(kept[i], event)), None)
    if found is None and (which := _points_back(event, text)) is not None:
        near = [i for i in other if event.trigger.start - kept[i].evidence[-1].end < NEXT]
        meant = [i for i in near if _is_pointed_at(kept[i], event) and _is_named_by(kept[i], which)]
        found = max(meant, key=lambda i: _likeness(kept[i], event), default=None)
    return found if found is not None else _outcome_of(event, kept, text)


def _likeness(first: Event, again: Event) -> tuple[bool, bool, int]:
    """What makes one of several acts the one pointed back to: its mode, its word, its nearness."""
    same_mode = first.mode is not None and first.mode == again.mode
    return same_mode, bool(_stems(first) & _stems(again)), first.evidence[-1].end


def _outcome_of(event: Event, kept: Sequence[Event], text: str) -> int | None:
    """The act told in the sentence before, where this one only says whom it hit: "Nine died"."""
    bare = _words(event) <= lexicon().results
    if not bare or event.actors or not _is_force(event):
        return None
    before = [i for i in range(len(kept)) if kept[i].evidence[-1].end <= event.trigger.start]
    last = max(before, key=lambda i: kept[i].evidence[-1].end, default=None)
    if last is None or not _is_force(kept[last]) or not _strikes(kept[last]):
        return None
    first = kept[last]
    between = text[first.evidence[-1].end : event.trigger.start]
    ends = SENTENCE_END.findall(between)
    if len(ends) != 1 or ends[0].startswith("\n\n"):  # a blank line parts more than sentences
        return None
    after = text[event.trigger.end :]
    own = (SENTENCE_END.split(between)[-1], SENTENCE_END.split(after, maxsplit=1)[0])
    if any(_TURNS.search(words) for words in own):
        return None
    fits = _places_agree(first.place, event.place) >= 0 and _dates_agree(first, event) >= 0
    return last if fits and _tolls_agree(first, event) >= 0 else None


def _strikes(event: Event) -> bool:
    """Whether an event's words tell of blows that can kill, not of marching or entering."""
    lists = lexicon()
    told = any(lists.families_of(word) or word in lists.act_nouns for word in _words(event))
    return told or bool(event.mode)


def _is_force(event: Event) -> bool:
    return event.type == "ASSAULT" and event.factuality in REAL


def _same_dead(one: Event, two: Event) -> bool:
    """Whether two tellings have a telling figure in common: a headline glued to its lead."""
    killed = one.tolls.killed
    large = killed is not None and (_figure(killed) or 0) >= TELLING_FIGURE
    return large and _tolls_agree(one, two) > 0 and not _dead_differ(one, two)


def _dead_differ(one: Event, two: Event) -> bool:
    """Whether one telling counts civilians and the other members of an armed side."""
    first, second = (
        {p.id.endswith(_KINDS) for p in event.recipients if p.id and names_people(p.text)}
        for event in (one, two)
    )
    return bool(first and second) and not first & second


def _is_own_telling(first: Event, again: Event) -> bool:
    """Whether the second telling is another source's, to be kept beside the first."""
    one, two = speaks_for(first), speaks_for(again)
    if one == two or (one.startswith("a " + last_word(two)) and two.startswith("the ")):
        return False  # "a source at the ministry", then "the source"
    if first.attribution.stance != again.attribution.stance:
        return True
    own_figure = again.tolls != Tolls() and "article" not in (one, two)
    return own_figure or _tolls_agree(first, again) < 0


def _points_back(event: Event, text: str) -> str | None:
    """The words between "the" and a noun that means something told before: "the Homs attack".

    None where the trigger does not point back.
    """
    start = event.trigger.start
    if event.trigger.text.lower() not in lexicon().act_nouns:
        return None
    found = _POINTS_BACK.search(text[max(0, start - 60) : start])
    if found is None or not FUNCTION_WORDS.isdisjoint(found["which"].lower().split()):
        return None
    return found["which"]


def _is_named_by(first: Event, which: str) -> bool:
    """Whether an act has a part in every name by which it is pointed back to."""
    names = [unpossessed(word) for word in which.split()]
    names = [name.lower() for name in names if name[:1].isupper() and not _DAY.match(name)]
    parties = (*first.actors, *first.recipients)
    told = " ".join([p.text for p in parties] + [p.name or "" for p in parties])
    place = f"{first.place.text} {first.place.name or ''}" if first.place else ""
    words = f"{told} {place}".lower()
    return all(name in words or name.removesuffix("n") in words for name in names)


def _is_pointed_at(first: Event, again: Event) -> bool:
    """Whether nothing keeps "the attack" from being an act told shortly before."""
    alike = first.type == again.type and _facts_agree(first, again) and _modes_agree(first, again)
    fits = alike and _is_meant(first, again.trigger.text)
    return fits and min(_parts(first, again)) > UNLIKE


def _is_meant(first: Event, word: str) -> bool:
    """Whether a noun can mean what an event's words tell: its own kind of force, or any."""
    lists = lexicon()
    words = _words(first)
    if _is_plural(word) and not any(map(_is_plural, words)):
        words -= lists.act_nouns  # "the massacres" are not the one massacre told before
    meant = lists.families_of(word.lower())
    if meant:
        return any(meant & lists.families_of(w) for w in words)
    told = [(lists.families_of(w), w in lists.act_nouns) for w in words]
    return any(families != {"peace"} if families else is_noun for families, is_noun in told)


def _one_sentence(one: Event, two: Event, text: str) -> bool:
    between = text[one.evidence[-1].end : two.trigger.start]
    return len(between) < LONGEST_SENTENCE and not SENTENCE_END.search(between)


def speaks_for(event: Event) -> str:
    """The innermost source of an event, as one comparable word."""
    source = event.attribution.source
    return source if isinstance(source, str) else source.id or source.text.lower()


def same_happening(one: Event, two: Event) -> bool:
    """Whether two tellings can be of one happening and share enough to be taken for it.

    Nothing may conflict, and two of actor, recipient, place and toll must be told alike, or one
    of them together with the very same trigger word; so many dead told alike suffice alone.
    """
    if one.type != two.type or not _facts_agree(one, two):
        return False
    parts = _parts(one, two)
    toll = parts[-1]
    if min(parts) <= UNLIKE or (toll <= 0 and not _modes_agree(one, two)):
        return False
    same_word = bool(_stems(one) & _stems(two))
    if not same_word and toll <= 0 and not _kinds_agree(one, two):
        return False
    told = sum(parts) + (2 if _same_dead(one, two) else 0)
    return told >= (1 if same_word else 2)


def _parts(one: Event, two: Event) -> tuple[float, ...]:
    """How actor, recipient, place, date and toll agree: 1 alike, 0 untold by one, -1 in conflict.

    What is told loosely counts half: a kind of people, a place near by. A date told alike is no
    sign: most of what an article tells was on one day. Two sources may differ in their figures.
    """
    return (
        _actors_agree(one.actors, two.actors),
        _recipients_agree(one.recipients, two.recipients),
        _places_agree(one.place, two.place),
        min(0, _dates_agree(one, two)),
        max(_tolls_agree(one, two), -1 if speaks_for(one) == speaks_for(two) else 0.0),
    )


def _words(event: Event) -> set[str]:
    """The words that tell an event, in small letters."""
    return {span.text.lower() for span in event.evidence}


def _stems(event: Event) -> set[str]:
    """The stems of an event's words, but for verbs that only carry an act."""
    lists = lexicon()
    words = _words(event)
    bare = {w for w in words & lists.carriers if w not in lists.act_nouns}
    bare = {w for w in bare if not lists.families_of(w)}
    told = words - bare
    return {stem(word) for word in (told - lists.results or told)}


def _kinds_agree(one: Event, two: Event) -> bool:
    """Whether the words of two tellings can be of one kind of force."""
    first, second = (
        {family for word in _words(event) for family in lexicon().families_of(word)}
        for event in (one, two)
    )
    return not first or not second or bool(first & second)


def _facts_agree(one: Event, two: Event) -> bool:
    return same_reality(one.factuality, two.factuality)


def _modes_agree(one: Event, two: Event) -> bool:
    return not one.mode or not two.mode or one.mode == two.mode


def _tolls_agree(one: Event, two: Event) -> float:
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
    return 1 if any(_part_of(a, b) for a in first for b in second) else UNLIKE


def _part_of(one: str, two: str) -> bool:
    """Whether two parties are one, or one a part of the other: an army acts for its state."""
    return one == two or one.startswith(f"{two}.") or two.startswith(f"{one}.")


def _actors_agree(one: Sequence[Participant], two: Sequence[Participant]) -> float:
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


def _recipients_agree(one: Sequence[Participant], two: Sequence[Participant]) -> float:
    """As `_agreement`, but kinds of people are compared by the head of the phrase.

    People and things do not conflict: "a market" and "nine shoppers" suffer from one strike.
    """
    named = _agreement(filter(_is_named, one), filter(_is_named, two))
    if named:
        return named
    shares = []
    for people in (True, False):
        first = _heads(one, people=people)
        second = _heads(two, people=people)
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
    return 0.5 if all(map(_is_plural, both)) else 1.0


def _is_plural(noun: str) -> bool:
    return noun.endswith(("s", "men", "people", "children", "dead"))


def _is_named(participant: Participant) -> bool:
    return participant.id is not None and not participant.id.endswith(_KINDS)


def _heads(participants: Iterable[Participant], *, people: bool) -> set[str]:
    """The nouns that unnamed parties are about: "a downed pilot" and "the pilot" have one."""
    return {
        last_word(_PREPOSITION.split(p.text)[0])
        for p in participants
        if names_people(p.text) == people and not _is_named(p)
    }


def _places_agree(one: Place | None, two: Place | None) -> float:
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


def _dates_agree(one: Event, two: Event) -> int:
    if one.date is None or two.date is None or not one.date.start or not two.date.start:
        # what is dated by no more than its year is background to what was just told
        dated = [e.date for e in (one, two) if e.date and e.date.start and e.date.end]
        return -1 if len(dated) == 1 and dated[0].date_prec == YEARLY else 0
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
    """The parties of both tellings, each once: "a pilot" is "a downed pilot" again."""
    known = {_key(participant) for participant in one}
    heads = _heads(one, people=True) | _heads(one, people=False)
    more = [
        participant
        for participant in two
        if _key(participant) not in known
        and not (_heads((participant,), people=names_people(participant.text)) & heads)
    ]
    return (*one, *more)


def _better(one: Place | None, two: Place | None) -> Place | None:
    if one is None or two is None:
        return one or two
    return two if two.where_prec < one.where_prec else one

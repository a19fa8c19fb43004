"""Whether two tellings of one article are of one happening: what speaks for it, and how likely.

Method: logistic regression on the features below, fitted on articles whose tellings were sorted by
hand into happenings (`python -m training.repeats`).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sayso.coding.agree import (
    actors_agree,
    dates_agree,
    key,
    places_agree,
    recipients_agree,
    speaks_for,
    tolls_agree,
)
from sayso.coding.facts import same_reality
from sayso.coding.lexicon import lexicon
from sayso.coding.words import SENTENCE_END, turning
from sayso.pairs import PairModel, shipped
from sayso.read.stems import jaccard, names, stem, stems
from sayso.schema import Event

FEATURES = (
    "same_actor", "other_actor", "same_recipient", "other_recipient", "same_place", "same_toll",
    "other_toll", "other_day", "same_mode", "other_mode", "same_factuality", "other_reality",
    "same_word", "same_kind", "one_plural", "one_sentence", "next_sentence", "events_between",
    "in_opening", "depth", "sentence_words", "near_words", "new_names", "shared_number",
    "points_back", "definite", "indefinite", "turned", "bare_result",
)  # fmt: skip
OPENING = 200  # characters: a headline and the beginning of the lead
NEAR = 60  # characters on each side of the trigger
LEAD = 50  # characters before a trigger in which its article stands
COMPARED = 80  # tellings of one type before a telling that it is compared with
_NUMBER = re.compile(r"\d[\d,.]*")
_DEFINITE = re.compile(
    r"\b(?:the|this|that|these|those|such|its|their|his)\s+(?:[\w'’-]+\s+){0,3}$", re.IGNORECASE
)
_INDEFINITE = re.compile(
    r"\b(?:an?|another|other|more|further|several|two|three|some|new|separate|fresh)\s+"
    r"(?:[\w'’-]+\s+){0,2}$",
    re.IGNORECASE,
)
# What turns from the act just told to another one, or to a sum of many.
_TURNS = turning(
    "another",
    "other",
    "separate",
    "also",
    "earlier",
    "previous",
    "later",
    "meanwhile",
    "since",
    "so far",
    "total",
)


@dataclass(frozen=True, slots=True)
class Telling:
    """An event as one passage tells it, with what its passage says besides."""

    event: Event
    number: int
    sentence: int
    depth: float
    words: frozenset[str]
    stems: frozenset[str]
    kinds: frozenset[str]
    said: frozenset[str]
    near: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    is_definite: bool
    is_indefinite: bool
    turns: bool

    @property
    def is_plural(self) -> bool:
        """Whether the trigger is a noun or verb in -s: "the attacks" are not one attack."""
        return self.event.trigger.text.endswith("s")

    @property
    def is_noun(self) -> bool:
        """Whether the trigger names an act, as "attack" does."""
        return self.event.trigger.text.lower() in lexicon().act_nouns


def tellings(events: Sequence[Event], text: str) -> list[Telling]:
    """The tellings of an article, in the order of their events."""
    ends = [0, *(match.end() for match in SENTENCE_END.finditer(text))]
    return [_telling(number, event, text, ends) for number, event in enumerate(events)]


def _telling(number: int, event: Event, text: str, ends: Sequence[int]) -> Telling:
    start, end = event.trigger.start, event.trigger.end
    sentence = bisect_right(ends, start) - 1
    said = text[ends[sentence] : ends[sentence + 1] if sentence + 1 < len(ends) else len(text)]
    lead = text[max(0, start - LEAD) : start]
    words = frozenset(span.text.lower() for span in event.evidence)
    return Telling(
        event,
        number,
        sentence,
        depth=start / max(1, len(text)),
        words=words,
        stems=frozenset(map(stem, words)),
        kinds=frozenset(kind for word in words for kind in lexicon().families_of(word)),
        said=stems(said),
        near=stems(text[max(0, start - NEAR) : end + NEAR]),
        names=names(said),
        numbers=frozenset(_NUMBER.findall(said)),
        is_definite=_DEFINITE.search(lead) is not None,
        is_indefinite=_INDEFINITE.search(lead) is not None,
        turns=_TURNS.search(said) is not None,
    )


def features(one: Telling, two: Telling) -> list[float]:
    """The values of `FEATURES` for a telling and a later one."""
    first, again = one.event, two.event
    apart = two.sentence - one.sentence
    points_back = two.is_definite and two.is_noun
    return [
        *_sides(actors_agree(first.actors, again.actors)),
        *_sides(recipients_agree(first.recipients, again.recipients)),
        max(places_agree(first.place, again.place), 0.0),
        *_sides(tolls_agree(first, again)),
        float(dates_agree(first, again) < 0),
        float(first.mode is not None and first.mode == again.mode),
        float(bool(first.mode and again.mode and first.mode != again.mode)),
        float(first.factuality == again.factuality),
        float(not same_reality(first.factuality, again.factuality)),
        float(bool(one.stems & two.stems)),
        float(bool(one.kinds & two.kinds)),
        float(one.is_plural != two.is_plural),
        float(apart == 0),
        float(apart == 1),
        math.log1p(two.number - one.number - 1),
        float(first.trigger.start < OPENING),
        two.depth,
        jaccard(one.said, two.said),
        jaccard(one.near, two.near),
        len(two.names - one.names) / (1 + len(two.names)),
        float(bool(one.numbers & two.numbers)),
        float(points_back),
        float(two.is_definite),
        float(two.is_indefinite),
        float(two.turns),
        float(two.words <= lexicon().results),
    ]


def _sides(agreement: float) -> tuple[float, float]:
    """How far two agree, and how far they conflict."""
    return max(agreement, 0.0), max(-agreement, 0.0)


def candidates(told: Sequence[Telling]) -> list[tuple[int, int]]:
    """The pairs that can be of one happening: of one type, not too many tellings apart, and
    nothing in them that rules it out."""
    before: dict[str, list[Telling]] = {}
    found = []
    for telling in told:
        same = before.setdefault(telling.event.type, [])
        found += [
            (e.number, telling.number) for e in same[-COMPARED:] if not _rules_out(e, telling)
        ]
        same.append(telling)
    return found


def _rules_out(one: Telling, two: Telling) -> bool:
    """Whether two tellings have two places, two kinds of force, or one source's two figures, or
    are two members of a row."""
    if one.kinds and two.kinds and not one.kinds & two.kinds:
        return True
    if _in_a_row(one, two):
        return True
    if places_agree(one.event.place, two.event.place) < 0:
        return True
    one_voice = speaks_for(one.event) == speaks_for(two.event)
    return one_voice and tolls_agree(one.event, two.event) < 0


def _in_a_row(one: Telling, two: Telling) -> bool:
    """Whether one sentence tells both in one form, each of its own: "freeing A, defending B"."""
    forms = {telling.event.trigger.text[-3:] for telling in (one, two)}
    if one.sentence != two.sentence or forms != {"ing"}:
        return False
    first, again = ({key(p) for p in telling.event.recipients} for telling in (one, two))
    return bool(first and again) and not first & again


def table(told: Sequence[Telling], pairs: Iterable[tuple[int, int]]) -> NDArray[np.float32]:
    """The features of pairs, (pairs, FEATURES)."""
    rows = [features(told[i], told[j]) for i, j in pairs]
    return np.array(rows, dtype=np.float32).reshape(-1, len(FEATURES))


def likelihoods(events: Sequence[Event], text: str) -> Mapping[tuple[int, int], float]:
    """The probability that two events, told by their places in the list, are one happening."""
    told = tellings(events, text)
    pairs = candidates(told)
    scores = model().scores(table(told, pairs))
    return dict(zip(pairs, scores.tolist(), strict=True))


@lru_cache(maxsize=1)
def model() -> PairModel:
    """The shipped weights, with the threshold of mean probability at which tellings are joined."""
    return shipped("sayso.coding", "sameness.json", PairModel)

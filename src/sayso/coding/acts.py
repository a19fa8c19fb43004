"""The acts that triggers tell, each with the results told beside it: "strikes ..., killing four".

Triggers that the model tells apart stay apart: on held-out reports the grammar of the clause joined
more acts of their own than it saved repeats. Tellings of one happening are `sayso.coding.merge`'s.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sayso.annotate.annotation import Annotation, Tagged, Trigger
from sayso.coding.facts import REAL, same_reality
from sayso.coding.lexicon import Lexicon, lexicon
from sayso.coding.spans import cross, span_of, within
from sayso.coding.words import MONTH, WEEKDAY, Word, Words
from sayso.read.words import FUNCTION_WORDS

NEAR = 4  # words between the parts of one verb or noun phrase ("issued a last, stern ultimatum")
COUNTED = 9  # words between a result and the figure of those it came to
HOME_REACH = 120  # characters from a return to the count of those who returned
LOOK_BACK = 3  # earlier triggers of the sentence that a trigger may belong to
# "since May" tells when, "since rebels took" tells of another act
_TIME = re.compile(rf"\d|last$|then$|yesterday|dawn|{WEEKDAY}|{MONTH}")
_ADVERB = re.compile(r"(?:al|ar|ri|[tsdcv])ly$")
_RESULT = re.compile(r"kill(?:s|ed|ing)?|wound(?:s|ed|ing)|injur(?:es?|ed|ing)")
# "more than 900 families have been able to return", whatever the model counts them as
_RETURNING = re.compile(
    r"(?:\s+[a-z]+){0,2}?(?:\s+(?:have|has|had|were|was|are|been|be|now|able|to|since|already|also"
    r"|finally|could|can|will))*\s+return(?:s|ed|ing)?\b"
)
_PREFIXES = frozenset("re co de counter air cross fire".split())
_RELATIVE = frozenset("that which who whose whom".split())
_HARD_MARKS = frozenset(";:”")


@dataclass(frozen=True, slots=True)
class Act:
    """One act as a sentence tells it: its trigger, and the words for its results.

    The words for results hold no spans of their own.
    """

    head: Trigger
    others: tuple[Trigger, ...] = ()

    @property
    def triggers(self) -> tuple[Trigger, ...]:
        """All triggers, the head first."""
        return (self.head, *self.others)

    @property
    def roles(self) -> tuple[Tagged, ...]:
        """The roles, in the order of the text; of spans that overlap in one role, the surest."""
        kept: list[Tagged] = []
        for role in sorted(self.head.roles, key=lambda role: -role.score):
            if not any(role.label == k.label and cross(span_of(role), span_of(k)) for k in kept):
                kept.append(role)
        return tuple(sorted(kept, key=lambda role: role.start))

    @property
    def tolls(self) -> tuple[tuple[Tagged, str], ...]:
        """The figures, each once, in the order of the text."""
        found = {(toll.start, kind): (toll, kind) for toll, kind in self.head.tolls}
        return tuple(found[key] for key in sorted(found))


def find_acts(words: Words, annotation: Annotation) -> list[Act]:
    """The acts of an article, in the order of their first triggers."""
    told = [t for t in annotation.triggers if tells_act(words, t, annotation)]
    told = [t for t in told if not _is_modifier(words, t, told)]
    supplied = _supplied(words, annotation, told)
    triggers = sorted([*told, *supplied], key=lambda trigger: trigger.start)
    own = {trigger.start for trigger in told}
    joiner = _Joiner(words, lexicon(), [speech.cue for speech in annotation.speech])
    groups: list[list[Trigger]] = []
    for number, trigger in enumerate(triggers):
        back = [t for t in triggers[max(0, number - LOOK_BACK) : number] if _beside(t, trigger)]
        mate = next((t for t in reversed(back) if joiner.joined(t, trigger)), None)
        group = next((g for g in groups if mate in g), None) if mate else None
        # two acts that the model tells apart stay two, also where both lead to one result
        if group is None or (trigger.start in own and any(t.start in own for t in group)):
            groups.append([trigger])
        else:
            group.append(trigger)
    acts = []
    for group in groups:
        head = next((trigger for trigger in group if trigger.start in own), None)
        if head is not None:  # a result that the model passed over makes no act of its own
            acts.append(Act(head, tuple(trigger for trigger in group if trigger is not head)))
    return _figures_shared(acts, words)


def _figures_shared(acts: Sequence[Act], words: Words) -> list[Act]:
    """The acts with each figure left to one of them: a toll is told once and copied to none.

    People who returned are counted by the word for their return, linked to it or not, and where
    there is none by the nearest act.
    """
    held = [{(toll.start, kind): (toll, kind) for toll, kind in act.tolls} for act in acts]
    owned: dict[int, list[tuple[Tagged, str]]] = {}
    for key, (toll, told) in {key: own for figures in held for key, own in figures.items()}.items():
        kind = "returned" if _RETURNING.match(words.text, toll.end) else told
        claims = []
        for number, act in enumerate(acts):
            comes_home = kind == "returned" and _comes_home(act, toll, words)
            if key in held[number] or comes_home:
                claims.append((_claim(act, toll, kind, words, comes_home=comes_home), number))
        owned.setdefault(max(claims)[1], []).append((toll, kind))
    return [
        replace(act, head=replace(act.head, tolls=tuple(owned.get(number, ()))))
        for number, act in enumerate(acts)
    ]


def _claim(
    act: Act, toll: Tagged, kind: str, words: Words, *, comes_home: bool
) -> tuple[bool, float, float]:
    """How strongly an act claims a figure."""
    apart = _distance(act, toll)
    if kind == "returned":
        return comes_home, 0.0, -apart
    return _tells_result(act, toll, words), toll.score, -apart


def _comes_home(act: Act, toll: Tagged, words: Words) -> bool:
    """Whether an act near a figure is a return."""
    told = (words.text[trigger.start : trigger.end].lower() for trigger in act.triggers)
    return _distance(act, toll) <= HOME_REACH and any(word.startswith("return") for word in told)


def _tells_result(act: Act, toll: Tagged, words: Words) -> bool:
    """Whether an act's own words near a figure say what became of those counted."""
    results = lexicon().results
    return any(
        words.text[t.start : t.end].lower() in results
        and len(words.between(min(t.end, toll.end), max(t.start, toll.start))) <= COUNTED
        for t in act.triggers
    )


def _distance(act: Act, toll: Tagged) -> int:
    return min(abs(t.start - toll.start) for t in act.triggers)


def _supplied(words: Words, annotation: Annotation, triggers: Sequence[Trigger]) -> list[Trigger]:
    """Results of an assault that are no triggers themselves ("nine people are killed in")."""
    taken = {trigger.start for trigger in annotation.triggers}
    forces = [t for t in triggers if t.types[0][0] == "ASSAULT" and t.factuality[0][0] in REAL]
    found = []
    for word in words.all:
        if not _RESULT.fullmatch(word.low) or word.start in taken:
            continue
        sentence = next((s for s in annotation.sentences if s[0] <= word.start < s[1]), (0, 0))
        near = [t for t in forces if sentence[0] <= t.start < sentence[1]]
        mate = min(near, key=lambda t: abs(t.start - word.start), default=None)
        if mate:
            found.append(replace(mate, start=word.start, end=word.end, roles=(), tolls=()))
    return found


def _is_modifier(words: Words, trigger: Trigger, triggers: Sequence[Trigger]) -> bool:
    """Whether a noun only says what kind another is: "ceasefire talks"."""
    following = next((t for t in triggers if 0 < t.start - trigger.end <= 1), None)
    if following is None or following.types[0][0] == trigger.types[0][0]:
        return False
    nouns = lexicon().act_nouns
    pair = (trigger, following)
    return all(words.text[t.start : t.end].lower() in nouns for t in pair)


def tells_act(words: Words, trigger: Trigger, annotation: Annotation) -> bool:
    """Whether a trigger can tell of an act: not a function word, a name, or mere speech."""
    word = words.text[trigger.start : trigger.end]
    low = word.lower()
    lists = lexicon()
    if low in FUNCTION_WORDS or low in lists.no_act or not low[:1].isalpha():
        return False
    if low in lists.people or _is_compound(words, trigger):
        return False
    if _ADVERB.search(low) and low not in lists.act_nouns:
        return False
    if low in lists.telling and _is_speech(trigger, annotation, words):
        return False
    in_name = any(within(span_of(trigger), span_of(name)) for name in annotation.names)
    before = words.before(trigger.start)
    opens = before is None or before.low in (".", "”", '"', "“") or before.is_mark
    return not (in_name and word[0].isupper() and not opens and low not in lists.act_nouns)


def _is_compound(words: Words, trigger: Trigger) -> bool:
    """Whether a participle ends a compound that only describes: "crisis-hit", "war-torn"."""
    number = words.at(trigger.start)
    word = words.all[number] if number < len(words.all) else None
    if word is None or word.start >= trigger.start or "-" not in word.low:
        return False
    prefix, tail = word.low[: trigger.start - word.start], word.low[trigger.start - word.start :]
    return prefix.rstrip("-") not in _PREFIXES and tail not in lexicon().act_nouns


def _is_speech(trigger: Trigger, annotation: Annotation, words: Words) -> bool:
    """Whether a verb of telling only tells: "told the envoy to leave" asks, "said" does not."""
    if trigger.types[0][0] in ("ASSAULT", "COERCE", "MOBILIZE", "PROTEST", "RETREAT", "AID"):
        return any(cross(span_of(s.cue), span_of(trigger)) for s in annotation.speech)
    following = words.between(trigger.end, trigger.end + 60)
    ends = [w.low for w in following]
    orders = "to" in ends[1:5] and ends[:1] != ["that"] and not set(ends[:3]) & {",", "."}
    asks = words.text[trigger.start : trigger.end].lower() in ("tell", "tells", "told", "telling")
    return not (asks and orders)


class _Joiner:
    """Answers whether two triggers of one sentence, the earlier first, tell one act."""

    def __init__(self, words: Words, lists: Lexicon, cues: Sequence[Tagged]) -> None:
        self.words, self.lists, self.cues = words, lists, cues

    def joined(self, one: Trigger, two: Trigger) -> bool:
        """Whether they do: one phrase, or an act and its result."""
        if one.types[0][0] != two.types[0][0] or not _can_be_one(one, two):
            return False
        gap = self.words.between(one.end, two.start)
        if any(within(span_of(cue), (one.end, two.start)) for cue in self.cues):
            return False
        if self._one_phrase(gap):
            return True
        lows = [word.low for word in _without_aside(gap)]
        if self._is_result(two):  # a headline's "Blast in Maarat: nine killed"
            lows = [low for low in lows if low != ":"]
        if self._broken(lows) or self._places_differ(one, two):
            return False
        if self._is_result(two) and self._closes_aside([word.low for word in gap]):
            return False
        if self._both_passive(one, lows):
            return True
        return self._result(one, two, lows)

    def _one_phrase(self, gap: Sequence[Word]) -> bool:
        """ "shot and killed", "killed in drone strikes"."""
        if len(gap) > NEAR:
            return False
        if gap and all(word.low in ("and", "then", "later") for word in gap):
            return True
        bridging = [w.low in self.lists.bridges or self._is_adjective(w) for w in gap]
        return all(bridging) and not any(word.low.isdigit() for word in gap)

    def _is_adjective(self, word: Word) -> bool:
        plain = not (word.is_mark or word.is_name or word.low in FUNCTION_WORDS)
        return plain and word.low not in self.lists.people

    def _broken(self, lows: Sequence[str]) -> bool:
        following = [*lows, ""][1:]
        return any(
            low in _HARD_MARKS or (low in self.lists.breakers and not _TIME.match(after))
            for low, after in zip(lows, following, strict=True)
        )

    def _places_differ(self, one: Trigger, two: Trigger) -> bool:
        """Whether each has a place of its own on its own side."""
        first = [r for r in one.roles if r.label == "place" and r.end <= two.start]
        second = [r for r in two.roles if r.label == "place" and r.start >= two.end]
        names = {self.words.text[r.start : r.end] for r in first}
        others = {self.words.text[r.start : r.end] for r in second}
        return bool(names and others) and not names & others and "and" in self._lows(one, two)

    def _lows(self, one: Trigger, two: Trigger) -> set[str]:
        return {word.low for word in self.words.between(one.end, two.start)}

    def _result(self, one: Trigger, two: Trigger, lows: Sequence[str]) -> bool:
        first, second = self._is_result(one), self._is_result(two)
        if first and second:
            return bool({"and", ","} & set(lows))
        if second:  # "shelled the town, killing four", "raids that killed four"
            return True
        if not first or not _RELATIVE.isdisjoint(lows):
            return False
        leads = [number for number, low in enumerate(lows) if low in self.lists.means]
        return bool(leads) and self._one_means(lows[leads[-1] :])

    def _both_passive(self, one: Trigger, lows: Sequence[str]) -> bool:
        """ "Nine people were killed and houses were razed in": one "by" and "in" serve both."""
        if not self._is_result(one) or "and" not in lows or not lows:
            return False
        return self.words.is_passive(one.start) and lows[-1] in self.lists.auxiliaries

    def _closes_aside(self, lows: Sequence[str]) -> bool:
        """Whether a passive follows a comma: in "X, held since the attacks, was killed" the
        attacks stand in an aside and are not what killed."""
        bare = list(lows)
        while bare and (bare[-1] in self.lists.auxiliaries or bare[-1] in ("has", "have", "had")):
            bare.pop()
        return len(bare) < len(lows) and bare[-1:] == [","]

    def _one_means(self, lows: Sequence[str]) -> bool:
        """Whether "in" leads to what comes last: "in drone and missile attacks"."""
        if "and" not in lows:
            return True
        last = lows[lows.index("and") - 1]
        return any(last in g for g in (self.lists.weapons, self.lists.things, self.lists.act_nouns))

    def _is_result(self, trigger: Trigger) -> bool:
        return self.words.text[trigger.start : trigger.end].lower() in self.lists.results


def _without_aside(gap: Sequence[Word]) -> Sequence[Word]:
    """The words but for a stretch between commas: "strikes, which began on Monday, hit"."""
    commas = [number for number, word in enumerate(gap) if word.low == ","]
    if len(commas) < 2:
        return gap
    return [*gap[: commas[0]], *gap[commas[-1] + 1 :]]


def _beside(one: Trigger, two: Trigger) -> bool:
    return one.sentence == two.sentence and one.window == two.window


def _can_be_one(one: Trigger, two: Trigger) -> bool:
    return same_reality(one.factuality[0][0], two.factuality[0][0])

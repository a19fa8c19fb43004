"""Which figures of a sentence count the dead, wounded and displaced, and which only seem to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso.annotate.annotation import Tagged
from sayso.coding.clauses import Clause
from sayso.coding.lexicon import lexicon
from sayso.coding.words import CLOSED, DETERMINERS, HEDGES, MONTH, Word, Words, names_people
from sayso.resolve.quantities import parse_quantity
from sayso.schema import Quantity

AHEAD = 8  # words behind a figure in which its result stands ("20 militia fighters were killed")
TOLL_REACH = 160  # characters from "the death toll" to the figure that it rose to
_MEASURES = (
    ("killed", re.compile(r"kill|die[ds]?\b|dying|dead|death|martyr|slain|executed|beheaded")),
    ("wounded", re.compile(r"wound|injur|maim|hurt")),
    ("displaced", re.compile(r"displac")),
)
_HAVE = frozenset("has have had reportedly reported confirmed feared also left".split())
_PARTS = frozenset("including them whom".split())
_LEADS = frozenset("of by claimed claims claiming left leaving leaves reached hit".split())
_AND = re.compile(r",? and |, (?=\w)|;")
_MONTH = re.compile(rf"{MONTH}[a-z]*\.?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_VAGUE = frozenset("dozens scores hundreds thousands".split())
_OTHER = re.compile(
    r"(?:minute|hour|day|week|month|year|time|percent|mile|kilomet(?:re|er)|km|metre|nation)s?"
    r"|countr(?:y|ies)|governments"
)


class Figures:
    """Judges the figures of one text by the words beside them."""

    def __init__(self, words: Words) -> None:
        self.words, self.lists = words, lexicon()

    def of_clause(self, clause: Clause) -> Quantity | None:
        """The figure of those whom a clause hit, with a noun or without: "Dozens killed"."""
        victim = self.words.text[slice(*clause.victim)] if clause.victim else ""
        if names_people(victim):
            return together(victim)
        return self._bare_before(clause.trigger[0]) or self._bare_after(clause.trigger[1])

    def is_part(self, tagged: Tagged) -> bool:
        """Whether a figure counts some of those told: "including 20", "6 children among 19"."""
        before = self._before(tagged.start)
        if before is not None and before.low in _PARTS:
            return True
        after = [w.low for w in self._noun(tagged, closed=True)]
        if "among" in after:
            return any(_count(low) for low in after[after.index("among") + 1 :])
        is_of = after[1:3] in (["of", "them"], ["of", "whom"], ["of", "those"])
        return is_of or after[1:3] == ["of", "the"]

    def counts_people(self, tagged: Tagged) -> bool:
        """Whether a figure can count people: not "60 homes", "15 areas", "two in Damascus"."""
        noun = [word.low for word in self._noun(tagged)][1:]
        noun = [low for low in noun if low not in HEDGES | DETERMINERS]
        lists = self.lists
        if any(low in lists.people or low in lists.results for low in noun):
            return True
        if not noun:
            before = self._before(tagged.start)
            led = before is not None and (before.low in lists.results or before.low in _LEADS)
            return led or self._is_rising(tagged) or not self._goes_on(tagged)
        things = lists.facilities | (lists.things - {"member", "members"})
        means = lists.weapons | lists.act_nouns
        if any(_OTHER.fullmatch(low) for low in noun):
            return False
        return not (noun[-1] in things or noun[-1] in means)

    def measured(self, tagged: Tagged) -> str | None:
        """What a figure counts by the word right beside it: "3 Killed 38 Injured"."""
        if self._is_rising(tagged):
            return "killed"
        before = self._before(tagged.start)
        if before is not None and before.low in self.lists.results:
            told = measure_of(before.low)
            if told and self._bare_before(before.start) is None:
                return told
        for word in self._noun(tagged)[1:]:
            if word.low in self.lists.results and not word.low.endswith("ing"):
                return measure_of(word.low)
        return None

    def _is_rising(self, tagged: Tagged) -> bool:
        """Whether a figure is what a death toll is said to stand at: "the death toll rose to"."""
        lead = self.words.text[max(0, tagged.start - TOLL_REACH) : tagged.start].lower()
        said = lead.rsplit(". ", 1)[-1]
        return (
            "death toll" in said and re.search(r"\b(?:to|at|of|is|was)\b[\w ]*$", said) is not None
        )

    def _goes_on(self, tagged: Tagged) -> bool:
        """Whether a bare figure is followed by a preposition: "two in and around the capital"."""
        after = self.words.after(self._end(tagged))
        return after is not None and after.low in CLOSED and not after.is_mark

    def _before(self, at: int) -> Word | None:
        """The word before a figure, its hedges left out ("including at least 20")."""
        word = self.words.before(at)
        while word is not None and word.low in HEDGES | {"the", "another"}:
            word = self.words.before(word.start)
        return word

    def _end(self, tagged: Tagged) -> int:
        """Where the figure's number ends, its noun left out."""
        found = [w for w in self.words.between(tagged.start, tagged.end) if _count(w.low)]
        return found[-1].end if found else tagged.end

    def _noun(self, tagged: Tagged, *, closed: bool = False) -> list[Word]:
        """The number and the words that go with it, up to a turn; `closed` reads on past it."""
        number = self.words.at(max(0, self._end(tagged) - 1))
        found: list[Word] = []
        for word in self.words.all[number : number + AHEAD]:
            skipped = word.low in self.lists.auxiliaries or word.low in _HAVE
            skipped |= word.low in HEDGES or word.low in ("other", "others", "further")
            turns = word.is_mark or (word.low in CLOSED and not (skipped or closed))
            again = bool(found) and not closed and _count(word.low)
            if found and (turns or again):
                break
            if not skipped:
                found.append(word)
        return found

    def _bare_before(self, at: int) -> Quantity | None:
        """The count that stands right before a result, its auxiliaries left out."""
        word = self.words.before(at)
        while word is not None and (word.low in self.lists.auxiliaries or word.low in _HAVE):
            word = self.words.before(word.start)
        if word is None or not _count(word.low):
            return None
        lead = self.words.before(word.start)
        if lead is not None and (_MONTH.fullmatch(lead.low) or lead.low in ("including", "in")):
            return None
        start = word.start
        while lead is not None and lead.low in HEDGES:
            start, lead = lead.start, self.words.before(lead.start)
        return parse_quantity(self.words.text[start : word.end])

    def _bare_after(self, at: int) -> Quantity | None:
        """The count that a verb is followed by and that has no noun: "kills dozens in"."""
        number = self.words.at(at)
        found: Sequence[Word] = self.words.all[number : number + AHEAD]
        for place, word in enumerate(found):
            if _count(word.low):
                after = found[place + 1] if place + 1 < len(found) else None
                bare = after is None or after.is_mark or after.low in CLOSED
                # "killed 38 injured": the number belongs to the word behind it
                told = self.words.text[found[0].start : word.end]
                return parse_quantity(told) if bare else None
            if word.low not in HEDGES:
                return None
        return None


def measure_of(word: str) -> str | None:
    """What a result's word counts (killed, wounded, displaced); None for any other word."""
    low = word.lower()
    if low not in lexicon().results:
        return None
    return next((name for name, pattern in _MEASURES if pattern.search(low)), None)


def together(victims: str) -> Quantity | None:
    """The count of a phrase, that of its parts added: "11 soldiers and 17 rebels" are 28."""
    parts = [part for part in _AND.split(victims) if names_people(part)]
    found = [quantity for part in parts if (quantity := parse_quantity(part))]
    if len(found) < 2 or len(found) < len(parts):
        return parse_quantity(victims)
    lows, bests = [q.low for q in found if q.low is not None], [q.best for q in found]
    highs = [q.high for q in found if q.high is not None]
    return Quantity(
        sum(lows),
        sum(best for best in bests if best is not None) if None not in bests else None,
        sum(highs) if len(highs) == len(found) else None,
    )


def _count(low: str) -> bool:
    """Whether a word is a number or a vague plural, and no year."""
    if low in HEDGES | {"a", "an", "the", "no", "one"} or _YEAR.fullmatch(low):
        return False
    return low in _VAGUE or parse_quantity(low) is not None

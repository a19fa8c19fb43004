"""The words of a text with their offsets, and noun phrases grown from a part of one.

No parser runs at coding time: phrases end where closed-class words, verbs that the model marked,
and punctuation say so (a base-phrase chunker in the manner of Abney 1991).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sayso.annotate.annotation import Span
from sayso.coding.lexicon import lexicon
from sayso.read.words import FINITE_VERBS, FUNCTION_WORDS, SPEECH_VERBS

_WORD = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|\w+(?:[-'’./]\w+)*|[^\w\s]")
# Where a sentence ends, or a line.
SENTENCE_END = re.compile(r"[.!?][”\"’)]*\s+(?=[A-Z“\"(])|\n+")
WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_ELSEWHERE = (
    r"elsewhere|meanwhile|separate(?:ly)?|earlier|previous(?:ly)?|ago|since|in \d{4}|war"
    r"|last (?:week|month|year)"
)
DETERMINERS = frozenset(
    """the a an this that these those his her its their our my some any several many few both all
    another other each more most no two-thirds hundreds thousands dozens scores""".split()
)
HEDGES = frozenset("at least more than up to about around nearly almost over some as many".split())
# Prepositions and turns that end a phrase, beside the reader's function words.
_TURNS = frozenset(
    """towards toward near along inside outside within behind beyond beside alongside including
    included despite amid per via around across north south east west northeast northwest southeast
    southwest due close killing leaving causing according overnight yesterday
    monday tuesday wednesday thursday friday saturday sunday
    january february april june july september october november december""".split()
)
CLOSED = FUNCTION_WORDS | _TURNS
_LINKS = frozenset(("of",))
_HANGING = frozenset("by in on at from with to and or for near that who which".split())
_ADJECTIVAL = ("-led", "-backed", "-held", "-affiliated", "-linked", "-controlled", "-run")
LONGEST_PHRASE = 12  # words; a longer one has run into the next clause


@dataclass(frozen=True, slots=True)
class Word:
    """A word or mark of the text."""

    start: int
    end: int
    low: str
    is_name: bool

    @property
    def is_mark(self) -> bool:
        """Whether this is punctuation."""
        return not self.low[0].isalnum()


class Words:
    """The words of one text."""

    def __init__(
        self,
        text: str,
        *,
        names: Iterable[Span] = (),
        stops: Iterable[Span] = (),
        places: Iterable[Span] = (),
    ) -> None:
        """`names` are spans that hold together; `stops` are verbs that end a phrase; `places` are
        names of places."""
        self.text = text
        self.all = [
            Word(m.start(), m.end(), _low(m[0]), m[0][0].isupper()) for m in _WORD.finditer(text)
        ]
        self.starts = [word.start for word in self.all]
        self.names = sorted(names)
        self.stops = frozenset(start for start, _ in stops)
        self.places = frozenset(places)

    def at(self, position: int) -> int:
        """The number of the word at or after a position."""
        found = bisect_right(self.starts, position) - 1
        if found >= 0 and self.all[found].end > position:
            return found
        return found + 1

    def between(self, start: int, end: int) -> list[Word]:
        """The words that lie wholly inside a stretch."""
        return [w for w in self.all[self.at(start) : self.at(end)] if w.end <= end]

    def before(self, position: int) -> Word | None:
        """The word that ends before a position."""
        number = self.at(position) - 1
        return self.all[number] if number >= 0 else None

    def is_passive(self, verb: int) -> bool:
        """Whether an auxiliary stands right before the verb that begins at a position."""
        before = self.before(verb)
        return before is not None and before.low in lexicon().auxiliaries

    def after(self, position: int) -> Word | None:
        """The word that starts at or after a position."""
        number = bisect_right(self.starts, position - 1)
        return self.all[number] if number < len(self.all) else None

    def phrase(self, start: int) -> Span | None:
        """The noun phrase that begins at or after a position; None where none does."""
        first = number = bisect_right(self.starts, start - 1)
        content = False
        while number < len(self.all) and number - first < LONGEST_PHRASE:
            word = self.all[number]
            if self._is_range(number):  # "between 40 and 50 people"
                number += 4
                continue
            if name := self._name_at(word.start):
                number, content = self.at(name[1] - 1) + 1, True
                continue
            if not self._continues(number, content=content):
                break
            content = content or not self._is_opening(word)
            number += 1
            if content and ends_phrase(word.low):
                break
        number = self._unhedged(first, number)
        if number <= first or not content:
            return None
        return self._with_noun(self.all[first].start, self.all[number - 1].end)

    def _with_noun(self, start: int, end: int) -> Span:
        """A phrase of one word that only describes, with the noun after it."""
        word, after = self.before(end), self.after(end)
        if word is None or after is None or word.start != start:
            return start, end
        return (start, after.end) if self._describes(word, after) else (start, end)

    def phrase_before(self, position: int) -> Span | None:
        """The noun phrase that ends right before a position; None where none does."""
        end = self.at(position)
        number = end
        while number > 0 and end - number < LONGEST_PHRASE:
            word = self.all[number - 1]
            if not self._belongs(word, last=number == end) or self._ends_sentence(word):
                break
            number -= 1
            opens = word.low in DETERMINERS or (word.low in HEDGES and number < end - 1)
            if (opens and self.all[number - 1].low not in HEDGES) or (
                word.is_name and self._is_opening(word)
            ):
                break
        while number < end and self.all[number].low in ("and", "of", "as", "to"):
            number += 1
        if number >= end or all(self._is_opening(word) for word in self.all[number:end]):
            return None
        return self.all[number].start, self.all[end - 1].end

    def grown(self, span: Span) -> Span:
        """A span cut short by the model, grown to the end of the noun phrase it opens.

        Grows only where the span ends in a word that cannot end a phrase, or inside a name.
        """
        start, end = span
        for name in self.names:
            if name[0] < end < name[1] or (start < name[0] and name[0] == end):
                end = name[1]
            if name[0] < start < name[1]:
                start = name[0]
        start, end = self._stripped((start, end))
        if self.text[start : start + 1].isdigit():  # "100,000" cut to "000"
            start = min(start, self.all[self.at(start)].start)
        return start, self._completed(start, self._unhung(start, end))

    def _unhung(self, start: int, end: int) -> int:
        """The end without a hanging preposition, and the participle before it ("held by")."""
        while (last := self.before(end)) and last.start > start and last.low in _HANGING:
            end = self._rstrip(last.start)
            verb = self.before(end)
            if verb and verb.start > start and verb.low in lexicon().states:
                end = self._rstrip(verb.start)
        return end

    def _completed(self, start: int, end: int) -> int:
        """The end of the noun phrase that a span opens or stops short in."""
        last = self.before(end)
        if last is not None and last.low in _LINKS:
            rest = self.phrase(end)
            return rest[1] if rest else self._rstrip(last.start)
        if last is not None and self._is_open(last):
            whole = self.phrase(last.start)
            return whole[1] if whole else end
        while (word := self.after(end)) and self._is_head(word, end):
            end = word.end
        return self._with_noun(start, end)[1]

    def _describes(self, word: Word, after: Word) -> bool:
        """Whether a lone word for a person only tells what kind of thing follows: "terrorist
        financing". A person alone would have a determiner."""
        before = self.before(word.start)
        is_bare = before is None or before.low not in DETERMINERS
        kind = word.low in lexicon().people and not word.low.endswith(("s", "men", "people"))
        follows = after.start - word.end == 1 and after.low.isalpha() and not after.is_name
        closed = after.low in CLOSED or after.low in lexicon().auxiliaries
        return (
            is_bare
            and kind
            and not word.is_name
            and follows
            and not closed
            and (after.start not in self.stops)
        )

    def _is_head(self, word: Word, end: int) -> bool:
        """Whether a word goes on with the phrase right before it: "government" + "forces"."""
        near = word.start - end == 1 and word.start not in self.stops and not word.is_name
        lists = lexicon()
        return near and any(word.low in g for g in (lists.people, lists.sides, lists.things))

    def _rstrip(self, end: int) -> int:
        while end and self.text[end - 1].isspace():
            end -= 1
        return end

    def _stripped(self, span: Span) -> Span:
        """A span without quotation marks and spaces around it."""
        start, end = span
        while start < end and self.text[start] in " \"“”'‘’(":
            start += 1
        while end > start and self.text[end - 1] in ' "“”‘,':
            end -= 1
        return start, end

    def _is_open(self, word: Word) -> bool:
        """Whether a phrase cannot end with this word."""
        low = word.low
        return (
            low in DETERMINERS or low in HEDGES or low in _LINKS or low.endswith(_ADJECTIVAL)
        ) or (low.isdigit() and len(low) < 7)

    def _is_opening(self, word: Word) -> bool:
        return word.low in DETERMINERS or word.low in HEDGES or word.is_mark

    def _continues(self, number: int, *, content: bool) -> bool:
        word = self.all[number]
        if word.start in self.stops or word.low in SPEECH_VERBS:
            return False
        if word.is_mark:
            return not content and word.low in "\"“'‘"
        if not content:
            return word.low not in CLOSED or self._is_opening(word)
        if word.low in CLOSED or word.low in DETERMINERS or word.low in FINITE_VERBS:
            return False
        return not _is_participle(word)

    def _belongs(self, word: Word, *, last: bool) -> bool:
        """Whether a word can stand in the phrase that is read backwards."""
        if word.is_mark or word.start in self.stops or word.low in SPEECH_VERBS | FINITE_VERBS:
            return False
        if word.low in CLOSED and not self._is_opening(word):
            return word.low in ("of", "and", "than", "least", "most") and not last
        return True

    def _ends_sentence(self, word: Word) -> bool:
        return self.text[word.end : word.end + 1] in (".", "!", "?") and not word.is_mark

    def _is_range(self, number: int) -> bool:
        lows = [word.low for word in self.all[number : number + 4]]
        return len(lows) == 4 and lows[::2] == ["between", "and"] and lows[1].isdigit()

    def _unhedged(self, first: int, number: int) -> int:
        while number > first and self.all[number - 1].low in CLOSED:
            number -= 1
        return number

    def _name_at(self, start: int) -> Span | None:
        return next((name for name in self.names if name[0] == start), None)


def _low(word: str) -> str:
    """The word in small letters; "IS" and "US" stay names beside "is" and "us"."""
    return word if word in ("IS", "US") else word.lower()


def _is_participle(word: Word) -> bool:
    if word.is_name or word.low.endswith(_ADJECTIVAL):
        return False
    return len(word.low) > 5 and word.low.endswith(("ed", "ing"))


def turning(*more: str) -> re.Pattern[str]:
    """What turns from the act just told to another one; `more` are further such patterns.

    >>> bool(turning().search("Elsewhere, rebels fled")), bool(turning().search("Rebels fled"))
    (True, False)
    """
    return re.compile(rf"\b(?:{'|'.join((_ELSEWHERE, *more))})\b", re.IGNORECASE)


def ends_phrase(low: str) -> bool:
    """Whether nothing goes on after a word: a plural of people is the head it stands in."""
    return low in lexicon().people and low.endswith(("s", "men", "people", "dren"))


def unpossessed(word: str) -> str:
    """The word without the s of possession."""
    return word.removesuffix("’s").removesuffix("'s")


def last_word(text: str) -> str:
    """The last word of some words, in small letters."""
    found: Sequence[str] = re.findall(r"[\w-]+", text.lower())
    return found[-1] if found else ""


@lru_cache(maxsize=20_000)
def names_people(text: str) -> bool:
    """Whether a noun phrase names people by kind or count: "at least 10 civilians"."""
    return any(word in lexicon().people for word in re.findall(r"[\w-]+", text.lower()))

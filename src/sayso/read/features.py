"""What a line of a flattened page looks like: binary features, without a model of any one site.

The features follow the boilerplate literature (Kohlschütter, Fankhauser and Nejdl 2010,
"Boilerplate detection using shallow text features"): length, punctuation, share of function words,
position and neighbours; to these come the words shared with the page's own prose, repetition, and
words that pages are worked with.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sayso.read.lines import Unit
from sayso.read.words import (
    FINITE_VERBS,
    FUNCTION_WORDS,
    PAGE_ORDERS,
    PAGE_WORDS,
    function_share,
    words_of,
)

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DAY_NAME = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"

_PATTERNS = {
    "time_code": re.compile(
        r"\d{1,2}:\d\d(?::\d\d)?(?!\s*[ap]\.?m)(?!.*\b(?:gmt|[a-z]{2}t)\b)", re.I
    ),
    "clock": re.compile(r"\b\d{1,2}[:.]\d\d\s*(?:[ap]\.?m|gmt|utc|ist|e[sd]t|hrs)\b", re.I),
    "date": re.compile(
        rf"\b{MONTH}\b\.?\s+\d{{1,2}}\b|\b\d{{1,2}}\s+{MONTH}\b|\b\d{{1,4}}[-/.]\d\d?[-/.]\d{{2,4}}\b",
        re.I,
    ),
    "stamp_word": re.compile(
        r"\b(?:published|updated|posted|modified|filed|date)\b.{0,25}\d", re.I
    ),
    "ago": re.compile(r"\b\d+\s+(?:minute|hour|day|week|month|min|hr)s?\s+(?:ago|read)\b", re.I),
    "address": re.compile(
        r"https?://|www\.|\S+@\S+\.\S+|\b\w+\.(?:com|org|net|example)\b|^#\w|^@\w"
    ),
    "rights": re.compile(r"©|\(c\)\s|copyright|all rights reserved|powered by", re.I),
    "separator": re.compile(r"\s[|·›»•>/]\s|^[|·›»•><↑☰]|[|·›»•>↑☰]$|\s{2,}\S"),
    "ellipsis_end": re.compile(r"(?:\.\.\.|…)\s*(?:\[[^\]]*\])?$"),
    "byline": re.compile(
        r"^(?i:by|written by|posted by|interview by|words(?: and pictures)? by|reporting by"
        r"|story by|from)\s+[A-Z]|(?i:\b(?:reporting|editing|writing|additional reporting) by\b)"
    ),
    "credit": re.compile(
        r"(?i:photograph:|photo:|photo by|\bphoto/|file photo|\(photo|image caption|\bfile\b\s+-"
        r"|in this .{0,20}photo|handout|ap photo|photo taken)|\([^()]*/[^()]*\)\.?$|[A-Z] / [A-Z]"
    ),
    "scene": re.compile(
        r"\b(?:is|are) seen\b|\b(?:stands?|walks?|sits?|rides?|inspects?|carry|carries|gathers?"
        r"|rises?|looks?|waits?|shakes?|speaks?|dig|digs|applauds?|collects?)\b"
    ),
    "agency_place": re.compile(
        r"^[A-Z][A-Za-z'’\-. ]{1,40}(?:,[^.]{1,40})?\s*"
        r"(?:\([A-Za-z0-9 ]{2,20}\)\s*)?(?:--|[-–—])(?:\s|$)"
    ),
    "place_date": re.compile(
        rf"^[A-Z][^\d.]{{2,40}}?[,\s]\s*(?:{DAY_NAME},?\s+)?"
        rf"(?:\d{{1,2}}\s+{MONTH}|{MONTH}\.?\s+\d{{1,2}}),?\s+\d{{4}}\b",
        re.I,
    ),
    "quote": re.compile(r"[\"“”«»]"),
    "question": re.compile(r"\?[\"”’]?$"),
    "reader": re.compile(r"\b(?:you|your|you're|we've|here's)\b", re.I),
    "person": re.compile(
        r"^(?:[A-Z][a-zé'’\-]+\.?|[A-Z]\.)(?:\s(?:[A-Z][a-zé'’\-]+|[A-Z]\.?)){1,2}(?:,|$|\sin\s|\sand\s)"
    ),
}
_DIGIT = re.compile(r"\d")
_AFTER_STOP = "\"”’')]"
_NO_CONTENT = FUNCTION_WORDS | PAGE_WORDS
_SURFACE = 400  # characters at either end of a line that its patterns are looked for in
_LENGTHS = ((1, "1"), (3, "2-3"), (6, "4-6"), (12, "7-12"), (24, "13-24"))


@dataclass(frozen=True, slots=True)
class Line:
    """A unit with its words: what the features are computed from.

    `function` and `page` are the shares of function words and of page words; `is_prose` says
    that this is surely running text.
    """

    unit: Unit
    text: str
    words: tuple[str, ...]
    lower: tuple[str, ...]
    function: float
    page: float
    is_prose: bool

    @property
    def is_statement(self) -> bool:
        """Whether this is punctuated, has function words, and hardly names a part of a page."""
        ended = _bare_end(self.text)[-1:] in tuple(".!?")
        return ended and len(self.words) >= 3 and self.function > 0 and self.page <= 0.25

    @property
    def is_story(self) -> bool:
        """Whether the story reaches as far as here: prose, or a statement of some length."""
        return self.is_prose or (self.is_statement and len(self.words) >= 6)

    @property
    def key(self) -> str:
        """What two lines that say the same have in common."""
        return " ".join(self.lower) or self.text


def line_of(text: str, unit: Unit) -> Line:
    """The line of a unit of `text`."""
    surface = text[unit.start : unit.end]
    words = tuple(words_of(surface))
    lower = tuple(word.lower() for word in words)
    function = function_share(lower)
    page = sum(word in PAGE_WORDS for word in lower) / max(1, len(lower))
    # three sentences' worth of words are prose even where a menu was run on to them
    ended = len(lower) >= 12 and _bare_end(surface)[-1:] in tuple(".!?…:")
    spoken = len(lower) >= 20 and function >= 0.35 and page <= 0.1  # a quotation without its stop
    is_prose = (ended or spoken or len(lower) >= 60) and function >= 0.2 and page <= 0.2
    return Line(unit, surface, words, lower, function, page, is_prose)


class Page:
    """The lines of one page, and the features of each.

    >>> from sayso.read.lines import units
    >>> text = "Share\\nA bomb hit the market."
    >>> len(Page(text, units(text)).features())
    2
    """

    def __init__(self, text: str, parts: Sequence[Unit]) -> None:
        self.lines = [line_of(text, unit) for unit in parts]
        self._counts = Counter(line.key for line in self.lines)
        prose = [number for number, line in enumerate(self.lines) if line.is_prose]
        story = [number for number, line in enumerate(self.lines) if line.is_story]
        self._first = story[0] if story else len(self.lines)
        self._last = story[-1] if story else -1
        self._vocabulary = Counter(
            word for number in prose for word in set(_content(self.lines[number]))
        )

    def features(self) -> list[list[str]]:
        """The active features of each line, in the order of the lines."""
        return [
            [*self._surface(line), *self._words(line), *self._place(number)]
            for number, line in enumerate(self.lines)
        ]

    def _surface(self, line: Line) -> list[str]:
        size = _size(line)
        found = [f"words={size}", f"end={_ending(line.text)}|{_coarse(line)}"]
        ends = line.text
        if len(ends) > 2 * _SURFACE:
            ends = f"{ends[:_SURFACE]} {ends[-_SURFACE:]}"
        found += [name for name, pattern in _PATTERNS.items() if pattern.search(ends)]
        if len(_DIGIT.findall(ends)) > 0.3 * len(ends):
            found.append("mostly_digits")
        if not line.words:
            found.append("no_words")
        if len(line.text) <= 3:
            found.append("tiny")
        if "credit" in found and len(line.words) >= 5:
            found.append("caption_credit")
        return found + _case(line)

    def _words(self, line: Line) -> list[str]:
        lower, size = line.lower, _coarse(line)
        verb = any(word in FINITE_VERBS or word.endswith("ed") for word in lower)
        found = [
            f"function={_grade(line.function)}|{size}",
            f"page_words={_grade(line.page)}|{size}",
        ]
        found.append(f"verb={verb}|{size}")
        found.append(f"shared={_grade(self._shared(line))}|{size}")
        if lower and lower[0] in PAGE_ORDERS:
            found.append(f"order|{size}")
        return found

    def _shared(self, line: Line) -> float:
        """Share of the content words that the page's prose (this line apart) also has."""
        own = set(_content(line))
        if not own:
            return 0.0
        floor = 1 if line.is_prose else 0
        return sum(self._vocabulary[word] > floor for word in own) / len(own)

    def _place(self, number: int) -> list[str]:
        line = self.lines[number]
        where = "inside"
        found = ["statement"] if line.is_statement else []
        if number < self._first:
            where = "before"
        elif number > self._last:
            where = "after"
        found.append(f"where={where}|{_coarse(line)}")
        if self._counts[line.key] > 1 and len(line.words) > 2:
            found.append("repeated")
            if line.key in (self._key(number - 1), self._key(number + 1)):
                found.append(f"twice_running|{_size(line)}")
                if len(line.words) >= 4:
                    found.append("twice_running")
        found.append(
            f"neighbours={self._prose(number - 1)}{self._prose(number + 1)}|{_coarse(line)}"
        )
        if number and number == self._first - 1:
            found.append("just_before")
        return found

    def _key(self, number: int) -> str:
        return self.lines[number].key if 0 <= number < len(self.lines) else ""

    def _prose(self, number: int) -> str:
        inside = 0 <= number < len(self.lines)
        return "p" if inside and self.lines[number].is_prose else "-"


def _content(line: Line) -> list[str]:
    return [word for word in line.lower if len(word) > 2 and word not in _NO_CONTENT]


def _bare_end(text: str) -> str:
    return text.rstrip(_AFTER_STOP)


def _size(line: Line) -> str:
    return next((name for top, name in _LENGTHS if len(line.words) <= top), "25+")


def _coarse(line: Line) -> str:
    count = len(line.words)
    return "short" if count <= 4 else "mid" if count <= 11 else "long"


def _grade(share: float) -> str:
    return next(
        (str(step) for step, top in enumerate((0.0, 0.15, 0.3, 0.5, 0.75)) if share <= top), "5"
    )


def _ending(text: str) -> str:
    last = _bare_end(text)[-1:]
    return "stop" if last in tuple(".!?…") else "colon" if last == ":" else "none"


def _case(line: Line) -> list[str]:
    pairs = zip(line.words, line.lower, strict=True)
    named = [word for word, lower in pairs if lower not in FUNCTION_WORDS]
    if not named:
        return []
    upper = sum(word[0].isupper() for word in named) / len(named)
    if all(word.isupper() for word in named) and len(line.text) > 2:
        return [f"case=all_caps|{_coarse(line)}"]
    return [f"case={'title' if upper > 0.8 else 'none' if upper == 0 else 'mixed'}|{_coarse(line)}"]

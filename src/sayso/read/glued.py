"""Page furniture inside a text that lost its line breaks: stamps, tags, other stories' headlines.

Without lines the parts show by case alone: headlines and link lists are runs of capital words, and
the story takes over where a small word with a capital ("The", "At") meets a word without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sayso.read.duplicates import find_repeats
from sayso.read.features import DAY_NAME, MONTH, line_of
from sayso.read.lines import Unit
from sayso.read.sentences import sentence_spans
from sayso.read.words import FUNCTION_WORDS, PAGE_WORDS, TERMINAL, function_share, words_of

LEAST_WORDS = 60  # a shorter line is a paragraph
_TOKEN = re.compile(r"\S+")
_NUMBERS = frozenset("two three four five six seven eight nine ten eleven twelve dozens".split())
_OPENERS = (FUNCTION_WORDS - {"for", "of"}) | _NUMBERS | {"according", "meanwhile", "earlier"}
_LABELS = frozenset("tags tag related read print tweet views share category source".split())
_ADDRESS = re.compile(r"https?\S|www\.|pic\.twitter|\b\w+\.com\b|\s\|\s")
_STAMP = re.compile(
    rf"\W*(?:(?:last )?(?:date of publication|published|updated?|posted)\W*(?:at|on)?\s+)?"
    rf"(?:{DAY_NAME}\.?,?\s+)?(?:\d{{1,2}}\s+{MONTH}\.?,?\s+\d{{4}}|{MONTH}\.?\s+\d{{1,2}},?\s*\d{{4}}"
    rf"|\d{{1,2}}[-./]\d{{1,2}}[-./]\d{{4}})(?:\s*\(updated[^)]*\)|\))?"
    rf"(?:\s+(?:at\s+)?\d{{1,2}}:?\d\d\b)?(?:\s+get short url(?:\s+\d+)*)?[\s.]*",
    re.IGNORECASE,
)
_AGENCY = re.compile(r"\s*(?:[A-Z]{2,8}\s+){0,2}")
_TAGS = re.compile(r"\bTags(?=\s+[A-Z])")
LIST = 400  # characters in which a list of tags ends
RUN = 6  # capital words in a row that are another story's headline
CAPITAL = 0.8
MIN_REPEAT = 6  # words told twice, one copy hard upon the other or behind a headline's furniture
MAX_GAP = 25
LEAST_TWICE = 8
_TAIL = 0.5  # at most so much of the text is links at its end


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line that is no story; `kind` is a block's."""

    start: int
    end: int
    kind: str
    reason: str | None = None


def glued_pieces(text: str, unit: Unit) -> list[Piece]:
    """The parts of a long line that are not its story, in order and disjoint."""
    if len(words_of(text[unit.start : unit.end])) < LEAST_WORDS:
        return []
    spans = list(sentence_spans(text, start=unit.start, end=unit.end))
    found = [*_stamps(text, unit), *_repeats(text, unit), *_furniture(text, spans, unit)]
    left = [s for s in spans if not any(p.start < s[1] and s[0] < p.end for p in found)]
    found += _told_twice(text, left)
    kept: list[Piece] = []
    for piece in sorted(found, key=lambda p: (p.start, -p.end)):
        if not kept or piece.start >= kept[-1].end:
            kept.append(piece)
    return kept


def _stamps(text: str, unit: Unit) -> Iterator[Piece]:
    match = _STAMP.match(text, unit.start, unit.end)
    if match and match[0].strip():
        yield Piece(unit.start, match.end(), "dateline")


def stamp_after(text: str, start: int) -> int:
    """Where an agency and a date right after a headline end; `start` where there is none."""
    match = _STAMP.match(text, _agency_end(text, start))
    return match.end() if match else start


def headline_again(text: str, unit: Unit, *, title: str) -> int:
    """Where the headline ends that a flattened page has twice, with its controls between; the
    start of the unit where there is none."""
    wanted = title.rstrip(TERMINAL + " ")
    at = text.find(wanted, unit.start, unit.start + 12 * MAX_GAP)
    if at < 0 or not _is_copy([word.lower() for word in words_of(text[unit.start : at])]):
        return unit.start
    return at + len(wanted)


def _agency_end(text: str, start: int) -> int:
    match = _AGENCY.match(text, start)
    return match.end() if match else start


def _repeats(text: str, unit: Unit) -> Iterator[Piece]:
    """A lead printed twice running, and a headline that stands again behind page controls."""
    tokens = list(_TOKEN.finditer(text, unit.start, unit.end))[:400]
    lows = [token[0].lower().strip(TERMINAL + ",") for token in tokens]
    first: dict[tuple[str, ...], int] = {}
    at = 0
    while at + MIN_REPEAT <= len(lows):
        key = tuple(lows[at : at + MIN_REPEAT])
        before = first.setdefault(key, at)
        length = _run_length(lows, before, at)
        between = lows[before + length : at]
        if before < at and _is_copy(between) and not _has_stop(tokens[before:at]):
            start, end = tokens[before].start(), tokens[at].start()
            yield Piece(start, end, "duplicate", "says what follows it, in the same words")
            at += length
        else:
            at += 1


def _is_copy(between: Sequence[str]) -> bool:
    """Whether nothing stands between two copies but, at most, what a page is worked with."""
    if not between:
        return True
    return len(between) <= MAX_GAP and sum(word in PAGE_WORDS for word in between) >= 2


def _run_length(lows: Sequence[str], before: int, at: int) -> int:
    length = 0
    while (
        at + length < len(lows)
        and before + length < at
        and lows[before + length] == lows[at + length]
    ):
        length += 1
    return length


def _has_stop(tokens: Sequence[re.Match[str]]) -> bool:
    """Whether a sentence of its own ends between two copies."""
    return any(token[0].endswith((".", "!", "?")) for token in tokens[:-1])


def _told_twice(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """Sentences that a fuller one says in nearly their words: a caption, a picture's text."""
    lines = [line_of(text, Unit(*span)) for span in spans]
    for repeat in find_repeats(lines, ["body"] * len(lines)):
        if len(lines[repeat.repeat].words) >= LEAST_TWICE:
            unit = lines[repeat.repeat].unit
            where = f"the body at character {lines[repeat.kept].unit.start}"
            yield Piece(unit.start, unit.end, "duplicate", f"repeats {where}, in nearly its words")


def _furniture(text: str, spans: Sequence[tuple[int, int]], unit: Unit) -> Iterator[Piece]:
    tail = _tail(text, spans, unit)
    for start, end in spans:
        if start >= tail:
            break
        surface = text[start:end]
        if _ADDRESS.search(surface) and _capital_share(surface) >= CAPITAL:
            yield Piece(start, end, "chrome", "links of other stories")
        elif length := _headline_length(surface):
            kind = "headline" if start == unit.start else "chrome"
            why = None if kind == "headline" else "labels or another story's headline"
            yield Piece(start, start + length, kind, why)
    for match in _TAGS.finditer(text, unit.start, tail):
        if length := _headline_length(text[match.start() : match.start() + LIST]):
            why = "labels or another story's headline"
            yield Piece(match.start(), match.start() + length, "chrome", why)
    if tail < unit.end:
        yield Piece(tail, unit.end, "chrome", "links or notice after the story")


def _tail(text: str, spans: Sequence[tuple[int, int]], unit: Unit) -> int:
    """Where the links after the story begin; the end of the line where there are none."""
    start = unit.end
    floor = unit.start + _TAIL * (unit.end - unit.start)
    for span in reversed(spans):
        if span[0] < floor or _is_told(text[slice(*span)]):
            break
        start = span[0]
    return start


def _is_told(sentence: str) -> bool:
    """Whether this is running text: ended, with its small words, few page words, no links."""
    words = words_of(sentence)
    low = [word.lower() for word in words]
    page = sum(word in PAGE_WORDS - FUNCTION_WORDS for word in low) / max(1, len(low))
    ended = sentence.rstrip("\"”’')").endswith((".", "!", "?", '."'))
    if not ended or len(low) < 3 or _ADDRESS.search(sentence) or sentence.startswith("..."):
        return False
    label = low[0] in _LABELS and len(words) > 1 and words[1][0].isupper()
    return function_share(low) >= 0.15 and page <= 0.2 and not label


def _headline_length(sentence: str) -> int:
    """How far a run of labels or capital words reaches before the story takes over; 0 for none."""
    tokens = list(_TOKEN.finditer(sentence))
    label = tokens[0][0].lower() in _LABELS and len(tokens) > 1 and tokens[1][0][0].isupper()
    for number in range(1, len(tokens) - 1):
        if number >= (2 if label else RUN) and _takes_over(tokens, number):
            run = sentence[: tokens[number].start()]
            is_list = tokens[0][0].lower() in ("tags", "tag")
            capital = is_list or _capital_share(run) >= CAPITAL
            return tokens[number].start() if capital else 0
    return 0


def _takes_over(tokens: Sequence[re.Match[str]], number: int) -> bool:
    word, following = tokens[number][0], tokens[number + 1][0]
    if not word[0].isupper() or word.lower() not in _OPENERS or word.isupper():
        return False
    return following[0].islower() or word in ("The", "A", "An")


def _capital_share(surface: str) -> float:
    named = [word for word in words_of(surface) if word.lower() not in FUNCTION_WORDS]
    return sum(word[0].isupper() for word in named) / max(1, len(named))

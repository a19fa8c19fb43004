"""The blocks of a page: what is read, as what, and what is set aside and why."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from sayso.read.duplicates import find_repeats
from sayso.read.features import DAY_NAME, MONTH, Line, Page
from sayso.read.glued import Piece, glued_pieces, headline_again, stamp_after
from sayso.read.line_model import (
    CHROME_THRESHOLD,
    VOUCHED_THRESHOLD,
    Guess,
    classify,
)
from sayso.read.lines import Unit, units
from sayso.read.words import TERMINAL, words_of
from sayso.schema import Block, BlockKind

# Furniture shows by contrast with the story: one or two lines are what the user asked about.
_FEWEST_LINES = 3
_SITE_SUFFIX = re.compile(r"\s[|–—-]\s[^|]{2,40}$|\s::\s")
_STAMP = re.compile(
    rf"^\W*(?:{DAY_NAME}\.?,?\s+)?(?:\d{{1,2}}\s+{MONTH}\.?,?\s+\d{{4}}"
    rf"|{MONTH}\.?\s+\d{{1,2}},?\s+\d{{4}})(?:\s+at\s+\d{{1,2}}:?\d\d)?\W*$",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"^(?:By|BY)(?: [A-Z][\w.'’-]*| and| for| in)+(?:,[^.]*)?$")
_BYLINE_WORDS = 12
_CAPTION_WORDS = 60
_MAX_SUMMARY = 3
_AFTER_SUMMARY = ("byline", "dateline", "caption")


@dataclass(frozen=True, slots=True)
class _Marked:
    line: Line
    kind: str
    chrome: float
    reason: str | None = None


def mark_blocks(
    text: str,
    *,
    title: str | None = None,
    captions: Collection[str] = (),
    vouched: bool = False,
) -> tuple[Block, ...]:
    """The blocks of a flattened page, in order; together they cover all but white space.

    `title` is the page's own title, where the format gives one: it decides which line is the
    headline. `captions` are lines that the format says are captions. `vouched` text was taken
    out of a page already, so that much more is asked for before a line of it is set aside.
    """
    parts = units(text)
    page = Page(text, parts)
    if len(parts) < _FEWEST_LINES:
        return tuple(_few(text, parts, title=title))
    guesses = classify(page, threshold=VOUCHED_THRESHOLD if vouched else CHROME_THRESHOLD)
    marked = [
        _first_mark(line, guess, captions=captions)
        for line, guess in zip(page.lines, guesses, strict=True)
    ]
    if all(mark.kind == "chrome" for mark in marked):
        marked = [replace(mark, kind="body", reason=None) for mark in marked]
    marked = _with_headline(marked, title=title)
    marked = _with_repeats(marked)
    return tuple(_block(mark) for mark in _with_summary(marked))


def _few(text: str, parts: Sequence[Unit], *, title: str | None) -> list[Block]:
    """A text of one or two lines, all of it read; a title it opens with becomes its headline."""
    found: list[Block] = []
    for unit in parts:
        split = _title_end(text, unit, title=title) if not found else None
        if split:
            found.append(Block("headline", split.start, split.end))
            if text[unit.start : split.start].strip():
                found.insert(0, Block("dateline", unit.start, _rstrip(text, split.start)))
            unit = Unit(_lstrip(text, split.end), unit.end)
            again = headline_again(text, unit, title=text[split.start : split.end])
            if again > unit.start:
                why = "page controls, and the headline again"
                found.append(Block("chrome", unit.start, _rstrip(text, again), why))
                unit = Unit(_lstrip(text, again), unit.end)
            stamp = stamp_after(text, unit.start)
            if stamp > unit.start:
                found.append(Block("dateline", unit.start, _rstrip(text, stamp)))
                unit = Unit(_lstrip(text, stamp), unit.end)
        found.extend(_parted(text, unit))
    return found


def _parted(text: str, unit: Unit) -> Iterator[Block]:
    """The body of a line, and the parts glued to it that are none."""
    at = unit.start
    for piece in [*glued_pieces(text, unit), Piece(unit.end, unit.end, "body")]:
        start, end = _lstrip(text, at), _rstrip(text, piece.start)
        if start < end:
            yield Block("body", start, end)
        end = _rstrip(text, piece.end)
        if piece.start < end:
            yield Block(cast(BlockKind, piece.kind), piece.start, end, piece.reason)
        at = piece.end


def _title_end(text: str, unit: Unit, *, title: str | None) -> Unit | None:
    """Where the title stands at the head of the unit, perhaps after a date."""
    if not title or len(title.split()) < 3:
        return None
    at = text.find(title.rstrip(" ."), unit.start, min(unit.end, unit.start + len(title) + 60))
    if at < 0 or (at > unit.start and not _STAMP.match(text[unit.start : at])):
        return None
    end = at + len(title.rstrip(" ."))
    while end < unit.end and text[end] in TERMINAL:
        end += 1
    return Unit(at, end)


def _lstrip(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _rstrip(text: str, end: int) -> int:
    while end and text[end - 1].isspace():
        end -= 1
    return end


def _first_mark(line: Line, guess: Guess, *, captions: Collection[str]) -> _Marked:
    if line.text in captions:
        return _Marked(line, "caption", 0.0)
    if _BYLINE.match(line.text) and len(line.words) <= _BYLINE_WORDS:
        return _Marked(line, "byline", 0.0)
    too_long = guess.kind == "caption" and len(line.words) > _CAPTION_WORDS
    kind = "body" if too_long else guess.kind
    return _Marked(line, kind, guess.chrome, guess.reason or None)


def _with_headline(marked: list[_Marked], *, title: str | None) -> list[_Marked]:
    """One headline at most; other lines that look like one are cross-heads, and body."""
    chosen = _headline(marked, title=title)
    key = marked[chosen].line.key if chosen is not None else None
    out: list[_Marked] = []
    for number, mark in enumerate(marked):
        if number == chosen or (mark.line.key == key and len(mark.line.words) > 1):
            mark = replace(mark, kind="headline", reason=None)
        elif mark.kind == "headline":
            mark = replace(mark, kind="body")
        out.append(mark)
    return out


def _headline(marked: Sequence[_Marked], *, title: str | None) -> int | None:
    first = next((n for n, m in enumerate(marked) if m.kind == "body" and m.line.is_prose), 0)
    wanted = _bare_title(title)
    if wanted:
        same = [n for n, m in enumerate(marked) if _words(m.line.text) == wanted]
        if same:
            return same[0]
    told = [n for n, m in enumerate(marked) if m.kind == "headline" and n <= max(first, 12)]
    good = [n for n in told if not _SITE_SUFFIX.search(marked[n].line.text)]
    if told:
        return (good or told)[0]
    return _likeliest(marked[:first])


def _likeliest(before: Sequence[_Marked]) -> int | None:
    """The line before the story that may be its headline after all, if the model was unsure."""
    unsure = [
        (mark.chrome, number)
        for number, mark in enumerate(before)
        if mark.kind == "chrome"
        and mark.chrome < 0.9
        and len(mark.line.words) >= 3
        and mark.line.text[-1] not in ".:…"
    ]
    return min(unsure)[1] if unsure else None


def _bare_title(title: str | None) -> list[str]:
    return _words(_SITE_SUFFIX.sub("", title)) if title else []


def _words(text: str) -> list[str]:
    return [word.lower() for word in words_of(text)]


def _with_repeats(marked: list[_Marked]) -> list[_Marked]:
    read = [number for number, mark in enumerate(marked) if mark.kind != "chrome"]
    lines = [marked[number].line for number in read]
    out = list(marked)
    for repeat in find_repeats(lines, [marked[number].kind for number in read]):
        number, kept = read[repeat.repeat], marked[read[repeat.kept]]
        where = f"the {kept.kind} at character {kept.line.unit.start}"
        same = marked[number].line.key == kept.line.key
        if same and kept.kind == "body" and repeat.repeat == repeat.kept + 1:
            # told twice running: a picture's alternative text, and its caption
            out[read[repeat.kept]] = replace(kept, kind="caption")
            where = where.replace("body", "caption")
        reason = f"repeats {where}" if same else f"says less than {where}, in nearly its words"
        out[number] = replace(marked[number], kind="duplicate", reason=reason)
    return out


def _with_summary(marked: list[_Marked]) -> list[_Marked]:
    """Marks the standfirst: body lines between the headline and the byline, date or picture."""
    start = next((n + 1 for n, mark in enumerate(marked) if mark.kind == "headline"), None)
    if start is None:
        return marked
    while start < len(marked) and marked[start].kind == "duplicate":
        start += 1
    end = start
    while end < len(marked) and marked[end].kind == "body":
        end += 1
    if not (0 < end - start <= _MAX_SUMMARY and end < len(marked) and _parts_story(marked[end])):
        return marked
    if not any(mark.kind == "body" for mark in marked[end:]):
        return marked
    head = [replace(mark, kind="summary") for mark in marked[start:end]]
    return [*marked[:start], *head, *marked[end:]]


def _parts_story(mark: _Marked) -> bool:
    return mark.kind in _AFTER_SUMMARY or (mark.kind == "chrome" and mark.reason == "time stamp")


def _block(mark: _Marked) -> Block:
    unit = mark.line.unit
    return Block(cast(BlockKind, mark.kind), unit.start, unit.end, mark.reason)

"""Paragraph units of flattened text: lines, with hard-wrapped ones put back together.

A newline between two full lines parts two units; a newline that only wraps a sentence does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from sayso.read.words import TERMINAL

_LINE = re.compile(r"[^\n\r\u2028\u2029\f\v]+")
_PAGE_WIDTH = (40, 110)  # hard-wrapped mail and print text: narrower is a list, wider a paragraph
# A shorter line, or a few small words after it without a stop, are rather labels in a list.
_MIN_WRAPPED = 30
_MIN_REST = 3
_SURE_REST = 6
_WRAPPED_SHARE = 0.8
_STOPPED_SHARE = 0.5  # where more lines end in a stop, each is a sentence, all of one length


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph, or a line that stands alone: `text[start:end]`, without space around it."""

    start: int
    end: int


def units(text: str, *, start: int = 0, end: int | None = None) -> list[Unit]:
    """The paragraph units of `text[start:end]`, in order, blank lines left out.

    >>> [(u.start, u.end) for u in units("Home\\n\\nIt rained.\\n")]
    [(0, 4), (6, 16)]
    """
    found: list[Unit] = []
    run: list[Unit] = []
    last = start
    for match in _LINE.finditer(text, start, len(text) if end is None else end):
        line = _stripped(text, match.start(), match.end())
        if line is None:
            continue
        if run and _blank_between(text, last, match.start()):
            found.extend(_unwrapped(text, run))
            run = []
        run.append(line)
        last = match.end()
    found.extend(_unwrapped(text, run))
    return found


def _stripped(text: str, start: int, end: int) -> Unit | None:
    while start < end and _is_space(text[start]):
        start += 1
    while end > start and _is_space(text[end - 1]):
        end -= 1
    return Unit(start, end) if start < end else None


def _is_space(char: str) -> bool:
    return char.isspace() or char in "\u200b\u200e\u200f\u2060\ufeff\x00"


def _blank_between(text: str, start: int, end: int) -> bool:
    return text.count("\n", start, end) > 1 or text.count("\r", start, end) > 1


def _unwrapped(text: str, run: list[Unit]) -> list[Unit]:
    width = max((line.end - line.start for line in run), default=0)
    wrapped = _is_wrapped(text, run, width=width)
    joined: list[Unit] = []
    for line in run:
        if joined and _goes_on(text, joined[-1], line, width=width if wrapped else 0):
            joined[-1] = Unit(joined[-1].start, line.end)
        else:
            joined.append(line)
    return joined


def _is_wrapped(text: str, run: list[Unit], *, width: int) -> bool:
    """Whether the run was filled to a page width: the next word would seldom have fitted."""
    if len(run) < 3 or not _PAGE_WIDTH[0] <= width <= _PAGE_WIDTH[1]:
        return False
    pairs = list(pairwise(run))
    full = sum(_would_not_fit(text, a, b, width=width) for a, b in pairs)
    stopped = sum(text[line.end - 1] in TERMINAL for line in run[:-1])
    return full >= _WRAPPED_SHARE * len(pairs) and stopped <= _STOPPED_SHARE * len(pairs)


def _would_not_fit(text: str, line: Unit, following: Unit, *, width: int) -> bool:
    first = text[following.start : following.end].split(maxsplit=1)[0]
    return _last_line_length(text, line) + 1 + len(first) > width


def _last_line_length(text: str, unit: Unit) -> int:
    return unit.end - max(text.rfind("\n", unit.start, unit.end) + 1, unit.start)


def _goes_on(text: str, before: Unit, line: Unit, *, width: int) -> bool:
    if width and _would_not_fit(text, before, line, width=width):
        return True
    if text[before.end - 1] in TERMINAL or not text[line.start].islower():
        return False
    rest = len(text[line.start : line.end].split(maxsplit=_SURE_REST))
    enough = rest >= (_MIN_REST if text[line.end - 1] in TERMINAL else _SURE_REST)
    return enough and _last_line_length(text, before) >= _MIN_WRAPPED

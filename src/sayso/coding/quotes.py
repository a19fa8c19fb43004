"""Where the quotation marks stand: stretches of the text that are somebody's exact words."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from sayso.annotate.annotation import Span

# An opening mark reaches to its closing one, or, unclosed, to the end of its paragraph.
_CURLY = re.compile(r"“(?:[^“”\n]|\n(?!\s*(?:\n|“)))*”?")
# A straight mark opens after a space or bracket and closes before one; inch marks do neither.
_STRAIGHT = re.compile(r'(?:(?<=[\s(\[—–-])|(?<=^)|\A)"(?=\S)[^"\n]*"', re.MULTILINE)
_GUILLEMETS = re.compile(r"«[^«»]*»")
SCARE_WORDS = 3  # so few words in marks are a term or a scare quote, not speech


@dataclass(frozen=True, slots=True)
class Quotes:
    """The quotations of a text, in order and disjoint, marks included."""

    spans: tuple[Span, ...]

    def around(self, start: int, end: int) -> Span | None:
        """The quotation that holds a span."""
        at = bisect_right(self.spans, (start, 1 << 60)) - 1
        if at >= 0 and self.spans[at][0] <= start and end <= self.spans[at][1]:
            return self.spans[at]
        return None

    def covered(self, start: int, end: int) -> int:
        """How many characters of a span stand inside quotations."""
        return sum(max(0, min(end, b) - max(start, a)) for a, b in self.spans)


def find_quotes(text: str) -> Quotes:
    """The quotations of more than a few words.

    >>> find_quotes('He said: "We will hold the town tonight." Then he left.').spans
    ((9, 41),)
    """
    found = sorted(
        match.span()
        for pattern in (_CURLY, _STRAIGHT, _GUILLEMETS)
        for match in pattern.finditer(text)
        if len(match[0].split()) > SCARE_WORDS
    )
    kept: list[Span] = []
    for span in found:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return Quotes(tuple(kept))

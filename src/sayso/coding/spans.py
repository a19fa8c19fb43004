"""How stretches of the text lie to each other."""

from __future__ import annotations

from typing import Protocol

from sayso.annotate.annotation import Span


class Spanned(Protocol):
    """Whatever stands somewhere in the text: a tagged span, a trigger, a participant."""

    @property
    def start(self) -> int:
        """Its first character."""

    @property
    def end(self) -> int:
        """The character after its last."""


def span_of(item: Spanned) -> Span:
    """Where something stands."""
    return item.start, item.end


def cross(one: Span, two: Span) -> bool:
    """Whether two stretches share a character.

    >>> cross((0, 4), (3, 6)), cross((0, 3), (3, 6))
    (True, False)
    """
    return one[0] < two[1] and two[0] < one[1]


def within(inner: Span, outer: Span) -> bool:
    """Whether a stretch lies wholly inside another, or is the same.

    >>> within((3, 6), (0, 6)), within((3, 7), (0, 6))
    (True, False)
    """
    return outer[0] <= inner[0] and inner[1] <= outer[1]

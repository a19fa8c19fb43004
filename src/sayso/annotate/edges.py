"""Where what somebody said begins and ends, to the character.

The convention is PolNeAR's: words that are quoted come with their quotation marks, words that are
not come without the full stop or comma that follows them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from sayso.annotate.annotation import Speech, Tagged

MARKS = '“”"'
_STOP = re.compile(r"[\s.,;:!?]+$")
_CLOSING = re.compile(r"[\s.,;:!?]{0,2}[”\"]")


def trimmed(speech: Speech, text: str) -> Speech:
    """The speech with the edges of its content as the convention has them."""
    return replace(speech, content=tuple(_edges(piece, text) for piece in speech.content))


def _edges(piece: Tagged, text: str) -> Tagged:
    words = text[piece.start : piece.end]
    if words[:1] in MARKS and len(words) > 1:
        closing = None if words[-1] in MARKS else _CLOSING.match(text, piece.end)
        return replace(piece, end=closing.end()) if closing else piece
    if any(mark in words for mark in MARKS):
        return piece
    stop = _STOP.search(words)
    return replace(piece, end=piece.start + stop.start()) if stop and stop.start() else piece

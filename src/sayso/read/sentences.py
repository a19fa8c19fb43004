"""The sentences of an article, as offsets into its text.

Boundaries come from sentencex. It keeps a whole quotation together, so quotation marks are hidden
from it and the marks put back on the right side of each boundary afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sayso.read.lines import Unit, units
from sayso.read.words import SPEECH_VERBS, TITLES_AND_RANKS
from sayso.schema import Article, Block

# Same length for same offsets. Brackets are hidden too: sentencex keeps their content together.
_HIDDEN = str.maketrans(dict.fromkeys('"“”„‟«»()[]‚\n\r\t\xa0', " "))
_OPENING = "“„«([‘\u201a"
_CLOSING = "”»)]’\"'"
_LAST_WORD = re.compile(r"([A-Za-z]+)\.$")
_LONGEST_TITLE = 12  # characters; more would make the search slow on a text without spaces
_MAX_TAG = 8  # words of "Kerry asked on Monday." after a quoted question


def sentences(article: Article) -> list[tuple[int, int]]:
    """The (start, end) of each sentence of the blocks that are read, in order.

    No sentence runs over a block, nor, in an article without blocks, over a newline that parts
    two lines. White space around a sentence is left out; quotations of several sentences are
    split like other text.

    >>> sentences(Article(id="a", text="Gen. Ali left. “He lost.”"))
    [(0, 14), (15, 25)]
    """
    text = article.text
    parts: Iterable[Block | Unit] = article.read_blocks() if article.blocks else units(text)
    return [span for part in parts for span in sentence_spans(text, start=part.start, end=part.end)]


def sentence_spans(text: str, *, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of `text[start:end]`, as offsets into `text`; a newline there is a space."""
    return _merged(text, _raw(text[start:end], offset=start))


def _raw(surface: str, *, offset: int) -> Iterator[tuple[int, int]]:
    import sentencex

    start = 0
    at = 0
    for piece in sentencex.segment("en", surface.translate(_HIDDEN)):
        at += len(piece)
        end = _boundary(surface, at)
        if end > start and surface[start:end].strip():
            yield _trimmed(surface, start, end, offset=offset)
            start = end
    if surface[start:].strip():
        yield _trimmed(surface, start, len(surface), offset=offset)


def _boundary(surface: str, at: int) -> int:
    """The boundary near `at` that leaves closing marks before it, and opening ones after it."""
    end = at
    while end and (surface[end - 1].isspace() or surface[end - 1] in _OPENING + _CLOSING):
        end -= 1
    while end < len(surface) and surface[end] in _CLOSING:
        end += 1
    return end


def _trimmed(surface: str, start: int, end: int, *, offset: int) -> tuple[int, int]:
    while start < end and surface[start].isspace():
        start += 1
    while end > start and surface[end - 1].isspace():
        end -= 1
    return offset + start, offset + end


def _merged(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Mends splits after ranks and titles, before small letters, and before "Kerry asked"."""
    held: tuple[int, int] | None = None
    for span in spans:
        if held is None:
            held = span
        elif _one_sentence(text[slice(*held)], text[slice(*span)]):
            held = (held[0], span[1])
        else:
            yield held
            held = span
    if held:
        yield held


def _one_sentence(before: str, after: str) -> bool:
    if after[0].islower() or not any(char.isalnum() for char in after):
        return True
    title = _LAST_WORD.search(before[-_LONGEST_TITLE:])
    if title and title[1].lower() in TITLES_AND_RANKS and title[1][0].isupper():
        return after[0].isupper()
    return before[-2:] in ("?”", '?"', "!”", '!"') and _is_tag(after)


def _is_tag(after: str) -> bool:
    words = after.rstrip(".").split()
    return len(words) <= _MAX_TAG and any(word in SPEECH_VERBS for word in words[1:4])

"""Text to word pieces: ids, shapes and offsets, one pass, shared by training and use.

The vocabulary is uncased, so the lost case comes back as a *shape* per piece: eight letter classes,
times the gap before it (none, space, line break), times whether it stands inside quotation marks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sayso.model import model_file

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SPECIAL, LOWER, TITLE, UPPER, MIXED, DIGIT, PUNCT, LETTER = range(8)
GAPS = 3
SHAPES = 8 * GAPS * 2
MAX_PIECES = 256  # with the two specials; longer sentences are cut into stretches
OPENING, CLOSING, STRAIGHT = "“«„", "”»", '"'
CLS, SEP = 101, 102

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Word pieces of a stretch of text, without specials.

    `ids`, `shapes`: int32 (pieces,). `first`: int32 (words,), the first piece of each word.
    `starts`, `ends`: int32 (words,), character offsets of the words.
    """

    ids: Ints
    shapes: Ints
    first: Ints
    starts: Ints
    ends: Ints

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def words(self) -> int:
        """The number of words."""
        return len(self.first)


def load_tokenizer() -> Tokenizer:
    """The shipped tokenizer, from the package's files."""
    return _tokenizer()


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    from tokenizers import Tokenizer

    path = model_file("tokenizer.json")
    tokenizer = Tokenizer.from_str(path.read_text(encoding="utf-8"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def tokenize(texts: list[str]) -> list[Tokens]:
    """The tokens of each text."""
    encoded = _tokenizer().encode_batch(texts, add_special_tokens=False)
    return [_tokens(text, encoding) for text, encoding in zip(texts, encoded, strict=True)]


def _tokens(text: str, encoding: object) -> Tokens:
    word_ids: list[int] = encoding.word_ids  # type: ignore[attr-defined]
    spans: list[tuple[int, int]] = encoding.offsets  # type: ignore[attr-defined]
    word_of = np.asarray(word_ids, np.int32)
    first = np.flatnonzero(np.diff(word_of, prepend=-1)).astype(np.int32)
    last = np.append(first[1:], len(spans))[: len(first)] - 1
    starts = np.asarray([spans[i][0] for i in first], np.int32)
    ends = np.asarray([spans[i][1] for i in last], np.int32)
    word_shapes = _word_shapes(text, starts, ends)
    counts = last + 1 - first
    return Tokens(
        ids=np.asarray(encoding.ids, np.int32),  # type: ignore[attr-defined]
        shapes=np.repeat(word_shapes, counts).astype(np.int32),
        first=first,
        starts=starts,
        ends=ends,
    )


def _word_shapes(text: str, starts: Ints, ends: Ints) -> Ints:
    shapes = np.empty(len(starts), np.int32)
    quoted, before = False, 0
    for i, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        word, gap = text[start:end], text[before:start]
        if "\n" in gap:
            quoted = False  # a mark that was never closed ends with its paragraph
        quoted = _toggle(word, quoted)
        gap_class = 2 if "\n" in gap else 1 if gap else 0
        shapes[i] = (letter_class(word) * GAPS + gap_class) * 2 + quoted
        before = end
    return shapes


def _toggle(word: str, quoted: bool) -> bool:
    if word in OPENING:
        return True
    if word in CLOSING:
        return False
    return not quoted if word == STRAIGHT else quoted


@lru_cache(maxsize=65536)
def letter_class(word: str) -> int:
    """The letter class of a word: lower, Title, UPPER, mIxed, digits, punctuation, one Letter."""
    if not any(char.isalnum() for char in word):
        return PUNCT
    if word[0].isdigit():
        return DIGIT
    if word.islower():
        return LOWER
    if len(word) == 1:
        return LETTER
    if word.isupper():
        return UPPER
    return TITLE if word[0].isupper() and word[1:].islower() else MIXED


@dataclass(frozen=True, slots=True)
class Window:
    """Consecutive sentences that are encoded together.

    `article` is the position of their article in its batch; `sentence`: int32 (words,), the number
    of each word's sentence in the article.
    """

    article: int
    tokens: Tokens
    sentence: Ints


def make_windows(
    tokens: Tokens, sentences: list[tuple[int, int]], article: int = 0
) -> list[Window]:
    """Whole sentences packed into windows of at most `MAX_PIECES` pieces, specials counted."""
    windows: list[Window] = []
    pending: list[tuple[int, int, int]] = []  # sentence number, first word, end word
    room = MAX_PIECES - 2
    for number, (start, end) in enumerate(sentences):
        begin = int(np.searchsorted(tokens.starts, start))
        stop = int(np.searchsorted(tokens.starts, end))
        for low, high in _cut(tokens, begin, stop):
            if pending and _pieces(tokens, pending) + _pieces(tokens, [(0, low, high)]) > room:
                windows.append(_window(tokens, pending, article))
                pending = []
            pending.append((number, low, high))
    if pending:
        windows.append(_window(tokens, pending, article))
    return windows


def _edge(tokens: Tokens, word: int) -> int:
    return int(tokens.first[word]) if word < tokens.words else len(tokens)


def _pieces(tokens: Tokens, runs: list[tuple[int, int, int]]) -> int:
    return sum(_edge(tokens, high) - _edge(tokens, low) for _, low, high in runs)


def _cut(tokens: Tokens, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    """Word ranges of a sentence, each of which fits into a window."""
    low = begin
    for word in range(begin + 1, stop + 1):
        if _edge(tokens, word) - _edge(tokens, low) > MAX_PIECES - 2:
            yield low, word - 1
            low = word - 1
    if stop > low:
        yield low, stop


def _window(tokens: Tokens, runs: list[tuple[int, int, int]], article: int) -> Window:
    parts = [slice_words(tokens, low, high) for _, low, high in runs]
    numbers = [np.full(high - low, number, np.int32) for number, low, high in runs]
    return Window(article, _join(parts), np.concatenate(numbers))


def slice_words(tokens: Tokens, begin: int, end: int) -> Tokens:
    """The words from `begin` to `end`, a single word's pieces capped at a window's room."""
    low, high = _edge(tokens, begin), _edge(tokens, end)
    high = min(high, low + MAX_PIECES - 2)
    return Tokens(
        ids=tokens.ids[low:high],
        shapes=tokens.shapes[low:high],
        first=tokens.first[begin:end] - np.int32(low),
        starts=tokens.starts[begin:end],
        ends=tokens.ends[begin:end],
    )


def _join(parts: list[Tokens]) -> Tokens:
    shift = np.cumsum([0] + [len(part) for part in parts[:-1]]).astype(np.int32)
    return Tokens(
        ids=np.concatenate([part.ids for part in parts]),
        shapes=np.concatenate([part.shapes for part in parts]),
        first=np.concatenate([p.first + by for p, by in zip(parts, shift, strict=True)]),
        starts=np.concatenate([part.starts for part in parts]),
        ends=np.concatenate([part.ends for part in parts]),
    )

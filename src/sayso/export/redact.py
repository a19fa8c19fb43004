"""Names of private persons taken out of articles before they are exported.

A person is whom the model's two name layers call one. Who holds or held a public office, leads a
party to the conflict or is otherwise known to sayso stays named; every other name becomes
`[name]`, also where the text repeats a part of it alone, and in title, ids and reasons. Offsets
are those of the new text. It is as good as the model's finding of names (docs/export.md has the
figure): it lowers exposure, and is no promise.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any

import msgspec

from sayso.archive.layout import SHORT, content_hash
from sayso.schema import Article

MARK = "[name]"
_LEAST = 3  # letters of a part of a name that is looked for alone

Persons = Callable[[Iterable[Article]], Iterator[tuple[Article, list[tuple[int, int]]]]]
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
# parts of names that are words of their own, or parts of places
_COMMON = frozenset("the and abu abd bin ibn von van der del general president mount saint".split())


def redact(articles: Iterable[Article], persons: Persons | None = None) -> Iterator[Article]:
    """The articles without the names of private persons, which `persons` finds."""
    for article, found in (persons or private_persons)(articles):
        yield without(article, found)


def private_persons(
    articles: Iterable[Article],
) -> Iterator[tuple[Article, list[tuple[int, int]]]]:
    """Each article with the spans of persons who are not known for a public role."""
    from sayso.annotate.annotator import annotate
    from sayso.resolve.actors import ActorBook

    book = ActorBook.load()
    for article, annotation in annotate(articles):
        spans = {(m.start, m.end) for m in annotation.names if m.label == "PER"}
        spans |= {(m.start, m.end) for m in annotation.mentions if m.label == "Person"}
        day = article.date.start if article.date else None
        context = tuple(dict.fromkeys(m.text for m in article.mentions if m.kind == "actor"))

        def is_private(span: tuple[int, int]) -> bool:
            words = article.text[slice(*span)]  # noqa: B023 - used within this turn
            if not any(word[0].isupper() for word in _WORD.findall(words)):
                return False  # "a spokesman", "two officers": no name
            actor = book.resolve(words, when=day, context=context)  # noqa: B023
            return actor.id is None and not actor.works_for

        yield article, sorted(filter(is_private, spans))


def without(article: Article, spans: Sequence[tuple[int, int]]) -> Article:
    """The article with these spans, and what repeats them, replaced by `[name]`."""
    parts = _parts(article.text[slice(*span)] for span in spans)
    if not parts:
        return article
    one = f"(?:{'|'.join(map(re.escape, parts))})"
    pattern = re.compile(rf"\b{one}(?:\s+{one})*\b")
    repeats = [match.span() for match in pattern.finditer(article.text)]
    cuts = _joined([*spans, *repeats], article.text)
    shift = _Shift(cuts)
    text = shift.text(article.text)
    tree = msgspec.to_builtins(article)
    tree["text"], tree["dropped"] = text, []
    moved = _moved(tree, shift, text=text, pattern=pattern)
    moved["text"] = text
    if pattern.search(article.id) or _is_in_address(article.id, parts):
        moved["id"] = content_hash(article)[:SHORT]
    if article.url and _is_in_address(article.url, parts):
        moved["url"] = None
    return msgspec.convert(moved, Article)


def _parts(names: Iterable[str]) -> list[str]:
    """The words of names by which they are found again, longest first."""
    words = {
        word.removesuffix("’s").removesuffix("'s")
        for name in names
        for word in _WORD.findall(name)
        if word[0].isupper()
    }
    kept = {w for w in words if len(w) >= _LEAST and w.lower() not in _COMMON}
    return sorted(kept, key=lambda word: (-len(word), word))


def _is_in_address(address: str, parts: Sequence[str]) -> bool:
    return any(part.lower() in address.lower() for part in parts)


def _joined(spans: Iterable[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Spans in order, those that overlap or only have blanks between them made one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and (start <= out[-1][1] or text[out[-1][1] : start].isspace()):
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


class _Shift:
    """Where offsets go when spans are replaced by the mark."""

    def __init__(self, cuts: Sequence[tuple[int, int]]) -> None:
        self.cuts = cuts
        self._starts = [start for start, _ in cuts]
        self._grown = list(accumulate((len(MARK) - (e - s) for s, e in cuts), initial=0))

    def text(self, text: str) -> str:
        """The text with the marks in it."""
        edges = [0, *(edge for cut in self.cuts for edge in cut), len(text)]
        kept = [text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]
        return MARK.join(kept)

    def at(self, offset: int, *, is_end: bool) -> int:
        """The new offset; one within a name goes to that edge of the mark on its side."""
        before = bisect_right(self._starts, offset if not is_end else offset - 1)
        if before:
            start, end = self.cuts[before - 1]
            if offset < end or (is_end and offset == end):
                base = start + self._grown[before - 1]
                return base + (len(MARK) if is_end else 0) if offset > start else base
        return offset + self._grown[before]


def _moved(node: Any, shift: _Shift, *, text: str, pattern: re.Pattern[str]) -> Any:
    """A tree of dicts with its offsets moved, its spans cut anew, and names in strings marked."""
    if isinstance(node, str):
        return pattern.sub(MARK, node)
    if isinstance(node, list | tuple):
        return [_moved(item, shift, text=text, pattern=pattern) for item in node]
    if not isinstance(node, dict):
        return node
    out = {key: _moved(item, shift, text=text, pattern=pattern) for key, item in node.items()}
    start, end = node.get("start"), node.get("end")
    if isinstance(start, int) and isinstance(end, int):
        out["start"], out["end"] = shift.at(start, is_end=False), shift.at(end, is_end=True)
        if "text" in node:
            out["text"] = text[out["start"] : out["end"]]
    return out

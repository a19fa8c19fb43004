"""brat standoff: a zip with a .txt and an .ann for each article, and annotation.conf.

Method: the standoff format of brat 1.3. The text is the article's with its line breaks; a span
over a line break is written in fragments, as brat asks.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from sayso.annotate.labels import FACTUALITY, MODES, STANCES, TYPES
from sayso.archive.layout import SHORT, content_hash
from sayso.export.notes import LICENCE
from sayso.export.spans import ROLES, Labelled, spans
from sayso.schema import Article, Event

if TYPE_CHECKING:
    from sayso.export import Options

_DAY = (1980, 1, 1, 0, 0, 0)  # the same input gives the same bytes: no time of writing
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")


def config() -> str:
    """annotation.conf: the types, roles and attributes that the .ann files use."""
    modes = "|".join(dict.fromkeys(m for found in MODES.values() for m in found))
    roles = ", ".join(f"{_role(role)}*:{_role(role)}" for role in ROLES[1:])
    return "\n".join([
        "[entities]", *(_role(role) for role in ROLES[1:]), "",
        "[relations]", "",
        "[events]", *(f"{kind} {roles}" for kind in TYPES), "",
        "[attributes]",
        f"Mode Arg:<EVENT>, Value:{modes}",
        f"Factuality Arg:<EVENT>, Value:{'|'.join(FACTUALITY)}",
        f"Stance Arg:<EVENT>, Value:{'|'.join(STANCES)}", "",
    ])  # fmt: skip


def _role(role: str) -> str:
    return role.capitalize()


def standoff(article: Article) -> str:
    """The .ann of one article."""
    return "".join(f"{line}\n" for line in _Standoff(article).lines())


class _Standoff:
    """Numbers of one file: text-bound annotations T, events E, attributes A, notes #."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.bound: dict[tuple[str, int, int], str] = {}
        self.attributes = 0

    def lines(self) -> Iterator[str]:
        notes: list[str] = []
        for number, event in enumerate(self.article.events, 1):
            yield from self._event(event, f"E{number}", notes)
        yield from notes

    def _event(self, event: Event, name: str, notes: list[str]) -> Iterator[str]:
        arguments: dict[str, int] = {}
        parts: list[str] = []
        for span in spans(self.article, event):
            label = event.type if span.role == "trigger" else _role(span.role)
            key = (label, span.start, span.end)
            if key not in self.bound:
                self.bound[key] = f"T{len(self.bound) + 1}"
                yield self._bound_line(self.bound[key], label, span)
                if span.role != "trigger" and span.value:
                    note = f"#{len(notes) + 1}\tAnnotatorNotes {self.bound[key]}\t{span.value}"
                    notes.append(note)
            argument = label
            if span.role != "trigger":
                arguments[label] = arguments.get(label, 0) + 1
                argument += str(arguments[label]) if arguments[label] > 1 else ""
            parts.append(f"{argument}:{self.bound[key]}")
        yield f"{name}\t{' '.join(parts)}"
        told = {"Mode": event.mode, "Factuality": event.factuality}
        for attribute, value in {**told, "Stance": event.attribution.stance}.items():
            if value:
                self.attributes += 1
                yield f"A{self.attributes}\t{attribute} {name} {value}"

    def _bound_line(self, name: str, label: str, span: Labelled) -> str:
        pieces = list(fragments(self.article.text, span.start, span.end))
        where = ";".join(f"{start} {end}" for start, end in pieces)
        words = " ".join(self.article.text[start:end] for start, end in pieces)
        return f"{name}\t{label} {where}\t{words}"


def fragments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a span between line breaks.

    >>> list(fragments("ab\\ncd", 1, 4))
    [(1, 2), (3, 4)]
    """
    for match in re.finditer(r"[^\r\n]+", text[start:end]):
        yield start + match.start(), start + match.end()


def write(articles: Iterable[Article], out: BinaryIO, options: Options) -> None:
    """Write the zip."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "annotation.conf", config())
        _put(archive, "LICENCE.txt", LICENCE + "\n")
        for article in articles:
            safe = _UNSAFE.sub("-", article.id)[-60:].strip("-.")
            stem = f"{content_hash(article)[:SHORT]}-{safe}"
            _put(archive, f"{stem}.txt", article.text)
            _put(archive, f"{stem}.ann", standoff(article))


def _put(archive: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name, _DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, text.encode("utf-8", "replace"))

"""The codebook: event types with their quads, modes, words and examples."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

from sayso.annotate.annotation import Span, Trigger
from sayso.coding.spans import within
from sayso.errors import CodebookError
from sayso.schema import Quad

_TRIGGER = re.compile(r"\[([^\[\]\s]+)\]")
LEAST_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Sample:
    """An example sentence: its text without brackets, and where its trigger stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EventType:
    """A type: `modes` maps each mode to its definition, `words` to the words that decide it.

    `planned` names the type that it is while it is still to come; None where it stays the same.
    `never` are words for other acts: as a trigger none of them tells of this type, unless it
    stands in one of `words` ("returned fire" where "return" is never an assault).
    """

    name: str
    quad: Quad
    definition: str
    modes: dict[str, str]
    examples: tuple[Sample, ...]
    counter_examples: tuple[Sample, ...]
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    planned: str | None = None
    never: tuple[str, ...] = ()

    def told_mode(self, text: str, start: int, end: int, *, but: Sequence[Span] = ()) -> str | None:
        """The mode whose words stand in a stretch of the text, the longest deciding.

        Words inside the spans `but` are left out: a warplane that was hit is no air strike.
        """
        found = [
            (len(match[0]), mode)
            for mode, words in self.words.items()
            for match in _any_of(words).finditer(text, start, end)
            if not any(within(match.span(), span) for span in but)
        ]
        return max(found)[1] if found else None

    def rules_out(self, text: str, start: int, end: int) -> bool:
        """Whether the word at a position, as a trigger, cannot be of this type."""
        if not self.never or not _any_of(self.never).fullmatch(text, start, end):
            return False
        found = (_any_of(words).match(text, start) for words in self.words.values())
        return not any(found)


@dataclass(frozen=True, slots=True)
class Codebook:
    """A named set of types."""

    name: str
    version: str
    types: dict[str, EventType]

    def quad(self, kind: str) -> Quad:
        """The quad of a type; raises CodebookError for a type it does not have."""
        if kind not in self.types:
            raise CodebookError(
                f"no type {kind!r}", where=self.name, remedy=f"it has {', '.join(self.types)}"
            )
        return self.types[kind].quad

    def as_told(self, kind: str, factuality: str) -> str:
        """The type under which an act is coded: a meeting to come is an agreement to meet."""
        planned = self.types[kind].planned if factuality == "planned" else None
        return planned or kind

    def typed(self, trigger: Trigger, text: str) -> Trigger:
        """The trigger with the likeliest type first that its word can be of."""
        first = self.types.get(trigger.types[0][0])
        if first is None or not first.rules_out(text, trigger.start, trigger.end):
            return trigger
        ruled_out, *others = trigger.types
        left = max(1 - ruled_out[1], 1e-9)
        others = [(name, min(1.0, score / left)) for name, score in others]
        types = (others[0], (ruled_out[0], 0.0), *others[1:])
        return replace(trigger, types=types, mode=(None, 1.0))


@lru_cache(maxsize=1)
def plover() -> Codebook:
    """The shipped codebook."""
    text = files("sayso.coding").joinpath("codebook.yaml").read_text(encoding="utf-8")
    return parse(text, where="codebook.yaml")


def load(path: Path) -> Codebook:
    """A codebook from a file; raises CodebookError that names file, type and remedy."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CodebookError(
            f"cannot be read ({error})", where=str(path), remedy="give a UTF-8 YAML file"
        ) from error
    return parse(text, where=str(path))


def parse(text: str, *, where: str) -> Codebook:
    """A codebook from YAML text."""
    import yaml

    try:
        tree = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise CodebookError(
            f"is not YAML ({error})", where=where, remedy="mend the line it names"
        ) from error
    if not isinstance(tree, dict) or not isinstance(tree.get("types"), dict):
        raise CodebookError(
            "has no mapping `types`", where=where, remedy="see docs/howto-codebook.md"
        )
    types = {name: _type(name, row, where) for name, row in tree["types"].items()}
    for kind in types.values():
        if kind.planned is not None and kind.planned not in types:
            raise CodebookError(
                f"`planned` names {kind.planned!r}, which it does not have",
                where=f"{where}, type {kind.name}",
                remedy=f"use one of {', '.join(types)}",
            )
    return Codebook(str(tree.get("name", where)), str(tree.get("version", "")), types)


def _type(name: str, row: Any, where: str) -> EventType:
    place = f"{where}, type {name}"
    if not isinstance(row, dict):
        raise CodebookError("is not a mapping", where=place, remedy="give quad and definition")
    if row.get("quad") not in get_args(Quad):
        raise CodebookError(
            f"quad {row.get('quad')!r}",
            where=place,
            remedy=f"use one of {', '.join(get_args(Quad))}",
        )
    counter = [c["text"] if isinstance(c, dict) else c for c in row.get("counter_examples", [])]
    return EventType(
        name=str(name),
        quad=row["quad"],
        definition=str(row.get("definition", "")),
        modes={str(k): str(v) for k, v in (row.get("modes") or {}).items()},
        examples=tuple(sample(text, place) for text in row.get("examples", [])),
        counter_examples=tuple(sample(text, place) for text in counter),
        words=_words(row, place),
        planned=row.get("planned"),
        never=tuple(map(str, row.get("never") or ())),
    )


def _words(row: dict[str, Any], place: str) -> dict[str, tuple[str, ...]]:
    """The words of each mode; raises CodebookError for a mode that the type does not have."""
    modes = row.get("modes") or {}
    found = {str(mode): tuple(map(str, words)) for mode, words in (row.get("words") or {}).items()}
    unknown = sorted(set(found) - {str(mode) for mode in modes})
    if unknown:
        raise CodebookError(
            f"words for a mode {unknown[0]!r} that it does not have",
            where=place,
            remedy=f"use one of {', '.join(map(str, modes)) or 'none'}",
        )
    return found


@lru_cache(maxsize=256)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words, with an ending of number or tense, whatever their case."""
    longest = sorted(words, key=len, reverse=True)
    ways = "|".join(re.escape(word).replace(r"\ ", r"[\s-]") for word in longest)
    return re.compile(rf"\b(?:{ways})(?:s|es|ed|ing)?\b", re.IGNORECASE)


def sample(text: str, where: str = "") -> Sample:
    """An example whose trigger stands in [brackets].

    >>> sample("Rebels [shelled] Taiz.")
    Sample(text='Rebels shelled Taiz.', start=7, end=14)
    """
    found = list(_TRIGGER.finditer(text))
    if len(found) != 1:
        raise CodebookError(
            f"{len(found)} words in brackets in {text!r}",
            where=where,
            remedy="put exactly the trigger, one word, into [brackets]",
        )
    match = found[0]
    bare = text[: match.start()] + match[1] + text[match.end() :]
    return Sample(bare, match.start(), match.start() + len(match[1]))

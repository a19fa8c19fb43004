"""The knowledge about actors, loaded: names, people, offices, roles, and how they hang together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec

from sayso.resolve.actors_text import is_initials, key, loose
from sayso.schema import DateRange

DATA = Path(__file__).parent / "data" / "actors.json"

Kind = Literal[
    "state", "government", "military", "group", "person", "role", "igo", "ngo", "alliance",
    "media", "unknown",
]  # fmt: skip

CAPITAL, CAPITALS, IN_CONTEXT, RECORD = 1, 2, 4, 8
Window = tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Whom a name means.

    `id` is ISO 3166 alpha-3 for a state, its government and its seats of power ("RUS"), the
    code and a PLOVER sector for a part of it ("RUS.MIL", "SYR.CVL"), a short stable name for
    others ("IS", "UN"), None when unresolved. `country` is alpha-3, `sector` a PLOVER sector
    code (manual of 2023: JRN is the press, MED health care; IGO, NGO, IMG for organisations).
    `works_for` is the id of whom the actor acts for, is led or backed by. `score` is 0 to 1,
    `why` says what decided.
    """

    id: str | None
    name: str
    country: str | None = None
    sector: str | None = None
    kind: Kind = "unknown"
    works_for: str | None = None
    score: float = 0.0
    why: str = ""


class Entity(NamedTuple):
    """A state, organ, group or organisation; links are "part_of:X@from..to" and the like."""

    id: str
    name: str
    kind: str
    country: str | None
    sector: str | None
    first: str | None
    last: str | None
    links: list[str]
    dated_names: list[tuple[str, str | None, str | None]]

    def shown(self, when: Window) -> str:
        """The name that it had at the time."""
        for name, first, last in self.dated_names:
            if when and within(first, last, when):
                return name
        return self.name


class Term(NamedTuple):
    """An office held."""

    owner: str
    office: str
    first: str | None
    last: str | None


class Tables(msgspec.Struct, frozen=True):
    """The compact file, as it is."""

    sources: list[str]
    entities: list[tuple[Any, ...]]
    aliases: dict[str, list[tuple[int, int]]]
    loose: dict[str, int]
    persons: list[tuple[str, list[tuple[str, str, str | None, str | None]]]]
    person_keys: dict[str, list[int]]
    surnames: dict[str, list[int]]
    adjectives: dict[str, str]
    nationals: dict[str, str]
    roles: dict[str, tuple[str | None, str]]
    ucdp: dict[str, str]


def window(when: dt.date | DateRange | None) -> Window:
    """First and last day as ISO text, which sorts as the dates do; None when unknown."""
    if when is None:
        return None
    if isinstance(when, dt.date):
        return when.isoformat(), when.isoformat()
    start, end = when.start or when.end, when.end or when.start
    return (start.isoformat(), end.isoformat()) if start and end else None


def within(first: str | None, last: str | None, when: Window) -> bool:
    """Whether a stretch "2012-01".."2016" has days in common with the window.

    >>> within("2012", "2016-07", ("2016-07-30", "2016-07-30"))
    True
    """
    if when is None:
        return True
    return (first or "") <= when[1] and when[0] <= (last or "9999") + "~"


@dataclass(frozen=True, eq=False)
class Book:
    """The tables with the user's additions, and the look-ups over them."""

    tables: Tables
    extra: list[Entity] = field(default_factory=list)
    extra_aliases: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path = DATA) -> Book:
        """The book that is shipped."""
        return cls(msgspec.json.decode(path.read_bytes(), type=Tables))

    @cached_property
    def number(self) -> dict[str, int]:
        """Where each id stands."""
        ids = {row[0]: i for i, row in enumerate(self.tables.entities)}
        base = len(self.tables.entities)
        return ids | {entity.id: base + i for i, entity in enumerate(self.extra)}

    @cached_property
    def successors(self) -> dict[str, list[str]]:
        """The ids that say they came after each id: asked 50,000 times in a check of ten claims."""
        found: dict[str, list[str]] = {}
        rows = [(row[0], row[7]) for row in self.tables.entities]
        for ident, links in [*rows, *((entity.id, entity.links) for entity in self.extra)]:
            for link in links:
                kind, _, target = link.partition(":")
                if kind == "successor_of":
                    found.setdefault(target, []).append(ident)
        return found

    def entity(self, index: int) -> Entity:
        """The entity at a place."""
        base = len(self.tables.entities)
        return self.extra[index - base] if index >= base else Entity(*self.tables.entities[index])

    def by_id(self, ident: str) -> Entity | None:
        """The entity with this id."""
        index = self.number.get(ident)
        return None if index is None else self.entity(index)

    def alias_rows(self, surface: str) -> list[tuple[int, int]]:
        """Entities that bear this name, each with the flags of the name; the user's win."""
        name = key(surface)
        rows = self.extra_aliases.get(name)
        return rows if rows else self.tables.aliases.get(name, [])

    def named(self, surface: str, *, record: bool = False) -> list[tuple[Entity, int]]:
        """Entities that this may name, its capitals taken into account."""
        found = []
        for index, flag in self.alias_rows(surface):
            if flag & RECORD and not record:
                continue
            if record or _capitals_fit(surface, flag):
                found.append((self.entity(index), flag))
        return found

    def spelled_like(self, surface: str) -> Entity | None:
        """The one entity whose name differs only in transliteration."""
        index = self.tables.loose.get(loose(surface))
        return None if index is None or surface.islower() else self.entity(index)

    def people(self, surface: str) -> list[int]:
        """People with this full name."""
        found = self.tables.person_keys.get(key(surface))
        return found or self.tables.person_keys.get(loose(surface), [])

    def person(self, index: int) -> tuple[str, list[Term]]:
        """Name and offices of a person."""
        name, terms = self.tables.persons[index]
        return name, [Term(*term) for term in terms]

    def country_of(self, ident: str | None) -> str | None:
        """The country of an id, if it has one."""
        if ident is None:
            return None
        entity = self.by_id(ident) or self.by_id(ident[:3] if ident[3:4] == "." else ident)
        return entity.country if entity else None


def _capitals_fit(surface: str, flag: int) -> bool:
    if flag & CAPITALS:
        return is_initials(surface.removeprefix("the ").removeprefix("The "))
    return not (flag & CAPITAL and surface.islower())

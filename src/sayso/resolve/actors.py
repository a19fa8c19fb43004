"""Who is meant by a name: actors resolved to ids, countries and PLOVER sectors.

>>> book = ActorBook.load()
>>> book.resolve("Syrian army").id, book.resolve("the Kremlin").id
('SYR.MIL', 'RUS')
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from sayso.resolve.actors_aliases import with_aliases
from sayso.resolve.actors_book import Actor, Book, Kind, window
from sayso.resolve.actors_compose import Resolver, scene
from sayso.resolve.actors_records import record_actor, record_actors
from sayso.resolve.actors_relations import Relation, relation
from sayso.resolve.actors_text import key, role_key
from sayso.schema import DateRange

__all__ = ["Actor", "ActorBook", "Kind", "Relation"]


class ActorBook:
    """What is known about actors; it never changes after loading."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._scene = lru_cache(maxsize=64)(self._new_scene)

    @classmethod
    def load(cls, aliases: Path | None = None) -> ActorBook:
        """The book that is shipped, with the user's YAML added.

        Raises `ResolveError` with the file and entry when the YAML cannot be used.
        """
        book = Book.read()
        return cls(book if aliases is None else with_aliases(book, aliases))

    def _new_scene(self, when: tuple[str, str] | None, context: tuple[str, ...]) -> Resolver:
        return Resolver(self._book, scene(self._book, when, context))

    def resolve(
        self, surface: str, *, when: dt.date | DateRange | None = None, context: Sequence[str] = ()
    ) -> Actor:
        """The actor that a mention means.

        `when` is the day of writing or of the event; `context` holds surfaces, ids or country
        codes of the article's other actors, the most salient first.
        """
        return self._scene(window(when), tuple(context)).resolve(surface)

    def entity_name(self, ident: str) -> str | None:
        """The name under which an id is shown; None for a part of a state and unknown ids."""
        entity = self._book.by_id(ident)
        return entity.name if entity else None

    def is_role(self, word: str) -> bool:
        """Whether a word is a role or title ("spokesman", "Gen.")."""
        return role_key(word) in self._book.tables.roles

    def is_nationality(self, word: str) -> bool:
        """Whether a word is an adjective of nationality or the name of a people."""
        tables = self._book.tables
        return key(word) in tables.adjectives or key(word) in tables.nationals

    def record_actor(self, raw: str) -> Actor:
        """The actor that a record's column names, one side without partners."""
        return record_actor(raw, self._book)

    def record_actors(self, raw: str) -> tuple[Actor, ...]:
        """The actors of a joint side, as UCDP writes them, with commas."""
        return record_actors(raw, self._book)

    def relation(self, a: str, b: str, *, when: dt.date | DateRange | None = None) -> Relation:
        """How the actor with id `a` stands to the one with id `b`: "a is ... b"."""
        return relation(a, b, book=self._book, when=window(when))

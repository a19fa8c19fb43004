"""What the pages show, asked of an archive: lists, counts and single things, as plain rows."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sayso.archive import Archive
from sayso.schema import Article
from sayso.web.counts import by_type, cells, over_time, places, publishers, speakers, types
from sayso.web.found import Found, find
from sayso.web.query import Filter
from sayso.web.tables import Ints, Row, Tables, load

if TYPE_CHECKING:
    from sayso.link.compare import Incident

PER_PAGE = 25
CONTRADICTIONS = 25
COLUMNS = 40  # of a matrix of events
INCIDENTS = 300  # on a map
OF_ARTICLE = ("title", "publisher", "published")
ABOUT = ("type", "mode", "place", "date_start")
SAID = ("source", "stance", "sentence", "event")
ON_MAP = (
    "incident type mode place lat lon where_prec date_start date_end articles publishers disputed"
).split()


class Library:
    """An archive as the pages see it: found and counted in `sayso.web.tables`, which are loaded
    anew when the archive has changed."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._loaded: tuple[str, Tables] | None = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """What the archive is called: its folder's name."""
        return self.archive.path.resolve().name

    def tables(self) -> Tables:
        """The tables of the archive as it is now."""
        state = self.archive.state
        with self._lock:
            if self._loaded is None or self._loaded[0] != state:
                self._loaded = (state, load(self.archive))
            return self._loaded[1]

    def _found(self, wanted: Filter) -> Found:
        hits = self.archive.holding(wanted.words) if wanted.words else None
        return find(self.tables(), wanted, hits)

    def article(self, wanted: str) -> Article:
        """One article; raises `ArchiveError` when there is none of this id."""
        return self.archive.article(wanted)

    def articles(self, wanted: Filter) -> Row:
        """A page of articles, newest first, with counts of what all that match have."""
        found = self._found(wanted)
        tables = found.tables
        shown = _page(found.articles, wanted)
        rows = tables.rows("articles", shown)
        for number, row in zip(shown.tolist(), rows, strict=True):
            events = slice(*tables.of_article[number : number + 2].tolist())
            row["types"] = types(replace(found, events=tables.in_articles[events]))
        return {
            "total": len(found.articles),
            "events": int(tables.articles["events"][found.articles].sum()),
            "pages": _pages(len(found.articles)),
            "articles": rows,
            "publishers": publishers(found),
            "types": types(found),
            "time": over_time(found),
        }

    def map(self, wanted: Filter) -> Row:
        """Places with counts, counts over time, and the first events of the list.

        The counts over time leave the days of the filter aside, so that a span can be chosen
        among all of them.
        """
        found = self._found(wanted)
        is_part = wanted.since or wanted.until
        of_all_days = self._found(replace(wanted, since="", until="")) if is_part else found
        return {
            "total": len(found.events),
            "pages": _pages(len(found.events)),
            "places": places(found),
            "incidents": _mapped(found),
            "time": over_time(of_all_days),
            "events": _told(found.tables, _page(found.events, wanted)),
        }

    def says(self, wanted: Filter) -> Row:
        """Sources against what they say, and who contradicts whom.

        With an article or an incident in the filter the columns are its events, else types.
        """
        found = self._found(wanted)
        matrix = _by_event(found) if wanted.article or wanted.incident else by_type(found)
        return {**matrix, "contradictions": _contradictions(found)}

    def claims(self, wanted: Filter) -> Row:
        """A page of the claims that a record could decide, at known places first, newest first."""
        found = self._found(wanted)
        tables = found.tables
        event, article = tables.claims["event"], tables.claims["article"]
        # a claim about a state, such as who holds a town, has an article and no event
        inside = np.where(event >= 0, _at(found.has_event(), event), found.has_article()[article])
        numbers = np.flatnonzero(inside)
        shown = _page(numbers, wanted)
        rows = tables.rows("claims", shown)
        _add_articles(tables, rows, article[shown])
        for row, number in zip(rows, event[shown].tolist(), strict=True):
            sentence = tables.shown["events"]["sentence"]
            row["sentence"] = sentence[number].as_py() if number >= 0 else None
        return {"total": len(numbers), "pages": _pages(len(numbers)), "claims": rows}

    def incidents(self, wanted: Filter) -> Row:
        """Incidents of more than one article, the most told first, and whether all are linked."""
        found = self._found(wanted)
        numbers = _incidents(found)
        return {
            "total": len(numbers),
            "pages": _pages(len(numbers)),
            "incidents": found.tables.rows("incidents", _page(numbers, wanted)),
            "is_linked": found.tables.is_linked,
        }

    def incident(self, name: str) -> Incident:
        """An incident with who says what; raises `ArchiveError` when there is none of this id."""
        return self.archive.incident(name, relink=False)  # a page changes nothing

    def names(self, ids: Iterable[str]) -> dict[str, str]:
        """The name that goes most with each actor id; an id that nobody here has stays itself."""
        wanted = sorted(set(ids))
        found = self.tables().words.cursor().execute(
            "SELECT id, arg_max(name, (mentions, name)) FROM parties "
            "WHERE id IN (SELECT unnest($ids)) AND name IS NOT NULL GROUP BY id",
            {"ids": wanted},
        )  # fmt: skip
        return {one: one for one in wanted} | dict(found.fetchall())

    def titles(self, ids: Iterable[str]) -> dict[str, str]:
        """The titles of articles by id; the id itself where there is none."""
        wanted = sorted(set(ids))
        found = self.tables().words.cursor().execute(
            "SELECT id, any_value(title) FROM articles "
            "WHERE id IN (SELECT unnest($ids)) AND title IS NOT NULL GROUP BY id",
            {"ids": wanted},
        )  # fmt: skip
        return {one: one for one in wanted} | dict(found.fetchall())


def _page(numbers: Any, wanted: Filter) -> Any:
    return numbers[PER_PAGE * (wanted.page - 1) : PER_PAGE * wanted.page]


def _pages(total: int) -> int:
    return max(1, -(-total // PER_PAGE))


def _at(mask: Any, numbers: Ints) -> Any:
    """The mask at numbers; False for -1, also where there is nothing to look into."""
    return np.append(mask, False)[numbers]


def _add_articles(tables: Tables, rows: list[Row], numbers: Any) -> None:
    """To each row, what is shown of its article."""
    for row, article in zip(rows, tables.rows("articles", numbers), strict=True):
        row["article"] = article["id"]
        row.update({name: article[name] for name in OF_ARTICLE})


def _told(tables: Tables, numbers: Any, columns: Sequence[str] = ()) -> list[Row]:
    """What is shown of events."""
    rows = tables.rows("events", numbers, columns)
    _add_articles(tables, rows, tables.events["article"][np.asarray(numbers, np.int64)])
    return rows


def _by_event(found: Found) -> Row:
    """What each source says of each event; another source's telling stands in its column."""
    tables = found.tables
    sources, rank = speakers(found)
    same_as = found.column("same_as")
    column = np.where(same_as >= 0, same_as, found.events)
    told = np.unique(column[rank < len(sources)])
    # as the articles tell them, and not by day
    told = told[np.argsort(tables.events["row"][told])][:COLUMNS]
    columns = _told(tables, told)
    names = dict(zip(told.tolist(), (one["event"] for one in columns), strict=True))
    kinds = found.column("kind")
    counts = Counter(
        (at, names[number], tables.kinds[kind]["stance"])
        for at, number, kind in zip(rank.tolist(), column.tolist(), kinds.tolist(), strict=True)
        if at < len(sources) and number in names
    )
    return {"by": "event", "columns": columns, "cells": cells(sources, counts)}


def _contradictions(found: Found) -> list[Row]:
    """Events told by one source and denied or doubted by another, newest first.

    The two stand in one article, or are tellings of one incident; either may be in the filter.
    """
    tables, inside = found.tables, found.has_event()
    told, denied = tables.against["told"], tables.against["denied"]
    shown = np.flatnonzero(inside[told] | inside[denied])[:CONTRADICTIONS]
    columns = (*ABOUT, *SAID)
    sides = (_told(tables, numbers[shown], columns) for numbers in (told, denied))
    return [_against(one, other) for one, other in zip(*sides, strict=True)]


def _against(told: Row, denied: Row) -> Row:
    """An event, and what another source says against it."""
    sides = (*SAID, "article", *OF_ARTICLE)
    return {
        **{name: told[name] if told[name] is not None else denied[name] for name in ABOUT},
        "told": {name: told[name] for name in sides},
        "denied": {name: denied[name] for name in sides},
    }


def _incidents(found: Found) -> Ints:
    """The incidents of several articles that the events belong to, the most told first."""
    is_shared = found.tables.incidents["is_shared"]
    return np.flatnonzero(found.has_incident() & is_shared).astype(np.int32)


def _mapped(found: Found) -> list[Row]:
    """Those of them whose place is known."""
    numbers = _incidents(found)
    is_mapped = found.tables.incidents["is_mapped"][numbers]
    return found.tables.rows("incidents", numbers[is_mapped][:INCIDENTS], ON_MAP)

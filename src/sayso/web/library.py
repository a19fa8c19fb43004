"""What the pages show, asked of an archive: lists, counts and single things, as plain rows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from sayso.archive import Archive, index
from sayso.schema import Article
from sayso.web.query import Conditions, Filter, of_articles, of_events
from sayso.web.tables import load

if TYPE_CHECKING:
    from sayso.link.compare import Incident

Row = dict[str, Any]
T = TypeVar("T")

PER_PAGE = 25
PLACES = 2000  # circles on a map; more could not be told apart
CONTRADICTIONS = 25
COLUMNS = 40  # of a matrix of events
SOURCES = 30  # rows of the matrix that fit on three screens
INCIDENTS = 300  # on a map
COARSE = 4  # of UCDP's where_prec: from here on no more than a province is told
REMEMBERED = 512

_EVENT = """
e.event, e.type, e.mode, e.quad, e.factuality, e.score, e.trigger, e.sentence, e.actors,
e.recipients, e.place, e.lat, e.lon, e.country, e.where_prec, e.date_start, e.date_end,
e.killed_low, e.killed_best, e.killed_high, e.source, e.source_id, e.stance, e.manner,
e.said_within, e.same_as, a.id AS article, a.title, a.publisher, a.published
"""
ABOUT = "e.article, e.type, e.quad, e.day"
MAPPED = "e.event, e.type, e.quad, e.day, e.place, e.lat, e.lon, e.country, e.where_prec"
SAID = "e.event, e.type, e.quad, e.day, e.speaker, e.source, e.stance, e.same_as"
_NEWEST = "ORDER BY e.day DESC NULLS LAST, e.event"


@dataclass(frozen=True, slots=True)
class Where:
    """A WHERE clause and its parameters."""

    sql: str
    parameters: dict[str, Any]

    @property
    def events(self) -> str:
        """FROM and WHERE over events; articles are joined only where they are asked for."""
        joined = " JOIN articles a ON a.number = e.article" if "a." in self.sql else ""
        return f"FROM events e{joined} WHERE {self.sql}"


@dataclass(frozen=True, slots=True)
class Found:
    """Events that match, to be asked several things: `source` is the table `e` they are in."""

    cursor: Any
    source: str

    def rows(self, sql: str) -> list[Row]:
        """Rows of a query over them."""
        return _dicts(self.cursor.execute(sql))


class Library:
    """An archive as the pages see it; answers are remembered until the archive changes.

    Lists are found and counted in the tables of `sayso.web.tables`, and what is shown of each
    thing in them comes from the archive.
    """

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._memory: dict[Any, Any] = {}
        self._tables: tuple[str, Any] = ("", None)
        self._lock = threading.Lock()
        self._opening = threading.Lock()

    @property
    def name(self) -> str:
        """What the archive is called: its folder's name."""
        return self.archive.path.resolve().name

    def prepare(self) -> None:
        """Load the tables now, so that the first page does not wait for them."""
        self._connection()

    def _state(self) -> str:
        return str(index.current(self.archive.layout))

    def _connection(self) -> Any:
        state = self._state()
        with self._lock:
            if self._tables[0] != state:
                self._tables = (state, load(self.archive))
                self._memory.clear()
            return self._tables[1]

    def _cursor(self) -> Any:
        """A cursor of the archive; one thread at a time may have it open a newer index."""
        with self._opening:
            return self.archive.cursor()

    def _rows(self, sql: str, parameters: dict[str, Any] | None = None) -> list[Row]:
        """Rows of the tables in memory."""
        return _dicts(self._connection().cursor().execute(sql, parameters or None))

    def _stored(self, sql: str, numbers: Sequence[int], *, key: str) -> list[Row]:
        """Rows of the archive by their row numbers, in that order; `{}` stands for the numbers."""
        if not numbers:
            return []
        # as a table that is joined: a list in the condition would have every row read
        asked = {"numbers": list(numbers)}
        found = _dicts(self._cursor().execute(sql.format("SELECT unnest($numbers)"), asked))
        by_number = {row.pop(key): row for row in found}
        return [by_number[number] for number in numbers if number in by_number]

    def _told(self, numbers: Sequence[int]) -> list[Row]:
        """What is shown of events."""
        return self._stored(
            "WITH e AS MATERIALIZED (SELECT rowid AS number, * FROM events WHERE rowid IN ({})) "
            f"SELECT e.number, {_EVENT} FROM e JOIN articles a ON a.number = e.article",
            numbers,
            key="number",
        )

    def _kept(self, key: Any, make: Callable[[], T]) -> T:
        """What `make` gives, made once for each state of the archive."""
        stamp = (self._state(), key)
        if stamp in self._memory:
            found: T = self._memory[stamp]
            return found
        made = make()
        with self._lock:
            while len(self._memory) >= REMEMBERED:
                self._memory.pop(next(iter(self._memory)))
            self._memory[stamp] = made
        return made

    def _ask(self, wanted: Filter) -> Any:
        """A cursor on the tables in memory; `hits` in it are the articles that hold the words."""
        cursor = self._connection().cursor()
        if wanted.words:
            cursor.register("hits", self._hits(wanted.words))
        return cursor

    def _where(self, conditions: Conditions, wanted: Filter, *, key: str = "e.article") -> Where:
        """The conditions as one clause; `key` is the number of the article that holds the words."""
        found = list(conditions)
        parameters = {name: value for _, values in found for name, value in values.items()}
        parts = [condition for condition, _ in found]
        if wanted.words:
            parts.append(f"{key} IN (SELECT number FROM hits)")
        return Where(" AND ".join(parts) or "true", parameters)

    def _hits(self, words: str) -> Any:
        """An Arrow table of the numbers of the articles that hold the words."""
        import pyarrow as pa

        def make() -> Any:
            numbers = [number for number, _ in self.archive.match(words, ranked=False)]
            return pa.table({"number": pa.array(numbers, pa.int32())})

        return self._kept(("hits", words), make)

    def articles(self, wanted: Filter) -> Row:
        """A page of articles, newest first, with counts of what all that match have."""
        return self._kept(("articles", wanted), lambda: self._articles(wanted))

    def _articles(self, wanted: Filter) -> Row:
        events = self._found(wanted, ABOUT) if wanted.asks_events else None
        if events is not None and events.source != "events e":
            cursor, where = events.cursor, Where("a.number IN (SELECT article FROM hit)", {})
        else:
            cursor = self._ask(wanted)
            where = self._where(of_articles(wanted), wanted, key="a.number")
        # found once, since a list, its length and its publishers are asked of it
        found = f"WITH found AS MATERIALIZED (SELECT a.* FROM articles a WHERE {where.sql}) "
        total = _dicts(
            cursor.execute(
                found + "SELECT count(*) AS n, coalesce(sum(events), 0)::BIGINT AS events, "
                "(SELECT list(number) FROM (SELECT number FROM found ORDER BY published DESC "
                f"NULLS LAST, number DESC LIMIT {PER_PAGE} OFFSET {PER_PAGE * (wanted.page - 1)})) "
                "AS shown, (SELECT list(p) FROM (SELECT {name: publisher, n: count(*)} AS p "
                "FROM found WHERE publisher IS NOT NULL GROUP BY publisher "
                "ORDER BY count(*) DESC, publisher LIMIT 12)) AS publishers FROM found",
                where.parameters or None,
            )
        )[0]
        rows = self._stored(
            "SELECT number, id, title, publisher, published, url, characters, events, claims "
            "FROM articles WHERE number IN ({})",
            total["shown"] or [],
            key="number",
        )
        self._add_types(total["shown"] or [], rows)
        key = ("about", replace(wanted, page=1))
        return {
            "total": total["n"],
            "events": total["events"],
            "pages": max(1, -(-total["n"] // PER_PAGE)),
            "articles": rows,
            "publishers": total["publishers"] or [],
            **self._kept(key, lambda: self._about(events or self._found(wanted, ABOUT))),
        }

    def _about(self, events: Found) -> Row:
        """What happens in all that match, and when."""
        return {"types": self._types(events), "time": self._time(events)}

    def _add_types(self, numbers: Sequence[int], rows: Sequence[Row]) -> None:
        """To each article, what happens in it: types with counts."""
        found = self._rows(
            "SELECT article, type, quad, count(*) AS n FROM events "
            "WHERE article IN (SELECT unnest($numbers)) GROUP BY ALL ORDER BY n DESC, type",
            {"numbers": list(numbers)},
        )
        for number, row in zip(numbers, rows, strict=True):
            row["types"] = [
                {"type": one["type"], "quad": one["quad"], "n": one["n"]}
                for one in found
                if one["article"] == number
            ]

    def _found(self, wanted: Filter, columns: str) -> Found:
        """The events that match; a narrowed set is put into a table of its own once.

        `columns` are those that are asked for afterwards: copying all of half the events takes
        longer than finding them.
        """
        cursor = self._ask(wanted)
        where = self._where(of_events(wanted), wanted)
        if where.sql == "true":
            return Found(cursor, "events e")
        # a cursor's temporary tables are its own, and go with it
        select = f"CREATE TEMP TABLE hit AS SELECT {columns} {where.events}"
        cursor.execute(select, where.parameters or None)
        return Found(cursor, "hit e")

    def _types(self, found: Found) -> list[Row]:
        """How many events of each type there are."""
        return found.rows(
            f"SELECT e.type, e.quad, count(*) AS n FROM {found.source} "
            "GROUP BY ALL ORDER BY n DESC, e.type"
        )

    def article(self, wanted: str) -> Article:
        """One article; raises `ArchiveError` when there is none of this id."""
        return self._kept(("article", wanted), lambda: self.archive.article(wanted))

    def map(self, wanted: Filter) -> Row:
        """Places with counts, counts over time, and the first events of the list.

        The counts over time leave the days of the filter aside, so that a span can be chosen
        among all of them.
        """
        return self._kept(("map", wanted), lambda: self._map(wanted))

    def _map(self, wanted: Filter) -> Row:
        found = self._found(wanted, MAPPED)
        # a province and the town it is called after are two places
        places = found.rows(
            f"SELECT any_value(e.place) AS place, avg(e.lat) AS lat, avg(e.lon) AS lon, "
            f"any_value(e.country) AS country, any_value(e.type) AS type, "
            f"min(e.where_prec) AS where_prec, count(*) AS n "
            f"FROM {found.source} WHERE e.lat IS NOT NULL GROUP BY round(e.lat, 2), "
            f"round(e.lon, 2), e.where_prec >= {COARSE} ORDER BY n DESC, place LIMIT {PLACES}"
        )
        total = found.rows(f"SELECT count(*) AS n FROM {found.source}")[0]["n"]
        newest = found.rows(
            f"SELECT e.event FROM {found.source} {_NEWEST} LIMIT {PER_PAGE} "
            f"OFFSET {PER_PAGE * (wanted.page - 1)}"
        )
        of_all_days = found if not (wanted.since or wanted.until) else None
        return {
            "total": total,
            "pages": max(1, -(-total // PER_PAGE)),
            "places": places,
            "incidents": self._mapped_incidents(found),
            "time": self._all_days(wanted, of_all_days),
            "events": self._told([row["event"] for row in newest]),
        }

    def _mapped_incidents(self, found: Found) -> list[Row]:
        """The incidents that the events belong to and whose place is known, most told first."""
        rows = found.rows(
            "SELECT i.incident, i.type, i.mode, i.place, i.lat, i.lon, i.where_prec, "
            "i.date_start, i.date_end, i.articles, i.publishers, i.disputed FROM incidents i "
            f"WHERE i.lat IS NOT NULL {_inside(found)} "
            f"ORDER BY i.publishers DESC, i.articles DESC, i.incident LIMIT {INCIDENTS}"
        )
        return rows

    def _all_days(self, wanted: Filter, found: Found | None) -> Row:
        open_ended = replace(wanted, since="", until="")
        key = ("time", open_ended)
        return self._kept(key, lambda: self._time(found or self._found(open_ended, ABOUT)))

    def _time(self, found: Found) -> Row:
        """Counts of events by quad and day, month or year, as fits the extent."""
        days = found.rows(
            f"SELECT e.day AS at, e.quad, count(*) AS n FROM {found.source} "
            "WHERE e.day IS NOT NULL GROUP BY ALL ORDER BY ALL"
        )
        if not days:
            return {"unit": "day", "bins": []}
        extent = (days[-1]["at"] - days[0]["at"]).days
        unit = "day" if extent <= 120 else "month" if extent <= 366 * 12 else "year"
        first = {"day": {}, "month": {"day": 1}, "year": {"day": 1, "month": 1}}[unit]
        bins: dict[tuple[Any, str], int] = {}
        for row in days:
            key = (row["at"].replace(**first), row["quad"])
            bins[key] = bins.get(key, 0) + row["n"]
        return {"unit": unit, "bins": [{"at": a, "quad": q, "n": n} for (a, q), n in bins.items()]}

    def says(self, wanted: Filter) -> Row:
        """Sources against what they say.

        With an article or an incident in the filter the columns are its events, else types.
        """
        return self._kept(("says", wanted), lambda: self._says(wanted))

    def _says(self, wanted: Filter) -> Row:
        found = self._found(wanted, SAID)
        by_event = bool(wanted.article or wanted.incident)
        cells = self._cells(found, by_event=by_event)
        columns = [] if by_event else self._types(found)
        if by_event:
            numbers = sorted({cell["column"] for cell in cells})[:COLUMNS]
            columns = self._told(numbers)
            names = dict(zip(numbers, (one["event"] for one in columns), strict=True))
            cells = [
                {**cell, "column": names[cell["column"]]}
                for cell in cells
                if cell["column"] in names
            ]
        return {
            "by": "event" if by_event else "type",
            "columns": columns,
            "cells": cells,
            "contradictions": self._contradictions(found),
        }

    def _cells(self, found: Found, *, by_event: bool) -> list[Row]:
        """What the sources who say most say: counts by source, column and stance."""
        # another source's telling of an event stands in the column of that event
        column = "coalesce(e.same_as, e.event)" if by_event else "e.type"
        return found.rows(
            f"WITH top AS MATERIALIZED (SELECT e.speaker, mode(e.source) AS name, "
            f"count(*) AS total FROM {found.source} GROUP BY ALL "
            f"ORDER BY total DESC, speaker LIMIT {SOURCES}) "
            f'SELECT speaker, name, total, {column} AS "column", e.stance, count(*) AS n '
            f"FROM {found.source} JOIN top USING (speaker) GROUP BY ALL "
            f'ORDER BY total DESC, speaker, "column", e.stance'
        )

    def _contradictions(self, events: Found) -> list[Row]:
        """Events told by one source and denied or doubted by another, newest first.

        The two stand in one article, or are tellings of one incident; either may be in the filter.
        """
        inside = ""
        if events.source != "events e":
            among = f"(SELECT e.event FROM {events.source})"
            inside = f"WHERE x.denied IN {among} OR x.told IN {among}"
        found = events.rows(
            f"SELECT x.denied, x.told FROM against x {inside} "
            f"ORDER BY x.day DESC NULLS LAST, x.denied, x.told LIMIT {CONTRADICTIONS}"
        )
        numbers = sorted({number for row in found for number in row.values()})
        told = dict(zip(numbers, self._told(numbers), strict=True))
        return [_against(told[row["told"]], told[row["denied"]]) for row in found]

    def claims(self, wanted: Filter) -> Row:
        """A page of the claims that a record could decide, at known places first, newest first."""
        return self._kept(("claims", wanted), lambda: self._claims(wanted))

    def _claims(self, wanted: Filter) -> Row:
        found = self._found(wanted, "e.event, e.article")
        inside = ""
        if found.source != "events e":
            # a claim about a state, such as who holds a town, has an article and no event
            inside = (
                f"WHERE c.event IN (SELECT e.event FROM {found.source}) OR (c.event IS NULL "
                f"AND c.article IN (SELECT e.article FROM {found.source}))"
            )
        total = found.rows(f"SELECT count(*) AS n FROM claims c {inside}")[0]["n"]
        shown = found.rows(
            f"SELECT c.claim FROM claims c {inside} "
            "ORDER BY c.has_place DESC, c.published DESC NULLS LAST, c.claim "
            f"LIMIT {PER_PAGE} OFFSET {PER_PAGE * (wanted.page - 1)}"
        )
        rows = self._stored(
            "WITH c AS MATERIALIZED (SELECT rowid AS number, * FROM claims WHERE rowid IN ({})) "
            "SELECT c.* EXCLUDE (article), e.sentence, a.id AS article, a.title, a.publisher, "
            "a.published FROM c JOIN articles a ON a.number = c.article "
            "LEFT JOIN events e ON e.event = c.event",
            [row["claim"] for row in shown],
            key="number",
        )
        return {"total": total, "pages": max(1, -(-total // PER_PAGE)), "claims": rows}

    def names(self, ids: Iterable[str]) -> dict[str, str]:
        """The name that goes most with each actor id; an id that nobody here has stays itself."""
        wanted = sorted(set(ids))
        found = self._rows(
            "SELECT p.id, mode(p.name) AS name FROM parties p WHERE p.id IN "
            "(SELECT unnest($ids)) AND p.name IS NOT NULL GROUP BY ALL",
            {"ids": wanted},
        )
        return {one: one for one in wanted} | {row["id"]: row["name"] for row in found}

    def titles(self, ids: Iterable[str]) -> dict[str, str]:
        """The titles of articles by id; the id itself where there is none."""
        wanted = sorted(set(ids))
        found = _dicts(
            self._cursor().execute(
                "SELECT id, any_value(title) AS title FROM articles "
                "WHERE id IN (SELECT unnest($ids)) AND title IS NOT NULL GROUP BY ALL",
                {"ids": wanted},
            )
        )
        return {one: one for one in wanted} | {row["id"]: row["title"] for row in found}

    def incidents(self, wanted: Filter) -> Row:
        """Incidents of more than one article, the most told first, and whether all are linked."""
        return self._kept(("incidents", wanted), lambda: self._incidents(wanted))

    def _incidents(self, wanted: Filter) -> Row:
        found = self._found(wanted, "e.event")
        where = f"WHERE true {_inside(found)}"
        total = found.rows(f"SELECT count(*) AS n FROM incidents i {where}")[0]["n"]
        rows = found.rows(
            f"SELECT i.* FROM incidents i {where} ORDER BY i.publishers DESC, i.articles DESC, "
            f"i.date_start DESC NULLS LAST, i.incident LIMIT {PER_PAGE} "
            f"OFFSET {PER_PAGE * (wanted.page - 1)}"
        )
        pages = max(1, -(-total // PER_PAGE))
        return {"total": total, "pages": pages, "incidents": rows, "is_linked": self._is_linked()}

    def _is_linked(self) -> bool:
        """Whether the incidents are those of the articles that are here now."""
        cursor = self._cursor()
        linked = cursor.execute("SELECT shards FROM linked").fetchone()
        return linked is not None and linked[0] == index.digest(cursor)

    def incident(self, name: str) -> Incident | None:
        """An incident with who says what; None when there is none, or it was linked anew since."""
        import msgspec

        from sayso.link.compare import Incident

        # not Archive.incident: that may link the archive first, and a page changes nothing
        asked = "SELECT body FROM incidents WHERE incident = $name"
        found = self._cursor().execute(asked, {"name": name}).fetchone()
        return msgspec.json.decode(found[0], type=Incident) if found else None


def _inside(found: Found) -> str:
    """The condition that incidents `i` have an event among those found."""
    if found.source == "events e":
        return ""
    return (
        "AND i.incident IN (SELECT n.incident FROM incident_events n "
        f"JOIN {found.source} ON e.event = n.event)"
    )


def _dicts(result: Any) -> list[Row]:
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _against(told: Row, denied: Row) -> Row:
    """An event, and what another source says against it."""
    about = ("type", "mode", "place", "date_start")
    sides = ("source", "stance", "sentence", "event", "article", "title", "publisher", "published")
    return {
        **{name: told[name] if told[name] is not None else denied[name] for name in about},
        "told": {name: told[name] for name in sides},
        "denied": {name: denied[name] for name in sides},
    }

"""What the pages show, asked of an archive: lists, counts and single things, as plain rows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sayso.archive import Archive
from sayso.schema import Article
from sayso.web.query import Conditions, Filter, of_articles, of_events

Row = dict[str, Any]
T = TypeVar("T")

PER_PAGE = 25
PLACES = 2000  # circles on a map; more could not be told apart
LISTED = 200
SOURCES = 30  # rows of the matrix that fit on three screens
REMEMBERED = 512

_EVENT = """
e.event, e.type, e.mode, e.quad, e.factuality, e.score, e.trigger, e.sentence, e.actors,
e.recipients, e.place, e.lat, e.lon, e.country, e.where_prec, e.date_start, e.date_end,
e.killed_low, e.killed_best, e.killed_high, e.source, e.source_id, e.stance, e.manner,
e.said_within, e.same_as, a.id AS article, a.title, a.publisher, a.published
"""
_FROM = "FROM events e JOIN articles a ON a.number = e.article"
_DAY = "coalesce(e.date_start, e.date_end, a.published)"


@dataclass(frozen=True, slots=True)
class Where:
    """A WHERE clause and its parameters."""

    sql: str
    parameters: dict[str, Any]


class Library:
    """An archive as the pages see it; answers are remembered until the archive changes."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._memory: dict[Any, Any] = {}
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """What the archive is called: its folder's name."""
        return self.archive.path.resolve().name

    def _rows(self, sql: str, parameters: dict[str, Any] | None = None) -> list[Row]:
        found = self.archive.cursor().execute(sql, parameters or None)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def _kept(self, key: Any, make: Callable[[], T]) -> T:
        """What `make` gives, made once for each state of the archive."""
        from sayso.archive import index

        stamp = (str(index.current(self.archive.layout)), key)
        if stamp in self._memory:
            found: T = self._memory[stamp]
            return found
        made = make()
        with self._lock:
            while len(self._memory) >= REMEMBERED:
                self._memory.pop(next(iter(self._memory)))
            self._memory[stamp] = made
        return made

    def _where(self, conditions: Conditions, wanted: Filter) -> Where:
        """The conditions as one clause, with the articles that hold the words."""
        found = list(conditions)
        parameters = {name: value for _, values in found for name, value in values.items()}
        parts = [condition for condition, _ in found]
        if wanted.words:
            # numbers of our own making, and a list of them is quicker than a join on a parameter
            hits = ",".join(str(number) for number, _ in self.archive._matching(wanted.words))
            parts.append(f"a.number IN ({hits or 'NULL'})")
        return Where(" AND ".join(parts) or "true", parameters)

    def articles(self, wanted: Filter) -> Row:
        """A page of articles, newest first, with counts of what all that match have."""
        return self._kept(("articles", wanted), lambda: self._articles(wanted))

    def _articles(self, wanted: Filter) -> Row:
        where = self._where(of_articles(wanted), wanted)
        total = self._rows(
            f"SELECT count(*) AS n, coalesce(sum(a.events), 0)::BIGINT AS events "
            f"FROM articles a WHERE {where.sql}",
            where.parameters,
        )[0]
        rows = self._rows(
            f"SELECT a.number, a.id, a.title, a.publisher, a.published, a.url, a.characters, "
            f"a.events, a.claims FROM articles a WHERE {where.sql} "
            f"ORDER BY a.published DESC NULLS LAST, a.number DESC "
            f"LIMIT {PER_PAGE} OFFSET {PER_PAGE * (wanted.page - 1)}",
            where.parameters,
        )
        self._add_types(rows)
        publishers = self._rows(
            f"SELECT a.publisher AS name, count(*) AS n FROM articles a WHERE {where.sql} "
            f"AND a.publisher IS NOT NULL GROUP BY ALL ORDER BY n DESC, name LIMIT 12",
            where.parameters,
        )
        pages = max(1, -(-total["n"] // PER_PAGE))
        return {
            "total": total["n"],
            "events": total["events"],
            "pages": pages,
            "articles": rows,
            "publishers": publishers,
            "types": self.types(wanted),
        }

    def _add_types(self, rows: Sequence[Row]) -> None:
        """To each article, what happens in it: types with counts."""
        numbers = [row.pop("number") for row in rows]
        found = self._rows(
            "SELECT article, type, quad, count(*) AS n FROM events "
            "WHERE article IN (SELECT unnest($numbers)) GROUP BY ALL ORDER BY n DESC, type",
            {"numbers": numbers},
        )
        for number, row in zip(numbers, rows, strict=True):
            row["types"] = [
                {"type": one["type"], "quad": one["quad"], "n": one["n"]}
                for one in found
                if one["article"] == number
            ]

    def types(self, wanted: Filter) -> list[Row]:
        """How many events of each type match."""
        where = self._where(of_events(wanted), wanted)
        return self._rows(
            f"SELECT e.type, e.quad, count(*) AS n {_FROM} WHERE {where.sql} "
            f"GROUP BY ALL ORDER BY n DESC, e.type",
            where.parameters,
        )

    def article(self, wanted: str) -> Article:
        """One article; raises `ArchiveError` when there is none of this id."""
        return self._kept(("article", wanted), lambda: self.archive.article(wanted))

    def events(self, wanted: Filter, *, limit: int = LISTED) -> list[Row]:
        """The events that match, newest first."""
        where = self._where(of_events(wanted), wanted)
        return self._rows(
            f"SELECT {_EVENT} {_FROM} WHERE {where.sql} "
            f"ORDER BY {_DAY} DESC NULLS LAST, e.event LIMIT {limit}",
            where.parameters,
        )

    def map(self, wanted: Filter) -> Row:
        """Places with counts, counts over time, and the first events of the list.

        The counts over time leave the days of the filter aside, so that a span can be chosen
        among all of them.
        """
        return self._kept(("map", wanted), lambda: self._map(wanted))

    def _map(self, wanted: Filter) -> Row:
        where = self._where(of_events(wanted), wanted)
        places = self._rows(
            f"SELECT any_value(e.place) AS place, avg(e.lat) AS lat, avg(e.lon) AS lon, "
            f"any_value(e.country) AS country, mode(e.type) AS type, count(*) AS n "
            f"{_FROM} WHERE {where.sql} AND e.lat IS NOT NULL "
            f"GROUP BY round(e.lat, 2), round(e.lon, 2) ORDER BY n DESC, place LIMIT {PLACES}",
            where.parameters,
        )
        total = self._rows(f"SELECT count(*) AS n {_FROM} WHERE {where.sql}", where.parameters)
        return {
            "total": total[0]["n"],
            "places": places,
            "time": self.map_time(wanted),
            "events": self.events(wanted, limit=60),
        }

    def map_time(self, wanted: Filter) -> Row:
        """Counts of events by day, month or year (as fits the extent) and quad.

        The days of the filter are left aside.
        """
        open_ended = replace(wanted, since="", until="", page=1)
        return self._kept(("time", open_ended), lambda: self._time(open_ended))

    def _time(self, wanted: Filter) -> Row:
        where = self._where(of_events(wanted), wanted)
        ends = self._rows(
            f"SELECT min({_DAY}) AS first, max({_DAY}) AS last {_FROM} WHERE {where.sql}",
            where.parameters,
        )[0]
        if ends["first"] is None:
            return {"unit": "day", "bins": []}
        days = (ends["last"] - ends["first"]).days
        unit = "day" if days <= 120 else "month" if days <= 366 * 12 else "year"
        bins = self._rows(
            f"SELECT date_trunc('{unit}', {_DAY})::DATE AS at, e.quad, count(*) AS n "
            f"{_FROM} WHERE {where.sql} AND {_DAY} IS NOT NULL GROUP BY ALL ORDER BY ALL",
            where.parameters,
        )
        return {"unit": unit, "bins": bins}

    def says(self, wanted: Filter) -> Row:
        """Sources against what they say.

        With an article or an incident in the filter the columns are its events, else types.
        """
        return self._kept(("says", wanted), lambda: self._says(wanted))

    def _says(self, wanted: Filter) -> Row:
        where = self._where(of_events(wanted), wanted)
        by_event = bool(wanted.article or wanted.incident)
        # another source's telling of an event stands in the column of that event
        column = "coalesce(e.same_as, e.event)" if by_event else "e.type"
        speaker = "coalesce(e.source_id, e.source)"
        cells = self._rows(
            f"WITH said AS (SELECT {speaker} AS speaker, any_value(e.source) OVER "
            f"(PARTITION BY {speaker}) AS name, {column} AS column_, e.stance, e.event, e.article "
            f"{_FROM} WHERE {where.sql}), "
            f"top AS (SELECT speaker, count(*) AS total FROM said GROUP BY ALL "
            f"ORDER BY total DESC, speaker LIMIT {SOURCES}) "
            f'SELECT speaker, any_value(name) AS name, total, column_ AS "column", stance, '
            f"count(*) AS n FROM said JOIN top USING (speaker) GROUP BY speaker, total, column_, "
            f"stance ORDER BY total DESC, speaker, column_, stance",
            where.parameters,
        )
        columns = self._columns(wanted, where) if by_event else self.types(wanted)
        return {
            "by": "event" if by_event else "type",
            "columns": columns,
            "cells": cells,
            "contradictions": self._contradictions(where),
        }

    def _columns(self, wanted: Filter, where: Where) -> list[Row]:
        return self._rows(
            f"SELECT {_EVENT} {_FROM} WHERE {where.sql} AND e.same_as IS NULL "
            f"ORDER BY a.number, e.trigger_start LIMIT 40",
            where.parameters,
        )

    def _contradictions(self, where: Where) -> list[Row]:
        """Events told by one source and denied or doubted by another, newest first."""
        return self._rows(
            f"""SELECT o.source AS teller, o.stance AS told, o.sentence AS told_in,
            e.source AS denier, e.stance AS denied, e.sentence AS denied_in,
            o.type, o.mode, o.place, o.date_start,
            e.event, o.event AS about, a.id AS article, a.title, a.publisher, a.published
            {_FROM} JOIN events o ON o.event = e.same_as
            WHERE {where.sql} AND (e.stance IN ('denies', 'doubts')) <>
              (o.stance IN ('denies', 'doubts')) AND e.source <> o.source
            ORDER BY a.published DESC NULLS LAST, e.event LIMIT 50""",
            where.parameters,
        )

    def claims(self, wanted: Filter) -> list[Row]:
        """The claims that a record could decide, newest first."""
        query = wanted.query()
        parts, parameters = ["c.kind <> 'not_checkable'"], {}
        if wanted.article:
            parts.append("a.id = $article")
            parameters["article"] = wanted.article
        if query.publisher:
            parts.append("a.publisher ILIKE $publisher")
            parameters["publisher"] = query.publisher
        where = self._where(iter([(" AND ".join(parts), parameters)]), wanted)
        return self._rows(
            f"SELECT c.* EXCLUDE (article), e.sentence, a.id AS article, a.title, a.publisher, "
            f"a.published FROM claims c JOIN articles a ON a.number = c.article "
            f"LEFT JOIN events e ON e.event = c.event WHERE {where.sql} "
            f"ORDER BY a.published DESC NULLS LAST, a.number, c.claim LIMIT {LISTED}",
            where.parameters,
        )

    def incidents(self, wanted: Filter) -> Row:
        """Incidents of more than one article, the most told first, and whether all are linked."""
        return self._kept(("incidents", wanted), lambda: self._incidents(wanted))

    def _incidents(self, wanted: Filter) -> Row:
        conditions = list(of_events(replace(wanted, words="")))
        where = self._where(iter(conditions), wanted)
        inside = ""
        if where.sql != "true":
            inside = (
                "AND i.incident IN (SELECT n.incident FROM incident_events n "
                f"JOIN events e USING (event) JOIN articles a ON a.number = e.article "
                f"WHERE {where.sql})"
            )
        body = f"FROM incidents i WHERE i.articles > 1 {inside}"
        total = self._rows(f"SELECT count(*) AS n {body}", where.parameters)[0]["n"]
        rows = self._rows(
            f"SELECT i.* EXCLUDE (body) {body} ORDER BY i.publishers DESC, i.articles DESC, "
            f"i.date_start DESC NULLS LAST, i.incident LIMIT {PER_PAGE} "
            f"OFFSET {PER_PAGE * (wanted.page - 1)}",
            where.parameters,
        )
        pages = max(1, -(-total // PER_PAGE))
        return {"total": total, "pages": pages, "incidents": rows, "is_linked": self._is_linked()}

    def _is_linked(self) -> bool:
        """Whether the incidents are those of the articles that are here now."""
        from sayso.archive import index

        cursor = self.archive.cursor()
        linked = cursor.execute("SELECT shards FROM linked").fetchone()
        return linked is not None and linked[0] == index.digest(cursor)

    def incident(self, name: str) -> tuple[Row, list[Row]] | None:
        """An incident and the events that tell it, by publisher; None when there is none."""
        asked = {"name": name}
        found = self._rows("SELECT * EXCLUDE (body) FROM incidents WHERE incident = $name", asked)
        if not found:
            return None
        events = self._rows(
            f"SELECT {_EVENT} {_FROM} JOIN incident_events n ON n.event = e.event "
            f"WHERE n.incident = $name ORDER BY a.publisher, a.published, e.event LIMIT {LISTED}",
            asked,
        )
        return found[0], events

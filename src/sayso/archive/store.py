"""The archive as Python sees it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sayso.archive import index, shards
from sayso.archive.layout import Layout, content_hash, default_folder, open_layout
from sayso.archive.lock import writer_lock
from sayso.archive.query import Query, article_conditions, event_conditions
from sayso.archive.relation import Relation
from sayso.errors import ArchiveError, InputError
from sayso.schema import Article, from_json

if TYPE_CHECKING:
    from sayso.archive.add import Added, Hooks
    from sayso.link.incidents import Incident
    from sayso.pipeline import CodeOptions
    from sayso.read.options import ReadOptions

_WAIT = 20.0  # seconds for the first index of an archive that another process is making
_MOST_IDS = 10_000  # articles that match words; more would only be ranked lower

ARTICLES = """
SELECT a.id, a.title, a.publisher, a.published, a.url, a.language, a.characters, a.events,
       a.claims, o.id AS near_duplicate_of, d.similarity, a.model, a.codebook, a.content
FROM articles a LEFT JOIN near_duplicates d ON d.article = a.number
LEFT JOIN articles o ON o.number = d.near ORDER BY a.number
"""
EVENT_ARTICLE = "a.id AS article, a.publisher, a.published, a.title, a.url, a.content"
EVENTS = (
    f"SELECT e.* EXCLUDE (article), {EVENT_ARTICLE} "  # noqa: S608 - no part is a user's
    "FROM events e JOIN articles a ON a.number = e.article"
)
CLAIMS = """
SELECT c.* EXCLUDE (article), a.id AS article, a.publisher, a.published
FROM claims c JOIN articles a ON a.number = c.article ORDER BY a.number, c.claim
"""
PARTICIPANTS = """
SELECT p.* EXCLUDE (article), a.id AS article
FROM participants p JOIN articles a ON a.number = p.article ORDER BY a.number, event
"""


@dataclass(frozen=True, slots=True)
class Info:
    """What an archive holds. `codings` counts articles by model and codebook version."""

    path: str
    articles: int
    events: int
    claims: int
    publishers: int
    near_duplicates: int
    incidents: int | None
    first_day: str | None
    last_day: str | None
    shards: int
    bytes: int
    codings: dict[str, int]


class Archive:
    """Coded articles on disk: `articles`, `events`, `claims`, `incidents` as relations.

    `path` None is the archive of `SAYSO_ARCHIVE`, or one in sayso's data folder. Opening brings
    the index up to date unless another process is writing; what it has acknowledged by then may
    not yet show. Raises `ArchiveError` when there is no archive and `create` is not asked.

    >>> archive = Archive("war")  # doctest: +SKIP
    >>> archive.search("barrel bombs", actor="SYR", since="2015-06").df()  # doctest: +SKIP
    """

    def __init__(self, path: str | Path | None = None, *, create: bool = False) -> None:
        self.layout: Layout = open_layout(Path(path or default_folder()), create=create)
        self._connection: Any = None
        self._opened: Path | None = None
        self._opening = threading.Lock()
        self._freshen()

    @property
    def path(self) -> Path:
        """The archive's folder."""
        return self.layout.root

    @property
    def articles(self) -> Relation:
        """One row an article; `near_duplicate_of` names an earlier article of like text."""
        return Relation(self, ARTICLES)

    @property
    def events(self) -> Relation:
        """One row an event, with its article."""
        return Relation(self, EVENTS + " ORDER BY e.article, e.trigger_start")

    @property
    def claims(self) -> Relation:
        """One row a claim, with its article."""
        return Relation(self, CLAIMS)

    @property
    def participants(self) -> Relation:
        """One row for each actor, recipient and source of each event."""
        return Relation(self, PARTICIPANTS)

    @property
    def incidents(self) -> Relation:
        """One row an incident; links the events first where articles have come since."""
        from sayso.link.incidents import ensure_linked

        ensure_linked(self)
        return Relation(
            self, "SELECT * EXCLUDE (body) FROM incidents ORDER BY date_start, incident"
        )

    def incident(self, name: str, *, relink: bool = True) -> Incident:
        """One incident with who says what; raises `ArchiveError` for an unknown id.

        With `relink` the events are linked first where articles have come since.
        """
        from sayso.link.incidents import ensure_linked, load_incident

        if relink:
            ensure_linked(self)
        return load_incident(self, name)

    @property
    def is_linked(self) -> bool:
        """Whether the incidents are those of the articles that are here now."""
        cursor = self.cursor()
        linked = cursor.execute("SELECT shards FROM linked").fetchone()
        return linked is not None and linked[0] == index.digest(cursor)

    @property
    def state(self) -> str:
        """What tells one state of the archive from another, for those who keep its answers."""
        return str(index.current(self.layout))

    def sql(self, query: str, /, **parameters: Any) -> Relation:
        """The answer to a query of yours; only queries are let through, no file is touched."""
        import duckdb

        try:
            statements = duckdb.extract_statements(query)
        except duckdb.Error as error:
            raise InputError(f"not SQL: {error}", remedy="mend the query") from error
        allowed = {duckdb.StatementType.SELECT}
        if len(statements) != 1 or statements[0].type not in allowed:
            raise InputError(
                "not one query", remedy="give a single SELECT; an archive is only added to"
            )
        return Relation(self, statements[0].query.strip().rstrip(";"), parameters)

    def search(self, words: str | None = None, /, **filters: Any) -> Relation:
        """The events that match, best first; the filters are the fields of `Query`.

        With words alone, an article without events is a row too, whose event columns are empty.
        """
        return self.ask(Query(words=words, **filters))

    def ask(self, query: Query) -> Relation:
        """The same for a `Query`."""
        found, parameters = self._conditions(query)
        if query.words is None:
            order = "coalesce(e.date_start, a.published) DESC NULLS LAST, e.event"
            return Relation(
                self, f"{EVENTS} WHERE {' AND '.join(found) or 'true'} ORDER BY {order}", parameters
            )
        hits = self.match(query.words)
        join = "JOIN" if query.asks_fields else "LEFT JOIN"
        sql = f"""
        SELECT e.* EXCLUDE (article), {EVENT_ARTICLE}
        FROM (SELECT unnest($hits) AS number, unnest($ranks) AS rank) h
        JOIN articles a USING (number) {join} events e ON e.article = a.number
        WHERE {" AND ".join(found) or "true"} ORDER BY h.rank, a.number, e.trigger_start
        """  # noqa: S608 - the conditions are built of parameters
        numbers = {"hits": [n for n, _ in hits], "ranks": [r for _, r in hits]}
        return Relation(self, sql, {**parameters, **numbers})

    def _conditions(self, query: Query) -> tuple[list[str], dict[str, Any]]:
        pairs = [*event_conditions(query), *article_conditions(query)]
        parameters: dict[str, Any] = {}
        for _, values in pairs:
            parameters |= values
        return [condition for condition, _ in pairs], parameters

    def match(self, words: str) -> list[tuple[int, float]]:
        """The articles that hold the words, best first, as their numbers in the index and ranks
        (BM25, the lowest is the best); raises `InputError` where no word is given."""
        sql = (
            "SELECT rowid, bm25(words, 3.0, 1.0) AS rank FROM words WHERE words MATCH ? "  # noqa: S608
            f"ORDER BY rank, rowid LIMIT {_MOST_IDS}"
        )
        return self._in_words(sql, words)

    def holding(self, words: str) -> Any:
        """The numbers in the index of all articles that hold the words, as an array (int32);
        raises `InputError` where no word is given."""
        # one text for all: a tuple for each takes as long as finding them
        sql = "SELECT group_concat(rowid) FROM words WHERE words MATCH ?"
        ((numbers,),) = self._in_words(sql, words)
        return np.fromstring(numbers, np.int32, sep=",") if numbers else np.zeros(0, np.int32)

    def _in_words(self, sql: str, words: str) -> list[Any]:
        """The answer to a query of the words that are searched."""
        import sqlite3

        self.cursor()
        assert self._opened is not None
        file = (self._opened / index.WORDS).resolve().as_uri()
        with closing(sqlite3.connect(f"{file}?mode=ro&immutable=1", uri=True)) as connection:
            try:
                return connection.execute(sql, (words,)).fetchall()
            except sqlite3.OperationalError as error:
                if not words.strip():
                    raise InputError("no words to look for", remedy="give a word") from error
                # without the query language, for one who typed an apostrophe
                quoted = " ".join('"' + word.replace('"', "") + '"' for word in words.split())
                return connection.execute(sql, (quoted,)).fetchall()

    def add(
        self,
        inputs: Iterable[str | Path],
        *,
        reading: ReadOptions | None = None,
        coding: CodeOptions | None = None,
        hooks: Hooks | None = None,
    ) -> Added:
        """Read and code any inputs, and keep what is not here yet; see `add_articles`."""
        from sayso.archive.add import NO_HOOKS, add_articles, coding_of
        from sayso.pipeline import CodeOptions, Coder
        from sayso.read import read_inputs

        coder = Coder(coding or CodeOptions())
        return add_articles(
            self, read_inputs(inputs, reading), coder=coder, coding=coding_of(coder),
            hooks=hooks or NO_HOOKS,
        )  # fmt: skip

    def article(self, wanted: str) -> Article:
        """The article of an id, of a content hash or its beginning, or of an event's id.

        Of several articles with one id the one published last is given.
        """
        beginning = wanted.partition("/")[0]
        found = wanted and (
            self._shelved("id = $1", wanted)
            or (beginning and self._shelved("starts_with(content, $1)", beginning))
        )
        if not found:
            raise ArchiveError(
                f"no article {wanted!r}",
                where=str(self.path),
                remedy="sayso search finds ids by words and fields",
            )
        return shards.article_at(self.layout, *found)

    def _shelved(self, condition: str, value: str) -> Any:
        """The shard and the row of the newest article of which a condition holds."""
        order = "ORDER BY published DESC NULLS LAST, number LIMIT 1"
        sql = f"SELECT shard, position FROM articles WHERE {condition} {order}"  # noqa: S608 - ours
        return self.cursor().execute(sql, [value]).fetchone()

    def read(self, query: Query | None = None) -> Iterator[Article]:
        """The articles in order; with a query those that match, with only the matching events.

        Claims go with their events; a claim without one (`control`) stays.
        """
        if query is None:
            for name in self._live():
                yield from shards.articles(self.layout, name)
            return
        wanted: dict[str, set[str]] = {}
        for row in self.ask(query).rows():
            wanted.setdefault(row["content"], set()).add((row["event"] or "").partition("/")[2])
        found = self.cursor().execute(
            "SELECT shard, content FROM articles WHERE content IN (SELECT unnest($contents)) "
            "ORDER BY shard, position",
            {"contents": list(wanted)},
        ).fetchall()  # fmt: skip
        for name, group in groupby(found, key=lambda pair: str(pair[0])):
            chosen = {content for _, content in group}
            for one in shards.columns(self.layout, name, "content", "json"):
                if one["content"] in chosen:
                    yield _only(from_json(one["json"]), wanted[one["content"]])

    def originals(self) -> Iterator[Article]:
        """The articles in order, without those that repeat an earlier one's text."""
        rows = self.cursor().execute(
            "SELECT a.content FROM near_duplicates d JOIN articles a ON a.number = d.article"
        ).fetchall()  # fmt: skip
        copies = {content for (content,) in rows}
        return (article for article in self.read() if content_hash(article) not in copies)

    def _live(self) -> list[str]:
        rows = self.cursor().execute("SELECT name FROM shards WHERE live ORDER BY name").fetchall()
        return [name for (name,) in rows]

    def info(self) -> Info:
        """What is in it."""
        get = self.cursor()
        articles, publishers, first, last = get.execute(
            "SELECT count(*), count(DISTINCT publisher), min(published), max(published) "
            "FROM articles"
        ).fetchone()
        codings = get.execute(
            "SELECT 'model ' || coalesce(model, '?') || ', codebook ' || codebook, count(*) "
            "FROM articles GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        linked = get.execute("SELECT shards FROM linked").fetchone()
        files = list(self.layout.articles.glob("[!.]*.parquet"))
        return Info(
            path=str(self.path),
            articles=articles,
            events=self._count("events"),
            claims=self._count("claims"),
            publishers=publishers,
            near_duplicates=self._count("near_duplicates"),
            incidents=self._count("incidents") if linked else None,
            first_day=str(first) if first else None,
            last_day=str(last) if last else None,
            shards=len(files),
            bytes=sum(path.stat().st_size for path in files),
            codings=dict(codings),
        )

    def _count(self, table: str) -> int:
        sql = f"SELECT count(*) FROM {table}"  # noqa: S608 - called with names of this file
        return int(self.cursor().execute(sql).fetchone()[0])

    def tables(self) -> dict[str, list[str]]:
        """The tables that `sql` can ask, with their columns."""
        rows = self.cursor().execute(
            "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns() "
            "WHERE database_name IN ('archive', 'memory') AND NOT internal "
            "GROUP BY ALL ORDER BY ALL"
        ).fetchall()  # fmt: skip
        return dict(rows)

    def rebuild(self) -> None:
        """Throw the index away and make it again from the shards."""
        self.close()
        with writer_lock(self.layout.lock):
            index.refresh(self.layout, from_scratch=True)

    def _freshen(self) -> None:
        """An index that is as new as can be had without waiting for a writer."""
        found = index.current(self.layout)
        if found and index.is_current(self.layout, found):
            return
        try:
            with writer_lock(self.layout.lock):
                index.refresh(self.layout)
        except ArchiveError:
            # another process writes, or the folder is read-only: an older index will do
            until = time.monotonic() + _WAIT
            while index.current(self.layout) is None:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def cursor(self) -> Any:
        """A DuckDB cursor on the newest index, read-only, shut off from all other files.

        Several threads may ask for one at once.
        """
        with self._opening:
            newest = index.current(self.layout)
            if newest is None:
                self._freshen()
                newest = index.current(self.layout)
            if self._connection is None or newest != self._opened:
                # not closed: another thread may be reading from it, and it goes with its cursors
                self._connection, self._opened = self._connect()
            cursor = self._connection.cursor()
        cursor.execute("SET search_path = 'archive.main,memory.main'")
        return cursor

    def _connect(self) -> tuple[Any, Path]:
        import duckdb

        for attempt in range(5):
            folder = index.current(self.layout)
            assert folder is not None
            try:
                return _locked_down(self.layout, folder), folder
            except duckdb.IOException:  # replaced by a writer since we looked
                if attempt == 4:
                    raise
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Let go of the index's files."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self._opened = None

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __len__(self) -> int:
        return self._count("articles")

    def __repr__(self) -> str:
        return f"<Archive {self.path}: {len(self):,} articles, {self._count('events'):,} events>"

    def _repr_html_(self) -> str:
        from html import escape

        info = self.info()
        rows = "".join(
            f"<tr><th>{name.replace('_', ' ')}</th><td>{escape(str(getattr(info, name)))}</td></tr>"
            for name in ("articles", "events", "claims", "publishers", "first_day", "last_day")
        )
        return f"<table><caption>{escape(info.path)}</caption>{rows}</table>"


def _locked_down(layout: Layout, folder: Path) -> Any:
    """A connection that reads the index and the shards, and nothing else on the machine."""
    connection = index.connected()
    try:
        file = index.quoted(folder / index.FIELDS)
        connection.execute(f"ATTACH {file} AS archive (READ_ONLY)")
        if any(layout.articles.glob("[!.]*.parquet")):
            connection.execute(_texts(layout))
        folder_of_shards = index.quoted(layout.articles.resolve())
        connection.execute(f"SET allowed_directories = [{folder_of_shards}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    except BaseException:
        connection.close()
        raise
    return connection


def _texts(layout: Layout) -> str:
    """A view of the texts, which stay in the shards: the index is to be small."""
    pattern = index.quoted(layout.articles.resolve() / "*.parquet")
    return f"""
    CREATE VIEW memory.main.texts AS
    SELECT a.number AS article, a.id, p.json->>'$.text' AS text, p.json
    FROM read_parquet({pattern}, filename = true, file_row_number = true) p
    JOIN archive.articles a
      ON a.shard = parse_filename(p.filename) AND a.position = p.file_row_number
    """  # noqa: S608 - the archive's own folder, quoted


def _only(article: Article, events: set[str]) -> Article:
    """The article with only these of its events, and their claims."""
    return replace(
        article,
        events=tuple(event for event in article.events if event.id in events),
        claims=tuple(c for c in article.claims if c.event is None or c.event in events),
    )

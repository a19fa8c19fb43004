"""The archive at size: adding, rebuilding, and the five commonest questions, beside plain SQLite.

    python bench/archive.py [--articles 100000] [--seed-file coded.jsonl] [--keep DIR]

Articles are resampled from coded ones: events change their day, place and figures, the text its
numbers, so that no two articles are one. Without --seed-file (what `sayso read --jsonl` wrote)
the tests' made articles are resampled. SQLite gets the same rows in one run, with indexes on the
columns that the questions ask and FTS5 over the same text.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sayso.archive import Archive, add_articles, flat
from sayso.archive.add import Hooks
from sayso.archive.layout import content_hash
from sayso.archive.shards import Coding
from sayso.resolve.geo import distance_km
from sayso.schema import Article, DateRange, Event, Failure, from_json
from tests.archive.made import coded, uncoded

CODING = Coding("bench", "bench")
RUNS = 7
COLUMNS = (
    "event article type mode factuality stance source source_id actors place lat lon country "
    "date_start date_end killed_best sentence"
).split()

QUESTIONS: dict[str, dict[str, Any]] = {
    "who did what, when": {
        "actor": "SYR",
        "type": "ASSAULT",
        "since": "2016-03",
        "until": "2016-05",
    },
    "within 25 km, a week": {"near": (34.84, 36.73), "since": "2016-03-01", "until": "2016-03-07"},
    "on whose word": {"says": "SOHR", "since": "2016-06", "until": "2016-06"},
    "words and fields": {"words": "killing people", "party": "RUS", "since": "2017"},
}
COUNTS = (
    "SELECT substr(CAST(date_start AS VARCHAR), 1, 7) AS month, type, count(*), sum(killed_best) "
    "FROM events GROUP BY 1, 2 ORDER BY 1, 2"
)


class Ready:
    """Articles that are coded already: the cost of coding is not what is measured here."""

    def code_each(self, items: Iterable[Article | Failure]) -> Iterator[Article | Failure]:
        """The items as they come."""
        yield from items


def resampled(seeds: list[Article], number: int) -> Iterator[Article]:
    """So many articles, each drawn from the seeds and changed."""
    draw = random.Random(1)
    for n in range(number):
        seed = seeds[draw.randrange(len(seeds))]
        day = dt.date(2015, 1, 1) + dt.timedelta(days=draw.randrange(1500))
        when = DateRange(day, day, 1)
        yield replace(
            seed,
            id=f"bench-{n}",
            text=f"{seed.text} ({n})",
            url=f"https://example.org/{n}",
            date=when,
            events=tuple(moved(event, when, draw) for event in seed.events),
        )


def moved(event: Event, when: DateRange, draw: random.Random) -> Event:
    """An event on another day, and elsewhere in the same country."""
    place = event.place
    if place is not None and place.lat is not None and place.lon is not None:
        lat, lon = place.lat + draw.gauss(0, 0.7), place.lon + draw.gauss(0, 0.7)
        place = replace(place, lat=max(-89.0, min(89.0, lat)), lon=lon)
    return replace(event, date=when, place=place)


def seeds_of(file: Path | None) -> list[Article]:
    """Coded articles to draw from."""
    if file is None:
        return [coded(uncoded(n)) for n in range(500)]
    lines = file.read_bytes().splitlines()
    return [from_json(line) for line in lines if line.strip()]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def median_ms(work: Callable[[], Any]) -> tuple[float, int]:
    """Median milliseconds after one run to warm up, and the number of rows."""
    rows = len(work())
    return statistics.median(timed(work)[0] for _ in range(RUNS)) * 1000, rows


def fill_sqlite(file: Path, articles: Iterable[Article]) -> float:
    """Seconds to put the same rows into SQLite, indexes and all."""
    start = time.perf_counter()
    with closing(sqlite3.connect(file)) as db:
        db.executescript(
            f"CREATE TABLE events (n INTEGER, {', '.join(COLUMNS)});"
            "CREATE TABLE parties (event, role, id, country);"
            "CREATE TABLE articles (n INTEGER PRIMARY KEY, id, json);"
            "CREATE VIRTUAL TABLE words USING fts5(body, content='', tokenize='porter unicode61');"
        )
        for n, article in enumerate(articles, 1):
            insert(db, n, article)
        db.executescript(
            "CREATE INDEX e1 ON events(date_start, type); CREATE INDEX e2 ON events(lat, lon);"
            "CREATE INDEX e3 ON events(event); CREATE INDEX e4 ON events(n);"
            "CREATE INDEX p1 ON parties(id, role); CREATE INDEX p2 ON parties(country, role);"
        )
        db.commit()
    return time.perf_counter() - start


def insert(db: sqlite3.Connection, n: int, article: Article) -> None:
    from sayso.schema import to_json

    content = content_hash(article)
    marks = ", ".join("?" * (len(COLUMNS) + 1))
    rows = [
        [n, *(str(v) if isinstance(v, dt.date) else v for v in (row.get(c) for c in COLUMNS))]
        for row in ({**r, "article": article.id} for r in flat.event_rows(article, content))
    ]
    db.executemany(f"INSERT INTO events VALUES ({marks})", rows)
    parties = [
        (p["event"], p["role"], p["id"], p["country"])
        for p in flat.participant_rows(article, content)
    ]
    db.executemany("INSERT INTO parties VALUES (?, ?, ?, ?)", parties)
    db.execute("INSERT INTO articles VALUES (?, ?, ?)", (n, article.id, to_json(article)))
    db.execute("INSERT INTO words(rowid, body) VALUES (?, ?)", (n, article.text))


def sqlite_questions(db: sqlite3.Connection) -> dict[str, Callable[[], list[Any]]]:
    """The same questions for SQLite."""
    db.create_function("km", 4, distance_km, deterministic=True)
    party = (
        "event IN (SELECT event FROM parties WHERE role {role} "
        "AND (id = '{id}' OR country = '{id}' OR id LIKE '{id}.%'))"
    )

    def ask(where: str, tables: str = "events") -> Callable[[], list[Any]]:
        return lambda: db.execute(f"SELECT * FROM {tables} WHERE {where}").fetchall()

    actor = party.format(role="= 'actor'", id="SYR")
    either = party.format(role="IN ('actor', 'recipient')", id="RUS")
    says = party.format(role="= 'source'", id="SOHR")
    reach = 25 / 111.2 * 1.01
    return {
        "who did what, when": ask(
            f"{actor} AND type = 'ASSAULT' AND date_end >= '2016-03-01' "
            "AND date_start <= '2016-05-31'"
        ),
        "within 25 km, a week": ask(
            f"lat BETWEEN {34.84 - reach} AND {34.84 + reach} AND km(lat, lon, 34.84, 36.73) <= 25 "
            "AND date_end >= '2016-03-01' AND date_start <= '2016-03-07'"
        ),
        "on whose word": ask(f"{says} AND date_end >= '2016-06-01' AND date_start <= '2016-06-30'"),
        "words and fields": ask(
            "n IN (SELECT rowid FROM words WHERE words MATCH 'killing people' "
            f"ORDER BY rank LIMIT 10000) AND {either} AND date_end >= '2017-01-01'"
        ),
        "counts by month and type": lambda: db.execute(COUNTS).fetchall(),
    }


def archive_questions(archive: Archive) -> dict[str, Callable[[], list[Any]]]:
    """The questions for the archive."""

    def ask(filters: dict[str, Any]) -> Callable[[], list[Any]]:
        words = filters.get("words")
        rest = {k: v for k, v in filters.items() if k != "words"}
        return lambda: list(archive.search(words, **rest).rows())

    return {
        **{name: ask(filters) for name, filters in QUESTIONS.items()},
        "counts by month and type": lambda: list(archive.sql(COUNTS).rows()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--seed-file", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    given = parser.parse_args()
    seeds = seeds_of(given.seed_file)
    with tempfile.TemporaryDirectory() as spare:
        figures = measure(seeds, given.articles, given.keep or Path(spare))
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n")


def measure(seeds: list[Article], number: int, folder: Path) -> dict[str, Any]:
    """All figures, printed as they come."""
    events = sum(len(a.events) for a in seeds) / len(seeds)
    print(f"{number:,} articles, {events:.1f} events each, {len(seeds)} seeds")
    archive = Archive(folder / "archive", create=True)
    drawing, _ = timed(lambda: sum(1 for _ in resampled(seeds, min(number, 5000))))
    seconds, _ = timed(
        lambda: add_articles(
            archive, resampled(seeds, number), coder=Ready(), coding=CODING, hooks=Hooks()
        )
    )
    seconds -= drawing / min(number, 5000) * number
    info = archive.info()
    index = sum(p.stat().st_size for p in archive.layout.indexes.rglob("*") if p.is_file())
    again, _ = timed(
        lambda: add_articles(
            archive, resampled(seeds, min(number, 5000)), coder=Ready(), coding=CODING
        )
    )
    figures: dict[str, Any] = {
        "articles": number,
        "events": info.events,
        "articles_a_second": round(number / seconds, 1),
        "known_articles_a_second": round(min(number, 5000) / again, 1),
        "shard_bytes_an_article": round(info.bytes / number, 1),
        "index_bytes_an_article": round(index / number, 1),
        "rebuild_seconds": round(timed(archive.rebuild)[0], 2),
    }
    sqlite = folder / "plain.sqlite"
    figures["sqlite_articles_a_second"] = round(
        number / fill_sqlite(sqlite, resampled(seeds, number)), 1
    )
    figures["sqlite_bytes_an_article"] = round(sqlite.stat().st_size / number, 1)
    for name, value in figures.items():
        print(f"{name.replace('_', ' '):<32}{value:>14,}")
    figures["questions"] = compare(archive, sqlite)
    return figures


def compare(archive: Archive, sqlite: Path) -> dict[str, Any]:
    """The five questions, archive beside SQLite; raises where they do not answer alike."""
    out = {}
    with closing(sqlite3.connect(f"{sqlite.resolve().as_uri()}?mode=ro", uri=True)) as db:
        plain = sqlite_questions(db)
        print(f"{'question':<28}{'rows':>9}{'archive ms':>12}{'sqlite ms':>12}")
        for name, ask in archive_questions(archive).items():
            ours, rows = median_ms(ask)
            theirs, same = median_ms(plain[name])
            assert rows == same or name == "words and fields", (name, rows, same)
            print(f"{name:<28}{rows:>9,}{ours:>12.1f}{theirs:>12.1f}")
            out[name] = {"rows": rows, "archive_ms": round(ours, 2), "sqlite_ms": round(theirs, 2)}
    return out


if __name__ == "__main__":
    main()

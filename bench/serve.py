"""`python -m bench.serve`: how long the reading room's pages take, alone and with eight readers.

Makes an archive of invented articles once (`--articles`, five events each), serves it from a
process of its own, and asks for each page in many variations, so that remembered answers do not
flatter it: by `wrk` where it is installed, else by threads of httpx.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx
import numpy as np

from sayso.archive import Archive, index, shards
from sayso.archive.layout import open_layout
from sayso.archive.lock import writer_lock
from sayso.archive.shards import Coding
from sayso.record import add_record
from sayso.schema import (
    Article,
    Attribution,
    Claim,
    DateRange,
    Event,
    Participant,
    Place,
    Quad,
    Quantity,
    Span,
    Stance,
    Tolls,
)

SHARD = 2000
EVENTS = 5
READERS = 8
PORT = 8377
VARIATIONS = 400
ROWS = 60_000  # of the record, as many as UCDP GED has of Syria and Iraq
SIDES = [f"{kind} {i}" for kind in ("Front", "Brigade", "Army", "Council") for i in range(12)]
PLACES = [
    (f"Town {i}", 32 + 5.5 * ((i * 37) % 97) / 97, 36 + 9 * ((i * 61) % 89) / 89)
    for i in range(800)
]
DEEDS: tuple[tuple[str, str, str | None, Quad], ...] = (
    ("shelled", "ASSAULT", "heavy-weapons", "material conflict"),
    ("bombed", "ASSAULT", "aerial", "material conflict"),
    ("besieged", "COERCE", "restrict", "material conflict"),
    ("blamed", "ACCUSE", "allege", "verbal conflict"),
    ("warned", "THREATEN", "violence", "verbal conflict"),
    ("met", "CONSULT", "visit", "verbal cooperation"),
    ("supplied", "AID", None, "material cooperation"),
    ("freed", "RETREAT", "release", "material cooperation"),
)
EXTRA = "grain water bridge market dusk convoy ward school river road hill camp mill port".split()


def article(number: int) -> Article:
    """One invented article, always the same for a number."""
    pick = random.Random(number)
    day = dt.date(2012, 1, 1) + dt.timedelta(days=pick.randrange(2900))
    text, events, claims = "", [], []
    for i in range(EVENTS):
        event, sentence = _event(pick, i, len(text), day)
        events.append(event)
        text += sentence
        if event.type == "ASSAULT":
            place, date = event.place, event.date
            claims.append(
                Claim(
                    f"c{i}", "target_presence", event.id, event.attribution.source,
                    event.trigger, event.actors, event.recipients, (), place, date,
                    type=event.type, mode=event.mode,
                )
            )  # fmt: skip
    text += " ".join(pick.choices(EXTRA, k=60)) + f" {number}."
    title = f"{events[0].actors[0].text} and {events[1].actors[0].text} at {number}"
    published = DateRange(day, day, 1)
    return Article(
        f"a{number}", text, title, f"Paper {pick.randrange(60)}", published, None, "en",
        events=tuple(events), claims=tuple(claims), model="bench",
    )  # fmt: skip


def _event(pick: random.Random, i: int, at: int, day: dt.date) -> tuple[Event, str]:
    """An event and its sentence, which begins at the offset `at`."""
    one, two, source = pick.sample(SIDES, 3)
    verb, kind, mode, quad = pick.choice(DEEDS)
    name, lat, lon = PLACES[min(int(pick.expovariate(0.01)), len(PLACES) - 1)]
    sentence = f"{one} {verb} {two} at {name}, {source} said. "

    def person(words: str) -> Participant:
        start = at + sentence.index(words)
        return Participant(start, start + len(words), words, _id(words), words)

    start = at + sentence.index(verb)
    said = at + sentence.index("said")
    stances: list[Stance] = ["asserts", "denies", "accuses"]
    stance = pick.choices(stances, [8, 1, 1])[0]
    content = Span(at, at + sentence.index(", "), sentence[: sentence.index(", ")])
    attribution = Attribution(
        person(source),
        stance,
        "paraphrase",
        Span(said, said + 4, "said"),
        (content,),
    )
    happened = day - dt.timedelta(days=pick.randrange(5))
    killed = Quantity(3, 3, None) if kind == "ASSAULT" else None
    event = Event(
        f"e{i}", kind, mode, quad, Span(start, start + len(verb), verb), (person(one),),
        (person(two),), Place(name, name, lat, lon, "SYR", 1, 3.0, "town", 0.9),
        DateRange(happened, happened, 1), Tolls(killed=killed), "happened", 0.9, 0.9, attribution,
        same_as="e0" if i and stance == "denies" else None,
    )  # fmt: skip
    return event, sentence


def _id(side: str) -> str:
    return side.upper().replace(" ", "-")


def make(folder: Path, count: int) -> None:
    """Write the archive, unless it is there already."""
    if (folder / "done").exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    layout = open_layout(folder / "bench", create=True)
    begun = time.monotonic()
    for low in range(0, count, SHARD):
        numbers = range(low, min(low + SHARD, count))
        shards.write(layout, [shards.row(article(n), Coding("bench", "")) for n in numbers])
        print(f"\r{numbers.stop:,} articles, {time.monotonic() - begun:.0f} s", end="", flush=True)
    with Archive(layout.root) as archive:
        group(archive)
        print(f"\n{archive}, indexed after {time.monotonic() - begun:.0f} s")
    (folder / "done").touch()


def make_record(folder: Path) -> None:
    """Write a record of invented rows at the same places, unless it is there already."""
    home = folder / "home"
    os.environ["SAYSO_HOME"] = str(home)
    if home.exists():
        return
    pick = random.Random(3)
    file = folder / "rows.csv"
    with file.open("w", encoding="utf-8") as out:
        out.write(
            "id,date_start,date_end,lat,lon,place,where_prec,date_prec,actor,recipient,kind,"
            "deaths_best\n"
        )
        for i in range(ROWS):
            one, two = pick.sample(SIDES, 2)
            name, lat, lon = pick.choice(PLACES)
            day = dt.date(2012, 1, 1) + dt.timedelta(days=pick.randrange(2900))
            out.write(
                f"r{i},{day},{day},{lat:.4f},{lon:.4f},{name},1,1,{one},{two},state-based,{i % 9}\n"
            )
    add_record(file, name="invented", version="1", licence="made up to be timed")


def group(archive: Archive) -> None:
    """Make incidents of the events of one type, place and day; linking is timed elsewhere."""
    with writer_lock(archive.layout.lock), index.changed(archive.layout) as fields:
        fields.execute("DELETE FROM incidents; DELETE FROM incident_events; DELETE FROM linked")
        key = "md5(e.type || e.place || e.date_start)"
        fields.execute(
            f"INSERT INTO incidents BY NAME SELECT {key} AS incident, e.type, e.mode, "
            "any_value(e.actors) AS actors, any_value(e.recipients) AS recipients, e.place, "
            "any_value(e.lat) AS lat, any_value(e.lon) AS lon, e.date_start, "
            "e.date_start AS date_end, count(*) AS tellings, "
            "count(DISTINCT e.article) AS articles, "
            "count(DISTINCT a.publisher) AS publishers, count(DISTINCT e.article) AS independent "
            "FROM events e JOIN articles a ON a.number = e.article "
            "GROUP BY e.type, e.mode, e.place, e.date_start HAVING articles > 1"
        )
        fields.execute(
            f"INSERT INTO incident_events SELECT {key}, e.event FROM events e "
            f"WHERE {key} IN (SELECT incident FROM incidents)"
        )
        fields.execute("INSERT INTO linked VALUES ($d, 'bench')", {"d": index.digest(fields)})


def paths(count: int) -> dict[str, list[str]]:
    """The pages, each in many variations."""
    pick = random.Random(7)

    def many(path: str, *kinds: str) -> list[str]:
        made = []
        for i in range(VARIATIONS):
            side, year = pick.choice(SIDES), pick.randrange(2012, 2020)
            lat, lon = pick.uniform(32, 37), pick.uniform(36, 45)
            each = {
                "words": {"words": f"{pick.choice(EXTRA)} {pick.choice(EXTRA)}"},
                "party": {"party": _id(side)},
                "says": {"says": _id(side)},
                "days": {"since": f"{year}-{pick.randrange(1, 13):02}", "until": f"{year}-12"},
                "page": {"page": str(pick.randrange(1, 900))},
                "box": {"box": f"{lon - 1:.3f},{lat - 1:.3f},{lon + 1:.3f},{lat + 1:.3f}"},
                "all": {},
            }
            found = urlencode(each[kinds[i % len(kinds)]])
            made.append(f"{path}?{found}" if found else path)
        return made

    numbers = [pick.randrange(count) for _ in range(VARIATIONS)]
    ids = [f"a{number}" for number in numbers]
    claims = [(f"a{number}", claim.id) for number in numbers for claim in article(number).claims]
    return {
        "articles": many("/articles", "all", "words", "party", "says", "days", "page"),
        "article": [f"/article?id={quote(i)}" for i in ids],
        "says": many("/says", "all", "party", "days", "says"),
        "says, one article": [f"/says?article={quote(i)}" for i in ids],
        "map": many("/map", "all", "party", "days", "box"),
        "map.json": many("/map.json", "days", "box", "party"),
        "claims": many("/check", "all", "words", "party", "page"),
        "claims, one article": [f"/check?article={quote(i)}" for i in ids],
        "check": [f"/check?article={quote(i)}&claim={claim}" for i, claim in claims[:VARIATIONS]],
        "verdicts.json": [
            f"/verdicts.json?article={quote(i)}&claim={claim}" for i, claim in claims[-VARIATIONS:]
        ],
        "incidents": many("/incidents", "all", "days", "party"),
    }


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds at the median and the 95th percentile, answers a second, and failures."""

    median: float
    p95: float
    rate: float
    failed: int


LUA = """
local paths = {}
for line in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = line end
local at = 0
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
done = function(summary, latency)
  local errors = summary.errors
  local failed = errors.status + errors.timeout + errors.connect + errors.read
  print(string.format("RESULT %f %f %f %d", latency:percentile(50) / 1000,
    latency:percentile(95) / 1000, summary.requests / summary.duration * 1e6, failed))
end
"""


def by_wrk(wanted: list[str], *, readers: int, seconds: int) -> Timing:
    """The timing of pages asked for by wrk."""
    with tempfile.TemporaryDirectory() as folder:
        script, listed = Path(folder) / "script.lua", Path(folder) / "paths"
        script.write_text(LUA, encoding="utf-8")
        listed.write_text("\n".join(wanted) + "\n", encoding="utf-8")
        out = subprocess.run(
            ["wrk", "-t1", f"-c{readers}", f"-d{seconds}s", "--timeout", "20s", "-s", str(script),
             f"http://127.0.0.1:{PORT}"],
            env={**os.environ, "BENCH_PATHS": str(listed)}, capture_output=True, text=True,
            check=True,
        ).stdout  # fmt: skip
    median, p95, rate, failed = out.split("RESULT ")[1].split()[:4]
    return Timing(float(median), float(p95), float(rate), int(failed))


def by_threads(wanted: list[str], *, readers: int, seconds: int) -> Timing:
    """The same by threads, where there is no wrk."""
    until = time.monotonic() + seconds
    bad = [0]

    def read(first: int) -> list[float]:
        taken, at = [], first
        with httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=20) as client:
            while time.monotonic() < until:
                begun = time.perf_counter()
                bad[0] += client.get(wanted[at % len(wanted)]).status_code != 200
                taken.append((time.perf_counter() - begun) * 1000)
                at += readers
        return taken

    with ThreadPoolExecutor(readers) as pool:
        times = np.array([t for part in pool.map(read, range(readers)) for t in part])
    median, p95 = np.percentile(times, [50, 95])
    return Timing(float(median), float(p95), len(times) / seconds, bad[0])


@contextlib.contextmanager
def served(folder: Path) -> Iterator[int]:
    """The room in a process of its own; gives its id."""
    command = [sys.executable, "-m", "sayso", "serve", str(folder / "bench"), f"--port={PORT}"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with contextlib.suppress(httpx.HTTPError):
                httpx.get(f"http://127.0.0.1:{PORT}/paste", timeout=1)
                break
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def processor_seconds(process: int) -> float:
    """The processor time that a process has taken; not a number where the system has no /proc."""
    try:
        fields = (
            Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        )
    except OSError:
        return float("nan")
    # fields 14 and 15 of proc(5), in ticks; the split begins at the third
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print one line a page: milliseconds alone and with eight readers, and of processor time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the archive is made, or was")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--page", action="append", help="Only this page; may be repeated.")
    asked = parser.parse_args()
    make(asked.folder, asked.articles)
    make_record(asked.folder)
    timed = by_wrk if shutil.which("wrk") else by_threads
    print(f"{timed.__name__}, {asked.seconds} s each; load {os.getloadavg()[0]:.1f} before")
    print(
        f"{'page':<20} {'alone p50':>10} {'p95':>7} {'8 readers p50':>14} {'p95':>7} {'/s':>7} "
        f"{'processor':>10}  bad"
    )
    with served(asked.folder) as process:
        for name, wanted in paths(asked.articles).items():
            if asked.page and name not in asked.page:
                continue
            alone = timed(wanted, readers=1, seconds=asked.seconds)
            begun = processor_seconds(process)
            many = timed(wanted, readers=READERS, seconds=asked.seconds)
            each = 1000 * (processor_seconds(process) - begun) / max(1, many.rate * asked.seconds)
            print(
                f"{name:<20} {alone.median:>10.0f} {alone.p95:>7.0f} {many.median:>14.0f} "
                f"{many.p95:>7.0f} {many.rate:>7.1f} {each:>10.1f}  {alone.failed + many.failed}",
                flush=True,
            )


if __name__ == "__main__":
    main()

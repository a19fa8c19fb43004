"""Speed and quality of place resolution, as tables: ``python -m bench.places [SHARED]``.

Without the shared corpora only speed and the shipped labels that need no text are measured.
"""

from __future__ import annotations

import csv
import gzip
import random
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from sayso.resolve import places_names
from sayso.resolve.gazetteer import Gazetteer
from sayso.resolve.geo import distance_km
from sayso.resolve.places import PlaceQuery, resolve_places
from sayso.resolve.places_eval import evaluate, read_rows

DEV = Path(__file__).parents[1] / "training/dev"
NAMES = (
    "Talbiseh;Homs;Kobani;Aleppo;Mosul;Moscow;Damascus;Raqqa;Idlib;Donetsk;Deir ez-Zor;"
    "Sinjar Mountain;Mosul Dam;Haditha;Tikrit;Syria;United States;Dabiq;Sanaa;Kandahar;Bagram;"
    "Aden;Marib;Goma;Juba;Springfield;San Salvador;Kharkiv;Bakhmut;Gaza;Rafah;Jenin;Nowhere"
).split(";")
_LOAD = """
import resource, time, numpy, sayso
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.process_time()
from sayso.resolve.gazetteer import Gazetteer
Gazetteer.load()
took = time.process_time() - start
print(took * 1000, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""
WITHIN_KM = 25.0


def load_figures() -> tuple[float, float]:
    """Load time (of the processor, ms) and MiB in a fresh process, numpy's import apart.

    The best of three, as for lookups: other work on the machine only ever adds to it.
    """
    runs = []
    for _ in range(3):
        shown = subprocess.run(
            [sys.executable, "-c", _LOAD], capture_output=True, check=True, text=True
        )
        took, memory = shown.stdout.split()
        runs.append((float(took), float(memory)))
    return min(runs)


def microseconds(lookup: Callable[[Gazetteer, str], object], *, warm: bool = False) -> float:
    """Median over `NAMES` of the time of a call, the best of ten; cold calls forget all names."""
    best = dict.fromkeys(NAMES, 1.0)
    gazetteer = Gazetteer.load()
    for _ in range(10):
        if not warm:
            gazetteer = Gazetteer.load()
            for kept in (places_names.exact_key, places_names.skeleton, places_names._hash):
                kept.cache_clear()
        for name in NAMES:
            start = time.perf_counter()
            lookup(gazetteer, name)
            best[name] = min(best[name], time.perf_counter() - start)
    return statistics.median(best.values()) * 1e6


def speed() -> None:
    took, memory = load_figures()
    gazetteer = Gazetteer.load()
    cold, warm = microseconds(Gazetteer.lookup), microseconds(Gazetteer.lookup, warm=True)
    print(f"load {took:.0f} ms, {memory:.0f} MiB; {len(gazetteer)} places")
    print(f"lookup {cold:.0f} us the first time, {warm:.2f} us again")
    print(f"loose lookup {microseconds(Gazetteer.lookup_loose):.0f} us the first time")
    queries = [PlaceQuery(name) for name in NAMES]
    resolve_places(queries, gazetteer=gazetteer)
    start = time.perf_counter()
    resolve_places(queries, gazetteer=gazetteer)
    print(f"resolve an article of {len(NAMES)} names: {(time.perf_counter() - start) * 1e3:.1f} ms")


def judged() -> dict[tuple[str, str], tuple[float, float] | None]:
    """The hand-judged names of CENTCOM's reports; None for places that nobody could tell."""
    with (DEV / "centcom_places.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(line for line in stream if not line.startswith("#")))
    return {
        (r["name"], r["country"]): (float(r["lat"]), float(r["lon"])) if r["lat"] else None
        for r in rows
    }


def centcom_names(path: Path) -> Iterator[tuple[str, str]]:
    """Place name as spelled in the release, and country, of each strike line."""
    near = re.compile(
        r"-?\W*\s*(?:Near|In)\s+(?:Near\s+)?(.*?)(?:,| an? (?:air)?strike| \w+ airstr)"
    )
    codes = {"Iraq": "IRQ", "Syria": "SYR"}
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            found = near.match(row["line"])
            name = found[1].strip(" *") if found else row["location"]
            yield name, codes[row["country"].split(", ")[-1]]


def centcom(path: Path, gazetteer: Gazetteer) -> None:
    known = judged()
    rows = list(centcom_names(path))
    for title, names in (
        ("200 lines drawn by seed 11", random.Random(11).sample(rows, 200)),
        ("every spelling once", sorted(set(rows))),
    ):
        tally = Counter(_outcome(name, country, known, gazetteer) for name, country in names)
        given = tally["right"] + tally["wrong"]
        print(
            f"CENTCOM, {title}: precision {tally['right'] / given:.3f}, coverage "
            f"{given / (len(names) - tally['unjudged']):.3f}, {dict(tally)}"
        )


def _outcome(
    name: str,
    country: str,
    known: dict[tuple[str, str], tuple[float, float] | None],
    gazetteer: Gazetteer,
) -> str:
    point = known.get((name, country))
    (place,) = resolve_places([PlaceQuery(name)], gazetteer=gazetteer, countries=[country])
    if place.lat is None or place.lon is None:
        return "unknown" if point else "unjudged"
    if point is None:
        return "unjudged"
    return "right" if distance_km(place.lat, place.lon, *point) <= WITHIN_KM else "wrong"


FEATURES = Path(__file__).parents[1] / "src/sayso/resolve/data/features.csv"


def taken_from_ucdp() -> set[str]:
    """Keys of the names whose positions `features.csv` has from UCDP: no check of themselves."""
    _, _, rest = FEATURES.read_text(encoding="utf-8").partition("facts of UCDP GED")
    rows = rest.partition("\n# ---")[0].splitlines()[1:]
    names = [name for row in rows for name in [row.split(",")[2], *row.split(",", 6)[6].split(";")]]
    return {places_names.skeleton(name) for name in names}


def ucdp(path: Path, gazetteer: Gazetteer) -> None:
    """Towns of UCDP GED Syria, an independent check: alone, and with their governorate."""
    rows: Counter[tuple[str, str]] = Counter()
    points = {}
    known = taken_from_ucdp()
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            is_own = places_names.skeleton(row["where_coordinates"]) in known
            if row["where_prec"] == "1" and not is_own:
                key = (row["where_coordinates"].strip(), row["adm_1"])
                rows[key] += 1
                points[key] = (float(row["latitude"]), float(row["longitude"]))
    drawn = random.Random(11).sample(sorted(points), 300)
    for title, names in (("300 names by seed 11", drawn), (f"all {len(points)}", sorted(points))):
        for with_province in (False, True):
            _print_ucdp(title, names, rows, points, gazetteer, with_province=with_province)


def _print_ucdp(
    title: str,
    names: list[tuple[str, str]],
    rows: Counter[tuple[str, str]],
    points: dict[tuple[str, str], tuple[float, float]],
    gazetteer: Gazetteer,
    *,
    with_province: bool,
) -> None:
    right, given, right_rows, given_rows = 0, 0, 0, 0
    for key in names:
        bare = re.sub(r"\s+(town|village|city|suburb|neighbou?rhood|area|district)$", "", key[0])
        text = f"{bare}, {key[1]}" if with_province and key[1] else bare
        (place,) = resolve_places([PlaceQuery(text)], gazetteer=gazetteer, countries=["SYR"])
        if place.lat is None or place.lon is None:
            continue
        is_right = distance_km(place.lat, place.lon, *points[key]) <= WITHIN_KM
        given, given_rows = given + 1, given_rows + rows[key]
        right, right_rows = right + is_right, right_rows + is_right * rows[key]
    total = sum(rows[key] for key in names)
    print(
        f"UCDP, {title}, {'name and governorate' if with_province else 'name alone'}: "
        f"names precision {right / given:.3f} coverage {given / len(names):.3f}; "
        f"rows precision {right_rows / given_rows:.3f} coverage {given_rows / total:.3f}"
    )


def articles(texts: Path, gazetteer: Gazetteer) -> None:
    score = evaluate(read_rows(DEV / "places.jsonl", texts), gazetteer=gazetteer)
    for name in score.__slots__:
        if name != "wrong":
            print(f"  {name} {getattr(score, name):.3f}")


def main() -> None:
    speed()
    if len(sys.argv) < 2:
        return
    corpora = Path(sys.argv[1]) / "corpora"
    gazetteer = Gazetteer.load()
    centcom(corpora / "records/centcom_strikes.csv.gz", gazetteer)
    ucdp(corpora / "records/ucdp_ged_syria_2016_2019.csv.gz", gazetteer)
    print("40 articles of news/fakes_a, labelled by hand:")
    articles(corpora / "news/fakes_a.jsonl", gazetteer)


if __name__ == "__main__":
    main()

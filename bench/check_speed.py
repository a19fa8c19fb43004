"""Speed of import and check: 360,000 rows, 100,000 claims, four distances.

    python bench/check_speed.py [--rows 360000] [--claims 100000] [--shared ../shared]

The rows are UCDP's of Syria 2016-2019, tiled over the globe six degrees apart, so that every
claim stands in a country at war; without the file, points drawn by seed with the same crowding.
Beside it, in the same run: the same question as one plain full-scan SQL statement in duckdb, on
the first `--baseline` claims, its time scaled to all.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import gzip
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

SOURCE = "corpora/records/ucdp_ged_syria_2016_2019.csv.gz"
KEPT = "id side_a side_b latitude longitude where_prec date_start date_end date_prec best".split()
TARGETS = ("IS", "Syrian insurgents", "SDF", "Government of Syria")
STEP = 6.0

SQL = """
SELECT c.id, count(*) FILTER (km <= 10), count(*) FILTER (km <= 25),
       count(*) FILTER (km <= 50), count(*) FILTER (km <= 100),
       count(*) FILTER (km <= 10 AND hit), count(*) FILTER (km <= 25 AND hit),
       count(*) FILTER (km <= 50 AND hit), count(*) FILTER (km <= 100 AND hit)
FROM (
  SELECT c.id, r.side_a = c.target OR r.side_b = c.target AS hit,
         2 * 6371.0088 * asin(sqrt(pow(sin(radians(r.lat - c.lat) / 2), 2)
           + cos(radians(c.lat)) * cos(radians(r.lat))
           * pow(sin(radians(r.lon - c.lon) / 2), 2))) AS km
  FROM claims c JOIN rows r
    ON r.first >= c.day - 90 AND r.last <= c.day + 90 AND r.where_prec <= 2
) c WHERE km <= 100 GROUP BY c.id
"""


class SameName:
    """Actor knowledge in which a name is its own id: its cost is not what is measured here."""

    def record_actors(self, raw: str) -> list[Any]:
        """Each part of a joint name."""
        from sayso.schema import Participant

        return [Participant(0, 0, part, id=part.strip(), name=part) for part in raw.split(",")]

    def relation(self, a: str, b: str) -> str:
        """Same or other."""
        return "same" if a == b else "other"


def source_rows(shared: Path) -> list[dict[str, str]]:
    path = shared / SOURCE
    if not path.exists():
        return list(drawn_rows(16_566))
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [{name: row[name] for name in KEPT} for row in csv.DictReader(file)]


def drawn_rows(number: int) -> Iterator[dict[str, str]]:
    """Rows of a made-up war: 300 towns, some fought over much more than others."""
    rng = np.random.default_rng(5)
    towns = np.column_stack([rng.uniform(33, 37, 300), rng.uniform(36, 42, 300)])
    town = rng.zipf(1.3, number) % 300
    day = rng.integers(0, 1430, number)
    sides = rng.choice(len(TARGETS), (number, 2))
    for i in range(number):
        date = (dt.date(2016, 1, 1) + dt.timedelta(days=int(day[i]))).isoformat()
        lat, lon = towns[town[i]]
        values = (i, TARGETS[sides[i, 0]], TARGETS[sides[i, 1]], lat, lon, 1 + i % 2)
        yield dict(zip(KEPT, (*map(str, values), date, date, "1", "1"), strict=True))


def tile(rows: list[dict[str, str]], number: int, path: Path) -> None:
    """Write `number` rows: copies of `rows`, each copy six degrees further east."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["year", *KEPT])
        for i in range(number):
            row = rows[i % len(rows)]
            east = (float(row["longitude"]) + 180 + STEP * (i // len(rows))) % 360 - 180
            cells = {**row, "id": str(i), "longitude": f"{east:.6f}"}
            writer.writerow([row["date_start"][:4], *(cells[name] for name in KEPT)])


def make_claims(record: Any, number: int) -> list[Any]:
    """Claims near rows drawn by seed: a point within some 20 km, a day, one of four targets."""
    from sayso.schema import Claim, DateRange, Participant, Place, Span

    rng = np.random.default_rng(7)
    lat, lon = record.rows["lat"].to_numpy(), record.rows["lon"].to_numpy()
    row = rng.integers(0, len(lat), number)
    point = np.column_stack([lat[row], lon[row]]) + rng.normal(0, 0.1, (number, 2))
    day = rng.integers(0, 1430, number)
    who = rng.integers(0, len(TARGETS), number)
    source = Participant(0, 0, "a ministry", id="a ministry")
    claims = []
    for i in range(number):
        date = dt.date(2016, 1, 1) + dt.timedelta(days=int(day[i]))
        target = Participant(0, 0, TARGETS[who[i]], id=TARGETS[who[i]])
        place = Place("p", "p", float(point[i, 0]), float(point[i, 1]), None, 1)
        claims.append(
            Claim(
                str(i),
                "target_presence",
                None,
                source,
                Span(0, 0, ""),
                targets=(target,),
                place=place,
                date=DateRange(date, date, 1),
            )
        )
    return claims


def import_apart(path: Path) -> tuple[float, float]:
    """Seconds and peak memory (MB) of the import, in a process of its own."""
    code = (
        "import sys, time, resource; sys.path.insert(0, 'bench')\n"
        "from check_speed import SameName\nfrom sayso.record import add_record\n"
        "begin = time.perf_counter()\n"
        f"add_record({str(path)!r}, name='tiled', book=SameName())\n"
        "print(time.perf_counter() - begin)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\n"
    )
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    seconds, memory = out.stdout.split()
    return float(seconds), float(memory)


def baseline(record: Any, claims: list[Any]) -> tuple[float, dict[str, list[int]]]:
    """Seconds of the SQL statement for these claims, and its counts by claim."""
    import duckdb
    import pyarrow as pa
    import pyarrow.compute as pc

    names = [record.names(i) for i in range(record.rows.num_rows)]
    rows = record.rows.select(["lat", "lon", "where_prec"])
    first, last = (pc.cast(record.rows[c], pa.int32()) for c in ("date_start", "date_end"))
    for name, column in (("first", first), ("last", last)):
        rows = rows.append_column(name, column)
    for side in "ab":
        rows = rows.append_column(
            f"side_{side}", pa.array([", ".join(n.get(side, [])) for n in names])
        )
    table = pa.table(
        {
            "id": [claim.id for claim in claims],
            "lat": [claim.place.lat for claim in claims],
            "lon": [claim.place.lon for claim in claims],
            "day": [(claim.date.start - dt.date(1970, 1, 1)).days for claim in claims],
            "target": [claim.targets[0].id for claim in claims],
        }
    )
    base = duckdb.connect()
    base.register("arrow_rows", rows)
    base.register("arrow_claims", table)
    base.execute("CREATE TABLE rows AS FROM arrow_rows; CREATE TABLE claims AS FROM arrow_claims")
    begin = time.perf_counter()
    found = base.execute(SQL).fetchall()
    return time.perf_counter() - begin, {row[0]: list(row[1:]) for row in found}


def compare(rows: list[Any], claims: list[Any], counts: dict[str, list[int]]) -> int:
    """How many claims have the same counts in both ways of asking."""
    same = 0
    for claim, row in zip(claims, rows, strict=False):
        wanted = counts.get(claim.id, [0] * 8)
        same += [*(n for n, _ in row.counts), *(t for _, t in row.counts)] == wanted
    return same


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=360_000)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--baseline", type=int, default=100)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SAYSO_HOME"] = folder
        measure(options, Path(folder))


def measure(options: argparse.Namespace, folder: Path) -> None:
    from sayso.check.bulk import check_bulk
    from sayso.record import Record

    path = folder / "tiled.csv"
    tile(source_rows(options.shared), options.rows, path)
    seconds, memory = import_apart(path)
    print(f"import {options.rows} rows: {seconds:.1f} s, {memory:.0f} MB at most")
    begin = time.perf_counter()
    record = Record.load("tiled")
    groups = len(record.groups.lat)
    print(f"load: {time.perf_counter() - begin:.1f} s, {groups} distinct rows")
    claims = make_claims(record, options.claims)
    begin, worked = time.perf_counter(), time.process_time()
    rows = check_bulk(claims, [record], book=SameName())
    ours, worked = time.perf_counter() - begin, time.process_time() - worked
    pairs = sum(row.counts[-1][0] for row in rows if row.counts)
    load = os.getloadavg()[0]
    print(f"check {len(claims)} claims, 4 distances: {ours:.1f} s on {os.cpu_count()} cores")
    print(f"  ({worked:.1f} s of processor time, load of the machine {load:.1f})")
    print(f"  ({pairs / len(claims):.0f} rows within 100 km and 90 days of a claim on average)")
    few = claims[: options.baseline]
    took, counts = baseline(record, few)
    scaled = took * len(claims) / len(few)
    print(f"plain SQL, full scan: {took:.1f} s for {len(few)} claims, {scaled:.0f} s scaled to all")
    same = compare(rows, few, counts)
    print(f"  {scaled / ours:.0f} times as long; same counts for {same} of {len(few)} claims")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of this process: {peak:.0f} MB")


if __name__ == "__main__":
    main()

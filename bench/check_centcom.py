"""All strikes that the US-led coalition announced, put to the record in one run.

    python bench/check_centcom.py [--shared ../shared]

Each announced line ("near Ramadi, three strikes struck ISIL ...") is one claim, on the
coalition's own word, that IS was there. Places are resolved by name and country as sayso
resolves them. The record knows only years for most of its rows, so the windows are years.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

STRIKES = "corpora/records/centcom_strikes.csv.gz"
RECORD = "corpora/records/ucdp_ged_syria_iraq_2003_2019.csv.gz"
COUNTRIES = {"Syria": "SYR", "Iraq": "IRQ"}
VERDICTS = (
    "supported",
    "mixed",
    "contradicted",
    "insufficient_record",
    "out_of_coverage",
    "not_checkable",
)


def claims_of(path: Path, folder: Path) -> Path:
    """The strikes as a table of claims."""
    out = folder / "claims.csv"
    with gzip.open(path, "rt", encoding="utf-8") as file, out.open("w", newline="") as made:
        writer = csv.writer(made)
        writer.writerow(["id", "place", "country", "date", "actor", "recipient"])
        for number, row in enumerate(csv.DictReader(file), 2):
            country = COUNTRIES[row["country"].split(",")[-1].strip()]
            writer.writerow(
                [number, row["location"], country, row["date"], "US-led coalition", "ISIL"]
            )
    return out


def report(table: Any, rows: list[Any]) -> None:
    """Shares of verdicts by year and country, and the places that were not found."""
    groups: dict[tuple[str, str], Counter[str]] = {}
    unresolved: Counter[str] = Counter()
    against: Counter[str] = Counter()
    cells = zip(*(table[name].to_pylist() for name in ("date", "country", "place")), strict=True)
    for (date, country, place), row in zip(cells, rows, strict=True):
        groups.setdefault((date[:4], country), Counter())[row.verdict] += 1
        if row.verdict == "contradicted":
            against[
                f"{place} ({country}, {date[:4]}): {row.counts[1][1]} of {row.counts[1][0]}"
            ] += 1
        if row.verdict in ("not_checkable", "out_of_coverage"):
            unresolved[f"{place} ({country}): {row.reason}"] += 1
    print(f"| year | country | claims | {' | '.join(VERDICTS)} |")
    print("|---" * (len(VERDICTS) + 3) + "|")
    for (year, country), counts in sorted(groups.items()):
        total = sum(counts.values())
        shares = " | ".join(f"{counts[verdict] / total:.1%}" for verdict in VERDICTS)
        print(f"| {year} | {country} | {total} | {shares} |")
    print("\ncontradicted, with IS rows of all rows within 25 km:")
    for name, count in against.most_common():
        print(f"{count:5}  {name}")
    print(f"\nunresolved: {sum(unresolved.values())} claims, {len(unresolved)} places")
    for name, count in unresolved.most_common():
        print(f"{count:5}  {name}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    options = parser.parse_args()
    if not (options.shared / STRIKES).exists():
        raise SystemExit(f"{options.shared / STRIKES} is not there; this run needs it")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SAYSO_HOME"] = folder
        run(options.shared, Path(folder))


def run(shared: Path, folder: Path) -> None:
    from functools import partial

    from sayso.check.bulk import check_bulk, read_claims
    from sayso.cli.check import find_places
    from sayso.record import Record, add_record
    from sayso.resolve.actors import ActorBook
    from sayso.resolve.gazetteer import Gazetteer

    book = ActorBook.load()
    add_record(shared / RECORD, name="ged", book=book)
    find = partial(find_places, gazetteer=Gazetteer.load())
    begin = time.perf_counter()
    path = claims_of(shared / STRIKES, folder)
    table, claims = read_claims(path, book=book, find_places=find)
    print(f"{len(claims)} claims, places found in {time.perf_counter() - begin:.1f} s")
    begin = time.perf_counter()
    rows = check_bulk(claims, [Record.load("ged")], book=book)
    print(f"checked in {time.perf_counter() - begin:.1f} s\n")
    report(table, rows)


if __name__ == "__main__":
    main()

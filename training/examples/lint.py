"""`python -m training.examples.lint [FILE...]`: are the examples well formed, distinct and own?

Checks spans, labels, ids, duplicates and near-duplicates among the examples and, where a folder of
corpora is given with `--corpora`, against those (nothing may be copied). Exit code 1 on any fault.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from sayso.annotate.labels import FACTUALITY, MENTION_SCHEMES, MODES, STANCES, TOLLS
from training.corpora.files import Row, rows
from training.corpora.own import EXAMPLES, named, parse

RUN = 8  # words; two independent writers rarely share so long a run that holds no fixed name


def faults_of(line: str) -> Iterator[str]:
    """What is wrong with one line, in words."""
    try:
        row = json.loads(line)
        yield from _name_faults(named(row)) if "scheme" in row else _example_faults(row)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        yield f"{type(error).__name__}: {error}"


def _name_faults(row: Row) -> Iterator[str]:
    if unknown := {span["label"] for span in row["spans"]} - set(MENTION_SCHEMES[row["scheme"]]):
        yield f"{row['scheme']} has no label {unknown}"
    for one, other in pairwise(row["spans"]):
        if other["start"] < one["end"]:
            yield f"spans overlap at {row['text'][other['start'] : other['end']]!r}"


def _example_faults(row: Row) -> Iterator[str]:
    example = parse(row)
    for event in example.events:
        word = example.text[slice(*event.trigger)]
        if re.search(r"\s", word):
            yield f"trigger {word!r} is not one word"
        if event.type not in MODES:
            yield f"unknown type {event.type!r}"
        elif event.mode is not None and event.mode not in MODES[event.type]:
            yield f"{event.type} has no mode {event.mode!r}"
        if event.factuality not in FACTUALITY:
            yield f"unknown factuality {event.factuality!r}"
        if unknown := set(event.toll_kinds) - set(TOLLS):
            yield f"unknown toll {unknown}"
    triggers = [event.trigger for event in example.events]
    if len(set(triggers)) < len(triggers):
        yield "two events on one trigger"
    for speech in example.speech:
        if speech.stance not in STANCES:
            yield f"unknown stance {speech.stance!r}"
    unknown_keys = set(row) - {"id", "text", "date", "events", "speech", "coref", "note"}
    if unknown_keys:
        yield f"unknown fields {unknown_keys}"


def runs(text: str, size: int = RUN) -> set[int]:
    """Hashes of all runs of `size` words, case and punctuation set aside."""
    words = re.findall(r"\w+", text.lower())
    return {hash(tuple(words[i : i + size])) for i in range(len(words) - size + 1)}


def lint(paths: Iterable[Path]) -> list[str]:
    """All faults of the files, each with file and line."""
    faults: list[str] = []
    ids: dict[str, str] = {}
    seen: dict[int, str] = {}
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            where = f"{path.name}:{number}"
            found = list(faults_of(line))
            faults += [f"{where}: {fault}" for fault in found]
            if found:
                continue
            row = json.loads(line)
            if row["id"] in ids:
                faults.append(f"{where}: id {row['id']} also at {ids[row['id']]}")
            ids[row["id"]] = where
            mine = runs(row["text"])
            twins = Counter(seen[run] for run in mine if run in seen)
            if twins and (top := twins.most_common(1)[0])[1] >= max(1, len(mine) // 3):
                faults.append(f"{where}: nearly the same as {top[0]}")
            seen.update(dict.fromkeys(mine, where))
    return faults


def copied(paths: Iterable[Path], corpora: Path) -> list[str]:
    """Examples that share a run of `RUN` + 4 words with a text of the corpora."""
    size = RUN + 4
    mine: dict[int, str] = {}
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            mine.update(dict.fromkeys(runs(row["text"], size), row["id"]))
    faults = []
    for file in sorted(corpora.rglob("*.jsonl*")):
        for row in rows(file):
            faults += [
                f"{mine[run]}: {size} words in a row as in {row['id']}"
                for run in runs(row["text"], size) & mine.keys()
            ]
    return sorted(set(faults))


def main() -> int:
    """Print the faults, then a count by type; 1 if there are any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--corpora", type=Path, help="also look for copied text in this folder")
    args = parser.parse_args()
    paths = args.files or sorted(EXAMPLES.rglob("*.jsonl"))
    faults = lint(paths)
    if args.corpora and not faults:
        faults += copied(paths, args.corpora)
    print("\n".join(faults))
    found = [] if faults else [row for path in paths for row in rows(path)]
    names = sum("scheme" in row for row in found)
    types = Counter(event["type"] for row in found for event in row.get("events", []))
    negatives = sum(not row.get("events") for row in found) - names
    print(
        f"{len(found) - names} examples, {negatives} without events, {names} rows of names, "
        f"{len(faults)} faults; {dict(types)}"
    )
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())

"""`python -m training.labelled.take NOTES... [--out FILE]`: labels in words to labels by offset.

NOTES are labels of passages of the corpora as a reader writes them down (README.md). Prints each
fault with its file and line, writes the rows that have none, and exits with 1 if there was any.
`--passages FILE N` prints passages of a corpus to read instead.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from sayso.annotate.labels import FACTUALITY, MODES, TOLLS
from sayso.read.sentences import sentence_spans
from training.corpora.files import CORPORA, Row, rows
from training.corpora.own import find

HEAD = re.compile(r"@(?P<file>\S+) (?P<id>\S+) (?P<start>\d+)-(?P<end>\d+)")
FIELDS = {"A": "actor", "R": "recipient", "P": "place", "T": "time", "I": "instrument"}
BETWEEN = ";;"
ACTOR = "="  # begins a line of the mentions of one actor
PASSAGE = 620  # characters


class Passage:
    """A labelled piece of a record's text, and its row by offset."""

    def __init__(self, record: Row, file: str, start: int, end: int) -> None:
        self.text, self.start = record["text"][start:end], start
        self.events: list[Row] = []
        self.row: Row = {
            "file": file,
            "id": record["id"],
            "at": [start, end],
            "events": self.events,
        }

    def add(self, line: str) -> None:
        """Take one event; raises ValueError that says what is wrong with it."""
        trigger, kind, factuality, *fields = (part.strip() for part in line.split("|"))
        name, _, mode = kind.partition("/")
        if name not in MODES or (mode and mode not in MODES[name]):
            raise ValueError(f"no type or mode {kind!r}")
        if factuality not in FACTUALITY:
            raise ValueError(f"no factuality {factuality!r}")
        where = self._find(trigger)
        if re.search(r"\s", self.text[where[0] - self.start : where[1] - self.start]):
            raise ValueError(f"trigger {trigger!r} is not one word")
        if any(event["trigger"] == where for event in self.events):
            raise ValueError(f"two events on {trigger!r}")
        event: Row = {
            "trigger": where,
            "type": name,
            "mode": mode or None,
            "factuality": factuality,
        }
        for field in fields:
            self._field(event, field)
        self.events.append(event)

    def join(self, line: str) -> None:
        """Take one actor's mentions; raises ValueError for words that are not there."""
        spans = [self._find(part) for part in line.split(BETWEEN)]
        told = [span for chain in self.row.get("coref", []) for span in chain]
        if twice := [span for n, span in enumerate(spans) if span in told or span in spans[:n]]:
            words = self.text[twice[0][0] - self.start : twice[0][1] - self.start]
            raise ValueError(f"{words!r} is there twice")
        self.row.setdefault("coref", []).append(spans)

    def _field(self, event: Row, field: str) -> None:
        letter, _, words = field.partition(" ")
        if letter == "N":
            kind, _, words = words.partition(" ")
            if kind not in TOLLS:
                raise ValueError(f"no toll {kind!r}")
            found = [[kind, self._find(part)] for part in words.split(BETWEEN)]
            event["toll"] = [*event.get("toll", []), *found]
        elif letter in FIELDS:
            spans = [self._find(part) for part in words.split(BETWEEN)]
            event[FIELDS[letter]] = [*event.get(FIELDS[letter], []), *spans]
        else:
            raise ValueError(f"no field {letter!r}")

    def _find(self, words: str) -> list[int]:
        start, end = find(self.text, words.strip())
        return [self.start + start, self.start + end]


@lru_cache(maxsize=4)
def _records(corpora: Path, file: str) -> dict[str, Row]:
    return {record["id"]: record for record in rows(corpora / file)}


def take(path: Path, corpora: Path, faults: list[str]) -> Iterator[Row]:
    """The rows of a file of notes; what is wrong goes to `faults`, and its passage is left out."""
    passage: Passage | None = None
    faulty = False
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), "@"], 1):
        line = line.strip()
        if line.startswith("@"):
            if passage and not faulty:
                yield passage.row
            passage, faulty = None, False
        if line in ("", "-", "@"):
            continue
        try:
            if head := HEAD.match(line):
                record = _records(corpora, head["file"])[head["id"]]
                passage = Passage(record, head["file"], int(head["start"]), int(head["end"]))
            elif passage and line.startswith(ACTOR):
                passage.join(line.removeprefix(ACTOR))
            elif passage:
                passage.add(line)
            else:
                raise ValueError("no passage before it")
        except (ValueError, KeyError, OSError) as error:
            faults.append(f"{path.name}:{number}: {error}: {line[:60]}")
            faulty = True


def passages(text: str) -> Iterator[tuple[int, int]]:
    """A text cut between sentences into pieces that a reader labels one at a time."""
    start = end = None
    for low, high in sentence_spans(text, start=0, end=len(text)):
        if start is not None and end is not None and high - start > PASSAGE:
            yield start, end
            start = None
        start, end = low if start is None else start, high
    if start is not None and end is not None:
        yield start, end


def main() -> int:
    """Take notes, or print passages to label."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notes", nargs="*", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--corpora", type=Path, default=CORPORA)
    parser.add_argument("--passages", nargs=2, metavar=("FILE", "N"))
    args = parser.parse_args()
    if args.passages:
        file, count = args.passages
        for record in list(rows(args.corpora / file))[: int(count)]:
            for start, end in passages(record["text"]):
                print(f"@{file} {record['id']} {start}-{end}\n{record['text'][start:end]}\n")
        return 0
    faults: list[str] = []
    found = [row for path in args.notes for row in take(path, args.corpora, faults)]
    if args.out:
        lines = [json.dumps(row, ensure_ascii=False) for row in found]
        args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(faults))
    events = sum(len(row["events"]) for row in found)
    print(f"{len(found)} passages, {events} events, {len(faults)} faults")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())

"""`python -m training.happenings NOTES... [--out FILE]`: a reader's notes as rows to measure on.

Notes tell what happens in whole articles: a head line `@FILE ID DAY` (the article's day, or `-`),
then a line for each happening, its fields parted by ` | `:

    shelled ;; attack#2 | ASSAULT | happened | A the army = Syrian forces ;; Hezbollah | R rebels |
    P Talbiseh = Talbisa | D 2015-09-30 | S article = SOHR

(in one line): the triggers of all its tellings; types, then factualities that are right, parted by
commas; A actors and R recipients, parties parted by ` ;; ` and the names of one by ` = `; P the
place by its names; D its days; S on whose word. What is not told is left out; the source is then
the article. The rows hold no text: `python -m training.gate events` measures on `training/dev`'s.
`--second` measures the notes of a second reader by those, as if they were what sayso had told.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from sayso.annotate.labels import FACTUALITY, TYPES
from sayso.evaluate.happenings import day_range, figures, judged
from sayso.evaluate.metrics import Figures
from sayso.resolve.actors import ActorBook
from sayso.schema import Article, Attribution, DateRange, Event, Participant, Place, Span
from training.corpora.files import CORPORA, Row, rows
from training.corpora.own import find
from training.gate import OWN

HEAD = re.compile(r"@(?P<file>\S+) (?P<id>\S+) (?P<day>\d{4}-\d\d-\d\d|-)$")
DAYS = re.compile(r"\d{4}(-\d\d){0,2}(/\d{4}(-\d\d){0,2})?$")


def happening(line: str, text: str) -> Row:
    """One line of notes; raises ValueError that says what is wrong with it."""
    triggers, types, facts, *fields = (part.strip() for part in line.split("|"))
    row: Row = {
        "tellings": [list(find(text, words)) for words in _parts(triggers, ";;")],
        "type": _known(types, TYPES),
        "factuality": _known(facts, FACTUALITY),
        "actors": [],
        "recipients": [],
        "place": [],
        "date": None,
        "source": ["article"],
    }
    for field in fields:
        letter, _, words = field.partition(" ")
        if letter in ("A", "R"):
            parties = [_parts(party, "=") for party in _parts(words, ";;")]
            row["actors" if letter == "A" else "recipients"] = parties
        elif letter in ("P", "S"):
            row["place" if letter == "P" else "source"] = _parts(words, "=")
        elif letter == "D" and DAYS.match(words.strip()):
            row["date"] = words.strip()
        else:
            raise ValueError(f"no field {field!r}")
    return row


def _parts(words: str, between: str) -> list[str]:
    return [part.strip() for part in words.split(between) if part.strip()]


def _known(words: str, labels: tuple[str, ...]) -> list[str]:
    found = _parts(words, ",")
    if unknown := [name for name in found if name not in labels] or not found:
        raise ValueError(f"no such label {unknown!r}")
    return found


def articles(path: Path, corpora: Path, faults: list[str]) -> Iterator[Row]:
    """The articles of a file of notes; lines that are wrong go to `faults` and are left out."""
    row: Row | None = None
    text = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            if head := HEAD.match(line.strip()):
                if row:
                    yield row
                text = _text(corpora / head["file"], head["id"])
                day = None if head["day"] == "-" else head["day"]
                row = {"id": head["id"], "file": head["file"], "date": day, "happenings": []}
            elif row is not None:
                row["happenings"].append(happening(line, text))
            else:
                raise ValueError("no article before it")
        except (ValueError, KeyError, OSError) as error:
            faults.append(f"{path.name}:{number}: {error}: {line[:60]}")
    if row:
        yield row


def _text(path: Path, ident: str) -> str:
    return next(str(record["text"]) for record in rows(path) if record["id"] == ident)


def agreement(first: Sequence[Row], second: Sequence[Row]) -> Figures:
    """The figures of a second reader's rows by the first's, over the articles that both read."""
    book = ActorBook.load()
    gold = {row["id"]: row["happenings"] for row in first}
    seen = []
    for row in second:
        article = as_told(row)
        found = list(judged(article, gold[row["id"]], book))
        seen.append((article, gold[row["id"]], found))
    return figures(seen)


def as_told(row: Row) -> Article:
    """A reader's article as if it had been coded: each happening an event, by its first names."""
    text = _text(CORPORA / row["file"], row["id"])
    events = tuple(_event(number, one, text) for number, one in enumerate(row["happenings"]))
    return Article(id=row["id"], text=text, events=events)


def _event(number: int, row: Row, text: str) -> Event:
    spans = [Span(start, end, text[start:end]) for start, end in row["tellings"]]
    days = day_range(row["date"]) if row["date"] else None
    source = row["source"][0]
    return Event(
        id=str(number),
        type=row["type"][0],
        mode=None,
        quad="material conflict",
        trigger=spans[0],
        evidence=tuple(spans),
        actors=tuple(_party(names) for names in row["actors"]),
        recipients=tuple(_party(names) for names in row["recipients"]),
        place=Place(row["place"][0]) if row["place"] else None,
        date=DateRange(*days, 1) if days else None,
        factuality=row["factuality"][0],
        attribution=Attribution(source if source == "article" else _party(row["source"])),
    )


def _party(names: Sequence[str]) -> Participant:
    return Participant(0, 0, names[0], name=names[-1])


def main() -> int:
    """Take notes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notes", nargs="+", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--second", action="store_true", help="measure a second reader's notes")
    parser.add_argument("--corpora", type=Path, default=CORPORA)
    args = parser.parse_args()
    faults: list[str] = []
    found = [row for path in args.notes for row in articles(path, args.corpora, faults)]
    if args.out:
        lines = [json.dumps(row, ensure_ascii=False) for row in found]
        args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(faults))
    if args.second:
        first = list(rows(OWN / "happenings.jsonl"))
        measured = agreement(first, found)
        print(json.dumps({**measured, "wrong": len(measured["wrong"])}, indent=1))
    total = sum(len(row["happenings"]) for row in found)
    print(f"{len(found)} articles, {total} happenings, {len(faults)} faults")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())

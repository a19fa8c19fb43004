"""`python -m training.custom_types`: types from five examples, measured on sentences for them.

Each file of `training/dev/custom` is a codebook with one new type beside a JSONL of sentences, the
trigger in [brackets], `type` the new type or null. A sentence counts as found when any of its
events has the new type. Beside each book stands what is found at all as an event, its ceiling.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from sayso.annotate.labels import TYPES
from sayso.coding.codebook import load, sample
from sayso.evaluate.metrics import Counts
from sayso.pipeline import CodeOptions, Coder
from sayso.schema import Article

FOLDER = Path(__file__).parent / "dev" / "custom"


@dataclass(frozen=True, slots=True)
class Result:
    """How well one book's new type is found, over its sentences."""

    book: str
    counts: Counts
    seen: float
    rows: int

    def __str__(self) -> str:
        counts = self.counts
        return (
            f"{self.book:<10} precision {counts.precision:.3f}  recall {counts.recall:.3f}  "
            f"F1 {counts.f1:.3f}  events seen in {self.seen:.2f} of {self.rows} sentences"
        )


def measure(book: Path) -> Result:
    """The new type of a codebook, on the sentences beside it."""
    (new,) = set(load(book).types) - set(TYPES)
    rows = [json.loads(line) for line in book.with_suffix(".jsonl").read_text().splitlines()]
    articles = (Article(id=str(i), text=sample(row["text"]).text) for i, row in enumerate(rows))
    coded = list(Coder(CodeOptions(codebook=book)).code(articles))
    counts = Counts()
    told = {i for i, a in enumerate(coded) if any(event.type == new for event in a.events)}
    counts.add(told, {i for i, row in enumerate(rows) if row["type"] == new})
    seen = sum(bool(article.events) for article in coded) / len(rows)
    return Result(book.stem, counts, seen, len(rows))


def main() -> int:
    """Print a line for each book."""
    for book in sorted(FOLDER.glob("*.yaml")):
        print(measure(book), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

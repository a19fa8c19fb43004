"""`python -m training.labelled.agree`: how far two readers of the same passages agree.

`training/dev/second_reading.jsonl` holds what a second reader wrote, apart from the first, about
passages of `training/labelled`. Figures are F1 between the two, as `training.own_dev` has them
between model and label: triggers (exact word), with the type, with that and exactly the same actors
and recipients; spans of each role, factuality and mode over the triggers that both have.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from sayso.evaluate.metrics import Counts, Figures, rounded
from training.corpora.files import Row, rows
from training.corpora.labelled import LABELLED, events_of
from training.own_dev import count_events

SECOND = Path(__file__).parents[1] / "dev" / "second_reading.jsonl"


def agreement(pairs: Iterable[tuple[Row, Row]]) -> Figures:
    """The figures over passages that were read twice, each as its two rows."""
    counts: defaultdict[str, Counts] = defaultdict(Counts)
    same: Counter[str] = Counter()
    both = 0
    for first, second in pairs:
        for one, two in count_events(counts, events_of(first), events_of(second)):
            both += 1
            agreed = {"factuality": one.factuality == two.factuality, "mode": one.mode == two.mode}
            same.update(name for name, is_same in agreed.items() if is_same)
    figures = {f"{name}_f1": count.f1 for name, count in counts.items()}
    return rounded({**figures, **{f"{name}_accuracy": n / both for name, n in same.items()}})


def main() -> int:
    """Print the figures as JSON."""
    labelled = (row for path in sorted(LABELLED.glob("*.jsonl")) for row in rows(path))
    first = {(row["id"], *row["at"]): row for row in labelled}
    again = [row for row in rows(SECOND) if (row["id"], *row["at"]) in first]
    figures = agreement((first[row["id"], *row["at"]], row) for row in again)
    print(json.dumps({**figures, "passages": len(again)}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())

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
from training.corpora.labelled import LABELLED
from training.corpora.own import ROLES, Offsets

SECOND = Path(__file__).parents[1] / "dev" / "second_reading.jsonl"


def agreement(pairs: Iterable[tuple[Row, Row]]) -> Figures:
    """The figures over passages that were read twice, each as its two rows."""
    counts: defaultdict[str, Counts] = defaultdict(Counts)
    same: Counter[str] = Counter()
    both = 0
    for one, two in pairs:
        first, second = ({tuple(e["trigger"]): e for e in row["events"]} for row in (one, two))
        counts["trigger"].add(first, second)
        counts["typed"].add(*({(t, e["type"]) for t, e in r.items()} for r in (first, second)))
        counts["event"].add(
            *({(t, e["type"], _parties(e)) for t, e in r.items()} for r in (first, second))
        )
        for trigger in first.keys() & second.keys():
            a, b = first[trigger], second[trigger]
            both += 1
            same.update(name for name in ("factuality", "mode") if a[name] == b[name])
            for role in ROLES:
                counts[role].add(_spans(a, role), _spans(b, role))
    figures = {f"{name}_f1": count.f1 for name, count in counts.items()}
    return rounded({**figures, **{f"{name}_accuracy": n / both for name, n in same.items()}})


def _spans(event: Row, role: str) -> set[Offsets]:
    found = event.get(role, [])
    return {tuple(span[1] if role == "toll" else span) for span in found}


def _parties(event: Row) -> tuple[frozenset[Offsets], ...]:
    return tuple(frozenset(_spans(event, role)) for role in ("actor", "recipient"))


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

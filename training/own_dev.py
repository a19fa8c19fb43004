"""`python -m training.own_dev [--folder DIR] [--unpointed]`: figures on the held-out own examples.

Figures: triggers found (exact word), with the right type, with the right mode; spans of each role
over the triggers that were found; factuality and stance where found; speech sources and contents;
and whose word an event stands on, through the whole coding.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from sayso.annotate.annotation import Annotation, Trigger
from sayso.annotate.annotator import Thresholds, annotate
from sayso.coding.codebook import plover
from sayso.coding.events import draft
from sayso.coding.spans import cross
from sayso.evaluate.metrics import Counts, Figures, rounded
from sayso.schema import Article, Event
from training.augment import unpointed_example
from training.corpora.files import is_held_out
from training.corpora.own import EXAMPLES, Example, OwnEvent, read_examples


class Tally:
    """Counts of one run."""

    def __init__(self) -> None:
        self.counts: defaultdict[str, Counts] = defaultdict(Counts)
        self.right: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.confused: Counter[tuple[str, str]] = Counter()

    def add(self, example: Example, found: Annotation, events: list[Event]) -> None:
        """Count one example."""
        gold = {event.trigger: event for event in example.events}
        told = {(t.start, t.end): t for t in found.triggers}
        self.counts["trigger"].add(told, gold)
        self.counts["typed"].add(
            {(span, t.types[0][0]) for span, t in told.items()},
            {(span, event.type) for span, event in gold.items()},
        )
        for span in told.keys() & gold.keys():
            self._pair(gold[span], told[span])
        contents = {(c.start, c.end) for s in found.speech for c in s.content}
        self.counts["content"].add(contents, {c for s in example.speech for c in s.content})
        sources = {(s.source.start, s.source.end) for s in found.speech if s.source}
        self.counts["source"].add(sources, {s.source for s in example.speech if s.source})
        self._voices(example, events)

    def _pair(self, gold: OwnEvent, told: Trigger) -> None:
        self._accuracy("factuality", told.factuality[0][0] == gold.factuality)
        self._accuracy("mode", told.mode[0] == gold.mode and told.types[0][0] == gold.type)
        if told.types[0][0] != gold.type:
            self.confused[gold.type, told.types[0][0]] += 1
        for role, spans in gold.roles.items():
            if role == "toll":
                found = {(t.start, t.end) for t, _ in told.tolls}
            else:
                found = {(r.start, r.end) for r in told.roles if r.label == role}
            self.counts[role].add(found, spans)

    def _voices(self, example: Example, events: list[Event]) -> None:
        """Whether an event's innermost source is the gold one (by overlap), or both the article."""
        by_trigger = {(e.trigger.start, e.trigger.end): e for e in events}
        for event in example.events:
            if event.trigger not in by_trigger:
                continue
            said = [
                (c[1] - c[0], s)
                for s in example.speech
                for c in s.content
                if c[0] <= event.trigger[0] and event.trigger[1] <= c[1] and s.source
            ]
            gold = min(said, key=lambda pair: pair[0])[1].source if said else None
            told = by_trigger[event.trigger].attribution
            cited = None if told.cue is None else told.cue
            speech = next((s for s in example.speech if s.source == gold), None)
            if gold is None or cited is None:
                self._accuracy("voice", gold is None and cited is None)
            else:
                same = speech is not None and speech.cue is not None
                self._accuracy("voice", same and cross(speech.cue, (cited.start, cited.end)))  # type: ignore[union-attr,arg-type]

    def _accuracy(self, name: str, right: bool) -> None:
        self.asked[name] += 1
        self.right[name] += right

    def figures(self) -> Figures:
        """All figures by name."""
        out: dict[str, Any] = {}
        for name, count in self.counts.items():
            out[f"{name}_f1"] = count.f1
            if name in ("trigger", "typed"):
                out[f"{name}_precision"], out[f"{name}_recall"] = count.precision, count.recall
        out |= {f"{name}_accuracy": self.right[name] / n for name, n in self.asked.items()}
        worst = {f"{a} read as {b}": n for (a, b), n in self.confused.most_common(8)}
        return rounded({**out, "confused": worst})


def evaluate(folder: Path, thresholds: Thresholds, *, without_points: bool = False) -> Figures:
    """The figures over the held-out examples of a folder, as they are or unpointed."""
    examples = [e for e in read_examples(folder) if is_held_out(e.text)]
    if without_points:
        examples = [unpointed_example(example) or example for example in examples]
    articles = (Article(id=e.id, text=e.text) for e in examples)
    tally = Tally()
    for example, (article, found) in zip(
        examples, annotate(articles, thresholds=thresholds), strict=True
    ):
        tally.add(example, found, draft(article, found, plover()))
    return {**tally.figures(), "examples": len(examples)}


def main() -> int:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=EXAMPLES)
    parser.add_argument("--trigger", type=float, default=Thresholds().trigger)
    parser.add_argument("--role", type=float, default=Thresholds().role)
    parser.add_argument("--unpointed", action="store_true", help="without commas and the like")
    args = parser.parse_args()
    thresholds = Thresholds(args.trigger, args.role)
    found = evaluate(args.folder, thresholds, without_points=args.unpointed)
    print(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())

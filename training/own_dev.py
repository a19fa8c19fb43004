"""`python -m training.own_dev [--folder DIR] [--unpointed | --reports]`: figures on our labels.

Figures: triggers found (exact word), with the right type, with that and exactly the right actors
and recipients (`event`), with the right mode; spans of each role over the triggers that were found;
factuality and stance where found; speech sources and contents; and whose word an event stands on,
through the whole coding. On the held-out own examples, or with --reports, and those of events
alone, on the held-out documents of `training/labelled`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
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
from training.corpora.files import CORPORA, is_held_out
from training.corpora.labelled import read_labelled
from training.corpora.own import EXAMPLES, ROLES, Example, Offsets, OwnEvent, read_examples


class Tally:
    """Counts of one run."""

    def __init__(self) -> None:
        self.counts: defaultdict[str, Counts] = defaultdict(Counts)
        self.right: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.confused: Counter[tuple[str, str]] = Counter()

    def add(self, example: Example, found: Annotation) -> None:
        """Count the events of one example."""
        gold = {event.trigger: event for event in example.events}
        told = {(t.start, t.end): t for t in found.triggers}
        self.counts["trigger"].add(told, gold)
        self.counts["typed"].add(
            {(span, t.types[0][0]) for span, t in told.items()},
            {(span, event.type) for span, event in gold.items()},
        )
        self.counts["event"].add(
            {(span, t.types[0][0], _parties(_spans(t))) for span, t in told.items()},
            {(span, event.type, _parties(event.roles)) for span, event in gold.items()},
        )
        for span in told.keys() & gold.keys():
            self._pair(gold[span], told[span])

    def add_speech(self, example: Example, found: Annotation, events: list[Event]) -> None:
        """Count the speech of one example, and whose word its events stand on."""
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
        found = _spans(told)
        for role, spans in gold.roles.items():
            self.counts[role].add(found[role], spans)

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


def _spans(trigger: Trigger) -> dict[str, list[Offsets]]:
    """The spans of each role of a trigger."""
    spans: dict[str, list[Offsets]] = {role: [] for role in ROLES}
    for role in trigger.roles:
        spans[role.label].append((role.start, role.end))
    spans["toll"] = [(toll.start, toll.end) for toll, _ in trigger.tolls]
    return spans


def _parties(spans: Mapping[str, Collection[Offsets]]) -> tuple[frozenset[Offsets], ...]:
    return frozenset(spans["actor"]), frozenset(spans["recipient"])


def evaluate(folder: Path, thresholds: Thresholds, *, without_points: bool = False) -> Figures:
    """The figures over the held-out examples of a folder, as they are or unpointed."""
    examples = [e for e in read_examples(folder) if is_held_out(e.text)]
    if without_points:
        examples = [unpointed_example(example) or example for example in examples]
    tally = Tally()
    for example, article, found in _annotated(examples, thresholds):
        tally.add(example, found)
        tally.add_speech(example, found, draft(article, found, plover()))
    return {**tally.figures(), "examples": len(examples)}


def evaluate_reports(corpora: Path, thresholds: Thresholds) -> Figures:
    """The figures of events over the held-out passages of real reports, each read by itself."""
    tally = Tally()
    examples = [example for _, example in read_labelled(corpora, held_out=True)]
    for example, _, found in _annotated(examples, thresholds):
        tally.add(example, found)
    return {**tally.figures(), "passages": len(examples)}


def _annotated(
    examples: Sequence[Example], thresholds: Thresholds
) -> Iterator[tuple[Example, Article, Annotation]]:
    articles = (Article(id=e.id, text=e.text) for e in examples)
    found = annotate(articles, thresholds=thresholds)
    for example, (article, annotation) in zip(examples, found, strict=True):
        yield example, article, annotation


def main() -> int:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=EXAMPLES)
    parser.add_argument("--trigger", type=float, default=Thresholds().trigger)
    parser.add_argument("--role", type=float, default=Thresholds().role)
    parser.add_argument("--unpointed", action="store_true", help="without commas and the like")
    parser.add_argument("--reports", action="store_true", help="the labelled real reports instead")
    parser.add_argument("--corpora", type=Path, default=CORPORA)
    args = parser.parse_args()
    thresholds = Thresholds(args.trigger, args.role)
    if args.reports:
        found = evaluate_reports(args.corpora, thresholds)
    else:
        found = evaluate(args.folder, thresholds, without_points=args.unpointed)
    print(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())

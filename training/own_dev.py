"""`python -m training.own_dev [--folder DIR] [--unpointed | --reports]`: figures on our labels.

Figures: triggers found (exact word), with the right type, with that and exactly the right actors
and recipients (`event`), with the right mode; spans of each role over the triggers that were found;
factuality and stance where found; speech sources and contents; and whose word an event stands on,
through the whole coding. On the held-out own examples, or with --reports, and those of events
and of who is meant alone, on the held-out documents of `training/labelled`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sayso.annotate.annotation import Annotation, Trigger
from sayso.annotate.annotator import Thresholds, annotate
from sayso.coding.codebook import plover
from sayso.coding.events import draft
from sayso.coding.spans import cross
from sayso.evaluate.metrics import Counts, Figures, rounded
from sayso.evaluate.tasks import measure
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
        told = [_event(trigger) for trigger in found.triggers]
        for one, gold in count_events(self.counts, told, example.events):
            self._accuracy("factuality", one.factuality == gold.factuality)
            self._accuracy("mode", one.mode == gold.mode and one.type == gold.type)
            if one.type != gold.type:
                self.confused[gold.type, one.type] += 1

    def add_speech(self, example: Example, found: Annotation, events: list[Event]) -> None:
        """Count the speech of one example, and whose word its events stand on."""
        contents = {(c.start, c.end) for s in found.speech for c in s.content}
        self.counts["content"].add(contents, {c for s in example.speech for c in s.content})
        sources = {(s.source.start, s.source.end) for s in found.speech if s.source}
        self.counts["source"].add(sources, {s.source for s in example.speech if s.source})
        self._voices(example, events)

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


def count_events(
    counts: defaultdict[str, Counts], told: Sequence[OwnEvent], gold: Sequence[OwnEvent]
) -> list[tuple[OwnEvent, OwnEvent]]:
    """Count events against those of a passage, and give the pairs that have one trigger.

    Counted are triggers, with their types, with those and exactly the same actors and recipients
    (`event`), and over the pairs the spans of each role.
    """
    found, right = ({event.trigger: event for event in events} for events in (told, gold))
    counts["trigger"].add(found, right)
    counts["typed"].add(*({(e.trigger, e.type) for e in events} for events in (told, gold)))
    counts["event"].add(
        *({(e.trigger, e.type, _parties(e)) for e in events} for events in (told, gold))
    )
    pairs = [(found[trigger], right[trigger]) for trigger in found.keys() & right.keys()]
    for one, two in pairs:
        for role in ROLES:
            counts[role].add(one.roles[role], two.roles[role])
    return pairs


def _event(trigger: Trigger) -> OwnEvent:
    """A trigger of the model as a labelled event."""
    spans: dict[str, list[Offsets]] = {role: [] for role in ROLES}
    for role in trigger.roles:
        spans[role.label].append((role.start, role.end))
    spans["toll"] = [(toll.start, toll.end) for toll, _ in trigger.tolls]
    return OwnEvent(
        trigger=(trigger.start, trigger.end),
        type=trigger.types[0][0],
        mode=trigger.mode[0],
        factuality=trigger.factuality[0][0],
        roles=spans,
        toll_kinds=[kind for _, kind in trigger.tolls],
    )


def _parties(event: OwnEvent) -> tuple[frozenset[Offsets], ...]:
    return frozenset(event.roles["actor"]), frozenset(event.roles["recipient"])


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
    """The figures of events over the held-out passages of real reports, each read by itself.

    `coref` are those of `sayso eval coref` over the passages whose actors' chains are labelled.
    """
    tally = Tally()
    examples = [example for _, example in read_labelled(corpora, held_out=True)]
    for example, _, found in _annotated(examples, thresholds):
        tally.add(example, found)
    chains = measure("coref", [_chained(example) for example in examples if example.coref])
    return {**tally.figures(), "passages": len(examples), "coref": chains}


def _chained(example: Example) -> dict[str, Any]:
    """The chains of a passage as a row of the corpora of coreference."""
    mentions = [
        {"start": start, "end": end, "chain": number}
        for number, chain in enumerate(example.coref)
        for start, end in chain
    ]
    return {"text": example.text, "mentions": mentions}


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

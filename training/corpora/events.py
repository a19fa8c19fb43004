"""The event corpora: PLOVER relations, roles, classes, event places, and the own examples."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from sayso.annotate.labels import FACTUALITY, MODE_LABELS, TYPES
from training.augment import exchanged, exchanged_example, unpointed_example
from training.corpora.files import Row, is_held_out, rows
from training.corpora.labelled import LABELLED, read_labelled
from training.corpora.own import (
    EXAMPLES,
    Example,
    OwnEvent,
    example_rows,
    parse,
    read_examples,
)
from training.instance import BIO_TAGS, IGNORE, Instance, single

# plover_train folds CONCEDE and RETREAT into the older YIELD
YIELD = (TYPES.index("CONCEDE"), TYPES.index("RETREAT"))
CUE = BIO_TAGS["cue"]
# WikiEvents types whose PLOVER type is plain; the others are left unlabelled
WIKIEVENTS = {
    "Conflict.Attack": "ASSAULT",
    "Life.Die": "ASSAULT",
    "Life.Injure": "ASSAULT",
    "Justice.ArrestJailDetain": "COERCE",
    "Justice.InvestigateCrime": "ACCUSE",
    "Justice.ChargeIndict": "ACCUSE",
    "Justice.Sentence": "SANCTION",
    "Contact.RequestCommand": "REQUEST",
    "Contact.Contact.Meet": "CONSULT",
    "Conflict.Demonstrate": "PROTEST",
}


def plover(root: Path) -> Iterator[Instance]:
    """One actor, one recipient, one type; the trigger is not marked."""
    for row in rows(root / "events/plover_train.jsonl"):
        if is_held_out(row["text"]):
            continue
        instance = single("plover", row["text"])
        spans = {role: tuple(row[role]) for role in ("actor", "recipient") if row[role]}
        words = [
            instance.words_of(spans[r]) if r in spans else None for r in ("actor", "recipient")
        ]
        instance.pair = (words[0], words[1])
        kind = row["type"]
        instance.pair_types = YIELD if kind == "YIELD" else (TYPES.index(kind),)
        instance.link("role", None, [(span, role) for role, span in spans.items()], labelled=spans)
        yield instance


def roles(root: Path) -> Iterator[Instance]:
    """Actor and recipient spans; "both" marks parties that act on each other."""
    for row in rows(root / "events/roles_train.jsonl"):
        if is_held_out(row["text"]):
            continue
        instance = single("roles", row["text"])
        spans = [
            ((span["start"], span["end"]), "actor" if span["label"] == "both" else span["label"])
            for span in row["spans"]
        ]
        instance.link("role", None, spans, labelled=("actor", "recipient"))
        yield instance


def classes(root: Path) -> Iterator[Instance]:
    """One class per sentence: statement, or one of the four quads."""
    for row in rows(root / "events/class_train.jsonl"):
        if is_held_out(row["text"]):
            continue
        instance = single("class", row["text"])
        instance.sentence_class = row["label"]
        yield instance


def where(root: Path) -> Iterator[Instance]:
    """Where one marked event happened; several marked events of a sentence come together."""
    by_text: dict[str, list[Row]] = {}
    for row in rows(root / "events/where_train.jsonl"):
        if not is_held_out(row["text"]):
            by_text.setdefault(row["text"], []).append(row)
    for text, group in by_text.items():
        instance = single("where", text)
        for row in group:
            places = [((a, b), "place") for a, b in row["places"]]
            instance.link("role", tuple(row["event"]), places, labelled=("place",))
        yield instance


def where_exchanged(root: Path, *, seed: int) -> Iterator[Instance]:
    """Rows of `where` with other places in them."""
    rng = random.Random(seed)
    for row in rows(root / "events/where_train.jsonl"):
        if is_held_out(row["text"]) or not row["places"]:
            continue
        spans = [{"start": a, "end": b, "label": "LOC"} for a, b in row["places"]]
        start, end = row["event"]
        other = exchanged(
            {"text": row["text"], "spans": [*spans, {"start": start, "end": end, "label": ""}]},
            {"place": ()},
            rng,
        )
        if other and len(other["spans"]) == len(spans) + 1:
            moved: dict[str, list[tuple[int, int]]] = {"LOC": [], "": []}
            for span in other["spans"]:
                moved[span["label"]].append((span["start"], span["end"]))
            instance = single("where-exchanged", other["text"])
            places = [(span, "place") for span in moved["LOC"]]
            instance.link("role", moved[""][0], places, labelled=("place",))
            yield instance


def wikievents_pairs(root: Path) -> Iterator[Instance]:
    """Triggers of WikiEvents sentences whose type is plain in PLOVER."""
    for row in rows(root / "events/aw_train.jsonl"):
        stem = next((key for key in WIKIEVENTS if row["type"].startswith(key)), None)
        if not stem or not row.get("trigger"):
            continue
        instance = single("wikievents", row["text"])
        if words := instance.words_of(tuple(row["trigger"])):
            instance.layer("trigger")[words[0]] = 1 + TYPES.index(WIKIEVENTS[stem])
            yield instance


def own(folder: Path = EXAMPLES) -> Iterator[Instance]:
    """The project's own examples: every head is labelled in full."""
    for example in read_examples(folder):
        if not is_held_out(example.text):
            yield own_instance(example)


def own_exchanged(folder: Path = EXAMPLES, *, seed: int) -> Iterator[Instance]:
    """The own examples with other places and armed groups in them."""
    rng = random.Random(seed)
    for row in example_rows(folder):
        if is_held_out(row["text"]):
            continue
        other = exchanged_example(row, rng)
        try:
            instance = own_instance(parse(other)) if other else None
        except ValueError:
            continue  # a label that held only a part of the name, such as an inflected one
        if instance:
            instance.source = "own-exchanged"
            yield instance


def own_unpointed(folder: Path = EXAMPLES) -> Iterator[Instance]:
    """The own examples without commas, colons and apostrophes."""
    for example in read_examples(folder):
        if not is_held_out(example.text) and (other := unpointed_example(example)):
            instance = own_instance(other)
            instance.source = "own-unpointed"
            yield instance


def reports(root: Path, folder: Path = LABELLED, *, unlicensed: bool = True) -> Iterator[Instance]:
    """Passages of real reports whose events are labelled, and of some their actors' chains."""
    for document, example in read_labelled(root, folder, held_out=False, unlicensed=unlicensed):
        yield _report("chained" if example.coref else "reports", document, example)


def reports_unpointed(
    root: Path, folder: Path = LABELLED, *, unlicensed: bool = True
) -> Iterator[Instance]:
    """The same passages without commas, colons and apostrophes, as some archives come."""
    for document, example in read_labelled(root, folder, held_out=False, unlicensed=unlicensed):
        if other := unpointed_example(example):
            yield _report("reports-unpointed", document, other)


def _report(source: str, document: str, example: Example) -> Instance:
    instance = single(source, example.text)
    instance.document = document
    _events(instance, example)
    _chains(instance, example)
    return instance


def own_instance(example: Example) -> Instance:
    """An example as an instance."""
    instance = single("own" if example.events else "negative", example.text)
    _events(instance, example)
    _speech(instance, example)
    _chains(instance, example)
    return instance


def _chains(instance: Instance, example: Example) -> None:
    for chain in example.coref:
        found = [words for span in chain if (words := instance.words_of(span))]
        instance.chains.append(found)


def _events(instance: Instance, example: Example) -> None:
    trigger = instance.layer("trigger", 0)
    for event in example.events:
        if words := instance.words_of(event.trigger):
            trigger[words[0]] = 1 + TYPES.index(event.type)
            instance.layer("mode")[words[0]] = MODE_LABELS.index((event.type, event.mode))
            instance.layer("factuality")[words[0]] = FACTUALITY.index(event.factuality)
            _tolls(instance, event)
            spans = [(span, role) for role, found in event.roles.items() for span in found]
            instance.link("role", event.trigger, spans)


def _tolls(instance: Instance, event: OwnEvent) -> None:
    from sayso.annotate.labels import TOLLS

    for kind, span in zip(event.toll_kinds, event.roles["toll"], strict=True):
        if words := instance.words_of(span):
            instance.layer("toll")[words[0]] = TOLLS.index(kind)


def _speech(instance: Instance, example: Example) -> None:
    from sayso.annotate.labels import STANCES

    cues = [(speech.cue, "cue") for speech in example.speech if speech.cue]
    instance.paint("cue", cues, CUE)
    for speech in example.speech:
        if not speech.cue:
            continue
        spans = [(span, "content") for span in speech.content]
        if speech.source:
            spans.append((speech.source, "source"))
        instance.link("speech", speech.cue, spans)
        if words := instance.words_of(speech.cue):
            instance.layer("stance", IGNORE)[words[0]] = STANCES.index(speech.stance)

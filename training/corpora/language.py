"""The general corpora: names, trees, semantic roles, factuality, coreference and attribution."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from sayso.annotate.labels import MENTION_SCHEMES
from training.augment import country_names, exchanged, kept_names, unpointed
from training.corpora.files import Row, rows
from training.corpora.own import name_rows
from training.instance import (
    BIO_TAGS,
    IGNORE,
    SRL,
    Instance,
    Offsets,
    instances_of,
    single,
    split_sentences,
)

UPOS = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()
UNPOINTED = 0.3  # share of the documents of attribution that come a second time, unpointed
DEPREL = (
    "root nsubj obj iobj csubj ccomp xcomp obl vocative expl dislocated advcl advmod discourse aux "
    "cop mark nmod appos nummod acl amod det clf case conj cc fixed flat list parataxis compound "
    "orphan goeswith reparandum punct dep"
).split()


def sentences_ewt(root: Path, *, syntax: bool = True, srl: bool = True) -> Iterator[Instance]:
    """EWT sentences with all layers that exist for them: names, trees, roles, factuality."""
    pool: dict[str, Instance] = {}

    def instance(text: str) -> Instance:
        if text not in pool:
            pool[text] = single("ewt", text)
        return pool[text]

    for row in rows(root / "ner/uner_ewt_train.jsonl.gz"):
        _names(instance(row["text"]), row, "names")
        instance(row["text"]).document = row["id"].rsplit("-", 1)[0]
    for row in rows(root / "factuality/uds_train.jsonl.gz"):
        _score(instance(row["text"]), row)
    if srl:
        for row in rows(root / "srl/ewt_train.jsonl.gz"):
            _predicates(instance(row["text"]), row)
    if syntax:
        for text, tree in trees(root / "syntax/ewt_train.conllu.gz"):
            _tree(instance(text), text, tree)
    yield from pool.values()


def own_names(folder: Path) -> Iterator[Instance]:
    """The project's own rows of names, `own-` and their scheme as their source."""
    for row in name_rows(folder):
        instance = single(f"own-{row['scheme']}", row["text"])
        _names(instance, row, row["scheme"])
        yield instance


def names(root: Path) -> Iterator[Instance]:
    """Entities of the defence and politics schemes."""
    for scheme, file in (("defence", "re3d_train"), ("politics", "crossner_politics_train")):
        for row in rows(root / f"ner/{file}.jsonl"):
            instance = single(scheme, row["text"])
            _names(instance, row, scheme)
            yield instance


def factuality(root: Path) -> Iterator[Instance]:
    """CommitmentBank and MegaVeridicality."""
    for name in ("commitmentbank", "megaveridicality"):
        for row in rows(root / f"factuality/{name}.jsonl"):
            instance = single(name, row["text"])
            _score(instance, row)
            yield instance


def attribution(root: Path, *, seed: int) -> Iterator[Instance]:
    """PolNeAR: source, cue and content, in windows of whole sentences.

    A share of the documents comes once more, unpointed.
    """
    rng = random.Random(seed)
    for row in rows(root / "attribution/train.jsonl.gz"):
        yield from _said("attribution", row, row["text"], lambda span: span)
        if rng.random() < UNPOINTED:
            yield from _said("attribution-unpointed", row, *unpointed(row["text"]))


def _said(
    source: str, row: Row, text: str, move: Callable[[Offsets], Offsets]
) -> Iterator[Instance]:
    """The windows of one document, whose spans are moved as its text was changed."""
    for instance in instances_of(source, text, split_sentences(text)):
        cues = [(move(tuple(span)), "cue") for rel in row["relations"] for span in rel["cue"]]
        instance.paint("cue", cues, BIO_TAGS["cue"])
        for relation in row["relations"]:
            spans = [
                (move(tuple(span)), role)
                for role in ("source", "content")
                for span in relation[role]
            ]
            for cue in relation["cue"][:1]:
                instance.link("speech", move(tuple(cue)), spans)
        yield instance


def exchanged_names(root: Path, *, seed: int) -> Iterator[Instance]:
    """Rows of EWT, of the defence and of the politics scheme with other names in them."""
    rng = random.Random(seed)
    files = (
        ("names", "uner_ewt_train.jsonl.gz"),
        ("defence", "re3d_train.jsonl"),
        ("politics", "crossner_politics_train.jsonl"),
    )
    for scheme, file in files:
        every = list(rows(root / "ner" / file))
        own = kept_names(every)
        for row in every:
            if other := exchanged(row, own, rng):
                instance = single("exchanged", other["text"])
                _names(instance, other, scheme)
                yield instance


def coreference(root: Path) -> Iterator[Instance]:
    """GUM: chains of mentions, singletons too, and proper names, in windows."""
    for row in rows(root / "coref/gum_train.jsonl.gz"):
        names = [named for mention in row["mentions"] if (named := _proper(row["text"], mention))]
        chains: dict[str, list[Offsets]] = {}
        for mention in row["mentions"]:
            chains.setdefault(mention["chain"], []).append((mention["start"], mention["end"]))
        sentences = [tuple(span) for span in row["sentences"]]
        for instance in instances_of("coref", row["text"], sentences):
            for chain in chains.values():
                found = [words for span in chain if (words := instance.words_of(span))]
                if found:
                    instance.chains.append(found)
            instance.paint("names", names, BIO_TAGS["names"])
            yield instance


GUM_LABELS = {"person": "PER", "place": "LOC", "organization": "ORG"}
TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir lord lady president senator sen rep representative "
    "governor gov mayor king queen prince princess general gen colonel col captain capt major "
    "lieutenant lt sgt sheikh ayatollah pope father minister secretary judge justice".split()
)
SMALL = frozenset(
    "of the and for de la le al bin ibn van von der da di du el in on & ' - . ’".split()
)


def _proper(text: str, mention: Row) -> tuple[Offsets, str] | None:
    """A GUM mention that is a proper name, without article and title; GUM marks every phrase."""
    label = GUM_LABELS.get(mention["type"])
    words = list(re.finditer(r"[\w.]+|[^\w\s]", text[mention["start"] : mention["end"]]))
    while words and words[0][0].lower().rstrip(".") in TITLES | {"the", "a", "an", "of"}:
        words.pop(0)
    if len(words) > 1 and words[-1][0] == "s":
        words = words[:-2]
    capitals = [word[0][0].isupper() for word in words if word[0].lower() not in SMALL]
    if not label or not capitals or not all(capitals) or _is_pronoun(words[0][0]):
        return None
    span = mention["start"] + words[0].start(), mention["start"] + words[-1].end()
    # EWT calls a country a place even where it acts
    return span, "LOC" if text[slice(*span)] in country_names() else label


def _is_pronoun(word: str) -> bool:
    pronouns = "i he she it we you they his her our their my your its this that"
    return word.lower() in pronouns.split()


def _names(instance: Instance, row: Row, scheme: str) -> None:
    spans = [
        ((span["start"], span["end"]), span["label"])
        for span in row["spans"]
        if span["label"] in MENTION_SCHEMES[scheme]
    ]
    instance.paint(scheme, spans, BIO_TAGS[scheme])


def _score(instance: Instance, row: Row) -> None:
    if instance.score is None:
        instance.score = np.full(instance.tokens.words, np.nan, np.float32)
    if words := instance.words_of(tuple(row["target"])):
        instance.score[words[0]] = row["score"]


def _predicates(instance: Instance, row: Row) -> None:
    for predicate in row["predicates"]:
        spans = [
            ((arg["start"], arg["end"]), arg["role"].removeprefix("ARGM-"))
            for arg in predicate["args"]
            if arg["role"].removeprefix("ARGM-") in SRL
        ]
        if spans:
            instance.link("srl", (predicate["start"], predicate["end"]), spans)


Tree = list[tuple[Offsets, str, int, str]]  # span, UPOS, head (-1 root), relation


def trees(path: Path) -> Iterator[tuple[str, Tree]]:
    """Texts with their trees; words are found in the text in order."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for block in file.read().split("\n\n"):
            lines = block.splitlines()
            text = next((x[9:] for x in lines if x.startswith("# text = ")), None)
            if text is not None:
                yield text, list(_words(text, lines))


def _words(text: str, lines: list[str]) -> Iterator[tuple[Offsets, str, int, str]]:
    at = 0
    for line in lines:
        cells = line.split("\t")
        if len(cells) != 10 or not cells[0].isdigit():
            continue
        found = text.find(cells[1], at)
        start = found if 0 <= found <= at + 2 else at
        at = start + len(cells[1]) if start == found else at
        yield (start, max(at, start + 1)), cells[3], int(cells[6]) - 1, cells[7].split(":")[0]


def _tree(instance: Instance, text: str, tree: Tree) -> None:
    firsts = [words[0] if (words := instance.words_of(span)) else None for span, *_ in tree]
    upos, deprel, head = (instance.layer(name) for name in ("upos", "deprel", "head"))
    for first, (_, tag, parent, relation) in zip(firsts, tree, strict=True):
        target = first if parent < 0 else firsts[parent]
        if first is None or target is None or upos[first] != IGNORE:
            continue
        upos[first] = UPOS.index(tag) if tag in UPOS else IGNORE
        deprel[first] = DEPREL.index(relation) if relation in DEPREL else IGNORE
        head[first] = target

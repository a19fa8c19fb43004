"""The tasks of `sayso eval`: rows of a corpus file in, figures out.

Formats are those of the corpora: one object a row, spans as character offsets. Where corpora cut
spans otherwise than the guidelines that articles are read by, the encoder is asked for theirs
(`TASKS`). Labels that differ from sayso's are mapped here and nowhere else:

==============  =======================================================================
mentions        the scheme (`annotate.labels.MENTION_SCHEMES`) that has most of the file's labels
types           YIELD (an older PLOVER root) stands for CONCEDE or RETREAT
roles           "both" (parties that act on each other) is actor: sayso makes both sides actors
==============  =======================================================================
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sayso.annotate import annotator, heads
from sayso.annotate.annotation import Annotation, Span, Tagged, Trigger
from sayso.annotate.annotator import (
    PAIR_WEIGHT,
    annotate,
    annotate_text,
    antecedents,
    encode_text,
)
from sayso.annotate.decode import decode, decode_layers
from sayso.annotate.encoder import Encoded, Encoder
from sayso.annotate.labels import MENTION_SCHEMES, ROLE_LAYERS, ROLES, TYPES, bio, layer_slices
from sayso.errors import InputError
from sayso.evaluate.happenings import happenings
from sayso.evaluate.linking import conll
from sayso.evaluate.metrics import Counts, Figures, f1_by_class, macro, pearson, rounded
from sayso.schema import Article

Row = dict[str, Any]

MERGED_TYPES = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
# What a trigger counts that links to none of the given spans, and a type that no trigger has.
UNLINKED, UNTOLD = 0.05, 1e-4


def scheme_of(labels: Iterable[str]) -> str:
    """The mention scheme that has most of a file's labels; raises InputError if none has any."""
    wanted = set(labels)
    best = max(MENTION_SCHEMES, key=lambda name: len(wanted & set(MENTION_SCHEMES[name])))
    if not wanted & set(MENTION_SCHEMES[best]):
        known = ", ".join(label for scheme in MENTION_SCHEMES.values() for label in scheme)
        raise InputError(
            f"no scheme has the labels {sorted(wanted)}", remedy=f"known labels are {known}"
        )
    return best


def mentions(rows: Sequence[Row], encoder: Encoder) -> Figures:
    """Exact span F1 of mentions, micro, macro and per label of the file."""
    scheme = scheme_of(span["label"] for row in rows for span in row["spans"])
    tags = bio(MENTION_SCHEMES[scheme])
    per_label: defaultdict[str, Counts] = defaultdict(Counts)
    micro = Counts()
    labels = {span["label"] for row in rows for span in row["spans"]}
    for row in rows:
        gold = {(span["start"], span["end"], span["label"]) for span in row["spans"]}
        found = _tagged_spans(row["text"], scheme, tags, encoder)
        told = {span for span in found if span[2] in labels}
        micro.add(told, gold)
        for label in labels:
            per_label[label].add(
                [t for t in told if t[2] == label], [g for g in gold if g[2] == label]
            )
    by_label = {label: per_label[label].f1 for label in sorted(labels)}
    return rounded({
        "micro_f1": micro.f1,
        "precision": micro.precision,
        "recall": micro.recall,
        "macro_f1": macro(by_label.values()),
        "per_label": by_label,
        "rows": len(rows),
    })  # fmt: skip


def _tagged_spans(
    text: str, head: str, tags: Sequence[str], encoder: Encoder
) -> Iterator[tuple[int, int, str]]:
    for encoded in encode_text(text, encoder):
        tokens = encoded.window.tokens
        for run in decode(encoded.logits(head)[None], tags)[0]:
            yield int(tokens.starts[run.start]), int(tokens.ends[run.end - 1]), run.label


def attribution(rows: Sequence[Row], encoder: Encoder) -> Figures:
    """Exact F1 of source, cue and content spans, and of (source, content) pairs.

    A discontinuous source or content counts each of its pieces; a pair counts each combination.
    """
    counts = {name: Counts() for name in ("source", "cue", "content", "relation")}
    articles = (Article(id=str(row["id"]), text=row["text"]) for row in rows)
    for row, (_, found) in zip(rows, annotate(articles, encoder=encoder), strict=True):
        gold, told = _gold_speech(row), _told_speech(found)
        for name, count in counts.items():
            count.add(told[name], gold[name])
    figures: Figures = {f"{name}_f1": count.f1 for name, count in counts.items()}
    return rounded({**figures, "rows": len(rows)})


def _gold_speech(row: Row) -> dict[str, set[Any]]:
    out: dict[str, set[Any]] = {"source": set(), "cue": set(), "content": set(), "relation": set()}
    for relation in row["relations"]:
        pieces = {name: [tuple(span) for span in relation[name]] for name in list(out)[:3]}
        for name, spans in pieces.items():
            out[name].update(spans)
        out["relation"].update((s, c) for s in pieces["source"] for c in pieces["content"])
    return out


def _told_speech(found: Annotation) -> dict[str, set[Any]]:
    out: dict[str, set[Any]] = {"source": set(), "cue": set(), "content": set(), "relation": set()}
    for speech in found.speech:
        contents = [_span(content) for content in speech.content]
        if not contents:
            continue
        out["cue"].add(_span(speech.cue))
        out["content"].update(contents)
        if speech.source:
            out["source"].add(_span(speech.source))
            out["relation"].update((_span(speech.source), content) for content in contents)
    return out


def types(rows: Sequence[Row], encoder: Encoder) -> Figures:
    """Type of the event between two given spans, and who did what to whom from raw text.

    `accuracy`, `macro_f1`: spans given. `triple_f1`: the main event of each sentence, right when
    its type is right and actor and recipient overlap the gold ones; `type_f1`: its type alone.
    A row has one gold event, so the main event is judged; `triple_f1_all` and `type_f1_all` judge
    all events that are found.
    """
    merged = any(row["type"] == "YIELD" for row in rows)
    given: list[tuple[str, str]] = []
    counts = {name: Counts() for name in ("triple", "type", "triple_all", "type_all")}
    for row in rows:
        encoded = encode_text(row["text"], encoder)
        given.append((row["type"], _merged(_type_between(encoded, row), merged)))
        events = _events(annotate_text(row["text"], encoder=encoder), merged)
        main = _main(events)
        for name, told in (("", main), ("_all", events)):
            right = [e for e in told if e[0] == row["type"]]
            full = [
                e
                for e in right
                if _overlap(e[1], row["actor"]) and _overlap(e[2], row["recipient"])
            ]
            for part, hit in (("triple", full), ("type", right)):
                count = counts[part + name]
                count.right += bool(hit)
                count.predicted += len(told)
                count.gold += 1
    by_type = f1_by_class(given)
    return rounded({
        "accuracy": sum(g == p for g, p in given) / max(1, len(given)),
        "macro_f1": macro(by_type.values()),
        "triple_f1": counts["triple"].f1,
        "type_f1": counts["type"].f1,
        "triple_f1_all": counts["triple_all"].f1,
        "type_f1_all": counts["type_all"].f1,
        "per_type": dict(by_type),
        "rows": len(rows),
    })  # fmt: skip


def _merged(kind: str, merged: bool) -> str:
    return MERGED_TYPES.get(kind, kind) if merged else kind


def _type_between(encoded: Sequence[Encoded], row: Row) -> str:
    """The pair head's and the triggers' opinion on a row, weighed as the annotator weighs them.

    Of the triggers those count most whose links lead to the given spans.
    """
    window = encoded[0]
    pair = tuple(_words(window, tuple(row[role])) if row[role] else None for role in ROLES[:2])
    between = heads.pair_types(window.vectors, [(pair[0], pair[1])])[0]
    triggers = heads.softmax(window.logits("trigger"))[:, 1:]
    mass = (triggers * (_linked(window, pair) + UNLINKED)[:, None]).sum(0)
    both = np.exp(PAIR_WEIGHT * between) * (mass / mass.sum() + UNTOLD)
    # a class that stands for two types gets both their shares
    scores: Counter[str] = Counter()
    for kind, value in zip(TYPES, both.tolist(), strict=True):
        scores[kind] += value
    if row["type"] in TYPES or row["type"] == "YIELD":
        joint = scores["CONCEDE"] + scores["RETREAT"]
        scores["CONCEDE"] = joint
        del scores["RETREAT"]
    return scores.most_common(1)[0][0]


def _linked(window: Encoded, pair: Sequence[tuple[int, int] | None]) -> heads.Floats:
    """How surely each word, as a trigger, links to the given actor and recipient; (words,)."""
    words = len(window.vectors)
    scores = heads.link("role", window.vectors, [(n, n + 1) for n in range(words)])
    sure = np.ones(words, np.float32)
    for layer, span in zip(layer_slices(ROLE_LAYERS), pair, strict=False):
        of_role = 1 - heads.softmax(scores[..., layer])[..., 0]
        sure *= of_role[:, slice(*span)].mean(1) if span else 1 - of_role.max(1)
    return sure


def _words(encoded: Encoded, span: Span) -> tuple[int, int] | None:
    tokens = encoded.window.tokens
    low = int(np.searchsorted(tokens.ends, span[0], side="right"))
    high = int(np.searchsorted(tokens.starts, span[1], side="left"))
    return (low, high) if low < high else None


Told = tuple[str, list[Span], list[Span], float]


def _events(found: Annotation, merged: bool) -> list[Told]:
    return [
        (_merged(t.types[0][0], merged), _roles(t, "actor"), _roles(t, "recipient"), t.score)
        for t in found.triggers
    ]


def _roles(trigger: Trigger, label: str) -> list[Span]:
    return [_span(role) for role in trigger.roles if role.label == label]


def _main(events: Sequence[Told]) -> list[Told]:
    """The event that says most: the one with more of its roles filled, then the surest."""
    best = max(events, key=lambda e: e[3] + 0.5 * bool(e[1]) + 0.5 * bool(e[2]), default=None)
    return [best] if best else []


def _overlap(told: Sequence[Span], gold: Sequence[int] | None) -> bool:
    """Whether a told span overlaps the gold one; a gold side that is absent asks for nothing."""
    return gold is None or any(start < gold[1] and gold[0] < end for start, end in told)


def roles(rows: Sequence[Row], encoder: Encoder) -> Figures:
    """Exact span F1 of actors and recipients of the sentence's main act."""
    counts = {"actor": Counts(), "recipient": Counts()}
    for row in rows:
        told = main_roles(row["text"], encoder)
        for role, count in counts.items():
            names = (role, "both") if role == "actor" else (role,)
            gold = {(s["start"], s["end"]) for s in row["spans"] if s["label"] in names}
            count.add({_span(t) for t in told if t.label == role}, gold)
    figures: Figures = {f"{role}_f1": count.f1 for role, count in counts.items()}
    return rounded({**figures, "macro_f1": macro(list(figures.values())), "rows": len(rows)})


def main_roles(text: str, encoder: Encoder) -> list[Tagged]:
    """Actor and recipient spans of a sentence's main act, without choosing one trigger."""
    found: list[Tagged] = []
    for encoded in encode_text(text, encoder)[:1]:
        centre, at = heads.virtual_centre(encoded.vectors, encoded.logits("trigger"))
        scores = heads.link_from("role", encoded.vectors, centre[None], np.array([at]))
        tokens = encoded.window.tokens
        found += [
            Tagged(int(tokens.starts[r.start]), int(tokens.ends[r.end - 1]), r.label, r.score)
            for r in decode_layers(scores, ROLE_LAYERS, touching=False)[0]
        ]
    return found


def where(rows: Sequence[Row], encoder: Encoder) -> Figures:
    """Exact (event, place) pairs: precision, recall and F1."""
    count = Counts()
    for row in rows:
        encoded = encode_text(row["text"], encoder)[0]
        centre = _words(encoded, tuple(row["event"]))
        told = []
        if centre:
            scores = heads.link("role", encoded.vectors, [centre])
            tokens = encoded.window.tokens
            told = [
                (int(tokens.starts[r.start]), int(tokens.ends[r.end - 1]))
                for r in decode_layers(scores, ROLE_LAYERS, touching=False)[0]
                if r.label == "place"
            ]
        count.add(told, [tuple(place) for place in row["places"]])
    return rounded({
        "precision": count.precision, "recall": count.recall, "f1": count.f1, "rows": len(rows)
    })  # fmt: skip


def factuality(rows: Sequence[Row], encoder: Encoder) -> Figures:
    """Pearson's r and mean absolute error of the score (-3 to 3) at the target words."""
    told: list[float] = []
    for row in rows:
        encoded = encode_text(row["text"], encoder)[0]
        words = _words(encoded, tuple(row["target"]))
        score = 3 * float(encoded.logits("score")[words[0], 0]) if words else 0.0
        told.append(min(3.0, max(-3.0, score)))
    gold = [float(row["score"]) for row in rows]
    mae = macro(abs(a - b) for a, b in zip(told, gold, strict=True))
    return rounded({"pearson": pearson(told, gold), "mae": mae, "rows": len(rows)})


def false_alarms(rows: Sequence[Row], encoder: Encoder) -> Figures:
    """Share of event-free sentences that are given an event; `triggered`: by the model alone.

    Between the two stands coding, which drops what a trigger alone does not make an event.
    """
    from sayso.pipeline import Coder

    texts = (Article(id=str(number), text=row["text"]) for number, row in enumerate(rows))
    seen = list(annotate(texts, encoder=encoder))
    triggered = sum(bool(found.triggers) for _, found in seen)
    coded = sum(bool(article.events) for article in Coder().coded(seen))
    size = max(1, len(rows))
    return rounded({"share": coded / size, "triggered": triggered / size, "rows": len(rows)})


def coreference(rows: Sequence[Row], encoder: Encoder) -> Figures:
    """Chains of the given mentions inside each document, scored over all documents.

    `conll_f1` and its parts as in `evaluate.linking`, singletons counted. `anaphor_accuracy`: of
    the mentions of persons and organisations (all, where no type is given) that refer back, the
    share whose chosen antecedent is of their chain; `pronoun_accuracy`: of those of one lower-case
    word.
    """
    gold: list[list[tuple[int, Span]]] = []
    told: list[list[tuple[int, Span]]] = []
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for number, row in enumerate(rows):
        chain_of = {(m["start"], m["end"]): m["chain"] for m in row["mentions"]}
        found = antecedents(Article(id=str(number), text=row["text"]), chain_of, encoder=encoder)
        linked = {span: before for span, (before, _) in found.items()}
        gold += _clusters(number, chain_of)
        told += _clusters(number, {span: _root(span, linked) for span in chain_of})
        for kind, span in _anaphors(row):
            asked[kind] += 1
            right[kind] += chain_of.get(linked.get(span, (-1, -1))) == chain_of[span]
    accuracies = {f"{kind}_accuracy": right[kind] / asked[kind] for kind in sorted(asked)}
    return {**conll(gold, told), **rounded(accuracies), "rows": len(rows)}


def _root(span: Span, linked: Mapping[Span, Span]) -> Span:
    while span in linked:
        span = linked[span]
    return span


def _clusters(number: int, keys: Mapping[Span, Any]) -> list[list[tuple[int, Span]]]:
    by_key: defaultdict[Any, list[tuple[int, Span]]] = defaultdict(list)
    for span, key in keys.items():
        by_key[key].append((number, span))
    return list(by_key.values())


def _anaphors(row: Row) -> Iterator[tuple[str, Span]]:
    seen: set[Any] = set()
    for mention in sorted(row["mentions"], key=lambda m: (m["start"], -m["end"])):
        span = mention["start"], mention["end"]
        if mention["chain"] in seen and mention.get("type", "person") in ("person", "organization"):
            yield "anaphor", span
            words = row["text"][slice(*span)]
            if words.isalpha() and words.islower():
                yield "pronoun", span
        seen.add(mention["chain"])


def _span(tagged: Tagged) -> Span:
    return tagged.start, tagged.end


@dataclass(frozen=True, slots=True)
class Task:
    """How a task is measured, and in whose convention its rows are read unless told otherwise."""

    function: Callable[[Sequence[Row], Encoder], Figures]
    convention: str


TASKS = {
    "mentions": Task(mentions, "corpora"),
    "attribution": Task(attribution, "corpora"),
    "types": Task(types, "corpora"),
    "roles": Task(roles, "corpora"),
    "where": Task(where, "corpora"),
    "factuality": Task(factuality, "guidelines"),
    "false-alarms": Task(false_alarms, "guidelines"),
    "coref": Task(coreference, "guidelines"),
    "events": Task(happenings, "guidelines"),
}


def measure(task: str, rows: Sequence[Row], convention: str | None = None) -> Figures:
    """The figures of one of `TASKS`, in one of `CONVENTIONS`, the task's own if none is given."""
    chosen = TASKS[task]
    encoder = annotator.shared_encoder()
    return chosen.function(rows, encoder.in_convention(convention or chosen.convention))

"""Rows of `corpora/linking` as tellings: the events that are given, in their documents."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from sayso.evaluate.linking import conll
from sayso.evaluate.metrics import Figures
from sayso.link.model import pair_models
from sayso.link.tellings import FEATURES, Documents, Telling, table, telling
from sayso.link.topics import GROUP, Context, group_table
from sayso.link.vectors import Vectors
from sayso.pairs import PairModel, cut, merges

Row = dict[str, Any]
Span = tuple[int, int]
# what a pair is judged by where all tellings of its topic are given
GROUPED = FEATURES + GROUP


@dataclass(frozen=True, slots=True)
class Corpus:
    """The tellings of all rows with their gold chains; `topics` lists tellings by topic."""

    tellings: list[Telling]
    contexts: list[Context]
    chains: list[str]
    topics: dict[str, list[int]]
    documents: Documents

    def pairs(self, topic: str) -> list[tuple[int, int]]:
        """All pairs of one topic."""
        return list(combinations(self.topics[topic], 2))

    def gold(self) -> list[list[int]]:
        """The gold clusters."""
        groups: dict[str, list[int]] = defaultdict(list)
        for number, chain in enumerate(self.chains):
            groups[chain].append(number)
        return list(groups.values())


def read_corpus(rows: Sequence[Row]) -> Corpus:
    """The corpus of rows; raises KeyError where a row lacks a field."""
    texts = [row["text"] for row in rows]
    cuts = [[(int(a), int(b)) for a, b in row["sentences"]] for row in rows]
    vectors = Vectors(texts, cuts)
    tellings: list[Telling] = []
    contexts: list[Context] = []
    chains: list[str] = []
    topics: dict[str, list[int]] = defaultdict(list)
    for document, row in enumerate(rows):
        for mention in row["mentions"]:
            if mention["kind"] == "event":
                topics[str(row["topic"])].append(len(tellings))
                chains.append(f"{row['topic']} {mention['chain']}")
                span = (int(mention["start"]), int(mention["end"]))
                found, context = _telling(row, span, document, vectors)
                tellings.append(found)
                contexts.append(context)
    named = [str(row["topic"]) for row in rows]
    return Corpus(tellings, contexts, chains, dict(topics), Documents(texts, named))


def _telling(row: Row, span: Span, document: int, vectors: Vectors) -> tuple[Telling, Context]:
    sentences = [(int(a), int(b)) for a, b in row["sentences"]]
    number = max(0, bisect_right(sentences, (span[0], len(row["text"]) + 1)) - 1)
    found = vectors.at(document, span)
    before, after, times = _named(row, span, sentences[number])
    text = row["text"]
    told = telling(
        text,
        span,
        sentences[number],
        document=document,
        first=number == 0,
        parties=(text[slice(*before)], text[slice(*after)]),
        times=times,
        types=found.types,
        vector=found.vector,
        word=vectors.word(text[slice(*span)]),
    )
    whole, first, last = (
        vectors.at(document, part).vector for part in (sentences[number], before, after)
    )
    return told, Context(number, whole, first, last)


def _named(row: Row, span: Span, sentence: Span) -> tuple[Span, Span, str]:
    """The nearest named entity before and after, and the words of the times beside them."""
    inside = [
        (int(m["start"]), int(m["end"]), str(m["type"]))
        for m in row["mentions"]
        if m["kind"] == "entity" and sentence[0] <= int(m["start"]) < sentence[1]
    ]
    text = row["text"]
    before = [m for m in inside if m[1] <= span[0] and m[2] != "time"]
    after = [m for m in inside if m[0] >= span[1] and m[2] != "time"]
    nearest_before = max(before, key=lambda m: m[1], default=(0, 0, ""))
    nearest_after = min(after, key=lambda m: m[0], default=(0, 0, ""))
    times = " ".join(text[a:b] for a, b, kind in inside if kind == "time")
    return nearest_before[:2], nearest_after[:2], times


def tables(corpus: Corpus) -> Iterator[tuple[str, list[tuple[int, int]], Any]]:
    """Each topic with its pairs and the values of `GROUPED` for them."""
    for topic in sorted(corpus.topics):
        pairs = corpus.pairs(topic)
        inside = corpus.topics[topic]
        group = group_table(
            [corpus.tellings[n] for n in inside], [corpus.contexts[n] for n in inside]
        )
        one, two = np.triu_indices(len(inside), 1)  # the order in which `pairs` lists them
        yield (
            topic,
            pairs,
            np.hstack([table(corpus.tellings, pairs, corpus.documents), group[one, two]]),
        )


def cluster(
    found: Iterable[tuple[str, list[tuple[int, int]], Any]], corpus: Corpus, model: PairModel
) -> list[list[int]]:
    """The clusters that a model makes of the corpus."""
    return cluster_each(found, corpus, model, thresholds=(model.threshold,))[model.threshold]


def cluster_each(
    found: Iterable[tuple[str, list[tuple[int, int]], Any]],
    corpus: Corpus,
    model: PairModel,
    *,
    thresholds: Sequence[float],
) -> dict[float, list[list[int]]]:
    """The same at several thresholds."""
    wanted = [GROUPED.index(name) for name in model.features]
    out: dict[float, list[list[int]]] = {threshold: [] for threshold in thresholds}
    for topic, pairs, values in found:
        own = corpus.topics[topic]
        place = {telling: at for at, telling in enumerate(own)}
        scores = model.scores(np.asarray(values)[:, wanted])
        named = {(place[i], place[j]): float(s) for (i, j), s in zip(pairs, scores, strict=True)}
        merged = list(merges(len(own), named, least=min(thresholds)))
        for threshold in thresholds:
            made = cut(len(own), merged, threshold=threshold)
            out[threshold] += [[own[at] for at in members] for members in made]
    return out


def linking(rows: Sequence[Row]) -> Figures:
    """Event coreference across the documents of a topic, mentions given: MUC, B-cubed, CEAF-e and
    their mean; `same_head` is the baseline that joins triggers of one stem."""
    corpus = read_corpus(rows)
    told = cluster(tables(corpus), corpus, pair_models()["grouped"])
    return {
        **conll(corpus.gold(), told),
        "same_head_conll_f1": conll(corpus.gold(), _same_head(corpus))["conll_f1"],
        "mentions": len(corpus.tellings),
        "rows": len(rows),
    }


def _same_head(corpus: Corpus) -> list[list[int]]:
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for topic, inside in corpus.topics.items():
        for number in inside:
            groups[topic, corpus.tellings[number].head].append(number)
    return list(groups.values())

"""Fit and measure what tells two tellings of one article to be of one happening.

    python -m training.repeats [--shared ../shared] [--write]

`training/dev/repeats.jsonl` sorts the tellings of articles of `news/fakes_a` into happenings, by
the offsets of their triggers and without their text; a trigger marked x tells no event. Figures are
of folds by article, each with the weights of the others: B-cubed precision, recall and F1 (Bagga
and Baldwin 1998), and of pairs. `--write` fits on all and writes src/sayso/coding/sameness.json.
"""

from __future__ import annotations

import argparse
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from sayso.annotate.annotator import annotate
from sayso.coding.sameness import FEATURES, candidates, table, tellings
from sayso.evaluate import linking
from sayso.pairs import Pair, PairModel, average_linkage
from sayso.pipeline import Coder
from training.incidents import article_of
from training.linking import logistic_model, read_rows

LABELS = Path(__file__).parent / "dev" / "repeats.jsonl"
OUT = Path(__file__).parents[1] / "src" / "sayso" / "coding" / "sameness.json"
NO_EVENT = "x"
FOLDS = 11
RIDGE = 30.0
THRESHOLDS = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
TIE = 0.001  # of F1

Clusters = dict[tuple[int, int], set[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Told:
    """The tellings of one article: the happening of each (None where it is unlabelled or none),
    the pairs that are compared, and their features (pairs, FEATURES)."""

    happenings: list[str | None]
    pairs: list[Pair]
    features: NDArray[np.float32]

    @property
    def judged(self) -> list[tuple[int, bool]]:
        """The compared pairs of labelled tellings, by number, and whether each is one happening."""
        known = [(n, self.happenings[i], self.happenings[j]) for n, (i, j) in enumerate(self.pairs)]
        return [(n, one == two) for n, one, two in known if one is not None and two is not None]


def told(shared: Path) -> Iterator[Told]:
    """The labelled articles, as today's model and coder tell them."""
    labels = {row["id"]: row["rows"] for row in read_rows(LABELS)}
    rows = read_rows(shared / "corpora" / "news" / "fakes_a.jsonl")
    coder = Coder()
    articles = [article_of(row) for row in rows if row["id"] in labels]
    for article in coder.told(annotate(articles, encoder=coder.encoder)):
        named = labels[article.id]
        found = [named.get(f"{e.trigger.start}-{e.trigger.end}") for e in article.events]
        seen = tellings(article.events, article.text)
        pairs = candidates(seen)
        happenings = [None if name == NO_EVENT else name for name in found]
        yield Told(happenings, pairs, table(seen, pairs))


def fit(articles: Sequence[Told]) -> PairModel:
    """The weights, without a threshold."""
    rows = [article.features[n] for article in articles for n, _ in article.judged]
    same = [one for article in articles for _, one in article.judged]
    return logistic_model(FEATURES, np.array(rows, np.float64), np.array(same), ridge=RIDGE)


def clusters(articles: Sequence[Told], models: Sequence[PairModel], threshold: float) -> Clusters:
    """The cluster of every labelled telling, by article and number."""
    out: Clusters = {}
    for at, (article, model) in enumerate(zip(articles, models, strict=True)):
        scores = model.scores(article.features).tolist()
        likely = dict(zip(article.pairs, scores, strict=True))
        for cluster in average_linkage(len(article.happenings), likely, threshold=threshold):
            members = {(at, n) for n in cluster if article.happenings[n] is not None}
            out |= dict.fromkeys(members, members)
    return out


def gold(articles: Sequence[Told]) -> Clusters:
    """The happenings of the labels, likewise."""
    named: dict[tuple[int, str], set[tuple[int, int]]] = {}
    for at, article in enumerate(articles):
        for n, name in enumerate(article.happenings):
            if name is not None:
                named.setdefault((at, name), set()).add((at, n))
    return {member: members for members in named.values() for member in members}


def b_cubed(found: Clusters, right: Clusters) -> tuple[float, float, float]:
    """Precision, recall and F1 of each telling's cluster, on the mean."""
    ratios = linking.b_cubed(_distinct(right), _distinct(found))
    recall, precision = (part / whole for part, whole in ratios)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _distinct(clusters: Clusters) -> list[frozenset[Hashable]]:
    """Each cluster once."""
    return list(dict.fromkeys(frozenset[Hashable](members) for members in clusters.values()))


def paired(found: Clusters, right: Clusters) -> tuple[float, float, float]:
    """Precision, recall and F1 of the pairs that are in one cluster."""
    one, two = (
        {pair for members in c.values() for pair in combinations(sorted(members), 2)}
        for c in (found, right)
    )
    precision, recall = len(one & two) / max(1, len(one)), len(one & two) / max(1, len(two))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def folded(articles: Sequence[Told]) -> list[PairModel]:
    """For each article, the weights of the folds that it is not in."""
    fold = np.random.default_rng(0).permutation(len(articles)) % FOLDS
    fitted = [
        fit([article for article, own in zip(articles, fold, strict=True) if own != number])
        for number in range(FOLDS)
    ]
    return [fitted[number] for number in fold]


def main() -> None:
    """Measure by folds; with --write, fit on all and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    articles = list(told(args.shared))
    right, models = gold(articles), folded(articles)
    print(f"{len(articles)} articles, {len(right)} tellings", flush=True)
    figures: dict[float, tuple[float, float, float]] = {}
    for threshold in THRESHOLDS:
        found = clusters(articles, models, threshold)
        figures[threshold] = b_cubed(found, right)
        told_b, told_p = (" ".join(f"{x:.3f}" for x in f(found, right)) for f in (b_cubed, paired))
        print(f"{threshold:.2f}: B-cubed {told_b}, pairs {told_p}", flush=True)
    most = max(f1 for *_, f1 in figures.values())
    # of equals the strictest: a happening shown twice is seen, one folded into another is lost
    best = max(threshold for threshold, (*_, f1) in figures.items() if f1 >= most - TIE)
    print(f"threshold {best}")
    if args.write:
        model = replace(fit(articles), threshold=best)
        OUT.write_bytes(msgspec.json.format(msgspec.json.encode(model), indent=1) + b"\n")


if __name__ == "__main__":
    main()

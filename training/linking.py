"""Fit the pair models of `sayso.link` and write src/sayso/link/pairs.json.

    python -m training.linking [--shared ../shared]

Text weights come from `linking/ecbplus_train`, its thresholds from folds of its topics; the
weights of coded fields from `training/dev/incidents.jsonl` (see `training/incidents.py`). The
encoder's vectors are features: fit again when the model changes.

Method: `text` is a logistic regression by Newton's method, with a ridge; `grouped` a small network
(`training/pair_network.py`).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from sayso.evaluate.linking import conll
from sayso.link.corpus import GROUPED, Corpus, cluster, cluster_each, read_corpus, tables
from sayso.link.fields import FIELDS
from sayso.link.tellings import TEXT
from sayso.pairs import PairModel
from training.pair_network import fit_network

OUT = Path(__file__).resolve().parents[1] / "src" / "sayso" / "link" / "pairs.json"
RIDGE = 3.0
# What is believed of coded fields before labelled incidents are seen, in log odds: the middle of
# the ridge, so that a few score incidents shift it and do not have to found it.
PRIOR = {
    "text": 0.8,
    "same_type": 1.0,
    "same_quad": 0.5,
    "same_mode": 0.5,
    "other_mode": -0.8,
    "same_actor": 0.8,
    "other_actor": -0.8,
    "same_recipient": 0.8,
    "other_recipient": -0.6,
    "near": 1.5,
    "distance": -1.5,
    "place_untold": 0.0,
    "same_day": 0.8,
    "days_apart": -0.8,
    "day_untold": 0.0,
    "same_toll": 2.0,
    "other_toll": -1.0,
    "same_article": 0.0,
    "same_place_name": 0.7,
}
PRIOR_BIAS = -1.5
FOLDS = 5
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
# what speaks for a pair, by feature
LIKELY = {
    "same_head": 0.0, "shared_stem": 0.0, "word_vectors": 0.6, "context_vectors": 0.6,
    "head_in_other": 0.0,
}  # fmt: skip
THINNED = 10

Table = NDArray[np.float64]
Topic = tuple[str, list[tuple[int, int]], Any]


def fit_logistic(x: Table, y: NDArray[np.bool_], *, ridge: float = RIDGE) -> tuple[Table, float]:
    """Weights and bias for x (rows, features) and y; columns are scaled while fitting."""
    mean, scale = x.mean(0), x.std(0) + 1e-6
    design = np.hstack([(x - mean) / scale, np.ones((len(x), 1))])
    weights = np.zeros(design.shape[1])
    penalty = np.full(design.shape[1], ridge)
    penalty[-1] = 1e-9
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        gradient = design.T @ (p - y) + penalty * weights
        curvature = (design * (p * (1 - p))[:, None]).T @ design + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    own = weights[:-1] / scale
    return own, float(weights[-1] - own @ mean)


def fit_text(found: Sequence[Topic], corpus: Corpus) -> PairModel:
    """A model of the features of `TEXT`, without its threshold."""
    columns = [GROUPED.index(name) for name in TEXT]
    x = np.vstack([np.asarray(values)[:, columns] for _, _, values in found]).astype(np.float64)
    return logistic_model(TEXT, x, _same(found, corpus))


def logistic_model(
    features: tuple[str, ...], x: Table, y: NDArray[np.bool_], *, ridge: float = RIDGE
) -> PairModel:
    """The model that `fit_logistic` finds, its numbers rounded, without its threshold."""
    weights, bias = fit_logistic(x, y, ridge=ridge)
    rounded = tuple(round(float(weight), 4) for weight in weights)
    return PairModel(features, rounded, round(bias, 4), 0.5)


def fit_grouped(found: Sequence[Topic], corpus: Corpus) -> PairModel:
    """A model of the features of `GROUPED`, without its threshold. Of the pairs that nothing
    speaks for, one in `THINNED` is kept, with the weight of as many."""
    x = np.vstack([np.asarray(values) for _, _, values in found]).astype(np.float32)
    y = _same(found, corpus)
    likely = y.copy()
    for name, least in LIKELY.items():
        likely |= x[:, GROUPED.index(name)] > least
    kept = likely | (np.random.default_rng(0).random(len(y)) < 1 / THINNED)
    weight = np.where(likely[kept], 1.0, THINNED).astype(np.float32)
    return fit_network(x[kept], y[kept], weight, features=GROUPED)


def _same(found: Sequence[Topic], corpus: Corpus) -> NDArray[np.bool_]:
    same = [corpus.chains[i] == corpus.chains[j] for _, pairs, _ in found for i, j in pairs]
    return np.array(same, dtype=bool)


Fit = Callable[[Sequence[Topic], Corpus], PairModel]


def with_threshold(found: Sequence[Topic], corpus: Corpus, fit: Fit) -> PairModel:
    """The same with the threshold that does best on topics left out of fitting."""
    best: dict[float, list[float]] = {threshold: [] for threshold in THRESHOLDS}
    for fold in range(FOLDS):
        held = [topic for n, topic in enumerate(found) if n % FOLDS == fold]
        rest = [topic for n, topic in enumerate(found) if n % FOLDS != fold]
        model = fit(rest, corpus)
        inside = {n for topic, _, _ in held for n in corpus.topics[topic]}
        gold = [c for c in corpus.gold() if c[0] in inside]
        for threshold, told in cluster_each(held, corpus, model, thresholds=THRESHOLDS).items():
            best[threshold].append(conll(gold, told)["conll_f1"])
    means = {threshold: float(np.mean(values)) for threshold, values in best.items()}
    print({t: round(v, 4) for t, v in means.items()})
    chosen = max(means, key=lambda threshold: means[threshold])
    return replace(fit(found, corpus), threshold=chosen)


def kept_models() -> dict[str, PairModel]:
    """The models of pairs.json; none where there is no such file yet."""
    if not OUT.exists():
        return {}
    return msgspec.json.decode(OUT.read_bytes(), type=dict[str, PairModel])


def write_models(models: dict[str, PairModel]) -> None:
    """Write pairs.json, a model a line."""
    lines = [b'"%b": %b' % (name.encode(), msgspec.json.encode(m)) for name, m in models.items()]
    OUT.write_bytes(b"{\n" + b",\n".join(lines) + b"\n}\n")


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a JSONL file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def main() -> None:
    """Fit, print the figures on the development part, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    folder = parser.parse_args().shared / "corpora" / "linking"
    corpus = read_corpus(list(read_rows(folder / "ecbplus_train.jsonl")))
    found = list(tables(corpus))
    models = {
        "grouped": with_threshold(found, corpus, fit_grouped),
        "text": with_threshold(found, corpus, fit_text),
    }
    dev = read_corpus(list(read_rows(folder / "ecbplus_dev.jsonl")))
    seen = list(tables(dev))
    for name, model in models.items():
        print(name, conll(dev.gold(), cluster(seen, dev, model)))
    weights = tuple(PRIOR[name] for name in FIELDS)
    write_models({"incident": PairModel(FIELDS, weights, PRIOR_BIAS, 0.5)} | kept_models() | models)


if __name__ == "__main__":
    main()

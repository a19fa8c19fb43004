"""Fit and measure the linking of incidents on `training/dev/incidents.jsonl`.

    python -m training.incidents [--shared ../shared] [--archive DIR] [--write]

The file labels incidents that two or more publishers of `news/fakes_a` tell: the triggers by
article and offset, no text. The articles are coded into an archive (kept with --archive), and
each labelled trigger is matched with the coded event that has it as evidence, or the nearest in 60
characters. Figures: CoNLL F1 over the matched tellings, by weights fitted on the other folds.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from sayso.archive import Archive, add_articles
from sayso.archive.add import coding_of
from sayso.evaluate.linking import conll
from sayso.link.candidates import Found, pairs
from sayso.link.fields import FIELDS
from sayso.link.incidents import TOLD, TYPES, found, index_rows, joined, pair_features
from sayso.link.model import pair_models
from sayso.pairs import PairModel
from sayso.pipeline import Coder
from sayso.read import read_text
from sayso.schema import Article
from training.linking import (
    PRIOR,
    PRIOR_BIAS,
    kept_models,
    read_rows,
    write_models,
)

LABELS = Path(__file__).parent / "dev" / "incidents.jsonl"
NEAR = 60
FOLDS = 5
RIDGE = 4.0
# Lower ones score higher here (0.849 at 0.05), but what they join wrongly to events without a
# label is not seen: at a mean pair probability under a fifth most joins are not to be believed.
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4)


@dataclass(frozen=True, slots=True)
class Labelled:
    """The coded events that tell labelled incidents, with the number of each one's incident."""

    events: list[Found]
    incidents: list[int]
    tellings: int


def coded(shared: Path, folder: Path) -> Archive:
    """An archive with the articles that the labels name."""
    wanted = {t["article"] for row in labels() for t in row["tellings"]}
    rows = read_rows(shared / "corpora" / "news" / "fakes_a.jsonl")
    coder = Coder()
    archive = Archive(folder, create=True)
    items = (article_of(row) for row in rows if row["id"] in wanted)
    add_articles(archive, items, coder=coder, coding=coding_of(coder))
    return archive


def article_of(row: dict[str, Any]) -> Article:
    """The article of a row, with the date that its text states: the corpus's own is off by more
    than ten days for one article in five. It is used where the text states none."""
    parts = {"id": row["id"], "publisher": row["source"], "title": row["title"]}
    found = read_text(row["text"], **parts)
    return found if found.date else read_text(row["text"], date=row["date"], **parts)


def labels() -> list[dict[str, Any]]:
    """The labelled incidents."""
    return [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]


def matched(archive: Archive) -> Labelled:
    """The labelled tellings that the coder found."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    evidence = {
        (article.id, event.trigger.start): event.evidence
        for article in archive.read()
        for event in article.events
    }
    for row in index_rows(archive, types=TYPES, told=TOLD):
        row["evidence"] = evidence[row["article_id"], row["trigger_start"]]
        rows[row["article_id"]].append(row)
    events: list[Found] = []
    incidents: list[int] = []
    total = 0
    for number, label in enumerate(labels()):
        for telling in label["tellings"]:
            total += 1
            near = [(_apart(row, telling), row) for row in rows[telling["article"]]]
            best = min(near, key=lambda pair: pair[0], default=(NEAR + 1, {}))
            if best[0] <= NEAR and best[1]["event"] not in {e.event for e in events}:
                events.append(found(best[1]))
                incidents.append(number)
    return Labelled(events, incidents, total)


def _apart(row: dict[str, Any], telling: dict[str, Any]) -> int:
    """Characters between a labelled trigger and the nearest of an event's; 0 where they overlap."""
    start, end = int(telling["start"]), int(telling["end"])
    return min(max(0, span.start - end + 1, start - span.end + 1) for span in row["evidence"])


def fit(table: Any, same: Any) -> PairModel:
    """Weights by maximum a posteriori around `training.linking.PRIOR` (Newton's method)."""
    centre = np.array([*(PRIOR[name] for name in FIELDS), PRIOR_BIAS])
    design = np.hstack([np.asarray(table, np.float64), np.ones((len(table), 1))])

    def loss(at: Any) -> float:
        logits = design @ at
        fitted = np.logaddexp(0, logits).sum() - logits[same].sum()
        return float(fitted + RIDGE / 2 * np.square(at - centre).sum())

    weights = centre.copy()
    for _ in range(100):
        p = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        gradient = design.T @ (p - same) + RIDGE * (weights - centre)
        curvature = (design * (p * (1 - p))[:, None]).T @ design + RIDGE * np.eye(len(weights))
        step = np.linalg.solve(curvature, gradient)
        size = 1.0
        while size > 1e-4 and loss(weights - size * step) > loss(weights):
            size /= 2  # a full step can overshoot where the prior is far from the data
        weights -= size * step
        if np.abs(step).max() < 1e-6:
            break
    rounded = [round(float(w), 3) for w in weights]
    return PairModel(FIELDS, tuple(rounded[:-1]), rounded[-1], 0.5)


@dataclass(frozen=True, slots=True)
class Compared:
    """All events of the archive, the pairs that blocking lets through, and their features.

    `incident_of` gives the labelled incident of an event's position.
    """

    events: list[Found]
    pairs: list[tuple[int, int]]
    table: Any
    incident_of: dict[int, int]

    def labelled(self, without: Sequence[int] = ()) -> tuple[Any, Any]:
        """Features and labels of the pairs whose events are labelled with incidents outside
        `without`. Pairs inside one article are left out: its repetitions are not labelled, and
        fitting on them would teach that there are none."""
        known, left_out = self.incident_of, set(without)
        rows = [
            n
            for n, (i, j) in enumerate(self.pairs)
            if i in known
            and j in known
            and not {known[i], known[j]} & left_out
            and self.events[i].article != self.events[j].article
        ]
        same = [known[self.pairs[n][0]] == known[self.pairs[n][1]] for n in rows]
        return self.table[rows], np.array(same, dtype=bool)


def compare(archive: Archive, labelled: Labelled) -> Compared:
    """The features of all candidate pairs of an archive."""
    events = [found(row) for row in index_rows(archive, types=TYPES, told=TOLD)]
    candidates = pairs(events)
    table = pair_features(events, candidates, pair_models()["text"])
    position = {event.event: at for at, event in enumerate(events)}
    numbers = zip(labelled.events, labelled.incidents, strict=True)
    incident_of = {position[event.event]: number for event, number in numbers}
    return Compared(events, candidates, table, incident_of)


def score(compared: Compared, model: PairModel, fold: Sequence[int]) -> dict[str, Any]:
    """Cluster all events, and compare what becomes of the tellings of a fold of incidents."""
    scores = model.scores(compared.table)
    made = joined(compared.events, compared.pairs, scores, threshold=model.threshold)
    inside = {at: n for at, n in compared.incident_of.items() if n in set(fold)}
    told = [[at for at in cluster if at in inside] for cluster in made]
    gold: dict[int, list[int]] = defaultdict(list)
    for at, number in inside.items():
        gold[number].append(at)
    return conll(gold.values(), told)


def validated(compared: Compared) -> dict[float, dict[str, float]]:
    """Mean figures over folds by threshold, weights fitted on the other folds."""
    numbers = sorted(set(compared.incident_of.values()))
    out: dict[float, list[dict[str, Any]]] = defaultdict(list)
    for k in range(FOLDS):
        fold = numbers[k::FOLDS]
        model = fit(*compared.labelled(without=fold))
        for threshold in THRESHOLDS:
            out[threshold].append(score(compared, replace(model, threshold=threshold), fold))
    names = ("conll_f1", "muc_f1", "b3_f1", "ceafe_f1", "b3_precision", "b3_recall")
    return {
        t: {name: round(float(np.mean([f[name] for f in figures])), 4) for name in names}
        for t, figures in out.items()
    }


def main() -> None:
    """Measure, and with --write put the fitted weights into pairs.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as spare:
        archive = coded(given.shared, given.archive or Path(spare) / "archive")
        labelled = matched(archive)
        compared = compare(archive, labelled)
    print(f"{len(labels())} incidents, {labelled.tellings} tellings, {len(labelled.events)} coded")
    _, same = compared.labelled()
    groups = Counter(labelled.incidents).values()
    true = sum(n * (n - 1) // 2 for n in groups)
    print(
        f"{len(compared.pairs)} candidate pairs; {int(same.sum())} of {true} true ones among them"
    )
    figures = validated(compared)
    for threshold, means in figures.items():
        print(f"threshold {threshold}:", means)
    best = max(figures, key=lambda t: figures[t]["conll_f1"])
    if given.write:
        fitted = replace(fit(*compared.labelled()), threshold=best)
        write_models(kept_models() | {"incident": fitted})


if __name__ == "__main__":
    main()

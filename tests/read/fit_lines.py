"""Fit the weights of the line model on the labelled pages, and write them into the package.

`python -m tests.read.fit_lines` prints precision and recall on the pages held out; those are
never fitted. Full-batch gradient descent from zero: same pages, same weights, on any machine.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sayso.read import line_model
from sayso.read.features import Page
from sayso.read.line_model import KINDS, Weights, probabilities, with_neighbours
from sayso.read.lines import units
from tests.read.pages import LabelledPage, load_pages

TARGET = Path(line_model.__file__).with_name("line_weights.json")
L2 = 0.004
STEPS = 600
MIN_COUNT = 2  # a feature of one line says more about the line than about lines
FOLDS = 7

Rows = list[list[str]]
Array = NDArray[np.float64]


def label_rows(page: LabelledPage) -> tuple[Rows, list[int]]:
    """Features and class of each unit; a summary is body to the model, a repeat its own kind."""
    parts = units(page.text)
    kinds: list[int] = []
    seen: dict[str, str] = {}
    for unit in parts:
        lines = page.text[unit.start : unit.end].split("\n")
        kind = page.kinds[page.lines.index(lines[0])]
        first = seen.setdefault(lines[0], kind)
        kind = {"summary": "body", "duplicate": "body"}.get(first, first)
        kinds.append(KINDS.index(kind))
    return Page(page.text, parts).features(), kinds


def fit(rows: Rows, labels: list[int]) -> Weights:
    """Multinomial logistic regression with an L2 penalty on all but the bias."""
    counts = Counter(name for row in rows for name in row)
    names = sorted(name for name, count in counts.items() if count >= MIN_COUNT)
    index = {name: number for number, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for number, row in enumerate(rows):
        x[number, [index[name] for name in row if name in index]] = 1.0
    w, bias = _descend(x, np.eye(len(KINDS))[labels])
    table = {name: [round(float(v), 3) for v in w[number]] for name, number in index.items()}
    return {"bias": [round(float(v), 3) for v in bias], **table}


def _descend(x: Array, target: Array) -> tuple[Array, Array]:
    w, bias = np.zeros((x.shape[1], target.shape[1])), np.zeros(target.shape[1])
    speed_w, speed_b = np.zeros_like(w), np.zeros_like(bias)
    for _ in range(STEPS):
        scores = x @ w + bias
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        error = (raised / raised.sum(axis=1, keepdims=True) - target) / len(x)
        speed_w = 0.9 * speed_w - 0.5 * (x.T @ error + L2 * w)
        speed_b = 0.9 * speed_b - 0.5 * error.sum(axis=0)
        w, bias = w + speed_w, bias + speed_b
    return w, bias


def fit_both(pages: list[LabelledPage]) -> tuple[Weights, Weights]:
    """Both runs; the second sees what a first run that never saw the page made of it."""
    data = [label_rows(page) for page in pages]
    stacked: Rows = []
    for fold in range(FOLDS):
        rest = [pair for number, pair in enumerate(data) if number % FOLDS != fold]
        weights = fit([r for rows, _ in rest for r in rows], [k for _, ks in rest for k in ks])
        for rows, _ in data[fold::FOLDS]:
            chrome = [probabilities(weights, row)[KINDS.index("chrome")] for row in rows]
            stacked.extend(with_neighbours(rows, chrome))
    order = [kind for fold in range(FOLDS) for _, kinds in data[fold::FOLDS] for kind in kinds]
    first = fit([r for rows, _ in data for r in rows], [k for _, kinds in data for k in kinds])
    return first, fit(stacked, order)


def main() -> None:
    """Fit on the training pages, write the weights."""
    first, second = fit_both(load_pages("train"))
    lines = ",\n".join(
        f'"{name}": {{\n'
        + ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in table.items())
        + "\n}"
        for name, table in (("first", first), ("second", second))
    )
    TARGET.write_text("{\n" + lines + "\n}\n", "utf-8")
    sys.stdout.write(f"{len(first)} and {len(second)} features written\n")


if __name__ == "__main__":
    main()

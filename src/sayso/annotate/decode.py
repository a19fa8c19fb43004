"""BIO scores to spans: the best sequence in which an I follows only its own B or I."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sayso.annotate.heads import Floats, softmax
from sayso.annotate.labels import Layers, layer_slices


@dataclass(frozen=True, slots=True)
class Run:
    """A decoded span of words, with the mean probability of its tags."""

    start: int
    end: int
    label: str
    score: float


def decode(logits: Floats, tags: Sequence[str], *, touching: bool = True) -> list[list[Run]]:
    """The spans of each row of `logits` (rows, words, tags): the likeliest path of allowed steps.

    Without `touching` no span begins right after another of its label: two names may stand side by
    side, but two halves of what somebody said are one saying.
    """
    if not logits.size:
        return [[] for _ in range(len(logits))]
    probabilities = softmax(logits)
    paths, steps = logits.argmax(2), _steps(tuple(tags), touching)
    # the likeliest tag of every word is the likeliest path, unless it takes a step that may not be
    before = np.pad(paths[:, :-1], ((0, 0), (1, 0)))  # before the first word stands an O
    broken = (steps[before, paths] < 0).any(1)
    if broken.any():
        # what stands before the first span and behind the last stays outside, but for one word
        inside = np.flatnonzero((paths[broken] > 0).any(0))
        low, high = max(0, inside[0] - 1), inside[-1] + 2
        again = probabilities[broken, low:high]
        paths[broken, low:high] = _viterbi(np.log(again + 1e-9), steps)
    rows = np.arange(len(logits))[:, None]
    chosen = probabilities[rows, np.arange(logits.shape[1])[None], paths]
    return [_runs(path, p, tags) for path, p in zip(paths, chosen, strict=True)]


def decode_layers(logits: Floats, layers: Layers, *, touching: bool = True) -> list[list[Run]]:
    """The spans of each row where `logits` (rows, words, tags) hold the tags of several layers.

    Each layer is decoded by itself, so that spans of two may cross.
    """
    found = [
        decode(logits[..., where], tags, touching=touching)
        for where, tags in zip(layer_slices(layers), layers, strict=True)
    ]
    return [[run for runs in row for run in runs] for row in zip(*found, strict=True)]


@lru_cache(maxsize=64)
def _steps(tags: tuple[str, ...], touching: bool) -> Floats:
    """0 for a step that may be, a great penalty for one that may not: (tag before, tag)."""
    allowed = [[_may_follow(before, tag, touching) for tag in tags] for before in tags]
    return np.where(allowed, 0.0, -1e4).astype(np.float32)


def _may_follow(before: str, tag: str, touching: bool) -> bool:
    same = before[2:] == tag[2:]
    if tag.startswith("I-"):
        return same
    return touching or tag == "O" or not same


def _viterbi(logp: Floats, steps: Floats) -> NDArray[np.int64]:
    rows, words, tags = logp.shape
    back = np.zeros((words, rows, tags), np.int64)
    best = logp[:, 0] + steps[0]
    for word in range(1, words):
        reached = best[:, :, None] + steps[None]
        back[word] = reached.argmax(1)
        best = reached.max(1) + logp[:, word]
    paths = np.zeros((rows, words), np.int64)
    paths[:, -1] = best.argmax(1)
    for word in range(words - 1, 0, -1):
        paths[:, word - 1] = back[word][np.arange(rows), paths[:, word]]
    return paths


def _runs(path: NDArray[np.int64], chosen: Floats, tags: Sequence[str]) -> list[Run]:
    runs: list[Run] = []
    inside = np.flatnonzero(path)
    for word in inside.tolist():
        tag = tags[path[word]]
        if tag.startswith("I-") and runs and runs[-1].end == word and runs[-1].label == tag[2:]:
            last = runs.pop()
            runs.append(Run(last.start, word + 1, last.label, 0.0))
        else:
            runs.append(Run(word, word + 1, tag[2:], 0.0))
    return [Run(r.start, r.end, r.label, float(chosen[r.start : r.end].mean())) for r in runs]

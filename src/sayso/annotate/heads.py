"""The heads that look at two places at once: links from a centre, pair types, coreference.

They are small, run on few centres, and so are plain numpy; `training/network.py` defines them.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import as_file

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from sayso.model import model_file

Floats = NDArray[np.float32]
Span = tuple[int, int]  # words

COREF_BUCKETS, LINK_BUCKETS = 16, 32


class Weights:
    """The named arrays of `heads.npz`, as float32."""

    def __init__(self) -> None:
        with as_file(model_file("heads.npz")) as path, np.load(path) as stored:
            self.arrays = {name: stored[name].astype(np.float32) for name in stored.files}

    def linear(self, name: str, values: Floats) -> Floats:
        """A linear layer of the network."""
        out: Floats = values @ self.arrays[f"{name}.weight"].T
        bias = self.arrays.get(f"{name}.bias")
        return out if bias is None else out + bias


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The shipped heads, read once."""
    return Weights()


@lru_cache(maxsize=1)
def thread_pools() -> ThreadpoolController:
    """The thread pools of the loaded libraries.

    The heads' products are too small to be shared out, and BLAS threads that wait for the next one
    take the cores from the encoder: `with thread_pools().limit(limits=1, user_api="blas")`.
    """
    return ThreadpoolController()


def bucket(distance: NDArray[np.int64], buckets: int = LINK_BUCKETS) -> NDArray[np.int64]:
    """Signed distances in words, to buckets that widen with the logarithm."""
    half = buckets // 2
    size = np.log2(np.abs(distance) + 1.0) * (half - 1) / 8.1
    near = np.minimum(np.rint(size).astype(np.int64), half - 1)
    out: NDArray[np.int64] = near + half * (distance > 0)
    return out


def softmax(values: Floats) -> Floats:
    """Along the last axis."""
    lifted = np.exp(values - values.max(-1, keepdims=True))
    out: Floats = lifted / lifted.sum(-1, keepdims=True)
    return out


def link(task: str, vectors: Floats, centres: list[Span]) -> Floats:
    """Tag scores (centres, words, tags) of all words as seen from each centre's words."""
    if not centres:
        return np.zeros((0, len(vectors), 0), np.float32)
    middle = np.stack([vectors[start:end].mean(0) for start, end in centres])
    return link_from(task, vectors, middle, np.array([start for start, _ in centres]))


def link_from(task: str, vectors: Floats, middle: Floats, at: NDArray[np.int64]) -> Floats:
    """The same from given centre vectors (centres, width) that stand at words `at`."""
    held, name = weights(), f"links.{task}"
    near = held.arrays[f"{name}.distance.weight"]
    hidden = near.shape[1]
    left = held.linear(f"{name}.centre", middle)
    right = held.linear(f"{name}.word", vectors)
    steps = np.arange(len(vectors))[None] - at[:, None]
    added = near[bucket(steps)]
    added += left[:, None, :hidden]
    added += right[None, :, :hidden]
    np.maximum(added, 0, out=added)
    # the product part is linear in the word, so its output weights fold into the centre
    out = held.arrays[f"{name}.out.weight"]
    folded = left[:, None, hidden:] * out[None, :, hidden:]
    scores: Floats = added @ out[:, :hidden].T + right[None, :, hidden:] @ folded.transpose(0, 2, 1)
    scores += held.arrays[f"{name}.out.bias"]
    return scores


def virtual_centre(vectors: Floats, trigger: Floats) -> tuple[Floats, int]:
    """A centre for a text whose trigger is not marked: words by how much each looks like one."""
    odds = np.logaddexp.reduce(trigger[:, 1:], axis=1) - trigger[:, 0]
    return softmax(odds[None])[0] @ vectors, int(odds.argmax())


def pair_types(vectors: Floats, pairs: list[tuple[Span | None, Span | None]]) -> Floats:
    """Log probabilities (pairs, types) of what passes between two spans; None for an absent one."""
    held = weights()
    absent = held.arrays["pair.absent"]
    sides = [
        np.stack([vectors[p[s][0] : p[s][1]].mean(0) if p[s] else absent[s] for p in pairs])  # type: ignore[index]
        for s in (0, 1)
    ]
    query = held.linear("pair.query", np.concatenate(sides, -1))
    weight = softmax(query @ held.linear("pair.key", vectors).T / np.sqrt(vectors.shape[1]))
    hidden = held.linear("pair.hidden", np.concatenate([weight @ vectors, *sides], -1))
    out: Floats = np.log(softmax(held.linear("pair.types", np.maximum(hidden, 0))) + 1e-9)
    return out


def antecedents(mentions: Floats, at: NDArray[np.int64]) -> Floats:
    """Probabilities (mentions, 1 + mentions): column 0 "of none before", then each earlier one.

    `mentions` (m, 2 width) are first and last words' vectors, `at` their word numbers, rising.
    """
    held = weights()
    later = held.linear("coref.later", mentions)
    earlier = held.linear("coref.earlier", mentions)
    scores = later @ earlier.T / np.sqrt(later.shape[1])
    apart = np.maximum(at[:, None] - at[None], 0)
    near = held.arrays["coref.distance.weight"][:, 0]
    scores += near[bucket(apart, 2 * COREF_BUCKETS) % COREF_BUCKETS]
    before = np.tril(np.ones_like(scores, bool), -1)
    scores = np.where(before, scores, np.float32(-1e4))
    none = held.linear("coref.none", mentions)
    return softmax(np.concatenate([none, scores], 1))

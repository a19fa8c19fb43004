"""The ONNX encoder: windows in, a vector and the word heads' scores for every word out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sayso.annotate.labels import CONVENTIONS
from sayso.annotate.tokens import CLS, SEP, Window
from sayso.model import model_file

Floats = NDArray[np.float32]

# Padded pieces of one call: large enough to keep two cores busy, small enough that a call's
# activations (about 25 kB a piece) stay under 100 MB.
BATCH_PIECES = 4096


@dataclass(frozen=True, slots=True)
class Encoded:
    """A window after the encoder: `vectors` (words, width) and `scores` (words, all heads)."""

    window: Window
    vectors: Floats
    scores: Floats
    heads: dict[str, slice]

    def logits(self, head: str) -> Floats:
        """The scores of one word head, (words, its labels)."""
        return self.scores[:, self.heads[head]]


class Encoder:
    """An encoder on the CPU, the shipped one unless `weights` names another of the same heads.

    `threads` 0 leaves the number to the runtime. Spans are cut as the guidelines cut them, until
    `in_convention` says otherwise.
    """

    def __init__(self, *, threads: int = 0, weights: Path | None = None) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        self.threads = options.intra_op_num_threads = threads
        self.convention = CONVENTIONS[0]
        options.log_severity_level = 3
        # one run of like-sized batches after another: the arena would keep the largest for ever
        options.enable_cpu_mem_arena = False
        sizes = model_meta()["heads"]
        edges = [0, *accumulate(sizes.values())]
        self.heads = {name: slice(*edge) for name, edge in zip(sizes, pairwise(edges), strict=True)}
        with as_file(model_file("encoder.onnx")) as shipped:
            path = weights or shipped
            self.session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )

    def in_convention(self, name: str) -> Encoder:
        """The same encoder, asked to cut spans by another of `CONVENTIONS`."""
        other = copy(self)
        other.convention = name
        return other

    def encode(self, windows: Sequence[Window]) -> list[Encoded]:
        """All windows, in the order given; run in groups of like length."""
        order = sorted(range(len(windows)), key=lambda i: len(windows[i].tokens))
        done: list[Encoded | None] = [None] * len(windows)
        for group in _groups(order, windows):
            for index, encoded in zip(group, self._run([windows[i] for i in group]), strict=True):
                done[index] = encoded
        return [encoded for encoded in done if encoded is not None]

    def _run(self, windows: Sequence[Window]) -> Iterator[Encoded]:
        ids, shapes, mask = pad(windows)
        given = {"ids": ids, "shapes": shapes, "mask": mask}
        given["conventions"] = np.full(len(windows), CONVENTIONS.index(self.convention))
        vectors, scores = self.session.run(None, given)
        for row, window in enumerate(windows):
            first = window.tokens.first + 1
            yield Encoded(window, vectors[row, first], scores[row, first], self.heads)


def pad(windows: Sequence[Window]) -> tuple[NDArray[np.int64], ...]:
    """Padded int64 ids, shapes and mask (windows, pieces), with [CLS] and [SEP] around each."""
    pieces = max(len(window.tokens) for window in windows) + 2
    ids, shapes, mask = (np.zeros((len(windows), pieces), np.int64) for _ in range(3))
    for row, window in enumerate(windows):
        n = len(window.tokens)
        ids[row, 0], ids[row, 1 : n + 1], ids[row, n + 1] = CLS, window.tokens.ids, SEP
        shapes[row, 1 : n + 1] = window.tokens.shapes
        mask[row, : n + 2] = 1
    return ids, shapes, mask


def _groups(order: Iterable[int], windows: Sequence[Window]) -> Iterator[list[int]]:
    group: list[int] = []
    for index in order:  # by rising length, so the newest is the longest
        if group and (len(windows[index].tokens) + 2) * (len(group) + 1) > BATCH_PIECES:
            yield group
            group = []
        group.append(index)
    if group:
        yield group


@lru_cache(maxsize=1)
def model_meta() -> dict[str, Any]:
    """What the export wrote about the model: `version`, `heads` (name: size), `sha256`."""
    meta: dict[str, Any] = json.loads(model_file("model.json").read_text(encoding="utf-8"))
    return meta

"""Vectors of triggers from the model's encoder: in their sentence, and alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sayso.annotate.annotator import shared_encoder
from sayso.annotate.encoder import Encoded
from sayso.annotate.heads import softmax
from sayso.annotate.tokens import make_windows, tokenize

Floats = NDArray[np.float32]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the encoder sees at a trigger: the mean vector of its words, and the mean
    probabilities of the event types (the first is "no trigger")."""

    vector: Floats
    types: Floats


class Vectors:
    """The encoded windows of texts; `cuts` are the sentences of each text."""

    def __init__(self, texts: Sequence[str], cuts: Sequence[Sequence[Span]]) -> None:
        tokens = tokenize(list(texts))
        windows = [
            window
            for number, (found, cut) in enumerate(zip(tokens, cuts, strict=True))
            for window in make_windows(found, list(cut), number)
        ]
        self._encoder = shared_encoder()
        self._parts: dict[int, list[Encoded]] = defaultdict(list)
        for encoded in self._encoder.encode(windows):
            self._parts[encoded.window.article].append(encoded)
        self._words: dict[str, Floats] = {}

    def at(self, text: int, span: Span) -> Seen:
        """What is seen at a span of a text; nothing (zeros) where no word of it was encoded."""
        for encoded in self._parts[text]:
            tokens = encoded.window.tokens
            inside = np.flatnonzero((tokens.starts < span[1]) & (tokens.ends > span[0]))
            if len(inside):
                types = softmax(encoded.logits("trigger")[inside])
                return Seen(encoded.vectors[inside].mean(0), types.mean(0))
        return self._nothing

    def word(self, surface: str) -> Floats:
        """The vector of a trigger alone."""
        low = surface.lower()
        if low not in self._words:
            windows = make_windows(tokenize([low])[0], [(0, len(low))])
            found = self._encoder.encode(windows)
            self._words[low] = found[0].vectors.mean(0) if found else self._nothing.vector
        return self._words[low]

    @cached_property
    def _nothing(self) -> Seen:
        found = self._encoder.encode(make_windows(tokenize(["event"])[0], [(0, 5)]))
        kinds = self._encoder.heads["trigger"]
        width = found[0].vectors.shape[1]
        return Seen(np.zeros(width, np.float32), np.zeros(kinds.stop - kinds.start, np.float32))

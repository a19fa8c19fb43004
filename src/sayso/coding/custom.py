"""Event types of the user's own, from a few examples and without training.

Method: nearest prototype (Snell, Swersky and Zemel 2017) over the encoder's vector of the trigger
word. A trigger takes a new type when it lies nearer to that type's examples than to its
counter-examples and to the shipped types' examples, and no farther than the examples lie from
each other when each is left out in turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sayso.annotate.annotation import Annotation, Trigger
from sayso.annotate.annotator import encode_text
from sayso.annotate.encoder import Encoder
from sayso.annotate.labels import TYPES
from sayso.coding.codebook import LEAST_EXAMPLES, Codebook, EventType, Sample, plover
from sayso.errors import CodebookError

Floats = NDArray[np.float32]

# Farther from the prototype than the farthest left-out example by this much is still taken:
# five examples show only a part of how a thing is said.
SLACK = 0.10


@dataclass(frozen=True, slots=True)
class Prototype:
    """A new type: the mean of its examples, its counter-examples, and how near is near enough."""

    name: str
    mean: Floats
    against: Floats
    least: float

    def score(self, vector: Floats) -> float:
        """Cosine to the mean; 0 where a counter-example is nearer or it is too far."""
        near = float(self.mean @ vector)
        if near < self.least or (len(self.against) and float((self.against @ vector).max()) > near):
            return 0.0
        return near


class CustomTypes:
    """The types of a codebook that the model was not trained on."""

    def __init__(self, codebook: Codebook, encoder: Encoder) -> None:
        new = [kind for name, kind in codebook.types.items() if name not in TYPES]
        self.encoder = encoder
        self.shipped = _shipped(encoder) if new else np.zeros((0, 1), np.float32)
        self.prototypes = [self._prototype(kind, codebook.name) for kind in new]
        self.kept = frozenset(codebook.types) & frozenset(TYPES)

    def __bool__(self) -> bool:
        return bool(self.prototypes) or len(self.kept) < len(TYPES)

    def apply(self, annotation: Annotation) -> Annotation:
        """The annotation with new types put on the triggers that are nearest to them.

        Triggers whose type the codebook does not have are left out.
        """
        changed = (self._typed(trigger) for trigger in annotation.triggers)
        return replace(annotation, triggers=tuple(t for t in changed if t is not None))

    def _typed(self, trigger: Trigger) -> Trigger | None:
        vector = unit(trigger.vector)
        scored = [(p.score(vector), p.name) for p in self.prototypes]
        best, name = max(scored, default=(0.0, ""))
        if best > 0:
            types = ((name, best), *trigger.types[:2])
            return replace(trigger, types=types, mode=(None, 1.0))
        return trigger if trigger.types[0][0] in self.kept else None

    def _prototype(self, kind: EventType, book: str) -> Prototype:
        if len(kind.examples) < LEAST_EXAMPLES:
            raise CodebookError(
                f"{len(kind.examples)} examples",
                where=f"{book}, type {kind.name}",
                remedy=f"give at least {LEAST_EXAMPLES}, each with its trigger in [brackets]",
            )
        examples = _vectors(kind.examples, self.encoder)
        against = _vectors(kind.counter_examples, self.encoder)
        left_out = [
            float(unit(np.delete(examples, i, 0).mean(0)) @ examples[i])
            for i in range(len(examples))
        ]
        return Prototype(
            name=kind.name,
            mean=unit(examples.mean(0)),
            against=np.concatenate([against, self.shipped]) if len(against) else self.shipped,
            least=min(left_out) - SLACK,
        )


def unit(vector: Floats) -> Floats:
    """The vector at length one."""
    out: Floats = vector / (np.linalg.norm(vector) + 1e-9)
    return out


@lru_cache(maxsize=2)
def _shipped(encoder: Encoder) -> Floats:
    """Prototypes of the shipped types, which a new type competes with."""
    kinds = plover().types.values()
    return np.stack([unit(_vectors(kind.examples, encoder).mean(0)) for kind in kinds])


def _vectors(samples: Sequence[Sample], encoder: Encoder) -> Floats:
    found = []
    for sample in samples:
        encoded = encode_text(sample.text, encoder)[0]
        word = int(np.searchsorted(encoded.window.tokens.ends, sample.start, side="right"))
        found.append(unit(encoded.vectors[word]))
    return np.stack(found) if found else np.zeros((0, 1), np.float32)

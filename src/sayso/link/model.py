"""The weights of the pair models, as fitted by `python -m training.linking`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import msgspec
import numpy as np
from numpy.typing import NDArray

from sayso.errors import ModelError


@dataclass(frozen=True, slots=True)
class Unit:
    """A rectified unit between the features and the log odds."""

    weights: tuple[float, ...]
    bias: float
    out: float


@dataclass(frozen=True, slots=True)
class PairModel:
    """A logistic model: `weights` in the order of `features`, a `bias`, perhaps `units` beside
    them, and the mean pair probability at which two clusters are still joined."""

    features: tuple[str, ...]
    weights: tuple[float, ...]
    bias: float
    threshold: float
    units: tuple[Unit, ...] = ()

    def logits(self, table: NDArray[np.float32]) -> NDArray[np.float64]:
        """The log odds that each row's pair is of one happening."""
        rows = table.astype(np.float64)
        found: NDArray[np.float64] = rows @ np.array(self.weights) + self.bias
        if self.units:
            inner = rows @ np.array([u.weights for u in self.units]).T
            inner += np.array([u.bias for u in self.units])
            found += np.maximum(inner, 0) @ np.array([u.out for u in self.units])
        return found

    def scores(self, table: NDArray[np.float32]) -> NDArray[np.float64]:
        """The same as probabilities."""
        found: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(self.logits(table), -50, 50)))
        return found


@lru_cache(maxsize=1)
def pair_models() -> dict[str, PairModel]:
    """The shipped models: `grouped` (all of `corpus.GROUPED`), `text` (those of two tellings
    alone), `incident` (the text's log odds with the coded fields)."""
    resource = files("sayso.link").joinpath("pairs.json")
    if not resource.is_file():
        raise ModelError("no pairs.json in the package", remedy="install sayso again")
    return msgspec.json.decode(resource.read_bytes(), type=dict[str, PairModel])

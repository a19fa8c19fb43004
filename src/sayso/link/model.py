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
class PairModel:
    """A logistic model: `weights` in the order of `features`, a `bias`, and the mean pair
    probability at which two clusters are still joined."""

    features: tuple[str, ...]
    weights: tuple[float, ...]
    bias: float
    threshold: float

    def logits(self, table: NDArray[np.float32]) -> NDArray[np.float64]:
        """The log odds that each row's pair is of one happening."""
        found: NDArray[np.float64] = table.astype(np.float64) @ np.array(self.weights) + self.bias
        return found

    def scores(self, table: NDArray[np.float32]) -> NDArray[np.float64]:
        """The same as probabilities."""
        found: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(self.logits(table), -50, 50)))
        return found


@lru_cache(maxsize=1)
def pair_models() -> dict[str, PairModel]:
    """The shipped models: `grouped` (all of `tellings.FEATURES`), `text` (those of two tellings
    alone), `incident` (the text's log odds with the coded fields)."""
    resource = files("sayso.link").joinpath("pairs.json")
    if not resource.is_file():
        raise ModelError("no pairs.json in the package", remedy="install sayso again")
    return msgspec.json.decode(resource.read_bytes(), type=dict[str, PairModel])

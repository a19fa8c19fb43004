"""The weights of the pair models, as fitted by `python -m training.linking`."""

from __future__ import annotations

from functools import lru_cache

from sayso.pairs import PairModel, shipped


@lru_cache(maxsize=1)
def pair_models() -> dict[str, PairModel]:
    """The shipped models: `grouped` (all of `corpus.GROUPED`), `text` (those of two tellings
    alone), `incident` (the text's log odds with the coded fields)."""
    return shipped("sayso.link", "pairs.json", dict[str, PairModel])

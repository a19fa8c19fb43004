"""The weights of the pair models, as fitted by `python -m training.linking`."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import msgspec

from sayso.errors import ModelError
from sayso.pairs import PairModel


@lru_cache(maxsize=1)
def pair_models() -> dict[str, PairModel]:
    """The shipped models: `grouped` (all of `corpus.GROUPED`), `text` (those of two tellings
    alone), `incident` (the text's log odds with the coded fields)."""
    resource = files("sayso.link").joinpath("pairs.json")
    if not resource.is_file():
        raise ModelError("no pairs.json in the package", remedy="install sayso again")
    return msgspec.json.decode(resource.read_bytes(), type=dict[str, PairModel])

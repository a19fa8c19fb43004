"""What the model saw in one article, before anything is decided: spans, links and scores."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Span = tuple[int, int]  # where a stretch of the text begins and ends, in characters


@dataclass(frozen=True, slots=True)
class Tagged:
    """A labelled span of the text with its probability."""

    start: int
    end: int
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that tells of an act, and the spans it is linked to.

    `types`: (type, probability) by falling probability. `mode` and `factuality` with theirs;
    `certainty` is the regressed factuality from -3 (did not happen) to 3 (happened).
    `window` and `sentence` say where it stands, `vector` (width,) is the encoder's.
    """

    start: int
    end: int
    score: float
    types: tuple[tuple[str, float], ...]
    mode: tuple[str | None, float]
    factuality: tuple[tuple[str, float], ...]
    certainty: float
    roles: tuple[Tagged, ...]
    tolls: tuple[tuple[Tagged, str], ...]
    sentence: int
    window: int
    vector: NDArray[np.float32] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Speech:
    """Somebody's words: a cue with its source and content."""

    cue: Tagged
    source: Tagged | None
    content: tuple[Tagged, ...]
    stance: str
    stance_score: float
    sentence: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """All that the model found in an article.

    `mentions` follow the defence scheme, `names` the scheme of proper names. `antecedents` maps a
    span to the earlier span that it most likely repeats, with the probability.
    """

    sentences: tuple[Span, ...] = ()
    mentions: tuple[Tagged, ...] = ()
    names: tuple[Tagged, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    speech: tuple[Speech, ...] = ()
    antecedents: dict[Span, tuple[Span, float]] | None = None

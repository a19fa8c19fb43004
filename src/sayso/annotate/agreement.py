"""What the words alone tell of coreference: the same name means the same, nobody hits himself.

The network sees meanings and distance. Number and gender it has learnt: told them as well, it does
no better (docs/quality.md). Whether two mentions are the same words it sees badly.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from sayso.annotate.annotation import Span
from sayso.read.words import is_pronoun

Floats = NDArray[np.float32]

# pronouns of an object that is somebody else than who acts
OTHERS = frozenset("him her them it us me you".split())
SAME = 0.9  # probability that the same name or definite description means the same
_ARTICLE = re.compile(r"^(?:the|a|an|this|that|these|those)\s+", re.IGNORECASE)
_DEFINITE = re.compile(r"^(?:the|this|that|these|those)\s", re.IGNORECASE)


def agreed(
    table: Floats, text: str, spans: Sequence[Span], apart: Collection[tuple[Span, Span]]
) -> Floats:
    """Probabilities (mentions, 1 + mentions) of "as none" and of each antecedent, corrected.

    `spans` are the mentions in order; `apart` are pairs of them that cannot mean the same, as the
    one who acts and a pronoun that is acted upon.
    """
    at = {span: number for number, span in enumerate(spans)}
    words = [text[start:end] for start, end in spans]
    bare = [_ARTICLE.sub("", word.lower()) for word in words]
    out = table.copy()
    for one, two in apart:
        if one in at and two in at:
            earlier, later = sorted((at[one], at[two]))
            out[later, 1 + earlier] = 0.0
    for i, word in enumerate(words):
        if is_pronoun(word) or not (_DEFINITE.match(word) or word[:1].isupper()):
            continue
        alike = (j for j in range(i - 1, -1, -1) if bare[j] == bare[i])
        same = next((j for j in alike if not is_pronoun(words[j])), None)
        if same is not None:
            out[i, 1 + same] = max(SAME, out[i, 1 + same])
    return out

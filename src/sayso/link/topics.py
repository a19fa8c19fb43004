"""What the tellings of one topic say of each other as a group.

Where many documents tell of few happenings, two verbs for one act stand in like contexts and never
beside each other in one sentence, while two acts of one story do. These features say so; they
need all tellings of a topic at once and vectors in context.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sayso.link.tellings import Telling

Floats = NDArray[np.float32]

GROUP = (
    "apart_context", "apart_word", "apart_sentence", "apart_parties", "heads_context",
    "heads_word", "heads_parties", "heads_in_sentence", "heads_in_document", "heads_frequency",
    "same_sentence",
)  # fmt: skip
# what is added to counts of documents, so that a pair of rare heads says little
_PRIOR = 0.5


@dataclass(frozen=True, slots=True)
class Context:
    """Where a telling stands: the number of its sentence in its document, and vectors in context
    of that sentence and of who is named before and after the trigger (zeros for nobody)."""

    sentence: int
    whole: Floats
    before: Floats
    after: Floats


def group_table(tellings: Sequence[Telling], contexts: Sequence[Context]) -> NDArray[np.float32]:
    """The values of `GROUP` for each two of one topic's tellings, (tellings, tellings, GROUP).

    `apart_*` are cosines of vectors less their mean over the topic; `heads_*` compare the two
    heads over all their tellings in it.
    """
    trigger = _apart([t.vector for t in tellings])
    word = _apart([t.word for t in tellings])
    whole = _apart([c.whole for c in contexts])
    before, after = (_apart([getattr(c, k) for c in contexts]) for k in ("before", "after"))
    heads, of = np.unique([t.head for t in tellings], return_inverse=True)
    member = np.eye(len(heads), dtype=np.float32)[of]
    by_head = [_alike(_unit(member.T @ v))[np.ix_(of, of)] for v in (trigger, word, before, after)]
    sentences = [(t.document, c.sentence) for t, c in zip(tellings, contexts, strict=True)]
    beside, together, frequency = _met(member, sentences)
    other = of[:, None] != of[None, :]
    return np.stack(
        [
            _alike(trigger), _alike(word), _alike(whole), _alike(before) + _alike(after),
            by_head[0], by_head[1], by_head[2] + by_head[3],
            beside[np.ix_(of, of)] * other, together[np.ix_(of, of)] * other,
            frequency[np.ix_(of, of)] * other, _same(sentences),
        ],
        axis=2,
    ).astype(np.float32)  # fmt: skip


def _apart(vectors: Sequence[Floats]) -> Floats:
    """Vectors less the mean of those that are not zero, of unit length; zeros stay."""
    found = _unit(np.stack(vectors).astype(np.float32))
    present = np.abs(found).any(axis=1, keepdims=True)
    mean = found.sum(0) / max(1, int(present.sum()))
    apart: Floats = _unit(np.where(present, found - mean, 0)) * present
    return apart


def _unit(vectors: Floats) -> Floats:
    out: Floats = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)
    return out


def _alike(vectors: Floats) -> Floats:
    return vectors @ vectors.T


def _met(member: Floats, sentences: Sequence[tuple[int, int]]) -> tuple[Floats, Floats, Floats]:
    """For each two heads: the share of the rarer one's sentences that hold both, the log of the
    documents that hold both over those expected of chance, and the log of the latter."""
    in_sentence = _counted(sentences).T @ member > 0
    in_document = _counted([document for document, _ in sentences]).T @ member > 0
    sentence, document = in_sentence.astype(np.float32), in_document.astype(np.float32)
    times, spread = sentence.sum(0), document.sum(0)
    beside = sentence.T @ sentence / np.minimum.outer(times, times)
    expected = np.outer(spread, spread) / len(document)
    together = np.log((document.T @ document + _PRIOR) / (expected + _PRIOR))
    return beside, together, np.log(expected + 0.1)


def _counted(keys: Sequence[object]) -> Floats:
    """Which key each telling has, (tellings, keys)."""
    place = {key: at for at, key in enumerate(dict.fromkeys(keys))}
    return np.eye(len(place), dtype=np.float32)[[place[key] for key in keys]]


def _same(sentences: Sequence[tuple[int, int]]) -> Floats:
    counted = _counted(sentences)
    return counted @ counted.T

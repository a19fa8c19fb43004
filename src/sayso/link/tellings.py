"""Two tellings, and the features by which a pair is judged to be of one happening or not.

A telling is a trigger in its sentence and document, with the words that name its parties. These
features need text alone; `sayso.link.fields` adds what coding and resolving know.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sayso.read.stems import COMMON, WORD, jaccard, names, overlap, stem, stems, trigrams

Floats = NDArray[np.float32]

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
NEAR = 60  # characters on each side of the trigger
_RARE = 4.0  # idf of a word that the documents do not hold

FEATURES = (
    "same_head", "shared_stem", "trigrams", "word_vectors", "context_vectors", "sentence_words",
    "near_words", "names", "any_name", "numbers", "same_document", "head_in_other", "types",
    "head_rarity", "first_sentences", "before", "before_untold", "after", "after_untold",
    "crossed", "parties", "times", "times_untold", "document_words", "document_height",
    "document_rows",
)  # fmt: skip
# What an archive is linked by: context vectors and types would need a second run of the encoder
# over every article, the documents' heights a given topic, and times are resolved to days there.
TEXT = (
    "same_head", "shared_stem", "trigrams", "word_vectors", "sentence_words", "near_words", "names",
    "any_name", "numbers", "same_document", "head_in_other", "head_rarity", "before",
    "before_untold", "after", "after_untold", "crossed", "parties", "document_words",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Telling:
    """One telling of one event. `types` are probabilities over event types, `vector` is of unit
    length and in context, `word` the same of the trigger alone. `before` and `after` are stems
    of who is named before and after the trigger (or of actors and recipients)."""

    document: int
    trigger: str
    head: str
    stems: frozenset[str]
    sentence: frozenset[str]
    near: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    first: bool
    before: frozenset[str]
    after: frozenset[str]
    times: frozenset[str]
    types: Floats
    vector: Floats
    word: Floats


def telling(
    text: str,
    trigger: tuple[int, int],
    sentence: tuple[int, int],
    *,
    document: int,
    first: bool,
    parties: tuple[str, str],
    times: str,
    types: Floats,
    vector: Floats,
    word: Floats,
) -> Telling:
    """A telling from offsets into a text; `parties` are the words for who acts and who suffers."""
    start, end = trigger
    said = text[start:end]
    words = WORD.findall(said)
    own = frozenset(stem(w) for w in words)
    around = (
        text[max(sentence[0], start - NEAR) : start]
        + " "
        + text[end : min(sentence[1], end + NEAR)]
    )
    whole = text[sentence[0] : sentence[1]]
    return Telling(
        document=document,
        trigger=said.lower(),
        head=stem(words[-1]) if words else said.lower(),
        stems=own,
        sentence=stems(whole),
        near=stems(around) - own,
        names=names(whole),
        numbers=frozenset(_NUMBER.findall(whole)),
        first=first,
        before=stems(parties[0]),
        after=stems(parties[1]),
        times=stems(times),
        types=types,
        vector=_unit(vector),
        word=_unit(word),
    )


def _unit(vector: Floats) -> Floats:
    out: Floats = vector / (np.linalg.norm(vector) + 1e-9)
    return out


class Documents:
    """The words of a collection: how rare each is, and how alike its documents are."""

    def __init__(self, texts: Sequence[str], topics: Sequence[str] | None = None) -> None:
        counted = [
            Counter(stem(w) for w in WORD.findall(text) if w.lower() not in COMMON)
            for text in texts
        ]
        held = Counter(word for counts in counted for word in counts)
        self._idf = {w: math.log(len(texts) / n) + 0.2 for w, n in held.items()}
        self._weights = [self._weighted(counts) for counts in counted]
        self._groups = _grouped(self._weights, topics) if topics else {}

    def _weighted(self, counts: Counter[str]) -> dict[str, float]:
        weights = {w: (1 + math.log(n)) * self._idf[w] for w, n in counts.items()}
        length = math.sqrt(sum(x * x for x in weights.values())) or 1.0
        return {w: x / length for w, x in weights.items()}

    def rarity(self, word: str) -> float:
        """How much a word tells: its inverse document frequency."""
        return self._idf.get(word, _RARE)

    def shared(self, one: frozenset[str], two: frozenset[str]) -> float:
        """The shared words of two sets over all of theirs, by rarity."""
        whole = sum(map(self.rarity, one | two))
        return sum(map(self.rarity, one & two)) / whole if whole else 0.0

    def likeness(self, one: int, two: int) -> float:
        """Cosine of two documents' words."""
        return _cosine(self._weights[one], self._weights[two])

    def grouped(self, one: int, two: int) -> tuple[float, float]:
        """How high in the tree of their topic two documents meet (0 to 1), and how alike their
        likenesses to the others are."""
        return self._groups.get((one, two), (0.0, 1.0))


def _cosine(one: dict[str, float], two: dict[str, float]) -> float:
    if len(one) > len(two):
        one, two = two, one
    return sum(weight * two.get(word, 0.0) for word, weight in one.items())


def _grouped(
    weights: Sequence[dict[str, float]], topics: Sequence[str]
) -> dict[tuple[int, int], tuple[float, float]]:
    from sayso.pairs import ward_heights

    members: dict[str, list[int]] = defaultdict(list)
    for document, topic in enumerate(topics):
        members[topic].append(document)
    out = {}
    for inside in members.values():
        alike = np.array([[_cosine(weights[a], weights[b]) for b in inside] for a in inside])
        heights = ward_heights(alike)
        rows = alike - alike.mean(0)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9
        likeness = rows @ rows.T
        for i, a in enumerate(inside):
            for j, b in enumerate(inside):
                out[a, b] = (float(heights[i, j]), float(likeness[i, j]))
    return out


def features(one: Telling, two: Telling, documents: Documents) -> list[float]:
    """The values of `FEATURES` for a pair."""
    same = float(one.head == two.head)
    parties_one, parties_two = one.before | one.after, two.before | two.after
    return [
        same,
        float(bool(one.stems & two.stems)),
        jaccard(trigrams(one.trigger), trigrams(two.trigger)),
        float(one.word @ two.word),
        float(one.vector @ two.vector),
        documents.shared(one.sentence, two.sentence),
        documents.shared(one.near, two.near),
        len(one.names & two.names) / (1 + len(one.names | two.names)),
        float(bool(one.names & two.names)),
        float(bool(one.numbers & two.numbers)),
        float(one.document == two.document),
        float(one.head in two.sentence) + float(two.head in one.sentence),
        float(np.sqrt(one.types * two.types).sum()),
        documents.rarity(one.head) * same,
        float(one.first) + float(two.first),
        overlap(one.before, two.before),
        float(not one.before or not two.before),
        overlap(one.after, two.after),
        float(not one.after or not two.after),
        overlap(one.before, two.after) + overlap(one.after, two.before),
        documents.shared(parties_one, parties_two),
        overlap(one.times, two.times),
        float(not one.times or not two.times),
        documents.likeness(one.document, two.document),
        *documents.grouped(one.document, two.document),
    ]


def table(
    tellings: Sequence[Telling], pairs: Iterable[tuple[int, int]], documents: Documents
) -> NDArray[Any]:
    """The features of pairs, (pairs, FEATURES)."""
    rows = [features(tellings[i], tellings[j], documents) for i, j in pairs]
    return np.array(rows, dtype=np.float32).reshape(-1, len(FEATURES))

"""Near-duplicate articles: the same agency report as several publishers print it.

Method: MinHash (Broder 1997) over word 5-grams, by rensa; candidates share one of 16 bands of
four values (an index of pairs with a similarity over (1/16)^(1/4) = 0.5), and are kept when the
estimated Jaccard similarity reaches `SIMILAR`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

PERMUTATIONS = 64
BANDS = 16
SHINGLE = 5
SEED = 1729
SIMILAR = 0.6  # agency copy cut or re-headed by an editor stays above, two own reports below

_WORD = re.compile(r"\w+")


def signature(text: str) -> bytes:
    """The MinHash signature of a text, 64 little-endian 32-bit numbers; empty for no words."""
    from rensa import RMinHash

    words = _WORD.findall(text.lower())
    if not words:
        return b""
    shingles = [" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))]
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    sketch.update(shingles)
    return np.asarray(sketch.digest(), dtype="<u4").tobytes()


def similarity(one: bytes, two: bytes) -> float:
    """The estimated Jaccard similarity of two texts by their signatures, 0 to 1.

    >>> similarity(signature("a b c d e f"), signature("a b c d e f"))
    1.0
    """
    first, second = _numbers(one), _numbers(two)
    if not len(first) or not len(second):
        return 0.0
    return float((first == second).mean())


def bands(signatures: Sequence[bytes]) -> NDArray[np.int64]:
    """Numbers (signatures, 16) of which near-duplicates are likely to share one.

    Each is a 64-bit FNV-1a hash of the band and its values. No signature may be empty.
    """
    values = np.frombuffer(b"".join(signatures), dtype="<u4").astype(np.uint64)
    values = values.reshape(-1, BANDS, PERMUTATIONS // BANDS)
    state = np.full(values.shape[:2], 0xCBF29CE484222325, dtype=np.uint64)
    prime = np.uint64(0x100000001B3)
    with np.errstate(over="ignore"):
        state = (state ^ np.arange(BANDS, dtype=np.uint64)) * prime
        for column in range(values.shape[2]):
            state = (state ^ values[:, :, column]) * prime
    return state.view(np.int64)


def _numbers(signature: bytes) -> NDArray[np.uint32]:
    return np.frombuffer(signature, dtype="<u4")

"""Keys under which place names are found: an exact one, and one that tolerates transliteration.

Both ignore case, accents, hyphens, apostrophes and dots. The tolerant key (`skeleton`) also
ignores what transliterations of Arabic, Slavic and Persian names differ in: articles, doubled
consonants, which vowel was heard, final -ah/-a/-eh/-e, q or k, dh or d.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

_LETTERS = str.maketrans(
    {
        **dict.fromkeys("'’‘ʿʾʻʼ`´ʹ′", ""),
        **{"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "ı": "i", "ə": "a", "æ": "ae", "ð": "d"},
        **{"þ": "th", "œ": "oe", "ħ": "h", "ŋ": "ng", "&": " and "},
    }
)
_NOT_WORD = re.compile(r"[\W_]+")
_ARTICLES = frozenset("al el ul il ad ed ar er as es at et az ez an en ash esh ath adh".split())
# digraphs before single letters: "dh" and "d" are one letter heard twice, "sh" is not "s" + "h"
_DIGRAPHS = (
    ("shch", "X"), ("tch", "X"), ("sch", "X"), ("dzh", "j"), ("zh", "j"), ("dj", "j"),
    ("kh", "k"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("ph", "f"), ("sh", "X"),
    ("ch", "X"), ("ck", "k"), ("q", "k"), ("c", "k"), ("x", "ks"),
)  # fmt: skip
_HEARD = dict(_DIGRAPHS)
_DIGRAPH = re.compile("|".join(_HEARD))
# a w before a consonant is heard as a vowel: Zawr and Zor
_VOWELS = re.compile(r"[aeiouy]+(?:w(?![aeiouy]))?")
_ADJECTIVE = re.compile(r"(?<=[^aeiouy])[aiy]*[iy]+[ae]h?$")
_DOUBLED = re.compile(r"(.)\1+")
# 40 bits: half a million keys give a chance hit for one query in two million
_HASH_BYTES = 5


@lru_cache(maxsize=8192)
def exact_key(name: str) -> str:
    """The name in lower case ASCII-like letters, words apart by one space; "" if none are left.

    >>> exact_key("Tall Bīsah"), exact_key("Ra's al-'Ayn")
    ('tall bisah', 'ras al ayn')
    """
    if not name.isascii():
        decomposed = unicodedata.normalize("NFKD", name)
        name = "".join(ch for ch in decomposed if not unicodedata.combining(ch))
    lowered = name.lower().translate(_LETTERS)
    return _NOT_WORD.sub(" ", lowered).strip()


@lru_cache(maxsize=8192)
def skeleton(name: str) -> str:
    """The key on which spellings of one name agree, vowels as `a`, words run together.

    >>> {skeleton(n) for n in ("Tallbisah", "Talbiseh", "Talbisa", "Tall Bisah", "Telbise")}
    {'talbas'}
    >>> skeleton("Dayr az-Zawr") == skeleton("Deir ez-Zor")
    True
    """
    words = exact_key(name).split()
    kept = [word for word in words if word not in _ARTICLES] or words
    joined = "".join(_word_skeleton(word) for word in kept)
    return _DOUBLED.sub(r"\1", joined) if len(kept) > 1 else joined


def core(name: str) -> str:
    """The exact key without articles and blanks, for measuring how alike two spellings are."""
    words = exact_key(name).split()
    return "".join(word for word in words if word not in _ARTICLES) or "".join(words)


def _word_skeleton(word: str) -> str:
    word = _DOUBLED.sub(r"\1", _DIGRAPH.sub(lambda found: _HEARD[found[0]], word))
    # -iyah, -iyya, -ieh make another name of a word, as Kafraya of Kafr; other ends do not
    word = _ADJECTIVE.sub("Y", word)
    if word[-1:] == "h" and word[-2:-1] in "aeiou":
        word = word[:-1]
    initial_vowel = "a" if word[:1] in "aeiouy" else ""
    body = _VOWELS.sub("a", word)
    # -ah, -a, -eh, -e at the end of a word come and go; a lone vowel is all there is of it
    return body.rstrip("a") or initial_vowel


def skeleton_hash(name: str) -> int:
    """40-bit hash of the skeleton, under which the index is sorted."""
    return _hash(skeleton(name))


def exact_tag(name: str) -> int:
    """16-bit fingerprint of the exact key without its blanks: tells spellings apart."""
    digest = blake2b(exact_key(name).replace(" ", "").encode(), digest_size=2)
    return int.from_bytes(digest.digest(), "big")


@lru_cache(maxsize=8192)
def _hash(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=_HASH_BYTES).digest(), "big")

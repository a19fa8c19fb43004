"""How the spelling of an actor's name is made comparable: keys, plurals, loose spellings."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "–": "-", "—": "-", "‑": "-"})
_LETTERS = str.maketrans("øØłŁıđ", "oOlLid")
_EDGE = " \t\n\"“”'«»,;:.!?"
_ARTICLE = re.compile(r"\b(?:al|el)[ -]|\b(?:as|ash|ad|an|ar|at|az)-(?=\w)", re.IGNORECASE)
_NOT_WORD = re.compile(r"[^a-z0-9+&]+")
# a fold of shorter keys would merge names that differ (Hutu, Houthi): six letters keep apart
FOLD_FROM = 6


def tidy(text: str) -> str:
    """The text with straight quotes, single spaces, and no punctuation at its ends."""
    text = " ".join(text.translate(_QUOTES).split())
    closing_dot = "." if re.search(r"\b\w\.\w?\.$|\bJr\.$", text) else ""
    return text.strip(_EDGE) + closing_dot


def bare(text: str) -> str:
    """The text without accents."""
    if text.isascii():
        return text
    text = text.translate(_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """The form under which a name is looked up.

    >>> key("Hay'at Tahrir al-Sham") == key("Hayat Tahrir Al Sham")
    True
    """
    text = bare(text.translate(_QUOTES)).casefold().replace("'", "").replace(".", "")
    return _NOT_WORD.sub(" ", text).strip().removeprefix("the ")


@lru_cache(maxsize=8192)
def loose(text: str) -> str:
    """A key that ignores Arabic articles and the vowels and doublings of transliteration.

    >>> loose("Hizbollah") == loose("Hezbullah")
    True
    """
    flat = key(_ARTICLE.sub("", text.translate(_QUOTES)))
    if len(flat) < FOLD_FROM:
        return flat
    for old, new in (("ph", "f"), ("kh", "k"), ("gh", "g"), ("dh", "d"), ("q", "k"), ("ou", "u")):
        flat = flat.replace(old, new)
    flat = flat.translate(str.maketrans("eoy", "iui"))
    flat = re.sub(r"(.)\1+", r"\1", flat)
    return re.sub(r"h\b", "", flat)


def singular(word: str) -> str:
    """The singular of an English noun, well enough to look a role up."""
    if word.endswith("men") and len(word) > 4:
        return word[:-3] + "man"
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + instead
    irregular = {"people": "person", "children": "child", "schoolchildren": "schoolchild"}
    if word in irregular:
        return irregular[word]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def role_key(text: str) -> str:
    """The key of a role noun: its last word in the singular.

    >>> role_key("Government forces")
    'government force'
    """
    first, _, last = bare(text).rpartition(" ")
    last = singular(last.lower().strip("."))
    return key(f"{first} {last}" if first else last)


def is_initials(text: str) -> bool:
    """Whether the text is written in capitals, as an abbreviation is.

    >>> is_initials("U.S."), is_initials("us")
    (True, False)
    """
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and all(c.isupper() for c in letters)

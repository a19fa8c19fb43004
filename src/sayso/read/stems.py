"""Words as they are compared between tellings: stems, and which are too common to tell anything."""

from __future__ import annotations

import re
from functools import lru_cache

WORD = re.compile(r"[A-Za-z0-9][\w'’-]*")

COMMON = frozenset(
    "a about after against all also an and are as at be been before being but by can could did do "
    "does during for from had has have he her his i if in into is it it's its last may more new no "
    "not of on one or other our out over said say says she so some than that the their them then "
    "there they this those three to two under up was we were what when where which while who will "
    "with would year years you".split()
)

# forms that no ending explains, and nouns of acts beside their verbs; the first is the stem
_FAMILIES = """
be is was were been being am; have has had; go goes went gone; die dies died dead death deaths
kill killed kills killing killings; win won wins winning; take took taken takes; make made makes
give gave given gives; find found finds; lose lost loses loss losses; shoot shot shoots shooting
strike struck strikes striking airstrike airstrikes; steal stole stolen; lead led leads
leave left leaves; hold held holds; tell told tells; bring brought; fight fought fights fighting
become became; begin began begun; break broke broken; choose chose chosen; come came comes
drive drove driven; fall fell fallen; fly flew flown flight; meet met meets meeting; pay paid
sell sold sells sale; send sent sends; sink sank sunk; speak spoke spoken speech; buy bought buys
acquire acquisition acquires acquired acquiring; flee fled flees; withdraw withdrew withdrawn
explode explosion explosions exploded explodes blast blasts; bomb bombing bombings bombed bombs
bombard bombardment bombarded bombards; shell shelling shelled shells; rise rose risen
clash clashes clashed clashing; seize seizure seized seizes; invade invasion invaded
evacuate evacuation evacuated evacuations; execute execution executed executions
besiege siege besieged; assassinate assassination assassinated; destroy destruction destroyed
"""
_STEMS = {
    word: family.split()[0]
    for family in re.split(r"[;\n]", _FAMILIES)
    if family.strip()
    for word in family.split()
}
_ENDINGS = (
    ("ations", ""), ("ation", ""), ("ements", ""), ("ement", ""), ("ments", ""), ("ment", ""),
    ("ings", ""), ("ing", ""), ("ied", "y"), ("ies", "y"), ("ers", ""), ("er", ""), ("ed", ""),
    ("es", ""), ("s", ""), ("e", ""),
)  # fmt: skip
_SHORTEST = 3


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The part of a word that its forms share.

    >>> stem("shelling") == stem("shelled"), stem("went")
    (True, 'go')
    """
    low = word.lower()
    if low in _STEMS:
        return _STEMS[low]
    for ending, instead in _ENDINGS:
        if low.endswith(ending) and len(low) - len(ending) >= _SHORTEST:
            low = low[: len(low) - len(ending)] + instead
            break
    if len(low) > _SHORTEST and low[-1] == low[-2] and low[-1] not in "sl":
        low = low[:-1]
    return low.removesuffix("e") if len(low) > _SHORTEST else low


def stems(text: str) -> frozenset[str]:
    """The stems of the words of a text that say something."""
    return frozenset(stem(w) for w in WORD.findall(text) if w.lower() not in COMMON)


@lru_cache(maxsize=100_000)
def trigrams(word: str) -> frozenset[str]:
    """The letter trigrams of a word, with its edges."""
    padded = f" {word.lower()} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


_NAME = re.compile(r"\b[A-Z][\w'’-]+")


def names(sentence: str) -> frozenset[str]:
    """The words of a sentence with a capital, in small letters; the first word has its own from
    its place."""
    return frozenset(w.lower() for w in _NAME.findall(sentence[1:]) if w.lower() not in COMMON)


def overlap(one: frozenset[str], two: frozenset[str]) -> float:
    """Shared items over the smaller set's; 0 where one is empty."""
    return len(one & two) / min(len(one), len(two)) if one and two else 0.0


def jaccard(one: frozenset[str], two: frozenset[str]) -> float:
    """Shared items over all; 0 of nothing."""
    return len(one & two) / len(one | two) if one or two else 0.0

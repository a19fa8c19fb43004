"""Number words of English, shared by dates and quantities."""

from __future__ import annotations

import re

UNITS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
# "a couple" is two, "a few" and "several" are read elsewhere, being ranges
NUMBER_WORDS: dict[str, int] = {
    **UNITS,
    **TENS,
    "a": 1,
    "an": 1,
    "a couple": 2,
    "a couple of": 2,
    "couple of": 2,
    "both": 2,
    "a dozen": 12,
    "half a dozen": 6,
    "a hundred": 100,
    "a thousand": 1000,
}


def words_to_number(text: str) -> int | None:
    """The number that words spell, None when they spell none.

    >>> words_to_number("two hundred and forty-five thousand"), words_to_number("many")
    (245000, None)
    """
    total = current = 0
    seen = False
    for word in re.split(r"[\s-]+", text.lower().strip()):
        if word in ("and", "a", "an"):
            current = current or (word != "and")
            seen = seen or word != "and"
        elif word in UNITS or word in TENS:
            # "one" in "one hundred" replaces the 1 that an article stood for
            current = current + UNITS.get(word, 0) + TENS.get(word, 0)
            seen = True
        elif word == "hundred":
            current = max(current, 1) * 100
            seen = True
        elif word in SCALES:
            total += max(current, 1) * SCALES[word]
            current, seen = 0, True
        else:
            return None
    return total + current if seen else None

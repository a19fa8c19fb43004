"""Counts as they are told ("at least 17", "dozens", "between 50 and 60") to low, best and high.

Conventions. What is told is the best figure; "at least" and "more than" make it the low one
too, with no high; "up to" gives a high and nothing else; "nearly" a best that is also the high;
"some" and "about" a best alone; a range has its middle as best. A vague plural is read for the
least that it can mean, two of its unit, and has no high: dozens 24, scores 40, hundreds 200, tens
of thousands 20,000. "A few" and "several" are at least three, "several hundred" at least 300.
This errs low, as coders of death tolls are told to.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from sayso.resolve.numbers import SCALES, TENS, UNITS, words_to_number
from sayso.schema import Quantity

_WORD = "|".join([*UNITS, *TENS, *SCALES])
_DIGITS = r"\d{1,3}(?:[,. ]\d{3})+(?!\d)|\d+(?:\.\d+)?"
_SPELLED = rf"(?:an? )?(?:{_WORD})(?:(?:[\s-]+(?:and\s+)?)(?:{_WORD}))*"
_NUMBER = (
    rf"(?:(?P<digits>{_DIGITS})(?:\s?(?P<scale>hundred|thousand|million|billion|k|m|bn)\b)?"
    rf"|\b(?P<words>{_SPELLED})\b)"
)
_UNNAMED = re.sub(r"\?P<\w+>", "?:", _NUMBER)
_SCALE = {**SCALES, "k": 1_000, "m": 1_000_000, "bn": 1_000_000_000}
_VAGUE = {
    "tens of thousands": 20_000, "hundreds of thousands": 200_000,
    "tens of millions": 20_000_000, "dozens": 24, "scores": 40, "tens": 20, "hundreds": 200,
    "thousands": 2_000, "millions": 2_000_000,
}  # fmt: skip
_OF = {"dozen": 12, "score": 20, "hundred": 100, "thousand": 1_000, "million": 1_000_000}
_AT_LEAST = re.compile(
    r"\b(?:at least|at the least|no fewer than|no less than|not less than|not fewer than|"
    r"a minimum of|minimum|more than|over|upwards of|in excess of|above|well over|exceeding)\s+$"
)
_AT_MOST = re.compile(
    r"\b(?:up to|as many as|at most|no more than|not more than|a maximum of|fewer than|less than|"
    r"under|below)\s+$"
)
_NEARLY = re.compile(r"\b(?:nearly|almost|close to|just under|just short of)\s+$")
_ABOUT = re.compile(
    r"\b(?:about|around|some|roughly|approximately|an estimated|estimated|circa|or so|"
    r"approx\.?|perhaps)\s+$"
)
_ZERO = re.compile(r"^(?:no(?:body| one|-one|ne)?|neither|without)\b(?!\s+(?:fewer|less|more)\b)")
_NOT_A_COUNT = re.compile(
    r"(?:\s*(?:%|per\s?cent\b|percent\b|-?years?-?olds?\b|[-\s]year[-\s]old|st\b|nd\b|rd\b|th\b|"
    r"mm\b|:\d))"
)
_MEASURES = {
    "km": "km", "kilomet": "km", "mile": "mile", "hectare": "ha", "acre": "acre", "tonne": "t",
    "ton": "t", "kg": "kg", "kilo": "kg", "litre": "l", "dollar": "USD", "euro": "EUR",
}  # fmt: skip
_CURRENCY = {"$": "USD", "€": "EUR", "£": "GBP"}
_SINGLE = re.compile(r"^(?:an?|another|the|his|her|its|one)\s+(?!(?:few|number|lot|group)\b)\w+")
_PLURAL_NUMBER = re.compile(r"\b(?:both|a pair of|a couple(?: of)?)\b")


def parse_quantity(text: str) -> Quantity | None:
    """The count that a phrase tells, or None when it tells none.

    Ages, percentages and ordinals are no counts. `unit` is set for money and measures only
    ("120 km"), and is None for people and things.

    >>> parse_quantity("at least 17 civilians")
    Quantity(low=17, best=17, high=None, unit=None)
    >>> parse_quantity("between 50 and 60")
    Quantity(low=50, best=55, high=60, unit=None)
    """
    return _parse(re.sub(r"\s+", " ", text.strip().lower()))


@lru_cache(maxsize=4096)
def _parse(text: str) -> Quantity | None:
    for read in (_zero, _range, _several_of, _number, _vague, _singular):
        found = read(text)
        if found is not None:
            return found
    return None


def _zero(text: str) -> Quantity | None:
    return Quantity(0, 0, 0) if _ZERO.match(text) else None


def _value(found: re.Match[str]) -> int | None:
    groups = found.groupdict()
    if groups.get("words"):
        return words_to_number(groups["words"])
    digits = groups["digits"]
    if re.fullmatch(r"\d{1,3}(?:[,. ]\d{3})+", digits) and not groups["scale"]:
        return int(re.sub(r"\D", "", digits))
    return round(float(digits.replace(",", "")) * _SCALE.get(groups["scale"] or "", 1))


def _of_text(text: str) -> int | None:
    found = re.fullmatch(_NUMBER, text.strip())
    return _value(found) if found else None


_RANGE = re.compile(
    rf"(?:\b(?:between|from)\s+)?(?<![\w.,])(?P<one>{_UNNAMED})\s*(?:-|–|—|\bto\b|\band\b|\bor\b)\s*"
    rf"(?P<two>{_UNNAMED})(?!\w)"
)


def _range(text: str) -> Quantity | None:
    found = _RANGE.search(text)
    if not found:
        return None
    joined_by_and = re.search(r"\band\b", text[found.end("one") : found.start("two")])
    if joined_by_and and not found[0].startswith(("between", "from")):
        return None
    high = _of_text(found["two"])
    low = _of_text(found["one"])
    if low is None or high is None:
        return None
    if low < high and low < 1000 <= high and re.search(r"thousand|million|k\b", found["two"]):
        # "10 to 12 thousand": the scale belongs to both
        scale = next(v for k, v in _SCALE.items() if re.search(rf"{k}\b", found["two"]))
        low *= scale
    if low >= high or _NOT_A_COUNT.match(text, found.end()):
        return None
    return Quantity(low, (low + high) // 2, high, _unit(text, found.start(), found.end()))


_SEVERAL = re.compile(
    rf"\b(?P<how>several|a few|few|half a|a couple|{_DIGITS}|{'|'.join(UNITS)}|a|the)\s+"
    r"(?P<what>dozen|score|hundred|thousand|million)\b(?!s)"
)


def _several_of(text: str) -> Quantity | None:
    found = _SEVERAL.search(text)
    if not found:
        return None
    how, one = found["how"], _OF[found["what"]]
    if how in ("several", "a few", "few"):
        return Quantity(3 * one, 3 * one, None)
    if found["what"] not in ("dozen", "score") and how not in ("half a", "a couple"):
        return None
    times = {"half a": 0.5, "a couple": 2, "a": 1, "the": 1}.get(how)
    count = times if times is not None else (words_to_number(how) or int(float(how)))
    return _told(text, found.start(), round(count * one))


def _number(text: str) -> Quantity | None:
    for found in re.finditer(rf"(?<![\w.,-])[$€£]?{_NUMBER}", text):
        value = _value(found)
        if value is None or _NOT_A_COUNT.match(text, found.end()):
            continue
        if found["words"] in ("a", "an") or re.search(r"\baged?\s+$", text[: found.start()]):
            continue
        if re.match(r"\s*(?:\+|or more\b|and more\b|or so\b)", text[found.end() :]):
            is_about = "or so" in text[found.end() : found.end() + 7]
            return Quantity(None if is_about else value, value, None)
        told = _told(text, found.start(), value)
        return replace(told, unit=_unit(text, found.start(), found.end()))
    return None


def _told(text: str, start: int, value: int) -> Quantity:
    """A figure by the words before it."""
    before = text[:start]
    if _AT_LEAST.search(before):
        return Quantity(value, value, None)
    if _AT_MOST.search(before):
        return Quantity(None, None, value)
    if _NEARLY.search(before):
        return Quantity(None, value, value)
    if _ABOUT.search(before):
        return Quantity(None, value, None)
    return Quantity(value, value, value)


def _unit(text: str, start: int, end: int) -> str | None:
    sign = text[start : start + 1]
    if sign in _CURRENCY:
        return _CURRENCY[sign]
    after = text[end:].lstrip(" -")
    word = re.match(r"[a-z]+", after)
    if word is None:
        return None
    # whole words, with their plural: "tonnes" is a measure, "tongues" none
    stems = (unit for stem, unit in _MEASURES.items() if word[0] in (stem, stem + "s"))
    metres = "km" if word[0].startswith("kilomet") else None
    return next(stems, metres)


def _vague(text: str) -> Quantity | None:
    for words, least in _VAGUE.items():
        if re.search(rf"\b{words}\b", text):
            return Quantity(least, least, None)
    if _PLURAL_NUMBER.search(text):
        return Quantity(2, 2, 2)
    if re.search(r"\b(?:several|a few|few|a handful|a number|a group)\b", text):
        return Quantity(3, 3, None)
    return None


def _singular(text: str) -> Quantity | None:
    # "a soldier"; a phrase that ends in a plural is no single one
    if not _SINGLE.match(text):
        return None
    head = re.split(r"\b(?:of|from|in|at|who|with|and|,|by|near|on|for)\b", text)[0].split()[-1]
    is_plural = head.endswith("s") and not head.endswith(("ss", "us"))
    return None if is_plural or text.startswith(("the ", "his ", "her ", "its ")) else _ONE


_ONE = Quantity(1, 1, 1)

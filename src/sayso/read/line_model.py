"""What each line of a flattened page is: a softmax over binary features, run twice.

The second run also sees what the first made of the lines around it (stacking, Wolpert 1992). The
weights in `line_weights.json` are multinomial logistic regressions with an L2 penalty, fitted by
`python -m tests.read.fit_lines` on pages invented for it, in the manner of many publishers.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sayso.read.features import Line, Page

KINDS = ("body", "headline", "caption", "byline", "dateline", "chrome")
_CHROME = KINDS.index("chrome")

Weights = dict[str, list[float]]

# Losing a sentence of prose costs more than reading a menu word: set aside only when rather sure.
CHROME_THRESHOLD = 0.5
VOUCHED_THRESHOLD = 0.9  # for lines that an extraction from HTML has already kept
# For a line that is long, punctuated and full of function words, and for what the pages show too
# seldom to weigh well: a short statement (an answer in an interview, the last line of a report),
# a line told twice running, a picture with its credit.
PROSE_THRESHOLD = 0.97
_LIKELY = frozenset(("statement", "twice_running", "caption_credit"))

_REASONS = (
    ("time_code", "player or clock time"),
    ("rights", "copyright notice"),
    ("address", "web address or contact"),
    ("stamp_word", "time stamp"),
    ("clock", "time stamp"),
    ("ago", "time stamp"),
    ("date", "time stamp"),
    ("no_words", "no words"),
    ("mostly_digits", "number outside the story"),
    ("order", "page control"),
    ("page_words", "page control"),
    ("separator", "menu"),
    ("where=before", "menu or label before the story"),
    ("where=after", "links or notice after the story"),
)


@dataclass(frozen=True, slots=True)
class Guess:
    """What a line is, the probability of page furniture, and why if it is furniture."""

    kind: str
    chrome: float
    reason: str


def classify(page: Page, *, threshold: float = CHROME_THRESHOLD) -> list[Guess]:
    """The guess for each line of the page; `threshold` is the probability to set one aside."""
    first, second = _weights()
    surface = page.features()
    before = [probabilities(first, active)[_CHROME] for active in surface]
    stacked = with_neighbours(surface, before)
    return [
        _guess(
            probabilities(second, active),
            own,
            threshold=max(threshold, kept_up_to(line, own)),
        )
        for active, own, line in zip(stacked, surface, page.lines, strict=True)
    ]


def kept_up_to(line: Line, active: Sequence[str]) -> float:
    """The probability of furniture up to which this line is read all the same."""
    likely = line.is_prose or not _LIKELY.isdisjoint(active)
    return PROSE_THRESHOLD if likely else CHROME_THRESHOLD


def probabilities(weights: Weights, active: Sequence[str]) -> list[float]:
    """The probability of each of `KINDS`, given the active features."""
    scores = list(weights["bias"])
    for name in active:
        for index, weight in enumerate(weights.get(name, ())):
            scores[index] += weight
    top = max(scores)
    raised = [math.exp(score - top) for score in scores]
    total = sum(raised)
    return [value / total for value in raised]


def with_neighbours(features: Sequence[Sequence[str]], chrome: Sequence[float]) -> list[list[str]]:
    """The features of each line, and how much its own and the nearest lines look like furniture."""
    grades = ["edge", "edge", *(_grade(value) for value in chrome), "edge", "edge"]
    return [
        [
            *active,
            f"own={grades[number + 2]}",
            f"previous={grades[number + 1]}",
            f"next={grades[number + 3]}",
            f"around={grades[number + 1]}{grades[number + 3]}",
            f"previous2={grades[number]}",
            f"next2={grades[number + 4]}",
        ]
        for number, active in enumerate(features)
    ]


def _grade(chrome: float) -> str:
    return next((name for name, top in (("r", 0.1), ("o", 0.5), ("d", 0.9)) if chrome < top), "x")


def _guess(chances: Sequence[float], active: Sequence[str], *, threshold: float) -> Guess:
    chrome = chances[_CHROME]
    if chrome >= threshold:
        return Guess("chrome", chrome, _reason(active))
    best = max(range(_CHROME), key=lambda index: chances[index])
    return Guess(KINDS[best], chrome, "")


def _reason(active: Sequence[str]) -> str:
    for prefix, reason in _REASONS:
        for name in active:
            # page_words=0 says that there are none of them
            if name.startswith(prefix) and not name.startswith("page_words=0"):
                return reason
    return "no part of the story"


@cache
def _weights() -> tuple[Weights, Weights]:
    raw = json.loads(files("sayso.read").joinpath("line_weights.json").read_text("utf-8"))
    return raw["first"], raw["second"]

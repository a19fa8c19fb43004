"""What a page says twice: the doubled headline, caption and summary, pull quotes, teasers.

Candidates share word triples (an index, so that long pages stay linear); a pair is then aligned
word by word. Of two tellings the one that adds fewer content words is the repeat, at a tie the
later one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from sayso.read.features import Line
from sayso.read.words import FUNCTION_WORDS

MIN_WORDS = 4  # a shorter line may be a refrain, an answer or a place name
_NEAR_WORDS = 6
_COVERED = 0.8  # of the shorter telling; the lead rephrased in a summary reaches 0.85 and more
_MIN_RUN = 2  # matching single words are chance
_MAX_POSTINGS = 50
_ALIGNED = 400  # words: past this, alignment costs more than a repeated paragraph does


@dataclass(frozen=True, slots=True)
class Repeat:
    """Line `repeat` says what line `kept` says."""

    repeat: int
    kept: int


def find_repeats(lines: Sequence[Line], kinds: Sequence[str]) -> list[Repeat]:
    """The repeats among the lines, each at most once; `kept` is never itself a repeat.

    A headline or caption is only compared as a whole, so that a lead which contains the headline
    leaves both to be read.
    """
    tellings = [line.lower for line in lines]
    gone = _word_for_word(tellings)
    shared = _sharing(tellings, but=gone)
    for later in range(len(lines)):
        for earlier in shared[later]:
            if later in gone or earlier in gone:
                continue
            pair = _compare(tellings, kinds, earlier=earlier, later=later)
            if pair:
                gone[pair.repeat] = pair.kept
    return [Repeat(repeat, _last_kept(gone, kept)) for repeat, kept in sorted(gone.items())]


def _last_kept(gone: dict[int, int], kept: int) -> int:
    while kept in gone:
        kept = gone[kept]
    return kept


def _word_for_word(tellings: Sequence[Sequence[str]]) -> dict[int, int]:
    first: dict[tuple[str, ...], int] = {}
    return {
        number: first[key]
        for number, words in enumerate(tellings)
        if len(words) >= MIN_WORDS and first.setdefault(key := tuple(words), number) != number
    }


def _sharing(tellings: Sequence[Sequence[str]], *, but: Collection[int]) -> list[list[int]]:
    """For each line, the earlier ones that share a good part of its word triples."""
    index: dict[tuple[str, ...], list[int]] = defaultdict(list)
    found: list[list[int]] = []
    for number, words in enumerate(tellings):
        grams = set() if number in but else set(zip(words, words[1:], words[2:], strict=False))
        votes = Counter(other for gram in grams for other in index[gram])
        enough = [
            other
            for other, count in votes.items()
            if count >= 0.4 * max(1, min(len(words), len(tellings[other])) - 2)
        ]
        found.append(sorted(enough))
        for gram in grams:
            if len(index[gram]) < _MAX_POSTINGS:
                index[gram].append(number)
    return found


def _compare(
    tellings: Sequence[Sequence[str]], kinds: Sequence[str], *, earlier: int, later: int
) -> Repeat | None:
    first, second = tellings[earlier], tellings[later]
    if min(len(first), len(second)) < MIN_WORDS:
        return None
    whole = bool({"headline", "caption"} & {kinds[earlier], kinds[later]})
    if not _same(first, second, whole=whole):
        return None
    if _added(first, second) < _added(second, first):
        return Repeat(earlier, later)
    return Repeat(later, earlier)


def _same(first: Sequence[str], second: Sequence[str], *, whole: bool) -> bool:
    short, long = sorted((first, second), key=len)
    if len(short) < _NEAR_WORDS or len(long) > _ALIGNED:
        return False
    matcher = SequenceMatcher(None, short, long, autojunk=False)
    same = sum(b.size for b in matcher.get_matching_blocks() if b.size >= _MIN_RUN)
    return same >= _COVERED * (len(long) if whole else len(short))


def _added(words: Sequence[str], other: Sequence[str]) -> int:
    """How many content words `words` has that `other` lacks."""
    return len(set(words) - set(other) - FUNCTION_WORDS)

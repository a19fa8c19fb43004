"""Find place names in running text by the gazetteer alone.

A fallback for evaluating the gazetteer and for text without a model: runs of capitalised words
that are names of places, kept apart from the people, bodies and words that are spelled alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sayso.resolve.gazetteer import POPULATED, Entry, Gazetteer
from sayso.schema import Span

_LONGEST = 5  # words; "Democratic Republic of the Congo"
_TOKEN = re.compile(r"[^\W\d_][\w'’ʿ‘.-]*[\w]|[^\W\d_]|U\.S\.|U\.K\.")
_SMALL = frozenset({"of", "the", "and", "al", "el", "de", "la", "es", "az", "ez", "e", "i"})
_ARTICLES = ("al-", "el-", "ad-", "ar-", "as-", "at-", "az-", "an-", "ash-", "al ", "el ", "‘", "'")
# words that begin sentences, titles, months and organisations, and are villages somewhere too
_COMMON = frozenset(
    "the a an in on at of and or but for to from by with as it he she they we you i this that "
    "these those there here then when while where after before since until during among many most "
    "some all both each other another one two three four five six seven eight nine ten first last "
    "new old north south east west northern southern eastern western central upper lower great "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december mr mrs ms dr president minister prime "
    "general colonel major king queen prince sheikh army forces force front group state islamic "
    "free democratic national united union nations council security party government ministry "
    "assembly coalition league republic international human rights observatory media center centre "
    "news agency daily post times hospital university school mosque church street square bridge "
    "battalion brigade division army's allah god inc ltd sources source video read more earlier "
    "photo image reuters live war peace us our their his her its who what how why if not no yes "
    "so also however meanwhile according".split()
)
_PERSON_BEFORE = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Maj|Sgt|Sen|Rep|President|Minister|General|Colonel|King|"
    r"Sheikh|Prince|Abu|Bin|Ibn|Said|Ali|Mohammad|Mohammed|Muhammad|Ahmad|Ahmed|Hassan|Bashar|"
    r"spokesman|spokeswoman|commander|leader|director|Rami)\.?,?\s+)$"
)
_BODY_AFTER = re.compile(
    r"^\s+(?:Army|Front|Brigades?|Brigade|Battalion|Party|Council|University|Times|Post|Agency|"
    r"Democratic|Observatory|Islamic|Network|Forces|Media|TV|News|Television|Defen[cs]e|Arab\s+Army|"
    r"Coalition|Movement|Union|Shield|Bank|Club|United|Liberation|Mirror|Today|Human|Revolution)\b"
)
_NAME_JOIN = re.compile(r"^(?:-[A-Z]\w+|\s+(?:bin|ibn|al-[A-Z]\w+ian)\b)")


def recognise(text: str, gazetteer: Gazetteer) -> list[Span]:
    """The place names in a text, longest first at each position, without overlaps.

    >>> [s.text for s in recognise("Shelling hit Talbiseh near Homs.", Gazetteer.load())]
    ['Talbiseh', 'Homs']
    """
    spans, done = [], 0
    tokens = list(_TOKEN.finditer(text))
    for first, token in enumerate(tokens):
        if token.start() < done or not _may_start(token[0]):
            continue
        for last in _ends(tokens, first, text):
            found = _span(text, token.start(), tokens[last].end(), gazetteer)
            if found:
                spans.append(found)
                done = found.end
                break
    return spans


def _may_start(word: str) -> bool:
    return word[0].isupper() or word.lower().startswith(_ARTICLES)


def _ends(tokens: list[re.Match[str]], first: int, text: str) -> Iterator[int]:
    """Indexes at which a run of name words from `first` may end, the longest first."""
    last = first
    for number in range(first + 1, min(first + _LONGEST, len(tokens))):
        gap = text[tokens[number - 1].end() : tokens[number].start()]
        word = tokens[number][0]
        if gap not in (" ", "-", "") or not (_may_start(word) or word in _SMALL):
            break
        last = number
    for number in range(last, first - 1, -1):
        if tokens[number][0] not in _SMALL:
            yield number


def _span(text: str, start: int, end: int, gazetteer: Gazetteer) -> Span | None:
    surface = text[start:end]
    bare = re.sub(r"['’]s?$", "", surface)
    if bare.lower() in _COMMON or (len(bare) < 3 and bare not in ("US", "UK")):
        return None
    entries = gazetteer.lookup(bare)
    if not entries or not _is_worth(entries, bare):
        return None
    if _PERSON_BEFORE.search(text[:start]) or _BODY_AFTER.match(text[end:]):
        return None
    if _NAME_JOIN.match(text[end:]):
        return None
    return Span(start, start + len(bare), bare)


def _is_worth(entries: tuple[Entry, ...], name: str) -> bool:
    """Whether a name is more often a place than a word: larger towns, own features, countries."""
    if any(e.kind not in POPULATED or e.source == "features" for e in entries):
        return True
    population = max(e.population for e in entries)
    # a single short word is a village somewhere in the world; two words seldom are by chance
    return population >= (1_000 if " " in name or "-" in name else 15_000)

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
    "so also however meanwhile according northwestern northeastern southwestern southeastern "
    "police date time area car dar abu bin ibn never obama press royal supreme field "
    "arab arabs secretary white red green black blue still mon tue wed thu fri sat sun".split()
)
_PERSON_BEFORE = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Maj|Sgt|Sen|Rep|President|Minister|General|Colonel|King|"
    r"Sheikh|Prince|Abu|Bin|Ibn|Said|Ali|Mohammad|Mohammed|Muhammad|Ahmad|Ahmed|Hassan|Bashar|"
    r"spokesman|spokeswoman|commander|leader|director|Rami)\.?,?\s+)$"
)
_BODY_AFTER = re.compile(
    r"^\s+(?:Army|Front|Brigades?|Brigade|Battalion|Party|Council|University|Times|Post|Agency|"
    r"Democratic|Observatory|Islamic|Network|Forces|Media|TV|News|Television|Defen[cs]e|Arab\s+Army|"
    r"Coalition|Campaign|Command|Police|Support\s+Group|Airport\s+Front|Red\s+Crescent|Movement|Union|Shield|Bank|Club|United|Liberation|Mirror|Today|Human|Revolution)\b"
)
_BODY_BEFORE = re.compile(r"(?:\bIslamic State (?:of|in)|\bWrath of|\bcalled )\s+$")
_SHORT_COUNTRIES = frozenset({"US", "UK", "U.S", "U.K", "UAE", "DRC", "USA", "CAR"})
_BIG, _SMALL_TOWN = 400_000, 15_000  # people
_NAME_JOIN = re.compile(r"^(?:-[A-Z]\w+|\s+(?:bin|ibn|al-[A-Z]\w+ian)\b)")


def recognise(text: str, gazetteer: Gazetteer) -> list[Span]:
    """The place names in a text, longest first at each position, without overlaps.

    A smaller town counts only when the text names its country.

    >>> [s.text for s in recognise("Shelling in Syria hit Talbiseh near Homs.", Gazetteer.load())]
    ['Syria', 'Talbiseh', 'Homs']
    """
    tokens = list(_TOKEN.finditer(text))
    everything = _runs(text, tokens, gazetteer, countries=None)
    named = {
        entry.country
        for span in everything
        for entry in _entries(span.text, gazetteer)
        if entry.kind == "country" and entry.country
    }
    return _runs(text, tokens, gazetteer, countries=frozenset(named))


def _runs(
    text: str,
    tokens: list[re.Match[str]],
    gazetteer: Gazetteer,
    *,
    countries: frozenset[str] | None,
) -> list[Span]:
    spans, done = [], 0
    for first, token in enumerate(tokens):
        if token.start() < done or not _may_start(token[0]):
            continue
        for last in _ends(tokens, first, text):
            end = tokens[last].end()
            found = _span(text, token.start(), end, gazetteer, countries=countries)
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


def _span(
    text: str, start: int, end: int, gazetteer: Gazetteer, *, countries: frozenset[str] | None
) -> Span | None:
    bare = re.sub(r"['’]s?$|\.$", "", text[start:end])
    if bare.isupper() and len(bare) < 5 and bare not in _SHORT_COUNTRIES:
        return None
    if bare.lower() in _COMMON and bare not in _SHORT_COUNTRIES:
        return None
    if _PERSON_BEFORE.search(text[:start]) or _BODY_AFTER.match(text[end:]):
        return None
    if _NAME_JOIN.match(text[end:]) or _BODY_BEFORE.search(text[:start]):
        return None
    if not _is_worth(_entries(bare, gazetteer), countries):
        return None
    return Span(start, start + len(bare), bare)


def _entries(name: str, gazetteer: Gazetteer) -> tuple[Entry, ...]:
    # the possessive s of a text that lost its apostrophes, as scraped text often has
    return gazetteer.lookup(name) or (gazetteer.lookup(name[:-1]) if name.endswith("s") else ())


def _is_worth(entries: tuple[Entry, ...], countries: frozenset[str] | None) -> bool:
    """Whether a name is more often a place than a word or a person.

    Countries and regions always are; towns and provinces when the text names their country,
    else only the big ones. Without any country named the bar lies at 15,000 people.
    """
    for entry in entries:
        if entry.kind not in POPULATED and entry.kind not in ("province", "district", "site"):
            return True
        if entry.population >= _BIG or (countries and entry.country in countries):
            return True
        if not countries and entry.population >= _SMALL_TOWN:
            return True
    return False

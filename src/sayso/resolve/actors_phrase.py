"""A noun phrase that names an actor, taken apart: names, countries, people and roles in order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from sayso.read.words import is_pronoun, lowered
from sayso.resolve.actors_book import Book
from sayso.resolve.actors_text import key, role_key, tidy

_INDEFINITE = frozenset(
    "both all each others another someone somebody anyone everyone nobody what ones".split()
)
POSSESSIVE = frozenset("his her its their our my your whose".split())
DETERMINERS = frozenset(
    "the a an some several many few other any no every each most more least at around about "
    "approximately nearly almost over up to dozens hundreds thousands scores tens of both two "
    "three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred "
    "thousand million half all another one this that these those various numerous countless "
    "dozen score between and an additional further".split()
)
NEUTRAL = frozenset(
    "masked armed suspected alleged unidentified unknown unnamed senior top local foreign "
    "international high-ranking high-level ranking leading prominent key former-ally new old "
    "young elderly male female women men muslim christian shiite shia sunni islamist islamic "
    "shi'ite shi'a jihadist radical extremist moderate hardline hardliner legitimate main "
    "ethnic-minority "
    "rival heavily well-armed allied elite security military civilian political religious "
    "tribal communist leftist left-wing right-wing far-right maoist marxist nationalist "
    "secular liberal conservative kurdish arab yazidi druze alawite turkmen tuareg hutu tutsi "
    "fulani rohingya uighur uyghur tamil sikh hindu buddhist jewish bedouin banyamulenge "
    "hazara pashtun baloch amhara oromo hausa igbo dinka nuer hema lendu black white chechen "
    "abkhaz ossetian crimean darfuri kashmiri papuan acehnese corsican basque catalan "
    "peaceful angry injured wounded dead killed trapped displaced besieged stranded homeless "
    "innocent desperate hungry thousands unarmed anti-war off-duty plainclothes uniformed "
    "mounted hooded rogue renegade breakaway splinter mutinous rebellious retired veteran "
    "outgoing incoming acting interim transitional then newly-elected elected ruling pro-"
    "democracy human rights civil rights student anti-terror joint combined special northern "
    "southern eastern western central regional national federal provincial municipal state "
    "public private main so-called self-styled self-proclaimed fellow young-looking poor rich "
    "first second third chief deputy assistant general late slain captured jailed imprisoned "
    "exiled opposition government presidential ministerial army police defense defence health "
    "foreign interior pro-government caretaker military-backed big small major strong "
    "powerful brutal notorious infamous well-known famous official officials unofficial "
    "anonymous ordinary common terrorist terror suicide motorcycle riot ex-rebel fleeing "
    "advancing invading occupying attacking warring loyal gas oil weapons nuclear chemical "
    "war air ground naval".split()
)
# peoples with no state of their own: their officials and forces are not those of the country
STATELESS = frozenset(
    "kurdish tuareg druze yazidi rohingya chechen abkhaz ossetian crimean darfuri kashmiri "
    "papuan tamil sikh baloch fulani hausa oromo amhara hazara turkmen uighur uyghur bedouin "
    "tribal alawite catalan basque corsican acehnese banyamulenge hutu tutsi sunni shiite "
    "shia arab".split()
)
# of these those whose forces are not the state's army even behind its name: not "Syrian Arab"
PEOPLES = STATELESS - {"tribal", "sunni", "shiite", "shia", "arab"}
WORLDWIDE = frozenset(
    "western african european asian international foreign allied global gulf multinational "
    "arab latin coalition nordic baltic balkan".split()
)
_BACKED = "backed supported allied aligned funded sponsored trained armed installed appointed"
_RUN = "run controlled held dominated ruled administered occupied"
# what a compound ("Iranian-backed") says: another's client, follower, part, or place
TIES = {
    word: kind
    for kind, ties in (
        ("backed", _BACKED),
        ("linked", "linked affiliated inspired"),
        ("led", "led spearheaded"),
        ("run", _RUN),
        ("based", "based born"),
    )
    for word in ties.split()
}
CUT = frozenset(
    "of in from at on near who which with for against under inside outside along by including "
    "loyal opposed led backed linked allied affiliated fighting based to around across "
    "holding such like within during after before over than operating known called named".split()
)

Sort = Literal[
    "entity", "country", "nation", "person", "surname", "role", "tie", "pro", "anti", "former",
    "ethnic", "pronoun", "world", "and", "neutral", "name", "word",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of the phrase. `value` is an id, a role's type or a kind of tie, by sort."""

    sort: Sort
    text: str
    value: str = ""
    sector: str | None = None
    owns: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Head items, then (preposition, rest) tails, then what stands after a comma."""

    head: tuple[Item, ...]
    tails: tuple[tuple[str, str], ...]
    apposition: str
    definite: bool
    counted: bool


def words(text: str) -> list[str]:
    """Words with possessive endings as words of their own, compounds with ties split."""
    text = re.sub(r"'s\b|(?<=s)'(?=\s|$)", " 's", text)
    ties = "|".join(TIES)
    text = re.sub(rf"-({ties})\b", r" -\1", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(pro|anti|ex|non)-(?=\w)", r"\1- ", text, flags=re.IGNORECASE)
    return re.sub(r"(?<!\d),|,(?!\d)", " , ", text).split()


def names_nobody(text: str) -> bool:
    """Whether a phrase is no more than a pronoun, "the" left out: "they", "the others"."""
    bare = text[4:] if text[:4].lower() == "the " else text
    return is_pronoun(bare) or lowered(bare) in _INDEFINITE


def unpossessed(word: str, book: Book) -> str | None:
    """The owner in a possessive whose apostrophe was lost ("Russias" of scraped text), if known."""
    bare = word[:-1]
    if not word.endswith("s") or word.endswith("ss") or len(bare) < 4 or not word[:1].isupper():
        return None
    if _known(word, book, 1) is not None or book.people(word) or key(word) in book.tables.surnames:
        return None
    return bare if any(not flag & 4 for _, flag in book.named(bare)) else None


def _with_apostrophes(tokens: list[str], book: Book) -> list[str]:
    """The tokens, with the possessive s of all but the last as a token of its own."""
    found: list[str] = []
    for token in tokens[:-1]:
        owner = unpossessed(token, book)
        found += [owner, "'s"] if owner else [token]
    return found + tokens[-1:]


def strip_lead(tokens: list[str]) -> tuple[list[str], bool, bool]:
    """Tokens without articles and numbers, whether definite, whether counted."""
    definite, counted, at = False, False, 0
    while at < len(tokens) - 1:
        low = tokens[at].lower()
        if low in DETERMINERS or re.fullmatch(r"[\d,.]+", low):
            definite |= low == "the"
            counted |= low not in ("the", "this", "that", "these", "those")
            at += 1
        else:
            break
    return tokens[at:], definite and not counted, counted


@lru_cache(maxsize=1 << 14)
def parse(text: str, book: Book) -> Phrase:
    """Take a phrase apart; the same phrases come again and again."""
    tokens, definite, counted = strip_lead(_with_apostrophes(words(tidy(text)), book))
    items: list[Item] = []
    at = 0
    while at < len(tokens):
        if tokens[at] == ",":
            if items:
                rest = " ".join(tokens[at + 1 :])
                return Phrase(tuple(items), (), rest, definite, counted)
            at += 1
            continue
        if tokens[at].lower() in CUT and items:
            tails, after = _tails(tokens[at:])
            return Phrase(tuple(items), tails, after, definite, counted)
        item, used = _next(tokens, at, book)
        at += used
        if at < len(tokens) and tokens[at] == "'s":
            item = Item(item.sort, item.text, item.value, item.sector, owns=True)
            at += 1
        items.append(item)
    return Phrase(tuple(items), (), "", definite, counted)


def _tails(tokens: list[str]) -> tuple[tuple[tuple[str, str], ...], str]:
    """The (preposition, words) pairs up to a comma, and what comes after it."""
    if "," in tokens:
        cut = tokens.index(",")
        tokens, after = tokens[:cut], " ".join(tokens[cut + 1 :])
    else:
        after = ""
    tails: list[tuple[str, str]] = []
    cue: list[str] = []
    rest: list[str] = []
    for token in tokens:
        if token.lower() in CUT:
            if rest:
                tails.append((" ".join(cue), _join(rest)))
                cue, rest = [], []
            cue.append(token.lower())
        else:
            rest.append(token)
    if rest:
        tails.append((" ".join(cue), _join(rest)))
    return tuple(tails), after


def _join(tokens: list[str]) -> str:
    return " ".join(tokens).replace(" 's", "'s").replace("- ", "-").replace(" -", "-")


def _next(tokens: list[str], at: int, book: Book) -> tuple[Item, int]:
    """The longest piece that begins here, and how many tokens it takes."""
    special = _special(tokens[at])
    for size in range(min(8, len(tokens) - at), 0, -1):
        if size == 1 and special is not None:
            return special, 1
        piece = tokens[at : at + size]
        if any(t == "," for t in piece) or piece[-1] == "'s":
            continue
        item = _known(_join(piece), book, size)
        if item is not None:
            return item, size
    token = tokens[at]
    if token.lower() in NEUTRAL:
        return Item("world" if token.lower() in WORLDWIDE else "neutral", token), 1
    if token.lower() in WORLDWIDE:
        return Item("world", token), 1
    return Item("name" if token[:1].isupper() else "word", token), 1


def _special(token: str) -> Item | None:
    low = token.lower()
    if low.startswith("-") and low[1:] in TIES:
        return Item("tie", token, TIES[low[1:]])
    if low in ("pro-", "anti-"):
        return Item("pro" if low == "pro-" else "anti", token)
    if low in ("ex-", "former", "ex", "one-time", "ousted", "deposed", "onetime"):
        return Item("former", token)
    if low == "ethnic":
        return Item("ethnic", token)
    if low in ("and", "&"):
        return Item("and", token)
    return Item("pronoun", token) if low in POSSESSIVE else None


def _known(text: str, book: Book, size: int) -> Item | None:
    """What a run of words is: entity, country, people, person or role."""
    role = book.tables.roles.get(role_key(text))
    if role is not None and len(text) <= 3 and text.istitle():
        role = None  # "Ngo" and "Rep" are names when written like names
    if role is not None and text[:1].islower():
        return Item("role", text, role[1], role[0])
    named = [entity for entity, flag in book.named(text) if not flag & 4]
    if named:
        one = len({entity.id for entity in named}) == 1
        sort: Sort = "country" if named[0].kind == "country" else "entity"
        return Item(sort, text, named[0].id if one else "")
    nation = _nation(text, book)
    if nation is not None:
        return nation
    if size > 1 and book.people(text):
        return Item("person", text)
    if role is not None:
        return Item("role", text, role[1], role[0])
    return None


def _nation(text: str, book: Book) -> Item | None:
    if text.islower() or (len(text) < 4 and not text.replace(".", "").isupper()):
        return None
    name = key(text)
    if name in book.tables.adjectives:
        return Item("country", text, book.tables.adjectives[name])
    if name in book.tables.nationals:
        return Item("nation", text, book.tables.nationals[name])
    return None

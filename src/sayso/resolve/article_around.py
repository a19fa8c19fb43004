"""What the words around an actor's span tell of it: that it is a town or a language and no actor,
or whom a description ("a monitoring group") stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from sayso.resolve.actors_book import Actor

Part = Literal["dateline", "place", "struck"]

AROUND = 80  # characters on either side that are looked at
NEAR = 400  # characters back within which "the group" finds its name
_COMPASS = r"(?:(?:north|south)-?(?:east|west)|north|south|east|west)(?:ern)?"
_OF_IT = r"(?:the\s+)?(?:(?:central|downtown|besieged|[\w-]+-held|" + _COMPASS + r")\s+)?"
# a town behind these is where something is; "to", "from" and "on" go with governments too
_IN_IT = re.compile(
    r"\b(?:in|at|near|inside|outside|around|across|throughout|into|within|"
    rf"(?:{_COMPASS}|outskirts|suburbs?|cent(?:re|er)|streets|cit(?:y|ies)|towns?|"
    r"capital|fall|siege|battle|capture|out|parts?|sky|skies|airport|province) of|battle for|"
    r"(?:km|kilometres|kilometers|miles) from|(?:road|highway|flights?|way|route|fled|flew|flown|"
    r"travelled|traveled|returned|returning|evacuated) (?:to|from)|"
    r"fled|flee|fleeing|entered|entering|reached|reaching|capital|central|downtown"
    rf")\s+{_OF_IT}$",
    re.IGNORECASE,
)
# behind these "in" and "at" point at those who rule
_AT_THEM = re.compile(
    r"\b(?:anger|aimed|aiming|directed|angry|fury|furious|frustrat\w+|swipe|dig|blow|confidence|"
    r"trust|faith|hopes?) (?:at|in)\s+$",
    re.IGNORECASE,
)
_STRUCK = re.compile(
    r"\b(?:(?:captur|seiz|recaptur|storm|liberat|encircl|surround|besieg|shell|bomb|bombard|pound|"
    r"loot)\w*|overr[au]n|took|takes?|taken|taking|retook|retak\w+|marched on|march on|"
    rf"advanc\w+ on|(?:residents|inhabitants|people) of)\s+{_OF_IT}$",
    re.IGNORECASE,
)
_DWELLERS = re.compile(r"^(?:['’]s?)?\s+(?:residents|inhabitants|people)\b")
_OWNER = re.compile(r"^['’]s?\s+[a-z]")
_PART_OF_IT = re.compile(
    r"^(?:['’]s?)?\s+(?:suburbs?|outskirts|countryside|province|governorate|region|airport|"
    r"district|districts|neighbou?rhoods?|city|streets|hospitals?|prison|stadium|"
    r"university|metro|subway|old city|skyline|area)\b"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATELINE = re.compile(
    r"(?:^|\n|[.!?”\"]\s)[ \t]*(?P<line>(?P<town>[A-Z][\w'’.]+(?:[ -][A-Z][\w'’.]+){0,3})"
    rf"(?:,\s*[A-Z][\w.'’ ]{{1,30}}?)?(?:,\s*(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH})"
    r"(?:,?\s*\d{4})?)?(?P<agency>\s*\([^()\n]{2,40}\))?)\s*(?:—|–|--|\s-\s)\s*"
)
# in a text that lost its line breaks: "Oct 26 2016 BEIRUT Air strikes", "AFP DAMASCUS The army"
_BARE_DATELINE = re.compile(
    r"(?<![A-Z] )(?<!\w)(?P<line>[A-Z]{4,}(?: [A-Z]{3,}){0,2})(?= (?:[A-Z][a-z]|[AI] ))"
)
BARE_WITHIN = 600  # characters from the text's beginning
_SPOKEN = re.compile(r"\b(?:in|into|from|speak|speaks|speaking|spoke|fluent|learn\w*)\s+$", re.I)
_SPOKEN_END = re.compile(
    r"^(?:\s*$|\s*[.,;:)!?\"”’]|\s+(?:and|or|on|that|by|with|for|at|to|as|said|says?|read|reads|posted|published)\b|"
    r"(?:\s+|-)(?:language|dialect|speaking|speaker|words?|translation|script|alphabet)s?\b)"
)
_LANGUAGE = re.compile(r"^(?:\s+|-)(?:language|dialect|speaking|script|alphabet)\b")

Fits = Callable[[Actor], bool]


def datelines(text: str, is_town: Callable[[str], bool]) -> list[tuple[int, int]]:
    """The spans of datelines ("BEIRUT, Lebanon (AP) —"), without the dash; where a text has none
    with a dash, the first town in capitals that stands before a sentence."""
    told = [
        found.span("line")
        for found in _DATELINE.finditer(text)
        if found["agency"] or found["town"].isupper() or is_town(found["town"])
    ]
    if told:
        return told
    bare = _BARE_DATELINE.finditer(text, 0, BARE_WITHIN)
    found = (f.span("line") for f in bare if any(map(is_town, _heads(f["line"]))))
    return list(islice(found, 1))


def _heads(line: str) -> Iterator[str]:
    """The town that a dateline may begin with: "NEW YORK AFP", "NEW YORK", "NEW"."""
    words = line.split()
    yield from (" ".join(words[:size]) for size in range(len(words), 0, -1))


def as_town(text: str, start: int, end: int) -> Part | None:
    """How the words about a town's name use it as a place; None where they do not.

    >>> text = "Shelling in Damascus. Damascus said so."
    >>> as_town(text, 12, 20), as_town(text, 22, 30)
    ('place', None)
    """
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if _PART_OF_IT.match(after):
        return "place"
    if _OWNER.match(after):
        return None  # "at Moscow's request"
    if _IN_IT.search(before) and not _AT_THEM.search(before):
        return "place"
    return "struck" if _STRUCK.search(before) or _DWELLERS.match(after) else None


def is_language(text: str, start: int, end: int) -> bool:
    """Whether an adjective of nationality means a language: "said in Russian", "Persian-language".

    >>> is_language("He said so in Persian.", 14, 21)
    True
    """
    after = text[end : end + AROUND]
    if _LANGUAGE.match(after):
        return True
    before = text[max(0, start - AROUND) : start]
    return bool(_SPOKEN.search(before) and _SPOKEN_END.match(after))


@dataclass(frozen=True, slots=True)
class Named:
    """An actor that the article names, and where."""

    start: int
    end: int
    actor: Actor


_MONITORS = re.compile(
    r"Observator|Monitor|Network for Human Rights|Airwars|Documentation|ACLED|Data Project|Watch|"
    r"Body Count|Tracker"
)


def _is_monitor(actor: Actor) -> bool:
    return actor.kind == "ngo" and bool(_MONITORS.search(actor.name))


_RIGHTS = re.compile(r"Rights|Amnesty|B.Tselem|Memorial|Watch|Observator")
# what a description ends in, who may be meant by it, and whether the only one of the article
# will do where the words beside it name nobody
_DESCRIPTIONS: tuple[tuple[re.Pattern[str], Fits], ...] = tuple(
    (re.compile(rf"\b(?:{words})$", re.IGNORECASE), fits)
    for words, fits in (
        (r"(?:rights|war|conflict) monitors?|monitoring (?:group|organi[sz]ation|network)|monitor|"
         r"observatory|war watchdog", _is_monitor),
        (r"rights (?:group|organi[sz]ation|body|watchdog|advocacy group|campaigners?)",
         lambda actor: actor.kind == "ngo" and bool(_RIGHTS.search(actor.name))),
        (r"charity|(?:aid|relief|humanitarian) (?:group|organi[sz]ation|agency)",
         lambda actor: actor.kind == "ngo" and not _is_monitor(actor)),
        (r"rescue (?:group|service|organi[sz]ation|force)|civil defen[cs]e (?:group|service)",
         lambda actor: actor.id == "WHITE-HELMETS"),
        (r"news agency|broadcaster|newspaper|news channel|(?:television|tv) (?:station|channel)",
         lambda actor: actor.kind == "media"),
        (r"(?:regional|european|west african|\w+-(?:nation|member)) bloc|the bloc",
         lambda actor: actor.kind in ("igo", "alliance") and actor.id not in ("UN", "NATO")),
        (r"(?:militant|jihadi|jihadist|extremist|terror|terrorist|rebel|insurgent|armed|islamist|"
         r"separatist|guerrilla|paramilitary|palestinian|shi'?ite|sunni|kurdish) "
         r"(?:group|organi[sz]ation|movement|faction|outfit|militia)|"
         r"^(?:the|this) (?:militia|cartel)",
         lambda actor: actor.kind == "group"),
        (r"^(?:the|this) (?:group|organi[sz]ation|movement)",
         lambda actor: actor.kind in ("group", "ngo")),
    )
)  # fmt: skip
_INDEFINITE = re.compile(r"^an?\s", re.IGNORECASE)
_BEHIND = re.compile(r"^,?\s*(?:called|known as|named|,|–|—)?\s*(?:the\s+)?$")
_AHEAD = re.compile(r"^\s*(?:\([A-Z]+\)\s*)?,\s*(?:which is\s+)?$")


def described(text: str, span: tuple[int, int], names: Iterable[Named]) -> tuple[Actor, str] | None:
    """The actor that a description means, and why.

    What stands in apposition decides; then, for "the ...", the one that fits among the names
    close before it; then the only one of the article. Two that fit leave it open.
    """
    start, end = span
    words = " ".join(text[start:end].split())
    fits = next((fits for pattern, fits in _DESCRIPTIONS if pattern.search(words)), None)
    if fits is None:
        return None
    fitting = [named for named in names if named.actor.id and fits(named.actor)]
    beside = next((n for n in fitting if _is_beside(text, span, n)), None)
    if beside:
        return beside.actor, f"“{words}” is {beside.actor.name}, in apposition"
    before = [n for n in fitting if start - NEAR <= n.start and n.end <= start]
    chosen = _only(before) if not _INDEFINITE.match(words) else None
    if chosen is None and not before:
        chosen = _only(fitting)
    return (chosen, f"“{words}” is {chosen.name}, named in the article") if chosen else None


def _is_beside(text: str, span: tuple[int, int], named: Named) -> bool:
    if named.start >= span[1]:
        return bool(_BEHIND.match(text[span[1] : named.start])) and named.start > span[1]
    return named.end <= span[0] and bool(_AHEAD.match(text[named.end : span[0]]))


def _only(names: Sequence[Named]) -> Actor | None:
    """The one actor that all these names mean."""
    found = {named.actor.id: named.actor for named in names}
    return next(iter(found.values())) if len(found) == 1 else None

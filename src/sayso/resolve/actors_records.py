"""Actors as records print them: UCDP's sides and ACLED's columns."""

from __future__ import annotations

import re
from dataclasses import replace

from sayso.resolve.actors_book import IN_CONTEXT, RECORD, Actor, Book
from sayso.resolve.actors_compose import Resolver, Scene, entity_actor
from sayso.resolve.actors_text import key

_YEARS = re.compile(r"\s*\((?:\d{4})?\s*-\s*(?:\d{4})?\)")
# how ACLED and UCDP begin the names of parts of a state, and the sector of each
_PARTS = (
    ("government of", None), ("military forces of", "MIL"), ("police forces of", "COP"),
    ("mutiny of military forces of", "MIL"), ("mutiny of police forces of", "COP"),
    ("former military forces of", "ELI"), ("private security forces", "BUS"),
)  # fmt: skip
_UNNAMED = {
    "civilians": "CVL", "civilian": "CVL", "protesters": "CVL", "rioters": "CVL",
    "unidentified armed group": "UAF", "unidentified military forces": "MIL",
    "unidentified gang": "CRM", "unidentified gang and/or police militia": "CRM",
    "unidentified communal militia": "UAF", "unidentified tribal militia": "UAF",
    "unidentified ethnic militia": "UAF", "unidentified clan militia": "UAF",
    "communal militia": "UAF", "farmers": "AGR", "students": "EDU", "teachers": "EDU",
    "labor group": "LAB", "labour group": "LAB", "journalists": "JRN", "health workers": "MED",
    "prisoners": "CVL", "refugees/idps": "REF", "lawyers": "JUD", "aid workers": "NGO",
    "government officials": "GOV", "fishers": "AGR", "vigilante group": "PRM", "women": "CVL",
    "syrian insurgents": "REB", "vigilante militia": "PRM", "pirates": "CRM",
}  # fmt: skip


def record_actors(raw: str, book: Book) -> tuple[Actor, ...]:
    """The actors of a joint side: the whole as one name first, else its parts at the commas."""
    whole = record_actor(raw, book)
    if whole.id is not None or "," not in raw:
        return (whole,)
    return tuple(record_actor(part, book) for part in raw.split(",") if part.strip())


def record_actor(raw: str, book: Book) -> Actor:
    """The actor that a record names; unresolved when no list has it."""
    text = " ".join(_YEARS.sub(" ", raw.replace("’", "'")).split())
    for step in (_part_of_state, _unnamed, _listed, _lettered, _faction):
        actor = step(text, book)
        if actor is not None:
            return replace(actor, name=raw.strip(), why=f"record: {actor.why}")
    resolved = Resolver(book, Scene(None)).resolve(text)
    brackets = re.search(r"\(([^()]+)\)$", text)
    if resolved.country is None and resolved.id is None and brackets:
        resolved = replace(resolved, country=_country(brackets[1], book))
    return replace(resolved, name=raw.strip(), why=f"record: {resolved.why}")


def _country(name: str, book: Book) -> str | None:
    """The ISO code of "Yemen (North Yemen)" and the like."""
    for form in (name, re.sub(r"\s*\(.*\)", "", name), name.split(",")[0]):
        for entity, _ in book.named(form.strip(), record=True):
            if entity.kind == "country":
                return entity.id
    return None


def _part_of_state(text: str, book: Book) -> Actor | None:
    low = text.lower()
    for start, sector in _PARTS:
        if low.startswith(start + " "):
            iso = _country(text[len(start) + 1 :], book)
            if iso is None:
                return None
            state = book.by_id(iso)
            assert state is not None
            actor = entity_actor(state, None, why=start)
            if sector is None:
                return replace(actor, kind="government")
            kind = "military" if sector == "MIL" else "role"
            return Actor(f"{iso}.{sector}", text, iso, sector, kind, iso, 0.95, start)  # type: ignore[arg-type]
    return None


def _unnamed(text: str, book: Book) -> Actor | None:
    """ "Rioters (Mexico)", "Civilians": a sector, and a country when brackets give it."""
    head, _, rest = text.partition(" (")
    sector = _UNNAMED.get(head.lower())
    if sector is None:
        return None
    iso = _country(rest.rstrip(")"), book) if rest else None
    if head.lower() == "syrian insurgents":
        iso = "SYR"
    ident = f"{iso}.{sector}" if iso else None
    return Actor(ident, text, iso, sector, "role", None, 0.9 if iso else 0.5, "unnamed party")


def _listed(text: str, book: Book) -> Actor | None:
    """A name of the lists; a country in brackets decides between two of the same name."""
    head, _, rest = text.partition(" (")
    iso = _country(rest.rstrip(")"), book) if rest else None
    for form in (text, head):
        rows = [(e, f) for e, f in book.named(form, record=True) if e.kind != "country"]
        if iso:
            rows = [(e, f) for e, f in rows if e.country in (iso, None)]
        own = [e for e, f in rows if not f & RECORD] or [e for e, f in rows]
        plain = [e for e, f in rows if e in own and not f & IN_CONTEXT] or own
        if len({e.id for e in plain}) == 1:
            return entity_actor(plain[0], None)
    near = book.spelled_like(text)
    return entity_actor(near, None, score=0.8, why="spelled alike") if near else None


def _lettered(text: str, book: Book) -> Actor | None:
    """ACLED's "HTS: Hayat Tahrir al Sham": the name, else its letters."""
    letters, colon, name = text.partition(": ")
    return (_listed(name, book) or _listed(letters, book)) if colon else None


def _faction(text: str, book: Book) -> Actor | None:
    """A faction ("Rahman Corps - X faction") that no list has goes with its group."""
    name, dash, _ = text.partition(" - ")
    actor = _listed(name, book) if dash and key(name) else None
    return replace(actor, score=0.6, why=f"faction of {actor.id}") if actor else None

"""How two actors hang together: the same, part of, member of, government of."""

from __future__ import annotations

from typing import Literal

from sayso.resolve.actors_book import Book, Window, within

Relation = Literal["same", "part_of", "member", "government_of", "other"]

_STATE_ARMS = frozenset("MIL COP SPY LEG JUD GOV PRM".split())


def relation(a: str, b: str, *, book: Book, when: Window) -> Relation:
    """How `a` stands to `b`: names of one lineage are the same; links hold in their dates."""
    if a == b or b in _lineage(a, book):
        return "same"
    if b in _reached(a, ("part_of", "works_for"), book=book, when=when):
        return "part_of"
    governed = _governs(a, b, book)
    if governed is not None:
        return governed
    everything = ("part_of", "works_for", "member_of", "successor_of")
    if b in _reached(a, everything, book=book, when=when) or _has_member(b, a, book, when):
        return "member"
    return "other"


def _lineage(start: str, book: Book) -> set[str]:
    """Ids of one lineage of names, earlier and later."""
    found, fresh = {start}, [start]
    while fresh:
        at = fresh.pop()
        before = [t for kind, t, _, _ in _links(at, book) if kind == "successor_of"]
        for other in [*before, *book.successors.get(at, ())]:
            if other not in found:
                found.add(other)
                fresh.append(other)
    return found


def _links(ident: str, book: Book) -> list[tuple[str, str, str | None, str | None]]:
    """(kind, target, first, last) of each link; a rebel force belongs to the armed opposition."""
    entity = book.by_id(ident)
    rows = []
    for link in entity.links if entity else ():
        kind, _, rest = link.partition(":")
        target, _, dates = rest.partition("@")
        first, dots, last = dates.partition("..")
        rows.append((kind, target, first or None, (last if dots else first) or None))
    if entity and ident.startswith("UCDP-") and entity.sector == "REB" and entity.country:
        rows.append(("member_of", f"{entity.country}.REB", None, None))
    if ident[3:4] == "." and ident[4:] == "REB":
        rows.append(("member_of", f"{ident[:3]}.OPP", None, None))
    return rows


def _reached(start: str, kinds: tuple[str, ...], *, book: Book, when: Window) -> set[str]:
    found: set[str] = set()
    fresh = [start]
    while fresh:
        at = fresh.pop()
        for name in _lineage(at, book):
            for kind, target, first, last in _links(name, book):
                if kind in kinds and target not in found and within(first, last, when):
                    found.add(target)
                    fresh.append(target)
    return found - {start}


def _governs(a: str, b: str, book: Book) -> Relation | None:
    entity = book.by_id(a)
    if a[3:4] == "." and a[:3] == b and a[4:] in _STATE_ARMS:
        return "government_of" if a[4:] == "GOV" else "part_of"
    if entity is not None and entity.kind == "government" and entity.country == b:
        return "government_of"
    return None


def _has_member(whole: str, part: str, book: Book, when: Window) -> bool:
    iso = part[:3] if part[3:4] == "." else part
    rows = [r for r in _links(whole, book) if r[0] == "has_member" and r[1] == iso]
    return any(within(first, last, when) for _, _, first, last in rows)

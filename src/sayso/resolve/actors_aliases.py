"""The user's own actors and names, from one YAML file.

::

    actors:
      - id: NORTHERN-GUARD            # new, or an id that exists, to which names are added
        name: Northern Guard          # asked for when the id is new
        aliases: [NG, Guard of the North]
        country: SYR                  # ISO 3166 alpha-3
        sector: REB                   # PLOVER sector code
        kind: group
        active: 2015..2019-06
        part_of: FSA                  # also member_of, works_for, backed_by, successor_of
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from sayso.errors import ResolveError
from sayso.resolve.actors_book import Book, Entity
from sayso.resolve.actors_text import key

SECTORS = frozenset(
    "GOV JUD LEG MIL COP OPP PTY REB PRM SPY UAF CVL ELI BUS EDU MED LAB AGR JRN REF REL SOC CRM "
    "IGO NGO ISM IMG MNC".split()
)
KINDS = frozenset("state government military group igo ngo alliance media".split())
LINKS = ("part_of", "member_of", "works_for", "backed_by", "successor_of")
FIELDS = frozenset({"id", "name", "aliases", "country", "sector", "kind", "active", *LINKS})


def with_aliases(book: Book, path: Path) -> Book:
    """The book with the file's actors added; raises `ResolveError` naming file and entry."""
    extra: list[Entity] = []
    names: dict[str, list[tuple[int, int]]] = {}
    number = dict(book.number)
    for at, entry in enumerate(_entries(path), 1):
        where = f"{path}: entry {at}"
        ident = _text(entry, "id", where)
        if ident not in number:
            number[ident] = len(book.tables.entities) + len(extra)
            extra.append(_entity(ident, entry, book, where))
        shown = [entry["name"]] if "name" in entry else []
        for name in [*shown, *_aliases(entry, where)]:
            names[key(str(name))] = [(number[ident], 0)]
    return replace(book, extra=extra, extra_aliases=names)


def _entries(path: Path) -> list[dict[str, Any]]:
    import yaml

    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ResolveError("no such file", where=str(path), remedy="check the path") from error
    except (UnicodeDecodeError, OSError) as error:
        raise ResolveError(str(error), where=str(path), remedy="give a UTF-8 file") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f": line {mark.line + 1}" if mark else ""
        raise ResolveError(
            f"not YAML: {getattr(error, 'problem', error)}", where=f"{path}{line}",
            remedy="mend the line",
        ) from error  # fmt: skip
    entries = data.get("actors") if isinstance(data, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ResolveError(
            "no list of actors in it", where=str(path), remedy="begin with 'actors:' and a list"
        )
    return entries


def _text(entry: dict[str, Any], name: str, where: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ResolveError(f"no {name}", where=where, remedy=f"add '{name}: ...'")
    return value.strip()


def _aliases(entry: dict[str, Any], where: str) -> list[str]:
    unknown = set(entry) - FIELDS
    if unknown:
        raise ResolveError(
            f"unknown field {sorted(unknown)[0]!r}", where=where,
            remedy="use " + ", ".join(sorted(FIELDS)),
        )  # fmt: skip
    aliases = entry.get("aliases", [])
    if not isinstance(aliases, list) or not all(isinstance(a, str) and key(a) for a in aliases):
        raise ResolveError(
            "aliases is not a list of names", where=where, remedy="write 'aliases: [A, B]'"
        )
    return aliases


def _entity(ident: str, entry: dict[str, Any], book: Book, where: str) -> Entity:
    country = entry.get("country")
    if country is not None and book.by_id(str(country)) is None:
        raise ResolveError(
            f"unknown country {country!r}", where=where, remedy="use ISO 3166 alpha-3"
        )
    sector, kind = entry.get("sector"), entry.get("kind", "group")
    if sector is not None and sector not in SECTORS:
        raise ResolveError(
            f"unknown sector {sector!r}", where=where, remedy="use " + " ".join(sorted(SECTORS))
        )
    if kind not in KINDS:
        raise ResolveError(
            f"unknown kind {kind!r}", where=where, remedy="use " + " ".join(sorted(KINDS))
        )
    first, dots, last = str(entry.get("active", "..")).partition("..")
    links = [f"{link}:{entry[link]}" for link in LINKS if link in entry]
    return Entity(ident, _text(entry, "name", where), str(kind), country, sector, first or None,
                  (last if dots else first) or None, links, [])  # fmt: skip

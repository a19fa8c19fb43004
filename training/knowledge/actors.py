"""Build `src/sayso/resolve/data/actors.json` from the hand-written files beside this one.

Sources: countries.txt, bodies.txt, groups.txt, orgs.txt, people.txt and roles.txt were written
by hand for this project. Names of further armed actors are facts of the UCDP actor list,
version 22.1 (Uppsala Conflict Data Program; cite UCDP), read from the table given.

    python -m training.knowledge.actors PATH/ucdp_actors.csv
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from sayso.resolve.actors_text import is_initials, key, loose, role_key

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "src/sayso/resolve/data/actors.json"
SOURCES = [
    "hand-written lists of the sayso project",
    "UCDP Actor Dataset, version 22.1, Uppsala Conflict Data Program: names of armed actors",
]
# abbreviations that are also English words: only capitals will do
WORDS = set(
    "SITE MODEL FACT PACE CARE RAW MIT SAMA MENA AMAN QUAD AIDS ICE WHO IS US IT AMAL MIR "
    "SAMS RAND DIET PETRA FARS TOTAL SHELL AMNESTY CARE ACLED HUR SAC HIT PAC CORE NAS MASS".split()
)
OFFICES = {
    "military": "MIL", "opposition": "OPP", "legislature": "LEG", "intelligence": "SPY",
    "police": "COP", "religious": "REL", "elite": "ELI",
}  # fmt: skip
FAMILY_FIRST = {"CHN", "KOR", "PRK", "TWN"}
EASTERN = {"Junichiro", "Shinzo", "Chiang"}

# flags of an alias
ANY_CASE, CAPITAL, CAPITALS, IN_CONTEXT, RECORD = 0, 1, 2, 4, 8


def lines(name: str) -> list[str]:
    """The lines of a source file, comments and blanks left out."""
    text = (HERE / name).read_text(encoding="utf-8")
    return [row.strip() for row in text.splitlines() if row.strip() and not row.startswith("#")]


def span(text: str) -> list[str | None]:
    """First and last date of "2012-01..2016-07"; a single date is both."""
    first, dots, last = text.strip().partition("..")
    return [first or None, (last if dots else first) or None]


def case_flag(alias: str) -> int:
    """How strictly the capitals of an alias must be matched."""
    letters = re.sub(r"[^A-Za-z]", "", alias)
    if is_initials(alias) and (len(letters) <= 3 or letters in WORDS):
        return CAPITALS
    single = " " not in alias and "-" not in alias
    return CAPITAL if single and (is_initials(alias) or len(letters) <= 6) else ANY_CASE


class Builder:
    """Collects entities and their aliases, then writes the compact file."""

    def __init__(self) -> None:
        self.entities: list[list[Any]] = []
        self.place_of: dict[str, int] = {}
        self.aliases: dict[str, list[list[Any]]] = defaultdict(list)
        self.loose: dict[str, set[int]] = defaultdict(set)
        self.people: dict[str, list[list[Any]]] = {}
        self.person_names: dict[str, set[str]] = defaultdict(set)
        self.adjectives: dict[str, str] = {}
        self.nationals: dict[str, str] = {}
        self.roles: dict[str, list[str | None]] = {}
        self.ucdp: dict[str, str] = {}

    def add(self, ident: str, names: list[str], *, kind: str, country: str | None,
            sector: str | None, active: str = "..", links: list[str] | None = None,
            shown: str = "") -> int:  # fmt: skip
        """Add an entity, or more names to one that is there."""
        if ident not in self.place_of:
            self.place_of[ident] = len(self.entities)
            shown = re.split(r"[@(]", shown or names[0])[0].strip()
            row = [ident, shown, kind, country, sector, *span(active), links or [], []]
            self.entities.append(row)
        index = self.place_of[ident]
        for name in names:
            self.name(index, name)
        return index

    def name(self, index: int, name: str, flag: int = 0) -> None:
        """Add an alias, which may carry dates (`@from..to`) or a qualifier in brackets."""
        name, _, dates = name.partition("@")
        if dates:
            self.entities[index][8].append([name, *span(dates)])
        core = name.split(" (")[0]
        if core != name:
            self.alias(core, index, case_flag(core) | IN_CONTEXT | flag)
        self.alias(name, index, case_flag(name) | flag)
        if not flag & RECORD and self.entities[index][2] != "country":
            self.loose[loose(name)].add(index)

    def alias(self, name: str, index: int, flag: int) -> None:
        """Point a name at an entity, once."""
        rows = self.aliases[key(name)]
        if key(name) and all(row[0] != index for row in rows):
            rows.append([index, flag])

    def countries(self) -> None:
        """Countries, their adjectives, people and metonyms."""
        for row in lines("countries.txt"):
            iso, names, adjectives, people, seats = row.split("|")
            all_names = [n for n in (names + ";" + seats).split(";") if n]
            self.add(iso, all_names, kind="country", country=iso, sector="GOV")
            for form in filter(None, adjectives.split(";")):
                self.adjectives.setdefault(key(form), iso)
            for form in filter(None, people.split(";")):
                self.nationals.setdefault(key(form), iso)

    def bodies(self) -> None:
        """Organs of states that have names of their own."""
        for row in lines("bodies.txt"):
            ident, kind, names, *active = row.split("|")
            sector = ident[4:] or "GOV"
            if ident in self.place_of:
                for name in names.split(";"):
                    self.name(self.place_of[ident], name)
                continue
            self.add(ident, names.split(";"), kind=kind, country=ident[:3], sector=sector,
                     active="".join(active) or "..")  # fmt: skip

    def groups(self) -> None:
        """Armed groups, parties, gangs, coalitions."""
        for row in lines("groups.txt"):
            ident, names, country, sector, active, *rest = row.split("|")
            kind = "alliance" if sector == "IMG" else "government" if sector == "GOV" else "group"
            links = [link for link in "".join(rest).split(";") if link]
            self.add(ident, names.split(";"), kind=kind, active=active, links=links,
                     country=None if country == "-" else country, sector=sector)  # fmt: skip

    def organisations(self) -> None:
        """International organisations, non-governmental ones, news media, companies."""
        for row in lines("orgs.txt"):
            ident, names, country, sector, kind, *rest = row.split("|")
            links = [link for link in "".join(rest).split(";") if link]
            if links and links[0].startswith("members:"):
                members = links[0].removeprefix("members:").split(",")
                links = [f"has_member:{member}" for member in members]
            self.add(ident, names.split(";"), kind=kind, links=links,
                     country=None if country == "-" else country, sector=sector)  # fmt: skip

    def persons(self) -> None:
        """People with the offices they held."""
        for row in lines("people.txt"):
            head, _, rest = row.partition(":")
            owner, office = head.split(" ", 1)
            for entry in rest.split(";"):
                if entry.strip():
                    self.person(owner, office, entry.strip())

    def person(self, owner: str, office: str, entry: str) -> None:
        """Add the offices of one person."""
        match = re.fullmatch(r"(.+?) ((?:\d{4}|\.\.|,|[-\d. ]|x)*)", entry)
        if match is None:
            raise SystemExit(f"people.txt: cannot read {entry!r}")
        names, terms = match[1].split("/"), match[2].split(",")
        target = owner
        if len(owner) == 3 and owner in self.place_of and self.kind(owner) == "country":
            target = f"{owner}.{OFFICES.get(office, 'GOV')}"
        elif owner not in self.place_of:
            raise SystemExit(f"people.txt: unknown {owner!r}")
        held = self.people.setdefault(names[0].split(" (")[0], [])
        held.extend([target, office, *span(term)] for term in terms)
        for name in names:
            self.person_names[names[0].split(" (")[0]].add(name.split(" (")[0])

    def kind(self, ident: str) -> str:
        """The kind of an entity."""
        return str(self.entities[self.place_of[ident]][2])

    def role_nouns(self) -> None:
        """Role nouns with the sector and type they stand for."""
        for row in lines("roles.txt"):
            sector, kind, nouns = (part.strip() for part in row.split("|"))
            for noun in nouns.split(";"):
                self.roles.setdefault(role_key(noun), [None if sector == "-" else sector, kind])

    def ucdp_actors(self, table: Path) -> None:
        """Names of armed actors that the hand-written lists lack."""
        with table.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["Org"] != "4":
                    self.ucdp_actor(row)

    def ucdp_actor(self, row: dict[str, str]) -> None:
        """Add one row: more names for a known actor, else a new one."""
        columns = ("NameData", "NewName", "NameOrig", "NameOrigFull", "NameOrigFullEng",
                   "NewNameFullEng", "NewNameFullMotherTongue")  # fmt: skip
        names = [n.strip() for c in columns for n in [row[c]] if n not in ("", "n/a", "0")]
        names = [n for n in dict.fromkeys(names) if key(n)]
        iso = self.iso_of(row["Location"])
        known = self.known(names, iso)
        if known is None:
            sector = "REB" if row["Org"] == "1" else "UAF"
            known = self.add(f"UCDP-{row['ActorId']}", [], kind="group", country=iso,
                             sector=sector, shown=names[0]) if names else None  # fmt: skip
        if known is not None:
            for name in names:
                flag = RECORD | (IN_CONTEXT if row["Org"] == "1" else 0)
                self.alias(name, known, case_flag(name) | flag)
            self.ucdp[row["ActorId"]] = self.entities[known][0]

    def iso_of(self, location: str) -> str | None:
        """The country that a location begins with."""
        first = location.split(",")[0].split(" (")[0].strip()
        for index, _ in self.aliases.get(key(first), []):
            if self.entities[index][2] == "country":
                return str(self.entities[index][0])
        return None

    def known(self, names: list[str], iso: str | None) -> int | None:
        """The hand-written entity with one of these names and this country."""
        for name in names:
            for index, flag in self.aliases.get(key(name), []):
                entity = self.entities[index]
                if flag & RECORD or entity[2] == "country":
                    continue
                if iso is None or entity[3] in (iso, None):
                    return int(index)
        return None

    def surnames(self) -> dict[str, list[str]]:
        """Family names, each with the people who bear it."""
        found: dict[str, set[str]] = defaultdict(set)
        for person, names in self.person_names.items():
            owners = {term[0][:3] for term in self.people[person]}
            for name in names:
                words = re.sub(r"\b(?:al|el|Al|El|Jr\.?|bin)[ -]|-\s", "", name).split()
                words = [
                    w for w in words if w not in ("II", "III", "VI", "XIV", "XVI", "Jr.", "Jr")
                ]
                if len(words) < 2 or words[0] in ("King", "Pope", "Sultan", "Abu", "Sheikh"):
                    continue
                eastern = owners & FAMILY_FIRST and words[0] not in EASTERN
                found[key(words[0] if eastern else words[-1])].add(person)
        return {name: sorted(people) for name, people in sorted(found.items()) if len(name) > 1}

    def folded(self) -> dict[str, int]:
        """Loose spellings that lead to one entity only."""
        return {
            text: next(iter(found))
            for text, found in sorted(self.loose.items())
            if len(found) == 1 and len(text) >= 6 and text not in self.aliases
        }

    def write(self, target: Path) -> None:
        """Write the compact file; the same sources give the same bytes."""
        persons = sorted(self.people)
        number = {name: i for i, name in enumerate(persons)}
        person_keys: dict[str, set[int]] = defaultdict(set)
        for person, names in self.person_names.items():
            for name in names:
                person_keys[key(name)].add(number[person])
                person_keys[loose(name)].add(number[person])
        data = {
            "sources": SOURCES,
            "entities": self.entities,
            "aliases": dict(sorted(self.aliases.items())),
            "loose": self.folded(),
            "persons": [[name, self.people[name]] for name in persons],
            "person_keys": {k: sorted(v) for k, v in sorted(person_keys.items())},
            "surnames": {k: [number[p] for p in v] for k, v in self.surnames().items()},
            "adjectives": dict(sorted(self.adjectives.items())),
            "nationals": dict(sorted(self.nationals.items())),
            "roles": dict(sorted(self.roles.items())),
            "ucdp": self.ucdp,
        }
        target.parent.mkdir(exist_ok=True)
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        target.write_text(text + "\n", encoding="utf-8")


def build(ucdp: Path) -> Builder:
    """Everything the sources say, in one builder."""
    builder = Builder()
    for step in (builder.countries, builder.bodies, builder.groups, builder.organisations,
                 builder.persons, builder.role_nouns):  # fmt: skip
        step()
    builder.ucdp_actors(ucdp)
    return builder


if __name__ == "__main__":
    build(Path(sys.argv[1])).write(TARGET)

"""From the pieces of a phrase to an actor: owner, role, ties, and the article's conflict."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sayso.resolve.actors_book import (
    CAPITALS,
    IN_CONTEXT,
    Actor,
    Book,
    Entity,
    Kind,
    Window,
    within,
)
from sayso.resolve.actors_people import by_surname, full_name
from sayso.resolve.actors_phrase import (
    PEOPLES,
    STATELESS,
    Item,
    Phrase,
    names_nobody,
    parse,
    strip_lead,
    unpossessed,
    words,
)
from sayso.resolve.actors_text import is_initials, key, role_key, tidy

_KINDS: dict[str, Kind] = {"country": "state", "state": "government", "military": "military",
    "government": "government", "group": "group", "igo": "igo", "ngo": "ngo",
    "alliance": "alliance", "media": "media"}  # fmt: skip
_NOBODY = "of nobody named"
# powers that take part in many conflicts: named beside another country they are seldom its scene
POWERS = frozenset({"USA", "RUS", "GBR", "FRA", "CHN", "DEU", "TUR", "IRN", "SAU"})
# offices that only one country has under this name in English reporting
_OFFICE_OF = {"secretary of state": "USA", "secretary of defense": "USA", "defense secretary":
              "USA", "foreign secretary": "GBR", "home secretary": "GBR", "supreme leader": "IRN",
              "chancellor": "DEU", "attorney general": "USA"}  # fmt: skip
# with these a country's name makes another name: "New America", "Free Syria"
_NAMING = frozenset({"New", "Free", "Young", "Greater"})
_REGIONS = frozenset("eastern western northern southern regional local rival".split())
_COURTESY = re.compile(r"^(?:Mr|Mrs|Ms|Mme|Sir|Dame|Lady)\b\.? (?=\w)")
# offices whose sector is that of the state when it is a state's
_OFFICE = dict.fromkeys(
    ("leader", "spokesman", "spokeswoman", "spokesperson", "representative", "delegate",
     "special representative", "emissary", "adviser", "advisor", "politburo member"), "GOV",
) | dict.fromkeys(("commander", "field commander", "top commander"), "MIL")  # fmt: skip
# what follows these words says nothing about whom a role belongs to
_ASIDE = ("against", "on", "who", "which", "during", "after", "before", "than", "such", "like",
          "including", "with", "over", "named", "called", "known")  # fmt: skip
_OF_BODY = re.compile(r"\b(?:spokes\w+|chief|commander[- ]in[- ]chief)$", re.IGNORECASE)
_STATE = frozenset("GOV MIL COP SPY LEG JUD".split())


@dataclass(frozen=True)
class Scene:
    """What the article tells beside the phrase: its date, its countries, its other actors."""

    when: Window
    ids: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()
    country: str | None = None


def entity_actor(entity: Entity, when: Window, *, score: float = 0.95, why: str = "") -> Actor:
    """An entity as an actor at a time; out of its active years it scores less."""
    active = within(entity.first, entity.last, when)
    works = [ln for ln in entity.links if ln.startswith(("works_for:", "backed_by:"))]
    return Actor(
        entity.id, entity.shown(when), entity.country, entity.sector, _KINDS[entity.kind],
        works[0].split(":")[1].split("@")[0] if works else None,
        score if active else round(score * 0.6, 2),
        why or ("name" if active else f"name; active {entity.first or ''}..{entity.last or ''}"),
    )  # fmt: skip


def scene(book: Book, when: Window, context: Sequence[str]) -> Scene:
    """The scene that the context sets: most salient first breaks a tie."""
    empty = Scene(when)
    resolver = Resolver(book, empty)
    actors = [_of_context(text, resolver) for text in context if text.strip()]
    weights: Counter[str] = Counter()
    for actor in actors:
        if actor.country and (actor.id is None or "." not in actor.id or actor.kind != "role"):
            weights[actor.country] += 1
    minor = [c for c in weights if c not in POWERS]
    pool = minor or list(weights)
    most = [c for c in pool if weights[c] == max(weights[p] for p in pool)]
    country = most[0] if len(most) == 1 else None
    ids = tuple(actor.id for actor in actors if actor.id)
    known = {key(text) for text in context} | {key(a.name) for a in actors}
    known |= set(ids) | {a.country for a in actors if a.country}
    return Scene(when, ids, frozenset(known), country)


def _of_context(text: str, resolver: Resolver) -> Actor:
    """An entry of the context: a name, else an id ("COL", "SYR.MIL")."""
    actor = resolver.resolve(text)
    if actor.id is not None:
        return actor
    entity = resolver.book.by_id(text)
    if entity is not None:
        return entity_actor(entity, resolver.scene.when)
    iso, dot, sector = text.partition(".")
    if dot and resolver.book.by_id(iso):
        return Actor(text, text, iso, sector, "role", iso, 0.9, "id")
    return actor


class Resolver:
    """Resolves the phrases of one article."""

    def __init__(self, book: Book, scene: Scene) -> None:
        self.book = book
        self.scene = scene
        self._seen: dict[str, Actor] = {}

    def resolve(self, surface: str) -> Actor:
        """The actor that a phrase means; unknown ones keep what is known."""
        if surface not in self._seen:
            self._seen[surface] = self._resolve(surface)
        return self._seen[surface]

    def _resolve(self, surface: str) -> Actor:
        text = _COURTESY.sub("", tidy(surface))
        bare = " ".join(strip_lead(words(text))[0]).replace(" 's", "'s")
        if names_nobody(text):
            return Actor(None, text, why="pronoun: for coreference")
        forms = (text, text.removesuffix("'s"), bare.removesuffix("'s"))
        for form in dict.fromkeys((*forms, unpossessed(bare, self.book) or "")):
            whole = self._whole(form) if form else None
            if whole is not None:
                return whole
        plain = tidy(re.sub(r"\s*\([^)]*\)", "", text))
        if plain != text and plain:
            return self.resolve(plain)
        found = self._phrase(text, parse(text, self.book))
        return found if found.id is not None else self._described(text, found)

    def _described(self, text: str, unknown: Actor) -> Actor:
        """The name that a description follows without a comma, as in text that lost its own:
        "the SDF a US-backed group"."""
        cut = re.search(r"(?<=\w)\s(?=an?\s\w)", text)
        if cut is None or not any(letter.isupper() for letter in text[: cut.start()]):
            return unknown
        found = self.resolve(text[: cut.start()])
        if found.id is None:
            return unknown
        return replace(found, score=round(found.score * 0.9, 2), why=f"{found.why}, described")

    # --- whole names

    def _whole(self, text: str) -> Actor | None:
        """The phrase as one name: entity, country, person, or a near spelling."""
        if self.book.tables.roles.get(key(text)) and text[:1].islower():
            return None
        named = self.book.named(text)
        if named:
            actor = self._pick(text, named)
            if actor is not None:
                return actor
        person = None if text.islower() else full_name(text, self.book, self.scene.when)
        if person is not None:
            return person
        near = None if self._is_nation(text) else self.book.spelled_like(text)
        if near is not None:
            return entity_actor(near, self.scene.when, score=0.8, why="spelled alike")
        if (
            " " not in text
            and not self._is_nation(text)
            and key(text) not in self.book.tables.roles
        ):
            return by_surname(text, self.book, self.scene.when, titled=False,
                              context=self.scene.known)  # fmt: skip
        return None

    def _is_nation(self, text: str) -> bool:
        tables = self.book.tables
        return key(text) in tables.adjectives or key(text) in tables.nationals

    def _pick(self, text: str, named: list[tuple[Entity, int]]) -> Actor | None:
        """The one reading of a name that the date and the context leave."""
        fit = [(e, f) for e, f in named if not f & IN_CONTEXT or self._in_scene(e)]
        if not fit:
            return None
        if len(fit) > 1:
            fit = [(e, f) for e, f in fit if within(e.first, e.last, self.scene.when)] or fit
        if len(fit) > 1:
            fit = [(e, f) for e, f in fit if self._in_scene(e)] or fit
        if len(fit) > 1:
            fit = [(e, f) for e, f in fit if not f & IN_CONTEXT] or fit
        entities = list({e.id: e for e, _ in fit}.values())
        if len(entities) > 1:
            return self._several(text, entities)
        if fit[0][1] & CAPITALS and len(text) < 3 and not is_initials(text):
            return None
        why = "name" if len(named) == 1 else "name, by date and context"
        active = within(entities[0].first, entities[0].last, self.scene.when)
        actor = entity_actor(entities[0], self.scene.when, why=why if active else "")
        return replace(actor, name=text) if "." in entities[0].id else actor

    def _in_scene(self, entity: Entity) -> bool:
        return entity.id in self.scene.known or (
            entity.country is not None and entity.country == self.scene.country
        )

    def _several(self, text: str, entities: list[Entity]) -> Actor:
        countries = {e.country for e in entities}
        sectors = {e.sector for e in entities}
        return Actor(
            None, text, countries.pop() if len(countries) == 1 else None,
            sectors.pop() if len(sectors) == 1 else None, "unknown", None, 0.2,
            "one of " + ", ".join(sorted(e.id for e in entities)),
        )  # fmt: skip

    # --- phrases

    def _phrase(self, text: str, phrase: Phrase) -> Actor:
        """The phrase by its head, then its tails, then what stands in apposition."""
        phrase = _placed(phrase)
        head = list(phrase.head)
        actor = self._head(text, phrase, head) if head else Actor(None, text, why="no name in it")
        if phrase.apposition and _is_list(phrase.apposition):
            return Actor(None, text, why="several actors")
        if phrase.apposition and (actor.id is None or is_guess(actor)):
            other = self.resolve(phrase.apposition)
            # "Venafro, Italy" is a place
            if other.id is not None and other.kind != "state" and not is_guess(other):
                return replace(other, name=text, score=round(other.score * 0.9, 2),
                               why=f"in apposition: {other.why}")  # fmt: skip
        return actor

    def _head(self, text: str, phrase: Phrase, head: list[Item]) -> Actor:
        at = _head_at(head)
        if at is None:
            return Actor(None, text, why="unknown name")
        item = head[at]
        before, after = head[:at], head[at + 1 :]
        if item.sort in ("person", "entity") and _joined(before):
            return Actor(None, text, why="several actors")
        if item.sort == "person":
            return self._person(text, item, before, after)
        if item.sort == "entity":
            return self._of_other_state(text, item, phrase) or self._entity(text, item, before)
        if item.sort in ("country", "nation") and not _ethnic(before):
            if any(i.sort in ("word", "name") or _is_region(i) for i in after):
                return self._of_that_country(text, item, after)
            return self._nation(text, phrase, item, before)
        if item.sort == "role":
            return self._role(text, phrase, item, before, after)
        if item.sort == "nation":
            role = Item("role", item.text, "people", "CVL")
            return self._role(text, phrase, role, before, after)
        return Actor(None, text, why="unknown name")

    def _person(self, text: str, item: Item, before: list[Item], after: list[Item]) -> Actor:
        """A full name; without a date, "former" before it is believed."""
        if any(i.sort == "word" for i in after):
            return Actor(None, text, why=f"{item.text} only qualifies an unknown word")
        hints = frozenset(i.value for i in before if i.value)
        found = full_name(item.text, self.book, self.scene.when, hints)
        if found is None:
            return Actor(None, item.text, kind="person", why="a name of several people")
        former = any(i.sort == "former" or i.sector == "ELI" for i in before)
        if former and self.scene.when is None and found.sector == "GOV" and found.country:
            why = f"former {found.why}"
            return replace(found, id=f"{found.country}.ELI", sector="ELI", works_for=None, why=why)
        return found

    def _entity(self, text: str, item: Item, before: list[Item]) -> Actor:
        if any(i.sort == "name" for i in before) and not any(i.sort == "country" for i in before):
            return Actor(None, text, why=f"a name that only ends in {item.text}")
        named = self.book.named(item.text)
        actor = self._pick(item.text, named) if named else None
        return actor or Actor(None, text, why="unknown name")

    def _of_other_state(self, text: str, item: Item, phrase: Phrase) -> Actor | None:
        """A state's own body that bears the name of another: "the Security Council of Iran"."""
        entity = self.book.by_id(item.value) if item.value else None
        if entity is None or entity.kind not in ("igo", "alliance"):
            return None
        owners = [self.resolve(rest) for cue, rest in phrase.tails[:1] if cue == "of"]
        if not owners or owners[0].kind != "state":
            return None
        return Actor(None, text, owners[0].country, why=f"a body of {owners[0].name}")

    def _of_that_country(self, text: str, item: Item, after: list[Item]) -> Actor:
        """ "Syria's Assad" is the person; of other words only the country is known."""
        names = [i.text for i in after if i.sort == "name"]
        if len(names) == len(after):
            found = full_name(" ".join(names), self.book, self.scene.when) or by_surname(
                names[-1],
                self.book,
                self.scene.when,
                titled=False,
                context=self.scene.known | {item.value},
            )
            if found is not None and found.country == item.value:
                return found
        country = item.value if item.owns or self._is_nation(item.text) else None
        return Actor(None, text, country, why="of that country, no more is known")

    def _nation(self, text: str, phrase: Phrase, item: Item, before: list[Item]) -> Actor:
        """A country's name is the state; its people are civilians, "the" makes them the side."""
        named = any(i.sort == "name" or i.text in _NAMING for i in before)
        if named and (item.sort == "country" or any(i.sort == "name" for i in before)):
            country = item.value if self._is_nation(item.text) else None
            return Actor(None, text, country, why="an unknown name before the country's")
        if any(i.sort == "and" for i in before):
            return Actor(None, text, why="several countries")
        nation = self.book.by_id(item.value)
        state = key(item.text) in self.book.tables.aliases or (
            phrase.definite and item.sort == "nation" and not before and not phrase.tails
        )
        if state and nation is not None and nation.kind == "country":
            score = 0.95 if item.sort == "country" else 0.5
            return entity_actor(nation, self.scene.when, score=score)
        host = next((i.value for i in before if i.sort == "country" and i.value), None)
        if host:
            return Actor(f"{host}.CVL", text, host, "CVL", "role", None, 0.5, "people living there")
        return Actor(f"{item.value}.CVL", text, item.value, "CVL", "role", None, 0.5, "people")

    def _role(
        self, text: str, phrase: Phrase, item: Item, before: list[Item], after: list[Item]
    ) -> Actor:
        """A role: the person named after it, else the role within its owner."""
        if item.value == "thing":
            return Actor(None, text, why=f"{item.text}: a thing, no actor")
        named = self._titled(item, after)
        if named is not None:
            return named
        if any(i.sort == "pronoun" for i in before):
            sector = None if item.value == "state" else item.sector
            why = "its owner is a pronoun: for coreference"
            return Actor(None, text, None, sector, "unknown", None, 0.2, why)
        owner, tie = self._owner(before, phrase)
        if any(i.sort == "word" for i in _until_and(after)):
            why = f"{item.text} only qualifies an unknown word"
            country = owner.country if owner else None
            return Actor(None, text, country, None, "unknown", None, 0.2, why)
        allied = [key(i.text) for i in before if i.sort in ("world", "neutral")]
        if item.value != "state" and "coalition" in allied:
            owner = owner or self._coalition()
        elif owner is None and key(item.text).startswith(("coalition", "alliance")):
            owner = self._coalition()
        if owner is not None and item.value == "state" and self._name_next(before):
            return self._unknown_name(text, item, before)
        if owner is not None:
            actor = self._owned(text, item, owner, before)
        elif _names_itself(before, item):
            return self._unknown_name(text, item, before)
        else:
            actor = self._unowned(text, phrase, item, before)
            if tie and item.sector in _STATE:
                # forces and officials set up by another power are not the country's own
                actor = replace(actor, id=None, kind="role", works_for=None)
        return _qualified(actor, before, tie)

    def _name_next(self, before: list[Item]) -> bool:
        """Whether an unknown name stands right before the role: "Nigerian Ports Authority"."""
        last = before[-1] if before else None
        if last is None or last.sort != "name" or last.owns:
            return False
        return self._owner_item(last) is None

    def _titled(self, item: Item, after: list[Item]) -> Actor | None:
        """The person whose name follows the title."""
        names = [
            i.text for i in after if i.sort in ("name", "person", "surname", "entity", "nation")
        ]
        for start in range(len(names) - 1):
            run = " ".join(names[start:])
            found = full_name(run, self.book, self.scene.when)
            if found is not None:
                return found
        if len(names) != 1:
            return None
        # "Dr Khan" may be anybody, "Prime Minister Khan" held the office
        office = item.value == "title" or item.sector in (None, "LEG", "OPP")
        return by_surname(
            names[0], self.book, self.scene.when, titled=office, context=self.scene.known
        )

    def _coalition(self) -> Actor | None:
        """The one coalition that the article names."""
        found = {i: e for i in self.scene.ids if (e := self.book.by_id(i)) and e.kind == "alliance"}
        if len(found) != 1:
            return None
        return entity_actor(next(iter(found.values())), self.scene.when)

    def _unknown_name(self, text: str, item: Item, before: list[Item]) -> Actor:
        country = next((i.value for i in before if i.sort == "country" and i.value), None)
        armed = {"battalion", "brigade", "column", "front", "division", "regiment", "legion",
                 "corps", "squad", "martyr", "resistance front", "liberation front"}  # fmt: skip
        sector = item.sector or ("REB" if key(item.text).rstrip("s") in armed else None)
        if sector == "MIL" and country is None:
            sector = "UAF"  # "the Free Valley Army": whose it is nobody tells
        return Actor(None, text, country, sector, "unknown", None, 0.2, "unknown name")

    # --- owners

    def _owner(self, before: list[Item], phrase: Phrase) -> tuple[Actor | None, str | None]:
        """Whom the role belongs to, and who backs it."""
        tie: str | None = None
        owner: Actor | None = None
        several = False
        for n, item in enumerate(before):
            following = before[n + 1] if n + 1 < len(before) else None
            if item.sort not in ("entity", "country", "nation", "person", "name", "role"):
                several |= item.sort == "and" and owner is not None
                continue
            found = self._owner_item(item)
            if found is None or found.id is None or (owner and item.sort == "role"):
                continue
            marked = before[n - 1].sort in ("pro", "anti", "ethnic") if n else False
            if following is not None and following.sort == "tie":
                if following.value in ("run", "led", "based"):
                    owner = owner or found
                else:
                    tie = found.id
            elif marked:
                tie, owner = self._marked(before[n - 1].sort, found, tie, owner)
            elif owner is not None and owner.kind == "state" and found.kind == "igo":
                continue  # "Syria's UN ambassador" is sent by Syria
            else:
                owner = Actor(None, "", why="several owners") if several else found
        for cue, rest in phrase.tails:
            known = owner, tie
            owner, tie = self._tail(cue, rest, owner, tie)
            if cue == "of" and (owner, tie) == known:
                break  # what is further down the chain belongs to the unknown name
        return owner, tie

    def _marked(
        self, mark: str, found: Actor, tie: str | None, owner: Actor | None
    ) -> tuple[str | None, Actor | None]:
        """What "pro-X" and "anti-X" add; "ethnic X" says nothing of a country.

        Who is against a person in office is of that person's country.
        """
        if mark == "pro":
            return found.id, owner
        if mark == "anti" and owner is None and found.kind == "person" and found.country:
            state = self.book.by_id(found.country)
            return tie, entity_actor(state, self.scene.when) if state else None
        return tie, owner

    def _owner_item(self, item: Item) -> Actor | None:
        if item.sort in ("country", "nation", "entity") and item.value:
            entity = self.book.by_id(item.value)
            if entity is None:
                return None
            actor = entity_actor(entity, self.scene.when)
            return replace(actor, name=item.text) if "." in entity.id else actor
        if item.sort == "role":
            return self._office(item)
        if item.sort == "entity":
            return self._pick(item.text, self.book.named(item.text))
        if item.sort == "person":
            return full_name(item.text, self.book, self.scene.when)
        if item.text[:1].isupper():
            return by_surname(item.text, self.book, self.scene.when, titled=False,
                              context=self.scene.known)  # fmt: skip
        return None

    def _office(self, item: Item) -> Actor | None:
        """Whose office it is in "the governor's spokesman": one of the article's country."""
        country = self.scene.country
        if not item.owns or item.value != "title" or item.sector not in _STATE or not country:
            return None
        why = f"{item.text}, in an article about {country}"
        return Actor(f"{country}.{item.sector}", item.text, country, item.sector, "role",
                     country, 0.5, why)  # fmt: skip

    def _tail(
        self, cue: str, rest: str, owner: Actor | None, tie: str | None
    ) -> tuple[Actor | None, str | None]:
        """What "of X", "in X", "loyal to X", "backed by X" add."""
        if cue.startswith(_ASIDE):
            return owner, tie
        found = self.resolve(rest)
        if found.id is None:
            return owner, tie
        if cue.startswith(("backed", "linked", "allied", "affiliated")):
            return owner, tie or found.id
        if cue.startswith(("to", "opposed")):
            state = self.book.by_id(found.country) if found.country else None
            return owner or (entity_actor(state, self.scene.when) if state else None), tie
        if cue.startswith(
            ("in", "from", "near", "at", "around", "across", "outside", "inside")
        ) and (found.kind not in ("state", "group", "igo", "ngo", "military", "alliance")):
            return owner, tie
        return owner or found, tie

    def _owned(self, text: str, item: Item, owner: Actor, before: list[Item]) -> Actor:
        """The role within its owner."""
        if owner.id is None:
            return Actor(None, text, None, item.sector, "role", None, 0.3, owner.why)
        if owner.kind == "person":
            return self._of_person(text, item, owner)
        if "." in owner.id or owner.kind != "state":
            return self._of_group(text, item, owner)
        why = f"{item.text} of {owner.name}"
        if key(item.text) in ("forces", "force") and any(key(i.text) in _REGIONS for i in before):
            why = f"{why}, in a part of it"
            return Actor(None, text, owner.country, None, "unknown", None, 0.3, why)
        if item.sector == "MIL" and any(key(i.text) in PEOPLES for i in before):
            why = f"{why}, of a people without a state"
            return Actor(f"{owner.id}.UAF", text, owner.id, "UAF", "role", None, 0.6, why)
        return self._of_state(text, item, owner.id, 0.9, why)

    def _of_state(self, text: str, item: Item, iso: str, score: float, why: str) -> Actor:
        if item.value == "state":
            return Actor(iso, text, iso, "GOV", "government", iso, score, why)
        sector = item.sector
        if sector is None and item.value == "member":
            sector = _OFFICE.get(role_key(item.text))
        if item.value == "org" or sector is None:
            return Actor(
                None, text, iso, sector, "unknown", None, 0.3, f"{why}, which does not say"
            )
        kind: Kind = "military" if sector == "MIL" else "role"
        works = iso if sector in ("GOV", "MIL", "COP", "SPY", "LEG", "JUD") else None
        return Actor(f"{iso}.{sector}", text, iso, sector, kind, works, score, why)

    def _of_group(self, text: str, item: Item, owner: Actor) -> Actor:
        """Members and forces of a group are the group; its victims and followers are not."""
        why = f"{item.text} of {owner.name}"
        civil = item.value == "people" and item.sector not in ("JRN", "MED", "NGO")
        if civil and owner.sector not in ("IGO", "NGO"):
            ident = f"{owner.country}.{item.sector}" if owner.country else None
            return Actor(ident, text, owner.country, item.sector, "role", None, 0.5, why)
        return replace(owner, name=text, kind="role", works_for=owner.id, score=0.85, why=why)

    def _of_person(self, text: str, item: Item, owner: Actor) -> Actor:
        why = f"{item.text} of {owner.name}"
        state = (owner.id or "")[3:4] == "." and owner.country
        if not state:
            return self._of_group(text, item, owner)
        assert owner.country is not None
        if key(item.text) in ("supporter", "supporters", "backers", "followers"):
            sector = "OPP" if owner.sector == "OPP" else "CVL"
            return Actor(f"{owner.country}.{sector}", text, owner.country, sector, "role",
                         None, 0.7, why)  # fmt: skip
        if item.sector is None:
            return replace(owner, name=text, kind="role", works_for=owner.id, score=0.7, why=why)
        if owner.sector in ("ELI", "OPP") and item.sector in _STATE:
            # who holds no office commands no army of the state
            armed = "UAF" if item.sector == "MIL" else None
            return Actor(None, text, owner.country, armed, "unknown", owner.id, 0.3, why)
        return self._of_state(text, item, owner.country, 0.85, why)

    def _unowned(self, text: str, phrase: Phrase, item: Item, before: list[Item]) -> Actor:
        """A role with no owner told: that of the article's conflict, if there is one."""
        office = _OFFICE_OF.get(key(item.text))
        if office is not None:
            why = f"{item.text}, an office of {office}"
            if office in self.scene.known:
                return self._of_state(text, item, office, 0.7, why)
            return Actor(None, text, None, item.sector, "role", None, 0.3, why)
        # "warplanes" and "forces" in a war may be anybody's
        local = item.value not in ("world", "title", "force") and not any(
            i.sort == "world" for i in before
        )
        # "an army spokesman", "the army chief" speak for the side that the article is about
        of_body = _OF_BODY.search(item.text) is not None
        titled = item.value == "title" and (
            of_body
            if item.sector == "MIL"
            else item.sector == "GOV" and (of_body or phrase.definite)
        )
        country = self.scene.country
        if item.sector in _STATE and any(key(i.text) in STATELESS for i in before):
            return Actor(None, text, None, None, "role", None, 0.2, "of a people without a state")
        if country and (local or titled) and item.sector is not None and item.value != "org":
            why = f"{item.text}, in an article about {country}"
            return self._of_state(text, item, country, 0.5, why)
        return Actor(None, text, None, item.sector, "role", None, 0.3, f"{item.text} {_NOBODY}")


def is_guess(actor: Actor) -> bool:
    """Whether only the article's country, and nothing told, decided whose role it is."""
    return "in an article about" in actor.why


def is_open(actor: Actor) -> bool:
    """Whether nothing told decided whose role it is: guessed so, or left to nobody."""
    return is_guess(actor) or actor.why.endswith(_NOBODY)


def _is_region(item: Item) -> bool:
    """Whether a word of the world's regions is part of a name, as in "the Persian Gulf"."""
    return item.sort == "world" and item.text[:1].isupper()


def _head_at(head: list[Item]) -> int | None:
    """Where the head stands: the last piece that says who or what it is."""
    sorts = [item.sort for item in head]
    for n in range(len(head) - 1, -1, -1):
        if sorts[n] == "person" or (sorts[n] in ("role", "entity", "country", "nation")):
            if head[n].owns and n + 1 < len(head) and sorts[n] != "country":
                return None
            return n
    return None


def _qualified(actor: Actor, before: list[Item], tie: str | None) -> Actor:
    """The actor as "former" and "X-backed" make it."""
    if any(i.sort == "former" for i in before) and actor.sector == "GOV" and actor.country:
        ident, why = f"{actor.country}.ELI", f"former {actor.why}"
        actor = replace(actor, id=ident, sector="ELI", works_for=None, why=why)
    if tie and actor.works_for is None:
        actor = replace(actor, works_for=tie)
    return actor


def _placed(phrase: Phrase) -> Phrase:
    """In "fighters in Beni, North Kivu, Congo" the commas go on with the place, not a list."""
    if not phrase.tails or phrase.tails[-1][0] not in ("in", "at", "near", "around", "outside"):
        return phrase
    if not _is_list(phrase.apposition):
        return phrase
    outer = phrase.apposition.rsplit(",", 1)[-1].strip()
    return replace(phrase, apposition="", tails=(*phrase.tails, ("in", outer)))


def _joined(before: list[Item]) -> bool:
    """Whether another actor and "and" stand before the head."""
    sorts = [item.sort for item in before]
    return "and" in sorts and any(
        sort in ("person", "entity", "country", "nation", "name")
        for sort in sorts[: sorts.index("and")]
    )


def _is_list(rest: str) -> bool:
    """Whether what follows a comma goes on with a list of names."""
    return rest[:1].isupper() and ("," in rest or " and " in rest)


def _ethnic(before: list[Item]) -> bool:
    return bool(before) and before[-1].sort == "ethnic"


def _until_and(items: list[Item]) -> list[Item]:
    """The items before "and": "leaders and facilitators" has leaders at its head."""
    sorts = [item.sort for item in items]
    return items[: sorts.index("and")] if "and" in sorts else items


def _names_itself(before: list[Item], item: Item) -> bool:
    """Whether capitalised words that nobody knows stand before the role."""
    unknown = [i for i in before if i.sort == "name"]
    return bool(unknown) or item.value == "org"

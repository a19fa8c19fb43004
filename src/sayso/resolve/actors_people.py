"""People: which of the bearers of a name is meant, and for whom they spoke at the time."""

from __future__ import annotations

from sayso.resolve.actors_book import Actor, Book, Kind, Term, Window, within
from sayso.resolve.actors_text import key

# family names borne by so many private persons that the name alone decides nothing
COMMON = frozenset(
    "johnson brown smith khan singh rice powell kim lee park cooper hunt austin burns allen "
    "campbell miller power carter ford gates perry cohen baker king fox cook straw kelly "
    "adams taylor williamson wallace robertson hill hasan hassan ibrahim ahmed ahmad mohammed "
    "mohamed mohammad ali hussein hussain saleh garcia lopez gonzalez rodriguez perez martin "
    "scott ryan graham clark howard white young smith thomas moore nicholson costa rahman "
    "omar yusuf yousuf suleiman osman abdullah salam salem aziz karim hamid rashid said saeed "
    "malik mansour hamad fernandez mori marquez reyes castro santos cano duque torres garang "
    "otti paul major may blair kerr john lewis murphy abbott key griffiths roth lake beasley "
    "elder russell fletcher turk issa haq obrien pillay griffiths dayan cox fischer peters "
    "weber schmidt wong bishop anand vieira talon".split()
)


# whom a family name alone means when relatives or deputies bear it too
_HEADS = ("president", "king", "leader", "emir", "shah", "head", "chancellor", "prime-minister")


def sector_of(ident: str, book: Book) -> str | None:
    """The PLOVER sector of an id."""
    entity = book.by_id(ident)
    if entity is not None:
        return entity.sector
    return ident[4:] or None if ident[3:4] == "." else None


def term_at(terms: list[Term], when: Window) -> Term | None:
    """The office held at the time, the last one begun when there were several."""
    held = [term for term in terms if within(term.first, term.last, when)]
    return max(held, key=lambda term: term.first or "") if held else None


def person_actor(
    index: int, book: Book, when: Window, hints: frozenset[str] = frozenset()
) -> Actor:
    """The person at a time: in office, former, or before any office that is known.

    Without a date, an office for one of `hints`, the ids named beside the person, goes first.
    """
    name, terms = book.person(index)
    if when is None:
        terms = [t for t in terms if t.owner.split(".")[0] in hints] or terms
    term = term_at(terms, when)
    if term is not None:
        score = 0.95 if when else 0.8
        return _in_office(name, term, book, score)
    assert when is not None  # an open window matches every term
    past = [t for t in terms if t.last and t.last < when[0]]
    if past:
        return _former(name, max(past, key=lambda t: t.last or ""), book)
    country = book.country_of(terms[0].owner)
    return Actor(None, name, country, None, "person", None, 0.4, "before any office that is known")


def _in_office(name: str, term: Term, book: Book, score: float) -> Actor:
    owner = term.owner
    why = f"{term.office} of {owner.split('.')[0]} {term.first or ''}..{term.last or ''}"
    works_for = owner.split(".")[0] if owner[3:4] == "." else owner
    return Actor(
        owner, name, book.country_of(owner), sector_of(owner, book), "person", works_for, score, why
    )


def _former(name: str, term: Term, book: Book) -> Actor:
    owner = term.owner
    country = book.country_of(owner)
    why = f"{term.office} of {owner.split('.')[0]} until {term.last}"
    if owner[3:4] == "." and country:
        return Actor(f"{country}.ELI", name, country, "ELI", "person", None, 0.6, why)
    entity = book.by_id(owner)
    if entity is not None and entity.kind == "group":
        kind: Kind = "person"
        return Actor(owner, name, country, entity.sector, kind, owner, 0.5, why)
    return Actor(None, name, country, "ELI", "person", None, 0.4, why)


def full_name(
    surface: str, book: Book, when: Window, hints: frozenset[str] = frozenset()
) -> Actor | None:
    """The person with this full name, if the date or the name leaves one reading."""
    return _one([person_actor(i, book, when, hints) for i in book.people(surface)])


def by_surname(
    surface: str, book: Book, when: Window, *, titled: bool, context: frozenset[str]
) -> Actor | None:
    """The person with this family name who held office then.

    `context` holds the ids, countries and name keys of the article's other actors. A common
    family name needs a title or somebody of the same side in the context.
    """
    name = key(surface)
    if not surface[:1].isupper():
        return None
    found = [(i, person_actor(i, book, when)) for i in book.tables.surnames.get(name, [])]
    told = [a for i, a in found if key(book.person(i)[0]) in context]
    if told:
        return _one(told)
    held = [a for _, a in found if a.score >= 0.8]
    near = [a for a in held if a.country in context or a.id in context or a.works_for in context]
    if near:
        heads = [a for a in near if a.why.startswith(_HEADS)]
        return _weaken(_one(heads) or _one(near), 0.8)
    if not titled and (name in COMMON or len(name) <= 3):
        return None
    heads = [a for a in held if a.why.startswith(_HEADS)]
    # with no date every office is open, and only one family's name decides anything
    return _weaken(_one(heads) or _one(held), 0.7 if when else 0.6)


def _one(actors: list[Actor]) -> Actor | None:
    best = [a for a in actors if a.score >= 0.8] or [a for a in actors if a.score >= 0.5] or actors
    if not best:
        return None
    if len({a.id for a in best}) == 1:
        return best[0]
    return None


def _weaken(actor: Actor | None, factor: float) -> Actor | None:
    if actor is None:
        return None
    return Actor(
        actor.id, actor.name, actor.country, actor.sector, actor.kind, actor.works_for,
        round(actor.score * factor, 2), f"family name; {actor.why}",
    )  # fmt: skip

"""Names, places and dates of coded articles, resolved article by article."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sayso.resolve.actors_book import Actor
from sayso.resolve.actors_compose import POWERS, is_guess, is_open
from sayso.resolve.article_around import (
    Named,
    as_town,
    datelines,
    described,
    is_language,
)
from sayso.resolve.article_names import ArticleNames
from sayso.resolve.article_scene import Scenes
from sayso.resolve.geo import COUNTRY_PREC, distance_km
from sayso.schema import (
    Article,
    Attribution,
    DateRange,
    Event,
    Mention,
    Participant,
    Place,
)

if TYPE_CHECKING:
    from sayso.resolve.actors import ActorBook
    from sayso.resolve.gazetteer import Entry, Gazetteer

DAY_PREC = 2  # an article's date this exact can anchor "yesterday"
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
TOWN = 10_000  # people from which a name that begins a line may be a dateline
SURE = 0.6  # a role resolved by what is told scores above this, one guessed from the article below
DATELINE, HERE = "the place of a dateline", "a town here, and where it is, no government"
_TIME_WORD = re.compile(
    r"\d|day|night|week|month|year|decade|centur|hour|minute|moment|morning|noon|evening|dawn|dusk"
    r"|spring|summer|autumn|winter|season|ramadan|eid|easter|christmas|recent|now|ago|since|until"
    r"|before|after|during|later|earlier|soon|once|then|tomorrow|era|war|times?\b"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec",
    re.IGNORECASE,
)
CONTEXT = 60  # characters on each side that a place's reading may look at
BESIDE = 300  # characters between a trigger and a time that its words may be a piece of
# a name goes on after a hyphen or a blank and a capital, and comes from before in the same way
_GOES_ON = re.compile(r"[-\w]| (?:of )?(?:the )?[A-Z]")
_COMES_FROM = re.compile(r"-$|[A-Z][\w'’-]* $")
_OWNED = re.compile(r"(?:his|her|its|their|our|my)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What names are looked up in."""

    book: ActorBook
    gazetteer: Gazetteer

    @classmethod
    @lru_cache(maxsize=4)
    def load(cls, aliases: Path | None = None, gazetteers: tuple[Path, ...] = ()) -> Knowledge:
        """The shipped knowledge, with the user's aliases and gazetteers; read once."""
        from sayso.resolve.actors import ActorBook
        from sayso.resolve.gazetteer import Gazetteer

        return cls(ActorBook.load(aliases), Gazetteer.load(gazetteers))


def resolve(articles: Iterable[Article], knowledge: Knowledge | None = None) -> Iterator[Article]:
    """Each article with its participants, places and dates resolved."""
    known = knowledge or Knowledge.load()
    for article in articles:
        yield _Resolver(article, known).resolved()


class _Resolver:
    """One article's names."""

    def __init__(self, article: Article, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.article = article if article.date else replace(article, date=_latest_named(article))
        date = self.article.date
        self.anchor = date.start if date and date.date_prec <= DAY_PREC else None
        self.year = date.start if date else None
        self.datelines = datelines(article.text, self._is_town)
        self.actors: dict[str, Actor] = {}
        self.context = self._context()
        self.names = ArticleNames(
            article.text,
            self._surfaces(),
            book=knowledge.book,
            resolve=self._actor,
            acts=[event.trigger.start for event in article.events],
        )
        self.countries = self._countries()
        self.places = self._places()
        self._look_round()
        self.named = [
            Named(start, end, self._actor(self._surface(words, end)))
            for start, end, words in self._actor_spans()
        ]
        self.scenes = Scenes(article.text, self._told())

    def resolved(self) -> Article:
        """The article with everything resolved that can be."""
        return replace(
            self.article,
            mentions=tuple(self._mention(m) for m in self.article.mentions),
            events=tuple(self._event(event) for event in self.article.events),
        )

    def _context(self) -> tuple[str, ...]:
        """Ids of the actors that need no context themselves, the most named first."""
        found = Counter(
            actor.id
            for surface in self._surfaces()
            if (actor := self.knowledge.book.resolve(surface, when=self.anchor)).id
        )
        return tuple(name for name, _ in found.most_common() if name)

    def _look_round(self) -> None:
        """Let the countries of the places tell whose "the army" is, where no actor did."""
        named = [(start, start + len(name)) for start, name in self.places]
        told = [not self._in_dateline(*span) for span in named]
        found = Counter(
            place.country
            for place, is_told in zip(self.places.values(), told, strict=True)
            if place.country and place.where_prec <= COUNTRY_PREC and (is_told or not any(told))
        )
        self.context += tuple(country for country, _ in found.most_common() if country)
        # of two countries that as many actors are of, the one that is named far more often
        most = Counter(
            actor.country
            for surface in self._surfaces()
            if (actor := self._actor(surface)).country and actor.country not in POWERS
        )
        ranked = [*most.most_common(2), (None, 0)]
        if ranked[0][0] and ranked[0][1] >= 2 * ranked[1][1]:
            self.context += (ranked[0][0],)
        self.actors.clear()

    def _told(self) -> Iterator[tuple[int, str]]:
        """Where the article names a country, or somebody or somewhere of one."""
        for named in self.named:
            actor = named.actor
            is_told = actor.id and not is_guess(actor)
            if is_told and actor.country and not self._in_dateline(named.start, named.end):
                yield named.start, actor.country
        for (start, name), place in self.places.items():
            if place.country and not self._in_dateline(start, start + len(name)):
                yield start, place.country

    def _in_dateline(self, start: int, end: int) -> bool:
        """Whether a span lies in a dateline, which tells where was written, not of whom."""
        return any(first <= start and end <= last for first, last in self.datelines)

    def _surfaces(self) -> Iterator[str]:
        for mention in self.article.mentions:
            is_told = not self._in_dateline(mention.start, mention.end)
            if mention.kind in ("actor", "place") and is_told:
                yield mention.text
        for event in self.article.events:
            for participant in (*event.actors, *event.recipients):
                if not self._in_dateline(participant.start, participant.end):
                    yield participant.text

    def _actor_spans(self) -> list[tuple[int, int, str]]:
        """Where the article names actors, in order."""
        spans = {(m.start, m.end, m.text) for m in self.article.mentions if m.kind == "actor"}
        for event in self.article.events:
            source = event.attribution.source
            parties = (*event.actors, *event.recipients)
            told = parties if isinstance(source, str) else (*parties, source)
            spans |= {(p.start, p.end, p.text) for p in told}
        return sorted(spans)

    def _is_town(self, name: str) -> bool:
        """Whether a name is that of a town of some size, and of no body ("NATO")."""
        if self.knowledge.book.resolve(name).kind not in ("unknown", "state", "government"):
            return False
        return any(entry.population >= TOWN for entry in self._populated(name))

    def _populated(self, name: str) -> list[Entry]:
        """The towns and villages of a name."""
        from sayso.resolve.gazetteer import POPULATED

        return [e for e in self.knowledge.gazetteer.lookup(name) if e.kind in POPULATED]

    def _actor_at(self, words: str, start: int, end: int) -> Actor:
        """Whom the words at a position mean, by the grammar around them."""
        text = self.article.text
        bare = words.removeprefix("the ").removeprefix("The ")
        if self.knowledge.book.is_nationality(bare) and is_language(text, start, end):
            return Actor(None, words, why="a language")
        if self._in_dateline(start, end):
            return Actor(None, words, why=DATELINE)
        actor = self._of_scene(self._surface(words, end), start)
        part = as_town(text, start, end) if self._is_seat(bare, actor) else None
        if part:
            why = HERE if part == "place" else "the town here, not its government"
            country = actor.country if part == "struck" else None
            return Actor(None, words, country, why=why)
        if actor.kind not in ("role", "unknown") or (actor.id and actor.score >= SURE):
            return actor
        told = described(text, (start, end), self.named)
        return replace(told[0], why=told[1]) if told else actor

    def _of_scene(self, surface: str, start: int) -> Actor:
        """Whom words mean; of those that name no country, "the army", the one told about there."""
        actor = self._actor(surface)
        country = self.scenes.at(start) if is_open(actor) else actor.country
        if country == actor.country:
            return actor
        context = (country,) if country else ()
        return self.knowledge.book.resolve(surface, when=self.anchor, context=context)

    def _is_seat(self, name: str, actor: Actor) -> bool:
        """Whether a name that means a government is first that of a town of its country."""
        entity = self.knowledge.book.entity_name(actor.id) if actor.id else None
        if entity is None or entity == name or actor.kind not in ("state", "government"):
            return False
        return any(entry.country == actor.country for entry in self._populated(name))

    def _parties(self, participants: tuple[Participant, ...]) -> tuple[Participant, ...]:
        """The participants resolved, without the towns that only say where something is."""
        found = [self._participant(p) for p in participants]
        return tuple(p for p in found if not p.why.endswith((DATELINE, HERE)))

    def _actor(self, surface: str) -> Actor:
        if surface not in self.actors:
            found = self.knowledge.book.resolve(surface, when=self.anchor, context=self.context)
            self.actors[surface] = self._unless_other(surface, found)
        return self.actors[surface]

    def _unless_other(self, surface: str, actor: Actor) -> Actor:
        """The actor, but for a family name that somebody else in the article bears."""
        if " " in surface.strip() or not actor.why.startswith("family name"):
            return actor
        if any(m.kind == "place" and m.text == surface for m in self.article.mentions):
            return Actor(None, surface, why="named as a place here")
        other = self.names.other_bearer(surface.strip(), actor)
        if other is None:
            return actor
        return Actor(None, surface, why=f"{other} bears that name")

    def _countries(self) -> tuple[str, ...]:
        """Countries of the article's actors, most named first: they tell places apart."""
        found = Counter(self._actor(surface).country for surface in self._surfaces())
        return tuple(country for country, _ in found.most_common() if country)

    def _places(self) -> dict[tuple[int, str], Place]:
        """Every place name at every position where one is wanted, resolved together."""
        from sayso.resolve.places import PlaceQuery, resolve_places

        text = self.article.text
        wanted = {(m.start, m.text): None for m in self.article.mentions if m.kind == "place"}
        wanted |= {key: None for event in self.article.events for key in self._named(event)}
        cut = self._cut_names([key for event in self.article.events for key in self._named(event)])
        self.whole = dict(cut)
        wanted |= dict.fromkeys(self.whole.values())
        wanted = {key: None for key in wanted if not self._is_nationality(*key)}
        queries = [
            PlaceQuery(
                name, text[max(0, start - CONTEXT) : start], text[start + len(name) :][:CONTEXT]
            )
            for start, name in wanted
        ]
        found = resolve_places(
            queries, gazetteer=self.knowledge.gazetteer, countries=self.countries
        )
        return dict(zip(wanted, found, strict=True))

    def _cut_names(
        self, keys: list[tuple[int, str]]
    ) -> Iterator[tuple[tuple[int, str], tuple[int, str]]]:
        """Names that end or begin within a word or name, with the whole that a mention gives.

        The model's spans of an event's place are cut now and then ("Majdal" of "Majdal Zoun").
        """
        mentions = [m for m in self.article.mentions if m.kind == "place"]
        for start, name in keys:
            end = start + len(name)
            for m in mentions:
                inside = m.start <= start and end <= m.end and len(m.text) > len(name)
                before, after = m.text[: start - m.start], m.text[end - m.start :]
                if inside and (_GOES_ON.match(after) or _COMES_FROM.search(before)):
                    yield (start, name), (m.start, m.text)
                    break

    def _is_nationality(self, start: int, name: str) -> bool:
        """Whether a name is an adjective ("Somali") with no word of place behind it."""
        from sayso.resolve.places_relations import read_relation

        word = name.removeprefix("the ").strip(" ,.")
        after = self.article.text[start + len(name) :][:CONTEXT]
        is_adjective = self.knowledge.book.is_nationality(word)
        return is_adjective and read_relation(name, "", after).kind is None

    def _found(self, key: tuple[int, str]) -> Place:
        """The place of a name at a position; of a cut name that of the whole, if there is one."""
        whole = self.whole.get(key)
        if whole is not None and whole in self.places:
            place, narrow = self.places[whole], self.places.get(key)
            if narrow and narrow.where_prec < place.where_prec and _inside(narrow, place):
                return narrow  # "Omsk" in "Russia's Omsk refinery", which is not known
            rest = whole[1].replace(key[1], "", 1).strip(" ,-")
            # of two names run together each is a place by itself
            if place.lat is not None or not self.knowledge.gazetteer.lookup(rest):
                return place
        return self.places.get(key) or Place(key[1], why="an adjective of nationality, no place")

    def _named(self, event: Event) -> list[tuple[int, str]]:
        """The place names of an event, each where it stands nearest to the trigger."""
        text, at = self.article.text, event.trigger.start
        keys = []
        for name in event.place.text.split("; ") if event.place else ():
            before, after = text.rfind(name, 0, at), text.find(name, at)
            near = min((i for i in (before, after) if i >= 0), key=lambda i: abs(i - at))
            keys.append((near, name))
        return keys

    def _event(self, event: Event) -> Event:
        place = self._place(event)
        why = dict(event.why)
        if place and place.why:
            why["place"] = place.why
        date = self._date(event)
        if date and date.why:
            why["date"] = date.why
        return replace(
            event,
            actors=self._parties(event.actors),
            recipients=self._parties(event.recipients),
            place=place,
            date=date,
            attribution=self._attribution(event.attribution),
            why=why,
        )

    def _participant(self, participant: Participant) -> Participant:
        surface = participant.text
        if participant.name and (match := _OWNED.match(surface)):
            # "his regime", whose owner the coreference found: read as "Assad's regime"
            actor = self._actor(f"{participant.name}’s {surface[match.end() :]}")
        else:
            actor = self._actor_at(surface, participant.start, participant.end)
        why = "; ".join(part for part in (participant.why, actor.why) if part)
        return replace(
            participant,
            id=actor.id,
            name=actor.name or surface,
            country=actor.country,
            sector=actor.sector,
            why=why,
        )

    def _surface(self, words: str, end: int) -> str:
        """What to look up for the words that end at a position: with the rest of a name that was
        cut, spelled out where the article does so, and of an adjective the state."""
        longer = self.names.completed(words, end)
        if longer != words:
            return longer
        # in "Syrian airstrikes" the adjective means the state, not its people
        if self._is_attributive(words, end):
            return f"{words} government"
        return self.names.meant(words)

    def _is_attributive(self, words: str, end: int) -> bool:
        """Whether an adjective of nationality stands before the noun it goes with."""
        article, _, word = words.rpartition(" ")
        if (
            not word.isalpha()
            or word.endswith("s")
            or article.lower() not in ("", "a", "an", "the")
        ):
            return False
        if self._actor(word).sector != "CVL" or not word[:1].isupper():
            return False
        begins = r"\w" if end + 1 in self.names.acts else "[a-z]"  # in headlines acts are capital
        after = re.match(rf" ({begins}[\w-]*)", self.article.text[end : end + CONTEXT])
        # behind "a", "the" the word may be a person: "a Syrian was killed"
        return after is not None and (not article or self.knowledge.book.is_role(after[1]))

    def _attribution(self, attribution: Attribution) -> Attribution:
        told, within = attribution.source, attribution.within
        source = told if isinstance(told, str) else self._participant(told)
        if not isinstance(source, str) and source.why.endswith(DATELINE):
            source = "article"
        return replace(
            attribution,
            source=source,
            within=self._attribution(within) if within else None,
        )

    def _place(self, event: Event) -> Place | None:
        """The place named nearest to the trigger, or one inside it that is told more exactly.

        "In Talbiseh, Homs province" nests; "freed Kobani, freed Tikrit" are two acts' places.
        """
        at = event.trigger.start
        keys = sorted(self._named(event), key=lambda key: abs(key[0] - at))
        found = [self._found(key) for key in keys]
        known = [place for place in found if place.lat is not None]
        if not known:
            named = [place for place in found if self._actor(place.text).id is None]
            return named[0] if named else None
        nearest = known[0]
        inside = [p for p in known if p.where_prec < nearest.where_prec and _inside(p, nearest)]
        return min(inside, key=lambda p: p.where_prec, default=nearest)

    def _date(self, event: Event) -> DateRange | None:
        date = event.date
        if date is None:
            return None
        for words in date.text.split("; "):
            for told in (words, *self._beside(words, event.trigger.start)):
                if found := self._day(told, ahead=_ahead(event)):
                    return replace(found, text=told)
        if not _TIME_WORD.search(date.text):
            return None
        return replace(date, why="the words do not tell a day, or the article has no date")

    def _ahead(self, mention: Mention) -> bool | None:
        """Whether a time lies ahead, by the events that are dated by it."""
        for event in self.article.events:
            if event.date and mention.text in event.date.text:
                return _ahead(event)
        return False

    def _beside(self, words: str, at: int) -> Iterator[str]:
        """Mentions of a time that the words run into or are a piece of, the nearest first."""
        times = [m for m in self.article.mentions if m.kind == "time" and m.text != words]
        for m in sorted(times, key=lambda m: abs(m.start - at)):
            if abs(m.start - at) > BESIDE:
                return
            ahead = self.article.text[max(0, m.start - len(words) - 5) : m.start].split()
            run = words.split()
            if ahead[-len(run) :] == run or ahead[-len(run) - 1 : -1] == run or words in m.text:
                yield m.text

    def _day(self, words: str, *, ahead: bool | None = False) -> DateRange | None:
        """The days that some words mean; a day and month may borrow the article's year."""
        from sayso.resolve.dates import resolve_date

        anchor = self.anchor or (self.year if _MONTH.search(words) else None)
        return resolve_date(words, anchor=anchor, ahead=ahead)

    def _mention(self, mention: Mention) -> Mention:
        if mention.kind == "actor":
            found = self._actor_at(mention.text, mention.start, mention.end)
            return replace(mention, actor_id=found.id)
        if mention.kind == "place":
            return replace(mention, place=self._found((mention.start, mention.text)))
        if mention.kind == "time":
            return replace(mention, date=self._day(mention.text, ahead=self._ahead(mention)))
        if mention.kind == "quantity":
            from sayso.resolve.quantities import parse_quantity

            return replace(mention, quantity=parse_quantity(mention.text))
        return mention


def _ahead(event: Event) -> bool | None:
    """Whether an event lies ahead; what is asked for or feared may."""
    return {"planned": True, "hypothetical": None}.get(event.factuality, False)


def _inside(place: Place, area: Place) -> bool:
    """Whether a point lies within an area's radius, with half as much again for its corners."""
    if place.country == area.country and area.where_prec >= COUNTRY_PREC:
        return True
    if None in (place.lat, place.lon, area.lat, area.lon):
        return False
    apart = distance_km(place.lat, place.lon, area.lat, area.lon)  # type: ignore[arg-type]
    return apart <= 1.5 * (area.radius_km or 0.0)


def _latest_named(article: Article) -> DateRange | None:
    """For an article of unknown date: the latest full date it names, before which it was not
    written. Open at the end and of the coarsest precision, so that no "today" hangs on it."""
    from sayso.resolve.dates import resolve_date

    found = [
        day
        for mention in article.mentions
        if mention.kind == "time"
        and (day := resolve_date(mention.text, anchor=None))
        and day.start
        and day.date_prec == 1
    ]
    if not found:
        return None
    latest = max(found, key=lambda day: day.start or dt.date.min)
    why = f"not told; not before “{latest.text or latest.start}”, which it names"
    return DateRange(latest.start, None, 5, text=latest.text, why=why)

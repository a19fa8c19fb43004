"""Place names of an article to points on the map, all of them together.

Candidates come from the gazetteer; what decides between them is how the name is spelled, the
kind of place asked for ("Homs province"), the countries the article is about, the other places
in it, and population. A name that none of this settles stays unknown: a wrong point would
count as evidence, an unknown one does not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp, log10

from sayso.resolve.gazetteer import POPULATED, Entry, Gazetteer
from sayso.resolve.geo import distance_km, shifted
from sayso.resolve.places_names import core, exact_key, skeleton
from sayso.resolve.places_relations import (
    Reading,
    Spot,
    apply_relation,
    border_between,
    midway,
    read_relation,
    without_site,
)
from sayso.schema import Candidate, Place

# Weights of the evidence; they add up to about 1 for a large town in the article's country.
# Set by hand on the seed article and the development part of training/dev/places.jsonl.
_EXACT, _LOOSE = 0.30, 0.12
_POPULATION, _BIGGEST = 0.25, 6.5  # log10 of a city of three million
_COUNTRY, _PUBLISHER = 0.25, 0.08
_NEAR_OTHERS, _REACH_KM = 0.15, 200.0
_INSIDE = 0.25
_KIND, _OTHER_KIND = 0.30, -0.30
# a place of the user's own file goes before the shipped one of the same name
_OWN, _SHIPPED = 0.05, frozenset({"geonames", "features"})
# what an entry that has no population is worth: states outrank the villages named after them
_WORTH = {"country": 0.34, "continent": 0.30, "sea": 0.28, "province": 0.12, "region": 0.19}
_WORTH_OTHER = 0.17
# under this, a town in a country that the article does not name is another place of that name
_FAR_POPULATION = 200_000
# countries whose towns are named after others: Paris, Texas has to be told by its state when
# the namesake is five times its size, and hamlets elsewhere yield to Texas itself
_NAMED_AFTER, _TIMES, _STATE_TIMES = frozenset({"USA", "CAN", "AUS", "NZL"}), 5, 100
# an alternative name is enough for a foreign city of this size only ("Bombay", not "Barna")
_WORLD_CITY = 1_000_000
# letters of the skeleton, and likeness of the names, under which too many others match;
# UCDP's Syrian place names showed most wrong matches below these
_LOOSE_MINIMUM, _LOOSE_LIKENESS, _AREA_LIKENESS = 5, 0.88, 0.94
_APART_KM = 50.0
# a town smaller than this, and farther than this from every other place named, is a namesake
_SMALL_TOWN, _ALONE_KM = 50_000, 200.0
_NEAR_KM, _SAME_CITY_KM = 300.0, 30.0
_SITE_KM = 10.0  # how far outside a town its sites and unknown quarters may lie
_KEPT_CANDIDATES = 5
_POSSESSED = re.compile(r"^(?P<area>[A-Z][\w-]+(?: [A-Z][\w-]+)?)['’]?s\s+(?P<name>[A-Za-z].*)$")
_ARTICLE = re.compile(r"^(?:al|el|an|ar|as|ash|at|ad|az)[- ]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlaceQuery:
    """A place span with some of the text on either side (a few words are enough)."""

    text: str
    context_before: str = ""
    context_after: str = ""


@dataclass(frozen=True, slots=True)
class _Scored:
    entry: Entry
    score: float
    loose: bool
    why: str
    site: bool = False


@dataclass(frozen=True, slots=True)
class _Context:
    """What is known of the article: countries weighted from 0 to 1, settled points by name."""

    countries: dict[str, float]
    points: tuple[tuple[str, Entry], ...] = ()
    publisher: str | None = None


def resolve_places(
    surfaces: Sequence[PlaceQuery],
    *,
    gazetteer: Gazetteer,
    countries: Sequence[str] = (),
    publisher_country: str | None = None,
) -> list[Place]:
    """The place of each span, in order; unknown ones have no point and `where_prec` 7.

    `countries` (ISO 3166 alpha-3) are those the article is known to be about, for instance
    those of its actors; a name's country may be given more than once to weigh more.

    >>> gazetteer = Gazetteer.load()
    >>> spans = [PlaceQuery("Talbiseh"), PlaceQuery("Homs province")]
    >>> found = resolve_places(spans, gazetteer=gazetteer)
    >>> [(p.name, p.country, p.where_prec) for p in found]
    [('Talbiseh', 'SYR', 1), ('Homs', 'SYR', 4)]
    """
    cased = any(_has_capitals(q.text + q.context_before + q.context_after) for q in surfaces)
    readings = [_reading(query, gazetteer, cased=cased) for query in surfaces]
    context = _Context(_named_countries(readings, countries, gazetteer), (), publisher_country)
    settled: list[list[_Scored]] = []
    # two rounds: the first settles what is clear, the second sees where that lies
    for _ in range(2):
        settled = [
            _choose(r.names[0], reading=r, context=context, gazetteer=gazetteer) for r in readings
        ]
        context = _with_points(context, readings, settled)
    return [
        _place(query, reading, ranked, context=context, gazetteer=gazetteer)
        for query, reading, ranked in zip(surfaces, readings, settled, strict=True)
    ]


def _reading(query: PlaceQuery, gazetteer: Gazetteer, *, cased: bool) -> Reading:
    reading = read_relation(query.text, query.context_before, query.context_after)
    if reading.whole and gazetteer.lookup(reading.whole):
        reading = replace(reading, names=(reading.whole,), relation="at", bearing=None, km=None)
    if reading.relation == "border":
        return reading
    names = tuple(
        # "the area" is a word in a text that writes its names with capitals
        "" if cased and not _has_capitals(name) else _unpossessed(name, gazetteer)
        for name in reading.names
    )
    owned = _owned(names[0], gazetteer) if len(names) == 1 else None
    if owned:
        area, names = owned[0], (owned[1],)
        areas = (area, *reading.areas)
        told = reading.told | {area}
        inside = (area, *reading.inside)
        reading = replace(reading, inside=inside, areas=areas, told=told)
    return replace(reading, names=names)


def _owned(name: str, gazetteer: Gazetteer) -> tuple[str, str] | None:
    """The place that owns another, and that: "Aleppo's Sukkari", also without its apostrophe."""
    found = _POSSESSED.match(name)
    if found is None or gazetteer.lookup(name):
        return None
    area = found["area"]
    return (area, found["name"]) if any(_is_known(e) for e in gazetteer.lookup(area)) else None


def _has_capitals(text: str) -> bool:
    return any(letter.isupper() for letter in text)


def _unpossessed(name: str, gazetteer: Gazetteer) -> str:
    """The name without the s of a possessive whose apostrophe was lost ("Syrias second city")."""
    if not name.endswith("s") or gazetteer.lookup(name):
        return name
    return name[:-1] if any(_is_known(e) for e in gazetteer.lookup(name[:-1])) else name


def _is_known(entry: Entry) -> bool:
    return entry.kind in ("country", "province", "region") or entry.population > 50_000


def _named_countries(
    readings: Sequence[Reading], given: Iterable[str], gazetteer: Gazetteer
) -> dict[str, float]:
    counts = Counter(given)
    for reading in readings:
        for name in (*reading.names, *reading.inside):
            for entry in gazetteer.lookup(name):
                if entry.kind == "country" and entry.country:
                    counts[entry.country] += 1
    most = max(counts.values(), default=1)
    # naming a country once already says much; a country named often weighs up to twice that
    return {code: 0.5 + 0.5 * count / most for code, count in counts.items()}


def _with_points(
    context: _Context, readings: Sequence[Reading], settled: Sequence[list[_Scored]]
) -> _Context:
    points, counts = [], Counter[str]()
    for reading, ranked in zip(readings, settled, strict=True):
        if not ranked or ranked[0].entry.where_prec > 5:
            continue
        best = ranked[0]
        runner_up = ranked[1].score if len(ranked) > 1 else 0.0
        is_clear = best.score - runner_up > 0.1 or _same_spot(ranked)
        if is_clear and not best.loose and reading.relation != "border":
            points.append((skeleton(reading.names[0]), best.entry))
            if best.entry.country:
                counts[best.entry.country] += 1
    most = max(counts.values(), default=1)
    merged = dict(context.countries)
    for code, count in counts.items():
        merged[code] = max(merged.get(code, 0.0), 0.3 + 0.5 * count / most)
    return replace(context, countries=merged, points=tuple(points))


def _same_spot(ranked: Sequence[_Scored]) -> bool:
    first, second = ranked[0].entry, ranked[1].entry
    gap = distance_km(first.lat, first.lon, second.lat, second.lon)
    return first.country == second.country and gap < max(25.0, second.radius_km, first.radius_km)


def _choose(
    name: str, *, reading: Reading, context: _Context, gazetteer: Gazetteer
) -> list[_Scored]:
    listed = _with_seats(gazetteer.lookup(name), gazetteer)
    within = _within(listed, reading, context=context, gazetteer=gazetteer)
    entries = _no_namesakes(within, reading)
    exact = [_score(e, reading=reading, context=context, loose=False) for e in entries]
    ranked = [
        s
        for s in exact
        if _is_plausible(s, reading, context) and _is_own_name(name, s.entry, context)
    ]
    if not any(s.entry.country in context.countries for s in ranked):
        ranked += _loosely(name, reading=reading, context=context, gazetteer=gazetteer)
    if not ranked:
        town = without_site(name)
        if town and town != name:
            countries = context.countries
            named = _choose(town, reading=reading, context=context, gazetteer=gazetteer)
            # the site of a foreign town is told with its country
            own = [s for s in named if not countries or s.entry.country in countries]
            return [replace(scored, site=True) for scored in own]
    ranked.sort(key=lambda s: (-s.score, -s.entry.population, s.entry.name, s.entry.lat))
    return ranked


def _with_seats(entries: Sequence[Entry], gazetteer: Gazetteer) -> Sequence[Entry]:
    """The entries, and the towns that provinces among them are called after.

    A province's other names are its town's too: "Deir Ezzor" is either.
    """
    towns = {e.country for e in entries if e.kind in POPULATED}
    provinces = [e for e in entries if e.kind == "province" and e.country not in towns]
    seats = [
        town
        for province in provinces
        for town in gazetteer.lookup(province.name)
        if town.kind in POPULATED and _lies_in(town, province) and town.country == province.country
    ]
    return [*entries, *seats]


_AREAS = frozenset({"province", "country", "region", "district"})


def _within(
    entries: Sequence[Entry],
    reading: Reading,
    *,
    context: _Context,
    gazetteer: Gazetteer,
    is_sure: bool = False,
) -> Sequence[Entry]:
    """The entries that lie in the province or country told with the name ("X, Homs province").

    A country lies in none of them: in "in Syria, Moscow claimed" the comma tells of no province.
    """
    around: list[Entry] = []
    for name, told in zip(reading.inside, reading.areas, strict=True):
        found = gazetteer.lookup(name)
        around = [e for e in found if e.kind in _AREAS and _is_here(e, context)]
        if around:
            is_sure |= name != told or not any(e.kind in POPULATED for e in found)
            break
    if not around:
        return entries
    inside = [e for e in entries if e.kind == "country" or any(_lies_in(e, a) for a in around)]
    # in "Hama, Homs and Idlib" the second is no area that the first lies in
    return inside if inside or is_sure else entries


def _no_namesakes(entries: Sequence[Entry], reading: Reading) -> Sequence[Entry]:
    if reading.inside:
        return entries
    towns = [e.population for e in entries if e.kind in POPULATED]
    states = [e.population for e in entries if e.kind == "province" and e.country in _NAMED_AFTER]
    largest, state = max(towns, default=0), max(states, default=0)
    return [
        e
        for e in entries
        if e.kind not in POPULATED
        or (
            e.population * _STATE_TIMES >= state
            and (e.country not in _NAMED_AFTER or e.population * _TIMES >= largest)
        )
    ]


def _is_here(area: Entry, context: _Context) -> bool:
    """Whether an area is a country, or lies in one that the article is about."""
    return (
        area.kind == "country"
        or not context.countries
        or area.country in (*context.countries, None)
    )


def _lies_in(entry: Entry, area: Entry) -> bool:
    if area.kind == "country":
        return entry.country == area.country
    if entry.admin1 and area.admin1:
        return entry.admin1 == area.admin1 and entry.country == area.country
    # own features carry no division: the disc of the area, with room for its corners
    gap = distance_km(entry.lat, entry.lon, area.lat, area.lon)
    return gap < 1.5 * area.radius_km + entry.radius_km


def _loosely(
    name: str, *, reading: Reading, context: _Context, gazetteer: Gazetteer
) -> list[_Scored]:
    # other spellings count only where the article is known to be about that country
    if len(skeleton(name)) < _LOOSE_MINIMUM or not context.countries:
        return []
    found = _within(
        gazetteer.lookup_loose(name), reading, context=context, gazetteer=gazetteer, is_sure=True
    )
    most = 0.9 * max(context.countries.values())
    entries = [e for e in found if context.countries.get(e.country or "", 0.0) >= most]
    scored = [
        _score(e, reading=reading, context=context, loose=True)
        for e in entries
        if _alike(name, e.name) >= (_LOOSE_LIKENESS if e.kind in POPULATED else _AREA_LIKENESS)
        and _ends_in_vowel(name) == _ends_in_vowel(e.name)
    ]
    fitting = [s for s in scored if _is_plausible(s, reading, context)]
    return fitting if _is_one_spot([s.entry for s in fitting]) else []


def _is_one_spot(entries: Sequence[Entry]) -> bool:
    return all(
        distance_km(one.lat, one.lon, two.lat, two.lon) < max(_APART_KM, one.radius_km)
        for one, two in pairwise(entries)
    )


def _ends_in_vowel(name: str) -> bool:
    """Whether a name ends in -a, -ah, -eh, -e: Aqraba is not Aqrab, however they are written."""
    return core(name).removesuffix("h")[-1:] in ("a", "e")


def _alike(one: str, two: str) -> float:
    from rapidfuzz.distance import JaroWinkler

    return JaroWinkler.similarity(core(one), core(two))


def _score(entry: Entry, *, reading: Reading, context: _Context, loose: bool) -> _Scored:
    score = _LOOSE if loose else _EXACT
    why = ["another spelling" if loose else "the name"]
    if entry.population and entry.kind in POPULATED:
        score += _POPULATION * min(1.0, log10(entry.population + 1) / _BIGGEST)
    elif entry.kind not in POPULATED or entry.source != "geonames":
        score += _WORTH.get(entry.kind, _WORTH_OTHER)
    gap = _gap(entry, reading, context)
    weight = _country_weight(entry, gap, context)
    if weight:
        score += _COUNTRY * weight
        why.append(f"the article is about {entry.country}")
    elif entry.country and entry.country == context.publisher:
        score += _PUBLISHER
        why.append("the publisher's country")
    if gap is not None:
        near = _NEAR_OTHERS * exp(-gap / _REACH_KM)
        score += near
        if near > 0.07:
            why.append(f"{gap:.0f} km from another place named")
    if entry.source not in _SHIPPED:
        score += _OWN
    score += _inside(entry, reading, why) + _kind_fit(entry, reading, why)
    return _Scored(entry, max(0.0, min(1.0, score)), loose, ", ".join(why))


def _country_weight(entry: Entry, gap: float | None, context: _Context) -> float:
    """How far the article is about the entry's country; a small town needs more than a mention.

    Washington is named in most articles on any war: that makes no case for Geneva, New York.
    """
    weight = context.countries.get(entry.country or "", 0.0)
    is_small = entry.kind in POPULATED and entry.population < _FAR_POPULATION
    is_main = weight >= 0.9 * max(context.countries.values(), default=0.0)
    is_near = gap is not None and gap < _NEAR_KM
    return 0.0 if is_small and not (is_main or is_near) else weight


def _gap(entry: Entry, reading: Reading, context: _Context) -> float | None:
    """Distance in km to the nearest settled place of another name, areas from their edge."""
    own = {skeleton(name) for name in reading.names}
    gaps = [
        max(0.0, distance_km(entry.lat, entry.lon, point.lat, point.lon) - point.radius_km)
        for name, point in context.points
        if name not in own
    ]
    return min(gaps, default=None)


def _inside(entry: Entry, reading: Reading, why: list[str]) -> float:
    if not reading.inside:
        return 0.0
    keys = {skeleton(name) for name in reading.inside}
    if entry.admin1 and skeleton(entry.admin1) in keys and entry.kind != "province":
        why.append(f"in {entry.admin1}")
        return _INSIDE
    return 0.0


def _kind_fit(entry: Entry, reading: Reading, why: list[str]) -> float:
    kind = reading.kind
    if kind is None:
        return 0.0
    wanted = {
        "province": {"province", "region"},
        "district": {"district", "province", "quarter"},
        "town": POPULATED | {"camp", "site"},
        "quarter": {"quarter", "camp"},
    }[kind]
    if entry.kind in wanted:
        why.append(f"a {kind} was asked for")
        return _KIND
    # gazetteers have few districts: the seat of one stands for it, without a penalty
    return 0.0 if kind in ("district", "quarter") else _OTHER_KIND


def _is_alone(entry: Entry, gap: float | None, context: _Context) -> bool:
    """Whether a small town lies far from all the places that an article names in its country."""
    if entry.kind not in POPULATED or entry.population >= _SMALL_TOWN or gap is None:
        return False
    others = sum(point.country == entry.country for _, point in context.points)
    return others > 1 and gap > _ALONE_KM


def _is_own_name(name: str, entry: Entry, context: _Context) -> bool:
    """Whether reporting on other countries would call the place so.

    A town of another country goes by its English name there; by its local name ("Al Qahirah") or
    an old one it is a smaller place nearer by. Only world cities are known under several.
    """
    if entry.kind not in POPULATED or not context.countries or entry.source != "geonames":
        return True
    if entry.country in context.countries:
        return True
    if _ARTICLE.match(name) and not _ARTICLE.match(entry.name):
        return False
    if entry.population >= _WORLD_CITY or skeleton(name) == skeleton(entry.name):
        return True
    return f"{exact_key(entry.name)} ".startswith(f"{exact_key(name)} ")  # Gaza, of Gaza City


def _is_plausible(scored: _Scored, reading: Reading, context: _Context) -> bool:
    """Whether a candidate fits what else is known; small places need a reason to be meant."""
    entry = scored.entry
    gap = _gap(entry, reading, context)
    if entry.kind == "quarter":
        # cities share the names of their quarters: the city has to be named as well
        if gap is None:
            return not scored.loose and (
                not context.countries or entry.country in context.countries
            )
        return gap < _SAME_CITY_KM
    if entry.kind not in POPULATED and entry.kind not in ("site", "district", "province"):
        return True
    if not context.countries or entry.country in context.countries:
        return not _is_alone(entry, gap, context)
    if entry.population >= _FAR_POPULATION:
        return True
    return gap is not None and gap < _NEAR_KM / 2 and not scored.loose


def _place(
    query: PlaceQuery,
    reading: Reading,
    ranked: list[_Scored],
    *,
    context: _Context,
    gazetteer: Gazetteer,
) -> Place:
    candidates = tuple(
        Candidate(s.entry.name, s.entry.lat, s.entry.lon, s.entry.country, round(s.score, 3))
        for s in ranked[:_KEPT_CANDIDATES]
    )
    if reading.relation == "border":
        return _border_place(query, reading, context=context, gazetteer=gazetteer)
    if not ranked:
        why = "no place of this name fits the article"
        around = _around(reading, context=context, gazetteer=gazetteer)
        return _coarser(query, reading, *around) if around else Place(query.text, why=why)
    if _is_tie(ranked, context):
        return Place(query.text, candidates=candidates, why="several places of this name fit")
    best = ranked[0]
    spot = apply_relation(reading, best.entry)
    why = best.why
    if reading.relation == "between":
        other = _choose(reading.names[1], reading=reading, context=context, gazetteer=gazetteer)
        if other:
            spot, why = midway(best.entry, other[0].entry), f"{why}; half-way between"
    elif reading.relation != "at":
        why = f"{why}; {reading.relation} of it"
    if best.site:
        # a site of that town that no gazetteer has: somewhere about the town
        spot = replace(
            spot, where_prec=max(2, spot.where_prec), radius_km=spot.radius_km + _SITE_KM
        )
        why = f"{why}; a site of that town"
    return _filled(query, best, spot, candidates=candidates, why=why)


def _around(
    reading: Reading, *, context: _Context, gazetteer: Gazetteer
) -> tuple[_Scored, str] | None:
    """The nearest known area that the words put a place in, and how they name it."""
    for at, area in enumerate(reading.areas):
        outer = reading.areas[at + 1 :]
        told = _reading(PlaceQuery(area), gazetteer, cased=_has_capitals(area))
        wanted = replace(told, inside=reading.inside[at + 1 :], areas=outer)
        ranked = _choose(wanted.names[0], reading=wanted, context=context, gazetteer=gazetteer)
        # behind a comma a town is the next of a list, unless its country closes the chain
        best = ranked[0].entry if ranked and not ranked[0].loose else None
        is_area = area in reading.told or any(_is_country(name, gazetteer) for name in outer)
        if best and _is_here(best, context) and (is_area or best.kind not in POPULATED):
            return ranked[0], area
    return None


def _is_country(name: str, gazetteer: Gazetteer) -> bool:
    return any(entry.kind == "country" for entry in gazetteer.lookup(name))


def _coarser(query: PlaceQuery, reading: Reading, around: _Scored, area: str) -> Place:
    """A place that no gazetteer has, as somewhere in the area that it is told to lie in."""
    entry = around.entry
    spot = Spot(entry.lat, entry.lon, entry.radius_km, max(2, entry.where_prec))
    if entry.kind in POPULATED:
        spot = replace(spot, radius_km=spot.radius_km + _SITE_KM)
    named = f"“{reading.names[0]}” is" if reading.names[0] else "it is"
    why = f"{named} not known, and told to lie in {area}; {around.why}"
    candidates = (
        Candidate(entry.name, entry.lat, entry.lon, entry.country, round(around.score, 3)),
    )
    return _filled(query, around, spot, candidates=candidates, why=why)


def _filled(
    query: PlaceQuery, best: _Scored, spot: Spot, *, candidates: tuple[Candidate, ...], why: str
) -> Place:
    return Place(
        text=query.text,
        name=best.entry.name,
        lat=round(spot.lat, 4),
        lon=round(spot.lon, 4),
        country=best.entry.country,
        where_prec=spot.where_prec,
        radius_km=round(spot.radius_km, 1),
        kind=best.entry.kind,
        score=round(best.score, 3),
        candidates=candidates,
        why=why,
    )


def _is_tie(ranked: Sequence[_Scored], context: _Context) -> bool:
    if len(ranked) < 2 or context.countries or _same_spot(ranked):
        return False
    first, second = ranked[0], ranked[1]
    return first.score - second.score < 0.03 and first.entry.population < _FAR_POPULATION


def _border_place(
    query: PlaceQuery, reading: Reading, *, context: _Context, gazetteer: Gazetteer
) -> Place:
    found = [country_of(name, gazetteer) for name in reading.names]
    sides = [entry for entry in found if entry is not None]
    if len(sides) == 1 and reading.bearing is not None:
        return _border_side(query, sides[0], reading.bearing)
    if len(sides) == 1:
        others = sorted(context.countries, key=lambda c: (-context.countries[c], c))
        known = gazetteer.countries()
        sides += [known[c] for c in others if c in known and c != sides[0].country][:1]
    if len(sides) < 2:
        return Place(query.text, why="a border with one country known only")
    one, two = sides[:2]
    spot = border_between(one, two)
    return Place(
        text=query.text,
        name=f"{one.name}–{two.name} border",
        lat=round(spot.lat, 4),
        lon=round(spot.lon, 4),
        where_prec=5,
        radius_km=round(spot.radius_km, 1),
        kind="border",
        score=0.5,
        why="between the middles of the two countries; no border line is known",
    )


def _border_side(query: PlaceQuery, country: Entry, bearing: float) -> Place:
    lat, lon = shifted(country.lat, country.lon, bearing=bearing, km=country.radius_km)
    return Place(
        text=query.text,
        name=f"border of {country.name}",
        lat=round(lat, 4),
        lon=round(lon, 4),
        country=country.country,
        where_prec=5,
        radius_km=round(country.radius_km, 1),
        kind="border",
        score=0.5,
        why="one radius of the country from its middle; no border line is known",
    )


def country_of(name: str, gazetteer: Gazetteer) -> Entry | None:
    """The country of a name or demonym ("Turkish" -> Turkey), by the stem they share."""
    for entry in gazetteer.lookup(name):
        if entry.kind == "country":
            return entry
    for ending in ("", "i", "n", "an", "ian", "ish", "ese", "ean", "nese"):
        stem = exact_key(name).removesuffix(ending)
        if len(stem) < 4 or not exact_key(name).endswith(ending):
            continue
        fitting = [e for e in gazetteer.countries().values() if exact_key(e.name).startswith(stem)]
        if fitting:
            return min(fitting, key=lambda e: (len(e.name), e.name))
    return None

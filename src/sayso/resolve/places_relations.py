"""What the words around a place name say: "south of Kirkuk", "Homs province", "near Hit".

`read_relation` turns a span and its context into the bare name(s), the kind of place that was
meant, and a relation; `apply_relation` turns the point of the bare name into the point meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from sayso.resolve.dates_calendar import MONTHS, SEASONS
from sayso.resolve.gazetteer import Entry
from sayso.resolve.geo import distance_km, shifted

RelationKind = Literal["at", "near", "direction", "part", "between", "border"]

BEARINGS = {
    "north": 0, "northeast": 45, "east": 90, "southeast": 135, "south": 180, "southwest": 225,
    "west": 270, "northwest": 315,
}  # fmt: skip
_KM_OF_UNIT = {"k": 1.0, "m": 1.609344}
# "south of Kirkuk" without a distance: reports mean the town's surroundings
_UNSTATED_KM = 12.0
_NEAR_KM = 8.0

_COMPASS = r"(?:north|south)[-\s]?(?:east|west)|north|south|east|west"
_NUMBER = r"\d+(?:[.,]\d+)?"
_UNIT = r"(?:km|kms|kilomet(?:er|re)s?|miles?|mi)\b"
_DIRECTION = re.compile(
    rf"(?:(?P<number>{_NUMBER})[-\s]*(?P<unit>{_UNIT})\s+)?(?:\(.*?\)\s*)?"
    rf"(?:to\s+the\s+|the\s+|just\s+)?(?P<compass>{_COMPASS})(?:ern\s+outskirts)?\s+of\s+"
    r"(?:the\s+)?(?:(?:city|town|village|capital)\s+of\s+)?$",
    re.IGNORECASE,
)
_DISTANCE = re.compile(
    rf"(?P<number>{_NUMBER})[-\s]*(?P<unit>{_UNIT})\s+(?:away\s+)?(?:from|of|outside)\s+"
    r"(?:the\s+)?(?:(?:city|town|village|capital)\s+of\s+)?$",
    re.IGNORECASE,
)
_NEAR = re.compile(
    r"\b(?:near|nearby|close\s+to|outside|around|on\s+the\s+(?:\w+\s+)?outskirts\s+of|"
    r"(?:the\s+)?(?:\w+\s+)?(?:outskirts|suburbs?|vicinity|surroundings|edge|countryside|coast|"
    r"shores?|waters)\s+of|off\s+(?:the\s+)?(?:\w+\s+)?coast\s+of|"
    r"in\s+the\s+vicinity\s+of|not\s+far\s+from)\s+(?:the\s+)?"
    r"(?:(?:northern|southern|eastern|western|besieged)\s+)?"
    r"(?:(?:city|town|village|capital)\s+of\s+)?$",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?P<compass>(?:north|south)[-\s]?(?:east|west)|north|south|east|west)(?:ern)?\s+"
    r"(?:part\s+of\s+|parts\s+of\s+|areas\s+of\s+)?(?:the\s+)?"
    r"(?:city\s+of\s+|province\s+of\s+)?(?:rural\s+)?$",
    re.IGNORECASE,
)
_CENTRE = re.compile(r"^(?:central|downtown|mid|inner|greater|upper|lower)[-\s]+(?=[A-Z])", re.I)
_BETWEEN = re.compile(r"^between\s+(?P<one>.+?)\s+and\s+(?P<two>.+)$", re.IGNORECASE)
_BORDER_OF = re.compile(
    r"^(?:the\s+)?(?:entire\s+)?(?:(?P<side>north|south|east|west)ern\s+)?(?:border|frontier)s?\s+"
    r"(?:with|of|between)\s+(?P<one>.+?)(?:\s+and\s+(?P<two>.+))?$",
    re.IGNORECASE,
)
_BORDER_NAMED = re.compile(
    r"^(?:the\s+)?(?P<one>[A-Z]\S*?(?:\s[A-Z]\S*?)?)(?:\s*[-–/]\s*(?P<two>[A-Z]\S+))?\s+"
    r"(?:border|frontier)s?$"
)
_KIND_WORDS: dict[str, str] = {
    "province": "province", "governorate": "province", "oblast": "province", "state": "province",
    "region": "province", "prefecture": "province", "muhafazah": "province",
    "countryside": "province", "department": "province", "governate": "province",
    "provinces": "province", "district": "district", "county": "district",
    "subdistrict": "district",
    "city": "town", "town": "town", "village": "town", "suburb": "town",
    "neighbourhood": "quarter", "neighborhood": "quarter", "quarter": "quarter",
    "township": "town", "hamlet": "town",
    "villages": "town", "towns": "town", "oblasts": "province", "governorates": "province",
    "regions": "province", "districts": "district", "counties": "district",
    "krai": "province", "neighbourhoods": "quarter", "neighborhoods": "quarter",
}  # fmt: skip
_WORDS_OF_KIND = "|".join(sorted(_KIND_WORDS, key=len, reverse=True))
_KIND_AFTER = re.compile(rf"[\s-]+({_WORDS_OF_KIND})$", re.IGNORECASE)
# "Odesa oblast of Ukraine"
_KIND_OF = re.compile(
    rf"^(?P<name>(?:the\s+)?[A-Z].*?\s(?:{_WORDS_OF_KIND}))\s+of\s+(?:the\s+)?(?P<area>[A-Z].*)$"
)
_KIND_BEFORE = re.compile(
    rf"^(?:the\s+)?(?:[a-z]+-?[a-z]*\s+)?(?P<kind>{'|'.join(_KIND_WORDS)}|capital)\s+of\s+",
    re.IGNORECASE,
)
_CONTEXT_AFTER = re.compile(rf"^['’]?s?\s+(?:rural\s+)?({_WORDS_OF_KIND})\b", re.IGNORECASE)
_NAME = r"[A-Z‘'][\w'’-]*(?:[\s-](?:[A-Z][\w'’-]*|(?:al|el|az|ez|as|ash|ad)-\w+))*"
# "the Kyiv, Dnipropetrovsk and Odesa oblasts": the last word tells the kind of all
_KINDS_OF_MANY = "|".join(word for word in _KIND_WORDS if word.endswith("s"))
_LISTED = re.compile(rf"^(?:(?:,|,?\s+and)\s+(?:the\s+)?{_NAME}?){{1,8}}?\s+({_KINDS_OF_MANY})\b")
# words that may stand between "in" and the area that a place is told to lie in
_AREA_WORDS = (
    rf"(?:(?:the|(?:{_COMPASS})(?:ern)?|central|rural|coastal|countryside|outskirts|suburbs?|parts?|"
    r"areas?|vicinity|occupied|besieged|provinces?|governorate|region|district|state|city|town|"
    r"village|of)\s+)*"
)
# a comma closes off the area only where its clause does not go on with a verb
_CLOSED = r"(?=\s*(?:[,.;:)\"”–—]|$|(?:in|on|and|by|when|where|as|after|before|at|from|with)\b))"
_AFTER_COMMA = re.compile(
    rf"^\s*,\s+(?:in\s+)?{_AREA_WORDS}(?P<area>{_NAME}(?:\s+(?:{_WORDS_OF_KIND}))?){_CLOSED}"
)
_AFTER_IN = re.compile(
    rf"^(?:\s+(?:{_WORDS_OF_KIND}))?,?\s+in\s+{_AREA_WORDS}"
    rf"(?P<area>{_NAME}(?:\s+(?:{_WORDS_OF_KIND}))?)"
)
# "Aleppo province village of X", "the North Kordofan capital of X"
_IN_AREA = (
    rf"(?:the\s+)?(?P<area>{_NAME}(?:\s+(?:{_WORDS_OF_KIND}))?)\s+(?:(?:provincial|regional|state)\s+)?"
    r"(?:capital(?:\s+of)?|(?:town|city|village|suburb|district|neighbou?rhood|quarter)\s+of)\s+"
)
_AREA_AHEAD = re.compile(rf"^{_IN_AREA}(?=[A-Z‘'])")
_AREA_BEFORE = re.compile(rf"{_IN_AREA}$")
_HELD = re.compile(
    r"^(?:the\s+)?(?:[\w-]+-(?:held|occupied|controlled|run|administered|besieged)|occupied|"
    r"besieged|war-torn)\s+(?=[A-Z])"
)
_CONTEXT_BEFORE = re.compile(
    rf"\b({'|'.join(_KIND_WORDS)}|capital)\s+of\s+(?:the\s+)?$", re.IGNORECASE
)
_SITE = re.compile(
    r"[\s-]+(?:international\s+|military\s+)?(?:air\s?base|airport|airfield|air\s+base|base|camp|"
    r"refugee\s+camp|dam|bridge|prison|mountains?|river|checkpoint|crossing|port)$",
    re.IGNORECASE,
)
TIMES = frozenset((*MONTHS, *SEASONS))  # they stand behind "in" as places do
_LEAD = re.compile(
    r"^(?:in|at|from|to|into|of|across|throughout|inside|within|toward|towards|the)\s+"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a place span asks for: names to look up, the kind meant, and the relation to them.

    `whole` is the span as a name of its own, for "West Bank" is not the west of a Bank, nor
    "Lower Shabelle" a lower Shabelle. `inside` are the names of the areas that the words put
    the place in, the nearest first, and `areas` the same as they are told ("Homs province");
    those in `told` stand in the span itself or behind "in", and not behind a comma.
    """

    names: tuple[str, ...]
    relation: RelationKind = "at"
    bearing: float | None = None
    km: float | None = None
    kind: str | None = None
    inside: tuple[str, ...] = ()
    whole: str | None = None
    areas: tuple[str, ...] = ()
    told: frozenset[str] = frozenset()


def read_relation(text: str, before: str = "", after: str = "") -> Reading:
    """Read a place span in its context.

    >>> read_relation("Kirkuk", before="as we speak, south of ")
    Reading(names=('Kirkuk',), relation='direction', bearing=180, km=None, kind=None, inside=(), \
whole=None)
    >>> read_relation("Homs province").kind
    'province'
    """
    span = re.sub(r"\s+", " ", text).strip(' ,.;:"“”()')
    bordered = _border(span)
    if bordered:
        return bordered
    ahead = _AREA_AHEAD.match(span)
    if ahead:
        rest = span[ahead.end() :]
        area = ahead["area"]
        return _put_in(read_relation(rest, "", after), (area,), told={area})
    between = _BETWEEN.match(span)
    if between:
        names = tuple(_bare(n) for n in (between["one"], between["two"]))
        return Reading(names=names, relation="between")
    lead, name = _split_lead(span)
    reading = _relation(f"{before} {lead}" if lead else before)
    full = _with_kind(reading, name, before=lead or before, after=after)
    told = _told(span)
    return replace(full, whole=told) if lead or _CENTRE.match(told) else full


def _told(span: str) -> str:
    """The name with all its words but that for its kind: "Lower Shabelle", "West Bank"."""
    of_area = _KIND_OF.match(span)
    head: str = of_area["name"] if of_area else re.split(r",|\sin\s(?=[A-Z])", span)[0]
    return _KIND_AFTER.sub("", _LEAD.sub("", head.strip()))


def _put_in(reading: Reading, areas: tuple[str, ...], *, told: Iterable[str]) -> Reading:
    """The reading with further areas that the place is told to lie in."""
    areas = tuple(dict.fromkeys((*reading.areas, *areas)))
    names = tuple(_KIND_AFTER.sub("", _bare(area)) for area in areas)
    return replace(reading, inside=names, areas=areas, told=reading.told.union(told))


_NAME_START = re.compile(r"[A-Z‘']|(?:al|el)-")
_NAMED_AHEAD = re.compile(r"(?<!^)[A-Z]|^(?!(?:In|At|From|To|Into|Near|Across|The)\b)[A-Z]")


def _split_lead(span: str) -> tuple[str, str]:
    """The words of the span that relate it to the name, and the name ("south of ", "Kirkuk")."""
    for pattern in (_DIRECTION, _DISTANCE, _NEAR, _PART):
        for cut in re.finditer(r"\s(?=\S)", span):
            head, tail = span[: cut.end()], span[cut.end() :]
            is_name = _NAME_START.match(tail) and tail.lower() not in _KIND_WORDS
            found = pattern.search(head) if is_name else None
            # in "Belfast, Northern Ireland" what is ahead is a name, and no relation to one
            if found and not _NAMED_AHEAD.search(head[: found.start()]):
                return head, tail
    return "", span


def _relation(lead: str) -> Reading:
    blank = Reading(names=())
    if not lead.endswith(" "):
        return blank
    found = _DIRECTION.search(lead)
    if found:
        bearing = BEARINGS[re.sub(r"[-\s]", "", found["compass"].lower())]
        return replace(blank, relation="direction", bearing=bearing, km=_km(found))
    found = _DISTANCE.search(lead)
    if found:
        return replace(blank, relation="near", km=_km(found))
    if _NEAR.search(lead):
        return replace(blank, relation="near")
    found = _PART.search(lead)
    if found:
        bearing = BEARINGS[re.sub(r"[-\s]", "", found["compass"].lower())]
        return replace(blank, relation="part", bearing=bearing)
    return blank


def _km(found: re.Match[str]) -> float | None:
    if not found["number"]:
        return None
    return float(found["number"].replace(",", ".")) * _KM_OF_UNIT[found["unit"][0].lower()]


def _with_kind(reading: Reading, name: str, *, before: str, after: str) -> Reading:
    kind = None
    name = _HELD.sub("", name)
    of_area = _KIND_OF.match(name)
    if of_area:
        name = f"{of_area['name']}, {of_area['area']}"
    ahead = _KIND_BEFORE.match(name)
    if ahead:
        kind, name = _KIND_WORDS.get(ahead["kind"].lower(), "town"), name[ahead.end() :]
    head, *inside = [
        part.strip() for part in re.split(r",|\sin\s(?=[A-Z])", name) if part.strip()
    ] or [name]
    name = _bare(head)
    behind = _KIND_AFTER.search(name)
    if behind:
        kind, name = _KIND_WORDS[behind[1].lower()], name[: behind.start()]
    if kind is None:
        follows, precedes = _CONTEXT_AFTER.match(after), _CONTEXT_BEFORE.search(before)
        word = (follows or precedes or [None, None])[1]
        kind = _KIND_WORDS.get(word.lower(), "town") if word else None
    areas = told = tuple(inside)
    if kind is None and (listed := _LISTED.match(after)):
        kind = _KIND_WORDS[listed[1].lower()]
    elif not areas:
        ahead_areas, in_areas = _areas_before(before), _areas_in(after)
        told = (*ahead_areas, *in_areas[:1])
        areas = (*ahead_areas, *(in_areas or _areas_after(after)))
    bare = replace(reading, names=(re.sub(r"['’]s$", "", name),), kind=kind)
    return _put_in(bare, areas, told=told)


def _areas_in(after: str) -> tuple[str, ...]:
    """The areas told after a name behind "in": " in eastern Ghouta, Syria", but not " in May"."""
    found = _AFTER_IN.match(after)
    if found is None or found["area"].lower() in TIMES:
        return ()
    return found["area"], *_areas_after(after[found.end() :])


def _areas_after(after: str) -> tuple[str, ...]:
    """The areas told after a name behind commas: ", South Governorate, Lebanon"."""
    found: list[str] = []
    while match := _AFTER_COMMA.match(after):
        found.append(match["area"])
        after = after[match.end() :]
    return tuple(found)


def _areas_before(before: str) -> tuple[str, ...]:
    """The area told before a name: "the Aleppo province village of "."""
    found = _AREA_BEFORE.search(before)
    return (found["area"],) if found else ()


def _bare(name: str) -> str:
    name = _LEAD.sub("", name.strip())
    return re.sub(r"['’]s?$", "", _CENTRE.sub("", name)).strip()


def _border(span: str) -> Reading | None:
    found = _BORDER_OF.match(span) or _BORDER_NAMED.match(span)
    if not found:
        return None
    names = [_bare(found[group]) for group in ("one", "two") if found[group]]
    side = found.groupdict().get("side")
    bearing = BEARINGS[side.lower()] if side else None
    return Reading(names=tuple(names), relation="border", bearing=bearing)


def without_site(name: str) -> str | None:
    """The name of the town that a site is called after ("Abu Duhur airbase"); None for others."""
    found = _SITE.search(name)
    return name[: found.start()] if found else None


@dataclass(frozen=True, slots=True)
class Spot:
    """A point in degrees with its radius in km and UCDP precision."""

    lat: float
    lon: float
    radius_km: float
    where_prec: int


def apply_relation(reading: Reading, entry: Entry) -> Spot:
    """The point that a one-name relation means, given the place of that name.

    A direction without a distance is taken 12 km from the edge of a town, and half-way out in
    an area: the radius always reaches back to the named place.
    """
    here = Spot(entry.lat, entry.lon, entry.radius_km, entry.where_prec)
    if reading.relation == "direction" and reading.bearing is not None:
        return _in_direction(reading, entry, bearing=reading.bearing)
    if reading.relation == "part" and reading.bearing is not None:
        half = entry.radius_km / 2
        lat, lon = shifted(entry.lat, entry.lon, bearing=reading.bearing, km=half)
        # a part of a country is a fuzzy area, of a town or province still that town or province
        prec = 5 if entry.where_prec >= 6 else entry.where_prec
        return Spot(lat, lon, max(half, 1.0), prec)
    if reading.relation == "near":
        reach = reading.km if reading.km is not None else _NEAR_KM
        return replace(here, radius_km=entry.radius_km + reach, where_prec=max(2, here.where_prec))
    return here


def _in_direction(reading: Reading, entry: Entry, *, bearing: float) -> Spot:
    if reading.km is not None:
        lat, lon = shifted(entry.lat, entry.lon, bearing=bearing, km=reading.km)
        # the distance is rounded and the bearing one of eight: a fifth of the way either side
        return Spot(lat, lon, max(3.0, entry.radius_km, 0.2 * reading.km), max(2, entry.where_prec))
    km = entry.radius_km / 2 if entry.where_prec >= 3 else entry.radius_km + _UNSTATED_KM
    lat, lon = shifted(entry.lat, entry.lon, bearing=bearing, km=km)
    prec = 5 if entry.where_prec >= 5 else max(2, entry.where_prec)
    return Spot(lat, lon, max(km, entry.radius_km), prec)


def midway(one: Entry, two: Entry) -> Spot:
    """The point half-way between two places; its radius reaches both."""
    lat, lon = (one.lat + two.lat) / 2, (one.lon + two.lon) / 2
    half = distance_km(one.lat, one.lon, two.lat, two.lon) / 2
    # under 25 km apart it is still "near a known place"
    return Spot(lat, lon, max(half, 2.0), 2 if half < 12.5 else 5)


def border_between(one: Entry, two: Entry) -> Spot:
    """A point on the way from one country to the other, as far along as the first is large.

    No border lines are shipped: the radius is that of the smaller country, and says so.
    """
    share = one.radius_km / max(one.radius_km + two.radius_km, 1.0)
    lat = one.lat + share * (two.lat - one.lat)
    lon = one.lon + share * (two.lon - one.lon)
    return Spot(lat, lon, min(one.radius_km, two.radius_km), 5)

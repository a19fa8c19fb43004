"""Gazetteers of the user: CSV tables and GeoNames country dumps (text or zip)."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sayso.errors import ResolveError
from sayso.resolve.gazetteer import KINDS, Entry, town_radius

_FIX_CSV = "give columns name,lat,lon and, if known, country,kind,radius_km,aliases"
_GEONAMES_COLUMNS = 19
# GeoNames feature classes and codes (geonames.org/export/codes.html) that differ from "site"
_KIND_OF_CODE = {
    "ADM1": "province", "ADM2": "district", "ADM3": "district", "ADMD": "district",
    "PCLI": "country", "PPLX": "quarter", "DAM": "dam", "AIRB": "airbase", "AIRP": "airbase",
    "INSM": "base", "ISL": "island", "LK": "lake", "RSV": "lake", "STM": "river", "MT": "mountain",
    "MTS": "mountain", "VAL": "valley", "DSRT": "desert", "RGN": "region", "SEA": "sea",
    "STRT": "strait", "PEN": "peninsula", "CMP": "camp", "CMPRF": "camp",
}  # fmt: skip


def read_gazetteer(path: Path) -> Iterator[tuple[Entry, list[str]]]:
    """The places of a user's gazetteer with all their names.

    A `.csv` has a header with name,lat,lon and optionally country (ISO 3166 alpha-2 or -3),
    kind, radius_km, aliases (";" between); any other file is a GeoNames dump (19 columns, tab),
    plain or zipped. Raises `ResolveError` naming file and row.
    """
    try:
        with _opened(path) as stream:
            yield from (_csv if path.suffix.lower() == ".csv" else _geonames)(stream, path)
    except (OSError, zipfile.BadZipFile) as error:
        raise ResolveError(
            f"cannot be read ({error})", where=str(path), remedy="give a readable file"
        ) from error
    except UnicodeDecodeError as error:
        raise ResolveError("is not UTF-8", where=str(path), remedy="save it as UTF-8") from error


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    if path.suffix.lower() != ".zip":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            yield stream
        return
    with zipfile.ZipFile(path) as bundle:
        tables = [n for n in bundle.namelist() if n.endswith(".txt") and "readme" not in n.lower()]
        if len(tables) != 1:
            raise ResolveError(
                f"holds {len(tables)} tables",
                where=str(path),
                remedy="give a zip with one GeoNames table, such as SY.zip",
            )
        with bundle.open(tables[0]) as raw:
            yield io.TextIOWrapper(raw, encoding="utf-8", newline="")


def _csv(stream: IO[str], path: Path) -> Iterator[tuple[Entry, list[str]]]:
    reader = csv.DictReader(stream)
    missing = {"name", "lat", "lon"} - set(reader.fieldnames or ())
    if missing:
        raise ResolveError(
            f"has no column {', '.join(sorted(missing))}", where=f"{path}:1", remedy=_FIX_CSV
        )
    for row in reader:
        where = f"{path}:{reader.line_num}"
        name = (row["name"] or "").strip()
        if not name:
            raise ResolveError("has no name", where=where, remedy="name the place")
        kind = (row.get("kind") or "town").strip()
        if kind not in KINDS:
            raise ResolveError(
                f"{kind!r} is no kind of place",
                where=where,
                remedy=f"use one of {', '.join(KINDS)}",
            )
        lat, lon = _position(row["lat"], row["lon"], where)
        entry = Entry(
            name=name,
            lat=lat,
            lon=lon,
            country=_alpha3(row.get("country") or "", where),
            kind=kind,
            radius_km=_radius(row.get("radius_km") or "", where) or KINDS[kind][1],
            source=path.name,
        )
        aliases = (alias.strip() for alias in (row.get("aliases") or "").split(";"))
        yield entry, [name, *(alias for alias in aliases if alias)]


def _geonames(stream: IO[str], path: Path) -> Iterator[tuple[Entry, list[str]]]:
    for number, line in enumerate(stream, 1):
        where = f"{path}:{number}"
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) != _GEONAMES_COLUMNS:
            raise ResolveError(
                f"has {len(cells)} columns and not {_GEONAMES_COLUMNS}",
                where=where,
                remedy="give a GeoNames dump, or a .csv file",
            )
        name, ascii_name, others, feature_class, code = cells[1], cells[2], *cells[3:4], *cells[6:8]
        lat, lon = _position(cells[4], cells[5], where)
        kind = _KIND_OF_CODE.get(code, "town" if feature_class == "P" else "site")
        population = int(cells[14]) if cells[14].isdigit() else 0
        entry = Entry(
            name=name,
            lat=lat,
            lon=lon,
            country=_alpha3(cells[8], where),
            kind=kind,
            radius_km=town_radius(population) if kind == "town" else KINDS[kind][1],
            population=population,
            source=path.name,
        )
        yield entry, [name, ascii_name, *filter(None, others.split(","))]


def _position(lat: str | None, lon: str | None, where: str) -> tuple[float, float]:
    try:
        point = float(lat or ""), float(lon or "")
    except ValueError as error:
        raise ResolveError(
            f"lat {lat!r}, lon {lon!r} are not numbers", where=where, remedy="give decimal degrees"
        ) from error
    if not (abs(point[0]) <= 90 and abs(point[1]) <= 180):
        raise ResolveError(
            f"{point[0]}, {point[1]} is not on the globe",
            where=where,
            remedy="give latitude, then longitude, in degrees",
        )
    return point


def _radius(text: str, where: str) -> float:
    if not text.strip():
        return 0.0
    if not re.fullmatch(r"\s*\d+(\.\d+)?\s*", text):
        raise ResolveError(f"radius_km {text!r} is no length", where=where, remedy="give km")
    return float(text)


def _alpha3(code: str, where: str) -> str | None:
    from sayso.resolve.gazetteer import alpha3

    code = code.strip().upper()
    if not code:
        return None
    found = alpha3(code)
    if found is None:
        raise ResolveError(
            f"{code!r} is no country code", where=where, remedy="give ISO 3166 alpha-2 or alpha-3"
        )
    return found

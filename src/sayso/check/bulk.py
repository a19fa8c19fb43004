"""Many claims from a table, and their verdicts as a table."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TextIO

import numpy as np

from sayso.check.ask import Asked, Options, Refusal, ask, checkable
from sayso.check.engine import Answers, Book
from sayso.check.model import Period, Verdict
from sayso.check.patterns import Matcher, matcher_of
from sayso.check.verdicts import RADII_KM, VERDICTS, joined
from sayso.check.window import Window
from sayso.errors import RecordError, RowError
from sayso.record.load import Record
from sayso.record.table import open_bytes, read_columns
from sayso.schema import Claim, DateRange, Participant, Place, Span

COLUMNS = ("id", "place", "lat", "lon", "date", "actor", "recipient")
CLAIM_REMEDY = "give a CSV, with commas, with id, date, place or lat and lon, actor and recipient"
FORMULA = re.compile(r"\s*[=+\-@\t\r]")
NUMBER = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?")


class NamedActor(Protocol):
    """What is used of `sayso.resolve.actors.Actor`."""

    @property
    def id(self) -> str | None:
        """Actor id, None when it is not known."""

    @property
    def name(self) -> str:
        """Its usual name."""


class ActorBook(Book, Protocol):
    """The actor knowledge that tables of claims need."""

    def record_actors(self, raw: str) -> Sequence[NamedActor]:
        """The actors of a name, one for each party of a joint name."""


FindPlaces = Callable[[Sequence[str], Sequence[str | None]], Sequence[Place]]
"""Places of names, each with its country (ISO alpha-3) or None."""


@dataclass(frozen=True, slots=True)
class BulkRow:
    """The verdict on one row: the record it rests on, and its counts by distance."""

    verdict: Verdict
    reason: str
    record: str
    radius_km: float | None
    window: Period | None
    counts: tuple[tuple[int, int], ...]


def read_claims(path: Path, *, book: ActorBook, find_places: FindPlaces) -> tuple[Any, list[Claim]]:
    """The table and the claims of a CSV with the columns id, place or lat and lon, date, actor,
    recipient (and country, to tell places of one name apart).

    A row with a recipient says that it was struck there (`target_presence`), one without that
    the actor acted there (`occurrence`). What a row lacks is told by its verdict later on.
    """

    def need(header: list[str]) -> list[str]:
        absent = [name for name in ("id", "date") if name not in header]
        if "place" not in header and not {"lat", "lon"} <= set(header):
            absent.append("place")
        if not {"actor", "recipient"} & set(header):
            absent.append("actor")
        return absent

    try:
        table = read_columns(open_bytes(path), where=str(path), need=need)
    except RecordError as error:
        raise RowError(error.problem, where=error.where, remedy=CLAIM_REMEDY) from error
    columns = {name: _column(table, name) for name in (*COLUMNS, "country", "type")}
    places = _places(columns, find_places)
    people = _People(book)
    dates: dict[str | None, DateRange | None] = {}
    claims = []
    for i, name in enumerate(columns["id"]):
        date = columns["date"][i]
        if date not in dates:
            dates[date] = parse_date(date)
        actor, recipient = (people.of(columns[key][i]) for key in ("actor", "recipient"))
        claims.append(
            Claim(
                id=name or str(i + 2),
                kind="target_presence" if recipient else "occurrence",
                event=None,
                source=actor[0] if actor else "article",
                span=Span(0, 0, ""),
                actors=actor,
                targets=recipient,
                place=places[i],
                date=dates[date],
                type=columns["type"][i],
            )
        )
    return table, claims


def _column(table: Any, name: str) -> list[str | None]:
    if name not in table.column_names:
        return [None] * table.num_rows
    values: list[str | None] = table[name].to_pylist()
    return values


class _People:
    """Participants of names; each name is looked up once."""

    def __init__(self, book: ActorBook) -> None:
        self.book = book
        self.known: dict[str | None, tuple[Participant, ...]] = {None: ()}

    def of(self, name: str | None) -> tuple[Participant, ...]:
        if name not in self.known:
            assert name is not None
            found = self.book.record_actors(name)
            self.known[name] = tuple(
                Participant(0, 0, name, id=one.id, name=one.name) for one in found
            )
        return self.known[name]


def parse_date(text: str | None) -> DateRange | None:
    """The days of `2015-09-30`, `2015-09` or `2015`, or None.

    >>> parse_date("2015-09").end
    datetime.date(2015, 9, 30)
    """
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?", (text or "").strip())
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        if year is None or month is None:
            return DateRange(dt.date(year or 0, 1, 1), dt.date(year or 0, 12, 31), 5)
        if day is None:
            last = calendar.monthrange(year, month)[1]
            return DateRange(dt.date(year, month, 1), dt.date(year, month, last), 4)
        return DateRange(dt.date(year, month, day), dt.date(year, month, day), 1)
    except (ValueError, calendar.IllegalMonthError):
        return None


def _places(columns: dict[str, list[str | None]], find_places: FindPlaces) -> list[Place | None]:
    """The place of each row: its coordinates, else what its name means."""
    names: dict[tuple[str, str | None], Place] = {}
    points = [
        _point(*values)
        for values in zip(columns["lat"], columns["lon"], columns["place"], strict=True)
    ]
    wanted = [
        (name, country)
        for point, name, country in zip(points, columns["place"], columns["country"], strict=True)
        if point is None and name
    ]
    asked = list(dict.fromkeys(wanted))
    if asked:
        found = find_places([name for name, _ in asked], [country for _, country in asked])
        names = dict(zip(asked, found, strict=True))
    return [
        point or (names.get((name, country)) if name else None)
        for point, name, country in zip(points, columns["place"], columns["country"], strict=True)
    ]


def _point(lat: str | None, lon: str | None, name: str | None) -> Place | None:
    if not lat or not lon:
        return None
    try:
        north, east = float(lat), float(lon)
    except ValueError:
        return None
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        return None
    text = name or f"{north:g}, {east:g}"
    return Place(text, text, north, east, None, 1)


def check_bulk(
    claims: Sequence[Claim],
    records: Sequence[Record],
    *,
    book: Book,
    radius_km: float | None = None,
    window: Window | None = None,
) -> list[BulkRow]:
    """The verdict on each claim, in order, with the counts at 10, 25, 50 and 100 km.

    With several records the counts are those of the one that the verdict rests on.
    """
    options = Options(radius_km, window)
    columns = [_of_record(claims, record, book=book, options=options) for record in records]
    if not columns:
        reason = "no record is loaded"
        return [BulkRow("not_checkable", reason, "", None, None, ()) for _ in claims]
    return (
        columns[0] if len(columns) == 1 else [_joined(rows) for rows in zip(*columns, strict=True)]
    )


def _of_record(
    claims: Sequence[Claim], record: Record, *, book: Book, options: Options
) -> list[BulkRow]:
    matcher = matcher_of(record, book)
    asked: dict[int, Asked] = {}
    refused: dict[int, Refusal] = {}
    for i, claim in enumerate(claims):
        found = _asked(claim, record, matcher=matcher, options=options)
        if isinstance(found, Asked):
            asked[i] = found
        else:
            refused[i] = found
    answers = Answers.of(
        list(asked.values()), record, matcher=matcher, options=options, with_weights=False
    )
    rows = dict(zip(asked, _rows(answers), strict=True))
    name = record.manifest.name
    return [
        rows[i]
        if i in rows
        else BulkRow(refused[i].verdict, refused[i].reason, name, None, None, ())
        for i in range(len(claims))
    ]


def _asked(claim: Claim, record: Record, *, matcher: Matcher, options: Options) -> Asked | Refusal:
    refusal = checkable(claim, options)
    if refusal:
        return refusal
    if record.is_control:
        return Refusal("not_checkable", "it holds areas of control")
    found = ask(claim, record, matcher=matcher, options=options)
    if isinstance(found, Asked) and found.radius_km is None:
        return Refusal("insufficient_record", "the place is a country: give a radius")
    return found


def _rows(answers: Answers) -> Iterator[BulkRow]:
    at = [answers.radii.index(km) for km in RADII_KM]
    counts = np.stack([answers.tally.n[:, at], answers.tally.target[:, at]], axis=2).tolist()
    name = answers.record.manifest.name
    codes = answers.verdict_codes().tolist()
    for asked, code, pairs in zip(answers.asked, codes, counts, strict=True):
        few = "too few rows" if VERDICTS[code] == "insufficient_record" else ""
        cells = tuple(map(tuple, pairs))
        yield BulkRow(VERDICTS[code], few, name, asked.radius_km, asked.period, cells)


def _joined(rows: Sequence[BulkRow]) -> BulkRow:
    """The row of several records: their joint verdict, and the one that has most to say on it."""
    at = {km: i for i, km in enumerate(RADII_KM)}
    sizes = [
        row.counts[at.get(row.radius_km or 0.0, len(RADII_KM) - 1)][0] if row.counts else 0
        for row in rows
    ]
    verdict = joined(
        [(row.verdict, size, None, None) for row, size in zip(rows, sizes, strict=True)]
    )
    same = [i for i, row in enumerate(rows) if row.verdict == verdict] or range(len(rows))
    best = rows[max(same, key=lambda i: sizes[i])]
    reason = "; ".join(f"{row.record}: {row.verdict}" for row in rows)
    return BulkRow(verdict, reason, best.record, best.radius_km, best.window, best.counts)


def write_bulk(table: Any, rows: Sequence[BulkRow], out: TextIO) -> None:
    """Write the table with the verdicts as further columns; cells that a spreadsheet would run
    as formulas are quoted with an apostrophe."""
    writer = csv.writer(out, lineterminator="\n")
    extra = ["verdict", "reason", "record", "radius_km", "window"]
    for km in RADII_KM:
        extra += [f"{name}_{km:g}" for name in ("n", "target", "share")]
    writer.writerow([*table.column_names, *extra])
    given = zip(*(column.to_pylist() for column in table.columns), strict=True)
    for cells, row in zip(given, rows, strict=True):
        writer.writerow([*(_defused(cell) for cell in cells), *_cells(row)])


def _cells(row: BulkRow) -> Iterator[str]:
    yield row.verdict
    yield row.reason
    yield row.record
    yield "" if row.radius_km is None else f"{row.radius_km:g}"
    yield "" if row.window is None else f"{row.window.start}..{row.window.end}"
    for n, target in row.counts or [(None, None)] * len(RADII_KM):
        yield "" if n is None else str(n)
        yield "" if target is None else str(target)
        yield f"{target / n:.4f}" if n and target is not None else ""


def _defused(cell: str | None) -> str:
    if cell is None:
        return ""
    if FORMULA.match(cell) and not NUMBER.fullmatch(cell.strip()):
        return f"'{cell}"
    return cell

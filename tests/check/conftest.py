"""Records made for the tests, and actor knowledge small enough to see through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sayso.record import Record, add_record
from sayso.schema import Claim, DateRange, Participant, Place, Span

HEAD = "id,side_a,side_b,latitude,longitude,where_prec,date_start,date_end,date_prec,country,best\n"


@dataclass(frozen=True)
class Named:
    id: str | None
    name: str
    country: str | None = None


RELATIONS = {
    ("SYR.MIL", "SYR"): "part_of",
    ("JAN", "REB"): "member",
    ("USA", "COALITION"): "member",
}
IDS = {"Government of Syria": "SYR", "Army of Syria": "SYR.MIL", "Syrian insurgents": "REB"}


class Book:
    """Names are their own ids, but for those in `IDS`; related as in `RELATIONS`."""

    def record_actors(self, raw: str) -> list[Named]:
        parts = [part.strip() for part in raw.split(",")]
        return [
            Named(None if part.startswith("?") else IDS.get(part, part), part, IDS.get(part))
            for part in parts
        ]

    def relation(self, a: str, b: str) -> str:
        return "same" if a == b else RELATIONS.get((a, b), "other")


def party(name: str) -> Participant:
    return Participant(0, len(name), name, id=name, name=name)


def town(lat: float = 34.84, lon: float = 36.73, **fields: Any) -> Place:
    known: dict[str, Any] = {"country": "SYR", "where_prec": 1}
    return Place("Town", "Town", lat, lon, **known | fields)


def day(text: str) -> DateRange:
    date = dt.date.fromisoformat(text)
    return DateRange(date, date, 1)


def claim(kind: Any = "target_presence", **fields: Any) -> Claim:
    """A claim by the ministry about the town on 30 September 2016, of IS unless told."""
    told: dict[str, Any] = {"place": town(), "date": day("2016-09-30")}
    if kind in ("target_presence", "target_share"):
        told["targets"] = (party("IS"),)
    told |= fields
    told = {"source": party("ministry"), "event": None, "span": Span(0, 0, "")} | told
    return Claim("c1", kind, **told)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def make(home: Path) -> Callable[..., Record]:
    """Makes a record of lines `side_a;side_b;lat;lon;where_prec;start;end;date_prec`."""

    def build(*lines: tuple[int, str], name: str = "rec") -> Record:
        rows: list[str] = []
        for number, line in lines:
            for _ in range(number):
                cells = [cell.strip() for cell in line.split(";")]
                cells[:2] = [f'"{cell}"' for cell in cells[:2]]
                rows.append(",".join([str(len(rows)), *cells, "Syria", "2"]))
        path = home / f"{name}.csv"
        path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
        add_record(path, book=Book())
        return Record.load(name)

    return build

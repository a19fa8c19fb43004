"""Score `resolve_date` on labelled expressions: precision and coverage apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sayso.resolve.dates import resolve_date
from sayso.schema import DateRange


@dataclass(frozen=True, slots=True)
class DateScore:
    """Figures over the rows; `wrong` lists (id, text, expected, found) of the missed ones.

    `accuracy` counts rows whose first and last day are both right, and rows that tell no time
    and got None. `precision` is over the rows that got a date, `coverage` the share of rows with
    a date that got one, `prec_accuracy` the share of right dates whose `date_prec` is right too.
    """

    count: int
    accuracy: float
    precision: float
    coverage: float
    prec_accuracy: float
    wrong: tuple[tuple[str, str, str, str], ...]


def evaluate(rows: Iterable[Mapping[str, Any]]) -> DateScore:
    """Score rows `{id, text, anchor, start, end, prec, reference?, ahead?}`; no prec: no time."""
    right = given = given_right = told = told_given = prec_right = count = 0
    wrong = []
    for row in rows:
        count += 1
        found = resolve_date(
            row["text"],
            anchor=_day(row.get("anchor")),
            reference=_day(row.get("reference")),
            ahead=bool(row.get("ahead")),
        )
        is_right = _shown(found) == _expected(row)
        right += is_right
        given += found is not None
        given_right += is_right and found is not None
        told += row["prec"] is not None
        told_given += row["prec"] is not None and found is not None
        prec_right += is_right and found is not None and found.date_prec == row["prec"]
        if not is_right:
            wrong.append((str(row["id"]), str(row["text"]), _expected(row), _shown(found)))
    return DateScore(
        count=count,
        accuracy=right / max(count, 1),
        precision=given_right / max(given, 1),
        coverage=told_given / max(told, 1),
        prec_accuracy=prec_right / max(given_right, 1),
        wrong=tuple(wrong),
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _expected(row: Mapping[str, Any]) -> str:
    return "none" if row["prec"] is None else f"{row['start'] or ''}/{row['end'] or ''}"


def _shown(found: DateRange | None) -> str:
    return "none" if found is None else f"{found.start or ''}/{found.end or ''}"

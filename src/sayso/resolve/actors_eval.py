"""How well actors are resolved, on labelled mentions in context."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sayso.resolve.actors import Actor, ActorBook


def evaluate(rows: Iterable[Mapping[str, Any]], book: ActorBook | None = None) -> dict[str, Any]:
    """Accuracy, precision and coverage over rows `{text, start, end, date, actor_id, country,
    sector, context}`.

    `accuracy` asks for the id, null labels to stay null; `country_accuracy` and
    `sector_accuracy` likewise. `precision` is over the mentions given an id, `coverage` the
    share of mentions with a labelled id that were given one. `errors` lists what went wrong.
    """
    book = book or ActorBook.load()
    pairs = [(row, _resolve(row, book)) for row in rows]
    given = [(row, actor) for row, actor in pairs if actor.id is not None]
    named = [(row, actor) for row, actor in pairs if row["actor_id"] is not None]
    right = [row for row, actor in pairs if row["actor_id"] == actor.id]
    return {
        "mentions": len(pairs),
        "accuracy": _share(len(right), len(pairs)),
        "country_accuracy": _same(pairs, "country"),
        "sector_accuracy": _same(pairs, "sector"),
        "precision": _share(sum(r["actor_id"] == a.id for r, a in given), len(given)),
        "coverage": _share(sum(a.id is not None for _, a in named), len(named)),
        "errors": [_error(row, actor) for row, actor in pairs if row["actor_id"] != actor.id],
    }


def _resolve(row: Mapping[str, Any], book: ActorBook) -> Actor:
    surface = row["text"][row["start"] : row["end"]]
    when = dt.date.fromisoformat(row["date"]) if row.get("date") else None
    return book.resolve(surface, when=when, context=row.get("context") or ())


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _same(pairs: list[tuple[Mapping[str, Any], Actor]], field: str) -> float:
    return _share(sum(row[field] == getattr(actor, field) for row, actor in pairs), len(pairs))


def _error(row: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    surface = row["text"][row["start"] : row["end"]]
    return {"id": row.get("id"), "surface": surface, "expected": row["actor_id"],
            "got": actor.id, "why": actor.why}  # fmt: skip

"""Incidents: the same happening told by several publishers, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from sayso.schema import Tolls
from sayso.web.query import Filter
from sayso.web.render import Page
from sayso.web.room import Room

if TYPE_CHECKING:
    from sayso.link.compare import Field, Incident, Said

FIELDS = {
    "happened": "Whether it happened",
    "actor": "Who did it",
    "recipient": "To whom",
    "place": "Where",
    "day": "When",
} | {kind: f"How many {kind}" for kind in Tolls.__dataclass_fields__}
STATES = {"agreed": "they agree", "contradicted": "they differ", "told once": "told by one"}
HAPPENED = {"told": "it did", "denied": "denied", "doubted": "doubted"}


@dataclass(frozen=True, slots=True)
class Column:
    """A publisher's tellings; an article without a publisher has a column of its own."""

    name: str
    said: tuple[Said, ...]

    @property
    def articles(self) -> list[dict[str, Any]]:
        """Its articles, each once, with the first event in it that tells."""
        first = {one.article: one for one in reversed(self.said)}
        return [
            {
                "id": one.article,
                "event": _short(one.event),
                "published": one.published,
                "is_copy": one.copy_of is not None,
            }
            for one in sorted(first.values(), key=lambda one: (str(one.published), one.article))
        ]

    @property
    def quotes(self) -> list[dict[str, Any]]:
        """Its sentences, each once, with what is said in it and by whom."""
        found: dict[str, dict[tuple[str, str, str], Said]] = {}
        for one in self.said:
            told = (_source(one), one.stance, one.factuality)
            found.setdefault(one.sentence, {}).setdefault(told, one)
        return [
            {
                "sentence": sentence,
                "published": next(iter(said.values())).published,
                "said": [_telling(one) for one in said.values()],
            }
            for sentence, said in found.items()
        ]

    def values(self, field: Field, names: Mapping[str, str]) -> list[dict[str, Any]]:
        """What it tells for a field: each value once, with the sources it has it from."""
        found = []
        for version in field.versions:
            tellers = [one for one in self.said if one.voice in version.voices]
            sources = sorted({_source(one) for one in tellers if one.source != "article"})
            if tellers:
                found.append(
                    {"words": _words(field.name, version.value, names), "sources": sources}
                )
        return found


def incidents_page(room: Room, wanted: Filter) -> Page:
    """Incidents told by more than one article, the most told first."""
    found = room.library.incidents(wanted)
    told = [(one["actors"], one["recipients"]) for one in found["incidents"]]
    names = room.library.names(one for pair in told for one in _ids(*pair))
    data = {"filter": wanted.params(), **found}
    extra = {"wanted": wanted, "named": lambda ids: _named(ids, names)}
    return Page("incidents.html", "Incidents", data, extra)


def incident_page(room: Room, name: str) -> Page:
    """One incident's tellings, with what differs marked; raises `ArchiveError` for none."""
    incident = room.library.incident(name)
    parties = [f.versions for f in incident.fields if f.name in ("actor", "recipient")]
    names = room.library.names(
        one for versions in parties for version in versions for one in _ids(version.value)
    )
    titles = room.library.titles(one.article for one in incident.tellings if not one.publisher)
    columns = columns_of(incident, titles)
    kind = f"{incident.type}/{incident.mode}" if incident.mode else incident.type
    where = f" at {incident.place}" if incident.place else ""
    extra = {
        "incident": incident,
        "columns": columns,
        "rows": rows(incident, columns, names),
        "killed": _range(incident.tolls.get("killed")),
        "fields": FIELDS,
        "states": STATES,
    }
    data = {**msgspec.to_builtins(incident), "disputed": incident.disputed}
    return Page("incident.html", f"{kind}{where}, {_days(incident)}", data, extra)


def columns_of(incident: Incident, titles: Mapping[str, str]) -> list[Column]:
    """The tellings by publisher, in the order in which they were published."""
    found: dict[str, list[Said]] = {}
    for one in incident.tellings:
        name = one.publisher or titles.get(one.article, one.article)
        found.setdefault(name, []).append(one)
    return [Column(name, tuple(said)) for name, said in found.items()]


def rows(
    incident: Incident, columns: list[Column], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """One row for each field that is told: what each column says of it."""
    return [
        {
            "name": field.name,
            "state": field.state,
            "cells": [column.values(field, names) for column in columns],
        }
        for field in incident.fields
        if field.state != "untold"
    ]


def _telling(one: Said) -> dict[str, Any]:
    return {
        "source": _source(one),
        "stance": one.stance,
        "factuality": one.factuality,
        "article": one.article,
        "event": _short(one.event),
    }


def _source(one: Said) -> str:
    return "the article itself" if one.source == "article" else one.source


def _short(event: str) -> str:
    """An event's id within its article."""
    return event.rpartition("/")[2]


def _words(field: str, value: str, names: Mapping[str, str]) -> str:
    if field == "happened":
        return HAPPENED.get(value, value)
    return _named(value, names) if field in ("actor", "recipient") else value


def _named(ids: str | None, names: Mapping[str, str]) -> str:
    """Parties by name, of a column that lists their ids."""
    return ", ".join(dict.fromkeys(names.get(one, one) for one in _ids(ids)))


def _ids(*listed: str | None) -> list[str]:
    return [one for ids in listed if ids for one in ids.split("; ")]


def _range(bounds: tuple[int | None, int | None] | None) -> str:
    if bounds is None:
        return ""
    low, high = ("?" if bound is None else f"{bound:,}" for bound in bounds)
    return low if low == high else f"{low} to {high}"


def _days(incident: Incident) -> str:
    first, last = incident.date_start, incident.date_end
    if first == last:
        return str(first or "no day told")
    return f"{first or '…'} to {last or '…'}"

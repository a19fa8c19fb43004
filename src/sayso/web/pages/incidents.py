"""Incidents: the same happening told by several publishers, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sayso.errors import ArchiveError
from sayso.web.query import Filter
from sayso.web.render import Page
from sayso.web.room import Room

if TYPE_CHECKING:
    from sayso.link.compare import Incident


def incidents_page(room: Room, wanted: Filter) -> Page:
    """Incidents told by more than one article, the most told first."""
    found = room.library.incidents(wanted)
    data = {"filter": wanted.params(), **found}
    return Page("incidents.html", "Incidents", data, {"wanted": wanted})


def incident_page(room: Room, name: str) -> Page:
    """One incident's tellings, with what differs marked; raises `ArchiveError` for none."""
    incident = room.library.incident(name)
    if incident is None:
        raise ArchiveError(f"no incident {name!r}", remedy="see the list of incidents")
    where = f", {incident.place}" if incident.place else ""
    title = f"{incident.type}{where}, {incident.date_start or 'no day'}"
    data = {**msgspec.to_builtins(incident), "disputed": incident.disputed}
    return Page("incident.html", title, data, {"incident": incident, "rows": rows(incident)})


def rows(incident: Incident) -> list[dict[str, Any]]:
    """One row for each field that is told: what each telling says, in the tellings' order."""
    return [
        {
            "name": field.name,
            "state": field.state,
            "cells": [
                "; ".join(one.value for one in field.versions if said.voice in one.voices)
                for said in incident.tellings
            ],
        }
        for field in incident.fields
        if field.state != "untold"
    ]

"""Incidents: the same happening told by several publishers, side by side."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sayso.errors import ArchiveError
from sayso.web.query import Filter
from sayso.web.render import Page
from sayso.web.room import Room

# what is compared between tellings, in the order of the page
COMPARED = {
    "type": "what",
    "actors": "by whom",
    "recipients": "to whom",
    "place": "where",
    "days": "when",
    "killed": "killed",
    "factuality": "factuality",
    "source": "on whose word",
    "stance": "stance",
}


def incidents_page(room: Room, wanted: Filter) -> Page:
    """Incidents told by more than one article, the most told first."""
    found = room.library.incidents(wanted)
    data = {"filter": wanted.params(), **found}
    return Page("incidents.html", "Incidents", data, {"wanted": wanted})


def incident_page(room: Room, name: str) -> Page:
    """One incident's tellings, with what differs marked; raises `ArchiveError` for none."""
    found = room.library.incident(name)
    if found is None:
        raise ArchiveError(f"no incident {name!r}", remedy="see the list of incidents")
    incident, events = found
    tellings = [{**event, **compared(event)} for event in events]
    differs = {field for field in COMPARED if len({one[field] for one in tellings}) > 1}
    usual = {field: _usual([one[field] for one in tellings]) for field in COMPARED}
    data = {"incident": incident, "differs": sorted(differs), "tellings": tellings}
    where = f", {incident['place']}" if incident["place"] else ""
    title = f"{incident['type']}{where}, {incident['date_start'] or 'no day'}"
    return Page("incident.html", title, data, {"compared": COMPARED, "usual": usual})


def compared(event: dict[str, Any]) -> dict[str, str]:
    """What of an event is put beside the others, in words."""
    low, best, high = (event[f"killed_{bound}"] for bound in ("low", "best", "high"))
    first, last = event["date_start"], event["date_end"]
    words = {
        "type": f"{event['type']}/{event['mode']}" if event["mode"] else event["type"],
        "days": str(first or "") if first == last else f"{first or '…'} to {last or '…'}",
        "killed": _toll(low, best, high),
        "source": "the article" if event["source"] == "article" else event["source"],
    }
    return words | {name: event[name] or "" for name in COMPARED if name not in words}


def _toll(low: int | None, best: int | None, high: int | None) -> str:
    from sayso.cli.show import quantity_in_words
    from sayso.schema import Quantity

    if low is None and best is None and high is None:
        return ""
    return quantity_in_words(Quantity(low, best, high))


def _usual(values: list[str]) -> str:
    """What most tellings that say anything say."""
    return Counter(value for value in values if value).most_common(1)[0][0] if any(values) else ""

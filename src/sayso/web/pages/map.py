"""The map and the timeline: where and when, of events and of a record's rows."""

from __future__ import annotations

from sayso.web.charts import histogram
from sayso.web.query import Filter
from sayso.web.render import Page
from sayso.web.room import Room

COARSE = {3: "district", 4: "province", 5: "region", 6: "country", 7: "sea or air"}
"""What UCDP's `where_prec` says of places that are no town."""


def map_page(room: Room, wanted: Filter) -> Page:
    """Events by place and time; `record` adds that record's rows, `near` and `km` a circle."""
    found = room.library.map(wanted)
    rows = room.shelf.places(wanted.record, wanted) if wanted.record else []
    names = [record.manifest.name for record in room.shelf.records if not record.is_control]
    data = {
        "filter": wanted.params(),
        **found,
        "record": {"name": wanted.record, "total": sum(row["n"] for row in rows), "places": rows},
    }
    title = f"Map: within {wanted.km:g} km of {wanted.near}" if wanted.near else "Map and timeline"
    extra = {
        "wanted": wanted,
        "records": names,
        "chart": histogram(found["time"]),
        "coarse": COARSE,
    }
    return Page("map.html", title, data, extra)

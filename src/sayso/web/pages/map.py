"""The map and the timeline: where and when, of events and of a record's rows."""

from __future__ import annotations

from sayso.web.charts import histogram
from sayso.web.query import Filter
from sayso.web.render import Page
from sayso.web.room import Room


def map_page(room: Room, wanted: Filter) -> Page:
    """Events by place and time; `record` adds that record's rows, `near` and `km` a circle."""
    found = room.library.map(wanted)
    rows = []
    if wanted.record:
        rows = room.shelf.places(
            wanted.record, since=wanted.since, until=wanted.until, box=_reach(wanted)
        )
    names = [record.manifest.name for record in room.shelf.records if not record.is_control]
    data = {
        "filter": wanted.params(),
        **found,
        "record": {"name": wanted.record, "total": sum(row["n"] for row in rows), "places": rows},
    }
    title = f"Map: within {wanted.km:g} km of {wanted.near}" if wanted.near else "Map and timeline"
    extra = {"wanted": wanted, "records": names, "chart": histogram(found["time"])}
    return Page("map.html", title, data, extra)


def _reach(wanted: Filter) -> tuple[float, ...] | None:
    """The box of the filter, or one around its circle."""
    from math import cos, radians

    near = wanted.query().near
    if near is None:
        return wanted.corners()
    high = wanted.km / 111.2  # km of a degree of latitude
    wide = high / max(cos(radians(near[0])), 0.01)
    return near[1] - wide, near[0] - high, near[1] + wide, near[0] + high

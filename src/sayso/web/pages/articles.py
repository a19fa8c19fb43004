"""The list of articles."""

from __future__ import annotations

from sayso.web.charts import histogram
from sayso.web.query import Filter
from sayso.web.render import Page
from sayso.web.room import Room


def articles_page(room: Room, wanted: Filter) -> Page:
    """Articles that match, newest first; the filters are in the address."""
    found = room.library.articles(wanted)
    data = {"archive": room.library.name, "filter": wanted.params(), **found}
    title = f"“{wanted.words}”" if wanted.words else "Articles"
    return Page("articles.html", title, data, {"wanted": wanted, "chart": histogram(found["time"])})

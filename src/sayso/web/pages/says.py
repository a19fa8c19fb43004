"""Who says what: sources against events, and who contradicts whom."""

from __future__ import annotations

from typing import Any

from sayso.web.query import Filter
from sayso.web.render import Page
from sayso.web.room import Room


def says_page(room: Room, wanted: Filter) -> Page:
    """The matrix of sources, by event for one article or incident, else by type."""
    found = room.library.says(wanted)
    title = "Who says what"
    if wanted.article:
        article = room.library.article(wanted.article)
        title = f"Who says what in “{article.title or article.id}”"
    extra = {"wanted": wanted, "sources": _sources(found)}
    return Page("says.html", title, {"filter": wanted.params(), **found}, extra)


def _sources(found: dict[str, Any]) -> list[dict[str, Any]]:
    """One row a source: its cells by column, each a dict of stance to count."""
    rows: dict[str, dict[str, Any]] = {}
    for cell in found["cells"]:
        row = rows.setdefault(
            cell["speaker"],
            {"id": cell["speaker"], "name": cell["name"], "total": cell["total"], "cells": {}},
        )
        row["cells"].setdefault(cell["column"], {})[cell["stance"]] = cell["n"]
    return list(rows.values())

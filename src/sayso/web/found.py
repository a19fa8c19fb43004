"""The events and articles that a filter lets through, by their numbers in `sayso.web.tables`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sayso.archive.query import parse_day
from sayso.web.query import Condition, Filter, conditions
from sayso.web.tables import NO_DAY, Ints, Tables

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Found:
    """What a filter lets through: numbers of events and of articles, rising."""

    tables: Tables
    events: Ints
    articles: Ints

    def column(self, name: str) -> Ints:
        """A column of the events, as `Tables.events` has it of all."""
        whole = self.tables.events[name]
        return whole if len(self.events) == len(whole) else whole[self.events]

    def has_event(self) -> Mask:
        """For each event of the archive whether it is among those found."""
        return marked(self.events, len(self.tables.events["kind"]))

    def has_article(self) -> Mask:
        """For each article of the archive whether it is among those found."""
        return marked(self.articles, len(self.tables.articles["number"]))

    def has_incident(self) -> Mask:
        """For each incident whether an event of it is among those found."""
        told = self.tables.tellings
        inside = told["incident"][self.has_event()[told["event"]]]
        return marked(inside, len(self.tables.shown["incidents"]))

    def counts(self, column: str, length: int) -> npt.NDArray[np.int64]:
        """How many of the events have each number in a column."""
        found: npt.NDArray[np.int64] = np.bincount(self.column(column), minlength=length)
        return found


def find(tables: Tables, wanted: Filter, hits: Ints | None) -> Found:
    """What a filter lets through; `hits` are the numbers, in the archive, of the articles that
    hold its words, None where it has no words.

    An article is found by an event of it, or, where nothing is asked of events, by itself.
    """
    articles = np.ones(len(tables.articles["number"]), dtype=bool)
    if hits is not None:
        articles &= np.isin(tables.articles["number"], hits)
    events = _in_days(tables, wanted)
    lengths = {"kinds": ("kind", len(tables.kinds)), "places": ("place", len(tables.places))}
    for condition in conditions(wanted):
        numbers = _numbers(tables, condition)
        if condition.table == "parties":
            events &= marked(_mentioning(tables, numbers), len(events))
        elif condition.table == "articles":
            articles &= marked(numbers, len(articles))
        else:
            key, length = lengths[condition.table]
            events &= marked(numbers, length)[tables.events[key]]
    if wanted.incident:
        events &= marked(_of_incident(tables, wanted.incident), len(events))
    if not articles.all():
        events &= articles[tables.events["article"]]
    chosen = np.flatnonzero(events).astype(np.int32)
    if wanted.asks_events:
        articles = marked(tables.events["article"][chosen], len(articles))
    return Found(tables, chosen, np.flatnonzero(articles).astype(np.int32))


def marked(numbers: Ints, length: int) -> Mask:
    """For each number below `length` whether it is among `numbers`."""
    mask = np.zeros(length, dtype=bool)
    mask[numbers] = True
    return mask


def _numbers(tables: Tables, condition: Condition) -> Ints:
    """The rows of a table of words that meet a condition."""
    sql = (
        f"SELECT {condition.alias}.number FROM {condition.table} {condition.alias} "  # noqa: S608
        f"WHERE {condition.sql}"
    )
    found: Ints = tables.words.cursor().execute(sql, condition.parameters).fetchnumpy()["number"]
    return found


def _mentioning(tables: Tables, parties: Ints) -> Any:
    """The events in which some of the parties are named."""
    begins, ends = tables.of_party[parties], tables.of_party[parties + 1]
    parts = [tables.mentioned[a:b] for a, b in zip(begins.tolist(), ends.tolist(), strict=True)]
    return np.concatenate([np.zeros(0, np.int32), *parts])


def _of_incident(tables: Tables, name: str) -> Any:
    import pyarrow.compute as pc

    at = pc.index(tables.shown["incidents"]["incident"], name).as_py()
    return tables.tellings["event"][tables.tellings["incident"] == at]


def _in_days(tables: Tables, wanted: Filter) -> Mask:
    """The events that may have happened on the days of the filter."""
    day, last = tables.events["day"], tables.events["last_day"]
    events = np.ones(len(day), dtype=bool)
    if wanted.since:
        events &= last >= _day(wanted.since)
    if wanted.until:
        events &= (day <= _day(wanted.until, last=True)) & (day != NO_DAY)
    return events


def _day(text: str, *, last: bool = False) -> int:
    return int(np.datetime64(parse_day(text, last=last), "D").astype(np.int64))

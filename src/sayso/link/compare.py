"""Tellings of one happening side by side: who says what, where they agree and where not."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sayso.link.candidates import Found
from sayso.link.fields import gap, places, sides

State = Literal["agreed", "contradicted", "told once", "untold"]
TOLLS = ("killed", "wounded", "captured", "displaced", "returned")


@dataclass(frozen=True, slots=True)
class Said:
    """One telling: an event, its article and publisher, and on whose word. `copy_of` names the
    article of like text that came before, so that its word is not counted twice."""

    event: str
    article: str
    publisher: str | None
    published: dt.date | None
    copy_of: int | None
    source: str
    source_id: str | None
    stance: str
    factuality: str
    type: str
    mode: str | None
    actors: str | None
    recipients: str | None
    place: str | None
    day: dt.date | None
    tolls: dict[str, tuple[int | None, int | None, int | None]]
    sentence: str

    @property
    def voice(self) -> str:
        """The publisher, with the source it quotes."""
        paper = self.publisher or self.article
        return paper if self.source == "article" else f"{paper} ({self.source})"


@dataclass(frozen=True, slots=True)
class Version:
    """A value told for a field, and whose voices tell it."""

    value: str
    voices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """What is told for one field: `state` says whether the voices agree."""

    name: str
    state: State
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Incident:
    """Events of several articles that are the same happening, merged and side by side.

    The merged place is the most exact one told, the days the narrowest that most tell, `tolls`
    the range from the lowest to the highest figure. `independent` counts articles without those
    that repeat another's text.
    """

    id: str
    type: str
    mode: str | None
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    place: str | None
    lat: float | None
    lon: float | None
    country: str | None
    where_prec: int
    date_start: dt.date | None
    date_end: dt.date | None
    tolls: dict[str, tuple[int | None, int | None]]
    fields: tuple[Field, ...]
    tellings: tuple[Said, ...]
    articles: int
    publishers: int
    independent: int

    @property
    def disputed(self) -> tuple[str, ...]:
        """The names of the fields in which the voices contradict each other."""
        return tuple(field.name for field in self.fields if field.state == "contradicted")

    def row(self) -> dict[str, Any]:
        """The columns of the table `incidents`."""
        same = "type mode place lat lon country where_prec date_start date_end".split()
        tolls = {
            f"{kind}_{bound}": self.tolls.get(kind, (None, None))[at]
            for kind in ("killed", "wounded")
            for at, bound in enumerate(("low", "high"))
        }
        return {
            "incident": self.id,
            **{name: getattr(self, name) for name in same},
            **tolls,
            "actors": "; ".join(self.actors) or None,
            "recipients": "; ".join(self.recipients) or None,
            "tellings": len(self.tellings),
            "articles": self.articles,
            "publishers": self.publishers,
            "independent": self.independent,
            "disputed": "; ".join(self.disputed) or None,
        }

    def _repr_html_(self) -> str:
        from html import escape

        rows = "".join(
            f"<tr><td>{escape(field.name)}</td><td>{escape(field.state)}</td>"
            f"<td>{escape(version.value)}</td><td>{escape(', '.join(version.voices))}</td></tr>"
            for field in self.fields
            for version in field.versions
        )
        head = "<tr><th>field</th><th></th><th>told</th><th>by</th></tr>"
        return f"<table><caption>{escape(self.id)}</caption>{head}{rows}</table>"


Pair = tuple[Found, Mapping[str, Any]]


def compare(pairs: Sequence[Pair], copies: Mapping[int, int]) -> Incident:
    """The incident of events, each with its row of the index."""
    ordered = sorted(pairs, key=lambda p: (p[1]["published"] or dt.date.max, p[0].event))
    events = [event for event, _ in ordered]
    told = tuple(_said(event, row, copies) for event, row in ordered)
    best = min(
        (e for e in events if e.lat is not None),
        key=lambda e: (e.where_prec, -e.score),
        default=None,
    )
    dated = [e for e in events if e.is_dated]
    day = _day(dated)
    kinds = Counter((e.type, e.mode) for e in events)
    (kind, mode), _ = max(kinds.items(), key=lambda item: (item[1], item[0][1] is not None))
    roots = {copies.get(event.article, event.article) for event in events}
    return Incident(
        id="i" + hashlib.sha256(events[0].event.encode()).hexdigest()[:10],
        type=kind,
        mode=mode,
        actors=_most(event.actors for event in events),
        recipients=_most(event.recipients for event in events),
        place=best.place if best else next((e.place for e in events if e.place), None),
        lat=best.lat if best else None,
        lon=best.lon if best else None,
        country=best.country if best else None,
        where_prec=best.where_prec if best else 7,
        date_start=day[0] if day else None,
        date_end=day[1] if day else None,
        tolls=_ranges(events),
        fields=tuple(_fields(events, told)),
        tellings=told,
        articles=len({event.article for event in events}),
        publishers=len({s.publisher for s in told if s.publisher}),
        independent=len(roots),
    )


def _said(event: Found, row: Mapping[str, Any], copies: Mapping[int, int]) -> Said:
    return Said(
        event=event.event,
        article=row["article_id"],
        publisher=row["publisher"],
        published=row["published"],
        copy_of=copies.get(event.article),
        source=event.source,
        source_id=event.source_id,
        stance=event.stance,
        factuality=event.factuality,
        type=event.type,
        mode=event.mode,
        actors=row["actors"],
        recipients=row["recipients"],
        place=event.place,
        day=event.first if event.is_dated else None,
        tolls=event.toll,
        sentence=event.sentence,
    )


def _day(dated: Sequence[Found]) -> tuple[dt.date, dt.date] | None:
    if not dated:
        return None
    counted = Counter((event.first, event.last) for event in dated)
    return max(counted, key=lambda span: (counted[span], -(span[1] - span[0]).days, span))


def _most(parties: Iterable[frozenset[str]]) -> tuple[str, ...]:
    """The parties, the most told first."""
    counted = Counter(party for group in parties for party in sorted(group))
    return tuple(sorted(counted, key=lambda party: (-counted[party], party)))


def _ranges(events: Sequence[Found]) -> dict[str, tuple[int | None, int | None]]:
    out: dict[str, tuple[int | None, int | None]] = {}
    for kind in TOLLS:
        bounds = [
            number for event in events if kind in event.toll for number in event.toll[kind]
            if number is not None
        ]  # fmt: skip
        if bounds:
            out[kind] = (min(bounds), max(bounds))
    return out


def _fields(events: Sequence[Found], told: Sequence[Said]) -> Iterable[Field]:
    yield _field("happened", events, told, _happened, lambda one, two: False)
    yield _field("actor", events, told, lambda e: _joined(e.actors), _same_actor)
    yield _field("recipient", events, told, lambda e: _joined(e.recipients), _same_recipient)
    yield _field("place", events, told, lambda e: e.place, _same_place)
    yield _field("day", events, told, _day_told, lambda a, b: gap(a, b) == 0)
    for kind in TOLLS:
        found = _field(kind, events, told, _toll_told(kind), _same_toll(kind))
        if found.state != "untold":
            yield found


def _field(
    name: str,
    events: Sequence[Found],
    told: Sequence[Said],
    value: Callable[[Found], str | None],
    agree: Callable[[Found, Found], bool],
) -> Field:
    """Versions with their voices; contradicted when two that tell differ and cannot both be."""
    versions: dict[str, list[str]] = {}
    telling: list[Found] = []
    for event, said in zip(events, told, strict=True):
        shown = value(event)
        if shown is not None:
            telling.append(event)
            voices = versions.setdefault(shown, [])
            if said.voice not in voices:
                voices.append(said.voice)
    listed = tuple(Version(shown, tuple(voices)) for shown, voices in versions.items())
    return Field(name, _state(listed, telling, value, agree), listed)


def _state(
    versions: Sequence[Version],
    telling: Sequence[Found],
    value: Callable[[Found], str | None],
    agree: Callable[[Found, Found], bool],
) -> State:
    if not versions:
        return "untold"
    if len(versions) == 1:
        return "agreed" if len(versions[0].voices) > 1 else "told once"
    clash = any(
        value(one) != value(two) and not agree(one, two)
        for at, one in enumerate(telling)
        for two in telling[at + 1 :]
    )
    return "contradicted" if clash else "agreed"


def _happened(event: Found) -> str:
    denied = event.factuality == "did_not_happen" or event.stance == "denies"
    return "denied" if denied else "doubted" if event.stance == "doubts" else "told"


def _joined(parties: frozenset[str]) -> str | None:
    return "; ".join(sorted(parties)) or None


def _same_actor(one: Found, two: Found) -> bool:
    return sides(one.actors, two.actors)[1] == 0.0


def _same_recipient(one: Found, two: Found) -> bool:
    return sides(one.recipients, two.recipients)[1] == 0.0


def _same_place(one: Found, two: Found) -> bool:
    near, _, untold = places(one, two)
    return bool(near or untold)


def _day_told(event: Found) -> str | None:
    if not event.is_dated:
        return None
    return str(event.first) if event.first == event.last else f"{event.first} to {event.last}"


def _toll_told(kind: str) -> Callable[[Found], str | None]:
    def shown(event: Found) -> str | None:
        low, best, high = event.toll.get(kind, (None, None, None))
        if best is not None and high is None:
            return f"{low if low is not None else best}+"
        if low is not None and high is not None and low != high:
            return f"{low}-{high}"
        number = next((n for n in (best, low, high) if n is not None), None)
        return None if number is None else str(number)

    return shown


def _same_toll(kind: str) -> Callable[[Found, Found], bool]:
    """Whether two figures can both be right: their ranges touch."""

    def agree(one: Found, two: Found) -> bool:
        (low1, _, high1), (low2, _, high2) = one.toll[kind], two.toll[kind]
        bottom = max(n for n in (low1, low2, 0) if n is not None)
        tops = [n for n in (high1, high2) if n is not None]
        return not tops or bottom <= min(tops)

    return agree

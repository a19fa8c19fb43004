"""Coded articles on a terminal: tables that fit 80 columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sayso.schema import Article, Attribution, DateRange, Event, Participant, Place
from sayso.words import (
    FACTUALITY_MARKS,
    date_in_words,
    party_in_words,
    place_in_words,
    tolls_in_words,
)

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text


def print_article(article: Article, console: Console) -> None:
    """The article's head, then a table of its events, then a line that counts its claims."""
    from rich.markup import escape

    title = escape(article.title or article.id)
    day = f" · {article.date.start}" if article.date and article.date.start else ""
    publisher = f" · {escape(article.publisher)}" if article.publisher else ""
    console.print(f"\n[bold]{title}[/bold]{publisher}{day}")
    if not article.events:
        console.print("no events found in it")
        return
    console.print(events_table(article))
    marks = "  ".join(f"{mark} {name}" for name, mark in FACTUALITY_MARKS.items())
    checkable = sum(claim.kind != "not_checkable" for claim in article.claims)
    console.print(f"[dim]{marks}[/dim]", soft_wrap=True)
    if any(event.same_as for event in article.events):
        console.print("[dim]=e1 under an event: e1 again, in another source's telling[/dim]")
    console.print(f"{len(article.events)} events, {checkable} checkable claims")


def events_table(article: Article) -> RenderableType:
    """One row an event: id, type, who to whom, where and when, who says so."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    # widths for 80 columns with their gaps; wider terminals stretch the last three
    table.add_column("", width=4)
    table.add_column("what", width=14, overflow="fold")
    for heading, least in (("who → whom", 22), ("where, when", 14), ("says", 15)):
        table.add_column(heading, min_width=least, ratio=least, overflow="fold")
    table.expand = True
    for event in article.events:
        table.add_row(
            _name(event), _what(event), _who(event), _where(event), _says(event.attribution)
        )
    return table


def _name(event: Event) -> Text:
    from rich.text import Text

    text = Text(event.id)
    return text.append(f"\n={event.same_as}", style="dim") if event.same_as else text


def _what(event: Event) -> Text:
    from rich.text import Text

    mark = FACTUALITY_MARKS[event.factuality]
    text = Text(f"{mark} {event.type}", style="bold")
    if event.mode:
        text.append(f"\n{event.mode}", style="not bold")
    return text.append(f"\n“{event.trigger.text}”", style="not bold dim")


def _who(event: Event) -> str:
    actors = ", ".join(party_in_words(p) for p in event.actors) or "—"
    recipients = ", ".join(party_in_words(p) for p in event.recipients)
    tolls = tolls_in_words(event.tolls)
    line = f"{actors} → {recipients}" if recipients else actors
    return f"{line}\n{tolls}" if tolls else line


def _where(event: Event) -> str:
    parts = [place_in_words(event.place), date_in_words(event.date)]
    return "\n".join(part for part in parts if part)


def _says(attribution: Attribution) -> str:
    lines = []
    for link in attribution.chain():
        source = link.source if isinstance(link.source, str) else party_in_words(link.source)
        stance = "" if link.stance == "asserts" else f" ({link.stance})"
        quoted = ", quoted" if link.manner == "quote" else ""
        lines.append(f"{source}{quoted}{stance}")
    return "\nin the words of ".join(lines) if len(lines) > 1 else lines[0]


def print_dropped(article: Article, console: Console) -> None:
    """What was set aside as no part of the article, each with its reason."""
    from rich.markup import escape

    aside = [(article.text[b.start : b.end], b.reason) for b in article.blocks if not b.is_read]
    aside += [(dropped.text, dropped.reason) for dropped in article.dropped]
    console.print(f"\n[bold]set aside[/bold] ({len(aside)} parts)")
    for text, reason in aside:
        line = " ".join(text.split())
        console.print(
            f"  {escape(line[:60]):<60} [dim]{escape(reason or '')}[/dim]", soft_wrap=True
        )


def print_why(article: Article, event: Event, console: Console) -> None:
    """Why an event was coded so: its sentence, spans with offsets and scores, and the reasons."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console.print(
        f"\n[bold]{event.id}  {event.type}[/bold] ({event.quad}), score {event.score:.2f}"
    )
    console.print(Padding(_sentence(article, event), (0, 0, 0, 2)))
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for what, reason in _reasons(event):
        table.add_row(f"  {what}", Text(reason))
    console.print(table)


def _reasons(event: Event) -> Iterator[tuple[str, str]]:
    """What was decided of an event, part by part, and by what."""
    yield "trigger", _span(event.trigger.start, event.trigger.text, event.score)
    for role, people in (("actor", event.actors), ("recipient", event.recipients)):
        for p in people:
            yield role, f"{_span(p.start, p.text, p.score)} = {_resolved(p)}"
    for what, reason in event.why.items():
        if what not in ("place", "date"):
            yield what, reason
    for link in event.attribution.chain():
        if link.cue:
            told = f"{link.manner}, {link.stance}"
            yield "cue", f"{_span(link.cue.start, link.cue.text)}, {told}"
        if not isinstance(link.source, str):
            yield (
                "said by",
                f"{_span(link.source.start, link.source.text)} = {_resolved(link.source)}",
            )
    if event.place:
        yield from _place_reasons(event.place)
    if event.date:
        days = f"{event.date.start or '..'} to {event.date.end or '..'}"
        known = f"{days}, date_prec {event.date.date_prec}" if _is_dated(event.date) else "unknown"
        yield "date", f"“{event.date.text}” = {known}; {event.date.why}"
    for name in ("killed", "wounded", "captured", "displaced", "returned"):
        if toll := getattr(event.tolls, name):
            yield name, f"low {toll.low}, best {toll.best}, high {toll.high}"


def _span(start: int, text: str, score: float | None = None) -> str:
    """A span with its offsets and, where there is one, the model's score."""
    words = f"“{' '.join(text.split())}” {start}-{start + len(text)}"
    return words if score is None else f"{words}, score {score:.2f}"


def _resolved(person: Participant) -> str:
    """Whom a mention was taken for, and why."""
    name = person.id or "unresolved"
    if person.id and person.name and person.name != person.text:
        name = f"{person.id} ({person.name})"
    return f"{name}; {person.why}" if person.why else name


def _place_reasons(place: Place) -> Iterator[tuple[str, str]]:
    if place.lat is None or place.lon is None:
        yield "place", f"“{place.text}” = unknown; {place.why}"
    else:
        where = ", ".join(filter(None, (place.name, place.country)))
        yield (
            "place",
            (
                f"“{place.text}” = {where}, {place.lat:.2f} {place.lon:.2f}, within "
                f"{place.radius_km:g} km, where_prec {place.where_prec}; {place.why}"
            ),
        )
    for other in place.candidates[:4]:
        yield (
            "candidate",
            (
                f"{other.name}, {other.country} {other.lat:.2f} {other.lon:.2f}, "
                f"score {other.score:.2f}"
            ),
        )


def _is_dated(date: DateRange) -> bool:
    return date.start is not None or date.end is not None


def _sentence(article: Article, event: Event) -> Text:
    from rich.text import Text

    from sayso.read.sentences import sentences

    for start, end in sentences(article):
        if start <= event.trigger.start < end:
            text = Text(article.text[start:end])
            text.stylize("reverse", event.trigger.start - start, event.trigger.end - start)
            return text
    return Text(event.trigger.text)

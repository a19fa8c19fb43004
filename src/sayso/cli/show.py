"""Coded articles on a terminal: tables that fit 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sayso.schema import Article, Attribution, Event
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
        table.add_row(event.id, _what(event), _who(event), _where(event), _says(event.attribution))
    return table


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
    from rich.markup import escape

    console.print(
        f"\n[bold]{event.id}  {event.type}[/bold] ({event.quad}), score {event.score:.2f}"
    )
    console.print(_sentence(article, event), soft_wrap=True)
    _print_spans(event, console)
    for what, reason in event.why.items():
        console.print(f"  [bold]{what:<11}[/bold] {escape(reason)}", soft_wrap=True)
    for link in event.attribution.chain():
        if link.cue:
            cue = f"“{link.cue.text}” {link.cue.start}-{link.cue.end}, {link.manner}, {link.stance}"
            console.print(f"  [bold]{'cue':<11}[/bold] {escape(cue)}")
    for candidate in event.place.candidates[:4] if event.place else ():
        place = f"{candidate.name}, {candidate.country} {candidate.lat:.2f} {candidate.lon:.2f}"
        console.print(f"  [bold]{'candidate':<11}[/bold] {escape(place)} {candidate.score:.2f}")


def _print_spans(event: Event, console: Console) -> None:
    from rich.markup import escape

    spans = [
        ("trigger", event.trigger.start, event.trigger.end, event.trigger.text, event.score, "")
    ]
    for role, found in (("actor", event.actors), ("recipient", event.recipients)):
        for p in found:
            note = f"= {p.id or 'unresolved'}; {p.why}" if p.why else f"= {p.id or 'unresolved'}"
            spans.append((role, p.start, p.end, p.text, p.score, note))
    for role, start, end, text, score, note in spans:
        line = f"“{text}” {start}-{end} {score:.2f} {note}"
        console.print(f"  [bold]{role:<11}[/bold] {escape(line)}", soft_wrap=True)


def _sentence(article: Article, event: Event) -> Text:
    from rich.text import Text

    from sayso.read.sentences import sentences

    for start, end in sentences(article):
        if start <= event.trigger.start < end:
            text = Text(article.text[start:end])
            text.stylize("reverse", event.trigger.start - start, event.trigger.end - start)
            return text
    return Text(event.trigger.text)

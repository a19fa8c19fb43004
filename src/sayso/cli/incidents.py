"""`sayso incidents` and `sayso incident ID`: the same happening told by several publishers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayso.cli.filters import archive_option

if TYPE_CHECKING:
    from rich.console import Console

    from sayso.link import Incident

INDENT = (0, 0, 0, 2)
STATES = {"agreed": "green", "contradicted": "red", "told once": "dim", "untold": "dim"}


@click.command()
@archive_option
@click.option("--disputed", is_flag=True, help="Only those in which the tellings contradict.")
@click.option("--publishers", default=1, show_default=True, help="Told by at least so many.")
@click.option("--since", metavar="DATE", help="From this day, month or year on.")
@click.option("--until", metavar="DATE", help="Up to this day, month or year.")
@click.option("--place", metavar="NAME", help="Where, by name.")
@click.option("--limit", default=20, show_default=True, help="Most to print; 0 for all.")
@click.option("--jsonl", is_flag=True, help="One JSON object an incident, with its tellings.")
def command(
    *,
    folder: Path | None,
    disputed: bool,
    publishers: int,
    since: str | None,
    until: str | None,
    place: str | None,
    limit: int,
    jsonl: bool,
) -> None:
    """List the incidents of the archive; events that have come since are linked first."""
    from sayso.archive import Archive
    from sayso.archive.query import parse_day
    from sayso.link.incidents import all_incidents

    first = parse_day(since) if since else None
    last = parse_day(until, last=True) if until else None
    with Archive(folder) as archive:
        found = [
            one
            for one in all_incidents(archive)
            if one.publishers >= publishers
            and (one.disputed or not disputed)
            and (first is None or (one.date_end is not None and one.date_end >= first))
            and (last is None or (one.date_start is not None and one.date_start <= last))
            and (place is None or place.lower() in (one.place or "").lower())
        ]
    shown = found[: limit or None]
    if jsonl:
        import msgspec

        for one in shown:
            click.echo(msgspec.json.encode(one))
        return
    _list(shown, len(found))


def _list(incidents: list[Incident], total: int) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    for one in incidents:
        _print_head(one, console)
    more = f", the first {len(incidents)} shown" if len(incidents) < total else ""
    console.print(f"{total:,} incidents{more}", style="dim", markup=False)


def _print_head(one: Incident, console: Console) -> None:
    """What happened, where and when, and how many tell it."""
    from rich.padding import Padding
    from rich.text import Text

    kind = f"{one.type}/{one.mode}" if one.mode else one.type
    who = f"{'; '.join(one.actors) or '—'} → {'; '.join(one.recipients) or '—'}"
    where = ", ".join(part for part in (one.place, _days(one), *_tolls(one)) if part)
    said = f"{_counted(one.articles, 'article')} of {_counted(one.publishers, 'publisher')}"
    disputed = f"; disputed: {', '.join(one.disputed)}" if one.disputed else ""
    console.print(Text.assemble((f"{one.id}  {kind}", "bold"), f"  {who}"))
    if where:
        console.print(Padding(Text(where), INDENT))
    console.print(Padding(Text(f"{said}{disputed}", style="dim"), INDENT), "")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _days(incident: Incident) -> str:
    first, last = incident.date_start, incident.date_end
    return f"{first} to {last}" if first and last and first != last else str(first) if first else ""


def _tolls(incident: Incident) -> Iterator[str]:
    for kind, (low, high) in incident.tolls.items():
        yield f"{kind} {low:,}" if low == high else f"{kind} {low:,} to {high:,}"


@click.command()
@click.argument("wanted", metavar="ID")
@archive_option
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def incident(wanted: str, *, folder: Path | None, as_json: bool) -> None:
    """Show who says what about the incident ID: field by field, then telling by telling."""
    import msgspec
    from rich.console import Console

    from sayso.archive import Archive

    with Archive(folder) as archive:
        one = archive.incident(wanted)
    if as_json:
        tree = msgspec.json.decode(msgspec.json.encode(one))
        click.echo(json.dumps(tree, indent=2, ensure_ascii=False))
        return
    console = Console(highlight=False)
    _print_head(one, console)
    _print_fields(one, console)
    _print_tellings(one, console)


def _print_fields(one: Incident, console: Console) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table("", "", "told", "by", box=box.SIMPLE_HEAD, pad_edge=False)
    for field in one.fields:
        for number, version in enumerate(field.versions):
            name, state = ("", "") if number else (field.name, field.state)
            style = STATES.get(field.state, "")
            table.add_row(
                name, Text(state, style=style), Text(version.value), Text(", ".join(version.voices))
            )
    console.print(table)


def _print_tellings(one: Incident, console: Console) -> None:
    from rich.padding import Padding
    from rich.text import Text

    for said in one.tellings:
        copied = ", repeats an earlier article's text" if said.copy_of is not None else ""
        told = f"{said.stance}, {said.factuality.replace('_', ' ')}"
        head = f"{said.voice}, {said.published or 'no date'}: {told}"
        console.print(Text.assemble((head, "bold"), f"{copied}  [{said.event}]"))
        console.print(Padding(Text(said.sentence, style="italic"), INDENT), "")

"""`sayso record`: add, list, describe and remove records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sayso.record import Manifest

SHOWN = 12
SHORT = 30


@click.group(name="record")
def command() -> None:
    """Keep the records that claims are put to: UCDP GED, ACLED, control maps, your own."""


@command.command(name="add")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", help="Name of the record; by default from the file's name.")
@click.option("--version", "version_", default="", help="Version of the data, such as 25.1.")
@click.option("--licence", help="Licence note that travels with every check.")
@click.option(
    "--format",
    "importer",
    type=click.Choice(["ged", "acled", "control", "csv"]),
    help="What the file is; by default seen from its columns.",
)
@click.option("--map", "pairs", multiple=True, metavar="FIELD=COLUMN", help="For a plain CSV.")
@click.option("--holder", help="Who holds the areas of a control map that does not say so.")
@click.option("--delimiter", default=",", show_default=True, help="What parts the columns.")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest as JSON.")
def add(
    file: Path,
    *,
    name: str | None,
    version_: str,
    licence: str | None,
    importer: str | None,
    pairs: tuple[str, ...],
    holder: str | None,
    delimiter: str,
    as_json: bool,
) -> None:
    """Import FILE (CSV, gz, zip or GeoJSON) as a record; all of it, or nothing.

    FILE may be the folder of an archive: its events are then what other articles are put to.
    """
    from sayso.record import add_record

    manifest = add_record(
        file,
        name=name,
        version=version_,
        licence=licence,
        importer=importer,
        mapping=_mapping(pairs),
        holder=holder,
        delimiter=delimiter.replace("\\t", "\t"),
    )
    _show(manifest, as_json=as_json)


def _mapping(pairs: tuple[str, ...]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        field, equals, column = pair.partition("=")
        if not equals:
            raise click.BadParameter(f"{pair!r} is not FIELD=COLUMN", param_hint="--map")
        mapping[field.strip()] = column.strip()
    return mapping


@command.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print the manifests as JSON.")
def list_(*, as_json: bool) -> None:
    """List the records."""
    from sayso.record import list_records

    manifests = list_records()
    if as_json:
        click.echo(_json(manifests))
    elif not manifests:
        click.echo("No record yet; add one with: sayso record add FILE")
    else:
        _table(manifests)


def _table(manifests: list[Manifest]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("record", "version", "rows", "from", "to"):
        table.add_column(title, justify="right" if title == "rows" else "left", no_wrap=True)
    table.add_column("licence", overflow="ellipsis", no_wrap=True, max_width=SHORT)
    for one in manifests:
        first, last = str(one.first_day), str(one.last_day)
        table.add_row(one.name, one.version, str(one.rows), first, last, one.licence)
    Console(markup=False, highlight=False).print(table)


@command.command(name="info")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest as JSON.")
def info(name: str, *, as_json: bool) -> None:
    """Show what the record NAME covers, and which of its actors are not known."""
    from sayso.record import read_manifest

    _show(read_manifest(name), as_json=as_json)


@command.command(name="places")
@click.argument("name")
@click.option("--out", type=click.Path(path_type=Path), help="Where the CSV goes, not to stdout.")
def places(name: str, *, out: Path | None) -> None:
    """Write the places of the record NAME as a gazetteer (CSV), for --gazetteer of other commands.

    Those of its rows that are placed exactly; villages mostly, that no list of towns has.
    """
    import sys

    from sayso.record import Record
    from sayso.record.places import write_gazetteer

    record = Record.load(name)
    if out is None:
        write_gazetteer(record, sys.stdout)
        return
    with out.open("w", encoding="utf-8", newline="") as file:
        count = write_gazetteer(record, file)
    click.echo(f"Wrote {count} places to {out}; use them with: --gazetteer {out}")


@command.command(name="remove")
@click.argument("name")
def remove(name: str) -> None:
    """Delete the record NAME."""
    from sayso.record import remove_record

    remove_record(name)
    click.echo(f"Removed {name}.")


def _json(value: Any) -> str:
    import msgspec

    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode()


def _show(manifest: Manifest, *, as_json: bool) -> None:
    if as_json:
        click.echo(_json(manifest))
        return
    for label, value in _lines(manifest):
        click.echo(f"{label:<12}{value}")
    if manifest.unmapped:
        rows = sum(manifest.unmapped.values())
        click.echo(f"{'not known':<12}{len(manifest.unmapped)} actor names, in {rows} rows:")
        for raw, count in list(manifest.unmapped.items())[:SHOWN]:
            click.echo(f"{count:>12}  {raw}")


def _lines(manifest: Manifest) -> list[tuple[str, str]]:
    west, south, east, north = manifest.bbox
    return [
        ("record", f"{manifest.name} {manifest.version}".strip()),
        ("licence", manifest.licence),
        ("source", f"{manifest.source} ({manifest.importer}, sha256 {manifest.sha256[:12]})"),
        ("rows", str(manifest.rows)),
        ("days", f"{manifest.first_day} to {manifest.last_day}"),
        ("area", f"{south:.2f} to {north:.2f} N, {west:.2f} to {east:.2f} E"),
        ("countries", _counts(manifest.countries)),
        ("kinds", _counts(manifest.kinds)),
        ("place prec.", _counts(manifest.where_prec)),
        ("date prec.", _counts(manifest.date_prec)),
    ]


def _counts(counts: dict[str, int]) -> str:
    most = sorted(counts.items(), key=lambda item: -item[1])
    if all(key.isdigit() for key in counts):
        most = sorted(counts.items())
    words = json.dumps(dict(most[:SHOWN]), ensure_ascii=False)[1:-1].replace('"', "")
    return f"{words} and {len(most) - SHOWN} more" if len(most) > SHOWN else words or "none"

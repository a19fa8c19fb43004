"""`sayso archive`: what is in an archive, its index made anew, its rows coded anew."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import click

from sayso.cli.filters import archive_option


@click.group()
def command() -> None:
    """Look after an archive."""


@command.command(name="info")
@archive_option
@click.option("--json", "as_json", is_flag=True, help="Print it as one JSON object.")
def info(*, folder: Path | None, as_json: bool) -> None:
    """Show what the archive holds, by which model, and the tables that `sayso sql` can ask."""
    from sayso.archive import Archive

    with Archive(folder) as archive:
        found = asdict(archive.info())
        tables = archive.tables()
    if as_json:
        click.echo(json.dumps({**found, "tables": tables}, indent=1))
        return
    for name, value in found.items():
        shown = "; ".join(f"{k}: {n}" for k, n in value.items()) if name == "codings" else value
        click.echo(f"{name.replace('_', ' '):<17}{'not linked yet' if shown is None else shown}")
    for name, columns in tables.items():
        click.echo(f"table {name}: {', '.join(columns)}")


@command.command(name="rebuild")
@archive_option
def rebuild(*, folder: Path | None) -> None:
    """Throw the index away and make it again from the shards."""
    from sayso.archive import Archive

    with Archive(folder) as archive:
        archive.rebuild()
        click.echo(f"{archive.path}: the index holds {len(archive)} articles", err=True)


@command.command(name="recode")
@archive_option
@click.option("--codebook", type=click.Path(path_type=Path), help="A codebook of your own (YAML).")
@click.option("--aliases", type=click.Path(path_type=Path), help="Names of your own (YAML).")
@click.option("--threads", default=0, show_default="all", help="Processor threads to use.")
def recode(
    *, folder: Path | None, codebook: Path | None, aliases: Path | None, threads: int
) -> None:
    """Code anew what another model or codebook coded; can be broken off and gone on with."""
    from sayso import archive as room
    from sayso.archive.add import coding_of
    from sayso.archive.recode import stale
    from sayso.cli.add import report, watched
    from sayso.pipeline import CodeOptions, Coder
    from sayso.read import FailureLog

    archive = room.Archive(folder)
    coder = Coder(CodeOptions(codebook, aliases, threads=threads))
    coding = coding_of(coder)
    failures = archive.path / "failures.jsonl"
    with FailureLog(failures) as log:
        done = watched(
            lambda hooks: room.recode(
                archive, coder=coder, coding=coding, hooks=replace(hooks, failed=log.write)
            ),
            total=stale(archive, coding),
        )
    report(done, archive.path, failures, again="sayso archive recode")

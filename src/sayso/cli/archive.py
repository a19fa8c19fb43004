"""`sayso archive`: what is in an archive, its index made anew, its rows coded anew."""

from __future__ import annotations

import json
import shutil
import textwrap
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

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
        _line(name.replace("_", " "), _shown(name, value))
    click.echo("\ntables of `sayso sql`")
    for name, columns in tables.items():
        _line(name, ", ".join(columns))


def _shown(name: str, value: Any) -> str:
    if name == "codings":
        return "; ".join(f"{coding}: {number:,}" for coding, number in value.items())
    if value is None:
        return "not linked yet" if name == "incidents" else "—"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _line(name: str, value: str) -> None:
    """A name and its value, which goes on under itself."""
    gap = 18
    lines = textwrap.wrap(
        value, max(40, shutil.get_terminal_size().columns), initial_indent=f"{name:<{gap}}",
        subsequent_indent=" " * gap, break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    click.echo("\n".join(lines) or name)


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
            total=len(archive),
        )
    report(
        done,
        archive.path,
        failures,
        again="sayso archive recode",
        did="recoded, {} left as they were",
    )

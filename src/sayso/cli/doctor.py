"""`sayso doctor`: what is installed, what is missing, and how to mend it."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayso.cli.filters import archive_option

if TYPE_CHECKING:
    from sayso.doctor import Found

MARKS = {"ok": ("●", ""), "absent": ("○", "yellow"), "fault": ("✗", "red")}


@click.command()
@archive_option
@click.option("--json", "as_json", is_flag=True, help="Print the findings as one JSON array.")
def command(*, folder: Path | None, as_json: bool) -> None:
    """Show versions, the model, the archive and its writer, the records, and what is missing.

    Nothing is changed. The exit code is 1 where something that is needed is broken.
    """
    from sayso.doctor import examine

    found = examine(folder)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], indent=1, ensure_ascii=False))
    else:
        _print(found)
    if any(one.state == "fault" for one in found):
        sys.exit(1)


def _print(found: Sequence[Found]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    part = ""
    for one in found:
        if one.part != part:
            part = one.part
            console.print(f"\n[bold]{part}[/bold]")
        mark, style = MARKS[one.state]
        line = Text.assemble((f" {mark} {one.name:<14} ", style), one.value)
        console.print(line, soft_wrap=True)
        if one.remedy:
            console.print(Text(f"   {'':<14} → {one.remedy}", style), soft_wrap=True)
    faults = sum(one.state == "fault" for one in found)
    absent = sum(one.state == "absent" for one in found)
    console.print(f"\n{faults} faults, {absent} parts absent", style="bold")

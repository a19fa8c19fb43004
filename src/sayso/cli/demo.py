"""`sayso demo`: six bundled articles about one invented incident."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

    from sayso.demo import Demo


@click.command()
@click.option("--no-browser", is_flag=True, help="Serve the pages, but do not open the browser.")
@click.option("--once", is_flag=True, help="Print what was found and end, without the pages.")
@click.option("--port", default=8321, show_default=True, help="Port to listen on; 0 takes any.")
@click.option(
    "--copy", "folder", type=click.Path(path_type=Path),
    help="Put the demo's files into this new folder, to try the commands on, and end.",
)  # fmt: skip
def command(*, no_browser: bool, once: bool, port: int, folder: Path | None) -> None:
    """Code six bundled articles, check them against a small record, and show the incident.

    Four publishers tell of one shelling on an invented island. All of it is kept in a temporary
    folder, which is removed at the end; your own archive and records are not touched.
    """
    from sayso.demo import built, copy_files

    if folder is not None:
        click.echo(f"The demo's files are in {copy_files(folder)}", err=True)
        return
    click.echo("Reading six articles about one shelling on an invented island ...", err=True)
    with stopping(), built() as demo:
        _print(demo)
        if not once:
            _serve(demo, port=port, browser=not no_browser)
    click.echo("The demo's folder is removed.", err=True)


@contextlib.contextmanager
def stopping() -> Iterator[None]:
    """Let a polite kill and Ctrl-C end in clearing up."""

    def stop(*_: object) -> None:
        sys.exit(143)  # what a shell reports for SIGTERM

    before = signal.signal(signal.SIGTERM, stop)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _print(demo: Demo) -> None:
    from rich.console import Console

    from sayso.check.verdicts import DECIDED
    from sayso.demo import DAY, PLACE

    console = Console(highlight=False)
    console.print(f"\n[bold]What is said of the shelling of {PLACE} on {DAY}[/bold]")
    console.print(_tellings(demo.tellings()))
    rows = demo.record.manifest.rows
    console.print(f"[bold]What the bundled record makes of it[/bold] ({rows} invented rows)\n")
    undecided = 0
    for publisher, check in demo.checks():
        if check.verdict in (*DECIDED, "disputed"):
            _print_check(console, publisher, check)
        else:
            undecided += 1
    console.print(f"\n{undecided} more claims about {PLACE} that this record cannot decide")


def _tellings(rows: list[dict[str, Any]]) -> Any:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from sayso.words import FACTUALITY_MARKS

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    for title, ratio in (("published by", 9), ("on whose word", 9), ("what", 10), ("killed", 3)):
        table.add_column(title, ratio=ratio, overflow="fold")
    for row in rows:
        voice = "its own" if row["source"] == "article" else row["source"]
        stance = "" if row["stance"] == "asserts" else f" ({row['stance']})"
        parties = " → ".join(filter(None, (row["actors"], row["recipients"])))
        what = f"{FACTUALITY_MARKS[row['factuality']]} “{row['trigger']}” {parties}"
        killed = next((row[f"killed_{x}"] for x in ("best", "low") if row[f"killed_{x}"]), "")
        cells = (f"{row['publisher']}, {row['published']}", f"{voice}{stance}", what, str(killed))
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _print_check(console: Console, publisher: str | None, check: Any) -> None:
    from rich.text import Text

    from sayso.check.explain import claimant
    from sayso.cli.check import COLOURS

    verdict = check.verdict.replace("_", " ")
    words = " ".join(check.claim.span.text.split())
    console.print(
        Text.assemble(
            (f"{verdict}", f"bold {COLOURS.get(check.verdict, 'cyan')}"),
            f"  {claimant(check.claim)}, in {publisher}: ",
            (f"“{words}”", "italic"),
        )
    )
    console.print(Text(f"  {check.explanation}", "dim"))


def _serve(demo: Demo, *, port: int, browser: bool) -> None:
    from urllib.parse import quote

    from sayso.cli.serve import make_app, run

    incident = demo.incident()
    page = f"incident?id={quote(incident)}" if incident else ""
    app = make_app(demo.archive, can_keep=False, names=(), host=None, token=None)
    click.echo("Ctrl-C ends the demo and removes its folder.", err=True)
    run(app, host=None, port=port, token=None, browser=browser, page=page)

"""`sayso show ID`: an article of the archive."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sayso.cli.filters import archive_option


@click.command()
@click.argument("wanted", metavar="ID")
@archive_option
@click.option("--text", is_flag=True, help="Print the article's text as well.")
@click.option("--json", "as_json", is_flag=True, help="Print the article as JSON, indented.")
def command(wanted: str, *, folder: Path | None, text: bool, as_json: bool) -> None:
    """Show the article with this ID; an event's id shows why it was coded as it was."""
    from rich.console import Console

    from sayso.archive import Archive
    from sayso.cli.show import print_article, print_why
    from sayso.schema import to_json

    with Archive(folder) as archive:
        article = archive.article(wanted)
    if as_json:
        click.echo(json.dumps(json.loads(to_json(article)), indent=2, ensure_ascii=False))
        return
    console = Console()
    events = [e for e in article.events if e.id == wanted.rpartition("/")[2]]
    if text:
        console.print(article.text, markup=False, highlight=False)
    if "/" in wanted and events:
        print_why(article, events[0], console)
    else:
        print_article(article, console)

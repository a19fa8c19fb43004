"""`sayso explain ARTICLE [EVENT]`: why events were coded as they were."""

from __future__ import annotations

import click

from sayso.errors import InputError


@click.command()
@click.argument("article")
@click.argument("events", nargs=-1)
def command(article: str, events: tuple[str, ...]) -> None:
    """Show the spans, scores and reasons behind the EVENTS (ids such as e3) of an ARTICLE.

    Without EVENTS, all of them are explained.
    """
    from rich.console import Console

    from sayso.cli.show import print_why
    from sayso.pipeline import read

    coded = read(article)
    known = {event.id: event for event in coded.events}
    for wanted in events:
        if wanted not in known:
            raise InputError(
                f"no event {wanted!r}", where=article, remedy=f"it has {', '.join(known) or 'none'}"
            )
    console = Console()
    for event in coded.events:
        if not events or event.id in events:
            print_why(coded, event, console)

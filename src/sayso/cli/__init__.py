"""The command line: a thin mirror of the Python interface, one file a command."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from sayso.errors import SaysoError

# name: (one line of help, module); kept here so that `sayso --help` imports no command
COMMANDS: dict[str, tuple[str, str]] = {
    "read": ("Code articles and print who says who did what to whom.", "sayso.cli.read"),
    "explain": ("Show why an event was coded as it was.", "sayso.cli.explain"),
    "record": ("Add, list and remove records of conflict events.", "sayso.cli.record"),
    "check": ("Put the claims of articles to a record.", "sayso.cli.check"),
    "add": ("Code articles and keep them in an archive.", "sayso.cli.add"),
    "run": ("Code whole archives of pages with many workers.", "sayso.cli.run"),
    "search": ("Find events of the archive by words and fields.", "sayso.cli.search"),
    "incidents": (
        "List what several publishers tell of the same happening.",
        "sayso.cli.incidents",
    ),
    "incident": ("Show who says what about one incident.", "sayso.cli.incident"),
    "show": ("Show an article of the archive.", "sayso.cli.archived"),
    "sql": ("Ask the archive's tables directly, read-only.", "sayso.cli.sql"),
    "export": ("Write coded articles in the formats of other programs.", "sayso.cli.export"),
    "archive": ("Describe, rebuild and recode an archive.", "sayso.cli.archive"),
    "serve": ("Open the reading room: look at what was coded, in a browser.", "sayso.cli.serve"),
    "demo": ("Try it on six bundled articles about one invented incident.", "sayso.cli.demo"),
    "doctor": ("Show what is installed, what is missing and how to mend it.", "sayso.cli.doctor"),
    "mcp": ("Serve read, search, check and explain to language models.", "sayso.cli.mcp"),
    "eval": ("Measure a task on a file of the corpora's formats.", "sayso.cli.evaluate"),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of a working day."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command, imported now."""
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[name][1]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table above."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (line, _) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sayso")
def group() -> None:
    """Who says who did what to whom, where and when, and does the record bear it out?"""


def main() -> None:
    """Run the command line; errors of sayso end with their own message and exit code."""
    try:
        group()
    except SaysoError as error:
        click.secho(f"sayso: {error}", err=True, fg="red")
        sys.exit(error.exit_code)

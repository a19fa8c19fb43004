"""`sayso read INPUT...`: code articles and print them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayso.errors import InputError
from sayso.schema import Article, Failure, json_schema, to_json

if TYPE_CHECKING:
    from sayso.read.failures import FailureLog


@click.command()
@click.argument("inputs", nargs=-1)
@click.option("--json", "form", flag_value="json", help="One JSON object an article, indented.")
@click.option("--jsonl", "form", flag_value="jsonl", help="One JSON line an article.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of an article and end.")
@click.option("--show-dropped", is_flag=True, help="List what was set aside, with the reason.")
@click.option("--codebook", type=click.Path(path_type=Path), help="A codebook of your own (YAML).")
@click.option("--aliases", type=click.Path(path_type=Path), help="Names of your own (YAML).")
@click.option(
    "--gazetteer", "gazetteers", type=click.Path(path_type=Path), multiple=True,
    help="Places of your own (CSV or GeoNames); may be repeated.",
)  # fmt: skip
@click.option("--threads", default=0, show_default="all", help="Processor threads to use.")
@click.option("--encoding", help="Encoding of the inputs, where they do not tell it.")
@click.option("--text-column", default="text", show_default=True, help="Column or key of the text.")
@click.option("--max-mb", default=50, show_default=True, help="Most megabytes of one page.")
@click.option("--time-limit", default=30.0, show_default=True, help="Seconds for one page.")
@click.option("--any-language", is_flag=True, help="Code texts that do not look English too.")
@click.option("--allow-private", is_flag=True, help="Fetch from private network addresses too.")
@click.option(
    "--failures", type=click.Path(path_type=Path), default=Path("failures.jsonl"),
    show_default=True, help="Where inputs that could not be read are named.",
)  # fmt: skip
def command(
    inputs: tuple[str, ...],
    form: str | None,
    schema: bool,
    show_dropped: bool,
    codebook: Path | None,
    aliases: Path | None,
    gazetteers: tuple[Path, ...],
    threads: int,
    encoding: str | None,
    text_column: str,
    max_mb: int,
    time_limit: float,
    any_language: bool,
    allow_private: bool,
    failures: Path,
) -> None:
    """Code INPUTs and print who says who did what to whom.

    An INPUT is a file (HTML, text, PDF, JSONL, CSV, Parquet, WARC, feed), a folder, a URL, or -
    for standard input.
    """
    if schema:
        click.echo(json.dumps(json_schema(), indent=2))
        return
    if not inputs:
        raise InputError("nothing to read", remedy="give a file, a folder, a URL, or - for stdin")
    from sayso.pipeline import CodeOptions, read_articles
    from sayso.read import Columns, ReadOptions
    from sayso.read.failures import FailureLog
    from sayso.read.options import MEGABYTE

    coding = CodeOptions(codebook, aliases, gazetteers, threads)
    reading = ReadOptions(
        columns=Columns(text=text_column),
        max_bytes=max_mb * MEGABYTE,
        time_limit=time_limit,
        allow_private=allow_private,
        check_language=not any_language,
        encoding=encoding,
    )
    with FailureLog(failures) as log:
        found = read_articles(inputs, reading=reading, coding=coding)
        _print(found, log, form=form, dropped=show_dropped)
    if log.count:
        click.secho(f"{log.count} inputs failed; see {failures}", err=True, fg="red")
        sys.exit(InputError.exit_code)


def _print(
    found: Iterable[Article | Failure], log: FailureLog, *, form: str | None, dropped: bool
) -> None:
    from rich.console import Console

    from sayso.cli.show import print_article, print_dropped

    console = Console()
    for item in found:
        if isinstance(item, Failure):
            log.write(item)
            click.secho(f"{item.where}: {item.problem}; {item.remedy}", err=True, fg="red")
            if form == "jsonl":
                click.echo(to_json(item))
        elif form == "jsonl":
            click.echo(to_json(item))
        elif form == "json":
            click.echo(json.dumps(json.loads(to_json(item)), indent=2, ensure_ascii=False))
        else:
            print_article(item, console)
            if dropped:
                print_dropped(item, console)

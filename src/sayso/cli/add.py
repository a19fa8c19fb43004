"""`sayso add INPUT...`: code articles and keep them in an archive."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from sayso.cli.filters import archive_option
from sayso.errors import InputError

if TYPE_CHECKING:
    from sayso.archive.add import Added, Hooks
    from sayso.read.options import Columns

SHOWN = 5  # failures that are printed; all are in the file
STOPPED = 130  # what a shell reports for Ctrl-C


@click.command()
@click.argument("inputs", nargs=-1, required=True)
@archive_option
@click.option("--codebook", type=click.Path(path_type=Path), help="A codebook of your own (YAML).")
@click.option("--aliases", type=click.Path(path_type=Path), help="Names of your own (YAML).")
@click.option(
    "--gazetteer", "gazetteers", type=click.Path(path_type=Path), multiple=True,
    help="Places of your own (CSV or GeoNames); may be repeated.",
)  # fmt: skip
@click.option(
    "--map", "pairs", multiple=True, metavar="PART=COLUMN",
    help="Column of a table that holds the id, text, title, date, url or publisher.",
)  # fmt: skip
@click.option("--threads", default=0, show_default="all", help="Processor threads to use.")
@click.option("--allow-private", is_flag=True, help="Fetch from private network addresses too.")
@click.option(
    "--failures", type=click.Path(path_type=Path),
    help="Where inputs that failed are named; by default failures.jsonl in the archive.",
)  # fmt: skip
def command(
    inputs: tuple[str, ...],
    *,
    folder: Path | None,
    codebook: Path | None,
    aliases: Path | None,
    gazetteers: tuple[Path, ...],
    pairs: tuple[str, ...],
    threads: int,
    allow_private: bool,
    failures: Path | None,
) -> None:
    """Code INPUTs and keep them in the archive; what it holds already is skipped.

    An INPUT is a file (HTML, text, PDF, JSONL, CSV, Parquet, WARC, feed), a folder, a URL, or -
    for standard input. Ctrl-C ends after the articles under way; run the same command again to
    go on.
    """
    from sayso.archive import Archive
    from sayso.pipeline import CodeOptions
    from sayso.read import FailureLog, ReadOptions

    reading = ReadOptions(columns=columns(pairs), allow_private=allow_private)
    archive = Archive(folder, create=True)
    log_path = failures or archive.path / "failures.jsonl"
    coding = CodeOptions(codebook, aliases, gazetteers, threads)
    with FailureLog(log_path) as log:
        done = watched(
            lambda hooks: archive.add(
                inputs, reading=reading, coding=coding, hooks=replace(hooks, failed=log.write)
            ),
            total=count_documents(inputs),
        )
    report(done, archive.path, log_path, again="the same command")


def columns(pairs: tuple[str, ...]) -> Columns:
    """The column mapping of `--map` options."""
    from sayso.read.options import Columns

    known = set(Columns.__dataclass_fields__)
    chosen = {}
    for pair in pairs:
        part, equals, column = pair.partition("=")
        if not equals or part.strip() not in known:
            parts = ", ".join(Columns.__dataclass_fields__)
            raise click.BadParameter(
                f"{pair!r} is not PART=COLUMN with a part of {parts}", param_hint="--map"
            )
        chosen[part.strip()] = column.strip()
    return Columns(**chosen)


def count_documents(inputs: tuple[str, ...]) -> int | None:
    """How many documents the inputs hold, for the remaining time; None where only reading tells."""
    total = 0
    for given in inputs:
        path = Path(given)
        files = [p for p in path.rglob("*") if p.is_file()] if path.is_dir() else [path]
        for file in files:
            if not file.is_file() or file.suffix in (".gz", ".parquet", ".warc", ".xml", ".rss"):
                return None
            if file.suffix in (".jsonl", ".ndjson", ".csv", ".tsv"):
                with file.open("rb") as stream:
                    total += sum(1 for line in stream if line.strip())
            else:
                total += 1
    return total


def watched(work: Callable[[Hooks], Added], *, total: int | None) -> Added:
    """Run `work` with a progress bar on stderr; the first Ctrl-C asks it to stop, the second
    breaks it off."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from sayso.archive.add import Hooks

    asked: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)
        bar.console.print("finishing the articles under way; Ctrl-C again breaks off")

    rate = TextColumn("{task.fields[rate]}")
    bar = Progress(
        MofNCompleteColumn(), BarColumn(), rate, TimeRemainingColumn(),
        console=Console(stderr=True), transient=True,
    )  # fmt: skip
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with bar:
            task = bar.add_task("", total=total, rate="")

            def progress(state: Added) -> None:
                speed = bar.tasks[task].speed
                shown = f"{speed:.1f} articles/s" if speed else ""
                bar.update(task, completed=state.seen, rate=shown)

            return work(Hooks(progress=progress, stop=lambda: bool(asked)))
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def report(
    done: Added, folder: Path, failures: Path, *, again: str, did: str = "added, {} known before"
) -> None:
    """Say what was done, and end with the exit code that says it too. `did` tells what became of
    the articles, and in its braces of those that nothing was to be done about."""
    articles = f"{done.added:,} article{'' if done.added == 1 else 's'}"
    told = did.format(f"{done.known:,}")
    click.echo(f"{folder}: {articles} {told}, {done.failed:,} failed", err=True)
    if done.failed:
        _print_failures(failures, done.failed)
    if done.stopped:
        click.echo(f"stopped; to go on, run {again} again", err=True)
        sys.exit(STOPPED)
    if done.failed:
        sys.exit(InputError.exit_code)


def _print_failures(path: Path, total: int) -> None:
    """The first failures with what to do about them, and where all of them are."""
    import msgspec

    from sayso.schema import Failure

    with path.open("rb") as lines:
        for line in islice(lines, SHOWN):
            failure = msgspec.json.decode(line, type=Failure)
            parts = [f"{failure.where}: {failure.problem}", failure.remedy]
            click.secho(f"  {'; '.join(part for part in parts if part)}", err=True, fg="red")
    more = f"{total - SHOWN:,} more, all" if total > SHOWN else "written down"
    click.secho(f"{more} in {path}", err=True, fg="red")

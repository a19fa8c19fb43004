"""`sayso export --to FORMAT`: coded articles for other programs."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import click

from sayso.cli.filters import archive_option, asks, filter_options, query_of
from sayso.errors import RowError
from sayso.export import FORMATS, Options, export
from sayso.schema import Article


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--to", "form", type=click.Choice(list(FORMATS)), required=True, help="The format to write."
)
@click.option("--out", "-o", type=click.Path(path_type=Path), help="The file; else stdout.")
@click.option("--words", help="Only articles that hold these words.")
@filter_options
@archive_option
@click.option(
    "--table", type=click.Choice(["events", "claims", "participants"]), default="events",
    show_default=True, help="Which rows csv and parquet hold.",
)  # fmt: skip
@click.option("--record", "records", multiple=True, help="For claimreview; by default all.")
@click.option("--redact-names", is_flag=True, help="Take out names of private persons.")
def command(
    files: tuple[Path, ...],
    *,
    form: str,
    out: Path | None,
    words: str | None,
    folder: Path | None,
    table: str,
    records: tuple[str, ...],
    redact_names: bool,
    **filters: Any,
) -> None:
    """Write an archive, or FILES that `sayso read --jsonl` wrote, in another format.

    The options of `sayso search` choose the events of an archive. Licence notes go along.
    """
    query = query_of(words, filters)
    if files and (asks(query) or folder):
        raise click.UsageError("--archive and the filters are for an archive, not for files")
    chosen = _records(records) if form == "claimreview" else ()
    articles = _of_files(files) if files else _of_archive(folder, query)
    with _target(out) as stream:
        options = Options(table=table, records=chosen)
        export(articles, stream, to=form, redact_names=redact_names, options=options)


def _records(names: tuple[str, ...]) -> tuple[Any, ...]:
    from sayso.cli.check import load_records

    return tuple(load_records(names))


def _of_archive(folder: Path | None, query: Any) -> Iterator[Article]:
    from sayso.archive import Archive

    with Archive(folder) as archive:
        yield from archive.read(query if asks(query) else None)


def _of_files(files: Iterable[Path]) -> Iterator[Article]:
    import msgspec

    from sayso.schema import from_json

    for file in files:
        with file.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                try:
                    if line.strip():
                        yield from_json(line)
                except msgspec.DecodeError as error:
                    raise RowError(
                        f"no coded article ({error})",
                        where=f"{file}:{number}",
                        remedy="give a file that `sayso read --jsonl` wrote",
                    ) from error


@contextlib.contextmanager
def _target(out: Path | None) -> Iterator[BinaryIO]:
    """The file, in place only when all of it is written; or standard output."""
    if out is None:
        import io

        # Parquet and zip tell their position, which a pipe cannot
        held = io.BytesIO()
        yield held
        sys.stdout.buffer.write(held.getbuffer())
        return
    aside = out.with_name(f".writing-{out.name}")
    try:
        with aside.open("wb") as stream:
            yield stream
        aside.replace(out)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise

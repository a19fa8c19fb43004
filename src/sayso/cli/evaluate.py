"""`sayso eval TASK FILE`: the figures of a task on a labelled file."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import click

from sayso.annotate.labels import CONVENTIONS
from sayso.errors import InputError, RowError

TASKS = (
    "events", "mentions", "attribution", "types", "roles", "where", "factuality", "false-alarms",
    "coref", "places", "actors", "dates", "linking",
)  # fmt: skip


@click.command()
@click.argument("task", type=click.Choice(TASKS))
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--texts", type=click.Path(path_type=Path),
    help="JSONL with the id and text of rows whose labels come without their text.",
)  # fmt: skip
@click.option(
    "--convention", type=click.Choice(CONVENTIONS),
    help="Whose way of cutting spans to read in; unless told, the one of the task's format.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
def command(
    task: str, file: Path, *, texts: Path | None, convention: str | None, as_json: bool
) -> None:
    """Measure TASK on FILE (JSONL, may be gzipped), in the format of the corpora."""
    rows = load_rows(file)
    if texts is not None:
        rows = with_texts(rows, load_rows(texts), where=file)
    figures = evaluate(task, rows, convention)
    if as_json:
        click.echo(json.dumps(figures))
        return
    for name, value in figures.items():
        parts = value.items() if isinstance(value, dict) else [("", value)]
        for part, number in parts:
            click.echo(f"{f'{name} {part}'.strip():<40}{_shown(number):>12}")


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return f"{len(value)} (--json)"
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def evaluate(
    task: str, rows: list[dict[str, Any]], convention: str | None = None
) -> dict[str, Any]:
    """The figures of a task, in a convention where it has several.

    Raises RowError where a row lacks what the task needs.
    """
    try:
        return function_of(task, convention)(rows)
    except (KeyError, TypeError) as error:
        raise RowError(
            f"a row does not fit the task {task} ({type(error).__name__}: {error})",
            remedy="see the format of the task in docs/evaluation.md",
        ) from error


def function_of(
    task: str, convention: str | None = None
) -> Callable[[list[dict[str, Any]]], dict[str, Any]]:
    """The function that measures a task, imported now."""
    if task == "actors":
        from sayso.resolve.actors_eval import evaluate as actors

        return actors
    if task == "dates":
        from sayso.resolve.dates_eval import evaluate as dates

        return lambda rows: asdict(dates(rows))
    if task == "places":
        return _places
    if task == "linking":
        from sayso.link.corpus import linking

        return linking
    from sayso.evaluate.tasks import measure

    return partial(measure, task, convention=convention)


def _places(rows: list[dict[str, Any]]) -> dict[str, Any]:
    from sayso.resolve.gazetteer import Gazetteer
    from sayso.resolve.places_eval import evaluate as places

    return asdict(places(rows, gazetteer=Gazetteer.load()))


def with_texts(
    rows: list[dict[str, Any]], texts: list[dict[str, Any]], *, where: Path
) -> list[dict[str, Any]]:
    """The rows with the texts of the same ids; raises RowError for a row left without one."""
    known = {row["id"]: row["text"] for row in texts if "id" in row and "text" in row}
    for number, row in enumerate(rows, 1):
        if "text" not in row and row.get("id") not in known:
            raise RowError(
                f"no text for the id {row.get('id')!r}",
                where=f"{where}:{number}",
                remedy="give --texts a file that has its id",
            )
    return [{"text": known.get(row.get("id", "")), **row} for row in rows]


def load_rows(file: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file, gzipped or not."""
    try:
        data = file.read_bytes()
        text = (gzip.decompress(data) if file.suffix == ".gz" else data).decode()
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InputError(
            f"cannot be read ({error})", where=str(file), remedy="give a JSONL file in UTF-8"
        ) from error
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            rows.append(json.loads(line))
        except json.JSONDecodeError as error:
            raise RowError(
                f"no JSON ({error.msg})", where=f"{file}:{number}", remedy="mend the line"
            ) from error
    if not rows:
        raise InputError("no rows in it", where=str(file), remedy="give a file with rows")
    return rows

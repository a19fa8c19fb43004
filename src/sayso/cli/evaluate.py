"""`sayso eval TASK FILE`: the figures of a task on a labelled file."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import click

from sayso.errors import InputError, RowError

TASKS = (
    "mentions", "attribution", "types", "roles", "where", "factuality", "false-alarms",
    "places", "actors", "dates",
)  # fmt: skip


@click.command()
@click.argument("task", type=click.Choice(TASKS))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
def command(task: str, file: Path, as_json: bool) -> None:
    """Measure TASK on FILE (JSONL, may be gzipped), in the format of the corpora."""
    figures = evaluate(task, load_rows(file))
    if as_json:
        click.echo(json.dumps(figures))
        return
    for name, value in figures.items():
        parts = value.items() if isinstance(value, dict) else [("", value)]
        for part, number in parts:
            label = f"{name} {part}".strip()
            click.echo(f"{label:<40}{number:>10}")


def evaluate(task: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of a task; raises RowError where a row lacks what the task needs."""
    from sayso.evaluate.tasks import TASKS as FUNCTIONS

    try:
        return FUNCTIONS[task](rows)
    except (KeyError, TypeError) as error:
        raise RowError(
            f"a row does not fit the task {task} ({type(error).__name__}: {error})",
            remedy="see the format of the task in docs/evaluation.md",
        ) from error


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

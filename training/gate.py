"""`python -m training.gate [TASK...]`: the model's figures beside their floors (`baseline.json`).

A floor is only ever raised by hand, with the figure that allows it in the commit. `file` is a path
in the corpora; `heldout:` before it takes the held-out fifth of a file that has no development
part, `own:` means a file of `training/dev`, whose labels may stand apart from their texts. What
corpora that are absent would measure is left out and said so.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sayso.cli.evaluate import evaluate, load_rows
from training.corpora.files import CORPORA, is_held_out

BASELINE = Path(__file__).parent / "baseline.json"
OWN = Path(__file__).parent / "dev"


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure beside its floor, or beside the most it may be."""

    task: str
    file: str
    figure: str
    value: float
    floor: float | None
    most: float | None

    @property
    def holds(self) -> bool:
        """Whether the figure is on the right side."""
        above = self.floor is None or self.value >= self.floor
        return above and (self.most is None or self.value <= self.most)

    def __str__(self) -> str:
        bound = f">= {self.floor}" if self.floor is not None else f"<= {self.most}"
        mark = "ok  " if self.holds else "FAIL"
        return f"{mark} {self.task:<12} {self.figure:<12} {self.value:.4f} {bound:<8} {self.file}"


def rows_of(file: str) -> list[dict[str, Any]] | None:
    """The rows that a baseline's `file` means; None where the corpora are absent."""
    if file.startswith("own:"):
        return _with_texts(load_rows(OWN / file.removeprefix("own:")))
    path = CORPORA / file.removeprefix("heldout:")
    if not path.exists():
        return None
    rows = load_rows(path)
    return [row for row in rows if is_held_out(row["text"])] if ":" in file else rows


def _with_texts(rows: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """The rows, those whose labels stand apart from their text given it by the corpus `file`."""
    found = []
    for row in rows:
        if "text" in row:
            found.append(row)
        elif not (CORPORA / row["file"]).exists():
            return None
        else:
            found.append({**row, "text": _texts(row["file"])[row["id"]]})
    return found


@lru_cache(maxsize=4)
def _texts(file: str) -> dict[str, str]:
    return {row["id"]: row["text"] for row in load_rows(CORPORA / file)}


@lru_cache(maxsize=32)
def figures(task: str, file: str) -> dict[str, Any] | None:
    """All figures of a task on a file, computed once."""
    rows = rows_of(file)
    return None if rows is None else evaluate(task, rows)


def baseline() -> list[dict[str, Any]]:
    """The entries of `baseline.json`."""
    entries: list[dict[str, Any]] = json.loads(BASELINE.read_text(encoding="utf-8"))
    return entries


def measure(entries: list[dict[str, Any]]) -> Iterator[Measured | str]:
    """Each entry measured, or a line that says why it was not."""
    for entry in entries:
        found = figures(entry["task"], entry["file"])
        if found is None:
            yield f"skip {entry['task']} on {entry['file']}: the corpora are not there"
            continue
        value = float(found[entry["figure"]])
        yield Measured(
            entry["task"], entry["file"], entry["figure"], value, entry.get("floor"),
            entry.get("most"),
        )  # fmt: skip


def main() -> int:
    """Print the table; 1 when a floor is broken."""
    broken = False
    wanted = sys.argv[1:]
    for row in measure([e for e in baseline() if not wanted or e["task"] in wanted]):
        print(row, flush=True)
        broken |= isinstance(row, Measured) and not row.holds
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())

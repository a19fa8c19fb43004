"""The labelled pages: one letter a line says what it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "data"

LETTERS = {
    "b": "body",
    "h": "headline",
    "s": "summary",
    "c": "caption",
    "y": "byline",
    "d": "dateline",
    "x": "chrome",
    "=": "duplicate",
}


@dataclass(frozen=True)
class LabelledPage:
    """A page as it is read, and the kind of each of its lines that holds text."""

    name: str
    text: str
    lines: tuple[str, ...]
    kinds: tuple[str, ...]


def load_pages(name: str) -> list[LabelledPage]:
    """The pages of `pages_{name}.txt`: `### name`, then lines of a letter, a space, the line."""
    parts = (DATA / f"pages_{name}.txt").read_text("utf-8").split("### ")[1:]
    return [_page(*part.split("\n", 1)) for part in parts]


def _page(name: str, body: str) -> LabelledPage:
    rows = [(LETTERS[row[0]], row[2:]) if row else ("", "") for row in body.split("\n")]
    full = [(kind, line) for kind, line in rows if line]
    return LabelledPage(
        name.strip(),
        "\n".join(line for _, line in rows),
        tuple(line for _, line in full),
        tuple(kind for kind, _ in full),
    )

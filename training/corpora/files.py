"""Opening the corpora's files, and the split that holds a part of them out."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
FOLDS = 5
SEED = "sayso"

Row = dict[str, Any]


def rows(path: Path) -> Iterator[Row]:
    """The JSON rows of a file, gzipped or not."""
    with (
        gzip.open(path, "rt", encoding="utf-8")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8") as lines
    ):
        for line in lines:
            yield json.loads(line)


def fold(text: str, seed: str = SEED) -> int:
    """The fold of a text, 0 to 4: the same text always falls into the same one.

    By text and not by id, so that a sentence that two files share is held out of both.
    """
    letters = "".join(char for char in text.lower() if char.isalnum())
    return hashlib.sha256(f"{seed}:{letters}".encode()).digest()[0] % FOLDS


def is_held_out(text: str) -> bool:
    """Whether a text of a corpus without a development file is kept for measuring."""
    return fold(text) == 0

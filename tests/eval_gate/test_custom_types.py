"""A type of one's own, from five examples: no change may make it useless."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.custom_types import FOLDER, measure


@pytest.mark.parametrize("book", sorted(FOLDER.glob("*.yaml")), ids=lambda book: book.stem)
def test_a_new_type_is_found_and_not_seen_everywhere(book: Path) -> None:
    result = measure(book)
    assert result.counts.precision >= 0.75, str(result)
    assert result.counts.recall >= 0.65, str(result)

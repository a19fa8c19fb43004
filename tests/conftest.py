"""Fixtures that every room's tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The workplace's folder of corpora and records; a user has none, so its tests skip."""
    if not SHARED.is_dir():
        pytest.skip("needs the shared folder of corpora, which only the developers have")
    return SHARED


# the first example of a test pays for loading tokenizers and models, which no deadline foresees
settings.register_profile("sayso", deadline=None, max_examples=60)
settings.load_profile("sayso")

"""The shipped weights, tokenizer and model card, and where another model is looked for."""

from __future__ import annotations

import os
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from sayso.errors import ModelError


def model_file(name: str) -> Traversable:
    """A file of the model: the shipped one, or that of the folder which `SAYSO_MODEL` names.

    Such a folder is what `python -m training.export CHECKPOINT --out FOLDER` writes. Raises
    ModelError where the file is not there.
    """
    folder = os.environ.get("SAYSO_MODEL")
    found = Path(folder) / name if folder else files("sayso.model").joinpath(name)
    if not found.is_file():
        raise ModelError(
            f"the model has no {name}",
            where=str(found),
            remedy="mend or unset SAYSO_MODEL" if folder else "install sayso again",
        )
    return found

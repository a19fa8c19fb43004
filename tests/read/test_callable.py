"""`sayso.read` is a function and a package, whichever was imported first."""

from __future__ import annotations

import subprocess
import sys

import pytest

ORDERS = {
    "the function, twice": "import sayso\nsayso.read(TEXT)\nfound = sayso.read(TEXT)",
    "the package first": "import sayso.read.options\nimport sayso\nfound = sayso.read(TEXT)",
    "by name": "from sayso.read import Columns\nfrom sayso import read\nfound = read(TEXT)",
}


@pytest.mark.parametrize("order", ORDERS)
def test_read_can_be_called(order: str) -> None:
    code = f"TEXT = 'Rebels shelled Taiz on Monday.'\n{ORDERS[order]}\nassert found.text == TEXT"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

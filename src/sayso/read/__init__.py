"""Reading: files, folders, addresses and raw text become articles.

Heavy libraries load when a page needs them, not with this package.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from sayso.read.failures import FailureLog
from sayso.read.html import read_html
from sayso.read.inputs import read_inputs
from sayso.read.options import Columns, ReadOptions
from sayso.read.pdf import read_pdf
from sayso.read.plain import read_text
from sayso.read.sentences import sentences

__all__ = [
    "Columns",
    "FailureLog",
    "ReadOptions",
    "read_html",
    "read_inputs",
    "read_pdf",
    "read_text",
    "sentences",
]


class _Callable(ModuleType):
    """This package, called like the function `sayso.read`, whose name it shares.

    Importing a part of it sets `sayso.read` to the package, also after the function was there.
    """

    def __call__(self, *source: Any, **options: Any) -> Any:
        from sayso.pipeline import read

        return read(*source, **options)


sys.modules[__name__].__class__ = _Callable

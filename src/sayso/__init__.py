"""Reads war reporting: who says who did what to whom, and does the record bear it out?

>>> import sayso
>>> article = sayso.read("report.html")  # doctest: +SKIP
>>> [(event.type, event.attribution.source) for event in article.events]  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sayso.errors import SaysoError
from sayso.schema import Article, Claim, Event, Failure

if TYPE_CHECKING:
    from sayso.archive import Archive
    from sayso.pipeline import CodeOptions, read, read_articles

    __version__: str

__all__ = [
    "Archive",
    "Article",
    "Claim",
    "CodeOptions",
    "Event",
    "Failure",
    "SaysoError",
    "__version__",
    "read",
    "read_articles",
]

# imported on first use, so that `import sayso` and `sayso --help` stay quick
_LAZY = dict.fromkeys(("CodeOptions", "read", "read_articles"), "sayso.pipeline")
_LAZY["Archive"] = "sayso.archive"


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("sayso")
    except PackageNotFoundError:  # a checkout that was never installed
        return "0+unknown"


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return _version()
    if name not in _LAZY:
        raise AttributeError(f"module 'sayso' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_LAZY[name]), name)

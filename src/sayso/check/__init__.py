"""The check: claims put to records, and the verdicts of the records on them."""

from sayso.check.engine import check_article, check_claims
from sayso.check.model import (
    Band,
    Check,
    Excluded,
    Finding,
    Period,
    RecordRow,
    Verdict,
    from_json,
    to_json,
)
from sayso.check.window import Window, parse_window

__all__ = [
    "Band",
    "Check",
    "Excluded",
    "Finding",
    "Period",
    "RecordRow",
    "Verdict",
    "Window",
    "check_article",
    "check_claims",
    "from_json",
    "parse_window",
    "to_json",
]

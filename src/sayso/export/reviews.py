"""ClaimReview lines: every checkable claim of the articles, put to the records."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO

from sayso.errors import RecordError
from sayso.export.claimreview import claim_review
from sayso.schema import Article

if TYPE_CHECKING:
    from sayso.export import Options


def write(articles: Iterable[Article], out: BinaryIO, options: Options) -> None:
    """Write one ClaimReview a line; claims that no record can decide are left out."""
    from sayso.check import check_article

    if not options.records:
        raise RecordError("no record to put the claims to", remedy="sayso record add FILE")
    for article in articles:
        for check in check_article(article, list(options.records)):
            if check.verdict != "not_checkable":
                line = json.dumps(claim_review(check, article), ensure_ascii=False, default=str)
                out.write(line.encode() + b"\n")

"""ClaimReview JSON-LD (schema.org) of checks.

Method: the vocabulary of schema.org/ClaimReview. The verdict stands as `alternateName`, with no
`ratingValue`: a record's verdict is a statement about rows, and no degree of truth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sayso.check.model import Check
    from sayso.schema import Article

AUTHOR = "sayso"


def claim_review(check: Check, article: Article | dict[str, Any]) -> dict[str, Any]:
    """The ClaimReview of one check; `article` is where the claim was read, or its JSON.

    `reviewBody` is the explanation, `isBasedOn` names the records with their versions and
    licences. There is no `datePublished`: the same input gives the same output.
    """
    review: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "author": {"@type": "Organization", "name": AUTHOR},
        "claimReviewed": _words(check),
        "itemReviewed": _claim(check, article),
        "reviewBody": check.explanation,
        "reviewRating": {
            "@type": "Rating",
            "alternateName": check.verdict.replace("_", " "),
            "ratingExplanation": "The verdict of a record on a claim, not of its truth.",
        },
    }
    if check.findings:
        review["isBasedOn"] = [
            {
                "@type": "Dataset",
                "name": finding.record,
                "version": finding.version,
                "license": finding.licence,
            }
            for finding in check.findings
        ]
    return review


def _words(check: Check) -> str:
    """The claim as written; for a claim from a table, what it comes to."""
    from sayso.check.explain import named, where

    claim = check.claim
    if claim.span.text:
        return " ".join(claim.span.text.split())
    return (
        f"{named(claim.actors, default='Somebody')} against {named(claim.targets)}, {where(claim)}"
    )


def _claim(check: Check, article: Article | dict[str, Any]) -> dict[str, Any]:
    claim = check.claim
    item: dict[str, Any] = {"@type": "Claim"}
    if claim.source == "article":
        author = _field(article, "publisher")
        kind = "Organization"
    else:
        author, kind = claim.source.name or claim.source.text, "Thing"
    if author:
        item["author"] = {"@type": kind, "name": author}
    url, title = _field(article, "url"), _field(article, "title")
    if url or title:
        appearance = {"@type": "CreativeWork", "url": url, "headline": title}
        item["appearance"] = {key: value for key, value in appearance.items() if value}
    return item


def _field(article: Article | dict[str, Any], name: str) -> Any:
    return article.get(name) if isinstance(article, dict) else getattr(article, name)

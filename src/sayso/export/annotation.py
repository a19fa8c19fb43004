"""W3C Web Annotation: each span of each event, selected by quotation and by position.

Method: the Web Annotation Data Model (W3C Recommendation, 23 February 2017). Positions count
Unicode code points, as it asks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from sayso.archive.flat import event_id
from sayso.archive.layout import content_hash
from sayso.export.notes import LICENCE
from sayso.export.spans import Labelled, spans
from sayso.schema import Article, Event

if TYPE_CHECKING:
    from sayso.export import Options

CONTEXT = 32  # characters of prefix and suffix, enough to tell repetitions apart


def web_annotations(article: Article) -> Iterator[dict[str, Any]]:
    """One annotation a span; those of one event link to the annotation of its trigger."""
    content = content_hash(article)
    source = article.url or f"urn:sayso:{content}"
    for event in article.events:
        base = f"urn:sayso:{event_id(content, event.id)}"
        for number, span in enumerate(spans(article, event)):
            yield {
                "@context": "http://www.w3.org/ns/anno.jsonld",
                "id": f"{base}/{number}",
                "type": "Annotation",
                "motivation": "classifying" if span.role == "trigger" else "identifying",
                "body": _bodies(event, span, trigger=f"{base}/0"),
                "target": {"source": source, "selector": _selectors(article.text, span)},
                "generator": {"type": "Software", "name": f"sayso {article.model}"},
                "rights": LICENCE,
            }


def _bodies(event: Event, span: Labelled, *, trigger: str) -> list[dict[str, Any]]:
    if span.role == "trigger":
        tags = [span.value or event.type, event.quad, event.factuality, event.attribution.stance]
        return [
            {"type": "TextualBody", "purpose": "classifying", "value": str(tag)} for tag in tags
        ]
    value = f"{span.role}: {span.value}" if span.value else span.role
    return [
        {"type": "TextualBody", "purpose": "identifying", "value": value},
        {"type": "SpecificResource", "purpose": "linking", "source": trigger},
    ]


def _selectors(text: str, span: Labelled) -> list[dict[str, Any]]:
    return [
        {
            "type": "TextQuoteSelector",
            "exact": text[span.start : span.end],
            "prefix": text[max(0, span.start - CONTEXT) : span.start],
            "suffix": text[span.end : span.end + CONTEXT],
        },
        {"type": "TextPositionSelector", "start": span.start, "end": span.end},
    ]


def write(articles: Iterable[Article], out: BinaryIO, options: Options) -> None:
    """Write a JSON array of annotations, one a line."""
    out.write(b"[")
    found = (one for article in articles for one in web_annotations(article))
    for number, one in enumerate(found):
        line = json.dumps(one, ensure_ascii=False)
        out.write((",\n" if number else "\n").encode() + line.encode())
    out.write(b"\n]\n")

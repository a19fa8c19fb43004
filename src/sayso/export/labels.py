"""Label Studio tasks: the text, with sayso's coding as a prediction to be corrected.

`CONFIG` is the labelling interface that the tasks fit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, BinaryIO

from sayso.annotate.labels import TYPES
from sayso.archive.layout import content_hash
from sayso.export.notes import LICENCE
from sayso.export.spans import ROLES, spans
from sayso.schema import Article, Event

if TYPE_CHECKING:
    from sayso.export import Options

_LABELS = "".join(f'<Label value="{name}"/>' for name in (*TYPES, *ROLES[1:]))
_RELATIONS = "".join(f'<Relation value="{name}"/>' for name in ROLES[1:])
CONFIG = (
    f'<View><Relations>{_RELATIONS}</Relations><Labels name="label" toName="text">{_LABELS}'
    '</Labels><Text name="text" value="$text"/></View>'
)


def task(article: Article) -> dict[str, Any]:
    """One task with one prediction, unless nothing was coded."""
    content = content_hash(article)
    result = [item for event in article.events for item in _results(article, event)]
    score = min((event.score for event in article.events), default=0.0)
    return {
        "data": {
            "text": article.text,
            "article": article.id,
            "title": article.title,
            "publisher": article.publisher,
            "url": article.url,
            "licence": LICENCE,
        },
        "meta": {"content": content},
        "predictions": [
            {"model_version": f"sayso {article.model}", "score": round(score, 4), "result": result}
        ],
    }


def _results(article: Article, event: Event) -> list[dict[str, Any]]:
    units = Units(article.text)
    found: list[dict[str, Any]] = []
    trigger = f"{event.id}-0"
    for number, span in enumerate(spans(article, event)):
        name = f"{event.id}-{number}"
        label = event.type if span.role == "trigger" else span.role
        value = {
            "start": units.at(span.start),
            "end": units.at(span.end),
            "text": article.text[span.start : span.end],
            "labels": [label],
        }
        region = {"id": name, "from_name": "label", "to_name": "text", "type": "labels"}
        found.append({**region, "value": value, "meta": {"text": [span.value or ""]}})
        if number:
            found.append({
                "type": "relation", "from_id": trigger, "to_id": name, "direction": "right",
                "labels": [span.role],
            })  # fmt: skip
    return found


class Units:
    """Offsets in UTF-16 code units, which Label Studio's browser side counts."""

    def __init__(self, text: str) -> None:
        self._wide = [i for i, char in enumerate(text) if ord(char) > 0xFFFF]

    def at(self, offset: int) -> int:
        """The offset in code units of an offset in characters."""
        return offset + sum(1 for i in self._wide if i < offset)


def write(articles: Iterable[Article], out: BinaryIO, options: Options) -> None:
    """Write the JSON array that Label Studio imports, a task a line."""
    out.write(b"[")
    for number, article in enumerate(articles):
        line = json.dumps(task(article), ensure_ascii=False)
        out.write((",\n" if number else "\n").encode() + line.encode())
    out.write(b"\n]\n")

"""The mentions of an article: model spans of the defence scheme, in the kinds of the schema."""

from __future__ import annotations

from sayso.annotate.annotation import Annotation
from sayso.schema import Mention, MentionKind

KINDS: dict[str, MentionKind] = {
    "Organisation": "actor",
    "Person": "actor",
    "Nationality": "actor",
    "Location": "place",
    "Temporal": "time",
    "Quantity": "quantity",
    "Money": "quantity",
    "Weapon": "weapon",
    "MilitaryPlatform": "weapon",
}


def mentions(text: str, annotation: Annotation) -> tuple[Mention, ...]:
    """The mentions in order; documents cited are left out, they are none of the kinds."""
    return tuple(
        Mention(m.start, m.end, text[m.start : m.end], KINDS[m.label], round(m.score, 4))
        for m in sorted(annotation.mentions, key=lambda m: (m.start, m.end))
        if m.label in KINDS
    )

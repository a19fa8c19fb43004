"""The labelled spans of coded articles, which three annotation formats share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sayso.schema import Article, Event


@dataclass(frozen=True, slots=True)
class Labelled:
    """A span with what it is (`role`) in which event, and a value such as an actor id."""

    event: str
    role: str
    start: int
    end: int
    value: str | None = None


ROLES = ("trigger", "actor", "recipient", "place", "source", "cue", "content")


def spans(article: Article, event: Event) -> Iterator[Labelled]:
    """The spans of one event: the trigger first, then who, where, and on whose word."""
    kind = f"{event.type}/{event.mode}" if event.mode else event.type
    yield Labelled(event.id, "trigger", event.trigger.start, event.trigger.end, kind)
    for role, people in (("actor", event.actors), ("recipient", event.recipients)):
        for person in people:
            if person.end > person.start:
                yield Labelled(event.id, role, person.start, person.end, person.id)
    yield from _place(article, event)
    for link in event.attribution.chain():
        if not isinstance(link.source, str) and link.source.end > link.source.start:
            source = link.source
            yield Labelled(event.id, "source", source.start, source.end, source.id)
        if link.cue:
            yield Labelled(event.id, "cue", link.cue.start, link.cue.end, link.stance)
        for content in link.content:
            yield Labelled(event.id, "content", content.start, content.end)


def _place(article: Article, event: Event) -> Iterator[Labelled]:
    """The mention of the event's place that is nearest to its trigger: events keep its words."""
    if event.place is None:
        return
    told = event.place.text
    found = [m for m in article.mentions if m.kind == "place" and m.text == told]
    if found:
        near = min(found, key=lambda m: abs(m.start - event.trigger.start))
        yield Labelled(event.id, "place", near.start, near.end, event.place.name)

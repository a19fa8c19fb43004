"""Events as flat rows: one Arrow table with a column for each thing told of an event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from sayso.schema import Article, Event, Participant, Quantity

TOLLS = ("killed", "wounded", "captured", "displaced", "returned")


def flat_schema() -> Any:
    """Arrow schema of `flat_table`; offsets are characters into the article's text."""
    import pyarrow as pa

    names = pa.list_(pa.string())
    columns = [
        ("article", pa.string()), ("title", pa.string()), ("publisher", pa.string()),
        ("published", pa.date32()), ("url", pa.string()), ("event", pa.string()),
        ("type", pa.string()), ("mode", pa.string()), ("quad", pa.string()),
        ("trigger", pa.string()), ("start", pa.int64()), ("end", pa.int64()),
        ("actors", names), ("actor_ids", names), ("recipients", names), ("recipient_ids", names),
        ("place", pa.string()), ("lat", pa.float64()), ("lon", pa.float64()),
        ("country", pa.string()), ("where_prec", pa.int8()),
        ("date_start", pa.date32()), ("date_end", pa.date32()), ("date_prec", pa.int8()),
        *((f"{toll}_{bound}", pa.int64()) for toll in TOLLS for bound in ("low", "best", "high")),
        ("factuality", pa.string()), ("factuality_score", pa.float64()), ("score", pa.float64()),
        ("source", pa.string()), ("source_id", pa.string()), ("stance", pa.string()),
        ("manner", pa.string()), ("chain", names), ("same_as", pa.string()),
    ]  # fmt: skip
    return pa.schema(columns)


def flat_table(articles: Iterable[Article]) -> Any:
    """One Arrow row an event, in the order of the articles and of their events.

    `source` is the nearest speaker ("article" for the article's own voice), `chain` all speakers
    from the nearest outwards.
    """
    import pyarrow as pa

    rows = [flat_row(article, event) for article in articles for event in article.events]
    return pa.Table.from_pylist(rows, schema=flat_schema())


def flat_row(article: Article, event: Event) -> dict[str, Any]:
    """The columns of one event."""
    return {
        "article": article.id,
        "title": article.title,
        "publisher": article.publisher,
        "published": article.date.start if article.date else None,
        "url": article.url,
        "event": event.id,
        "type": event.type,
        "mode": event.mode,
        "quad": event.quad,
        "trigger": event.trigger.text,
        "start": event.trigger.start,
        "end": event.trigger.end,
        "actors": [_name(person) for person in event.actors],
        "actor_ids": _ids(event.actors),
        "recipients": [_name(person) for person in event.recipients],
        "recipient_ids": _ids(event.recipients),
        **_where_when(event),
        **_tolls(event),
        "factuality": event.factuality,
        "factuality_score": event.factuality_score,
        "score": event.score,
        **_speech(event),
        "same_as": event.same_as,
    }


def _name(person: Participant) -> str:
    return person.name or person.text


def _ids(people: Sequence[Participant]) -> list[str | None]:
    return [person.id for person in people]


def _where_when(event: Event) -> dict[str, Any]:
    place, date = event.place, event.date
    return {
        "place": (place.name or place.text) if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "country": place.country if place else None,
        "where_prec": place.where_prec if place else None,
        "date_start": date.start if date else None,
        "date_end": date.end if date else None,
        "date_prec": date.date_prec if date else None,
    }


def _tolls(event: Event) -> dict[str, int | None]:
    told: dict[str, Quantity | None] = {toll: getattr(event.tolls, toll) for toll in TOLLS}
    return {
        f"{toll}_{bound}": getattr(quantity, bound) if quantity else None
        for toll, quantity in told.items()
        for bound in ("low", "best", "high")
    }


def _speech(event: Event) -> dict[str, Any]:
    source = event.attribution.source
    links = event.attribution.chain()
    return {
        "source": _speaker(source),
        "source_id": None if isinstance(source, str) else source.id,
        "stance": event.attribution.stance,
        "manner": event.attribution.manner,
        "chain": [_speaker(link.source) for link in links],
    }


def _speaker(source: Participant | Literal["article"]) -> str:
    return source if isinstance(source, str) else _name(source)

"""PLOVER events as JSON lines, with the field names of NGEC, the field's present coder.

`auxiliary_modes` are the four that PLOVER's manual defines and leaves undone: `negated`,
`hypothetical` and `future` come from factuality, `historical` from an event that ended more than
30 days before the article appeared.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from sayso.archive.flat import event_id
from sayso.archive.layout import content_hash
from sayso.export.notes import LICENCE
from sayso.schema import Article, Attribution, DateRange, Event, Participant, Place, Tolls

if TYPE_CHECKING:
    from sayso.export import Options

HISTORICAL_AFTER = dt.timedelta(days=30)
AUXILIARY = {"planned": "future", "hypothetical": "hypothetical", "did_not_happen": "negated"}
MAGNITUDES = {"killed": "dead", "wounded": "injured"}  # PLOVER's words


def auxiliary_modes(event: Event, published: DateRange | None) -> list[str]:
    """The auxiliary modes of an event; none for one that has just happened."""
    if event.factuality in AUXILIARY:
        return [AUXILIARY[event.factuality]]
    last = (event.date.end or event.date.start) if event.date else None
    day = published.start if published else None
    if event.factuality == "happened" and last and day and day - last > HISTORICAL_AFTER:
        return ["historical"]
    return []


def events(articles: Iterable[Article]) -> Iterator[dict[str, Any]]:
    """One dict an event."""
    for article in articles:
        content = content_hash(article)
        published = article.date.start.isoformat() if article.date and article.date.start else None
        for event in article.events:
            yield {
                "id": event_id(content, event.id),
                "date": _day(event.date) or published,
                "event_type": event.type,
                "event_mode": event.mode or "",
                "auxiliary_modes": auxiliary_modes(event, article.date),
                "quad_category": event.quad,
                "event_text": event.trigger.text,
                "attributes": _attributes(event),
                "event_geolocation": _geolocation(event.place),
                **_magnitudes(event.tolls),
                "factuality": event.factuality,
                "attribution": _attribution(event.attribution),
                "story_id": article.id,
                "orig_id": content,
                "publisher": article.publisher,
                "headline": article.title,
                "pub_date": published,
                "url": article.url,
                "version": f"sayso {article.model}",
                "license": LICENCE,
            }


def _day(date: DateRange | None) -> str | None:
    day = (date.start or date.end) if date else None
    return day.isoformat() if day else None


def _attributes(event: Event) -> dict[str, Any]:
    place, date = event.place, event.date
    return {
        "ACTOR": [_party(p) for p in event.actors],
        "RECIP": [_party(p) for p in event.recipients],
        "LOC": [{"text": place.text}] if place else [],
        "DATE": [{"text": date.text}] if date and date.text else [],
    }


def _party(participant: Participant) -> dict[str, Any]:
    return {
        "text": participant.text,
        "start_char": participant.start,
        "end_char": participant.end,
        "actor_id": participant.id,
        "name": participant.name,
        "country": participant.country or "",
        "code_1": participant.sector or "",
        "score": round(participant.score, 4),
    }


def _geolocation(place: Place | None) -> dict[str, Any]:
    if place is None or place.lat is None:
        return {"geo": None}
    return {
        "geo": {
            "resolved_placename": place.name,
            "lat": place.lat,
            "lon": place.lon,
            "country_code3": place.country,
            "where_prec": place.where_prec,
        }
    }


def _magnitudes(tolls: Tolls) -> dict[str, Any]:
    told = ((word, getattr(tolls, name)) for name, word in MAGNITUDES.items())
    return {
        word: {"low": q.low, "best": q.best, "high": q.high} for word, q in told if q is not None
    }


def _attribution(attribution: Attribution) -> Sequence[dict[str, Any]]:
    """The chain of speakers, innermost first; empty for the article's own voice."""
    return [
        {"source": _party(link.source), "stance": link.stance, "manner": link.manner}
        for link in attribution.chain()
        if not isinstance(link.source, str)
    ]


def write(articles: Iterable[Article], out: BinaryIO, options: Options) -> None:
    """Write one event a line."""
    for event in events(articles):
        out.write(json.dumps(event, ensure_ascii=False).encode() + b"\n")

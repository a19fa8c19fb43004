"""Articles as flat rows: the columns that the index, the tables and the exports share."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from sayso.archive.layout import SHORT
from sayso.schema import Article, Attribution, Claim, DateRange, Event, Participant, Place, Tolls

Row = dict[str, Any]

TOLLS = tuple(Tolls.__dataclass_fields__)


def event_id(content: str | None, event: str) -> str:
    """The id of an event in an archive: the start of its article's hash, and its own id; without
    the hash its own id alone.

    >>> event_id("0123456789abcdef0123456789abcdef", "e3")
    '0123456789ab/e3'
    """
    return f"{content[:SHORT]}/{event}" if content else event


def event_rows(article: Article, content: str | None = None) -> Iterator[Row]:
    """One row an event; `sentence` is the sentence that its trigger stands in. `content` is the
    article's hash, which makes the ids unique among articles."""
    from sayso.read.sentences import sentences

    spans = sentences(article) if article.events else []
    for event in article.events:
        yield {
            "event": event_id(content, event.id),
            "type": event.type,
            "mode": event.mode,
            "quad": event.quad,
            "factuality": event.factuality,
            "factuality_score": event.factuality_score,
            "score": event.score,
            "trigger": event.trigger.text,
            "trigger_start": event.trigger.start,
            "trigger_end": event.trigger.end,
            "sentence": _sentence(article.text, spans, event),
            "actors": names(event.actors),
            "recipients": names(event.recipients),
            **place_columns(event.place),
            **date_columns(event.date),
            **_toll_columns(event.tolls),
            **said_columns(event.attribution),
            "same_as": event_id(content, event.same_as) if event.same_as else None,
        }


def names(participants: Sequence[Participant]) -> str | None:
    """Ids, or names where there is no id, one after another; None of nobody."""
    return "; ".join(p.id or p.name or p.text for p in participants) or None


def _sentence(text: str, spans: Sequence[tuple[int, int]], event: Event) -> str:
    at = bisect_right(spans, (event.trigger.start, len(text) + 1)) - 1
    start, end = spans[at] if at >= 0 else (event.trigger.start, event.trigger.end)
    if not start <= event.trigger.start < end:
        start, end = event.trigger.start, event.trigger.end
    return " ".join(text[start:end].split())


def place_columns(place: Place | None) -> Row:
    """The columns of a place, all None where there is none."""
    return {
        "place": (place.name or place.text) if place else None,
        "place_text": place.text if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "country": place.country if place else None,
        "where_prec": place.where_prec if place else None,
        "radius_km": place.radius_km if place else None,
    }


def date_columns(date: DateRange | None) -> Row:
    """The columns of a date, all None where there is none."""
    return {
        "date_start": date.start if date else None,
        "date_end": date.end if date else None,
        "date_prec": date.date_prec if date else None,
    }


def _toll_columns(tolls: Tolls) -> Row:
    row: Row = {}
    for name in TOLLS:
        quantity = getattr(tolls, name)
        for bound in ("low", "best", "high"):
            row[f"{name}_{bound}"] = getattr(quantity, bound) if quantity else None
    return row


def said_columns(attribution: Attribution) -> Row:
    """On whose word: the innermost source, and the chain of those who report it."""
    source, chain = attribution.source, list(attribution.chain())[1:]
    told = None if isinstance(source, str) else source
    return {
        "source": "article" if told is None else told.name or told.text,
        "source_id": told.id if told else None,
        "source_country": told.country if told else None,
        "source_sector": told.sector if told else None,
        "stance": attribution.stance,
        "manner": attribution.manner,
        "said_within": "; ".join(_speaker(link) for link in chain) or None,
    }


def _speaker(link: Attribution) -> str:
    source = link.source
    return source if isinstance(source, str) else source.id or source.name or source.text


def participant_rows(article: Article, content: str | None = None) -> Iterator[Row]:
    """One row for each actor, recipient and source of each event."""
    for event in article.events:
        source = event.attribution.source
        speakers = () if isinstance(source, str) else (source,)
        sides = (("actor", event.actors), ("recipient", event.recipients), ("source", speakers))
        for role, people in sides:
            for position, person in enumerate(people):
                yield {
                    "event": event_id(content, event.id),
                    "role": role,
                    "position": position,
                    "id": person.id,
                    "name": person.name,
                    "text": person.text,
                    "country": person.country,
                    "sector": person.sector,
                    "score": person.score,
                    "start": person.start,
                    "end": person.end,
                }


def claim_rows(article: Article, content: str | None = None) -> Iterator[Row]:
    """One row a claim."""
    for claim in article.claims:
        source, toll = claim.source, claim.toll
        told = None if isinstance(source, str) else source
        yield {
            "claim": event_id(content, claim.id),
            "event": event_id(content, claim.event) if claim.event else None,
            "kind": claim.kind,
            "source": "article" if told is None else told.name or told.text,
            "source_id": told.id if told else None,
            "stance": claim.stance,
            "factuality": claim.factuality,
            "words": " ".join(claim.span.text.split()),
            **_claim_parties(claim),
            **place_columns(claim.place),
            **date_columns(claim.date),
            "measure": claim.measure,
            "toll_low": toll.low if toll else None,
            "toll_best": toll.best if toll else None,
            "toll_high": toll.high if toll else None,
            "type": claim.type,
            "mode": claim.mode,
            "reason": claim.reason,
        }


def _claim_parties(claim: Claim) -> Row:
    return {
        "actors": names(claim.actors),
        "targets": names(claim.targets),
        "over": names(claim.over),
    }

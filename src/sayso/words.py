"""Coded things in a reader's words: what terminal, pages and notebooks all print."""

from __future__ import annotations

from sayso.schema import DateRange, Participant, Place, Quantity, Tolls

# Marks beside the words, so that factuality can be told without colour.
FACTUALITY_MARKS = {
    "happened": "●",
    "ongoing": "◐",
    "planned": "○",
    "hypothetical": "?",
    "did_not_happen": "✗",
}


def party_in_words(participant: Participant) -> str:
    """The words of the text, with the actor id behind them where one is known."""
    return f"{participant.text} [{participant.id}]" if participant.id else participant.text


def tolls_in_words(tolls: Tolls) -> str:
    """ "killed 17+, wounded 30"."""
    told = ((kind, getattr(tolls, kind)) for kind in Tolls.__dataclass_fields__)
    return ", ".join(f"{kind} {quantity_in_words(q)}" for kind, q in told if q is not None)


def quantity_in_words(quantity: Quantity) -> str:
    """A number with its bounds: "17+", "50-60", "up to 30"."""
    low, best, high = quantity.low, quantity.best, quantity.high
    if low is not None and high is not None and low != high:
        return f"{low:,}-{high:,}"
    if high is None and low is not None:
        return f"{low:,}+"
    if low is None and high is not None:
        return f"up to {high:,}"
    return f"{best:,}" if best is not None else "?"


def place_in_words(place: Place | None) -> str:
    """The place's name, with a question mark where it was not found."""
    if place is None:
        return ""
    shown = place.name or place.text
    return f"{shown}, {place.country}" if place.country else shown if place.lat else f"{shown} (?)"


def date_in_words(date: DateRange | None) -> str:
    """A day, a range, or the article's words where they tell no day."""
    if date is None:
        return ""
    if date.start is None and date.end is None:
        return f"“{date.text}”"
    if date.start == date.end:
        return str(date.start)
    return f"{date.start or '…'} to {date.end or '…'}"

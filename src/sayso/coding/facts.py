"""What several parts of the coder ask of events and places: are they real, are they exact."""

from __future__ import annotations

from sayso.resolve.geo import COUNTRY_PREC
from sayso.schema import Place

REAL = ("happened", "ongoing")  # the factualities of what is told to have taken place


def same_reality(one: str, two: str) -> bool:
    """Whether two factualities can be told of one act."""
    return one == two or (one in REAL and two in REAL)


def is_exact(place: Place | None) -> bool:
    """Whether a place is known, and more exactly than by its country."""
    return place is not None and place.lat is not None and place.where_prec < COUNTRY_PREC

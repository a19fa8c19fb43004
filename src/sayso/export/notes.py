"""The licence notes that travel with every export."""

from __future__ import annotations

ARTICLES = "texts and quotations: rights with their publishers"
PLACES = "places: GeoNames (geonames.org), CC BY 4.0, selected and joined with other names"
CODING = "coding: by machine (sayso), unreviewed"
LICENCE = f"{ARTICLES}; {PLACES}; {CODING}"

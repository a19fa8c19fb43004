"""Score toponym recognition and resolution as the geoparsing literature does.

Measures: Gritta, Pilehvar and Collier, "A Pragmatic Guide to Geoparsing Evaluation" (2020):
accuracy within 161 km (100 miles), mean and median error, and the area under the curve of the
logarithm of the error, from 0 (best) to 1, with 20,039 km (half the equator) the largest error.
"""

from __future__ import annotations

import gzip
import json
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from pathlib import Path
from typing import Any

from sayso.errors import RowError
from sayso.resolve.gazetteer import Gazetteer
from sayso.resolve.geo import distance_km
from sayso.resolve.places import PlaceQuery, resolve_places
from sayso.resolve.places_recognise import recognise
from sayso.schema import Place, Span

WITHIN_KM = 161.0
LARGEST_KM = 20_039.0
_CONTEXT = 60  # characters given to the resolver on either side


@dataclass(frozen=True, slots=True)
class Toponym:
    """A labelled place name: offsets into the text, and degrees."""

    start: int
    end: int
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class PlaceScore:
    """Figures of `sayso eval places`; distances in km over the resolved ones.

    `acc161` is over the toponyms found and resolved, `acc161_gold` over all labelled ones with
    their spans given (an unresolved one counts as wrong), `coverage` the share of labelled ones
    that got a point. `end_to_end_f1` counts a toponym as right when found and within 161 km.
    """

    articles: int
    toponyms: int
    recognition_f1: float
    recognition_precision: float
    recognition_recall: float
    acc161: float
    acc161_gold: float
    coverage: float
    precision161: float
    mean_km: float
    median_km: float
    auc: float
    end_to_end_f1: float
    wrong: tuple[tuple[str, str, str], ...] = ()


def error_auc(errors: Sequence[float]) -> float:
    """Area under the curve of sorted log errors, scaled to 0 (all exact) .. 1 (all antipodal).

    >>> error_auc([0.0, 0.0]), error_auc([20039.0, 20039.0])
    (0.0, 1.0)
    """
    if not errors:
        return 1.0
    logs = sorted(log(1 + min(error, LARGEST_KM)) for error in errors)
    if len(logs) == 1:
        return logs[0] / log(1 + LARGEST_KM)
    # trapezoid rule over equally spaced ranks
    area = sum((one + two) / 2 for one, two in pairwise(logs))
    return area / ((len(logs) - 1) * log(1 + LARGEST_KM))


def read_rows(path: Path, texts: Path | None = None) -> Iterator[dict[str, Any]]:
    """Rows `{id, text, toponyms}` of a JSONL file; texts of rows without one come from `texts`.

    `texts` is a JSONL file (plain or gzip) with `id` and `text`. Raises `RowError` for a row
    that has no text anywhere.
    """
    known = dict(_texts(texts)) if texts else {}
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            row = json.loads(line)
            text = row.get("text", known.get(row["id"]))
            if text is None:
                raise RowError(
                    f"no text for {row['id']!r}", where=f"{path}:{number}", remedy="name its texts"
                )
            yield {**row, "text": text}


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    for line in raw.splitlines():
        row = json.loads(line)
        yield row["id"], row["text"]


def resolve_spans(
    text: str, spans: Sequence[tuple[int, int]], *, gazetteer: Gazetteer
) -> list[Place]:
    """Resolve spans of one text together."""
    queries = [
        PlaceQuery(text[start:end], text[max(0, start - _CONTEXT) : start], text[end:][:_CONTEXT])
        for start, end in spans
    ]
    return resolve_places(queries, gazetteer=gazetteer)


def evaluate(
    rows: Iterable[Mapping[str, Any]],
    *,
    gazetteer: Gazetteer,
    found: Mapping[str, Sequence[Span]] | None = None,
) -> PlaceScore:
    """Score rows `{id, text, toponyms: [{start, end, lat, lon}]}`.

    `found` gives the spans of a recogniser by row id; without it the gazetteer recognises.
    """
    tally = _Tally()
    for row in rows:
        text = row["text"]
        gold = [Toponym(t["start"], t["end"], t["lat"], t["lon"]) for t in row["toponyms"]]
        if found is None:
            spans: Sequence[Span] = recognise(text, gazetteer)
        else:
            spans = found.get(row["id"], ())
        tally.add(row["id"], text, gold, spans, gazetteer=gazetteer)
    return tally.score()


class _Tally:
    def __init__(self) -> None:
        self.articles = self.gold = self.found = self.matched = self.close = 0
        self.gold_resolved = self.gold_close = 0
        self.errors: list[float] = []
        self.found_errors: list[float] = []
        self.wrong: list[tuple[str, str, str]] = []

    def add(
        self,
        row_id: str,
        text: str,
        gold: Sequence[Toponym],
        spans: Sequence[Span],
        *,
        gazetteer: Gazetteer,
    ) -> None:
        self.articles += 1
        self.gold += len(gold)
        self.found += len(spans)
        self._gold_spans(row_id, text, gold, gazetteer=gazetteer)
        places = resolve_spans(text, [(s.start, s.end) for s in spans], gazetteer=gazetteer)
        by_span = {(s.start, s.end): place for s, place in zip(spans, places, strict=True)}
        for toponym in gold:
            place = by_span.get((toponym.start, toponym.end))
            if place is None:
                continue
            self.matched += 1
            error = _error(place, toponym)
            if error is not None:
                self.found_errors.append(error)
                self.close += error <= WITHIN_KM

    def _gold_spans(
        self, row_id: str, text: str, gold: Sequence[Toponym], *, gazetteer: Gazetteer
    ) -> None:
        places = resolve_spans(text, [(t.start, t.end) for t in gold], gazetteer=gazetteer)
        for toponym, place in zip(gold, places, strict=True):
            error = _error(place, toponym)
            surface = text[toponym.start : toponym.end]
            if error is None:
                self.wrong.append((row_id, surface, f"unresolved: {place.why}"))
                continue
            self.gold_resolved += 1
            self.gold_close += error <= WITHIN_KM
            self.errors.append(error)
            if error > WITHIN_KM:
                self.wrong.append((row_id, surface, f"{error:.0f} km off: {place.name}"))

    def score(self) -> PlaceScore:
        precision = self.matched / max(self.found, 1)
        recall = self.matched / max(self.gold, 1)
        return PlaceScore(
            articles=self.articles,
            toponyms=self.gold,
            recognition_f1=2 * self.matched / max(self.found + self.gold, 1),
            recognition_precision=precision,
            recognition_recall=recall,
            acc161=self.close / max(len(self.found_errors), 1),
            acc161_gold=self.gold_close / max(self.gold, 1),
            coverage=self.gold_resolved / max(self.gold, 1),
            precision161=self.gold_close / max(self.gold_resolved, 1),
            mean_km=statistics.fmean(self.errors) if self.errors else 0.0,
            median_km=statistics.median(self.errors) if self.errors else 0.0,
            auc=error_auc(self.errors),
            end_to_end_f1=2 * self.close / max(self.found + self.gold, 1),
            wrong=tuple(self.wrong),
        )


def _error(place: Place, gold: Toponym) -> float | None:
    if place.lat is None or place.lon is None:
        return None
    return distance_km(place.lat, place.lon, gold.lat, gold.lon)

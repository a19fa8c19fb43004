"""Incidents of an archive: linked, stored in its index, and read back."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from sayso.archive import index
from sayso.archive.lock import writer_lock
from sayso.errors import ArchiveError
from sayso.link.candidates import COUNTRY_PREC, Found, pairs
from sayso.link.compare import Incident, Version, compare
from sayso.link.fields import are_apart
from sayso.link.fields import table as fields_table
from sayso.link.model import pair_models
from sayso.link.tellings import FEATURES, Documents, Telling, telling
from sayso.link.tellings import table as text_table
from sayso.pairs import PairModel, average_linkage, components

if TYPE_CHECKING:
    from sayso.archive.store import Archive

__all__ = ["Incident", "Version", "ensure_linked", "link", "load_incident"]

# speech is of its speaker; what is merely planned or wished has not happened to be compared
TYPES = (
    "ASSAULT", "PROTEST", "COERCE", "MOBILIZE", "RETREAT", "SANCTION", "AID", "COOPERATE",
    "CONSULT", "AGREE",
)  # fmt: skip
TOLD = ("happened", "ongoing", "did_not_happen")
UNDATED = dt.timedelta(days=2)  # news of an undated act is of the days before it is printed
LONGEST = 31  # days: a vaguer date says no day
_TOLLS = ("killed", "wounded", "captured", "displaced", "returned")

_EVENTS = """
SELECT e.*, a.published, a.id AS article_id, a.publisher,
       list(p.id) FILTER (p.role = 'actor' AND p.id IS NOT NULL) AS actor_ids,
       list(p.id) FILTER (p.role = 'recipient' AND p.id IS NOT NULL) AS recipient_ids
FROM events e JOIN articles a ON a.number = e.article
LEFT JOIN participants p ON p.event = e.event
WHERE e.type IN (SELECT unnest($types)) AND e.factuality IN (SELECT unnest($told))
GROUP BY ALL ORDER BY a.published, e.event
"""


def ensure_linked(archive: Archive) -> None:
    """Link the archive's events unless that was done since the last article came.

    Where another process writes, the incidents stay as they are for now.
    """
    cursor = archive.cursor()
    known = cursor.execute("SELECT shards, method FROM linked").fetchone()
    if known != (index.digest(cursor), method()):
        try:
            link(archive)
        except ArchiveError:
            if known is None:
                raise


def method() -> str:
    """What tells one way of linking from another: a hash of the weights."""
    used = [pair_models()[name] for name in ("text", "incident")]
    return hashlib.sha256(msgspec.json.encode(used)).hexdigest()[:16]


def link(archive: Archive) -> int:
    """Find the incidents of an archive anew and store them; gives their number."""
    with writer_lock(archive.layout.lock):
        index.refresh(archive.layout)
        rows = index_rows(archive, types=TYPES, told=TOLD)
        events = [found(row) for row in rows]
        copies = dict(
            archive.cursor().execute("SELECT article, near FROM near_duplicates").fetchall()
        )
        told = dict(zip((e.event for e in events), rows, strict=True))
        made = [
            compare([(events[i], told[events[i].event]) for i in cluster], copies)
            for cluster in clusters(events)
            if len({events[i].article for i in cluster}) > 1
        ]
        with index.changed(archive.layout) as fields:
            _store(fields, sorted(made, key=lambda one: one.id))
    return len(made)


def index_rows(
    archive: Archive, *, types: Sequence[str], told: Sequence[str]
) -> list[dict[str, Any]]:
    """The events of these types and factualities, with their article and parties."""
    cursor = archive.cursor()
    result = cursor.execute(_EVENTS, {"types": list(types), "told": list(told)})
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def found(row: dict[str, Any]) -> Found:
    """An event of the index as linking sees it."""
    first, last, is_dated = days(row["date_start"], row["date_end"], row["published"])
    tolls = tuple(
        (kind, row[f"{kind}_low"], row[f"{kind}_best"], row[f"{kind}_high"])
        for kind in _TOLLS
        if any(row[f"{kind}_{bound}"] is not None for bound in ("low", "best", "high"))
    )
    same = "event article type mode quad factuality stance source source_id trigger sentence place"
    return Found(
        **{name: row[name] for name in same.split()},
        lat=row["lat"],
        lon=row["lon"],
        country=row["country"],
        where_prec=row["where_prec"] or COUNTRY_PREC,
        radius_km=row["radius_km"] or 0.0,
        actors=frozenset(row["actor_ids"] or ()),
        recipients=frozenset(row["recipient_ids"] or ()),
        first=first,
        last=last,
        is_dated=is_dated,
        tolls=tolls,
        score=row["score"],
    )


def days(
    start: dt.date | None, end: dt.date | None, published: dt.date | None
) -> tuple[dt.date, dt.date, bool]:
    """First and last day of an event, and whether its text told them."""
    if start or end:
        first, last = start or end, end or start
        assert first is not None and last is not None
        if 0 <= (last - first).days <= LONGEST:
            return first, last, True
    if published:
        return published - UNDATED, published, False
    return dt.date.min, dt.date.min, False


def clusters(events: Sequence[Found]) -> list[list[int]]:
    """The events that are one happening each, as positions; singles included."""
    compared = pairs(events)
    scores = pair_scores(events, compared)
    return joined(events, compared, scores, threshold=pair_models()["incident"].threshold)


def joined(
    events: Sequence[Found], compared: Sequence[tuple[int, int]], scores: Any, *, threshold: float
) -> list[list[int]]:
    """Clusters by the probabilities of pairs; a pair at places that exclude each other counts 0."""
    likely = {
        (i, j): float(score)
        for (i, j), score in zip(compared, scores, strict=True)
        if score > threshold / 10 and not are_apart(events[i], events[j])
    }
    groups = components(len(events), likely)
    group_of = {number: at for at, inside in enumerate(groups) for number in inside}
    shared: dict[int, dict[tuple[int, int], float]] = defaultdict(dict)
    for pair, score in likely.items():
        shared[group_of[pair[0]]][pair] = score
    return sorted(
        cluster
        for at, inside in enumerate(groups)
        for cluster in _joined(inside, shared[at], threshold=threshold)
    )


def _joined(
    inside: Sequence[int], scores: dict[tuple[int, int], float], *, threshold: float
) -> list[list[int]]:
    place = {number: at for at, number in enumerate(inside)}
    local = {(place[i], place[j]): score for (i, j), score in scores.items()}
    made = average_linkage(len(inside), local, threshold=threshold)
    return [[inside[at] for at in members] for members in made]


def pair_scores(events: Sequence[Found], compared: Sequence[tuple[int, int]]) -> Any:
    """The probability that each pair is one happening."""
    models = pair_models()
    rows = pair_features(events, compared, models["text"])
    return models["incident"].scores(rows)


def pair_features(
    events: Sequence[Found], compared: Sequence[tuple[int, int]], text: PairModel
) -> Any:
    """The features of `sayso.link.fields` for each pair."""
    if not compared:
        return fields_table(events, [], np.zeros(0))
    wanted = sorted({i for pair in compared for i in pair})
    tellings, documents = _tellings(events, wanted)
    columns = [FEATURES.index(name) for name in text.features]
    place = {number: at for at, number in enumerate(wanted)}
    local = [(place[i], place[j]) for i, j in compared]
    logits = text.logits(text_table(tellings, local, documents)[:, columns])
    return fields_table(events, compared, logits)


def _tellings(events: Sequence[Found], wanted: Sequence[int]) -> tuple[list[Telling], Documents]:
    from sayso.link.vectors import Vectors

    texts: dict[int, list[str]] = {}
    for number in wanted:
        texts.setdefault(events[number].article, []).append(events[number].sentence)
    place = {article: at for at, article in enumerate(texts)}
    documents = Documents([" ".join(dict.fromkeys(held)) for held in texts.values()])
    vectors = Vectors([], [])
    nothing = np.zeros(0, np.float32)
    return [
        _telling(events[n], document=place[events[n].article], vectors=vectors, nothing=nothing)
        for n in wanted
    ], documents


def _telling(event: Found, *, document: int, vectors: Any, nothing: Any) -> Telling:
    at = max(0, event.sentence.find(event.trigger))
    return telling(
        event.sentence,
        (at, at + len(event.trigger)),
        (0, len(event.sentence)),
        document=document,
        first=False,
        parties=(" ".join(event.actors), " ".join(event.recipients)),
        times="",
        types=nothing,
        vector=nothing,
        word=vectors.word(event.trigger),
    )


def _store(fields: Any, incidents: Iterable[Incident]) -> None:
    import pyarrow as pa

    listed = list(incidents)
    rows = [{**one.row(), "body": msgspec.json.encode(one).decode()} for one in listed]
    links = [{"incident": one.id, "event": said.event} for one in listed for said in one.tellings]
    fields.execute("DELETE FROM incidents; DELETE FROM incident_events; DELETE FROM linked")
    for name, found in (("incidents", rows), ("incident_events", links)):
        if found:
            fields.register("new_rows", pa.Table.from_pylist(found))
            fields.execute(f"INSERT INTO {name} BY NAME SELECT * FROM new_rows")  # noqa: S608
            fields.unregister("new_rows")
    fields.execute("INSERT INTO linked VALUES ($1, $2)", [index.digest(fields), method()])


def load_incident(archive: Archive, name: str) -> Incident:
    """One incident by its id, as last linked; raises `ArchiveError` when there is none."""
    row = archive.cursor().execute(
        "SELECT body FROM incidents WHERE incident = $1", [name]
    ).fetchone()  # fmt: skip
    if row is None:
        raise ArchiveError(
            f"no incident {name!r}", where=str(archive.path), remedy="sayso incidents lists them"
        )
    return msgspec.json.decode(row[0], type=Incident)


def all_incidents(archive: Archive) -> Iterator[Incident]:
    """All incidents of an archive, by their first day."""
    ensure_linked(archive)
    rows = archive.cursor().execute(
        "SELECT body FROM incidents ORDER BY date_start, incident"
    ).fetchall()  # fmt: skip
    return (msgspec.json.decode(body, type=Incident) for (body,) in rows)

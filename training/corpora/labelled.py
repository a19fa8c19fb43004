"""Events labelled by offset in texts of the corpora (`training/labelled`).

The speech of these passages is not labelled, their chains only in some.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from training.corpora.files import Row, is_held_out, rows
from training.corpora.own import ROLES, Example, Offsets, OwnEvent

LABELLED = Path(__file__).parents[1] / "labelled"
# texts whose sources state a licence: CC BY-SA, as Wikipedia has it, MIT, and governments' own
LICENSED = frozenset(
    {"news/current_events.jsonl", "events/where_train.jsonl", "ner/re3d_train.jsonl"}
)


def read_labelled(
    corpora: Path, folder: Path = LABELLED, *, held_out: bool, unlicensed: bool = True
) -> Iterator[tuple[str, Example]]:
    """Document and passage of all labels, in the order of the files.

    The document is empty where one passage is the whole of it. A document is held out as a whole.
    Without `unlicensed`, only texts whose sources state a licence.
    """
    labels = [row for path in sorted(folder.glob("*.jsonl")) for row in rows(path)]
    for file in dict.fromkeys(row["file"] for row in labels):
        if not unlicensed and file not in LICENSED:
            continue
        mine = [row for row in labels if row["file"] == file]
        texts = _texts(corpora / file, {row["id"] for row in mine})
        for row in mine:
            text = texts[row["id"]]
            if is_held_out(text) == held_out:
                document = row["id"] if row["at"] != [0, len(text)] else ""
                yield document, _passage(row, text)


def _texts(path: Path, wanted: set[str]) -> dict[str, str]:
    return {record["id"]: record["text"] for record in rows(path) if record["id"] in wanted}


def _passage(row: Row, text: str) -> Example:
    start, end = row["at"]
    return Example(
        id=f"{row['id']} {start}-{end}",
        text=text[start:end],
        date=None,
        events=events_of(row),
        speech=[],
        coref=[[(a - start, b - start) for a, b in chain] for chain in row.get("coref", [])],
    )


def events_of(row: Row) -> list[OwnEvent]:
    """The events of a row, by offset in its passage."""
    return [_event(event, row["at"][0]) for event in row["events"]]


def _event(row: Row, start: int) -> OwnEvent:
    def moved(span: list[int]) -> Offsets:
        return span[0] - start, span[1] - start

    tolls = row.get("toll", [])
    spans = {**row, "toll": [span for _, span in tolls]}
    roles = {role: [moved(span) for span in spans.get(role, [])] for role in ROLES}
    return OwnEvent(
        trigger=moved(row["trigger"]),
        type=row["type"],
        mode=row["mode"],
        factuality=row["factuality"],
        roles=roles,
        toll_kinds=[kind for kind, _ in tolls],
    )

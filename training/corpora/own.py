"""The project's own examples (`training/examples`), with their strings found in the text.

Events and speech stand in the files of the folder itself, names of one scheme in those of `names/`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from training.corpora.files import Row

EXAMPLES = Path(__file__).parents[1] / "examples"
ROLES = ("actor", "recipient", "place", "time", "toll", "instrument")
_NTH = re.compile(r"#(\d+)$")

Offsets = tuple[int, int]


@dataclass(frozen=True, slots=True)
class OwnEvent:
    """A labelled event; every span is (start, end) in the example's text."""

    trigger: Offsets
    type: str
    mode: str | None
    factuality: str
    roles: dict[str, list[Offsets]]
    toll_kinds: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Speech:
    """A labelled attribution."""

    source: Offsets | None
    cue: Offsets | None
    content: list[Offsets]
    stance: str


@dataclass(frozen=True, slots=True)
class Example:
    """One example of `training/examples`."""

    id: str
    text: str
    date: str | None
    events: list[OwnEvent]
    speech: list[Speech]
    coref: list[list[Offsets]]


def find(text: str, words: str) -> Offsets:
    """Where `words` stand in `text`; see the examples' README for `#n` and ` ... `.

    >>> find("a man, a plan", "a#2"), find("one two three", "one ... three")
    ((7, 8), (0, 13))
    """
    if " ... " in words:
        first, last = words.split(" ... ", 1)
        start, after = find(text, first)
        tail = find(text[after:], last)
        return start, after + tail[1]
    nth, bare = 1, words
    if match := _NTH.search(words):
        nth, bare = int(match[1]), words[: match.start()]
    places = list(_occurrences(text, bare))
    if len(places) < nth:
        raise ValueError(f"{words!r} is not in the text" + (f" {nth} times" if nth > 1 else ""))
    return places[nth - 1]


def _occurrences(text: str, words: str) -> Iterator[Offsets]:
    if not words.strip():
        raise ValueError("an empty span")
    before = r"(?<!\w)" if words[0].isalnum() else ""
    after = r"(?!\w)" if words[-1].isalnum() else ""
    for match in re.finditer(before + re.escape(words) + after, text):
        yield match.span()


def parse(row: Row) -> Example:
    """The example of one JSON line; raises ValueError or KeyError that names what is wrong."""
    text = row["text"]
    return Example(
        id=row["id"],
        text=text,
        date=row.get("date"),
        events=[_event(text, event) for event in row.get("events", [])],
        speech=[_speech(text, speech) for speech in row.get("speech", [])],
        coref=[[find(text, words) for words in chain] for chain in row.get("coref", [])],
    )


def _event(text: str, row: Row) -> OwnEvent:
    roles = {role: [find(text, words) for words in row.get(role, [])] for role in ROLES[:4]}
    roles["toll"] = [find(text, words) for _, words in row.get("toll", [])]
    roles["instrument"] = [find(text, words) for words in row.get("instrument", [])]
    return OwnEvent(
        trigger=find(text, row["trigger"]),
        type=row["type"],
        mode=row.get("mode"),
        factuality=row["factuality"],
        roles=roles,
        toll_kinds=[kind for kind, _ in row.get("toll", [])],
    )


def _speech(text: str, row: Row) -> Speech:
    return Speech(
        source=find(text, row["source"]) if row.get("source") else None,
        cue=find(text, row["cue"]) if row.get("cue") else None,
        content=[find(text, words) for words in row["content"]],
        stance=row.get("stance") or "asserts",
    )


def read_examples(folder: Path = EXAMPLES) -> Iterator[Example]:
    """All examples of the folder, files in name order."""
    yield from map(parse, example_rows(folder))


def example_rows(folder: Path = EXAMPLES) -> Iterator[Row]:
    """The JSON rows of all examples of the folder, files in name order."""
    for path in sorted(folder.glob("*.jsonl")):
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def name_rows(folder: Path = EXAMPLES) -> Iterator[Row]:
    """The rows of `folder/names` as the corpora of names have them, with their scheme."""
    yield from map(named, example_rows(folder / "names"))


def named(row: Row) -> Row:
    """A row of names with offsets in place of strings; raises ValueError or KeyError as `parse`.

    >>> row = {"id": "1", "text": "Ann met Ann", "scheme": "names", "spans": {"PER": ["Ann#2"]}}
    >>> named(row)["spans"]
    [{'start': 8, 'end': 11, 'label': 'PER'}]
    """
    found = sorted(
        (*find(row["text"], words), label)
        for label, mentions in row["spans"].items()
        for words in mentions
    )
    spans = [{"start": start, "end": end, "label": label} for start, end, label in found]
    return {"id": row["id"], "text": row["text"], "scheme": row["scheme"], "spans": spans}

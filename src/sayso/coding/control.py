"""Who is said to hold what: states, which are no events, become `control` claims."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from sayso.schema import Article, Claim, Mention, Participant, Place, Span

_HELD = re.compile(r"[\w’'.-]*?([A-Za-z]+)-(?:held|controlled|occupied|run|ruled)\b")
_VERB = re.compile(
    r"\b(?:holds?|controls?|occup(?:y|ies)|(?:remains?|(?:are|is) still) in control of"
    r"|(?:has|have|had) held|(?:is|are|was|were) holding)\b"
)
_UNDER = re.compile(
    r"\b(?:under (?:the )?control of|in the hands of|(?:held|controlled|occupied) by)\b"
)
_NEGATED = re.compile(r"\b(?:no longer|not|never|n't|lost)\b[^.]{0,20}$", re.IGNORECASE)
REACH = 60  # characters between the holder, the verb and the place


def control_claims(article: Article) -> Iterator[Claim]:
    """The claims that somebody holds a place, in the order of the text."""
    for block in article.read_blocks():
        for pattern, before in ((_VERB, True), (_UNDER, False)):
            for match in pattern.finditer(article.text, block.start, block.end):
                claim = _claim(article, match, holder_first=before)
                if claim:
                    yield claim
        yield from _adjectives(article, block.start, block.end)


def _claim(article: Article, match: re.Match[str], *, holder_first: bool) -> Claim | None:
    before = _nearest(article, match.start(), -1, "actor" if holder_first else "place")
    after = _nearest(article, match.end(), 1, "place" if holder_first else "actor")
    if before is None or after is None:
        return None
    holder, place = (before, after) if holder_first else (after, before)
    lost = _NEGATED.search(article.text[max(0, match.start() - 30) : match.start()])
    start, end = before.start, after.end
    return _built(article, holder, place, span=(start, end), denied=bool(lost))


def _adjectives(article: Article, start: int, end: int) -> Iterator[Claim]:
    """ "ISIL-held Raqqa": the holder stands in the adjective."""
    for match in _HELD.finditer(article.text, start, end):
        place = _nearest(article, match.end(), 1, "place")
        if place is None or place.start - match.end() > 20:
            continue
        holder = Mention(*match.span(1), match[1], "actor")
        yield _built(article, holder, place, span=(match.start(), place.end), denied=False)


def _nearest(article: Article, at: int, side: int, kind: str) -> Mention | None:
    """The nearest mention of a kind before or after a position, within reach and sentence."""
    mentions = article.mentions
    index = bisect_left(mentions, at, key=lambda m: m.start)
    order = mentions[index:] if side > 0 else mentions[:index][::-1]
    for mention in order[:6]:
        gap = article.text[at : mention.start] if side > 0 else article.text[mention.end : at]
        if len(gap) > REACH or re.search(r"[.!?;]\s", gap):
            return None
        if mention.kind == kind:
            return mention
    return None


def _built(
    article: Article, holder: Mention, place: Mention, *, span: tuple[int, int], denied: bool
) -> Claim:
    voice = next(
        (
            event.attribution
            for event in article.events
            for content in event.attribution.content
            if content.start <= span[0] and span[1] <= content.end
        ),
        None,
    )
    return Claim(
        id="",
        kind="control",
        event=None,
        source=voice.source if voice else "article",
        span=Span(*span, article.text[span[0] : span[1]]),
        actors=(_participant(article, holder),),
        place=place.place or Place(text=place.text),
        date=article.date,
        stance=voice.stance if voice else "asserts",
        factuality="did_not_happen" if denied else "ongoing",
    )


def _participant(article: Article, holder: Mention) -> Participant:
    """The holder as resolved for an event that names it by the same words, else unresolved."""
    for event in article.events:
        for known in (*event.actors, *event.recipients):
            if known.text == holder.text:
                return known
    return Participant(
        holder.start, holder.end, holder.text, id=holder.actor_id, score=holder.score
    )

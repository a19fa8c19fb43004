"""On whose word a stretch of text stands: the chain of speech that holds it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sayso.annotate.annotation import Annotation, Speech, Tagged
from sayso.coding.lexicon import lexicon
from sayso.coding.quotes import Quotes, find_quotes
from sayso.coding.referents import Referents, stands_in
from sayso.coding.spans import cross, span_of, within
from sayso.read.words import lowered
from sayso.schema import Attribution, Manner, Participant, Span

GIVEN = 0.5  # the score of content that the sentence gives and the model did not
CLOSING = 4  # words after a speaker that still leave him at the sentence's end ("said on Monday")
_ABOUT = re.compile(r"\s*[-–—,(]*\s+(?:which|who|whose|that)\s")
CARRY = 600  # characters over which a quotation without a speaker of its own looks back for one


@dataclass(frozen=True, slots=True)
class Voice:
    """An attribution as drafted, and why it was chosen."""

    attribution: Attribution
    why: str


ARTICLE = Voice(
    Attribution(source="article", score=1.0), "no speaker holds it: the article's voice"
)


class Speakers:
    """Answers "who says this?" for one article."""

    def __init__(self, text: str, annotation: Annotation, referents: Referents) -> None:
        self.text, self.referents = text, referents
        self.quotes: Quotes = find_quotes(text)
        self.speech = [_completed(s, annotation, text) for s in annotation.speech]
        self.speech = [s for s in self.speech if s.content]

    def voice(self, start: int, end: int) -> Voice:
        """The attribution of the words from `start` to `end`."""
        holding = self._holding(start, end)
        if not holding:
            carried = self._carried(start, end)
            return carried or ARTICLE
        within: Attribution | None = None
        for speech in reversed(holding):  # outermost first
            within = self._attribution(speech, start, within)
        assert within is not None
        return Voice(within, self._because(holding[0]))

    def speaker_span(self, start: int, end: int) -> tuple[int, int] | None:
        """The span of the innermost named speaker of some words, for "we" and "our"."""
        for link in self.voice(start, end).attribution.chain():
            if link.source != "article":
                return link.source.start, link.source.end
        return None

    def reporters(self, start: int, end: int) -> list[Tagged]:
        """The speakers of some words, where they name themselves outside of what they say."""
        return [s.source for s in self._holding(start, end) if s.source and not _holds(s, s.source)]

    def sayers(self, start: int, end: int) -> list[Tagged]:
        """The speakers who are named within a stretch as such, outside of what they say."""
        named = [s for s in self.speech if s.source and start <= s.source.start < end]
        return [s.source for s in named if s.source and not _holds(s, s.source)]

    def opened_by(self, pronoun: Tagged) -> tuple[int, int] | None:
        """The speaker, for a pronoun that opens what he is reported to say: "X said it had hit"."""
        if lowered(self.text[pronoun.start : pronoun.end]) not in ("it", "he", "she", "they"):
            return None
        if self.quotes.around(pronoun.start, pronoun.end):
            return None
        for speech in self.speech:
            starts = [self._first(content) for content in speech.content]
            if speech.source and pronoun.start in starts:
                return self._named(speech.source)
        return None

    def _first(self, content: Tagged) -> int:
        return content.start + (5 if self.text.startswith("that ", content.start) else 0)

    def _named(self, source: Tagged) -> tuple[int, int]:
        found = self._source(source)
        return span_of(found)

    def _holding(self, start: int, end: int) -> list[Speech]:
        """The speech whose content holds the words, innermost first, sources named."""
        found = [
            (content.end - content.start, speech)
            for speech in self.speech
            for content in speech.content
            if within((start, end), span_of(content)) and speech.source
            and not cross(span_of(speech.cue), (start, end))
        ]  # fmt: skip
        found.sort(key=lambda pair: pair[0])
        chain: list[Speech] = []
        for _, speech in found:
            inner = chain[-1] if chain else None
            if inner is None or _holds(speech, inner.cue):
                chain.append(speech)
        return chain

    def _carried(self, start: int, end: int) -> Voice | None:
        """A quotation that no speech holds belongs to whoever spoke last."""
        quote = self.quotes.around(start, end)
        if quote is None:
            return None
        quote = self._opening(quote)
        before = [s for s in self.speech if s.source and s.cue.end <= quote[0] + 1]
        inside_paragraph = [s for s in self.speech if s.source and self._same_line(s, quote)]
        last = min(inside_paragraph, key=lambda s: abs(s.cue.start - quote[1]), default=None)
        if last is None and before and quote[0] - before[-1].cue.end <= CARRY:
            last = before[-1]
        if last is None:
            return None
        within = self._attribution(last, start, None)
        return Voice(within, f"a quotation that goes on from {self._quoted(last.cue)}")

    def _opening(self, quote: tuple[int, int]) -> tuple[int, int]:
        """The first of the quotations that follow each other, paragraph upon paragraph."""
        for earlier in reversed(self.quotes.spans):
            if earlier[1] <= quote[0] and not self.text[earlier[1] : quote[0]].strip():
                quote = earlier
        return quote

    def _same_line(self, speech: Speech, quote: tuple[int, int]) -> bool:
        low, high = sorted((speech.cue.start, quote[0]))
        outside = not quote[0] <= speech.cue.start < quote[1]
        return outside and "\n" not in self.text[low:high] and high - low <= CARRY

    def _attribution(self, speech: Speech, at: int, within: Attribution | None) -> Attribution:
        assert speech.source is not None
        return Attribution(
            source=self._source(speech.source),
            stance=speech.stance,  # type: ignore[arg-type]
            manner=self._manner(speech, at),
            cue=self._span(speech.cue),
            content=tuple(self._span(content) for content in speech.content),
            within=within,
            score=round(min(speech.cue.score, speech.source.score), 4),
        )

    def _source(self, source: Tagged) -> Participant:
        start, end = self._trimmed(source)
        words = lowered(self.text[start:end])
        referent = self.referents.resolve((start, end))
        why, span = referent.why, referent.named
        if stands_in(words) and (last := self._last_named(source, span)):
            span, why = last, "a pronoun: taken for whoever spoke before"
        elif span == (start, end) and (full := self._in_full(source, words)):
            span, why = full, f"“{words}” read as “{self.text[slice(*full)]}”"
        start, end = span or (start, end)
        return Participant(start, end, self.text[start:end], score=round(source.score, 4), why=why)

    def _trimmed(self, source: Tagged) -> tuple[int, int]:
        """A speaker without the clause about him: "the Observatory, which relies on ..."."""
        clause = _ABOUT.search(self.text, source.start, source.end)
        return source.start, clause.start() if clause else source.end

    def _last_named(
        self, pronoun: Tagged, likeliest: tuple[int, int] | None
    ) -> tuple[int, int] | None:
        """Whoever "he added" means: the antecedent if it has spoken, else the last speaker."""
        spoke = [s.source for s in self.speech if s.source and s.source.end <= pronoun.start]
        named = [s for s in spoke if self._is_name(s) and pronoun.start - s.end <= CARRY]
        if likeliest and any(cross(span_of(s), likeliest) for s in named):
            return likeliest
        word = self.text[pronoun.start : pronoun.end].lower()
        if named and (word not in ("he", "she") or self._is_person(named[-1])):
            return self._trimmed(named[-1])
        people = [m for m in self.referents.people if m.label == "Person" and self._is_name(m)]
        near = [m for m in people if 0 < pronoun.start - m.end <= CARRY]
        if word in ("he", "she") and near and not likeliest:
            return span_of(near[-1])
        return likeliest or (self._trimmed(named[-1]) if named else None)

    def _is_name(self, tagged: Tagged) -> bool:
        words = self.text[tagged.start : tagged.end]
        return not stands_in(words) and any(char.isupper() for char in words)

    def _is_person(self, tagged: Tagged) -> bool:
        people = (m for m in self.referents.people if m.label == "Person")
        return any(cross(span_of(m), span_of(tagged)) for m in people)

    def _in_full(self, source: Tagged, words: str) -> tuple[int, int] | None:
        """The earlier and longer name of "the source", "the observatory"."""
        if not words.startswith("the ") or len(words.split()) > 2:
            return None
        head = words.split()[-1]
        for speech in reversed(self.speech):
            if speech.source is None or speech.source.end > source.start:
                continue
            start, end = self._trimmed(speech.source)
            earlier = re.findall(r"\w+", self.text[start:end].lower())
            if head in earlier and len(earlier) > 2:
                return start, end
        return None

    def _manner(self, speech: Speech, at: int) -> Manner:
        if self.quotes.around(at, at + 1):
            return "quote"
        marks = sum(self.quotes.covered(c.start, c.end) for c in speech.content)
        return "mixed" if marks else "paraphrase"

    def _because(self, speech: Speech) -> str:
        assert speech.source is not None
        return f"inside what {self._quoted(speech.source)} {self._quoted(speech.cue)}"

    def _quoted(self, tagged: Tagged) -> str:
        return f"“{self.text[tagged.start : tagged.end]}”"

    def _span(self, tagged: Tagged) -> Span:
        return Span(tagged.start, tagged.end, self.text[tagged.start : tagged.end])


def _holds(speech: Speech, tagged: Tagged) -> bool:
    """Whether something stands inside what is said."""
    return any(within(span_of(tagged), span_of(content)) for content in speech.content)


def _completed(speech: Speech, annotation: Annotation, text: str) -> Speech:
    """Speech with all that its place in the sentence gives it.

    One that closes a sentence ("..., X said.") holds what comes before it, back to an earlier
    speaker; "according to X" holds its sentence, wherever it stands.
    """
    sentence = next((s for s in annotation.sentences if s[0] <= speech.cue.start < s[1]), None)
    if sentence is None or speech.source is None:
        return speech
    first = min(speech.cue.start, speech.source.start)
    last = max(speech.cue.end, speech.source.end)
    cue = text[speech.cue.start : speech.cue.end].lower()
    if cue.startswith("according"):
        others = [s for s in annotation.speech if s is not speech]
        parts = _parts(sentence, (first, last), others)
    elif len(text[last : sentence[1]].split()) <= CLOSING and _tells_back(speech, first, cue):
        others = [s for s in annotation.speech if s.cue.end <= first]
        parts = _parts((sentence[0], first), (first, first), others)
    else:
        return speech
    found = [part for part in parts if text[slice(*part)].strip(" ,.;")]
    held = [c for c in speech.content if not any(cross(span_of(c), part) for part in found)]
    told = [*held, *(Tagged(a, b, "content", GIVEN) for a, b in found)]
    return replace(speech, content=tuple(sorted(told, key=lambda c: c.start)))


def _tells_back(speech: Speech, first: int, cue: str) -> bool:
    """Whether what is said stands before the speaker."""
    if not speech.content:
        return not lexicon().telling.isdisjoint(cue.split())
    return any(content.end <= first + 1 for content in speech.content)


def _parts(
    sentence: tuple[int, int], own: tuple[int, int], others: Sequence[Speech]
) -> list[tuple[int, int]]:
    """What a speaker holds of a sentence: before and after himself, up to another speaker."""
    start, end = sentence
    for other in others:
        near = (other.cue, *([other.source] if other.source else []))
        if start < max(t.end for t in near) <= own[0]:
            start = max(t.end for t in near)
        if own[1] <= min(t.start for t in near) < end:
            end = min(t.start for t in near)
    return [(start, own[0]), (own[1], end)]

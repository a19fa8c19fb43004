"""On whose word a stretch of text stands: the chain of speech that holds it."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.annotate.annotation import Annotation, Speech, Tagged
from sayso.coding.quotes import Quotes, find_quotes
from sayso.coding.referents import PRONOUNS, Referents
from sayso.schema import Attribution, Manner, Participant, Span

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
        self.speech = [s for s in annotation.speech if s.content]

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

    def _holding(self, start: int, end: int) -> list[Speech]:
        """The speech whose content holds the words, innermost first, sources named."""
        found = [
            (content.end - content.start, speech)
            for speech in self.speech
            for content in speech.content
            if content.start <= start and end <= content.end and speech.source
            and not (speech.cue.start < end and start < speech.cue.end)
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
        before = [s for s in self.speech if s.source and s.cue.end <= quote[0] + 1]
        inside_paragraph = [s for s in self.speech if s.source and self._same_line(s, quote)]
        last = min(inside_paragraph, key=lambda s: abs(s.cue.start - quote[1]), default=None)
        if last is None and before and quote[0] - before[-1].cue.end <= CARRY:
            last = before[-1]
        if last is None:
            return None
        within = self._attribution(last, start, None)
        return Voice(within, f"a quotation that goes on from {self._quoted(last.cue)}")

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
        referent = self.referents.resolve((source.start, source.end))
        why, span = referent.why, referent.named
        if span is None and (last := self._last_named(source)):
            span, why = last, "a pronoun without antecedent: taken for whoever spoke before"
        start, end = span or referent.span
        return Participant(start, end, self.text[start:end], score=round(source.score, 4), why=why)

    def _last_named(self, pronoun: Tagged) -> tuple[int, int] | None:
        """Whoever "he added" most likely means: the person named last, else the last speaker."""
        word = self.text[pronoun.start : pronoun.end].lower()
        named = [s.source for s in self.speech if s.source]
        if word in ("he", "she"):
            named = [m for m in self.referents.people if m.label == "Person"]
        for tagged in reversed(named):
            words = self.text[tagged.start : tagged.end]
            is_name = words.lower() not in PRONOUNS and any(char.isupper() for char in words)
            if is_name and 0 < pronoun.start - tagged.end <= CARRY:
                return tagged.start, tagged.end
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


def _holds(outer: Speech, cue: Tagged) -> bool:
    return any(c.start <= cue.start and cue.end <= c.end for c in outer.content)

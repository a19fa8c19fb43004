"""Articles to annotations, batch-first: windows of many articles share the encoder's calls."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice

import numpy as np

from sayso.annotate import heads
from sayso.annotate.agreement import OTHERS, agreed
from sayso.annotate.ahead import ahead
from sayso.annotate.annotation import Annotation, Span, Speech, Tagged, Trigger
from sayso.annotate.decode import Run, decode, decode_layers
from sayso.annotate.edges import trimmed
from sayso.annotate.encoder import Encoded, Encoder
from sayso.annotate.labels import (
    FACTUALITY,
    MENTION_SCHEMES,
    MODE_LABELS,
    ROLE_LAYERS,
    SPEECH_LAYERS,
    STANCES,
    TOLLS,
    TYPES,
    bio,
)
from sayso.annotate.tokens import Window, make_windows, tokenize
from sayso.schema import Article

# Few enough that the next ones can be encoded while these are coded, enough to fill a call.
ARTICLES_AT_ONCE = 8
# Probability that a word is a trigger at all, above which it is taken for one; chosen on the
# held-out fold of the own examples (docs/quality.md).
TRIGGER_MIN = 0.38
# Weight of the pair head beside the trigger's own type scores, chosen likewise.
PAIR_WEIGHT = 0.5
# A role's span whose tags are on the mean less sure than this is left out.
ROLE_MIN = 0.4
ACTING = ("Organisation", "Person", "Nationality")
_Group = tuple[Sequence[Article], list[list[Span]], list[list[Encoded]]]
_CUE_TAGS = bio(("cue",))
# Sentences from the trigger within which a role may stand: place and time are often told in the
# sentence before; a party told there is reached by coreference instead.
_REACH = np.array([
    99 if tag == "O" else int(tag[2:] in ("place", "time")) for tags in ROLE_LAYERS for tag in tags
])  # fmt: skip
_MODE_ROWS = {
    kind: [i for i, (owner, _) in enumerate(MODE_LABELS) if owner == kind] for kind in TYPES
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What is cut where; the defaults are the ones the shipped model was measured with."""

    trigger: float = TRIGGER_MIN
    role: float = ROLE_MIN


@lru_cache(maxsize=4)
def shared_encoder(threads: int = 0) -> Encoder:
    """One encoder per process and number of threads."""
    return Encoder(threads=threads)


def annotate(
    articles: Iterable[Article],
    *,
    encoder: Encoder | None = None,
    thresholds: Thresholds = Thresholds(),
) -> Iterator[tuple[Article, Annotation]]:
    """Each article with its annotation, in order."""
    reader = encoder or shared_encoder()

    # told to use one thread, it uses one
    step = map if reader.threads == 1 else ahead
    for group in step(partial(_encoded, encoder=reader), _groups(articles)):
        for article, cut, windows in zip(*group, strict=True):
            with heads.thread_pools().limit(limits=1, user_api="blas"):
                found = _annotation(windows, cut, article.text, thresholds)
            yield article, found


def _groups(articles: Iterable[Article]) -> Iterator[list[Article]]:
    stream = iter(articles)
    while group := list(islice(stream, ARTICLES_AT_ONCE)):
        yield group


def _encoded(group: Sequence[Article], encoder: Encoder) -> _Group:
    """The articles of a group, the sentences of each, and the encoded windows of each."""
    from sayso.read.sentences import sentences

    spans = [sentences(article) for article in group]
    tokens = tokenize([article.text for article in group])
    windows = [
        window
        for number, (found, cut) in enumerate(zip(tokens, spans, strict=True))
        for window in make_windows(found, cut, number)
    ]
    by_article: list[list[Encoded]] = [[] for _ in group]
    for encoded in encoder.encode(windows):
        by_article[encoded.window.article].append(encoded)
    return group, spans, by_article


def antecedents(
    article: Article,
    spans: Iterable[Span],
    *,
    apart: Collection[tuple[Span, Span]] = (),
    encoder: Encoder | None = None,
) -> dict[Span, tuple[Span, float]]:
    """The likeliest earlier one of the given spans of an article for each that has one.

    Spans are (start, end) in characters; each comes with its antecedent and the probability.
    `apart` are pairs that cannot mean the same.
    """
    from sayso.read.sentences import sentences

    windows = make_windows(tokenize([article.text])[0], sentences(article))
    encoded = (encoder or shared_encoder()).encode(windows)
    parts = [_Part(number, e, Thresholds()) for number, e in enumerate(encoded)]
    return _antecedents(parts, sorted(set(spans)), article.text, apart)


def annotate_text(
    text: str, *, encoder: Encoder | None = None, thresholds: Thresholds = Thresholds()
) -> Annotation:
    """The annotation of a text taken as one sentence (the corpora's rows are such)."""
    encoder = encoder or shared_encoder()
    encoded = encode_text(text, encoder)
    return _annotation(encoded, [(0, len(text))], text, thresholds)


def encode_text(text: str, encoder: Encoder | None = None) -> list[Encoded]:
    """The encoded windows of a text taken as one sentence."""
    windows = make_windows(tokenize([text])[0], [(0, len(text))])
    return (encoder or shared_encoder()).encode(windows)


def _annotation(
    encoded: Sequence[Encoded], cut: Sequence[Span], text: str, thresholds: Thresholds
) -> Annotation:
    parts = [_Part(number, e, thresholds) for number, e in enumerate(encoded)]
    mentions = tuple(m for part in parts for m in part.mentions("defence"))
    triggers = tuple(t for part in parts for t in part.triggers())
    speech = tuple(trimmed(s, text) for part in parts for s in part.speech())
    return Annotation(
        sentences=tuple(cut),
        mentions=mentions,
        names=tuple(m for part in parts for m in part.mentions("names")),
        triggers=triggers,
        speech=speech,
        antecedents=_antecedents(
            parts, _corefering(mentions, triggers, speech), text, _apart(triggers, text)
        ),
    )


def _corefering(
    mentions: Sequence[Tagged], triggers: Sequence[Trigger], speech: Sequence[Speech]
) -> list[Span]:
    """The spans among which coreference is asked: whoever acts, is acted upon, or speaks."""
    spans = {(m.start, m.end) for m in mentions if m.label in ACTING}
    spans |= {
        (r.start, r.end) for t in triggers for r in t.roles if r.label in ("actor", "recipient")
    }
    spans |= {(s.source.start, s.source.end) for s in speech if s.source}
    return sorted(spans)


def _apart(triggers: Sequence[Trigger], text: str) -> list[tuple[Span, Span]]:
    """Who acts and a pronoun that is acted upon: "they stopped them" means two parties."""
    pairs = []
    for trigger in triggers:
        actors = [(r.start, r.end) for r in trigger.roles if r.label == "actor"]
        hit = [(r.start, r.end) for r in trigger.roles if r.label == "recipient"]
        plain = [span for span in hit if text[slice(*span)] in OTHERS]
        pairs += [(actor, span) for actor in actors for span in plain]
    return pairs


def _antecedents(
    parts: Sequence[_Part],
    spans: list[Span],
    text: str,
    apart: Collection[tuple[Span, Span]],
) -> dict[Span, tuple[Span, float]]:
    """The likeliest earlier mention of each span, where "none" is not likelier."""
    placed = [
        (span, vector, at) for part in parts for span, vector, at in part.mention_vectors(spans)
    ]
    if len(placed) < 2:
        return {}
    vectors = np.stack([vector for _, vector, _ in placed])
    table = heads.antecedents(vectors, np.array([at for _, _, at in placed]))
    table = agreed(table, text, [span for span, _, _ in placed], apart)
    best = table[:, 1:].argmax(1)
    return {
        placed[i][0]: (placed[j][0], float(table[i, 1 + j]))
        for i, j in enumerate(best.tolist())
        if j < i and table[i, 1 + j] > table[i, 0]
    }


class _Part:
    """The reading of one encoded window."""

    def __init__(self, number: int, encoded: Encoded, thresholds: Thresholds) -> None:
        self.number, self.encoded, self.thresholds = number, encoded, thresholds
        self.window: Window = encoded.window
        self.starts, self.ends = self.window.tokens.starts, self.window.tokens.ends

    def tagged(self, run: Run) -> Tagged:
        """A run of words as a span of characters."""
        start, end = int(self.starts[run.start]), int(self.ends[run.end - 1])
        return Tagged(start, end, run.label, run.score)

    def mentions(self, scheme: str) -> list[Tagged]:
        """The mentions of one scheme."""
        tags = bio(MENTION_SCHEMES[scheme])
        return [self.tagged(run) for run in decode(self.encoded.logits(scheme)[None], tags)[0]]

    def triggers(self) -> list[Trigger]:
        """The triggers with their types, modes, factuality and linked spans."""
        probabilities = heads.softmax(self.encoded.logits("trigger"))
        at = np.flatnonzero(1 - probabilities[:, 0] >= self.thresholds.trigger).tolist()
        scores = heads.link("role", self.encoded.vectors, [(word, word + 1) for word in at])
        if not at:
            return []
        linked = [
            [run for run in runs if run.score >= self.thresholds.role]
            for runs in decode_layers(self._near(scores, at), ROLE_LAYERS, touching=False)
        ]
        pairs = [(_first(runs, "actor"), _first(runs, "recipient")) for runs in linked]
        between = heads.pair_types(self.encoded.vectors, pairs)
        own = np.log(probabilities[at, 1:] + 1e-9)
        own -= np.logaddexp.reduce(own, axis=1, keepdims=True)
        types = heads.softmax(own + PAIR_WEIGHT * between)
        return [
            self._trigger(word, types[i], float(1 - probabilities[word, 0]), linked[i])
            for i, word in enumerate(at)
        ]

    def _near(self, scores: heads.Floats, at: list[int]) -> heads.Floats:
        """Role scores with what stands too many sentences from the trigger ruled out."""
        sentence = self.window.sentence
        apart = np.abs(sentence[None] - sentence[at][:, None])
        far = apart[:, :, None] > _REACH[None, None]
        out: heads.Floats = np.where(far, np.float32(-1e4), scores)
        return out

    def _trigger(self, word: int, types: heads.Floats, score: float, runs: list[Run]) -> Trigger:
        ranked = [(TYPES[i], float(types[i])) for i in np.argsort(-types)[:3]]
        modes = _MODE_ROWS[ranked[0][0]]
        mode = heads.softmax(self.encoded.logits("mode")[word, modes])
        fact = heads.softmax(self.encoded.logits("factuality")[word])
        tolls = self.encoded.logits("toll")
        return Trigger(
            start=int(self.starts[word]),
            end=int(self.ends[word]),
            score=score,
            types=tuple(ranked),
            mode=(MODE_LABELS[modes[int(mode.argmax())]][1], float(mode.max())),
            factuality=tuple((FACTUALITY[i], float(fact[i])) for i in np.argsort(-fact)),
            certainty=3 * float(self.encoded.logits("score")[word, 0]),
            roles=tuple(self.tagged(run) for run in runs if run.label != "toll"),
            tolls=tuple(
                (self.tagged(run), TOLLS[int(tolls[run.start].argmax())])
                for run in runs
                if run.label == "toll"
            ),
            sentence=int(self.window.sentence[word]),
            window=self.number,
            vector=self.encoded.vectors[word],
        )

    def speech(self) -> list[Speech]:
        """The speech: each cue with what it links to."""
        cues = decode(self.encoded.logits("cue")[None], _CUE_TAGS, touching=False)[0]
        scores = heads.link("speech", self.encoded.vectors, [(c.start, c.end) for c in cues])
        linked = decode_layers(scores, SPEECH_LAYERS, touching=False)
        return [self._said(cue, runs) for cue, runs in zip(cues, linked, strict=True)]

    def _said(self, cue: Run, runs: list[Run]) -> Speech:
        stance = heads.softmax(self.encoded.logits("stance")[cue.start])
        sources = [run for run in runs if run.label == "source"]
        source = max(sources, key=lambda run: run.score, default=None)
        return Speech(
            cue=self.tagged(cue),
            source=self.tagged(source) if source else None,
            content=tuple(self.tagged(run) for run in runs if run.label == "content"),
            stance=STANCES[int(stance.argmax())],
            stance_score=float(stance.max()),
            sentence=int(self.window.sentence[cue.start]),
        )

    def mention_vectors(self, spans: list[Span]) -> Iterator[tuple[Span, heads.Floats, int]]:
        """Those spans that lie in this window: first and last words' vectors, and word number."""
        if not len(self.starts):
            return
        low, high = int(self.starts[0]), int(self.ends[-1])
        for start, end in spans:
            if low <= start and end <= high:
                first = int(np.searchsorted(self.ends, start, side="right"))
                last = max(first, int(np.searchsorted(self.starts, end)) - 1)
                pair = np.concatenate([self.encoded.vectors[first], self.encoded.vectors[last]])
                yield (start, end), pair, self._number(first)

    def _number(self, word: int) -> int:
        # windows are about 200 words; the exact distance across them does not matter to the head
        return self.number * 256 + word


def _first(runs: Sequence[Run], role: str) -> tuple[int, int] | None:
    return next(((run.start, run.end) for run in runs if run.label == role), None)

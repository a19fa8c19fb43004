"""Triggers and their links to drafted events; names, places and dates are resolved later."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sayso.annotate.annotation import Annotation, Tagged, Trigger
from sayso.coding.acts import Act, find_acts
from sayso.coding.circumstances import Circumstances
from sayso.coding.codebook import Codebook
from sayso.coding.facts import REAL
from sayso.coding.lexicon import lexicon
from sayso.coding.parties import BODILY, Parties, PartyReader
from sayso.coding.referents import Referent, Referents
from sayso.coding.spans import cross, span_of
from sayso.coding.speakers import Speakers, Voice
from sayso.coding.words import Words, ends_phrase
from sayso.schema import Article, Attribution, Event, Participant, Span, Tolls

# An act of which nothing else is told must itself be told more surely than the threshold asks.
BARE_MIN = 0.6
_EACH_OTHER = frozenset(("each other", "one another", "each other's", "each other’s"))
_CHARGE = re.compile(r"\b(?:of|for|that)\b")
ACCUSED = 80  # characters from an accusing word to the act it blames
RECORDED = 1946  # the year in which UCDP's record of armed conflict begins
_YEAR = r"(?:1[0-8]\d\d|19[0-3]\d|194[0-5])"
_OLD = re.compile(  # years before it, and no hours of the day ("at 1500", "1430 local time")
    rf"(?<!\bat )(?<!\baround )\b{_YEAR}s?\b(?! (?:h|gmt|utc|local|day|year))"
    r"|^(?:in|until|since|by) (?:AD )?[1-9]\d\d$"
    r"|\b(?!20th|21st|twent)[\w-]+(?:st|nd|rd|th) century|\bcenturies ago\b|\b(?:BC|BCE|AD)\b"
)


def draft(article: Article, annotation: Annotation, codebook: Codebook) -> list[Event]:
    """The events of an article as its triggers tell them, one each, unresolved.

    Places, dates and tolls hold only their words; `sayso.resolve` fills the rest.
    """
    return list(_Drafter(article, annotation, codebook).events())


def is_history(event: Event, article: Article) -> bool:
    """Whether a dated act lies before all records, in an article that does not.

    "Timur sacked it in 1398" is background, and no event of the article.
    """
    if event.date is None or not _is_current(article):
        return False
    end = event.date.end
    return end.year < RECORDED if end else _OLD.search(event.date.text or "") is not None


def _is_current(article: Article) -> bool:
    day = article.date.end if article.date else None
    return day is None or day.year >= RECORDED


class _Drafter:
    """One article's events."""

    def __init__(self, article: Article, annotation: Annotation, codebook: Codebook) -> None:
        self.article, self.codebook, self.text = article, codebook, article.text
        typed = tuple(codebook.typed(trigger, self.text) for trigger in annotation.triggers)
        self.annotation = annotation = replace(annotation, triggers=typed)
        self.referents = Referents(self.text, annotation)
        self.speakers = Speakers(self.text, annotation, self.referents)
        stops = [span_of(t) for t in annotation.triggers]
        stops += [span_of(s.cue) for s in annotation.speech]
        named = [
            _until_verb(span_of(m), stops, self.text)
            for m in (*annotation.names, *annotation.mentions)
            if _holds(m, self.text[m.start : m.end])
        ]
        places = [span_of(n) for n in annotation.names if n.label == "LOC"]
        self.words = Words(self.text, names=named, stops=stops, places=places)
        self.reader = PartyReader(self.words)
        self.circumstances = Circumstances(self.words, annotation)

    def events(self) -> Iterator[Event]:
        """The drafted events, in the order of their triggers."""
        drafted: list[Event] = []
        acts = find_acts(self.words, self.annotation)
        read = self.reader.read((act, self._sentence(act.head)) for act in acts)
        for act, parties in zip(acts, read, strict=True):
            event = self._event(f"e{len(drafted) + 1}", act, parties)
            drafted.append(self._blamed(event, drafted))
        yield from (event for event in drafted if _tells(event))

    def _sentence(self, trigger: Trigger) -> tuple[int, int]:
        cut = self.annotation.sentences
        number = max(0, bisect_right(cut, (trigger.start, len(self.text))) - 1)
        return cut[number] if number < len(cut) else (0, len(self.text))

    def _blamed(self, event: Event, before: list[Event]) -> Event:
        """The event on the word of whoever is told, right before it, to accuse somebody of it."""
        said = event.attribution
        for act in reversed(before):
            gap = self.text[act.trigger.end : event.trigger.start]
            if len(gap) > ACCUSED or ". " in gap:
                return event
            own = said.source == "article"
            blame = self._charge(act, event.trigger, gap) if own else _accusation(act, said)
            if blame is not None:
                return replace(event, attribution=blame)
        return event

    def _charge(self, act: Event, blamed: Span, gap: str) -> Attribution | None:
        """The word of X where an act is that X "accused Y of" or "blamed Y for" another."""
        if act.type != "ACCUSE" or act.trigger.text.lower() not in lexicon().charges:
            return None
        told = (
            act.factuality in REAL and act.actors and not self.words.is_passive(act.trigger.start)
        )
        if not told or "\n" in gap or not _CHARGE.search(gap):
            return None
        source = act.actors[0]
        said = (Span(act.trigger.end, blamed.end, gap + blamed.text),)
        return Attribution(source, "accuses", "paraphrase", act.trigger, said, score=source.score)

    def _event(self, name: str, act: Act, parties: Parties) -> Event:
        trigger = act.head
        voice = self.speakers.voice(trigger.start, trigger.end)
        sentence = self._sentence(trigger)
        parties = self._without_reporter(parties, trigger)
        kind, score = trigger.types[0]
        actors = tuple(self._participants(parties.actors, trigger))
        recipients = tuple(self._participants(parties.recipients, trigger))
        factuality, sure = trigger.factuality[0]
        if voice.attribution.stance == "denies" and factuality in REAL:
            factuality = "did_not_happen"  # to deny an act is to say that it did not happen
        coded = self.codebook.as_told(kind, factuality)
        return Event(
            id=name,
            type=coded,
            mode=self._mode(act, parties, sentence) if coded == kind else None,
            quad=self.codebook.quad(coded),
            trigger=self._span(trigger),
            actors=actors,
            recipients=actors if self._is_mutual(act) else _without(recipients, actors),
            place=self.circumstances.place(act, parties, sentence),
            date=self.circumstances.date(act, sentence),
            tolls=self.circumstances.tolls(act, self.reader.clause(act, sentence)),
            factuality=factuality,  # type: ignore[arg-type]
            factuality_score=round(sure, 4),
            score=round(trigger.score * score, 4),
            attribution=voice.attribution,
            evidence=tuple(self._span(t) for t in act.triggers),
            runner_up=(trigger.types[1][0], round(trigger.types[1][1], 4)),
            why=_why(trigger, coded, voice),
        )

    def _is_mutual(self, act: Act) -> bool:
        """Whether those who act do it to each other: "Juba and Khartoum blame each other"."""
        hit = (role for role in act.roles if role.label == "recipient")
        return any(self.text[slice(*span_of(role))].lower() in _EACH_OTHER for role in hit)

    def _without_reporter(self, parties: Parties, trigger: Trigger) -> Parties:
        """The parties but for whoever only says it: a monitor does not strike."""
        if trigger.types[0][0] not in BODILY:
            return parties
        told = self.speakers.reporters(trigger.start, trigger.end)
        actors = tuple(
            a for a in parties.actors if not any(cross(span_of(a), span_of(t)) for t in told)
        )
        said = self.speakers.sayers(*self._sentence(trigger))
        hit = tuple(
            r for r in parties.recipients if not any(cross(span_of(r), span_of(t)) for t in said)
        )
        return replace(parties, actors=actors, recipients=hit)

    def _mode(self, act: Act, parties: Parties, sentence: tuple[int, int]) -> str | None:
        """The mode that the clause's words decide, else the model's."""
        kind = self.codebook.types[act.head.types[0][0]]
        low, high = self.reader.reach(act, sentence)
        told = [span_of(recipient) for recipient in parties.recipients]
        return kind.told_mode(self.text, low, high, but=told) or act.head.mode[0]

    def _participants(self, spans: Iterable[Tagged], at: Trigger) -> Iterator[Participant]:
        speaker = self.speakers.speaker_span(at.start, at.end)
        seen = set()
        for tagged in spans:
            opening = self.speakers.opened_by(tagged)
            referent = self.referents.resolve(opening or span_of(tagged), speaker)
            span = referent.named
            if span is not None and span not in seen:
                seen.add(span)
                yield self._participant(span, tagged, referent)

    def _participant(
        self, span: tuple[int, int], tagged: Tagged, referent: Referent
    ) -> Participant:
        name = self.text[referent.owner[0] : referent.owner[1]] if referent.owner else None
        return Participant(
            *span,
            self.text[span[0] : span[1]],
            name=name,
            score=round(tagged.score, 4),
            why=referent.why,
        )

    def _span(self, tagged: Tagged | Trigger) -> Span:
        return Span(tagged.start, tagged.end, self.text[tagged.start : tagged.end])


def _tells(event: Event) -> bool:
    """Whether an event tells anything: who, whom, where or how many, or it is fairly sure."""
    told = event.actors or event.recipients or event.place or event.tolls != Tolls()
    return bool(told) or event.score >= BARE_MIN


def _accusation(act: Event, said: Attribution) -> Attribution | None:
    """The accusing word where an act is told after "denied ... and accused X of" it."""
    if said.cue is None or said.stance == "accuses" or act.trigger.start <= said.cue.start:
        return None
    accuses = act.type == "ACCUSE" and act.attribution.source != said.source
    return replace(said, stance="accuses", cue=act.trigger) if accuses else None


def _why(trigger: Trigger, coded: str, voice: Voice) -> dict[str, str]:
    """What the model saw in a trigger, the type under which it was coded, and whose word it is."""
    (first, p1), (second, p2) = trigger.types[:2]
    facts = ", ".join(f"{label} {p:.2f}" for label, p in trigger.factuality[:2])
    to_come = f"; to come, so {coded}" if coded != first else ""
    return {
        "type": f"{first} {p1:.2f}, then {second} {p2:.2f}{to_come}",
        "mode": f"{trigger.mode[0] or 'none'} {trigger.mode[1]:.2f}",
        "factuality": f"{facts}; certainty {trigger.certainty:+.1f} of ±3",
        "source": voice.why,
    }


def _without(
    recipients: Sequence[Participant], actors: Sequence[Participant]
) -> tuple[Participant, ...]:
    """Nobody acts on himself: a recipient whose pronoun led back to the actor is dropped."""
    taken = {span_of(actor) for actor in actors}
    return tuple(r for r in recipients if span_of(r) not in taken)


def _until_verb(
    name: tuple[int, int], stops: Iterable[tuple[int, int]], text: str
) -> tuple[int, int]:
    """A name without the act or the saying that follows it: "president Trump cancels"."""
    at = min(
        (start for start, _ in stops if name[0] < start < name[1] and text[start].islower()),
        default=name[1],
    )
    return name[0], len(text[:at].rstrip())


def _holds(mention: Tagged, words: str) -> bool:
    """Whether the words of a mention stand together as one name or noun phrase.

    Nothing follows people told by kind: "10 civilians activist group" are two phrases.
    """
    if mention.label in ("PER", "LOC", "ORG") and words.islower():
        return False
    if mention.label in ("Temporal", "Quantity", "Money", "Weapon", "DocumentReference"):
        return False
    return not any(ends_phrase(word) for word in words.lower().split()[:-1])

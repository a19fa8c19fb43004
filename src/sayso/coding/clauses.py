"""Who acts and who is acted upon, where the words around a trigger decide it.

The model's links are right about who is meant more often than about the side they stand on:
passives, "by", and attributive nouns ("a base attack") turn them round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sayso.annotate.annotation import Span
from sayso.coding.lexicon import lexicon
from sayso.coding.spans import cross
from sayso.coding.words import (
    DETERMINERS,
    HEDGES,
    Word,
    Words,
    last_word,
    names_people,
    unpossessed,
)
from sayso.read.words import FUNCTION_WORDS

BY_REACH = 14  # words after a trigger in which its "by ..." may stand
_UPON = ("of", "on", "against", "at")
_ADVERBS = frozenset("also still now then again not reportedly allegedly later being been".split())
_INSIDE = frozenset("on in at near aboard inside from".split())
_LEAVES = frozenset("leave leaves left leaving".split())
_PARTICLES = frozenset("down up out off away".split())
_AT = frozenset("at on against into toward towards over".split())
_AFTER_PEOPLE = frozenset("in on when during overnight near since yesterday".split())
_SUBJECTS = frozenset("to will would can could may might must should we they he she it who".split())


@dataclass(frozen=True, slots=True)
class Clause:
    """What the words around a trigger say: `form` is passive, active or noun.

    `victim` is the phrase acted upon, `agent` the phrase after "by" or the owner before a noun;
    `coordinated` says that the verb has no subject of its own ("seized A and burned B").
    """

    trigger: Span
    form: str
    victim: Span | None = None
    agent: Span | None = None
    coordinated: bool = False


class Clauses:
    """Reads the clause of a trigger in one text."""

    def __init__(self, words: Words) -> None:
        self.words, self.lists = words, lexicon()

    def of(self, trigger: Span, sentence: Span) -> Clause:
        """The clause of a trigger within its sentence."""
        low = self.words.text[slice(*trigger)].lower()
        before = self._before(trigger[0], sentence[0])
        form = self._form(low, trigger, before)
        return Clause(
            trigger,
            form,
            victim=self._victim(form, trigger, before, sentence),
            agent=self._agent(trigger, sentence) or self._owner(form, before),
            coordinated=form == "active" and self._coordinated(before),
        )

    def _before(self, start: int, floor: int) -> list[Word]:
        return [w for w in self.words.between(max(floor, start - 80), start) if w.end <= start][-6:]

    def _form(self, low: str, trigger: Span, before: Sequence[Word]) -> str:
        bare = [w.low for w in before if w.low not in _ADVERBS and not w.low.endswith("ly")]
        last = bare[-1] if bare else ""
        # "being" and "been" are skipped as adverbs are, so that "has been hit" needs them here
        been = any(w.low in ("been", "being") for w in before[-2:])
        if not low.endswith("ing") and (last in self.lists.auxiliaries or been):
            return "passive"
        if self._is_noun(low, trigger, last):
            return "noun"
        left = low in self.lists.results and any(w.low in _LEAVES for w in before)
        # "left seven people injured"
        is_left = left and last in self.lists.people
        return "passive" if is_left or self._is_reduced(low, trigger) else "active"

    def _is_noun(self, low: str, trigger: Span, last: str) -> bool:
        if low not in self.lists.act_nouns or last in _SUBJECTS:
            return False
        following = self.words.after(trigger[1])
        if following and self._is_hedge(following):  # "killing at least nine people"
            return False
        if following is None or following.is_mark or following.low in FUNCTION_WORDS - DETERMINERS:
            return not (low.endswith("ing") and last in self.lists.auxiliaries)
        if low.endswith("ing"):  # "killing civilians" does, "heavy shelling" before a verb is
            return last in DETERMINERS
        has_object = following.low in DETERMINERS or following.low.isdigit() or following.is_name
        return not has_object or last in DETERMINERS

    def _is_hedge(self, word: Word) -> bool:
        """Whether a word opens a count: "at least", "more than", "up to"."""
        following = self.words.after(word.end)
        return word.low in HEDGES and following is not None and following.low in HEDGES

    def _is_reduced(self, low: str, trigger: Span) -> bool:
        """ "captured by", and "people killed in ...": a participle without its auxiliary."""
        if low.endswith(("ing", "s")) or not low.endswith(("ed", "en", "wn", "ut", "ot", "t", "d")):
            return False
        following = self.words.after(trigger[1])
        if following is None or following.is_mark:
            return False
        is_result = low in self.lists.results and low.endswith("ed")
        return following.low == "by" or (is_result and following.low in _AFTER_PEOPLE)

    def _victim(
        self, form: str, trigger: Span, before: Sequence[Word], sentence: Span
    ) -> Span | None:
        if form == "passive":
            return self._subject(trigger, before, sentence)
        following = self.words.after(trigger[1])
        if following is None or following.end > sentence[1]:
            return None
        if form == "noun":
            return self.words.phrase(following.end) if following.low in _UPON else None
        if following.low in _PARTICLES:
            return self.words.phrase(following.end)
        is_object = following.low not in FUNCTION_WORDS or following.low in DETERMINERS
        is_object |= self._is_hedge(following) or following.low in ("about", "over", "between")
        if following.is_mark or not is_object:
            return None
        return self._struck_with(self.words.phrase(trigger[1]))

    def _struck_with(self, found: Span | None) -> Span | None:
        """The object of a verb; of "fired rockets at the port", what they were fired at."""
        if found is None or not self.is_means(found):
            return found
        following = self.words.after(found[1])
        if following is not None and following.low in _AT:
            return self.words.phrase(following.end)
        return None

    def _subject(self, trigger: Span, before: Sequence[Word], sentence: Span) -> Span | None:
        """The subject of a passive: the phrase before its auxiliary, asides left out."""
        skipped = self.lists.auxiliaries | _ADVERBS | {"has", "have", "had", "who", "that", "which"}
        at = trigger[0]
        for word in reversed(before):
            if not (word.low in skipped or word.low.endswith("ly")):
                break
            at = word.start
        last = self.words.before(at)
        if last is not None and last.low in ("-", "–", "—", ",", ")"):
            at = self._before_aside(last, sentence[0])
        for word in reversed(self.words.between(max(sentence[0], at - 80), at)):
            if word.low in ("including", "among") or word.is_mark:
                # "eleven people, including a woman and a child, were killed"
                at = word.start if word.low == "including" else at
                break
        found = self._head_before(at)
        if found is not None and at == trigger[0]:  # "relatives of people killed in a raid"
            cut = self.words.text.rfind(" of ", *found)
            found = (cut + 4, found[1]) if cut >= 0 else found
        return found if found and found[0] >= sentence[0] else None

    def _head_before(self, at: int) -> Span | None:
        """The phrase before a position; of "the men on a bus", the men."""
        found = self.words.phrase_before(at)
        for _ in range(2):
            before = self.words.before(found[0]) if found else None
            if before is None or before.low not in _INSIDE:
                break
            outer = self.words.phrase_before(before.start)
            if outer is None:
                break
            found = outer
        return found

    def _before_aside(self, closing: Word, floor: int) -> int:
        opening = "(" if closing.low == ")" else closing.low
        for word in reversed(self.words.between(floor, closing.start)):
            if word.low == opening:
                return word.start
        return closing.start

    def _agent(self, trigger: Span, sentence: Span) -> Span | None:
        """The phrase after the "by" that goes with this trigger, if it names somebody."""
        following = self.words.between(trigger[1], sentence[1])[:BY_REACH]
        previous = ""
        for word in following:
            if word.start in self.words.stops or word.low in self.lists.breakers:
                return None
            if word.low == "by" and self._goes_with(previous):
                phrase = self.words.phrase(word.end)
                return phrase if phrase and self.is_party(phrase) else None
            previous = word.low
        return None

    def _owner(self, form: str, before: Sequence[Word]) -> Span | None:
        """Whose act a noun tells: "Russian air strikes", "the coalition's bombardment"."""
        if form == "active":
            return self._infinitives(before)
        if form != "noun":
            return None
        left = list(before)
        while left and (
            left[-1].low in self.lists.weapons or left[-1].low in (*self.lists.things, "and")
        ):
            left.pop()
        if left and left[-1].low in ("s", "’", "'"):
            left.pop()
        if not left or not self._can_own(left[-1]):
            return None
        end = left.pop()
        start = end.start
        while left and (left[-1].low in self.lists.sides or self._is_name(left[-1])):
            start = left.pop().start
        return start, end.end

    def _is_name(self, word: Word) -> bool:
        return word.is_name and word.low not in FUNCTION_WORDS and not word.is_mark

    def _infinitives(self, before: Sequence[Word]) -> Span | None:
        """Who is to act: in "a pretext for Russia to bomb", Russia."""
        if not before or before[-1].low != "to":
            return None
        found = self.words.phrase_before(before[-1].start)
        lead = self.words.before(found[0]) if found else None
        return found if lead is not None and lead.low == "for" else None

    def _can_own(self, word: Word) -> bool:
        """Whether a word names a side or, as a capital adjective, a state."""
        low = unpossessed(word.low)
        if low in self.lists.sides:
            return True
        shown = self.words.text[word.start : word.end]
        is_acronym = shown.isupper() and len(shown) > 1
        return word.is_name and (is_acronym or low.endswith(("ian", "ish", "ese", "ean", "-led")))

    def _goes_with(self, previous: str) -> bool:
        if previous in self.lists.states:
            return False
        if not previous or not previous.endswith(("ed", "ld", "un", "en")):
            return True
        return previous in self.lists.carriers

    def is_state(self, span: Span) -> bool:
        """Whether a phrase only says who holds something: "a town controlled by rebels"."""
        by = self.words.before(span[0])
        if by is None or by.low != "by":
            return False
        verb = self.words.before(by.start)
        return verb is not None and verb.low in self.lists.states

    def is_party(self, span: Span) -> bool:
        """Whether a phrase names somebody who can act: a name, people, or a side."""
        text = self.words.text[slice(*span)]
        if names_people(text) or self.has_side(text):
            return True
        inside = self.words.between(*span)
        named = any(word.is_name and word.low not in FUNCTION_WORDS for word in inside)
        return named and any(cross(span, name) for name in self.words.names)

    def is_target(self, span: Span) -> bool:
        """Whether a phrase names something that can be struck: a party, a building, a place."""
        head = last_word(self.words.text[slice(*span)])
        return self.is_party(span) or head in self.lists.facilities or head in self.lists.things

    def has_side(self, text: str) -> bool:
        """Whether a body that acts is named in some words."""
        words = text.lower().replace("-", " ").split()
        return any(word.strip("’'\"") in self.lists.sides for word in words)

    def is_means(self, span: Span) -> bool:
        """Whether a phrase names only a weapon or an attack: "a double car bomb", "the blast"."""
        words = [w.low for w in self.words.between(*span) if w.low not in DETERMINERS]
        if words and all(word in self.lists.weapons for word in words):
            return True
        ends = words and (words[-1] in self.lists.weapons or words[-1] in self.lists.act_nouns)
        return bool(ends) and not self.is_party(span)

    def unarmed(self, span: Span) -> Span:
        """A party's name without the weapon after it: "Russian air" (strikes) is "Russian"."""
        words = self.words.between(*span)
        while len(words) > 1 and words[-1].low in self.lists.weapons:
            words.pop()
        return (span[0], words[-1].end) if words else span

    def _coordinated(self, before: Sequence[Word]) -> bool:
        """Whether the verb follows a comma or "and", and so shares an earlier verb's subject."""
        bare = [w.low for w in before if not w.low.endswith("ly") and w.low not in ("then", "also")]
        return bool(bare) and bare[-1] in (",", ";", "and", "by", "or", "but")

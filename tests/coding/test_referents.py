from __future__ import annotations

from sayso.annotate.annotation import Annotation, Tagged
from sayso.coding.referents import Referents


def test_initials_are_no_pronoun() -> None:
    text = "Assad waits. The US struck."
    annotation = Annotation(
        sentences=((0, 12), (13, len(text))),
        mentions=(),
        names=(Tagged(0, 5, "PER", 0.9), Tagged(17, 19, "LOC", 0.9)),
        triggers=(),
        speech=(),
        antecedents={},
    )
    assert Referents(text, annotation).resolve((17, 19), (0, 5)).named == (17, 19)


def test_a_named_speaker_is_we_whatever_the_chain_says() -> None:
    text = "Syria waits. Kerry said: we admire them."
    kerry, we = (13, 18), (25, 27)
    annotation = Annotation(
        sentences=((0, 12), (13, len(text))),
        mentions=(),
        names=(Tagged(0, 5, "LOC", 0.9), Tagged(*kerry, "PER", 0.9)),
        triggers=(),
        speech=(),
        antecedents={kerry: ((0, 5), 0.9)},
    )
    assert Referents(text, annotation).resolve(we, kerry).named == kerry


def read(text: str, *names: Tagged, links: dict[str, str]) -> Referents:
    """The referents of one sentence, in which `links` ties words to earlier ones."""
    spans = {
        (text.index(word), text.index(word) + len(word)): (
            (text.index(before), text.index(before) + len(before)),
            0.9,
        )
        for word, before in links.items()
    }
    whole = ((0, len(text)),)
    return Referents(text, Annotation(whole, (), names, (), (), antecedents=spans))


def test_people_told_by_kind_are_whom_a_pronoun_means() -> None:
    text = "Gunmen stormed the market and they burned it, and fled when they saw tanks."
    found = read(text, links={"they": "Gunmen"})
    assert found.resolve((text.index("they"), text.index("they") + 4)).named == (0, 6)


def test_a_thing_is_not_who_they_are() -> None:
    text = "As ISIL took villages, the governor did nothing to stop them."
    isil = Tagged(3, 7, "ORG", 0.9)
    them = (text.index("them"), text.index("them") + 4)
    assert read(text, isil, links={"them": "villages"}).resolve(them).named == (3, 7)
    assert read(text, links={"them": "villages"}).resolve(them).named is None


def test_one_person_is_not_the_body_named_before() -> None:
    text = "As ISIL moved on, nothing was done to stop him."
    him = (text.index("him"), text.index("him") + 3)
    assert read(text, Tagged(3, 7, "ORG", 0.9), links={}).resolve(him).named is None

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

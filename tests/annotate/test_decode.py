from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sayso.annotate.decode import decode
from sayso.annotate.labels import bio

TAGS = bio(("actor", "place"))


def logits(rows: list[list[str]]) -> np.ndarray:
    out = np.zeros((1, len(rows), len(TAGS)), np.float32)
    for word, liked in enumerate(rows):
        for rank, tag in enumerate(liked):
            out[0, word, TAGS.index(tag)] = 5 - rank
    return out


def test_spans_are_read_off_the_tags() -> None:
    found = decode(logits([["B-actor"], ["I-actor"], ["O"], ["B-place"]]), TAGS)[0]
    assert [(r.start, r.end, r.label) for r in found] == [(0, 2, "actor"), (3, 4, "place")]


def test_an_inside_tag_follows_only_its_own_label() -> None:
    found = decode(logits([["B-actor"], ["I-place", "I-actor"]]), TAGS)[0]
    assert [(r.start, r.end, r.label) for r in found] == [(0, 2, "actor")]


def test_two_spans_side_by_side_stay_two() -> None:
    found = decode(logits([["B-actor"], ["B-actor"], ["I-actor"]]), TAGS)[0]
    assert [(r.start, r.end) for r in found] == [(0, 1), (1, 3)]


def test_without_touching_two_halves_are_one_span() -> None:
    split = logits([["B-actor"], ["B-actor", "I-actor"], ["I-actor"], ["B-place"]])
    found = decode(split, TAGS, touching=False)[0]
    assert [(r.start, r.end, r.label) for r in found] == [(0, 3, "actor"), (3, 4, "place")]


@given(arrays(np.float32, (2, 9, len(TAGS)), elements=st.floats(-5, 5, width=32)))
def test_spans_are_disjoint_and_scores_are_probabilities(values: np.ndarray) -> None:
    for runs in decode(values, TAGS):
        ends = [0, *(run.end for run in runs)]
        assert all(run.start >= end for run, end in zip(runs, ends, strict=False))
        assert all(0 < run.score <= 1.0001 for run in runs)


def test_nothing_decodes_to_nothing() -> None:
    assert decode(np.zeros((0, 4, len(TAGS)), np.float32), TAGS) == []

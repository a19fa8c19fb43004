"""Roles are read in layers of their own, so that a phrase may fill two."""

import numpy as np

from sayso.annotate.decode import decode_layers
from sayso.annotate.labels import ROLE_LAYERS, SPEECH_LAYERS, layer_slices


def scores(words: int, tagged: dict[str, tuple[int, int]]) -> np.ndarray:
    """Scores (1, words, tags) that say O everywhere but in the given spans."""
    out = np.zeros((1, words, sum(map(len, ROLE_LAYERS))), np.float32)
    for tags, where in zip(ROLE_LAYERS, layer_slices(ROLE_LAYERS), strict=True):
        out[0, :, where.start] = 5
        if span := tagged.get(tags[1][2:]):
            out[0, span[0] : span[1], where.start + 2] = 9
            out[0, span[0], where.start + 1] = 12
    return out


def test_a_place_may_be_a_recipient_and_the_killed_hold_their_number() -> None:
    found = decode_layers(
        scores(9, {"recipient": (2, 6), "place": (4, 6), "toll": (2, 3)}),
        ROLE_LAYERS,
        touching=False,
    )
    assert [[(run.label, run.start, run.end) for run in row] for row in found] == [
        [("recipient", 2, 6), ("place", 4, 6), ("toll", 2, 3)]
    ]


def test_no_centre_gives_no_row() -> None:
    assert decode_layers(np.zeros((0, 9, 0), np.float32), ROLE_LAYERS) == []


def test_every_tag_stands_in_one_layer() -> None:
    for layers in (ROLE_LAYERS, SPEECH_LAYERS):
        assert [len(tags) for tags in layers] == [
            where.stop - where.start for where in layer_slices(layers)
        ]
        assert all(tags[0] == "O" for tags in layers)

from __future__ import annotations

import pytest

from sayso.annotate.annotation import Speech, Tagged
from sayso.annotate.edges import trimmed


@pytest.mark.parametrize(
    ("text", "found", "wanted"),
    [
        ("He said the town fell.", "the town fell.", "the town fell"),
        ("The town fell, he said.", "The town fell,", "The town fell"),
        ("“Where do we go?” he asked.", "“Where do we go", "“Where do we go?”"),
        ("“We hold the dam,” he said.", "“We hold the dam,”", "“We hold the dam,”"),
        ("He called it “a lie.” Then he left.", "it “a lie.”", "it “a lie.”"),
        ("“We hold the dam and the road, he said.", "“We hold the dam", "“We hold the dam"),
        ('"Go home," she said.', '"', '"'),
    ],
)
def test_edges_follow_the_convention(text: str, found: str, wanted: str) -> None:
    start = text.index(found)
    piece = Tagged(start, start + len(found), "content", 0.9)
    cue = Tagged(0, 1, "cue", 0.9)
    speech = Speech(cue, None, (piece,), "asserts", 0.9, 0)
    (edged,) = trimmed(speech, text).content
    assert text[edged.start : edged.end] == wanted

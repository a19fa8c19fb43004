"""Texts that lost their line breaks: the story is told from what the page glued to it."""

from __future__ import annotations

import pytest

from sayso.read.blocks import mark_blocks

STORY = (
    "Two shells fell on the grain market of Darkush at noon, and the traders pulled down their "
    "shutters before the third one came. A doctor at the clinic by the bridge said that he had "
    "treated eleven people, four of them children, and that the power had failed twice while he "
    "was at it. The governor promised an inquiry into who had fired from the hill behind the mill."
)
LINKS = (
    " Related Minister Opens Bridge Over River Minister Denies Bridge Will Close Tags bridge "
    "Darkush Community Standards Comment via Mail Follow us on Instagram."
)


def parts(text: str, title: str | None = None) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for block in mark_blocks(text, title=title):
        found.setdefault(block.kind, []).append(text[block.start : block.end])
    return found


def test_a_story_alone_is_all_read() -> None:
    assert parts(STORY) == {"body": [STORY]}


def test_links_after_the_story_are_set_aside_with_a_reason() -> None:
    text = STORY + LINKS
    assert parts(text) == {"body": [STORY], "chrome": [LINKS.strip()]}
    assert [b.reason for b in mark_blocks(text) if b.kind == "chrome"] == [
        "links or notice after the story"
    ]


@pytest.mark.parametrize(
    "stamp", ["Date of publication 5 June 2016", "Fri 07 Apr 2017", "2-06-2016"]
)
def test_a_stamp_before_the_story_is_its_dateline(stamp: str) -> None:
    found = parts(f"{stamp} {STORY}")
    assert found["body"] == [STORY]
    assert found["dateline"] == [stamp]


def test_tags_between_standfirst_and_story_are_set_aside() -> None:
    lead = "Shells have hit a market in the north."
    text = f"{lead} Tags Syria Darkush Mill {STORY.replace('Two shells', 'At least two shells')}"
    found = parts(text)
    assert found["chrome"] == ["Tags Syria Darkush Mill"]
    assert found["body"][0] == lead
    assert found["body"][1].startswith("At least two shells")


def test_tags_are_found_where_the_standfirst_has_no_stop() -> None:
    story = STORY.replace("Two shells", "At least two shells")
    found = parts(f"Shells have hit a market in the north Tags Syria Darkush Mill {story}")
    assert found["chrome"] == ["Tags Syria Darkush Mill"]


def test_a_lead_told_twice_running_is_read_once() -> None:
    lead = "Two shells fell on the grain market of Darkush at noon"
    found = parts(f"{lead} {STORY}")
    assert found["duplicate"] == [lead]
    assert found["body"] == [STORY]


def test_a_headline_that_stands_again_behind_page_controls_is_read_once() -> None:
    title = "Two shells fall on market"
    text = f"{title} Print Tweet Views 729 Share {title} {STORY}"
    found = parts(text, title=title)
    assert found["headline"] == [title]
    assert found["chrome"] == [f"Print Tweet Views 729 Share {title}"]
    assert found["body"] == [STORY]


def test_another_storys_headline_inside_is_set_aside() -> None:
    first, rest = STORY.split(". ", 1)
    other = "River Police Find Old Boat Near Broken Mill"
    found = parts(f"{first}. {other} There was {rest}")
    assert found["chrome"] == [other]


@pytest.mark.parametrize(
    "ending",
    [
        'Fragments hit my house and I could barely hide my children" she said.',
        "The army of the Free Syrian Republic took Deir Hafir, Kweiris and Maskana on Monday.",
        "Top United Nations envoys Ann Holm and Per Dahl left for Geneva on Friday.",
    ],
)
def test_an_ending_full_of_names_is_still_the_story(ending: str) -> None:
    assert "chrome" not in parts(f"{STORY} {ending}")

"""Links: every role is painted in a layer of its own, and unlabelled ones are left open."""

import pytest

torch = pytest.importorskip("torch", reason="training needs torch")

from sayso.annotate.labels import ROLES  # noqa: E402
from training.instance import concatenate, single  # noqa: E402
from training.losses import _allowed, _first_span  # noqa: E402

TEXT = "Troops took the town of Arda from two rebels."


def test_spans_of_two_roles_may_cross() -> None:
    instance = single("own", TEXT)
    spans = [((12, 28), "recipient"), ((24, 28), "place"), ((34, 44), "recipient")]
    instance.link("role", (7, 11), [*spans, ((34, 37), "toll")])
    (link,) = instance.links
    tags = {role: link.tags[:, number].tolist() for number, role in enumerate(ROLES)}
    assert tags["recipient"][2:9] == [1, 2, 2, 2, 0, 1, 2]
    assert tags["place"][5] == 1 and tags["toll"][7] == 1
    assert _first_span(link, "recipient") == (2, 6) and _first_span(link, "actor") is None


def test_a_role_that_a_corpus_lacks_may_be_anything() -> None:
    instance = single("where", TEXT)
    instance.link("role", (7, 11), [((24, 28), "place")], labelled=("place",))
    allowed = _allowed(instance.links[0], 11)
    place = 3 * ROLES.index("place")
    assert allowed[5, place : place + 3].tolist() == [False, True, False]
    assert allowed[0, place : place + 3].tolist() == [True, False, False]
    assert allowed[:10, :place].all() and allowed[:10, place + 3 :].all()


def test_links_of_joined_windows_keep_their_layers() -> None:
    parts = [single("own", TEXT) for _ in range(2)]
    for part in parts:
        part.link("role", (7, 11), [((12, 28), "recipient"), ((24, 28), "place")])
    first, second = concatenate(parts, gap=1).links
    assert first.tags.shape == second.tags.shape
    half = len(first.tags) // 2
    assert (first.tags[:half] == second.tags[half:]).all() and not first.tags[half:].any()

from __future__ import annotations

from sayso.annotate.labels import MODE_LABELS, MODES, TYPES
from sayso.coding.codebook import plover


def test_codebook_and_model_have_the_same_types_and_modes_in_the_same_order() -> None:
    book = plover()
    assert tuple(book.types) == TYPES
    assert {name: tuple(kind.modes) for name, kind in book.types.items()} == MODES


def test_every_type_has_a_label_for_no_mode() -> None:
    assert {kind for kind, mode in MODE_LABELS if mode is None} == set(TYPES)

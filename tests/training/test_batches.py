"""What an epoch shows, and what is joined to one window."""

import random

import pytest

pytest.importorskip("torch")

from training.batches import concatenated, convened, sample
from training.instance import Instance, single


def _sentences(source: str, document: str, count: int) -> list[Instance]:
    made = [single(source, f"Sentence {number} of {document} is here.") for number in range(count)]
    for instance in made:
        instance.document = document
    return made


def _words(instance: Instance) -> list[int]:
    return [int(piece) for piece in instance.tokens.ids]


def test_a_document_is_joined_in_its_order() -> None:
    sentences = _sentences("ewt", "letter", 9)
    found = concatenated(sentences, {"ewt": 1.0}, random.Random(1))
    assert 1 < len(found) < 9
    read = [piece for window in found for piece in _words(window)]
    assert read == [piece for sentence in sentences for piece in _words(sentence)]


def test_sentences_of_two_documents_stay_apart() -> None:
    both = [*_sentences("ewt", "letter", 4), *_sentences("ewt", "report", 4)]
    found = concatenated(both, {"ewt": 1.0}, random.Random(2))
    letter = sum(len(i.tokens) for i in both[:4])
    lengths = [len(window.tokens) for window in found]
    assert letter in [sum(lengths[:n]) for n in range(len(lengths))]


def test_what_no_share_names_is_left_alone() -> None:
    sentences = _sentences("own", "", 5)
    found = concatenated(sentences, {"ewt": 1.0}, random.Random(3))
    assert sorted(map(_words, found)) == sorted(map(_words, sentences))


def test_a_round_shows_a_document_whole_before_it_comes_again() -> None:
    sentences = _sentences("ewt", "letter", 3)
    assert sample(sentences, {"ewt": 2.0}, random.Random(4)) == [*sentences, *sentences]


def test_a_part_of_a_weight_is_drawn() -> None:
    drawn = sample(_sentences("own", "", 400), {"own": 0.25}, random.Random(5))
    assert 60 < len(drawn) < 140


def test_a_share_of_a_corpus_is_shown_in_its_own_convention() -> None:
    both = [*_sentences("where", "", 200), *_sentences("own", "", 200)]
    found = convened(both, {"where": 0.5}, random.Random(4))
    assert [i.tokens for i in found] == [i.tokens for i in both]
    assert 60 < sum(i.convention for i in found[:200]) < 140
    assert not any(i.convention for i in found[200:] + both)

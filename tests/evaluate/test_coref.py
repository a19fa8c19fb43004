from __future__ import annotations

import pytest

from sayso.annotate.annotation import Span
from sayso.evaluate import tasks

TEXT = "The militia left Hama. They took the mules. Omar saw it."
CHAINS = [("The militia", "a"), ("Hama", "b"), ("They", "a"), ("the mules", "c"), ("Omar", "d")]


def row() -> tasks.Row:
    mentions = [
        {"start": TEXT.index(words), "end": TEXT.index(words) + len(words), "chain": chain}
        for words, chain in CHAINS
    ]
    return {"text": TEXT, "mentions": mentions}


def linked(monkeypatch: pytest.MonkeyPatch, links: dict[str, str]) -> None:
    def span(words: str) -> Span:
        return TEXT.index(words), TEXT.index(words) + len(words)

    found = {span(late): (span(early), 0.9) for late, early in links.items()}
    monkeypatch.setattr(tasks, "antecedents", lambda *_, **__: found)


def test_right_links_score_one(monkeypatch: pytest.MonkeyPatch) -> None:
    linked(monkeypatch, {"They": "The militia"})
    figures = tasks.measure("coref", [row()])
    assert figures["conll_f1"] == 1.0
    assert figures["anaphor_accuracy"] == 1.0


def test_a_wrong_link_counts_against_all_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    linked(monkeypatch, {"They": "Hama"})
    figures = tasks.measure("coref", [row()])
    # key {militia, They} {Hama} {mules} {Omar}, response {militia} {Hama, They} {mules} {Omar}
    assert figures["muc_f1"] == 0.0
    assert figures["b3_recall"] == pytest.approx((0.5 + 1 + 0.5 + 1 + 1) / 5)
    assert figures["b3_precision"] == pytest.approx((1 + 0.5 + 0.5 + 1 + 1) / 5)
    assert figures["anaphor_accuracy"] == 0.0


def test_links_through_a_third_mention_make_one_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    linked(monkeypatch, {"Hama": "The militia", "They": "Hama"})
    assert tasks.measure("coref", [row()])["muc_recall"] == 1.0

from __future__ import annotations

from dataclasses import replace

from sayso.coding.sameness import (
    COMPARED,
    FEATURES,
    candidates,
    features,
    likelihoods,
    model,
    tellings,
)
from sayso.schema import Event, Participant, Quantity, Span, Tolls

TEXT = (
    "Gunmen raid Bulo Ganda market, 14 dead. Gunmen raided the market of Bulo Ganda at noon and "
    "killed 14 traders, the mayor said. The raid lasted an hour. Last year another raid on a "
    "mosque of the port of Kismayo was beaten back by the garrison."
)
GUNMEN = Participant(0, 6, "Gunmen", id="SOM.UAF", country="SOM", sector="UAF")


def event(name: str, after: str, word: str, **fields: object) -> Event:
    """An assault told by the word that stands behind some others."""
    start = TEXT.index(after) + len(after)
    span = Span(start, start + len(word), word)
    assert TEXT[span.start : span.end] == word
    base = Event(name, "ASSAULT", None, "material conflict", span, evidence=(span,))
    return replace(base, **fields)  # type: ignore[arg-type]


DEAD = Tolls(killed=Quantity(14, 14, 14))
HEADLINE = event("e1", "Gunmen ", "raid", actors=(GUNMEN,), tolls=DEAD)
LEAD = event("e2", "dead. Gunmen ", "raided", actors=(GUNMEN,), tolls=DEAD)
BACK = event("e3", "said. The ", "raid")
OTHER = event("e4", "another ", "raid")


def test_the_shipped_weights_are_for_these_features() -> None:
    assert model().features == FEATURES
    assert len(model().weights) == len(FEATURES)
    assert 0 < model().threshold < 1


def test_a_telling_again_is_likelier_than_another_act() -> None:
    likely = likelihoods([HEADLINE, LEAD, BACK, OTHER], TEXT)
    assert likely[0, 1] > 0.7 > likely[0, 3]
    assert likely[0, 2] > likely[0, 3] and likely[1, 2] > likely[1, 3]


def test_the_dead_of_years_are_likelier_those_of_another_act() -> None:
    assert _one_act("At once") > _one_act("Since 2011") + 0.05


def _one_act(when: str) -> float:
    """How likely those who were killed then were killed in the attack told before."""
    text = f"Gunmen launched an attack on a bus. {when} many were killed."
    events = []
    for word in ("attack", "killed"):
        span = Span(text.index(word), text.index(word) + len(word), word)
        events.append(replace(BACK, trigger=span, evidence=(span,)))
    return likelihoods(events, text)[0, 1]


def test_features_say_what_the_passages_say() -> None:
    told = tellings([HEADLINE, LEAD, BACK, OTHER], TEXT)
    seen = dict(zip(FEATURES, features(told[0], told[1]), strict=True))
    assert seen["same_actor"] == seen["same_toll"] == seen["same_word"] == seen["in_opening"] == 1
    assert seen["next_sentence"] == seen["shared_number"] == 1
    assert seen["other_actor"] == seen["turned"] == seen["one_sentence"] == 0
    back = dict(zip(FEATURES, features(told[1], told[2]), strict=True))
    assert back["points_back"] == back["definite"] == 1 > back["indefinite"]
    other = dict(zip(FEATURES, features(told[2], told[3]), strict=True))
    assert other["turned"] == other["indefinite"] == 1 > other["points_back"]


def test_events_of_two_types_are_not_compared() -> None:
    protest = replace(LEAD, type="PROTEST")
    assert candidates(tellings([HEADLINE, protest, BACK], TEXT)) == [(0, 2)]


def test_a_telling_is_compared_with_so_many_before_it() -> None:
    many = tellings([HEADLINE] * (COMPARED + 50), TEXT)
    pairs = candidates(many)
    assert max(two - one for one, two in pairs) == COMPARED
    assert len(pairs) < len(many) * COMPARED


def test_no_events_have_no_pairs() -> None:
    assert likelihoods([], TEXT) == {}


def test_members_of_a_row_are_acts_of_their_own() -> None:
    text = "They held on, defending Haditha, protecting Baghdad and killing the raiders of both."
    events = []
    for word, whom in (("defending", "Haditha"), ("protecting", "Baghdad"), ("killing", "raiders")):
        span = Span(text.index(word), text.index(word) + len(word), word)
        hit = Participant(text.index(whom), text.index(whom) + len(whom), whom)
        events.append(replace(BACK, trigger=span, evidence=(span,), recipients=(hit,)))
    assert candidates(tellings(events, text)) == []
    same = replace(events[1], recipients=events[0].recipients)
    assert candidates(tellings([events[0], same], text)) == [(0, 1)]

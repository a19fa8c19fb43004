from __future__ import annotations

import pytest

from sayso.coding.figures import together
from tests.coding.marked import Marked


def told(marked: Marked, number: int = 0) -> tuple[int | None, int | None]:
    """The best figures of the dead and the wounded of an event."""
    tolls = marked.events()[number].tolls
    killed, wounded = tolls.killed, tolls.wounded
    return (killed.best if killed else None), (wounded.best if wounded else None)


def test_those_among_the_dead_are_no_toll_of_their_own() -> None:
    marked = Marked("Six children among 19 dead in a blast at the market")
    marked.trigger("blast", toll=("Six children", "killed"))
    assert told(marked) == (None, None)
    marked = Marked("Six children among 19 dead in a blast at the market")
    assert told(marked.trigger("blast", toll=("19", "killed"))) == (19, None)


@pytest.mark.parametrize("part", ["20 women", "20", "20 of them children"])
def test_a_part_of_the_dead_is_left_out(part: str) -> None:
    marked = Marked(f"The raid left 59 dead, including at least {part}.")
    assert told(marked.trigger("raid", toll=(part, "killed"))) == (None, None)


def test_a_headlines_figures_belong_to_the_words_beside_them() -> None:
    marked = Marked("Bomb blast in Maarat: 3 Killed 38 Injured")
    marked.trigger("blast", toll=("38", "killed"))
    assert told(marked) == (3, 38)


def test_verbs_first_tell_their_own_figures() -> None:
    marked = Marked("Blast Kills 12 Wounds 30 in Maarat")
    marked.trigger("Blast", toll=("12", "wounded"))
    assert told(marked)[0] == 12


def test_a_bare_count_before_its_result_is_a_toll() -> None:
    assert told(Marked("Dozens killed in Maarat raid").trigger("killed").trigger("raid"))[0] == 24
    marked = Marked("At least 40 were wounded in the raid.").trigger("wounded").trigger("raid")
    assert told(marked)[1] == 40


@pytest.mark.parametrize(
    ("victims", "count"),
    [
        ("Eleven soldiers and 17 rebels", (28, 28, 28)),
        ("at least six soldiers, two nurses and 30 villagers", (38, 38, None)),
        ("Eleven soldiers and their commander", (11, 11, 11)),
        ("14 men and women", (14, 14, 14)),
    ],
)
def test_parts_of_a_phrase_are_added(victims: str, count: tuple[int, int, int | None]) -> None:
    found = together(victims)
    assert found is not None
    assert (found.low, found.best, found.high) == count


def test_a_date_is_no_toll() -> None:
    marked = Marked("Rebels on March 12 killed a guard at Maarat.").trigger("killed")
    assert told(marked)[0] in (None, 1)
    assert told(Marked("The war since 2011 killed hope.").trigger("killed")) == (None, None)


@pytest.mark.parametrize("figure", ["Sixty homes", "15 areas", "two", "60 countries"])
def test_things_and_places_that_are_counted_are_no_dead(figure: str) -> None:
    marked = Marked(f"{figure} in and around Maarat were hit by a raid.")
    assert told(marked.trigger("raid", toll=(figure, "killed"))) == (None, None)


def test_one_figure_is_not_copied_to_a_second_act() -> None:
    marked = Marked("Shelling left 11 people dead in Maarat, amid clashes near Saraqib.")
    marked.trigger("Shelling", toll=("11 people", "killed"))
    marked.trigger("clashes", toll=("11 people", "killed"))
    shelling, clashes = marked.events()
    assert shelling.tolls.killed is not None and clashes.tolls.killed is None


def test_what_a_death_toll_rose_to_are_dead() -> None:
    marked = Marked("Death toll from the attacks on Maarat rises to 12 with over 200 injured.")
    marked.trigger("attacks", toll=("12", "wounded"))
    assert told(marked)[0] == 12


def test_others_are_counted_too() -> None:
    marked = Marked("Rebels shelled Maarat while seven other people were injured.")
    assert told(marked.trigger("shelled", toll=("seven", "wounded"))) == (None, 7)

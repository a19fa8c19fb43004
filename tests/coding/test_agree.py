from __future__ import annotations

import datetime as dt

from sayso.coding.agree import (
    actors_agree,
    dates_agree,
    places_agree,
    recipients_agree,
    tolls_agree,
)
from sayso.schema import DateRange, Event, Participant, Place, Quantity, Span, Tolls

HOMS = Place("Homs", "Homs", 34.73, 36.71, "SYR", 1, 10.0)
ALEPPO = Place("Aleppo", "Aleppo", 36.2, 37.16, "SYR", 1, 15.0)


def event(**fields: object) -> Event:
    trigger = Span(0, 4, "raid")
    return Event("e1", "ASSAULT", None, "material conflict", trigger, **fields)  # type: ignore[arg-type]


def killed(low: int, best: int | None = None) -> Event:
    return event(tolls=Tolls(killed=Quantity(low, best or low, best)))


def test_an_army_acts_for_its_state() -> None:
    state, army = Participant(0, 6, "Russia", id="RUS"), Participant(0, 8, "Its army", id="RUS.MIL")
    assert actors_agree((state,), (army,)) == 1


def test_militants_may_be_a_named_group_but_no_army() -> None:
    group = Participant(0, 5, "Front", id="JAN", sector="REB")
    loose = Participant(0, 9, "Militants", id="SYR.REB", country="SYR", sector="REB")
    army = Participant(0, 8, "Soldiers", id="SYR.MIL", country="SYR", sector="MIL")
    assert actors_agree((group,), (loose,)) > actors_agree((group,), (army,)) == -1


def test_untold_is_neither_alike_nor_in_conflict() -> None:
    assert actors_agree((), (Participant(0, 6, "Russia", id="RUS"),)) == 0
    assert places_agree(None, HOMS) == tolls_agree(event(), killed(9)) == 0


def test_people_and_things_struck_do_not_conflict() -> None:
    shoppers = (Participant(0, 13, "nine shoppers", id="SYR.CVL"),)
    market = (Participant(20, 28, "a market"),)
    soldiers = (Participant(0, 13, "nine soldiers"),)
    assert recipients_agree(shoppers, market) == 0
    assert recipients_agree(shoppers, soldiers) == -1


def test_places_are_compared_by_name_and_distance() -> None:
    beside = Place("Talbiseh", "Talbiseh", 34.84, 36.73, "SYR", 1, 5.0)
    assert places_agree(HOMS, HOMS) == 1
    assert places_agree(HOMS, beside) == 0.5
    assert places_agree(HOMS, ALEPPO) == places_agree(HOMS, Place("Mogambo")) == -1


def test_few_dead_are_alike_by_chance() -> None:
    assert tolls_agree(killed(31), killed(31)) == 1
    assert tolls_agree(killed(3), killed(3)) == 0.5
    assert tolls_agree(killed(31), killed(9)) == -1


def test_dozens_leave_room_for_58_and_none_for_nine() -> None:
    dozens = event(tolls=Tolls(killed=Quantity(24, 24, None)))
    assert tolls_agree(dozens, killed(58, 58)) == 0
    assert tolls_agree(dozens, killed(9, 9)) == -1


def test_what_a_year_told_is_background_to_what_was_just_told() -> None:
    year = DateRange(dt.date(2014, 1, 1), dt.date(2014, 12, 31), 5)
    day = DateRange(dt.date(2014, 5, 2), dt.date(2014, 5, 2), 1)
    assert dates_agree(event(), event(date=year)) == -1
    assert dates_agree(event(), event(date=day)) == 0
    assert dates_agree(event(date=year), event(date=day)) == 1

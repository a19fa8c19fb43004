from __future__ import annotations

import pytest

from tests.coding.marked import Marked, source, who


@pytest.mark.parametrize(
    ("text", "word", "linked", "actors", "recipients"),
    [
        # what the clause names and the model did not link
        ("Villagers captured by rebels were freed.", "captured", "", ["rebels"], ["Villagers"]),
        # whoever holds a place does not strike it
        ("Jets hit a town held by rebels.", "hit", "rebels", [], ["a town"]),
        # a noun's owner, and what it was done to
        (
            "The shelling of a clinic by the army went on.",
            "shelling",
            "",
            ["the army"],
            ["a clinic"],
        ),
        (
            "Russian air strikes on a camp went on.",
            "strikes",
            "Russian air",
            ["Russian"],
            ["a camp"],
        ),
        ("Rebels killed a pilot there.", "killed", "Rebels", ["Rebels"], ["a pilot"]),
        # weapons act on nobody's behalf
        ("A car bomb killed nine civilians.", "killed", "A car bomb", [], ["nine civilians"]),
    ],
)
def test_the_clause_adds_parties_and_takes_weapons_away(
    text: str, word: str, linked: str, actors: list[str], recipients: list[str]
) -> None:
    marked = Marked(text).trigger(word, actor=linked)
    if "a town" in recipients:
        marked = Marked(text).trigger(word, actor=linked, recipient="a town held by")
    (event,) = marked.events()
    assert who(event) == (actors, recipients)


def test_a_span_cut_short_is_grown_to_its_phrase() -> None:
    text = "Rebels shot down a regime MiG warplane south of Homs."
    (event,) = Marked(text).trigger("shot", actor="Rebels", recipient="a").events()
    assert who(event) == (["Rebels"], ["a regime MiG warplane"])


def test_a_word_that_only_describes_takes_its_noun_along() -> None:
    marked = Marked("The states cut terrorist financing.").trigger("cut", recipient="terrorist")
    assert who(marked.events()[0])[1] == ["terrorist financing"]


def test_a_number_is_not_cut_at_its_comma() -> None:
    marked = Marked("Floods and war drove out 100,000 residents.")
    marked.trigger("drove", "SANCTION", recipient="000 residents")
    assert who(marked.events()[0])[1] == ["100,000 residents"]


def test_a_name_is_kept_whole() -> None:
    text = "The coalition backs the Syrian Democratic Forces near Raqqa."
    marked = Marked(text).names(ORG="Syrian Democratic Forces")
    (event,) = marked.trigger("backs", "SUPPORT", recipient="the Syrian").events()
    assert who(event)[1] == ["the Syrian Democratic Forces"]


@pytest.mark.parametrize(
    ("text", "names", "actors"),
    [
        ("Russia and the Assad regime broke it.", {"LOC": "Russia", "PER": "Assad"},
         ["Russia", "the Assad regime"]),
        ("Bosnia and Herzegovina broke it.", {"LOC": "Bosnia and Herzegovina"},
         ["Bosnia and Herzegovina"]),
        ("Russia and its allies broke it.", {"LOC": "Russia"}, ["Russia and its allies"]),
        ("The Red Cross and aid agencies broke it.", {"ORG": "Red Cross"},
         ["The Red Cross", "aid agencies"]),
        ("Hamas leaders and fighters broke it.", {"ORG": "Hamas"}, ["Hamas leaders and fighters"]),
    ],
)  # fmt: skip
def test_two_named_parties_are_two(text: str, names: dict[str, str], actors: list[str]) -> None:
    marked = Marked(text).names(**names).trigger("broke", actor=text.split(" broke")[0])
    assert who(marked.events()[0])[0] == actors


def test_verbs_in_a_row_share_their_actor() -> None:
    text = "Rebels seized Maarat, burned its barracks and expelled its mayor."
    marked = Marked(text).trigger("seized", actor="Rebels")
    marked.trigger("burned").trigger("expelled", actor="its barracks")
    assert [who(event)[0] for event in marked.events()] == [["Rebels"]] * 3


def test_the_people_killed_are_recipients_beside_the_thing_struck() -> None:
    text = "The strike on a market killed eleven people, including a woman and a child."
    marked = Marked(text).trigger("strike", recipient="a market")
    (event,) = marked.events()
    assert who(event)[1] == ["a market", "eleven people"]


def test_people_counted_before_an_aside_are_the_victims() -> None:
    text = "Eleven people including a woman and a child were killed in Maarat."
    (event,) = Marked(text).trigger("killed").events()
    assert who(event) == ([], ["Eleven people"])
    assert event.tolls.killed is not None and event.tolls.killed.best == 11


def test_the_models_sides_are_kept() -> None:
    marked = Marked("Shelling by nobody knows whom hit a convoy of rebels.")
    marked.trigger("hit", actor="rebels", recipient="a convoy")
    assert who(marked.events()[0]) == (["rebels"], ["a convoy"])


def test_a_monitor_does_not_do_what_it_reports() -> None:
    text = "The monitor said the strikes hit a market."
    marked = Marked(text).says("The monitor", "said", "the strikes hit a market")
    marked.trigger("strikes", actor="The monitor").trigger("hit", actor="The monitor")
    assert who(marked.events()[0])[0] == []


def test_a_pronoun_that_opens_reported_words_is_the_speaker() -> None:
    text = "Jaish al-Islam said it had shot down a drone."
    marked = Marked(text).names(ORG="Jaish al-Islam")
    marked.says("Jaish al-Islam", "said", "it had shot down a drone")
    marked.trigger("shot", actor="it", recipient="a drone")
    assert who(marked.events()[0]) == (["Jaish al-Islam"], ["a drone"])


def test_what_is_fired_at_is_hit_and_not_the_weapon() -> None:
    (event,) = Marked("Rebels fired rockets at the port.").trigger("fired", actor="Rebels").events()
    assert who(event) == (["Rebels"], ["the port"])


def test_left_injured_is_done_to_those_before_it() -> None:
    text = "The raid left seven people injured SANA reported."
    (event,) = Marked(text).trigger("raid").events()
    assert who(event)[1] == ["seven people"]


def test_a_state_that_acts_is_no_dateline() -> None:
    marked = Marked("Russia struck Maarat. USA struck Homs.").names(LOC="Russia|USA")
    marked.trigger("struck", actor="Russia").trigger("struck#2", actor="USA")
    assert [who(event)[0] for event in marked.events()] == [["Russia"], ["USA"]]


def test_a_day_does_not_act() -> None:
    marked = Marked("Friday fighting killed nine.").trigger("fighting", actor="Friday")
    assert who(marked.events()[0])[0] == []


def test_who_reports_a_raid_was_not_hit_by_it() -> None:
    marked = Marked("Jets raided the base the Observatory said.").names(ORG="Observatory")
    marked.trigger("raided", actor="Jets", recipient="the base|the Observatory")
    marked.says("the Observatory", "said", "Jets raided the base")
    assert who(marked.events()[0])[1] == ["the base"]


@pytest.mark.parametrize("verb", ["accused Ankara of", "blamed Ankara for"])
def test_what_a_party_is_charged_with_stands_on_the_accusers_word(verb: str) -> None:
    marked = Marked(f"Damascus {verb} bombing the port.").names(LOC="Damascus|Ankara")
    marked.trigger(verb.split()[0], "ACCUSE", actor="Damascus", recipient="Ankara")
    marked.trigger("bombing", actor="Ankara", recipient="the port")
    charge, act = marked.events()
    assert charge.attribution.source == "article"
    assert source(act) == ["Damascus"] and act.attribution.stance == "accuses"


@pytest.mark.parametrize("text", ["The crisis-hit town sleeps.", "The war-torn town sleeps."])
def test_a_compound_that_describes_is_no_act(text: str) -> None:
    word = text.split()[1].split("-")[1]
    assert Marked(text).trigger(word, place="town").events() == []


def test_a_rank_is_no_act() -> None:
    marked = Marked("The militia commander Saud left.").trigger("commander", recipient="Saud")
    assert marked.events() == []


def test_an_aside_does_not_kill() -> None:
    text = "The leader, sought since the attacks by Hamas, was killed in an airstrike."
    marked = Marked(text).trigger("attacks", actor="Hamas").trigger("airstrike")
    assert [len(event.evidence) for event in marked.events()] == [1, 2]


@pytest.mark.parametrize("words", ["swathes of the north", "five km", "the ground"])
def test_a_stretch_of_land_is_nobody(words: str) -> None:
    marked = Marked(f"The army swept across {words} in March.")
    (event,) = marked.trigger("swept", actor="The army", recipient=words).events()
    assert event.recipients == () and len(event.actors) == 1


@pytest.mark.parametrize(
    ("words", "shown"),
    [("lethal force", []), ("military power", []), ("a UN force", ["UN force"])],
)
def test_force_is_a_means_and_a_force_a_party(words: str, shown: list[str]) -> None:
    marked = Marked(f"The army attacked {words} in March.")
    (event,) = marked.trigger("attacked", actor="The army", recipient=words).events()
    assert [party.text.removeprefix("a ") for party in event.recipients] == shown


def test_a_weapon_does_not_act() -> None:
    marked = Marked("A chemical weapons attack killed 86 people.")
    marked.trigger("attack", actor="A chemical weapons")
    (event,) = marked.events()
    assert event.actors == () and event.recipients[0].text == "86 people"


@pytest.mark.parametrize(
    ("text", "trigger", "second"),
    [
        ("Army units clashed with an armed group near Hama.", "clashed", "an armed group"),
        ("Two men died in a shootout with border police.", "shootout", "border police"),
        ("Fighting broke out between herders and guards.", "Fighting", "guards"),
        ("A village was burned in attacks by rival herders.", "attacks", "rival herders"),
    ],
)
def test_who_fights_may_be_told_after_the_act(text: str, trigger: str, second: str) -> None:
    (event,) = Marked(text).trigger(trigger, actor=second).events()
    assert second in [party.text for party in event.actors]


def test_a_name_ends_before_the_act_that_follows_it() -> None:
    text = "President Ann Dekker cancels talks with Brazil on Monday."
    marked = Marked(text).names(PER="Ann Dekker cancels talks")
    (event,) = marked.trigger("cancels", "REJECT", actor="Ann Dekker").events()
    assert [party.text for party in event.actors] == ["Ann Dekker"]


def test_what_two_do_to_each_other_is_done_to_both() -> None:
    marked = Marked("Juba and Khartoum blame each other for the raid.")
    marked.trigger("blame", "ACCUSE", actor="Juba|Khartoum", recipient="each other")
    (event,) = marked.events()
    assert who(event) == (["Juba", "Khartoum"], ["Juba", "Khartoum"])

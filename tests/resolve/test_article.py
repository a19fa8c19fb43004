"""Names of one article, resolved together."""

from __future__ import annotations

import datetime as dt

import pytest

from sayso.resolve.article import resolve
from sayso.schema import Article, DateRange, Event, Mention, Participant, Place, Span


def participant(text: str, words: str) -> Participant:
    start = text.index(words)
    return Participant(start, start + len(words), words)


def coded(
    text: str, trigger: str, *, actor: str | None = None, place: str | None = None
) -> Article:
    start = text.index(trigger)
    event = Event(
        id="e1",
        type="ASSAULT",
        mode=None,
        quad="material conflict",
        trigger=Span(start, start + len(trigger), trigger),
        actors=(participant(text, actor),) if actor else (),
        place=Place(text=place) if place else None,
    )
    mentions = tuple(
        Mention(text.index(name), text.index(name) + len(name), name, "place")
        for name in (place.split("; ") if place else ())
    )
    (article,) = resolve([Article(id="x", text=text, events=(event,), mentions=mentions)])
    return article


def test_an_adjective_of_nationality_before_its_noun_means_the_state() -> None:
    article = coded("Syrian warplanes struck Idlib.", "struck", actor="Syrian")
    assert article.events[0].actors[0].id == "SYR"


def test_in_a_headline_in_capitals_too() -> None:
    article = coded("Medics Killed in Russian Airstrikes", "Airstrikes", actor="Russian")
    assert article.events[0].actors[0].id == "RUS"


@pytest.mark.parametrize(
    "line", ["Updated at 9:14 BEIRUT", "DAMASCUS SANA", "Oct 6 GENEVA", "BEIRUT, Lebanon (AP) —"]
)
def test_a_datelines_town_does_not_act(line: str) -> None:
    town = next(word.strip(",") for word in line.split() if len(word) > 5 and word.isupper())
    article = coded(f"{line} Air strikes killed nine people.", "strikes", actor=town)
    assert article.events[0].actors == ()


def test_a_body_in_capitals_is_no_dateline() -> None:
    article = coded("NATO Air strikes killed nine people.", "strikes", actor="NATO")
    assert article.events[0].actors[0].id == "NATO"


def test_the_same_word_for_people_stays_people() -> None:
    article = coded("Syrians fled across the river.", "fled", actor="Syrians")
    assert article.events[0].actors[0].id != "SYR"


def test_nested_places_give_the_most_exact_and_listed_ones_the_nearest() -> None:
    nested = coded("Jets hit Talbiseh, Homs province.", "hit", place="Talbiseh; Homs province")
    place = nested.events[0].place
    assert place is not None and place.name == "Talbiseh"
    text = "They freed Kobani in Syria and later freed Tikrit in Iraq."
    listed = coded(text, "freed", place="Kobani; Tikrit")
    first = listed.events[0].place
    assert first is not None and first.name == "Kobani"


def test_an_article_of_unknown_date_is_not_older_than_the_dates_it_names() -> None:
    text = "Russia struck on Sept. 30, 2015."
    time = "Sept. 30, 2015"
    mention = Mention(text.index(time), text.index(time) + len(time), time, "time")
    (article,) = resolve([Article(id="x", text=text, mentions=(mention,))])
    assert article.date is not None
    assert str(article.date.start) == "2015-09-30" and article.date.end is None
    assert article.date.date_prec == 5


def resolved(text: str, *mentions: tuple[str, str], **more: object) -> Article:
    """The article of a text with mentions (words, kind), resolved."""
    made = tuple(
        Mention(text.index(words), text.index(words) + len(words), words, kind)  # type: ignore[arg-type]
        for words, kind in mentions
    )
    (article,) = resolve([Article(id="x", text=text, mentions=made, **more)])  # type: ignore[arg-type]
    return article


DAY = DateRange(dt.date(2016, 8, 12), dt.date(2016, 8, 12), 1)


def test_letters_mean_what_the_article_spells_out() -> None:
    text = "The Qatar Red Crescent Society (QRCS) left. Later QRCS returned."
    start = text.rindex("QRCS")
    late = Mention(start, start + 4, "QRCS", "actor")
    (article,) = resolve([Article(id="x", text=text, mentions=(late,))])
    assert article.mentions[0].actor_id == "RED-CRESCENT"
    known = resolved(
        "Troops of the International Stabilization Force (ISF) came.", ("ISF", "actor")
    )
    assert known.mentions[0].actor_id is None, "not the Iraqi forces of the same letters"


def test_a_family_name_is_not_the_known_one_where_another_bears_it() -> None:
    text = "It was a miracle, said Bibars Mishal in Aleppo. Mishal wept."
    start = text.rindex("Mishal")
    late = Mention(start, start + 6, "Mishal", "actor")
    (article,) = resolve([Article(id="x", text=text, mentions=(late,), date=DAY)])
    assert article.mentions[0].actor_id is None
    alone = resolved("Mishal wept in Gaza with Hamas.", ("Mishal", "actor"), date=DAY)
    assert alone.mentions[0].actor_id == "HAMAS"


def test_a_short_name_is_the_person_introduced() -> None:
    text = (
        "Karim Otabay, a spokesman for the Syrian Observatory for Human Rights, spoke. Otabay left."
    )
    whole = text[: text.index(", spoke")]
    start = text.rindex("Otabay")
    mentions = (
        Mention(0, len(whole), whole, "actor"),
        Mention(start, start + 6, "Otabay", "actor"),
    )
    (article,) = resolve([Article(id="x", text=text, mentions=mentions)])
    assert [m.actor_id for m in article.mentions] == ["SOHR", "SOHR"]


def test_names_that_a_span_cut_are_completed() -> None:
    text = "Jets of the Russian Aerospace Forces flew."
    assert resolved(text, ("the Russian", "actor")).mentions[0].actor_id == "RUS.MIL"
    both = resolved("On Monday Russia Tuesday said so.", ("Russia", "actor"))
    assert both.mentions[0].actor_id == "RUS"


def test_a_name_ends_where_its_act_begins() -> None:
    article = coded("Syrian Army Kills Terrorist on Barrens", "Kills", actor="Syrian Army")
    assert article.events[0].actors[0].id == "SYR.MIL"


def test_a_cut_place_is_the_whole_name() -> None:
    text = "Two were killed in Majdal Zoun, South Governorate, Lebanon."
    start = text.index("Majdal")
    event = Event(
        id="e1", type="ASSAULT", mode=None, quad="material conflict",
        trigger=Span(9, 15, "killed"), place=Place(text="Majdal"),
    )  # fmt: skip
    whole = Mention(start, len(text) - 1, text[start:-1], "place")
    (article,) = resolve([Article(id="x", text=text, mentions=(whole,), events=(event,))])
    place = article.events[0].place
    assert place is not None and (place.country, place.where_prec) == ("LBN", 4)
    assert "Majdal Zoun" in place.why


def test_an_adjective_is_no_place() -> None:
    article = resolved("A Somali jet crossed Somalia.", ("Somali", "place"), ("Somalia", "place"))
    first, second = (m.place for m in article.mentions)
    assert first is not None and first.lat is None and "adjective" in first.why
    assert second is not None and second.country == "SOM"


def test_places_tell_whose_the_army_is() -> None:
    text = "The army shelled Aleppo, Syria."
    article = resolved(text, ("The army", "actor"), ("Aleppo, Syria", "place"))
    assert article.mentions[0].actor_id == "SYR.MIL"


def test_an_article_on_several_countries_has_the_army_of_the_one_told_about() -> None:
    text = (
        "In Mali fighters in Gao held a patrol.\nIn Yemen, where Sanaa was quiet, the government "
        "shelled Taiz.\nIn Colombia and Peru the civilians went home."
    )
    acts = (("shelled", "the government"), ("went", "the civilians"), ("held", "fighters"))
    events = tuple(coded(text, trigger, actor=who).events[0] for trigger, who in acts)
    names = ("Mali", "Gao", "Yemen", "Sanaa", "Taiz", "Colombia", "Peru")
    mentions = tuple(
        Mention(text.index(name), text.index(name) + len(name), name, "place") for name in names
    )
    (article,) = resolve([Article(id="x", text=text, events=events, mentions=mentions)])
    assert [event.actors[0].id for event in article.events] == ["YEM", "PER.CVL", "MLI.UAF"]


def test_an_event_takes_the_time_its_words_run_into() -> None:
    text = "Rebels struck early on Tuesday."
    event = Event(
        id="e1", type="ASSAULT", mode=None, quad="material conflict",
        trigger=Span(7, 13, "struck"), date=DateRange(None, None, 5, text="early on"),
    )  # fmt: skip
    time = Mention(23, 30, "Tuesday", "time")
    (article,) = resolve([Article(id="x", text=text, mentions=(time,), events=(event,), date=DAY)])
    date = article.events[0].date
    assert date is not None and date.start == dt.date(2016, 8, 9)


def test_a_town_is_not_the_person_called_after_it() -> None:
    text = "Rebels took Kobani. Kobani had been besieged."
    place = Mention(12, 18, "Kobani", "place")
    actor = Mention(20, 26, "Kobani", "actor")
    (article,) = resolve([Article(id="x", text=text, mentions=(place, actor), date=DAY)])
    assert article.mentions[1].actor_id is None


def test_nor_is_it_shown_under_that_person_s_name() -> None:
    article = coded("Rebels in Kobani fled.", "fled", actor="Kobani", place="Kobani")
    (actor,) = article.events[0].actors
    assert actor.id is None and actor.name == "Kobani"


def test_the_country_named_most_breaks_a_tie() -> None:
    text = "Syria said so. Syria meant Iraq. In Syria the rebels fled."
    at = [0, 15, 36]
    mentions = (
        *(Mention(start, start + 5, "Syria", "actor") for start in at),
        Mention(27, 31, "Iraq", "actor"),
        Mention(42, 52, "the rebels", "actor"),
    )
    (article,) = resolve([Article(id="x", text=text, mentions=mentions)])
    assert article.mentions[-1].actor_id == "SYR.REB"


def told(text: str, *, date: DateRange | None = DAY) -> list[tuple[str | None, int]]:
    """Of each [bracketed] actor: its id, and how many parties its event keeps."""
    parts = text.replace("[", "|[").replace("]", "|").split("|")
    bare, spans = "", []
    for part in parts:
        if part.startswith("["):
            spans.append((len(bare), part[1:]))
        bare += part.removeprefix("[")
    mentions = tuple(Mention(start, start + len(w), w, "actor") for start, w in spans)
    events = tuple(
        Event(
            id=f"e{start}", type="ASSAULT", mode=None, quad="material conflict",
            trigger=Span(start, start + len(w), w),
            actors=(Participant(start, start + len(w), w),),
        )
        for start, w in spans
    )  # fmt: skip
    (article,) = resolve([Article(id="x", text=bare, mentions=mentions, events=events, date=date)])
    parties = [len(event.actors) for event in article.events]
    return list(zip([m.actor_id for m in article.mentions], parties, strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Shelling in [Damascus] went on. [Damascus] denied it.", [(None, 0), ("SYR", 1)]),
        ("[KYIV], Aug 12 — Shells fell. [Kyiv] blamed [Moscow].",
         [(None, 0), ("UKR", 1), ("RUS", 1)]),
        ("[BEIRUT], [Lebanon] (AP) — Jets flew over Syria.", [(None, 0), (None, 0)]),
        ("The rebels captured [Kabul].", [(None, 1)]),
        ("At [Moscow]’s request the truce held.", [("RUS", 1)]),
        ("Confidence in [Kyiv] fell.", [("UKR", 1)]),
        ("They marched through central [Athens].", [(None, 0)]),
        ("Fighting near [Erbil] went on, [Erbil] said.", [(None, 0), ("KRG", 1)]),
        ("A statement in [Russian] said nothing new.", [(None, 1)]),
        ("[Russian]-speaking families left.", [(None, 1)]),
    ],
)  # fmt: skip
def test_a_town_is_its_government_only_where_it_acts(
    text: str, expected: list[tuple[str | None, int]]
) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("[A monitoring group], the [Syrian Observatory for Human Rights], said so.", "SOHR"),
        ("Jets hit Idlib, [a monitoring group] said. The [Syrian Observatory for Human Rights] "
         "named no one. [The monitoring group] has people there.", "SOHR"),
        ("[Boko Haram] attacked in Nigeria. [The Islamist group] fled.", "BOKO-HARAM"),
        ("[MSF] works in Yemen. [The medical charity] left.", "MSF"),
        ("[ECOWAS] met on Niger. [The regional bloc] warned it.", "ECOWAS"),
    ],
)  # fmt: skip
def test_a_description_is_whom_the_article_names(text: str, last: str) -> None:
    assert told(text)[-1][0] == last


def test_of_two_that_a_description_fits_neither_is_guessed() -> None:
    found = told("[Hamas] and [Islamic Jihad] fired from Gaza. [The militant group] said so.")
    assert found[-1][0] not in ("HAMAS", "PIJ")


def test_a_dateline_does_not_tell_whose_the_rebels_are() -> None:
    found = told("[BEIRUT] (Reuters) - [Rebels] shelled a town.")
    assert found == [(None, 0), (None, 1)]


def test_a_party_is_no_place_and_words_without_a_time_no_date() -> None:
    article = coded("The coalition fought ISIL for more.", "fought", place="ISIL")
    assert article.events[0].place is None
    unknown = coded("They shelled Qorbatal at dawn.", "shelled", place="Qorbatal")
    assert unknown.events[0].place is not None
    start = "They shelled it for more.".index("shelled")
    trigger = Span(start, start + 7, "shelled")
    days = []
    for words in ("for more", "that fateful night"):
        event = Event(
            "e1", "ASSAULT", None, "material conflict", trigger,
            date=DateRange(None, None, 5, text=words),
        )  # fmt: skip
        (found,) = resolve([Article(id="x", text="They shelled it for more.", events=(event,))])
        days.append(found.events[0].date)
    assert days[0] is None
    assert days[1] is not None

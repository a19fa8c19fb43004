"""Actors: names, people by date, composed phrases, context, records, relations, the user's file."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.errors import ResolveError
from sayso.resolve.actors import ActorBook
from sayso.resolve.actors_aliases import KINDS, SECTORS
from sayso.resolve.actors_book import DATA
from sayso.resolve.actors_eval import evaluate
from sayso.schema import DateRange
from training.knowledge import actors as knowledge

ROOT = Path(__file__).parents[2]
LABELLED = ROOT / "training/dev/actors.jsonl"
SHARED = ROOT.parent / "shared"
OCTOBER_2015 = dt.date(2015, 10, 1)
SEED_CONTEXT = ("ISIL", "U.S.-led coalition", "Bashar al-Assad", "Syria")


@pytest.fixture(scope="module")
def book() -> ActorBook:
    return ActorBook.load()


SEED = [
    ("Moscow", "RUS", "RUS", "GOV"),
    ("the Kremlin", "RUS", "RUS", "GOV"),
    ("ISIL", "IS", None, "REB"),
    ("ISIL forces", "IS", None, "REB"),
    ("ISIL leaders and facilitators", "IS", None, "REB"),
    ("more than 100,000 residents", "SYR.CVL", "SYR", "CVL"),
    ("foreign terrorist fighters", None, None, "REB"),
    ("Bashar al-Assad", "SYR.GOV", "SYR", "GOV"),
    ("Syria’s brutal dictator Bashar al-Assad", "SYR.GOV", "SYR", "GOV"),
    ("Assad", "SYR.GOV", "SYR", "GOV"),
    ("Secretary of State John Kerry", "USA.GOV", "USA", "GOV"),
    ("Secretary Kerry", "USA.GOV", "USA", "GOV"),
    ("the United Nations", "UN", None, "IGO"),
    ("the U.S.", "USA", "USA", "GOV"),
    ("Kurdish Peshmerga", "PESHMERGA", "IRQ", "PRM"),
    ("the coalition", "CJTF-OIR", None, "IMG"),
    ("coalition airstrikes", "CJTF-OIR", None, "IMG"),
    ("the US-backed Syrian Kurdish forces", "SYR.UAF", "SYR", "UAF"),
    ("Syrian Arab armed forces", "SYR.MIL", "SYR", "MIL"),
    ("moderate opposition groups", "SYR.OPP", "SYR", "OPP"),
    ("the legitimate opposition to Assad", "SYR.OPP", "SYR", "OPP"),
    ("Russian airstrikes", "RUS.MIL", "RUS", "MIL"),
    ("his regime", None, None, None),
]


@pytest.mark.parametrize(("surface", "ident", "country", "sector"), SEED)
def test_names_of_the_seed_article(
    book: ActorBook, surface: str, ident: str | None, country: str | None, sector: str | None
) -> None:
    actor = book.resolve(surface, when=OCTOBER_2015, context=SEED_CONTEXT)
    assert (actor.id, actor.country, actor.sector) == (ident, country, sector)


@pytest.mark.parametrize(
    ("surface", "ident"),
    [
        ("Syrian army", "SYR.MIL"),
        ("Nigerian troops", "NGA.MIL"),
        ("Assad's regime", "SYR"),
        ("Assad's forces", "SYR.MIL"),
        ("the Assad regime", "SYR"),
        ("the Maduro government", "VEN"),
        ("the Syrian government's warplanes", "SYR.MIL"),
        ("18 Palestinian civilians", "PSE.CVL"),
        ("a senior Hamas official", "HAMAS"),
        ("Hamas' armed wing", "HAMAS"),
        ("members of Boko Haram", "BOKO-HARAM"),
        ("forces loyal to Khalifa Haftar", "LNA"),
        ("South Sudanese rebels", "SSD.REB"),
        ("the Pakistani Taliban", "TTP"),
        ("the Saudi-led coalition's warplanes", "SAUDI-COALITION"),
        ("Hay’at Tahrir al-Sham (HTS)", "HTS"),
        ("Médecins Sans Frontières", "MSF"),
        ("Hizballah fighters", "HEZBOLLAH"),
        ("Pakistan-based Jaish-e-Mohammad", "JEM-PAK"),
        ("al Shebab", "AL-SHABAAB"),
        ("the Congolese army spokesman", "COD.MIL"),
        ("anti-balaka fighters", "ANTI-BALAKA"),
    ],
)
def test_composition(book: ActorBook, surface: str, ident: str) -> None:
    assert book.resolve(surface).id == ident


def test_backers_are_told_apart_from_the_country(book: ActorBook) -> None:
    militias = book.resolve("Iranian-backed militias", context=("Iraq",))
    assert (militias.country, militias.sector, militias.works_for) == ("IRQ", "UAF", "IRN")
    separatists = book.resolve("pro-Russian separatists in eastern Ukraine")
    assert (separatists.id, separatists.works_for) == ("UKR.REB", "RUS")
    alone = book.resolve("Iranian-backed militias")
    assert (alone.id, alone.country, alone.works_for) == (None, None, "IRN")


def test_installed_officials_are_not_the_countrys_government(book: ActorBook) -> None:
    actor = book.resolve("Russian-installed officials", context=("Ukraine", "Russia"))
    assert (actor.id, actor.works_for) == (None, "RUS")


@pytest.mark.parametrize(
    ("surface", "year", "ident"),
    [
        ("Bush", 1991, "George H.W. Bush"),
        ("Bush", 2003, "George W. Bush"),
        ("Clinton", 1998, "Bill Clinton"),
        ("Clinton", 2011, "Hillary Clinton"),
    ],
)
def test_a_family_name_is_the_one_in_office(
    book: ActorBook, surface: str, year: int, ident: str
) -> None:
    assert book.resolve(surface, when=dt.date(year, 6, 1)).name == ident


def test_a_person_out_of_office_is_no_government(book: ActorBook) -> None:
    kerry = book.resolve("John Kerry", when=dt.date(2017, 6, 1))
    assert (kerry.id, kerry.sector) == ("USA.ELI", "ELI")
    before = book.resolve("Emmanuel Macron", when=dt.date(1990, 6, 1))
    assert (before.id, before.country) == (None, "FRA")
    undated = book.resolve("John Kerry")
    assert undated.id == "USA.GOV"
    assert undated.score < book.resolve("John Kerry", when=OCTOBER_2015).score


def test_names_by_date(book: ActorBook) -> None:
    early = book.resolve("Nusra Front", when=dt.date(2014, 1, 1))
    late = book.resolve("Jabhat Fateh al-Sham", when=DateRange(dt.date(2016, 9, 1), None, 1))
    assert (early.id, early.name) == ("JAN", "Jabhat al-Nusra")
    assert (late.id, late.name) == ("JAN", "Jabhat Fateh al-Sham")
    outlived = book.resolve("Nusra Front", when=dt.date(2020, 1, 1))
    assert outlived.id == "JAN"
    assert outlived.score < early.score


@pytest.mark.parametrize(
    ("surface", "context", "ident"),
    [
        ("SNA", ("Syria",), "SNA"),
        ("SNA", ("Somalia",), "SOM.MIL"),
        ("the government", ("Yemen", "Houthis"), "YEM"),
        ("the army", ("Syria", "Russia"), "SYR.MIL"),
        ("rebels", ("COL",), "COL.REB"),
        ("Brown", ("United Kingdom",), "GBR.GOV"),
    ],
)
def test_context_decides(
    book: ActorBook, surface: str, context: tuple[str, ...], ident: str
) -> None:
    assert book.resolve(surface, when=dt.date(2008, 1, 1), context=context).id == ident


def test_context_scores_less_than_what_is_told(book: ActorBook) -> None:
    told = book.resolve("Syrian army")
    guessed = book.resolve("the army", context=("Syria",))
    assert guessed.id == told.id == "SYR.MIL"
    assert guessed.score < told.score
    assert "SYR" in guessed.why


@pytest.mark.parametrize(
    "surface",
    [
        "us", "who", "is", "they", "it", "Johnson", "Ali", "John Smith", "Michael Jordan",
        "Chad Smith", "Black Falcons Battalion", "the coalition", "the army", "Germany and France",
        "US and British warships", "his regime", "Abu Ahmed", "", "...", "Arab states",
        "a military solution", "Kurdish officials",
    ],
)  # fmt: skip
def test_no_guess(book: ActorBook, surface: str) -> None:
    assert book.resolve(surface, when=OCTOBER_2015).id is None


def test_unknown_names_keep_what_is_known(book: ActorBook) -> None:
    battalion = book.resolve("the Syrian Black Falcons Battalion")
    assert battalion.id is None
    assert book.resolve("Black Falcons Battalion").sector == "REB"
    assert book.resolve("gunmen").sector == "UAF"
    assert book.resolve("the prime minister").sector == "GOV"


def test_what_may_be_anybodys_is_left_open(book: ActorBook) -> None:
    in_syria = ("Syria", "Russia", "United States")
    assert book.resolve("warplanes", context=in_syria).id is None
    assert book.resolve("eastern Libyan forces").id is None
    assert book.resolve("the secretary of state", context=in_syria).id == "USA.GOV"
    assert book.resolve("the secretary of state", context=("Syria",)).id is None
    loyal = book.resolve("forces loyal to Ali Abdullah Saleh", when=dt.date(2015, 6, 1))
    assert (loyal.id, loyal.country) == (None, "YEM")
    assert book.resolve("Kosovo Albanians").country == "XKX"


def test_names_that_only_look_like_states_and_people(book: ActorBook) -> None:
    assert book.resolve("the Nigerian Ports Authority").id is None
    assert book.resolve("Venafro, Italy").id is None
    assert book.resolve("Amit Shah rally").id is None
    assert book.resolve("Former President George W. Bush").id == "USA.ELI"
    assert book.resolve("Australian Attorney-General Christian Porter").sector != "CVL"


def test_capitals_tell_words_from_abbreviations(book: ActorBook) -> None:
    assert book.resolve("WHO").id == "WHO"
    assert book.resolve("US").id == "USA"
    assert book.resolve("IS").id == "IS"
    assert book.resolve("Isis").id == "IS"


RECORD_NAMES = [
    ("Government of Syria", "SYR"),
    ("Government of Myanmar (Burma)", "MMR"),
    ("Syrian insurgents", "SYR.REB"),
    ("IS", "IS"),
    ("Jabhat Fateh al-Sham", "JAN"),
    ("Military Forces of Russia (2000-)", "RUS.MIL"),
    ("Police Forces of Kenya (2013-2022)", "KEN.COP"),
    ("Rioters (Mexico)", "MEX.CVL"),
    ("Unidentified Armed Group (Mali)", "MLI.UAF"),
    ("HTS: Hayat Tahrir al Sham", "HTS"),
    ("Rahman Corps - “Abu al-Joud al-Arbini” faction", "FAYLAQ-AL-RAHMAN"),
    ("Taleban", "TALIBAN"),
]


@pytest.mark.parametrize(("raw", "ident"), RECORD_NAMES)
def test_names_as_records_print_them(book: ActorBook, raw: str, ident: str) -> None:
    actor = book.record_actor(raw)
    assert actor.id == ident
    assert actor.name == raw


def test_civilians_and_joint_sides(book: ActorBook) -> None:
    assert (book.record_actor("Civilians").id, book.record_actor("Civilians").sector) == (
        None,
        "CVL",
    )
    joint = book.record_actors("Ahrar al-Sham, FSA, HTS, Jaysh al-Islam")
    assert [a.id for a in joint] == ["AHRAR-AL-SHAM", "FSA", "HTS", "JAYSH-AL-ISLAM"]
    assert len(book.record_actors("Interahamwe, ex-FAR")) == 1


@pytest.mark.parametrize(
    ("a", "b", "year", "expected"),
    [
        ("IS", "IS", None, "same"),
        ("JAN", "HTS", None, "same"),
        ("AQI", "IS", None, "same"),
        ("SYR.MIL", "SYR", None, "part_of"),
        ("RUS.GOV", "RUS", None, "government_of"),
        ("GNA", "LBY", None, "government_of"),
        ("YPG", "SDF", 2016, "part_of"),
        ("YPG", "SDF", 2014, "other"),
        ("FSA", "SYR.REB", None, "member"),
        ("FSA", "SYR.OPP", None, "member"),
        ("FIN", "NATO", 2015, "other"),
        ("FIN", "NATO", 2024, "member"),
        ("USA.MIL", "NATO", 2015, "member"),
        ("IS", "SYR.REB", None, "other"),
        ("SDF", "SYR.REB", None, "other"),
        ("HOUTHIS", "YEM", None, "other"),
        ("JAN", "ALQAEDA", 2014, "part_of"),
        ("HTS", "ALQAEDA", 2018, "other"),
        ("NOBODY", "SYR", None, "other"),
    ],
)
def test_relations(book: ActorBook, a: str, b: str, year: int | None, expected: str) -> None:
    when = dt.date(year, 6, 1) if year else None
    assert book.relation(a, b, when=when) == expected


def test_the_users_names(tmp_path: Path) -> None:
    file = tmp_path / "aliases.yaml"
    file.write_text(
        "actors:\n"
        "  - {id: NORTH-GUARD, name: Northern Guard, aliases: [NG], country: SYR, sector: REB,\n"
        "     part_of: FSA, active: 2015..2017}\n"
        "  - {id: IS, aliases: [the Organisation]}\n",
        encoding="utf-8",
    )
    mine = ActorBook.load(file)
    assert mine.resolve("Northern Guard fighters").id == "NORTH-GUARD"
    assert mine.resolve("NG", when=dt.date(2016, 1, 1)).country == "SYR"
    assert mine.resolve("the Organisation").id == "IS"
    assert mine.relation("NORTH-GUARD", "FSA") == "part_of"


@pytest.mark.parametrize(
    ("text", "where", "problem"),
    [
        ("actors:\n  - id: [\n", "line", "not YAML"),
        ("names: []\n", "aliases.yaml", "no list"),
        ("actors:\n  - name: A\n", "entry 1", "no id"),
        ("actors:\n  - {id: IS}\n  - {id: X9, name: X, country: XQX}\n", "entry 2", "country"),
        ("actors:\n  - {id: X9, name: X, sector: ABC}\n", "entry 1", "sector"),
        ("actors:\n  - {id: X9, name: X, kind: tribe}\n", "entry 1", "kind"),
        ("actors:\n  - {id: X9, name: X, colour: red}\n", "entry 1", "colour"),
        ("actors:\n  - {id: IS, aliases: Daesh}\n", "entry 1", "aliases"),
    ],
)
def test_a_bad_file_names_its_place(tmp_path: Path, text: str, where: str, problem: str) -> None:
    file = tmp_path / "aliases.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ResolveError) as caught:
        ActorBook.load(file)
    assert where in caught.value.where
    assert problem in str(caught.value)
    assert caught.value.remedy


def test_an_absent_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ResolveError, match="no such file"):
        ActorBook.load(tmp_path / "none.yaml")


def rows_of(part: str) -> list[dict[str, object]]:
    rows = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["part"] == part]


def test_the_labelled_mentions_are_sound() -> None:
    rows = rows_of("dev") + rows_of("test")
    assert len(rows) >= 420
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        text, start, end = str(row["text"]), row["start"], row["end"]
        assert isinstance(start, int)
        assert isinstance(end, int)
        assert text[start:end].strip() == text[start:end] != ""
        assert row["sector"] is None or row["sector"] in SECTORS


@pytest.mark.parametrize("part", ["dev", "test"])
def test_accuracy_on_labelled_mentions(book: ActorBook, part: str) -> None:
    scores = evaluate(rows_of(part), book)
    # 0.90 is what issue 4 asks for
    assert scores["accuracy"] >= 0.90
    assert scores["precision"] >= 0.92
    assert scores["coverage"] >= 0.90


def test_evaluation_counts_wrong_guesses_and_silence_apart(book: ActorBook) -> None:
    base: dict[str, object] = {"date": None, "country": None, "sector": None, "context": []}
    rows = [
        {**base, "text": "Moscow", "start": 0, "end": 6, "actor_id": "USA"},
        {**base, "text": "Zorblat", "start": 0, "end": 7, "actor_id": "ZORBLAT"},
        {**base, "text": "Zorblat", "start": 0, "end": 7, "actor_id": None},
    ]
    scores = evaluate(rows, book)
    assert scores["accuracy"] == pytest.approx(1 / 3, abs=1e-3)
    assert scores["precision"] == 0.0
    assert scores["coverage"] == 0.5
    assert [error["expected"] for error in scores["errors"]] == ["USA", "ZORBLAT"]


def test_loading_is_quick() -> None:
    best = min(_load_time() for _ in range(3))
    assert best < 0.1


def _load_time() -> float:
    start = time.process_time()
    ActorBook.load()
    return time.process_time() - start


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_an_actor(text: str) -> None:
    actor = BOOK.resolve(text, when=OCTOBER_2015, context=("Syria",))
    assert 0.0 <= actor.score <= 1.0
    assert actor.why
    assert actor.sector is None or actor.sector in SECTORS
    assert actor.kind in KINDS | {"person", "role", "unknown"}


BOOK = ActorBook.load()
_PIECES = st.sampled_from(
    "the Syrian Russian army rebels of in Hamas Assad 's and , backed -led pro- opposition "
    "officials President Putin 18 civilians who police UN (HTS) former ethnic".split()
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES, max_size=8))
def test_any_order_of_words_gives_the_same_twice(pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert BOOK.resolve(text) == ActorBook.resolve(BOOK, text)
    assert BOOK.resolve(text).why


def test_the_shipped_file_is_what_its_sources_make(tmp_path: Path) -> None:
    table = SHARED / "corpora/records/ucdp_actors.csv"
    if not table.exists():
        pytest.skip("the shared corpora are not here")
    built = tmp_path / "actors.json"
    knowledge.build(table).write(built)
    assert built.read_bytes() == DATA.read_bytes()


def test_sides_of_the_ucdp_record_are_mapped(book: ActorBook) -> None:
    path = SHARED / "corpora/records/ucdp_ged_syria_2016_2019.csv.gz"
    if not path.exists():
        pytest.skip("the shared corpora are not here")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        sides = [row[side] for row in csv.DictReader(file) for side in ("side_a", "side_b")]
    unmapped = {
        actor.name
        for side in set(sides)
        for actor in book.record_actors(side)
        if actor.id is None and actor.sector != "CVL"
    }
    rare = sum(any(name in side for name in unmapped) for side in sides)
    assert rare / len(sides) < 0.005


@pytest.mark.parametrize(
    ("phrase", "ident", "country"),
    [
        ("Russias Aerospace Forces", "RUS.MIL", "RUS"),
        ("Russias", "RUS", "RUS"),
        ("the SDF a US-backed group mainly of YPG militants", "SDF", "SYR"),
        ("the Security Council of the Russian Federation", None, "RUS"),
        ("New America", None, None),
        (
            "suspected rebels in Beni, North Kivu, Democratic Republic of the Congo",
            "COD.REB",
            "COD",
        ),
        ("A senior officer in U.S. CENTCOM", "USA.MIL", "USA"),
        ("Jama'at Nasr al-Islam wal Muslimin", "JNIM", "MLI"),
    ],
)
def test_phrases_that_reporting_runs_together(
    book: ActorBook, phrase: str, ident: str | None, country: str | None
) -> None:
    actor = book.resolve(phrase)
    assert (actor.id, actor.country) == (ident, country), actor.why


def test_nobody_is_guessed_between_two_countries(book: ActorBook) -> None:
    assert book.resolve("rebels", context=["SDN", "SSD"]).id is None
    assert book.resolve("rebels", context=["SDN", "SSD", "SDN"]).id == "SDN.REB"
    assert book.resolve("experts", context=["SYR"]).id is None


@pytest.mark.parametrize(
    ("surface", "context", "ident"),
    [
        ("a nerve agent", ("SYR",), None),
        ("mustard agents", ("SYR",), None),
        ("a secret agent", ("SYR",), "SYR.SPY"),
        ("the Persian Gulf", ("IRN",), None),
        ("the Hamas politburo chief", (), "HAMAS"),
        ("Syria's UN ambassador", (), "SYR.GOV"),
        ("the army chief", ("SDN",), "SDN.MIL"),
        ("the junta leader", ("MLI",), "MLI.GOV"),
        ("the provincial governor's spokesman", ("AFG",), "AFG.GOV"),
        ("Russia's top diplomat", (), "RUS.GOV"),
        ("Ukraine's commander-in-chief", (), "UKR.MIL"),
        ("the Syrian government's warplanes", (), "SYR.MIL"),
        ("the Free Valley Army", ("SYR",), None),
        ("a monitoring group, the Syrian Observatory for Human Rights", ("SYR",), "SOHR"),
    ],
)
def test_offices_and_things(
    book: ActorBook, surface: str, context: tuple[str, ...], ident: str | None
) -> None:
    assert book.resolve(surface, context=context).id == ident


@pytest.mark.parametrize(
    ("surface", "date", "country", "ident"),
    [
        ("the Army of Islam", "2007-05-01", "PSE", "ARMY-OF-ISLAM-GAZA"),
        ("the Army of Islam", "2015-05-01", "SYR", "JAYSH-AL-ISLAM"),
        ("the House of Representatives", "2015-09-01", "LBY", "HOR-LBY"),
        ("the House of Representatives", "2015-09-01", "USA", "USA.LEG"),
        ("Rada", "2018-09-01", "LBY", "RADA"),
        ("Rada", "2018-09-01", "UKR", "UKR.LEG"),
        ("Islamic State in Somalia", "2022-09-01", "SOM", "IS-SOMALIA"),
        ("the New Syrian Army", "2016-09-01", "SYR", "MAGHAWIR-AL-THAWRA"),
        ("al-Shabab", "2020-04-01", "MOZ", "ISM"),
        ("al-Shabab", "2020-04-01", "KEN", "AL-SHABAAB"),
    ],
)
def test_groups_of_one_name_by_date_and_country(
    book: ActorBook, surface: str, date: str, country: str, ident: str
) -> None:
    found = book.resolve(surface, when=dt.date.fromisoformat(date), context=(country,))
    assert found.id == ident

from __future__ import annotations

import csv
import gzip
import hashlib
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.places import centcom_names, judged, taken_from_ucdp
from sayso.errors import ResolveError, RowError
from sayso.resolve.gazetteer import KINDS, Gazetteer
from sayso.resolve.geo import distance_km, shifted
from sayso.resolve.places import PlaceQuery, country_of, resolve_places
from sayso.resolve.places_eval import error_auc, evaluate, read_rows
from sayso.resolve.places_names import exact_key, skeleton
from sayso.resolve.places_recognise import recognise
from sayso.resolve.places_relations import read_relation
from sayso.schema import Place, Span

ROOT = Path(__file__).parents[2]
DATA = ROOT / "src/sayso/resolve/data"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


def resolved(gazetteer: Gazetteer, *names: str, countries: tuple[str, ...] = ()) -> list[Place]:
    queries = [PlaceQuery(name) for name in names]
    return resolve_places(queries, gazetteer=gazetteer, countries=countries)


def off_km(place: Place, lat: float, lon: float) -> float:
    assert place.lat is not None and place.lon is not None, f"{place.text}: {place.why}"
    return distance_km(place.lat, place.lon, lat, lon)


# --- names ---


@pytest.mark.parametrize(
    "spellings",
    [
        ("Tallbisah", "Talbiseh", "Talbisa", "Tall Bīsah", "Telbise"),
        ("Al Hasakah", "Hassakeh", "al-Hasakeh", "Hasaka"),
        ("Deir ez-Zor", "Dayr az Zawr", "Deir al-Zour"),
        ("Khan Sheikhoun", "Khān Shaykhūn", "Khan Shaikhun"),
        ("Zaporizhzhia", "Zaporizhia"),
        ("Raqqa", "ar-Raqqah", "Rakka"),
        ("Qamishli", "Kamishly", "al-Qamishli"),
    ],
)
def test_spellings_of_one_name_share_a_skeleton(spellings: tuple[str, ...]) -> None:
    assert len({skeleton(name) for name in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "two"), [("Mosul", "Masyaf"), ("Kafr", "Kafraya"), ("Homs", "Hama"), ("Sur", "Suran")]
)
def test_other_names_do_not(one: str, two: str) -> None:
    assert skeleton(one) != skeleton(two)


@given(st.text(max_size=40))
def test_keys_take_any_text(name: str) -> None:
    assert exact_key(name) == exact_key(exact_key(name))
    assert skeleton(name) == skeleton(name.strip())


# --- the gazetteer ---


def test_the_index_was_made_from_the_feature_file(gazetteer: Gazetteer) -> None:
    digest = hashlib.sha256((DATA / "features.csv").read_bytes()).hexdigest()
    assert gazetteer.meta["features"] == [digest], "run python -m training.knowledge.places"


def test_feature_rows_are_on_the_globe_and_in_range() -> None:
    lines = (DATA / "features.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.reader(line for line in lines if not line.startswith("#")))
    assert len(rows) >= 900
    for kind, country, name, lat, lon, radius, *_ in rows:
        assert kind in KINDS, name
        assert len(country) in (0, 3), name
        assert abs(float(lat)) <= 90 and abs(float(lon)) <= 180, name
        assert not radius or 0 < float(radius) <= 7000, name


def test_no_feature_twice() -> None:
    lines = (DATA / "features.csv").read_text(encoding="utf-8").splitlines()
    rows = [tuple(r[:5]) for r in csv.reader(line for line in lines if not line.startswith("#"))]
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize("name", ["Talbiseh", "Tallbisah", "Talbisa", "TALBISEH", "Tall Bisah"])
def test_talbiseh_under_its_spellings(gazetteer: Gazetteer, name: str) -> None:
    (place,) = resolved(gazetteer, name, countries=("SYR",))
    assert off_km(place, 34.8407, 36.7309) < 1
    assert place.where_prec == 1 and place.country == "SYR"


def test_exact_lookup_leaves_out_other_spellings(gazetteer: Gazetteer) -> None:
    assert all(e.country != "FRA" for e in gazetteer.lookup("Mosul"))
    assert len(gazetteer.lookup_loose("Mosul")) > len(gazetteer.lookup("Mosul"))
    assert gazetteer.lookup("") == () and gazetteer.lookup("—") == ()


def test_countries_are_all_there(gazetteer: Gazetteer) -> None:
    countries = gazetteer.countries()
    assert len(countries) > 185
    assert off_km(Place("", lat=countries["UKR"].lat, lon=countries["UKR"].lon), 49, 31) < 150


# --- relations ---


@pytest.mark.parametrize(
    ("span", "before", "names", "relation"),
    [
        ("Kirkuk", "today, south of ", ("Kirkuk",), "direction"),
        ("12 km north-east of Aleppo", "", ("Aleppo",), "direction"),
        ("near Hit", "", ("Hit",), "near"),
        ("the outskirts of Damascus", "", ("Damascus",), "near"),
        ("between Hama and Homs", "", ("Hama", "Homs"), "between"),
        ("northern Gaza", "", ("Gaza",), "part"),
        ("the Turkish border", "", ("Turkish",), "border"),
        ("the border with Iraq", "", ("Iraq",), "border"),
        ("the city of Homs", "", ("Homs",), "at"),
        ("Talbiseh", "in ", ("Talbiseh",), "at"),
    ],
)
def test_relations_are_read(span: str, before: str, names: tuple[str, ...], relation: str) -> None:
    reading = read_relation(span, before)
    assert (reading.names, reading.relation) == (names, relation)


def test_a_kind_is_read_from_either_side() -> None:
    assert read_relation("Homs province").kind == "province"
    assert read_relation("Homs", after=" governorate").kind == "province"
    assert read_relation("Kafranbel", before="the town of ").kind == "town"
    assert read_relation("Talbiseh, Homs province").inside == ("Homs",)


@given(st.floats(-80, 80), st.floats(-179, 179), st.floats(0, 359), st.floats(0.5, 2000))
def test_a_shift_goes_as_far_as_told(lat: float, lon: float, bearing: float, km: float) -> None:
    there = shifted(lat, lon, bearing=bearing, km=km)
    assert distance_km(lat, lon, *there) == pytest.approx(km, rel=1e-3)


# --- resolution ---


def test_the_seed_article(gazetteer: Gazetteer) -> None:
    names = (
        "Talbiseh", "western Syria", "Homs province", "Syria", "Sinjar Mountain", "Kobani",
        "Tikrit", "Mosul Dam", "Haditha", "Baghdad", "Moscow",
    )  # fmt: skip
    places = dict(zip(names, resolved(gazetteer, *names), strict=True))
    assert off_km(places["Talbiseh"], 34.8407, 36.7309) < 1
    assert places["Homs province"].where_prec == 4
    assert places["Syria"].where_prec == 6
    assert places["western Syria"].where_prec == 5
    assert off_km(places["Sinjar Mountain"], 36.36, 41.85) < 20
    assert off_km(places["Kobani"], 36.89, 38.35) < 5
    assert off_km(places["Mosul Dam"], 36.63, 42.82) < 5
    assert off_km(places["Haditha"], 34.14, 42.38) < 5
    assert off_km(places["Moscow"], 55.75, 37.62) < 10


def test_the_other_places_decide(gazetteer: Gazetteer) -> None:
    assert resolved(gazetteer, "Tripoli", "Libya", "Sirte")[0].country == "LBY"
    assert resolved(gazetteer, "Tripoli", "Beirut", "Lebanon")[0].country == "LBN"
    assert resolved(gazetteer, "Paris", "Dallas", "Austin, Texas", "France")[0].country == "FRA"


def test_towns_named_after_others_need_their_state(gazetteer: Gazetteer) -> None:
    names = ("Geneva", "United States", "Syria", "New York", "Washington", "Paris", "Vienna")
    places = resolved(gazetteer, *names)
    assert [p.country for p in places] == ["CHE", "USA", "SYR", "USA", "USA", "FRA", "AUT"]
    assert off_km(places[4], 38.9, -77.04) < 10
    assert resolved(gazetteer, "Mexico", "Texas")[1].country == "USA"
    (texan,) = resolved(gazetteer, "Paris, Texas")
    assert texan.country == "USA" and off_km(texan, 33.66, -95.56) < 10


def test_the_province_told_decides(gazetteer: Gazetteer) -> None:
    here, there = resolved(gazetteer, "Hamidiyah, Tartus province", "Hamidiyah, Homs province")
    assert here.country == "SYR" and off_km(here, 34.72, 35.94) < 25
    assert there.lat is None or off_km(there, 34.72, 35.94) > 25


@pytest.mark.parametrize("name", ["Nowhereville", "Xyzzytown", "United Nations", "", "!!"])
def test_unknown_names_stay_unknown(gazetteer: Gazetteer, name: str) -> None:
    (place,) = resolved(gazetteer, name, countries=("SYR",))
    assert place.lat is None and place.where_prec == 7 and place.why


def test_a_namesake_far_away_is_not_taken(gazetteer: Gazetteer) -> None:
    places = resolved(gazetteer, "Springfield", "Damascus", "Homs", countries=("SYR",))
    assert places[0].lat is None


def test_ambiguous_without_context_keeps_the_candidates(gazetteer: Gazetteer) -> None:
    (place,) = resolved(gazetteer, "Springfield")
    assert place.lat is None and len(place.candidates) > 1


def test_quarters_need_their_city(gazetteer: Gazetteer) -> None:
    homs = resolved(gazetteer, "Baba Amr", "Homs", countries=("SYR",))[0]
    assert off_km(homs, 34.72, 36.69) < 3
    assert resolved(gazetteer, "Jobar", "Aleppo", "Idlib", countries=("SYR",))[0].lat is None


def test_relations_move_the_point(gazetteer: Gazetteer) -> None:
    city, near, told = resolved(
        gazetteer, "Kirkuk", "south of Kirkuk", "30 km south of Kirkuk", countries=("IRQ",)
    )
    assert city.lat and near.lat and told.lat
    assert near.lat < city.lat and near.where_prec == 2
    assert off_km(told, city.lat, city.lon or 0) == pytest.approx(30, abs=0.5)
    assert (near.radius_km or 0) >= off_km(near, city.lat, city.lon or 0) - 1


def test_between_lies_between(gazetteer: Gazetteer) -> None:
    (place,) = resolved(gazetteer, "between Hama and Homs", countries=("SYR",))
    assert off_km(place, 34.93, 36.73) < 10


def test_a_name_with_a_compass_word_is_a_name(gazetteer: Gazetteer) -> None:
    (place,) = resolved(gazetteer, "the West Bank")
    assert off_km(place, 31.95, 35.25) < 30
    assert resolved(gazetteer, "North Kivu")[0].where_prec == 4


def test_borders(gazetteer: Gazetteer) -> None:
    (place,) = resolved(gazetteer, "the Turkish border", countries=("SYR",))
    assert place.where_prec == 5 and off_km(place, 36.8, 38.0) < 150
    assert resolved(gazetteer, "the Turkish border")[0].lat is None


@pytest.mark.parametrize(
    ("word", "code"),
    [("Turkish", "TUR"), ("Iraqi", "IRQ"), ("Sudanese", "SDN"), ("Chinese", "CHN"),
     ("Lebanese", "LBN"), ("Mexican", "MEX"), ("Saudi", "SAU"), ("Ukrainian", "UKR")],
)  # fmt: skip
def test_demonyms(gazetteer: Gazetteer, word: str, code: str) -> None:
    country = country_of(word, gazetteer)
    assert country is not None and country.country == code


def test_a_possessive_that_lost_its_apostrophe(gazetteer: Gazetteer) -> None:
    assert resolved(gazetteer, "Syrias")[0].country == "SYR"


def test_same_input_same_output(gazetteer: Gazetteer) -> None:
    names = ("Tripoli", "Homs", "Rashidin", "Aleppo", "the Turkish border")
    assert resolved(gazetteer, *names) == resolved(Gazetteer.load(), *names)


def found(gazetteer: Gazetteer, span: str, before: str = "", after: str = "", *, about: str):  # type: ignore[no-untyped-def]
    """The place of one span in its context, in an article about a country."""
    query = PlaceQuery(span, before, after)
    return resolve_places([query], gazetteer=gazetteer, countries=[about])[0]


def test_an_unknown_place_is_somewhere_in_the_area_told(gazetteer: Gazetteer) -> None:
    for span, before, after in (
        ("Xyzzabad, Homs province", "", ""),
        ("Xyzzabad", "", " in the northern countryside of Homs province, and"),
        ("Xyzzabad", "the Homs province village of ", " fell"),
    ):
        place = found(gazetteer, span, before, after, about="SYR")
        assert (place.name, place.where_prec) == ("Homs", 4) and "Xyzzabad" in place.why
    quarter = found(gazetteer, "Aleppo's Xyzzah neighbourhood", about="SYR")
    assert (quarter.name, quarter.where_prec) == ("Aleppo", 2)
    assert found(gazetteer, "Xyzzabad", "in ", ", Homs and Idlib", about="SYR").lat is None


def test_the_words_behind_a_comma_are_an_area_only_where_it_closes(gazetteer: Gazetteer) -> None:
    said = found(gazetteer, "Talbiseh", "in ", ", Russia said on Friday", about="SYR")
    assert said.name == "Talbiseh"
    listed = found(gazetteer, "Hama", "in ", ", Homs and Idlib", about="SYR")
    assert listed.country == "SYR" and listed.where_prec == 1


def test_the_last_of_a_list_tells_the_kind_of_all(gazetteer: Gazetteer) -> None:
    place = found(gazetteer, "Dnipropetrovsk", "Kyiv, ", ", and Odesa oblasts", about="UKR")
    assert place.where_prec == 4
    assert found(gazetteer, "Odesa oblasts of Ukraine", about="UKR").where_prec == 4


@pytest.mark.parametrize("span", ["the area", "east", "northern districts"])
def test_words_are_no_places_in_a_text_with_capitals(gazetteer: Gazetteer, span: str) -> None:
    assert found(gazetteer, span, "Rebels entered ", " of Homs", about="SYR").where_prec > 1
    assert resolved(gazetteer, "talbiseh", countries=("SYR",))[0].name == "Talbiseh"


def test_words_are_no_places_where_only_other_names_have_capitals(gazetteer: Gazetteer) -> None:
    area, homs = resolve_places([PlaceQuery("the area"), PlaceQuery("Homs")], gazetteer=gazetteer)
    assert area.lat is None and homs.name == "Homs"


def test_a_month_is_no_area(gazetteer: Gazetteer) -> None:
    assert found(gazetteer, "Otabay", "fell back on ", " in August", about="AZE").lat is None


def test_local_names_of_foreign_cities_are_smaller_places(gazetteer: Gazetteer) -> None:
    assert resolved(gazetteer, "Al Qahirah", countries=("SYR",))[0].lat is None
    assert resolved(gazetteer, "Cairo", countries=("SYR",))[0].country == "EGY"
    assert resolved(gazetteer, "Kiev", countries=("SYR",))[0].country == "UKR"
    assert resolved(gazetteer, "Hamdan Airbase", countries=("SYR",))[0].lat is None


def test_a_provinces_names_are_those_of_its_town(gazetteer: Gazetteer) -> None:
    city, bare, province = resolved(
        gazetteer, "Deir Ezzor city", "Deir Ezzor", "Deir Ezzor province", countries=("SYR",)
    )
    assert off_km(city, 35.336, 40.141) < 5 and off_km(bare, 35.336, 40.141) < 5
    assert province.where_prec == 4


def test_a_named_part_is_not_a_part_of_a_name(gazetteer: Gazetteer) -> None:
    belfast = resolved(gazetteer, "Belfast, Northern Ireland")[0]
    assert belfast.country == "GBR" and off_km(belfast, 54.6, -5.93) < 5
    capital = resolved(gazetteer, "North Kordofan capital of El Obeid", countries=("SDN",))[0]
    assert off_km(capital, 13.18, 30.22) < 5
    assert resolved(gazetteer, "Lower Shabelle region", countries=("SOM",))[0].where_prec == 4
    assert resolved(gazetteer, "the Israeli-occupied West Bank")[0].where_prec == 4


# --- user gazetteers ---


def test_csv_gazetteer(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("name,lat,lon,country,aliases\nDeir Sharqi,35.63,36.7,SY,Dayr Sharqi\n")
    own = Gazetteer.load([path])
    (place,) = resolved(own, "Dayr ash-Sharqi", "Idlib", countries=("SYR",))[:1]
    assert off_km(place, 35.63, 36.7) < 0.1
    assert "mine.csv" in {e.source for e in own.lookup("Deir Sharqi")}


@pytest.mark.parametrize(
    ("text", "problem", "row"),
    [
        ("name,lat\nA,1\n", "no column lon", ":1"),
        ("name,lat,lon\nA,north,2\n", "not numbers", ":2"),
        ("name,lat,lon\nA,1,2\nB,99,2\n", "not on the globe", ":3"),
        ("name,lat,lon,country\nA,1,2,ZZ\n", "no country code", ":2"),
        ("name,lat,lon,kind\nA,1,2,moon\n", "no kind of place", ":2"),
        ("name,lat,lon\n,1,2\n", "no name", ":2"),
    ],
)
def test_bad_csv_names_file_and_row(tmp_path: Path, text: str, problem: str, row: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text)
    with pytest.raises(ResolveError, match=problem) as caught:
        Gazetteer.load([path])
    assert caught.value.where == f"{path}{row}" and caught.value.remedy


GEONAMES = (
    "1\tQalat Test\tQalat Test\tQal'at Test,Castle Test\t35.5\t36.5\tP\tPPL\tSY\t\t\t\t\t\t"
    "1200\t\t300\tAsia/Damascus\t2020-01-01\n"
)


def test_geonames_dump_plain_and_zipped(tmp_path: Path) -> None:
    plain, packed = tmp_path / "SY.txt", tmp_path / "SY.zip"
    plain.write_text(GEONAMES, encoding="utf-8")
    with zipfile.ZipFile(packed, "w") as bundle:
        bundle.writestr("readme.txt", "about")
        bundle.writestr("SY.txt", GEONAMES)
    for path in (plain, packed):
        (entry,) = Gazetteer.load([path]).lookup("Castle Test")
        assert (entry.country, entry.population) == ("SYR", 1200)


def test_bad_geonames_files(tmp_path: Path) -> None:
    short, broken = tmp_path / "short.txt", tmp_path / "broken.zip"
    short.write_text("1\tA\n")
    broken.write_bytes(b"no zip")
    with pytest.raises(ResolveError, match="2 columns"):
        Gazetteer.load([short])
    with pytest.raises(ResolveError, match="cannot be read"):
        Gazetteer.load([broken])
    with pytest.raises(ResolveError, match="cannot be read"):
        Gazetteer.load([tmp_path / "absent.txt"])


# --- recognition and scores ---


def test_people_bodies_and_words_are_no_places(gazetteer: Gazetteer) -> None:
    text = (
        "Rami Abdel Rahman of the Syrian Observatory said in Syria on Sunday that the Free "
        "Army left Idlib. President Assad met the Aleppo Police. However March was quiet."
    )
    assert [s.text for s in recognise(text, gazetteer)] == ["Syria", "Idlib"]


@given(st.text(alphabet=st.characters(max_codepoint=0x24F), max_size=120))
def test_recognised_spans_are_in_the_text(text: str) -> None:
    spans = recognise(text, Gazetteer.load())
    assert all(text[s.start : s.end] == s.text for s in spans)
    assert all(one.end <= two.start for one, two in pairwise(spans))


def test_scores_by_hand(gazetteer: Gazetteer) -> None:
    text = "From Homs to Damascus and Nowhereville."
    row = {
        "id": "a",
        "text": text,
        "toponyms": [
            {"start": 5, "end": 9, "lat": 34.73, "lon": 36.71},
            {"start": 13, "end": 21, "lat": 33.51, "lon": 36.29},
            {"start": 26, "end": 38, "lat": 0.0, "lon": 0.0},
        ],
    }
    found = {"a": [Span(5, 9, "Homs"), Span(0, 4, "From")]}
    score = evaluate([row], gazetteer=gazetteer, found=found)
    assert score.recognition_precision == 0.5
    assert score.recognition_recall == pytest.approx(1 / 3)
    assert score.recognition_f1 == score.end_to_end_f1 == pytest.approx(0.4)
    assert score.acc161 == 1.0 and score.acc161_gold == pytest.approx(2 / 3)
    assert score.coverage == pytest.approx(2 / 3) and score.median_km < 5


@given(st.lists(st.floats(0, 20_039), min_size=1, max_size=30))
def test_auc_lies_between_none_and_all(errors: list[float]) -> None:
    assert 0 <= error_auc(errors) <= 1
    assert error_auc(errors) <= error_auc([20_039.0] * len(errors))


def test_labels_without_their_texts(tmp_path: Path) -> None:
    with pytest.raises(RowError, match="no text"):
        list(read_rows(ROOT / "training/dev/places.jsonl"))


def test_centcom_names_within_25_km(shared: Path, gazetteer: Gazetteer) -> None:
    import random

    known = judged()
    rows = list(centcom_names(shared / "corpora/records/centcom_strikes.csv.gz"))
    right = wrong = unknown = 0
    for name, country in random.Random(11).sample(rows, 200):
        point = known[name, country]
        if point is None:
            continue
        (place,) = resolved(gazetteer, name, countries=(country,))
        if place.lat is None:
            unknown += 1
        elif off_km(place, *point) <= 25:
            right += 1
        else:
            wrong += 1
    assert right / (right + wrong + unknown) >= 0.97
    assert wrong <= 2


def test_the_labelled_articles(shared: Path, gazetteer: Gazetteer) -> None:
    texts = shared / "corpora/news/fakes_a.jsonl"
    rows = list(read_rows(ROOT / "training/dev/places.jsonl", texts))
    score = evaluate(rows, gazetteer=gazetteer)
    assert score.articles == 40
    assert score.precision161 >= 0.98
    assert score.acc161_gold >= 0.88
    assert score.recognition_f1 >= 0.85


def test_gzipped_texts(tmp_path: Path) -> None:
    rows, texts = tmp_path / "rows.jsonl", tmp_path / "texts.jsonl.gz"
    rows.write_text('{"id": "a", "toponyms": []}\n')
    texts.write_bytes(gzip.compress(b'{"id": "a", "text": "Homs"}\n'))
    assert [row["text"] for row in read_rows(rows, texts)] == ["Homs"]


def test_eval_takes_texts_that_stand_apart(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from sayso.cli.evaluate import command

    rows, texts = tmp_path / "rows.jsonl", tmp_path / "texts.jsonl"
    rows.write_text('{"id": "a", "toponyms": [{"start": 3, "end": 7, "lat": 34.7, "lon": 36.7}]}\n')
    texts.write_text('{"id": "a", "text": "In Homs and Syria."}\n')
    asked = ["places", str(rows), "--texts", str(texts), "--json"]
    result = CliRunner().invoke(command, asked)
    assert result.exit_code == 0, result.output
    assert '"acc161_gold": 1.0' in result.output
    texts.write_text('{"id": "b", "text": "In Homs."}\n')
    failed = CliRunner().invoke(command, asked)
    assert isinstance(failed.exception, RowError) and f"{rows}:1" in str(failed.exception.where)


@pytest.mark.parametrize(
    ("name", "city", "country", "lat", "lon"),
    [
        ("Sakhour", "Aleppo", "SYR", 36.219, 37.19),
        ("al-Dora", "Baghdad", "IRQ", 33.25, 44.39),
        ("Zinjili", "Mosul", "IRQ", 36.352, 43.115),
        ("Khor Maksar", "Aden", "YEM", 12.815, 45.03),
        ("Ain Zara", "Tripoli", "LBY", 32.8, 13.27),
        ("Haj Yousif", "Khartoum", "SDN", 15.645, 32.63),
        ("Hodan", "Mogadishu", "SOM", 2.04, 45.315),
        ("Saltivka", "Kharkiv", "UKR", 50.03, 36.34),
        ("Haret Hreik", "Beirut", "LBN", 33.853, 35.512),
        ("Rimal", "Gaza City", "PSE", 31.522, 34.447),
        ("Dasht-e-Barchi", "Kabul", "AFG", 34.5, 69.08),
        ("PK5", "Bangui", "CAF", 4.38, 18.545),
        ("Delmas", "Port-au-Prince", "HTI", 18.545, -72.303),
        ("Dobrinja", "Sarajevo", "BIH", 43.83, 18.35),
    ],
)
def test_quarters_of_cities_at_war(
    gazetteer: Gazetteer, name: str, city: str, country: str, lat: float, lon: float
) -> None:
    quarter, _ = resolved(gazetteer, name, city)
    assert quarter.country == country
    assert off_km(quarter, lat, lon) < 5


def test_a_quarter_is_not_taken_for_its_namesakes_elsewhere(gazetteer: Gazetteer) -> None:
    plateau, _ = resolved(gazetteer, "Plateau", "Jos", countries=("NGA",))
    hit, _ = resolved(gazetteer, "Hit", "Ramadi", countries=("IRQ",))
    assert (plateau.country, plateau.kind) == ("NGA", "province")
    assert hit.country == "IRQ" and off_km(hit, 33.64, 42.83) < 5


def test_names_taken_from_ucdp_are_no_check_of_themselves() -> None:
    assert skeleton("Jarjanaz") in taken_from_ucdp()
    assert skeleton("Talbiseh") not in taken_from_ucdp()

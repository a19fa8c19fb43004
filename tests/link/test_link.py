"""Events of several articles that are one happening."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sayso.archive import Archive, add_articles
from sayso.cli import group
from sayso.errors import ArchiveError
from sayso.link import candidates, fields
from sayso.link.candidates import Found
from sayso.link.compare import compare
from sayso.link.corpus import GROUPED
from sayso.link.incidents import days, joined, method
from sayso.link.model import pair_models
from sayso.link.tellings import TEXT, Telling, telling
from sayso.link.topics import GROUP, Context, group_table
from sayso.pairs import PairModel, Unit, average_linkage, components, cut, merges, ward_heights
from sayso.read.stems import jaccard, overlap, stem, stems
from sayso.schema import Article, Attribution, Event, Participant, Place, Quantity, Span, Tolls
from tests.archive.made import CODING, FakeCoder

DAY = dt.date(2016, 7, 2)


def event(name: str, **changes: Any) -> Found:
    told: dict[str, Any] = {
        "event": f"{name}/e1", "article": 1, "type": "ASSAULT", "mode": "heavy-weapons",
        "quad": "material conflict", "factuality": "happened", "stance": "asserts",
        "source": "article", "source_id": None, "trigger": "shelled",
        "sentence": "The army shelled Jayrud, killing 31 people.",
        "actors": frozenset({"SYR.MIL"}), "recipients": frozenset(), "place": "Jayrud",
        "lat": 33.81, "lon": 36.74, "country": "SYR", "where_prec": 1, "radius_km": 2.0,
        "first": DAY, "last": DAY, "is_dated": True,
        "tolls": (("killed", 31, 31, 31),), "score": 0.9,
    }  # fmt: skip
    return Found(**{**told, **changes})


def row(found: Found, publisher: str) -> dict[str, Any]:
    return {
        "article_id": f"{publisher}-1", "publisher": publisher, "published": DAY,
        "actors": "; ".join(found.actors), "recipients": "; ".join(found.recipients),
    }  # fmt: skip


def test_models_fit_their_features() -> None:
    models = pair_models()
    assert set(models) == {"grouped", "text", "incident"}
    assert models["incident"].features == fields.FIELDS
    assert set(models["grouped"].features) <= set(GROUPED)
    assert set(models["text"].features) <= set(TEXT)
    for model in models.values():
        assert len(model.weights) == len(model.features)
        assert all(len(unit.weights) == len(model.features) for unit in model.units)
        assert 0 < model.threshold < 1


def test_pair_model_is_logistic() -> None:
    model = PairModel(("a", "b"), (1.0, -2.0), 0.5, 0.5)
    found = model.scores(np.array([[1.0, 0.25], [0.0, 0.25]], np.float32))
    assert found == pytest.approx([1 / (1 + np.exp(-1.0)), 0.5])


def test_units_add_what_is_over_their_bias() -> None:
    unit = Unit((1.0, 0.0), -1.0, 2.0)
    model = PairModel(("a", "b"), (0.0, 1.0), 0.5, 0.5, (unit,))
    found = model.logits(np.array([[3.0, 1.0], [0.5, 1.0]], np.float32))
    assert found == pytest.approx([1.5 + 2 * 2, 1.5])


def in_topic(document: int, head: str, direction: tuple[float, float]) -> tuple[Telling, Context]:
    vector, nothing = np.array(direction, np.float32), np.zeros(2, np.float32)
    told = telling(
        head, (0, len(head)), (0, len(head)), document=document, first=True, parties=("", ""),
        times="", types=nothing, vector=vector, word=vector,
    )  # fmt: skip
    return told, Context(0, vector, nothing, nothing)


def test_a_topic_tells_synonyms_from_acts_of_one_story() -> None:
    """Documents tell of a cut cable and an outage; one writes "severed" for "cut"."""
    cut, outage = (1.0, 0.1), (0.1, 1.0)
    pairs = [in_topic(n, *told) for n in range(3) for told in (("cut", cut), ("outage", outage))]
    pairs += [in_topic(3, "severed", (0.9, 0.15)), in_topic(3, "outage", outage)]
    pairs += [in_topic(4, "repairs", (0.2, -0.2))]
    found = group_table([t for t, _ in pairs], [c for _, c in pairs])
    value = {name: found[:, :, at] for at, name in enumerate(GROUP)}
    same, other = (0, 6), (0, 1)  # cut and severed; cut and outage
    assert value["apart_context"][same] > 0.9 > -0.9 > value["apart_context"][other]
    assert value["heads_in_sentence"][same] == 0.0 and value["heads_in_sentence"][other] == 1.0
    assert value["heads_in_document"][same] < 0 < value["heads_in_document"][other]
    assert value["same_sentence"][other] == 1.0 and value["same_sentence"][same] == 0.0
    assert not value["apart_parties"].any()  # nobody is named


def test_groups_of_one_and_of_nobody() -> None:
    told, context = in_topic(0, "shelled", (1.0, 0.0))
    assert np.isfinite(group_table([told], [context])).all()


@pytest.mark.parametrize(
    "forms",
    [("shelling", "shelled", "shells"), ("killed", "killing", "kills"), ("deaths", "died", "dead"),
     ("strikes", "struck", "airstrike"), ("evacuation", "evacuated"), ("attack", "attacks")],
)  # fmt: skip
def test_forms_of_a_word_share_a_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


def test_different_words_differ() -> None:
    assert len({stem(w) for w in ("attack", "arrest", "retreat", "shelled", "killed")}) == 5


def test_set_likeness() -> None:
    one, two = frozenset("abc"), frozenset("bcde")
    assert overlap(one, two) == pytest.approx(2 / 3)
    assert jaccard(one, two) == pytest.approx(2 / 5)
    assert overlap(frozenset(), one) == jaccard(frozenset(), frozenset()) == 0.0
    assert stems("The army and its allies") == stems("army allies")


def test_average_linkage_by_hand() -> None:
    """0-1 join at 0.9; 2 to both at (0.8 + 0.2) / 2 = 0.5; 3 is near to 2 only."""
    scores = {(0, 1): 0.9, (0, 2): 0.8, (1, 2): 0.2, (2, 3): 0.4}
    assert average_linkage(4, scores, threshold=0.45) == [[0, 1, 2], [3]]
    assert average_linkage(4, scores, threshold=0.55) == [[0, 1], [2], [3]]
    # a chain does not hold: 3 to {0, 1, 2} is 0.4 / 3
    assert average_linkage(4, scores, threshold=0.39) == [[0, 1, 2], [3]]


@given(st.integers(1, 8), st.integers(0, 10_000))
def test_average_linkage_partitions(size: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    scores = {(i, j): float(draw.random()) for i in range(size) for j in range(i + 1, size)}
    made = average_linkage(size, scores, threshold=0.5)
    assert sorted(i for cluster in made for i in cluster) == list(range(size))


def test_a_cut_higher_up_is_the_clustering_at_that_threshold() -> None:
    draw = np.random.default_rng(3)
    scores = {(i, j): float(draw.random()) for i in range(12) for j in range(i + 1, 12)}
    merged = list(merges(12, scores, least=0.1))
    assert [mean for mean, _, _ in merged] == sorted((m for m, _, _ in merged), reverse=True)
    for threshold in (0.1, 0.4, 0.6, 0.9):
        whole = average_linkage(12, scores, threshold=threshold)
        assert cut(12, merged, threshold=threshold) == whole


def test_components() -> None:
    assert sorted(components(5, [(0, 3), (3, 4)])) == [[0, 3, 4], [1], [2]]


def test_ward_heights_tell_groups_apart() -> None:
    alike = np.array(
        [[1, 0.9, 0.1, 0.1], [0.9, 1, 0.1, 0.1], [0.1, 0.1, 1, 0.9], [0.1, 0.1, 0.9, 1]]
    )
    heights = ward_heights(alike)
    assert heights.max() == 1.0
    assert heights[0, 1] < 0.2
    assert heights[0, 2] == heights[1, 3] == 1.0
    assert (heights == heights.T).all()


def test_candidates_share_a_place_or_party_and_days() -> None:
    near = event("b", article=2, place="Jairoud", lat=33.9, lon=36.8, first=DAY, last=DAY)
    late = replace(near, event="c/e1", first=DAY + dt.timedelta(9), last=DAY + dt.timedelta(9))
    far = event(
        "d", article=3, place="Aleppo", lat=36.2, lon=37.1, actors=frozenset({"RUS"}),
        sentence="Jets bombed Aleppo.",
    )  # fmt: skip
    assert candidates.pairs([event("a"), near, late, far]) == [(0, 1)]


def test_a_name_of_the_sentence_stands_in_for_a_place_that_was_not_coded() -> None:
    bare = event("b", article=2, place=None, lat=None, lon=None, actors=frozenset())
    other = replace(bare, event="c/e1", sentence="Jets bombed Aleppo.")
    assert candidates.pairs([event("a"), bare, other]) == [(0, 1)]


def test_a_name_that_many_events_share_is_no_key() -> None:
    crowd = [
        event(f"{n:04}", article=n, place=None, lat=None, lon=None, actors=frozenset())
        for n in range(200)
    ]
    assert len(candidates.pairs(crowd)) <= 200 * candidates.FEW


def test_places_that_are_known_too_well_keep_events_apart() -> None:
    far = event("b", article=2, place="Aleppo", lat=36.2, lon=37.16)
    assert fields.are_apart(event("a"), far)
    assert not fields.are_apart(event("a"), replace(far, where_prec=4, radius_km=80.0))
    assert not fields.are_apart(event("a"), replace(far, lat=None, lon=None))
    assert joined([event("a"), far], [(0, 1)], [0.9], threshold=0.2) == [[0], [1]]
    near = replace(far, lat=33.9, lon=36.8)
    assert joined([event("a"), near], [(0, 1)], [0.9], threshold=0.2) == [[0, 1]]


@given(st.floats(-60, 60), st.floats(-170, 170), st.floats(-0.49, 0.49), st.floats(-0.49, 0.49))
def test_points_within_a_cell_are_always_compared(
    lat: float, lon: float, up: float, east: float
) -> None:
    one = event("a", place=None, lat=lat, lon=lon, actors=frozenset())
    two = event("b", place=None, lat=lat + up, lon=lon + east, actors=frozenset())
    assert candidates.pairs([one, two]) == [(0, 1)]


def test_a_great_crowd_under_one_key_stays_bounded() -> None:
    crowd = [event(f"{n:04}", article=n) for n in range(400)]
    assert len(candidates.pairs(crowd)) <= 400 * candidates.MOST


def test_field_features_by_hand() -> None:
    one = event("a")
    two = event(
        "b", article=2, actors=frozenset({"SYR"}), lat=34.2, lon=36.74, mode="aerial",
        first=DAY + dt.timedelta(2), last=DAY + dt.timedelta(2), tolls=(("killed", 90, 90, 90),),
    )  # fmt: skip
    found = dict(zip(fields.FIELDS, fields.fields(one, two, 0.7), strict=True))
    assert found["text"] == 0.7
    assert found["same_actor"] == 0.5
    assert (found["same_mode"], found["other_mode"]) == (0.0, 1.0)
    assert (found["near"], found["place_untold"]) == (0.0, 0.0)
    assert found["distance"] == pytest.approx(np.log1p((43.4 - 5) / 10), abs=0.02)
    assert found["same_day"] == 0.0
    assert found["days_apart"] == pytest.approx(np.log(3))
    assert (found["same_toll"], found["other_toll"]) == (0.0, 1.0)


def test_days_of_undated_events_come_from_the_article() -> None:
    assert days(DAY, None, None) == (DAY, DAY, True)
    assert days(None, None, DAY) == (DAY - dt.timedelta(2), DAY, False)
    # "last year" says no day
    assert days(dt.date(2015, 1, 1), dt.date(2015, 12, 31), DAY)[2] is False


def test_who_says_what() -> None:
    told = event(
        "a", sentence="White Helmets: 18 civilians killed.", tolls=(("killed", 18, 18, 18),)
    )
    said = event(
        "b", article=2, source="Sputnik", recipients=frozenset({"SYR.REB"}),
        tolls=(("killed", 30, 30, None),),
    )  # fmt: skip
    denied = event(
        "c", article=3, source="Damascus", source_id="SYR", stance="denies",
        factuality="did_not_happen", tolls=(),
    )  # fmt: skip
    papers = ((told, "Daily"), (said, "Wire"), (denied, "Post"))
    found = compare([(e, row(e, paper)) for e, paper in papers], {2: 1})
    fields_of = {field.name: field for field in found.fields}
    assert fields_of["happened"].state == "contradicted"
    assert {v.value: v.voices for v in fields_of["happened"].versions} == {
        "told": ("Daily", "Wire (Sputnik)"),
        "denied": ("Post (Damascus)",),
    }
    assert fields_of["killed"].state == "contradicted"
    assert fields_of["actor"].state == "agreed"
    assert fields_of["recipient"].state == "told once"
    assert "wounded" not in fields_of
    assert found.disputed == ("happened", "killed")
    assert found.tolls == {"killed": (18, 30)}
    assert (found.articles, found.publishers, found.independent) == (3, 3, 2)


def test_figures_that_can_both_be_right_agree() -> None:
    one = event("a", tolls=(("killed", 20, 20, None),))
    two = event("b", article=2, tolls=(("killed", 25, 25, 25),))
    found = compare([(one, row(one, "A")), (two, row(two, "B"))], {})
    assert {f.name: f.state for f in found.fields}["killed"] == "agreed"


def test_the_most_exact_place_is_kept() -> None:
    vague = event("a", place="Syria", lat=35.0, lon=38.0, where_prec=6, radius_km=300.0)
    found = compare([(vague, row(vague, "A")), (event("b"), row(event("b"), "B"))], {})
    assert (found.place, found.where_prec) == ("Jayrud", 1)


def report(
    number: int, publisher: str, *, killed: int, town: str, place: tuple[float, float]
) -> Article:
    text = (
        f"Syrian forces shelled {town} on Saturday, killing {killed} people, {publisher} learned."
    )
    at = text.index("shelled")
    trigger = Span(at, at + 7, "shelled")
    actor = Participant(0, 13, "Syrian forces", id="SYR.MIL", name="Syrian army", country="SYR")
    made = Event(
        id="e1", type="ASSAULT", mode="heavy-weapons", quad="material conflict", trigger=trigger,
        actors=(actor,), place=Place(town, town, *place, "SYR", 1, 2.0), score=0.9,
        date=None, tolls=Tolls(killed=Quantity(killed, killed, killed)), evidence=(trigger,),
        attribution=Attribution(source="article"),
    )  # fmt: skip
    from sayso.schema import DateRange

    when = DateRange(DAY, DAY, 1)
    return Article(
        id=f"r{number}", text=text, publisher=publisher, date=when,
        events=(replace(made, date=when),), model="fake 1",
    )  # fmt: skip


class AsIs(FakeCoder):
    """The articles come coded."""

    def code_each(self, items):  # type: ignore[no-untyped-def]
        yield from items


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    pytest.importorskip("onnxruntime")
    archive = Archive(tmp_path_factory.mktemp("told") / "archive", create=True)
    jayrud, aleppo = (33.81, 36.74), (36.2, 37.16)
    articles = [
        report(1, "Daily", killed=31, town="Jayrud", place=jayrud),
        report(2, "Wire", killed=43, town="Jayrud", place=jayrud),
        report(3, "Post", killed=31, town="Jayrud", place=jayrud),
        report(4, "Daily", killed=7, town="Aleppo", place=aleppo),
    ]
    add_articles(archive, articles, coder=AsIs(), coding=CODING)
    return archive


def needs_model() -> None:
    from importlib.resources import files

    if not files("sayso.model").joinpath("encoder.onnx").is_file():
        pytest.skip("needs the model's weights")


def test_one_shelling_told_thrice_is_one_incident(told: Archive) -> None:
    needs_model()
    [found] = told.incidents.rows()
    assert (found["articles"], found["publishers"], found["place"]) == (3, 3, "Jayrud")
    assert (found["killed_low"], found["killed_high"]) == (31, 43)
    assert found["disputed"] == "killed"
    one = told.incident(found["incident"])
    assert [said.publisher for said in one.tellings] != []
    assert {said.article for said in one.tellings} == {"r1", "r2", "r3"}
    linked = told.sql("SELECT shards, method FROM linked").rows()
    assert next(iter(linked))["method"] == method()
    assert "killed" in one._repr_html_()
    with pytest.raises(ArchiveError, match="no incident"):
        told.incident("i0000")


def test_command_line_shows_who_says_what(told: Archive) -> None:
    needs_model()
    folder = ["--archive", str(told.path)]
    listed = CliRunner().invoke(group, ["incidents", "--jsonl", *folder])
    one = json.loads(listed.output)
    shown = CliRunner().invoke(group, ["incident", one["id"], *folder])
    assert "contradicted" in shown.output
    assert "43" in shown.output
    none = CliRunner().invoke(group, ["incidents", "--since", "2017", *folder])
    assert "0 incidents" in none.output


def test_new_articles_are_linked_when_incidents_are_asked(tmp_path: Path) -> None:
    needs_model()
    archive = Archive(tmp_path / "a", create=True)
    places = (33.81, 36.74)
    first = report(1, "Daily", killed=31, town="Jayrud", place=places)
    add_articles(archive, [first], coder=AsIs(), coding=CODING)
    assert len(archive.incidents) == 0
    second = report(2, "Wire", killed=31, town="Jayrud", place=places)
    add_articles(archive, [second], coder=AsIs(), coding=CODING)
    assert len(archive.incidents) == 1


@pytest.mark.parametrize("part", ["ecbplus_dev"])
def test_event_coreference_stays_over_the_floor(shared: Path, part: str) -> None:
    """CoNLL F1 on the first two topics, floor 0.66; all of them: sayso eval linking FILE."""
    needs_model()
    from sayso.link.corpus import linking

    file = shared / "corpora" / "linking" / f"{part}.jsonl"
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    topics = sorted({r["topic"] for r in rows})[:2]
    found = linking([r for r in rows if r["topic"] in topics])
    assert found["conll_f1"] > 0.66


def test_labelled_incidents_are_told_by_two_publishers(shared: Path) -> None:
    file = shared / "corpora" / "news" / "fakes_a.jsonl"
    articles = {r["id"]: r for r in map(json.loads, file.read_text(encoding="utf-8").splitlines())}
    labels = Path(__file__).parents[2] / "training" / "dev" / "incidents.jsonl"
    rows = [json.loads(line) for line in labels.read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 60
    for one in rows:
        texts = [articles[t["article"]]["text"] for t in one["tellings"]]
        assert len({articles[t["article"]]["source"] for t in one["tellings"]}) >= 2
        for text, t in zip(texts, one["tellings"], strict=True):
            assert text[t["start"] : t["end"]].isalpha()

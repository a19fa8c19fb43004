"""Every export read back by the format's own reader or rules."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import struct
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sayso.annotate.labels import TYPES
from sayso.cli import group
from sayso.errors import InputError, RecordError
from sayso.export import FORMATS, Options, export
from sayso.export.brat import config, fragments
from sayso.export.labels import CONFIG, Units
from sayso.export.plover import auxiliary_modes
from sayso.export.redact import MARK, without
from sayso.export.tables import FORMULA, columns, defused
from sayso.export.ucdp import COLUMNS, priogrid
from sayso.schema import Article, Attribution, DateRange, Participant, Span, to_json
from tests.archive.made import coded, uncoded

ARTICLES = [coded(uncoded(number)) for number in range(12)]


def exported(to: str, articles: list[Article] | None = None, **options: Any) -> bytes:
    out = io.BytesIO()
    export(ARTICLES if articles is None else articles, out, to=to, options=Options(**options))
    return out.getvalue()


@pytest.mark.parametrize("to", [name for name in FORMATS if name != "claimreview"])
def test_same_articles_same_bytes_and_the_licence_note(to: str) -> None:
    first = exported(to)
    assert first == exported(to)
    held = first
    if to == "brat":
        held = zipfile.ZipFile(io.BytesIO(first)).read("LICENCE.txt")
    if to not in ("parquet", "geoparquet"):
        assert b"GeoNames" in held
        assert b"publishers" in held


@pytest.mark.parametrize("to", [name for name in FORMATS if name != "claimreview"])
def test_nothing_to_export_is_an_empty_file_of_its_format(to: str) -> None:
    exported(to, [])


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(InputError, match="no format"):
        exported("xlsx")


def test_plover_json() -> None:
    events = [json.loads(line) for line in exported("plover-json").splitlines()]
    assert len(events) == 12
    for event, article in zip(events, ARTICLES, strict=True):
        assert event["event_type"] in TYPES
        assert event["event_mode"] == (article.events[0].mode or "")
        [actor] = event["attributes"]["ACTOR"]
        assert article.text[actor["start_char"] : actor["end_char"]] == actor["text"]
        killed = article.events[0].tolls.killed
        assert killed is not None
        assert event["dead"]["best"] == killed.best
        assert event["event_geolocation"]["geo"]["lat"] == article.events[0].place.lat  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("factuality", "days", "expected"),
    [("happened", 0, []), ("ongoing", 0, []), ("planned", 0, ["future"]),
     ("hypothetical", 0, ["hypothetical"]), ("did_not_happen", 0, ["negated"]),
     ("happened", 400, ["historical"]), ("planned", 400, ["future"])],
)  # fmt: skip
def test_auxiliary_modes(factuality: Any, days: int, expected: list[str]) -> None:
    article = ARTICLES[0]
    assert article.date is not None and article.date.start is not None
    day = article.date.start - dt.timedelta(days)
    event = replace(article.events[0], factuality=factuality, date=DateRange(day, day, 1))
    assert auxiliary_modes(event, article.date) == expected


@pytest.mark.parametrize("table", ["events", "claims", "participants"])
def test_csv_and_parquet_hold_the_same(table: str) -> None:
    from pyarrow import parquet

    rows = list(csv.DictReader(io.StringIO(exported("csv", table=table).decode())))
    read = parquet.read_table(io.BytesIO(exported("parquet", table=table)))
    assert b"GeoNames" in read.schema.metadata[b"licence"]
    assert list(rows[0]) == read.column_names == columns(table)
    typed = read.to_pylist()
    assert len(rows) == len(typed) >= 12
    for row, same in zip(rows, typed, strict=True):
        for name, cell in same.items():
            if isinstance(cell, float):
                assert float(row[name]) == pytest.approx(cell, rel=1e-6)  # stored as 32 bits
            else:
                assert row[name] == ("" if cell is None else defused(str(cell))), name


def test_an_article_gives_itself_as_the_exported_table() -> None:
    from pyarrow import parquet

    own = ARTICLES[0].to_arrow()
    assert own.equals(parquet.read_table(io.BytesIO(exported("parquet", [ARTICLES[0]]))))


@given(st.text())
def test_no_cell_starts_a_formula(text: str) -> None:
    cell = defused(text)
    assert not cell.startswith(FORMULA)
    assert cell in (text, f"'{text}")


def test_hostile_cells_are_defused() -> None:
    bad = replace(ARTICLES[0], title='=HYPERLINK("http://x")', publisher="@SUM(1)", id="+1")
    [row] = csv.DictReader(io.StringIO(exported("csv", [bad]).decode()))
    assert row["title"] == '\'=HYPERLINK("http://x")'
    assert (row["publisher"], row["article"]) == ("'@SUM(1)", "'+1")
    assert float(row["lon"]) == ARTICLES[0].events[0].place.lon  # type: ignore[union-attr]


def test_numbers_below_zero_stay_numbers() -> None:
    assert defused(-3.5) == -3.5


def test_geojson_is_rfc_7946() -> None:
    tree = json.loads(exported("geojson"))
    assert tree["type"] == "FeatureCollection"
    assert len(tree["features"]) == 12
    for feature in tree["features"]:
        assert feature["type"] == "Feature"
        lon, lat = feature["geometry"]["coordinates"]
        assert 36 < lon < 38.1 and 33 < lat < 37
        assert feature["properties"]["where_prec"] == 1
    geojson = pytest.importorskip("geojson")
    assert geojson.loads(exported("geojson").decode()).is_valid


def test_geoparquet_points() -> None:
    import shapely
    from pyarrow import parquet

    table = parquet.read_table(io.BytesIO(exported("geoparquet")))
    geo = json.loads(table.schema.metadata[b"geo"])
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    column = geo["columns"]["geometry"]
    assert column["encoding"] == "WKB"
    points = shapely.from_wkb(table["geometry"].to_pylist())
    assert [p.y for p in points] == table["lat"].to_pylist()
    assert [p.x for p in points] == table["lon"].to_pylist()
    assert column["bbox"] == pytest.approx(list(shapely.total_bounds(points)))
    assert struct.unpack("<BI", table["geometry"][0].as_py()[:5]) == (1, 1)


def test_events_without_a_place_are_no_points() -> None:
    bare = replace(ARTICLES[0], events=(replace(ARTICLES[0].events[0], place=None),))
    assert json.loads(exported("geojson", [bare]))["features"] == []
    assert exported("ucdp-csv", [bare]).count(b"\n") == 1


def test_ucdp_csv_is_read_by_the_importer_of_ged(tmp_path: Path) -> None:
    from sayso.record.ged import read_ged

    file = tmp_path / "out.csv"
    file.write_bytes(exported("ucdp-csv"))
    draft = read_ged(file)
    rows = draft.rows.to_pylist()
    assert len(rows) == 12
    for row, article in zip(rows, ARTICLES, strict=True):
        event = article.events[0]
        assert event.place is not None and event.date is not None and event.tolls.killed
        assert (row["lat"], row["lon"]) == (event.place.lat, event.place.lon)
        assert (row["date_start"], row["deaths_best"]) == (
            event.date.start,
            event.tolls.killed.best,
        )
    [first] = [n for side, n in draft.sides if side == "a"]
    assert {"Government of Russia", "Government of Syria", "Rebels"} >= set(first.to_pylist())


def test_ucdp_columns_are_those_of_the_real_file(shared: Path) -> None:
    import gzip

    file = shared / "corpora" / "records" / "ucdp_ged_syria_2016_2019.csv.gz"
    with gzip.open(file, "rt") as stream:
        rows = csv.DictReader(stream)
        ours = set(COLUMNS)
        extra = set(rows.fieldnames or ()) - ours - {"gwnob", "headline_withheld"}
        assert not extra
        for row, _ in zip(rows, range(300), strict=False):
            cell = priogrid(float(row["latitude"]), float(row["longitude"]))
            assert cell == int(row["priogrid_gid"])


def test_kinds_of_violence() -> None:
    event = ARTICLES[0].events[0]

    def kind(actor: str | None, recipient: str) -> str:
        people = (Participant(0, 1, "x", sector=actor),)
        struck = (Participant(0, 1, "y", sector=recipient),)
        one = replace(ARTICLES[0], events=(replace(event, actors=people, recipients=struck),))
        [row] = csv.DictReader(io.StringIO(exported("ucdp-csv", [one]).decode()))
        return row["type_of_violence"]

    assert (kind("MIL", "REB"), kind("REB", "REB"), kind("MIL", "CVL")) == ("1", "2", "3")


def test_web_annotations_select_what_they_quote() -> None:
    annotations = json.loads(exported("web-annotation"))
    ids = {one["id"] for one in annotations}
    assert len(ids) == len(annotations)
    texts = {article.url: article.text for article in ARTICLES}
    for one in annotations:
        assert one["@context"] == "http://www.w3.org/ns/anno.jsonld"
        assert one["type"] == "Annotation"
        text = texts[one["target"]["source"]]
        quote, position = one["target"]["selector"]
        assert text[position["start"] : position["end"]] == quote["exact"]
        assert quote["prefix"] + quote["exact"] + quote["suffix"] in text
        for body in one["body"]:
            if body["type"] == "SpecificResource":
                assert body["source"] in ids


def test_label_studio_tasks_fit_the_interface() -> None:
    from xml.etree import ElementTree

    interface = ElementTree.fromstring(CONFIG)
    known = {label.get("value") for label in interface.iter("Label")}
    relations = {one.get("value") for one in interface.iter("Relation")}
    for task in json.loads(exported("label-studio")):
        regions = {r["id"]: r for p in task["predictions"] for r in p["result"] if "id" in r}
        for result in task["predictions"][0]["result"]:
            if result["type"] == "relation":
                assert {result["from_id"], result["to_id"]} <= set(regions)
                assert set(result["labels"]) <= relations
            else:
                value = result["value"]
                assert task["data"]["text"][value["start"] : value["end"]] == value["text"]
                assert set(value["labels"]) <= known


@given(st.text(alphabet="a😀b", max_size=12), st.integers(0, 12))
def test_units_are_those_of_utf_16(text: str, at: int) -> None:
    at = min(at, len(text))
    assert Units(text).at(at) == len(text[:at].encode("utf-16-le")) // 2


def test_brat_standoff_reads_back() -> None:
    held = zipfile.ZipFile(io.BytesIO(exported("brat")))
    assert held.read("annotation.conf").decode() == config()
    names = [name for name in held.namelist() if name.endswith(".ann")]
    assert len(names) == 12
    for name in names:
        text = held.read(name.replace(".ann", ".txt")).decode()
        bound = {}
        for line in held.read(name).decode().splitlines():
            key, rest, *words = line.split("\t")
            if key.startswith("T"):
                label, where = rest.split(" ", 1)
                pieces = [tuple(map(int, part.split())) for part in where.split(";")]
                assert " ".join(text[a:b] for a, b in pieces) == words[0]
                bound[key] = label
            elif key.startswith("E"):
                trigger, *arguments = (part.split(":") for part in rest.split())
                assert bound[trigger[1]] == trigger[0]
                assert trigger[0] in TYPES
                for role, target in arguments:
                    assert bound[target] == role.rstrip("0123456789")
        assert bound


@given(st.text(alphabet="ab \n\r", max_size=20))
def test_fragments_skip_line_breaks(text: str) -> None:
    parts = [text[a:b] for a, b in fragments(text, 0, len(text))]
    assert "".join(parts) == text.replace("\n", "").replace("\r", "")
    assert not any("\n" in part for part in parts)


def test_claimreview_asks_for_a_record() -> None:
    with pytest.raises(RecordError, match="no record"):
        exported("claimreview")


def test_claimreview_of_a_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sayso.record import Record, add_record

    monkeypatch.setenv("SAYSO_HOME", str(tmp_path / "home"))
    file = tmp_path / "own.csv"
    file.write_bytes(exported("ucdp-csv"))
    add_record(file, name="own", version="1", importer="ged")
    lines = exported("claimreview", records=(Record.load("own"),)).splitlines()
    assert lines
    for line in lines:
        review = json.loads(line)
        # what schema.org's consumers ask of a ClaimReview
        assert (review["@context"], review["@type"]) == ("https://schema.org", "ClaimReview")
        assert review["claimReviewed"] and review["author"]["name"]
        assert review["itemReviewed"]["@type"] == "Claim"
        assert review["reviewRating"]["@type"] == "Rating"
        assert review["reviewRating"]["alternateName"]
        assert "ratingValue" not in review["reviewRating"]
        assert review["isBasedOn"][0]["license"]


NAMED = (
    "The shop of Omar Haddad burned. Haddad, a baker, fled. President Putin met Ms Haddad’s son."
)


def named() -> tuple[Article, list[tuple[int, int]]]:
    at = NAMED.index("Omar Haddad")
    fled = NAMED.index("fled")
    person = Participant(at, at + 11, "Omar Haddad", name="Omar Haddad", why="Omar Haddad fled")
    putin = NAMED.index("President Putin")
    speaker = Participant(putin, putin + 15, "President Putin", id="RUS", name="Vladimir Putin")
    trigger = Span(fled, fled + 4, "fled")
    event = replace(
        ARTICLES[0].events[0], trigger=trigger, evidence=(trigger,), actors=(person,), place=None,
        attribution=Attribution(source=speaker, content=(Span(0, len(NAMED), NAMED),)),
    )  # fmt: skip
    article = Article(
        id="notes/omar-haddad.txt", text=NAMED, title="Omar Haddad’s shop",
        url="https://example.org/omar-haddad", events=(event,), publisher="Post",
    )  # fmt: skip
    return article, [(at, at + 11)]


def spans(tree: Any) -> list[dict[str, Any]]:
    if isinstance(tree, list | tuple):
        return [s for item in tree for s in spans(item)]
    if not isinstance(tree, dict):
        return []
    own = (
        [tree] if {"start", "end", "text"} <= tree.keys() and isinstance(tree["start"], int) else []
    )
    return own + [s for item in tree.values() for s in spans(item)]


def test_redaction_takes_out_every_repetition() -> None:
    article, found = named()
    clean = without(article, found)
    assert clean.text == (
        "The shop of [name] burned. [name], a baker, fled. President Putin met Ms [name]’s son."
    )
    line = to_json(clean).decode()
    assert "haddad" not in line.lower()
    assert "Omar" not in line
    assert "Putin" in line
    assert clean.url is None
    assert clean.title == "[name]’s shop"


def test_redaction_keeps_offsets() -> None:
    article, found = named()
    clean = without(article, found)
    for span in spans(msgspec.to_builtins(clean)):
        assert clean.text[span["start"] : span["end"]] == span["text"]
    assert clean.events[0].trigger.text == "fled"
    assert clean.events[0].actors[0].text == MARK


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 9)), max_size=6))
def test_redaction_keeps_offsets_whatever_is_cut(cuts: list[tuple[int, int]]) -> None:
    article, _ = named()
    clean = without(article, [(a, min(len(NAMED), a + n)) for a, n in cuts])
    for span in spans(msgspec.to_builtins(clean)):
        assert clean.text[span["start"] : span["end"]] == span["text"]


def test_redaction_of_nobody_changes_nothing() -> None:
    article, _ = named()
    assert without(article, []) == article


def test_export_redacts_before_it_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    from sayso.export import redact

    article, found = named()
    monkeypatch.setattr(redact, "private_persons", lambda articles: ((a, found) for a in articles))
    out = io.BytesIO()
    export([article], out, to="plover-json", redact_names=True)
    assert b"Haddad" not in out.getvalue()
    assert b"haddad" not in out.getvalue()


def test_command_line_exports_files(tmp_path: Path) -> None:
    file, out = tmp_path / "in.jsonl", tmp_path / "out.geojson"
    file.write_bytes(b"".join(to_json(article) + b"\n" for article in ARTICLES))
    result = CliRunner().invoke(group, ["export", str(file), "--to", "geojson", "-o", str(out)])
    assert result.exit_code == 0, result.output
    assert len(json.loads(out.read_text())["features"]) == 12
    wrong = CliRunner().invoke(group, ["export", str(file), "--to", "csv", "--actor", "SYR"])
    assert wrong.exit_code == 2


def test_a_broken_line_names_its_place_and_leaves_no_file(tmp_path: Path) -> None:
    file, out = tmp_path / "in.jsonl", tmp_path / "out.csv"
    file.write_bytes(to_json(ARTICLES[0]) + b"\n{broken\n")
    result = CliRunner().invoke(group, ["export", str(file), "--to", "csv", "-o", str(out)])
    assert "in.jsonl:2" in str(result.exception)
    assert list(tmp_path.iterdir()) == [file]

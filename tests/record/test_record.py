"""Importing records: shapes, refusals with row numbers, and all or nothing."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from sayso.errors import RecordError
from sayso.record import (
    Record,
    add_articles,
    add_record,
    list_records,
    read_manifest,
    remove_record,
)
from sayso.record.store import records_folder
from sayso.schema import (
    Article,
    Attribution,
    DateRange,
    Event,
    Participant,
    Place,
    Quantity,
    Span,
    Tolls,
)

SHARED = Path(__file__).parents[3] / "shared"
GED = (
    "id,year,type_of_violence,side_a_new_id,side_a,side_b_new_id,side_b,where_prec,latitude,"
    "longitude,priogrid_gid,country,date_prec,date_start,date_end,low,best,high,source_office\n"
)
ROW = (
    '{id},2015,1,118,Government of Syria,4456,"{b}",1,34.84,36.73,179714,Syria,1,{day},{day},'
    "1,2,4,SOHR\n"
)


@dataclass(frozen=True)
class Named:
    id: str | None
    country: str | None = None


KNOWN = {"Government of Syria": ("SYR", "SYR"), "IS": ("IS", None), "JAN": ("JAN", None)}


class Book:
    """Knows Syria, IS and Jabhat al-Nusra."""

    def record_actors(self, raw: str) -> list[Named]:
        return [Named(*KNOWN.get(part.strip(), (None, None))) for part in raw.split(",")]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def ged_text(number: int = 3) -> str:
    return GED + "".join(ROW.format(id=i, b="IS, JAN", day="2015-09-30") for i in range(number))


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path, **options: str) -> str:
    """The message of an import that fails, after seeing that it left nothing behind."""
    with pytest.raises(RecordError) as error:
        add_record(path, book=Book(), **options)  # type: ignore[arg-type]
    folder = records_folder()
    assert not folder.exists() or not list(folder.iterdir())
    return str(error.value)


def test_ged_becomes_rows_and_actors(tmp_path: Path) -> None:
    manifest = add_record(write(tmp_path / "GED 25.csv", ged_text()), version="25.1", book=Book())
    assert (manifest.name, manifest.rows, manifest.importer) == ("ged-25", 3, "ged")
    assert manifest.countries == {"SYR": 3}
    assert manifest.unmapped == {}
    record = Record.load("ged-25")
    row = record.rows.to_pylist()[0]
    assert (row["kind"], row["type"], row["date_prec"]) == ("state-based", "ASSAULT", 1)
    assert (row["deaths_low"], row["deaths_best"], row["deaths_high"]) == (1, 2, 4)
    assert record.names(0) == {"a": ["Government of Syria"], "b": ["IS, JAN"]}
    assert record.actors["actor_id"].to_pylist()[:3] == ["SYR", "IS", "JAN"]


@pytest.mark.parametrize("kind", ["gz", "zip"])
def test_compressed_files_are_the_same_record(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"ged.csv.{kind}"
    if kind == "gz":
        path.write_bytes(gzip.compress(ged_text().encode()))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("ged.csv", ged_text())
    assert add_record(path, book=Book()).rows == 3


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("low,best,high", "low_est,best_est,high_est"),
        ("side_a_new_id", "side_a_id"),
        ("date_start,date_end", "start_date,end_date"),
    ],
)
def test_older_column_names_are_read(tmp_path: Path, old: str, new: str) -> None:
    path = write(tmp_path / "ged.csv", ged_text().replace(old, new))
    add_record(path, book=Book())
    row = Record.load("ged").rows.to_pylist()[0]
    assert row["deaths_best"] == 2
    assert row["date_start"] == dt.date(2015, 9, 30)


def test_times_after_dates_are_dropped(tmp_path: Path) -> None:
    text = ged_text().replace("2015-09-30,", "2015-09-30 00:00:00.000,")
    assert add_record(write(tmp_path / "ged.csv", text), book=Book()).first_day.day == 30


def test_a_release_without_a_header_is_read(tmp_path: Path) -> None:
    from sayso.record.ged import HEADERLESS

    row = dict.fromkeys(HEADERLESS, "")
    row |= {"id": "7", "year": "2024", "side_a": "IS", "side_b": "JAN", "where_prec": "1"}
    row |= {"latitude": "36.2", "longitude": "37.1", "date_start": "2024-01-02", "best": "3"}
    row |= {"date_end": "2024-01-02", "date_prec": "1", "type_of_violence": "2"}
    path = write(tmp_path / "ged.csv", ",".join(row.values()) + "\n")
    assert add_record(path, book=Book()).kinds == {"non-state": 1}


def test_rows_with_a_year_alone_are_the_whole_year(tmp_path: Path) -> None:
    text = "id,year,side_a,side_b,latitude,longitude,where_prec\n1,2015,IS,JAN,36,37,1\n"
    manifest = add_record(write(tmp_path / "years.csv", text), book=Book())
    assert (manifest.first_day, manifest.last_day) == (dt.date(2015, 1, 1), dt.date(2015, 12, 31))
    assert manifest.date_prec == {"5": 1}
    assert Record.load("years").coarse_years == {2015}


def test_civilians_are_those_of_their_country(tmp_path: Path) -> None:
    text = GED + ROW.format(id=1, b="Civilians", day="2015-01-01")
    add_record(write(tmp_path / "ged.csv", text), book=Book())
    assert Record.load("ged").names(0)["b"] == ["Civilians (Syria)"]


def test_unknown_actors_are_listed_with_their_rows(tmp_path: Path) -> None:
    text = GED + ROW.format(id=1, b="Nobody, IS", day="2015-01-01")
    manifest = add_record(write(tmp_path / "ged.csv", text), book=Book())
    assert manifest.unmapped == {"Nobody, IS": 1}


def test_a_cut_off_file_names_its_last_row(tmp_path: Path) -> None:
    message = refused(write(tmp_path / "ged.csv", ged_text(5)[:-70]))
    assert "row 6" in message
    assert "ends too early" in message


def test_a_cut_off_gzip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ged.csv.gz"
    path.write_bytes(gzip.compress(ged_text(500).encode())[:-20])
    assert "damaged or cut off" in refused(path)


def test_another_delimiter_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "ged.csv", ged_text().replace('"IS, JAN"', "IS").replace(",", ";"))
    message = refused(path)
    assert "row 1 is delimited by a semicolon" in message
    assert add_record(path, delimiter=";", book=Book()).rows == 3


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("34.84,36.73", "36.73,34.84", "row 3"),
        ("34.84,36.73", "134.84,36.73", "swapped (a latitude beyond 90) in row 3"),
        ("34.84,36.73", "34.84,196.73", "out of range in row 3"),
        ("2015-09-30", "2915-09-30", "date in the future"),
        ("2015-09-30", "30.9.2015", "no date like 2015-09-30 in row 3"),
        ("1,34.84", "one,34.84", "where_prec is no number in row 3"),
        ("34.84", "", "no coordinates in row 3"),
        ("1,2015", "0,2015", "the same id twice ('0') in rows 2, 3"),
    ],
)
def test_bad_rows_are_refused_by_number(tmp_path: Path, old: str, new: str, said: str) -> None:
    lines = ged_text().splitlines(keepends=True)
    lines[2] = lines[2].replace(old, new)
    assert said in refused(write(tmp_path / "ged.csv", "".join(lines)))


def test_the_same_name_for_something_else_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "ged.csv", ged_text())
    first = add_record(path, version="1", licence="CC0", book=Book())
    assert add_record(path, version="1", licence="CC0", book=Book()) == first
    with pytest.raises(RecordError, match="another version and licence"):
        add_record(path, version="2", licence="CC BY 4.0", book=Book())
    write(path, ged_text(4))
    with pytest.raises(RecordError, match="another file"):
        add_record(path, version="1", licence="CC0", book=Book())
    assert read_manifest("ged") == first


def test_records_are_listed_and_removed(tmp_path: Path) -> None:
    path = write(tmp_path / "ged.csv", ged_text())
    for name in ("b", "a"):
        add_record(path, name=name, book=Book())
    assert [manifest.name for manifest in list_records()] == ["a", "b"]
    remove_record("a")
    assert [manifest.name for manifest in list_records()] == ["b"]
    with pytest.raises(RecordError, match="no such record"):
        remove_record("a")
    with pytest.raises(RecordError, match="no such record"):
        remove_record("../home")


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyarrow import parquet

    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(parquet, "write_table", fail)
    with pytest.raises(OSError, match="disk full"):
        add_record(write(tmp_path / "ged.csv", ged_text()), book=Book())
    assert not list(records_folder().iterdir())


ACLED_NEW = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,"
    "assoc_actor_1,actor2,country,location,latitude,longitude,geo_precision,source,fatalities\n"
    'SYR1,2020-02-05,2020,2,Political violence,Battles,Armed clash,IS,,"JAN",Syria,Idlib,35.9,36.6,'
    "2,SOHR,4\n"
    "SYR2,2020-02-05,2020,3,Political violence,Explosions/Remote violence,Air/drone strike,IS,,JAN,"
    "Syria,Idlib,35.9,36.6,3,SOHR,4\n"
)
ACLED_OLD = (
    "GWNO,EVENT_ID_CNTY,EVENT_ID_NO_CNTY,EVENT_DATE,YEAR,TIME_PRECISION,EVENT_TYPE,ACTOR1,"
    "ALLY_ACTOR_1,INTER1,ACTOR2,ALLY_ACTOR_2,INTER2,INTERACTION,COUNTRY,LOCATION,LATITUDE,"
    "LONGITUDE,GEO_PRECISION,SOURCE,NOTES,FATALITIES\n"
    "615,1416RTA,1,18/04/2001,2001,1,Riots/Protests,IS,JAN,1,IS,,7,17,Algeria,Beni,36.6,4.08,1,AP,,1\n"
    "615,1417RTA,2,18-April-2001,2001,1,Riots/Protests,IS,JAN,1,IS,,7,17,Algeria,Beni,36.6,4.08,1,AP,,1\n"
)


def test_acled_precisions_become_ucdps(tmp_path: Path) -> None:
    manifest = add_record(write(tmp_path / "acled.csv", ACLED_NEW), book=Book())
    assert manifest.importer == "acled"
    week, month = Record.load("acled").rows.to_pylist()
    assert (week["date_start"], week["date_end"]) == (dt.date(2020, 2, 2), dt.date(2020, 2, 8))
    assert (month["date_start"], month["date_end"]) == (dt.date(2020, 2, 1), dt.date(2020, 2, 29))
    assert [week["where_prec"], month["where_prec"]] == [3, 4]
    assert (month["type"], month["mode"]) == ("ASSAULT", "aerial")


def test_old_acled_columns_and_dates_are_read(tmp_path: Path) -> None:
    add_record(write(tmp_path / "acled.csv", ACLED_OLD), book=Book())
    record = Record.load("acled")
    assert set(record.rows["date_start"].to_pylist()) == {dt.date(2001, 4, 18)}
    assert record.names(0)["a"] == ["IS", "JAN"]


def test_a_plain_csv_is_read_by_its_mapping(tmp_path: Path) -> None:
    path = write(tmp_path / "own.csv", "When,N,E,Who,Whom\n2016-02-01,36,37,IS,JAN\n")
    mapping = {"date": "When", "lat": "N", "lon": "E", "actor": "Who", "recipient": "Whom"}
    manifest = add_record(path, mapping=mapping, book=Book())
    assert (manifest.importer, manifest.rows) == ("csv", 1)
    with pytest.raises(RecordError, match="no field is called latitude"):
        add_record(path, name="x", mapping={"latitude": "N"}, book=Book())


def square(west: float, *, date: str | None = "2024-07-08") -> dict[str, object]:
    ring = [[west, 48.0], [west + 1, 48.0], [west + 1, 49.0], [west, 49.0], [west, 48.0]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"date": date}, "geometry": geometry}


def test_control_areas_need_a_holder_and_a_date(tmp_path: Path) -> None:
    path = tmp_path / "areas.geojson"
    write(path, json.dumps({"type": "FeatureCollection", "features": [square(37.0)]}))
    assert "--holder" in refused(path)
    manifest = add_record(path, holder="IS", book=Book())
    assert manifest.bbox == (37.0, 48.0, 38.0, 49.0)
    assert Record.load("areas").is_control
    remove_record("areas")
    features = [square(37.0), square(38.0, date=None)]
    write(path, json.dumps({"type": "FeatureCollection", "features": features}))
    assert "feature 2: no date" in refused(path, holder="IS")


def test_articles_become_rows_on_their_sources_word() -> None:
    day = dt.date(2015, 9, 30)
    who = Participant(0, 3, "IS", id="IS", name="IS")
    event = Event(
        id="e1",
        type="ASSAULT",
        mode="aerial",
        quad="material conflict",
        trigger=Span(0, 4, "hit"),
        actors=(who,),
        place=Place("Homs", "Homs", 34.7, 36.7, "SYR", 1),
        date=DateRange(day, day, 1),
        tolls=Tolls(killed=Quantity(5, 5, None)),
        attribution=Attribution(source=Participant(0, 1, "SANA", id="SYR")),
    )
    denied = replace(event, id="e2", factuality="did_not_happen")
    article = Article(id="a1", text="x", events=(event, denied), publisher="Paper")
    manifest = add_articles([article], name="own", book=Book())
    assert manifest.rows == 1
    row = Record.load("own").rows.to_pylist()[0]
    assert (row["row_id"], row["claimant"], row["deaths_low"]) == ("a1/e1", "SYR", 5)
    with pytest.raises(RecordError, match="no event"):
        add_articles([Article(id="b", text="x")], name="none", book=Book())


def test_alike_rows_are_held_once(tmp_path: Path) -> None:
    text = ged_text(5) + ROW.format(id=9, b="IS", day="2015-09-30")
    add_record(write(tmp_path / "ged.csv", text), book=Book())
    groups = Record.load("ged").groups
    assert sorted(groups.count.tolist()) == [1, 5]
    assert groups.offset[-1] == 6


@pytest.mark.skipif(not SHARED.exists(), reason="the shared records are not here")
def test_the_shared_records_import() -> None:
    folder = SHARED / "corpora" / "records"
    dated = add_record(folder / "ucdp_ged_syria_2016_2019.csv.gz", book=Book())
    years = add_record(folder / "ucdp_ged_syria_iraq_2003_2019.csv.gz", book=Book())
    assert (dated.rows, years.rows) == (16566, 59005)
    assert not Record.load(dated.name).coarse_years
    assert years.where_prec == {"1": 35460, "2": 12896, "3": 1221, "4": 9428}


@pytest.mark.skipif(not SHARED.exists(), reason="the shared records are not here")
def test_the_actors_of_the_shared_records_are_known() -> None:
    folder = SHARED / "corpora" / "records"
    for file in ("ucdp_ged_syria_2016_2019.csv.gz", "ucdp_ged_syria_iraq_2003_2019.csv.gz"):
        manifest = add_record(folder / file)
        assert sum(manifest.unmapped.values()) < manifest.rows / 500
        assert manifest.countries["SYR"] > 16000
    record = Record.load("ucdp_ged_syria_iraq_2003_2019")
    pairs = set(
        zip(record.actors["raw"].to_pylist(), record.actors["actor_id"].to_pylist(), strict=True)
    )
    assert {("IS", "IS"), ("Government of Syria", "SYR"), ("SDF", "SDF")} <= pairs


def test_places_of_a_record_become_a_gazetteer(tmp_path: Path) -> None:
    from sayso.record.places import write_gazetteer
    from sayso.resolve.gazetteer import Gazetteer

    table = tmp_path / "own.csv"
    table.write_text(
        "date,lat,lon,actor,place,where_prec\n"
        "2016-01-01,35.90,36.60,A,Xyzzabad village,1\n"
        "2016-01-02,35.901,36.601,A,Xyzzabad village,1\n"
        "2016-01-03,35.901,36.601,A,Xyzzabad village,1\n"
        "2016-01-04,36.50,37.60,A,Wazzir Military Airbase,1\n"
        "2016-01-05,35.00,36.00,A,Quxland province,4\n"
    )
    add_record(table, name="own", book=Book())
    out = tmp_path / "places.csv"
    with out.open("w") as file:
        assert write_gazetteer(Record.load("own"), file) == 2
    assert out.read_text().splitlines()[1:] == [
        "Wazzir Military Airbase,36.50000,37.60000,,airbase",
        "Xyzzabad,35.90100,36.60100,,village",
    ]
    (entry,) = Gazetteer.load([out]).lookup("Xyzzabad")
    assert (entry.lat, entry.kind) == (35.901, "village")

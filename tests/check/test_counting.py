"""Counts against a plain scan, intervals against known ones, tables of claims, the commands."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.check import check_claims, parse_window
from sayso.check.bulk import check_bulk, parse_date, read_claims, write_bulk
from sayso.check.index import arc_km, chord, unit
from sayso.check.intervals import share_interval
from sayso.check.tally import TARGET, Questions, tally
from sayso.check.verdicts import VERDICTS, area_verdict, share_codes, toll_verdict
from sayso.record import Record, add_record
from sayso.schema import Place
from tests.check.conftest import Book, claim, party, town

SHARED = Path(__file__).parents[3] / "shared"
RADII = (10.0, 25.0, 50.0, 100.0)
Make = Callable[..., Record]


class Plain:
    """A record of loose points, one row each, of two combos."""

    def __init__(self, points: Any, start: Any, end: Any, combo: Any) -> None:
        from sayso.record.load import Groups

        length = len(points)
        whole = np.arange(length)
        self.index: dict[str, Any] = {}
        self.groups = Groups(
            lat=points[:, 0],
            lon=points[:, 1],
            start=start,
            end=end,
            date_prec=np.ones(length, dtype=np.int64),
            where_prec=1 + whole % 4,
            combo=combo,
            article=np.full(length, -1),
            country=np.zeros(length, dtype=np.int64),
            count=1 + whole % 3,
            rows=whole,
            offset=np.arange(length + 1),
        )


def asked(lat: Any, lon: Any, day: Any, reach: int) -> Questions:
    length = len(lat)
    return Questions(
        lat=lat,
        lon=lon,
        start=day - reach,
        end=day + reach,
        first=day,
        last=day,
        radius_km=np.full(length, 25.0),
        where_prec=np.full(length, 2),
        pattern=np.zeros(length, dtype=np.int64),
        article=np.full(length, -2),
        is_own_act=np.zeros(length, dtype=bool),
        patterns=np.array([[0, TARGET]], dtype=np.uint8),
        acts=np.zeros((1, 2), dtype=bool),
    )


def haversine(lat: float, lon: float, lats: Any, lons: Any) -> Any:
    p, q = np.radians(lat), np.radians(lats)
    a = np.sin((q - p) / 2) ** 2
    a += np.cos(p) * np.cos(q) * np.sin(np.radians(lons - lon) / 2) ** 2
    return 2 * 6371.0088 * np.arcsin(np.sqrt(np.minimum(a, 1.0)))


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    centre=st.tuples(
        st.sampled_from([-89.9, -60.0, 0.0, 34.8, 66.0, 89.95]),
        st.sampled_from([-180.0, -179.7, 0.1, 36.7, 179.9]),
    ),
)
def test_counts_are_those_of_a_plain_scan(seed: int, centre: tuple[float, float]) -> None:
    rng = np.random.default_rng(seed)
    points = np.array(centre) + rng.normal(0, 0.8, (300, 2))
    points[:, 0] = np.clip(points[:, 0], -90, 90)
    points[:, 1] = (points[:, 1] + 180) % 360 - 180
    start = rng.integers(17_000, 17_200, 300)
    end = start + rng.integers(0, 40, 300)
    combo = rng.integers(0, 2, 300)
    record: Any = Plain(points, start, end, combo)
    where, day = points[:20] + 0.01, rng.integers(17_000, 17_200, 20)
    where[:, 0] = np.clip(where[:, 0], -90, 90)
    counts = tally(record, asked(where[:, 0], where[:, 1], day, 60), radii=RADII)
    groups = record.groups
    for i in range(20):
        km = haversine(where[i, 0], where[i, 1], points[:, 0], points[:, 1])
        inside = (start >= day[i] - 60) & (end <= day[i] + 60) & (groups.where_prec <= 2)
        for k, radius in enumerate(RADII):
            near = inside & (km <= radius)
            assert counts.n[i, k] == groups.count[near].sum()
            assert counts.target[i, k] == groups.count[near & (combo == 1)].sum()
        hit = inside & (km <= 100) & (combo == 1)
        assert (counts.nearest[i] >= 0) == hit.any()
        if hit.any():
            assert km[counts.nearest[i]] <= km[hit].min() + 0.1


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(0.1, 500))
def test_chords_are_distances(lat: float, lon: float, km: float) -> None:
    north = lat + np.degrees(km / 6371.0088) * (1 if lat < 0 else -1)
    square = sum((a - b) ** 2 for a, b in zip(unit(lat, lon), unit(north, lon), strict=True))
    assert arc_km(square) == pytest.approx(km, rel=1e-5)
    assert square == pytest.approx(chord(km), rel=1e-5)


@pytest.mark.parametrize(
    ("target", "n", "low", "high"),
    [  # from scipy.stats.beta.ppf, which sayso does without
        (2.0, 305.0, 0.0018795, 0.0181192),
        (5.0, 10.0, 0.261922, 0.738078),
        (0.0, 10.0, 0.0, 0.1707731),
        (10.0, 10.0, 0.8292269, 1.0),
        (0.0, 0.0, 0.0, 1.0),
    ],
)
def test_intervals_are_the_beta_quantiles(target: float, n: float, low: float, high: float) -> None:
    bounds = share_interval([target], [n])
    assert float(bounds[0][0]) == pytest.approx(low, abs=2e-4)
    assert float(bounds[1][0]) == pytest.approx(high, abs=2e-4)


@given(st.integers(0, 400), st.integers(0, 400))
def test_intervals_hold_the_share_and_narrow(target: int, others: int) -> None:
    n = target + others
    low, high = share_interval([target, 4 * target], [n, 4 * n])
    share = target / n if n else 0.5
    assert low[0] <= share + 1e-6
    assert share - 1e-6 <= high[0]
    assert high[1] - low[1] <= high[0] - low[0] + 1e-6


@given(st.integers(0, 500), st.integers(0, 500))
def test_more_target_rows_never_hurt_a_claim(target: int, others: int) -> None:
    rank = {"contradicted": 0, "mixed": 1, "insufficient_record": 1, "supported": 2}
    codes = share_codes([target + others, target + others + 1], [target, target + 1])
    before, after = (rank[VERDICTS[int(code)]] for code in codes)
    assert before <= after


def test_toll_and_area_verdicts() -> None:
    assert toll_verdict((5, 5), (1, 9)) == "supported"
    assert toll_verdict((10, 10), (1, 5)) == "mixed"
    assert toll_verdict((11, 11), (1, 5)) == "contradicted"
    assert toll_verdict((1, 1), (3, 5)) == "contradicted"
    assert [area_verdict(share) for share in (0.5, 0.3, 0.05)] == [
        "supported",
        "mixed",
        "contradicted",
    ]


def find_places(names: Any, countries: Any) -> list[Place]:
    return [town() if name == "Town" else Place(name) for name in names]


CLAIMS = """id,place,lat,lon,date,actor,recipient,note
1,Town,,,2016-09-30,SYR,IS,=1+1
2,,34.84,36.73,2016-09,SDF,,-5
3,Nowhere,,,2016-09-30,SYR,IS,
4,Town,,,soon,SYR,IS,
5,Town,,,2016-09-30,SYR,M23,
6,Town,,,2016-09-30,,,
"""


def test_a_table_of_claims_gets_its_verdicts(make: Make, home: Path) -> None:
    here = "34.84; 36.73; 1; 2016-09-01; 2016-09-01; 1"
    record = make((2, f"IS; SDF; {here}"), (20, f"Government of Syria; Syrian insurgents; {here}"))
    path = home / "claims.csv"
    path.write_text(CLAIMS, encoding="utf-8")
    table, claims = read_claims(path, book=Book(), find_places=find_places)
    rows = check_bulk(claims, [record], book=Book())
    out = io.StringIO()
    write_bulk(table, rows, out)
    lines = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert [line["verdict"] for line in lines] == [
        "contradicted",
        "supported",
        "not_checkable",
        "not_checkable",
        "out_of_coverage",
        "not_checkable",
    ]
    assert (lines[0]["n_25"], lines[0]["target_25"], lines[0]["share_25"]) == ("22", "2", "0.0909")
    assert [lines[0]["note"], lines[1]["note"]] == ["'=1+1", "-5"]
    assert "no known place" in lines[2]["reason"]
    assert lines[4]["n_10"] == ""


def test_the_table_agrees_with_the_full_check(make: Make) -> None:
    rng = np.random.default_rng(3)
    lines = []
    for _ in range(200):
        who = rng.choice(["IS; SDF", "Government of Syria; Syrian insurgents", "SDF; IS"])
        lat, lon = 34.84 + rng.normal(0, 0.3), 36.73 + rng.normal(0, 0.3)
        date = f"2016-{rng.integers(1, 13):02}-{rng.integers(1, 29):02}"
        lines.append((1, f"{who}; {lat:.4f}; {lon:.4f}; {rng.integers(1, 5)}; {date}; {date}; 1"))
    record = make(*lines)
    claims = [
        claim(
            rng.choice(["target_presence", "occurrence"]),
            actors=(party(str(rng.choice(["SYR", "SDF"]))),),
            targets=(party(str(rng.choice(["IS", "REB"]))),),
            place=town(34.84 + rng.normal(0, 0.3), 36.73),
        )
        for _ in range(60)
    ]
    full = check_claims(claims, [record], book=Book())
    bulk = check_bulk(claims, [record], book=Book())
    assert [row.verdict for row in bulk] == [check.verdict for check in full]
    assert len({check.verdict for check in full}) > 1
    for row, check in zip(bulk, full, strict=True):
        bands = [band for band in check.findings[0].bands if band.radius_km in RADII]
        assert row.counts == tuple((band.n, band.target) for band in bands)


@pytest.mark.parametrize("text", ["", "soon", "2016-02-30", "2016-13", "30/09/2016", None])
def test_dates_that_are_none(text: str | None) -> None:
    assert parse_date(text) is None


def test_record_commands(home: Path) -> None:
    from sayso.cli.record import command

    path = home / "ged.csv"
    path.write_text(
        "id,year,side_a,side_b,latitude,longitude,where_prec\n1,2015,IS,HTS,36,37,1\n",
        encoding="utf-8",
    )
    runner = CliRunner()
    added = runner.invoke(command, ["add", str(path), "--version", "9", "--licence", "CC0"])
    assert added.exit_code == 0, added.output
    assert "2015-01-01 to 2015-12-31" in added.output
    assert "ged" in runner.invoke(command, ["list"]).output
    assert '"version": "9"' in runner.invoke(command, ["info", "ged", "--json"]).output
    assert runner.invoke(command, ["remove", "ged"]).exit_code == 0
    assert "No record yet" in runner.invoke(command, ["list"]).output


def test_check_command_prints_the_table_at_80_columns(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sayso
    from sayso.cli.check import command
    from sayso.schema import Article, Failure

    here = "34.84; 36.73; 1; 2016-09-01; 2016-09-01; 1"
    make((2, f"IS; SDF; {here}"), (20, f"Government of Syria; HTS; {here}"))
    article = Article(id="a", text="We struck IS.", title="A title", claims=(claim(),))
    bad = Failure("b.html", "EmptyInput", "no text in it", "give another file")
    pair = [article, bad]
    monkeypatch.setattr(sayso, "read_articles", lambda inputs, **_: iter(pair), raising=False)
    result = CliRunner().invoke(command, ["a.html", "b.html", "--rows"])
    assert result.exit_code == 3
    assert "contradicted" in result.stdout
    assert "Of the 22 rows within 25 km of Town" in result.stdout
    assert "b.html: no text in it" in result.stderr
    assert max(len(line) for line in result.stdout.splitlines()) <= 80
    as_json = CliRunner().invoke(command, ["a.html", "--json"])
    assert '"verdict": "contradicted"' in as_json.stdout
    review = CliRunner().invoke(command, ["a.html", "--claimreview"])
    assert '"alternateName": "contradicted"' in review.stdout


needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared records are not here")
YEARS = "corpora/records/ucdp_ged_syria_iraq_2003_2019.csv.gz"


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """The year-only record of Syria and Iraq."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAYSO_HOME", str(tmp_path_factory.mktemp("home")))
        add_record(SHARED / YEARS, name="years", book=Book())
        record = Record.load("years")
        assert record.groups.count.sum() == 59005
    return record


def counts(record: Record, lat: float, lon: float, **options: Any) -> dict[Any, tuple[Any, Any]]:
    from sayso.schema import DateRange

    window = parse_window("2015").period
    assert window is not None
    whole = DateRange(window.start, window.end, 5)
    one = claim(place=town(lat, lon, country=None), date=whole)
    finding = check_claims([one], [record], book=Book(), **options)[0].findings[0]
    return {band.radius_km: (band.n, band.target) for band in finding.bands}


@needs_shared
def test_the_counts_of_talbiseh(years: Record) -> None:
    bands = counts(years, 34.8407, 36.7309)
    assert bands == {10.0: (206, 1), 25.0: (305, 2), 50.0: (360, 21), 100.0: (933, 101)}
    # the design counts rows exact to 25 km within 5 km too, where the check asks for exact ones
    groups = years.groups
    km = haversine(34.8407, 36.7309, groups.lat, groups.lon)
    year = groups.start.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    near = (km <= 5) & (year == 2015) & (groups.where_prec <= 2)
    assert groups.count[near].sum() == 116
    assert not any("IS" in [p.raw for p in years.combos[c].parties] for c in groups.combo[near])


@needs_shared
def test_the_articles_claim_is_contradicted_at_25_km_and_mixed_at_100(years: Record) -> None:
    one = claim(place=town(34.8407, 36.7309), source=party("RUS"), actors=(party("RUS"),))
    finding = check_claims([one], [years], book=Book(), window=parse_window("2015"))[0].findings[0]
    assert finding.verdict == "contradicted"
    assert {band.radius_km: band.verdict for band in finding.bands}[100.0] == "mixed"


@needs_shared
@pytest.mark.parametrize(
    ("lat", "lon", "rows"),
    [(36.8906, 38.3533, 60), (34.6071, 43.6782, 24), (36.3209, 41.8765, 16)],
    ids=["Kobani", "Tikrit", "Sinjar"],
)
def test_towns_retaken_from_is(years: Record, lat: float, lon: float, rows: int) -> None:
    assert counts(years, lat, lon)[25.0] == (rows, rows)


@needs_shared
def test_whom_the_syrian_government_fought_in_2015(years: Record) -> None:
    one = claim(
        "target_share",
        targets=(party("REB"),),
        over=(party("IS"),),
        actors=(party("SYR"),),
        place=None,
    )
    finding = check_claims([one], [years], book=Book(), window=parse_window("2015"))[0].findings[0]
    assert (finding.bands[0].n, finding.bands[0].target) == (5984, 4925)
    assert finding.verdict == "supported"

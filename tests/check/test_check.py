"""Verdicts by kind of claim, what is not counted, and what the sentences say."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sayso.check import check_article, check_claims, from_json, parse_window, to_json
from sayso.check.model import Check, Finding
from sayso.errors import InputError
from sayso.export.claimreview import claim_review
from sayso.record import Record, add_articles, add_record
from sayso.schema import Article, DateRange, Event, Quantity, Span, Tolls
from tests.check.conftest import Book, claim, day, party, town

Make = Callable[..., Record]
HERE = "34.84; 36.73; 1; 2016-09-01; 2016-09-01; 1"
GOV_REB = "Government of Syria; Syrian insurgents"


YEAR = DateRange(dt.date(2016, 1, 1), dt.date(2016, 12, 31), 5)


def run(record: Record | list[Record], *claims: Any, **options: Any) -> list[Check]:
    records = record if isinstance(record, list) else [record]
    return check_claims(claims, records, book=Book(), **options)


def found(record: Record, one: Any, **options: Any) -> Finding:
    return run(record, one, **options)[0].findings[0]


@pytest.mark.parametrize(
    ("target", "others", "verdict"),
    [
        (60, 0, "supported"),
        (3, 2, "supported"),
        (4, 0, "insufficient_record"),
        (1, 5, "mixed"),
        (1, 9, "mixed"),
        (1, 10, "contradicted"),
        (0, 10, "contradicted"),
        (0, 9, "insufficient_record"),
    ],
)
def test_shares_give_the_verdicts_of_the_table(
    make: Make, target: int, others: int, verdict: str
) -> None:
    far = "40.0; 40.0; 1; 2016-09-01; 2016-09-01; 1"
    record = make(
        (target, f"IS; SDF; {HERE}"), (others, f"{GOV_REB}; {HERE}"), (1, f"IS; SDF; {far}")
    )
    check = run(record, claim())[0]
    assert check.verdict == verdict
    band = check.findings[0].band
    assert band is not None
    assert (band.n, band.target) == (target + others, target)


def test_distance_decides(make: Make) -> None:
    near, far = HERE, "35.5; 36.73; 1; 2016-09-01; 2016-09-01; 1"
    record = make((20, f"{GOV_REB}; {near}"), (5, f"IS; SDF; {far}"))
    check = run(record, claim())[0]
    assert check.verdict == "contradicted"
    bands = {band.radius_km: band for band in check.findings[0].bands}
    assert [(bands[km].n, bands[km].target) for km in (10, 25, 50, 100)] == [
        (20, 0),
        (20, 0),
        (20, 0),
        (25, 5),
    ]
    assert bands[100].verdict == "mixed"
    assert "Within 100 km it is 5 of 25 (20 %): mixed." in check.explanation
    nearest = check.findings[0].nearest
    assert nearest is not None
    assert nearest.km == pytest.approx(73.4, abs=0.2)
    assert run(record, claim(), radius_km=100)[0].verdict == "mixed"


def test_what_is_not_counted_is_told_apart(make: Make) -> None:
    record = make(
        (3, f"IS; SDF; {HERE}"),
        (2, "IS; SDF; 34.84; 36.73; 4; 2016-09-01; 2016-09-01; 1"),
        (4, "IS; SDF; 34.84; 36.73; 1; 2016-01-01; 2016-12-31; 5"),
        (5, "IS; SDF; 34.84; 36.73; 1; 2014-01-01; 2014-01-01; 1"),
        (6, "IS; SDF; 38.84; 36.73; 1; 2016-09-01; 2016-09-01; 1"),
    )
    finding = found(record, claim(), window=parse_window("90d"))
    assert finding.band is not None
    assert finding.band.n == 3
    excluded = finding.excluded
    assert (excluded.coarser_place, excluded.coarser_date, excluded.outside_window) == (2, 4, 5)


def test_years_count_in_year_windows_only(make: Make) -> None:
    record = make((8, "IS; SDF; 34.84; 36.73; 1; 2016-01-01; 2016-12-31; 5"))
    assert found(record, claim()).window == parse_window("2016").period
    assert run(record, claim())[0].verdict == "supported"
    assert run(record, claim(), window=parse_window("90d"))[0].verdict == "insufficient_record"
    act = claim("occurrence", actors=(party("IS"),))
    assert run(record, act)[0].verdict == "insufficient_record"
    year = DateRange(day("2016-01-01").start, day("2016-12-31").start, 5)
    assert run(record, claim("occurrence", actors=(party("IS"),), date=year))[0].verdict == (
        "supported"
    )


def test_a_claimants_own_act_is_no_evidence_for_it(make: Make) -> None:
    act = "34.84; 36.73; 1; 2016-09-30; 2016-09-30; 1"
    record = make((6, f"Government of Syria; IS; {act}"), (10, f"{GOV_REB}; {HERE}"))
    own = claim(source=party("SYR.MIL"), actors=(party("SYR"),))
    finding = found(record, own)
    assert finding.excluded.claim_itself == 6
    assert finding.verdict == "contradicted"
    others = claim(source=party("SDF"), actors=(party("SYR"),))
    assert found(record, others).verdict == "mixed"


def test_a_wider_group_neither_bears_out_nor_contradicts(make: Make) -> None:
    record = make((20, f"{GOV_REB}; {HERE}"), (6, f"Government of Syria; JAN; {HERE}"))
    finding = found(record, claim(targets=(party("JAN"),)))
    assert finding.excluded.unclear_actor == 20
    assert finding.verdict == "supported"
    assert found(record, claim(targets=(party("REB"),))).band.target == 26  # type: ignore[union-attr]


def test_joint_sides_involve_each_of_their_actors(make: Make) -> None:
    record = make((6, f"IS, JAN; SDF; {HERE}"))
    assert found(record, claim(targets=(party("JAN"),))).verdict == "supported"


def test_unmapped_names_match_by_their_words(make: Make) -> None:
    from sayso.schema import Participant

    record = make((6, f"?Lions of the East; SDF; {HERE}"))
    target = Participant(0, 0, "?lions of the east")
    assert found(record, claim(targets=(target,))).verdict == "supported"


def test_a_denial_turns_the_verdict(make: Make) -> None:
    record = make((20, f"IS; SDF; {HERE}"))
    assert run(record, claim(stance="denies", factuality="did_not_happen"))[0].verdict == (
        "contradicted"
    )
    assert run(record, claim(factuality="did_not_happen"))[0].verdict == "contradicted"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"factuality": "planned"}, "planned"),
        ({"place": None}, "no known place"),
        ({"date": None}, "no date"),
        ({"targets": ()}, "whom it is about"),
        ({"kind": "occurrence", "targets": ()}, "neither who acts"),
        ({"kind": "not_checkable", "reason": "an opinion"}, "an opinion"),
    ],
)
def test_what_cannot_be_checked_says_why(make: Make, fields: dict[str, Any], reason: str) -> None:
    record = make((20, f"IS; SDF; {HERE}"))
    check = run(record, claim(**fields))[0]
    assert check.verdict == "not_checkable"
    assert reason in check.explanation


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"date": day("2009-01-01")}, "it runs from"),
        ({"place": town(50.0, 30.0, country="UKR")}, "does not cover Town"),
        ({"place": town(50.0, 30.0, country=None)}, "does not cover Town"),
        ({"targets": (party("M23"),)}, "never names M23"),
        ({"type": "PROTEST"}, "no PROTEST"),
    ],
)
def test_what_a_record_does_not_cover(make: Make, fields: dict[str, Any], reason: str) -> None:
    check = run(make((20, f"IS; SDF; {HERE}")), claim(**fields))[0]
    assert check.verdict == "out_of_coverage"
    assert reason in check.explanation


def test_the_window_dates_a_claim_without_a_date(make: Make) -> None:
    record = make((20, f"IS; SDF; {HERE}"))
    assert run(record, claim(date=None), window=parse_window("2016"))[0].verdict == "supported"


def test_no_record_decides_nothing() -> None:
    check = run([], claim())[0]
    assert check.verdict == "not_checkable"
    assert "sayso record add" in check.explanation


def test_records_that_differ_are_in_dispute(make: Make) -> None:
    one = make((20, f"IS; SDF; {HERE}"), name="one")
    two = make(
        (20, f"{GOV_REB}; {HERE}"), (1, "IS; SDF; 36; 37; 1; 2016-09-01; 2016-09-01; 1"), name="two"
    )
    check = run([one, two], claim())[0]
    assert check.verdict == "disputed"
    assert "one: supported" in check.explanation
    assert "two: contradicted" in check.explanation
    assert run([one, one], claim())[0].verdict == "supported"


def test_whom_somebody_fights(make: Make) -> None:
    act = "35.5; 37.0; 1; 2016-09-01; 2016-09-01; 1"
    record = make(
        (8, f"{GOV_REB}; {act}"), (2, f"Government of Syria; IS; {act}"), (9, f"IS; SDF; {act}")
    )
    share = claim("target_share", targets=(party("REB"),), actors=(party("SYR"),), place=None)
    finding = found(record, share)
    assert (finding.bands[0].n, finding.bands[0].target) == (10, 8)
    assert finding.verdict == "supported"
    rather = claim(
        "target_share",
        targets=(party("IS"),),
        over=(party("REB"),),
        actors=(party("SYR"),),
        place=None,
    )
    assert found(record, rather).verdict == "mixed"


def test_an_act_on_its_day(make: Make) -> None:
    record = make(
        (1, "SDF; IS; 34.9; 36.73; 1; 2016-10-01; 2016-10-01; 1"),
        (20, f"{GOV_REB}; {HERE}"),
        (8, f"IS; SDF; {HERE}"),
    )
    told = {"actors": (party("SDF"),), "targets": (party("IS"),)}
    assert found(record, claim("occurrence", **told)).verdict == "supported"
    late = claim("occurrence", **told, date=day("2016-10-20"))
    assert found(record, late).verdict == "mixed"
    never = claim("occurrence", actors=(party("SDF"),), targets=(party("SYR"),))
    assert found(record, never).verdict == "contradicted"


@pytest.mark.parametrize(
    ("toll", "verdict"),
    [
        (Quantity(2, 2, None), "supported"),
        (Quantity(None, 6, None), "supported"),
        (Quantity(10, 10, None), "mixed"),
        (Quantity(None, 40, 50), "contradicted"),
    ],
)
def test_tolls_overlap_or_do_not(make: Make, toll: Quantity, verdict: str) -> None:
    record = make((3, "SDF; IS; 34.84; 36.73; 1; 2016-09-30; 2016-09-30; 1"))
    one = claim("toll", actors=(party("SDF"),), toll=toll, measure="killed")
    finding = found(record, one)
    assert finding.toll == Quantity(2, 6, 6, "killed")
    assert finding.verdict == verdict
    returned = claim("toll", toll=toll, measure="returned")
    assert run(record, returned)[0].verdict == "not_checkable"


def test_who_holds_a_place(home: Any) -> None:
    def ring(west: float) -> list[list[float]]:
        return [[west, 34.0], [west + 1, 34.0], [west + 1, 35.0], [west, 35.0], [west, 34.0]]

    features = [
        {
            "type": "Feature",
            "properties": {"date": date, "holder": holder},
            "geometry": {"type": "Polygon", "coordinates": [ring(west)]},
        }
        for date, holder, west in (
            ("2016-07-01", "REB", 36.0),
            ("2016-09-15", "SYR", 36.0),
            ("2016-09-15", "REB", 37.0),
        )
    ]
    path = home / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    add_record(path, book=Book())
    record = Record.load("areas")
    holds = claim("control", actors=(party("SYR"),), place=town(34.5, 36.5))
    assert found(record, holds).verdict == "supported"
    edge = claim("control", actors=(party("SYR"),), place=town(34.5, 36.99))
    assert found(record, edge).bands[0].share == pytest.approx(0.58, abs=0.05)
    rebels = claim("control", actors=(party("REB"),), place=town(34.5, 36.5))
    assert found(record, rebels).verdict == "contradicted"
    then = claim("control", actors=(party("REB"),), place=town(34.5, 36.5), date=day("2016-06-20"))
    assert found(record, then).verdict == "supported"
    assert found(
        record, claim("control", actors=(party("X"),), place=town(34.5, 36.5))
    ).verdict == ("contradicted")
    none = claim("control", actors=(party("X"),), place=town(34.5, 39.5))
    assert found(record, none).verdict == "out_of_coverage"
    assert run(record, claim())[0].verdict == "not_checkable"


def coded(name: str, source: Any) -> Article:
    from sayso.schema import Attribution

    events = tuple(
        Event(
            id=f"e{i}",
            type="ASSAULT",
            mode=None,
            quad="material conflict",
            trigger=Span(0, 1, "x"),
            actors=(party("SDF"),),
            recipients=(party("IS"),),
            place=town(),
            date=day("2016-09-29"),
            tolls=Tolls(),
            attribution=Attribution(source=source),
        )
        for i in range(6)
    )
    told = claim(source=party("SDF"), actors=(), event="e1")
    return Article(id=name, text="x", date=day("2016-09-30"), events=events, claims=(told,))


def test_articles_do_not_bear_themselves_or_their_sources_out() -> None:
    own, other = coded("a1", "article"), coded("a2", party("SDF"))
    add_articles([own, other], name="own", book=Book())
    check = check_article(own, [Record.load("own")], book=Book())[0]
    assert check.claim.type == "ASSAULT"
    excluded = check.findings[0].excluded
    assert (excluded.claim_itself, excluded.claimants_own) == (6, 6)
    assert check.verdict == "insufficient_record"
    third = check_article(coded("a3", "article"), [Record.load("own")], book=Book())[0]
    assert (third.verdict, third.findings[0].excluded.claimants_own) == ("supported", 6)


def test_rows_are_listed_target_first(make: Make) -> None:
    record = make(
        (2, f"{GOV_REB}; {HERE}"), (3, "IS; SDF; 34.9; 36.73; 1; 2016-09-05; 2016-09-05; 1")
    )
    rows = found(record, claim(), with_rows=True).rows
    assert [row.is_target for row in rows] == [True] * 3 + [False] * 2
    assert (rows[0].km, rows[0].days, rows[0].side_a) == (6.7, 25, "IS")
    assert not found(record, claim()).rows


def test_checks_survive_json(make: Make) -> None:
    checks = run(make((20, f"IS; SDF; {HERE}")), claim(), claim(place=None))
    assert from_json(to_json(checks)) == checks


def test_a_claim_review_has_the_verdict_as_its_name(make: Make) -> None:
    check = run(make((20, f"IS; SDF; {HERE}")), claim())[0]
    article = Article(id="a", text="x", title="T", url="https://example.org/a")
    review = claim_review(check, article)
    assert review["reviewRating"]["alternateName"] == "supported"
    assert "ratingValue" not in review["reviewRating"]
    assert review["isBasedOn"][0]["name"] == "rec"
    assert review["itemReviewed"]["appearance"]["url"] == "https://example.org/a"
    assert json.loads(json.dumps(review)) == review


@pytest.mark.parametrize("text", ["", "90", "2015-13-01..2016-01-01", "2016..2015", "d"])
def test_windows_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="no window"):
        parse_window(text)


def test_windows_are_read() -> None:
    assert parse_window("90d").days == 90
    assert str(parse_window("2015").period) == "2015"
    assert str(parse_window("2015..2016").period) == "2015 to 2016"
    assert str(parse_window("2015-02-01..2015-03-01").period) == "2015-02-01 to 2015-03-01"


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("target_presence", {}, "Was IS at town on 2016-09-30?"),
        (
            "target_share",
            {"actors": (party("ministry"),), "over": (party("JAN"),), "place": None},
            "Does ministry fight IS rather than JAN on 2016-09-30?",
        ),
        (
            "toll",
            {"actors": (party("IS"),), "toll": Quantity(17, 17, None), "date": None},
            "Were at least 17 killed by IS at town?",
        ),
        ("control", {"actors": (party("IS"),)}, "Did IS hold town on 2016-09-30?"),
        (
            "occurrence",
            {"type": "ASSAULT", "actors": (party("IS"),), "date": YEAR},
            "Was there assault by IS at town in 2016?",
        ),
    ],
)
def test_what_is_asked_is_said_in_words(kind: str, fields: dict[str, Any], words: str) -> None:
    from sayso.check.explain import question

    asked = claim(kind, **{"place": replace(town(), name="town"), **fields})
    assert question(asked) == words

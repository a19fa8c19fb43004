"""The archive: adding, asking, recoding, rebuilding, and what can go wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sayso.archive import Archive, Query, add, add_articles, duplicates, recode, shards
from sayso.archive.add import Hooks
from sayso.archive.layout import content_hash
from sayso.archive.lock import writer_lock
from sayso.archive.query import parse_day
from sayso.archive.recode import stale
from sayso.archive.shards import Coding
from sayso.cli import group
from sayso.errors import ArchiveError, InputError
from sayso.schema import Article, Failure
from tests.archive.made import CODING, FakeCoder, coded, uncoded


def fill(folder: Path, *, count: int = 30, start: int = 0) -> Archive:
    archive = Archive(folder, create=True)
    items = [uncoded(n) for n in range(start, start + count)]
    add_articles(archive, items, coder=FakeCoder(), coding=CODING)
    return archive


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return fill(tmp_path_factory.mktemp("kept") / "archive", count=60)


def test_articles_come_back_as_they_were_coded(filled: Archive) -> None:
    for number in (0, 17, 59):
        assert filled.article(f"made-{number}") == coded(uncoded(number))
    assert sorted(a.id for a in filled.read()) == sorted(f"made-{n}" for n in range(60))


def test_an_article_is_found_by_hash_and_by_event(filled: Archive) -> None:
    article = coded(uncoded(3))
    content = content_hash(article)
    assert filled.article(content) == filled.article(content[:12] + "/e1") == article


def test_unknown_article(filled: Archive) -> None:
    with pytest.raises(ArchiveError, match="no article"):
        filled.article("nobody")


def test_adding_again_adds_and_codes_nothing(tmp_path: Path) -> None:
    archive = fill(tmp_path / "a", count=10)
    coder = FakeCoder()
    items = [uncoded(n) for n in range(12)]
    done = add_articles(archive, [*items, items[11]], coder=coder, coding=CODING)
    assert (done.added, done.known, done.failed) == (2, 11, 0)
    assert coder.count == 2
    assert len(archive) == 12


def test_same_text_at_two_addresses_is_two_articles() -> None:
    one = uncoded(1)
    assert content_hash(one) != content_hash(replace(one, url="https://example.org/other"))
    assert content_hash(one) == content_hash(replace(one, id="other", title="other"))


def test_failures_are_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a", create=True)
    bad = replace(uncoded(1), text="poison")
    failure = Failure("x.html", "NotText", "junk", "give text")
    told: list[Failure] = []
    done = add_articles(
        archive, [uncoded(0), bad, failure, uncoded(2)],
        coder=FakeCoder(), coding=CODING, hooks=Hooks(failed=told.append),
    )  # fmt: skip
    assert (done.added, done.failed) == (2, 2)
    assert [f.problem for f in told] == ["poison", "junk"]
    assert len(archive) == 2


def test_stop_keeps_what_is_coded(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a", create=True)
    seen: list[int] = []
    hooks = Hooks(progress=lambda state: seen.append(state.seen), stop=lambda: len(seen) >= 5)
    items = (uncoded(n) for n in range(50))
    done = add_articles(archive, items, coder=FakeCoder(), coding=CODING, hooks=hooks)
    assert done.stopped
    assert done.added == len(archive) == 5


def test_an_error_in_the_stream_keeps_what_is_coded(tmp_path: Path) -> None:
    def broken() -> Iterator[Article]:
        yield from (uncoded(n) for n in range(4))
        raise KeyboardInterrupt

    archive = Archive(tmp_path / "a", create=True)
    with pytest.raises(KeyboardInterrupt):
        add_articles(archive, broken(), coder=FakeCoder(), coding=CODING)
    assert len(archive) == 4


def test_acknowledged_is_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(add, "SHARD_ARTICLES", 3)
    archive = Archive(tmp_path / "a", create=True)

    def told(contents: list[str]) -> None:
        held = {
            row["content"]
            for name in shards.live(archive.layout)
            for row in shards.columns(archive.layout, name, "content")
        }
        assert set(contents) <= held
        batches.append(len(contents))

    batches: list[int] = []
    add_articles(
        archive, [uncoded(n) for n in range(8)],
        coder=FakeCoder(), coding=CODING, hooks=Hooks(acknowledged=told),
    )  # fmt: skip
    assert batches == [3, 3, 2]


def test_a_shard_is_named_by_what_it_holds(tmp_path: Path) -> None:
    one, two = fill(tmp_path / "a", count=5), fill(tmp_path / "b", count=5)
    assert shards.live(one.layout) == shards.live(two.layout)
    name = shards.live(one.layout)[0]
    files = [archive.layout.articles / name for archive in (one, two)]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_shard_copied_in_twice_shows_nothing_twice(tmp_path: Path) -> None:
    archive, other = fill(tmp_path / "a", count=6), fill(tmp_path / "b", count=9, start=3)
    for name in shards.live(other.layout):
        shutil.copy(other.layout.articles / name, archive.layout.articles / name)
    with Archive(tmp_path / "a") as again:
        assert len(again) == 12
        assert len(again.events) == 12


def test_rebuild_after_the_index_is_gone(tmp_path: Path) -> None:
    archive = fill(tmp_path / "a", count=8)
    before = list(archive.events.rows())
    archive.close()
    shutil.rmtree(archive.layout.indexes)
    with Archive(tmp_path / "a") as again:
        assert list(again.events.rows()) == before
        assert len(again.search("Observatory")) > 0


def test_index_is_readable_by_older_duckdb(filled: Archive) -> None:
    from sayso.archive import index

    folder = index.current(filled.layout)
    assert folder is not None
    connection = duckdb.connect()
    connection.execute(f"ATTACH {index.quoted(folder / index.FIELDS)} AS a (READ_ONLY)")
    tags = connection.execute(
        "SELECT tags FROM duckdb_databases() WHERE database_name = 'a'"
    ).fetchone()
    assert tags is not None
    assert "v1.5" in str(tags[0])


def test_the_index_has_no_art_index(filled: Archive) -> None:
    assert filled.sql("SELECT * FROM duckdb_indexes()").arrow().num_rows == 0


def test_recode_brings_old_rows_to_the_new_model(tmp_path: Path) -> None:
    archive = fill(tmp_path / "a", count=10)
    new = Coding("fake 2", CODING.codebook)
    assert stale(archive, new) == 10
    done = recode(archive, coder=FakeCoder("fake 2"), coding=new)
    assert (done.added, done.known) == (10, 0)
    assert {row["model"] for row in archive.articles.rows()} == {"fake 2"}
    assert len(archive) == len(archive.events) == 10
    assert stale(archive, new) == 0
    assert len(list(archive.layout.articles.glob("*.parquet"))) == 1
    assert recode(archive, coder=FakeCoder("fake 2"), coding=new).known == 10


def test_recode_keeps_the_row_of_an_article_that_fails(tmp_path: Path) -> None:
    class Refuses(FakeCoder):
        def code_each(self, items):  # type: ignore[no-untyped-def]
            for item in super().code_each(items):
                yield (
                    Failure("x", "E", "no", "")
                    if "number 7919." in getattr(item, "text", "")
                    else item
                )

    archive = fill(tmp_path / "a", count=3)
    done = recode(archive, coder=Refuses("fake 2"), coding=Coding("fake 2", "made 1"))
    assert (done.added, done.failed) == (2, 1)
    assert archive.article("made-1") == coded(uncoded(1))
    assert len(archive) == 3


def test_a_crash_before_the_old_shard_is_gone_shows_nothing_twice(tmp_path: Path) -> None:
    archive = fill(tmp_path / "a", count=4)
    old = shards.live(archive.layout)
    rows = [shards.row(coded(uncoded(n)), Coding("x", "2")) for n in range(4)]
    new = shards.write(archive.layout, rows, supersedes=old)
    assert shards.live(archive.layout) == [new]
    with Archive(tmp_path / "a") as again:
        assert len(again) == 4
        assert {row["codebook"] for row in again.articles.rows()} == {"2"}


def test_a_second_writer_is_told_who_holds_it(tmp_path: Path) -> None:
    archive = fill(tmp_path / "a", count=2)
    script = (
        "import sys, time\nfrom pathlib import Path\n"
        "from sayso.archive.lock import writer_lock\n"
        "with writer_lock(Path(sys.argv[1])):\n"
        "    print('held', flush=True)\n    time.sleep(60)\n"
    )
    command = [sys.executable, "-c", script, str(archive.layout.lock)]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(ArchiveError, match=f"process {holder.pid}"):
            add_articles(archive, [uncoded(5)], coder=FakeCoder(), coding=CODING)
        with Archive(tmp_path / "a") as reader:  # reading goes on
            assert len(reader) == 2
    finally:
        holder.kill()
        holder.wait()
    with writer_lock(archive.layout.lock):  # the lock went with its process
        pass


def test_readers_see_new_articles_without_opening_again(tmp_path: Path) -> None:
    archive = fill(tmp_path / "a", count=2)
    with Archive(tmp_path / "a") as reader:
        events = reader.events
        assert len(events) == 2
        add_articles(archive, [uncoded(9)], coder=FakeCoder(), coding=CODING)
        assert len(events) == 3


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"actor": "RUS"}, lambda a: a.events[0].actors[0].id == "RUS"),
        ({"actor": "Russia"}, lambda a: a.events[0].actors[0].id == "RUS"),
        ({"party": "Rebels"}, lambda a: a.events[0].actors[0].text == "Rebels"),
        ({"place": "douma"}, lambda a: "Douma" in a.text),
        ({"near": (34.84, 36.73), "km": 20.0}, lambda a: "Talbiseh" in a.text),
        ({"since": "2015-11-15"}, lambda a: a.date.start.isoformat() >= "2015-11-15"),
        ({"until": "2015-10"}, lambda a: a.date.start.isoformat() <= "2015-10-31"),
        ({"says": "SOHR"}, lambda a: a.events[0].attribution.source != "article"),
        ({"mode": "aerial"}, lambda a: a.events[0].mode == "aerial"),
        ({"publisher": "daily star"}, lambda a: a.publisher == "Daily Star"),
        ({"type": "PROTEST"}, lambda a: False),
        ({"stance": "asserts", "factuality": "happened", "country": "syr"}, lambda a: True),
    ],
)
def test_fields_choose_the_events_that_a_scan_chooses(filled, filters, expected) -> None:  # type: ignore[no-untyped-def]
    wanted = {f"made-{n}" for n in range(60) if expected(coded(uncoded(n)))}
    assert {row["article"] for row in filled.search(**filters).rows()} == wanted


def test_an_id_is_no_part_of_a_name(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a", create=True)
    article = coded(uncoded(0))
    actor = replace(article.events[0].actors[0], id=None, name="Syrian rebels", country=None)
    made = replace(article, events=(replace(article.events[0], actors=(actor,)),))

    class AsIs(FakeCoder):
        def code_each(self, items):  # type: ignore[no-untyped-def]
            yield from items

    add_articles(archive, [made], coder=AsIs(), coding=CODING)
    assert len(archive.search(actor="SYR")) == 0
    assert len(archive.search(actor="Syrian reb")) == 1


def test_words_choose_articles_by_stem(filled: Archive) -> None:
    wanted = {f"made-{n}" for n in range(60) if "bombed" in uncoded(n).text}
    assert {row["article"] for row in filled.search("bombing").rows()} == wanted
    both = {row["article"] for row in filled.search("bombing", actor="RUS").rows()}
    assert both == {a for a in wanted if coded(filled.article(a)).events[0].actors[0].id == "RUS"}


@pytest.mark.parametrize("words", ["Aleppo's", 'say "', "AND", "title:", "a-b (", "'; DROP"])
def test_words_that_are_no_query_are_taken_plainly(filled: Archive, words: str) -> None:
    assert len(filled.search(words)) >= 0


def test_an_article_without_events_is_found_by_its_words(tmp_path: Path) -> None:
    archive = fill(tmp_path / "a", count=3)
    plain = Article(id="plain", text="Rain fell on Hama all week, farmers were glad of it.")

    class Nothing(FakeCoder):
        def code_each(self, items):  # type: ignore[no-untyped-def]
            yield from items

    add_articles(archive, [plain], coder=Nothing(), coding=CODING)
    rows = list(archive.search("farmers").rows())
    assert [(r["article"], r["event"]) for r in rows] == [("plain", None)]
    assert list(archive.search("farmers", place="Hama").rows()) == []


def test_reading_by_query_leaves_other_events_out(filled: Archive) -> None:
    found = list(filled.read(Query(actor="RUS")))
    assert {a.id for a in found} == {r["article"] for r in filled.search(actor="RUS").rows()}
    assert all(event.actors[0].id == "RUS" for a in found for event in a.events)


def test_sql_reads_and_does_nothing_else(filled: Archive, tmp_path: Path) -> None:
    [row] = filled.sql("SELECT count(*) AS n FROM events WHERE type = $kind", kind="ASSAULT").rows()
    assert row == {"n": 60}
    assert filled.sql("SELECT count(*) n FROM texts WHERE text LIKE '%Monday%'").arrow()[
        "n"
    ].to_pylist() == [60]
    out = tmp_path / "out.csv"
    for query in (
        f"COPY events TO '{out}'", "DELETE FROM events", "SELECT 1; SELECT 2", "ATTACH 'x' AS y",
        "SET enable_external_access = true", "not sql at all (",
    ):  # fmt: skip
        with pytest.raises(InputError):
            filled.sql(query)
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with pytest.raises(ArchiveError, match="disabled"):
        filled.sql(f"SELECT * FROM read_csv('{tmp_path}/secret.csv')").arrow()
    with pytest.raises(InputError):
        filled.events.where("1=1) UNION (SELECT 1")


def test_relations_are_at_home_in_arrow_and_notebooks(filled: Archive) -> None:
    table = filled.events.arrow()
    assert table.num_rows == len(filled.events) == 60
    assert pa.table(filled.events).equals(table)
    assert table.column_names == filled.events.columns
    some = filled.events.where("killed_best > $n", n=20)
    assert 0 < len(some) < 60
    html = filled.events._repr_html_()
    assert html.count("<tr>") == 21
    assert "60 rows" in html


def test_relations_give_pandas_and_polars_frames(filled: Archive) -> None:
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    assert isinstance(filled.claims.df(), pandas.DataFrame)
    assert isinstance(filled.claims.pl(), polars.DataFrame)
    assert filled.claims.pl().height == 60


def test_hostile_text_is_escaped_in_notebooks(tmp_path: Path) -> None:
    archive = fill(tmp_path / "a", count=1)
    bad = replace(uncoded(7), id="bad", title="<script>alert(1)</script>", url=None)
    add_articles(archive, [bad], coder=FakeCoder(), coding=CODING)
    assert "<script>" not in archive.articles._repr_html_()


def test_near_duplicates_are_linked_and_kept(tmp_path: Path) -> None:
    words = " ".join(f"word{n}" for n in range(200))
    first = Article(id="first", text=words, publisher="A")
    second = Article(id="second", text=words.replace("word100 ", ""), publisher="B")
    other = Article(id="other", text=" ".join(f"else{n}" for n in range(200)))

    class Nothing(FakeCoder):
        def code_each(self, items):  # type: ignore[no-untyped-def]
            yield from items

    archive = Archive(tmp_path / "a", create=True)
    add_articles(archive, [first, second, other], coder=Nothing(), coding=CODING)
    near = {r["id"]: r["near_duplicate_of"] for r in archive.articles.rows()}
    assert len(near) == 3
    assert near["other"] is None
    assert sorted((k, v) for k, v in near.items() if v) in (
        [("second", "first")],
        [("first", "second")],
    )


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=40))
def test_a_text_is_like_itself(letters: list[str]) -> None:
    text = " ".join(letters)
    assert duplicates.similarity(duplicates.signature(text), duplicates.signature(text)) == 1.0
    hashed = duplicates.bands([duplicates.signature(text)] * 2)
    assert (hashed[0] == hashed[1]).all()


def test_similarity_estimates_jaccard() -> None:
    words = [f"w{n}" for n in range(600)]
    one, two = " ".join(words[:400]), " ".join(words[100:500])
    exact = (300 - 4) / (500 - 4)
    found = duplicates.similarity(duplicates.signature(one), duplicates.signature(two))
    assert abs(found - exact) < 0.2


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("2015", "2015-01-01", "2015-12-31"), ("2016-02", "2016-02-01", "2016-02-29"),
     ("2015-06-30", "2015-06-30", "2015-06-30")],
)  # fmt: skip
def test_days(text: str, first: str, last: str) -> None:
    assert parse_day(text).isoformat() == first
    assert parse_day(text, last=True).isoformat() == last


@pytest.mark.parametrize("text", ["", "June", "2015-13", "2015-02-30", "15"])
def test_no_days(text: str) -> None:
    with pytest.raises(InputError, match="no date"):
        parse_day(text)


def test_no_archive_here(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive"):
        Archive(tmp_path)


def test_a_folder_of_other_things_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("x")
    with pytest.raises(ArchiveError, match="other things"):
        Archive(tmp_path, create=True)


def test_a_damaged_shard_is_named(tmp_path: Path) -> None:
    archive = fill(tmp_path / "a", count=2)
    archive.close()
    (archive.layout.articles / "0000.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(ArchiveError, match="cannot be read"):
        Archive(tmp_path / "a").rebuild()


def test_half_written_files_are_swept(tmp_path: Path) -> None:
    archive = fill(tmp_path / "a", count=2)
    litter = archive.layout.articles / ".writing-1-x.parquet.part"
    litter.write_bytes(b"half")
    add_articles(archive, [uncoded(9)], coder=FakeCoder(), coding=CODING)
    assert not litter.exists()
    assert len(archive) == 3


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(group, words)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_command_line_asks_the_archive(filled: Archive) -> None:
    folder = ["--archive", str(filled.path)]
    code, out = run("search", "bombed", "--actor", "RUS", "--jsonl", "--limit", "0", *folder)
    assert code == 0
    assert len(out.splitlines()) == len(filled.search("bombed", actor="RUS"))
    assert json.loads(out.splitlines()[0])["actors"] == "RUS"
    assert "60" in run("sql", "SELECT count(*) FROM events", *folder)[1]
    assert "ASSAULT" in run("show", "made-3", *folder)[1]
    assert json.loads(run("show", "made-3", "--json", *folder)[1])["id"] == "made-3"
    assert json.loads(run("archive", "info", "--json", *folder)[1])["articles"] == 60
    assert "60 articles" in run("archive", "rebuild", *folder)[1]


def test_reading_while_writing_does_not_wait(tmp_path: Path) -> None:
    archive = fill(tmp_path / "a", count=20)
    with writer_lock(archive.layout.lock):
        start = time.monotonic()
        with Archive(tmp_path / "a") as reader:
            assert len(reader.search(actor="SYR")) > 0
        assert time.monotonic() - start < 5


def test_an_archive_is_a_record_of_what_its_articles_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sayso.record import Record

    monkeypatch.setenv("SAYSO_HOME", str(tmp_path / "home"))
    one, two = uncoded(1), uncoded(2)
    copied = replace(one, url="https://example.org/copy", id="copy")
    # two feeds number their items from one each
    articles = [replace(one, id="same"), replace(two, id="same"), copied]
    with Archive(tmp_path / "war", create=True) as archive:
        add_articles(archive, articles, coder=FakeCoder(), coding=CODING)
        assert [a.id for a in archive.originals()] == ["same", "same"]
    done = CliRunner().invoke(group, ["record", "add", str(tmp_path / "war")])
    assert done.exit_code == 0, done.output
    rows = Record.load("war").rows.to_pylist()
    assert {row["event"] for row in rows} == {"e1"}
    assert len({row["row_id"] for row in rows}) == len(rows) == 2

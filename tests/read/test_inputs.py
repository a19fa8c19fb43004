from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sayso.read import Columns, ReadOptions, inputs, read_inputs
from sayso.schema import Article, Failure
from tests.read.files import pdf, warc

SHELLED = "Rebels shelled the market in Taiz on Friday, medics said."


def articles(*given: Path | str, options: ReadOptions | None = None) -> list[Article]:
    found = list(read_inputs(given, options))
    assert all(isinstance(item, Article) for item in found), found
    return [item for item in found if isinstance(item, Article)]


def failure(given: Path | str, options: ReadOptions | None = None) -> Failure:
    (found,) = read_inputs([given], options)
    assert isinstance(found, Failure), found
    assert found.where and found.problem and found.remedy
    return found


def test_jsonl_gives_one_outcome_a_line_in_order(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    odd = "  Home\r\n\r\n" + SHELLED + "\u2028\ttail  "
    rows = [
        json.dumps({"id": "x1", "text": odd, "date": "2015-10-02", "publisher": "Planet"}),
        "{bad",
        "",
        json.dumps({"id": 3, "text": SHELLED}),
        "[1]",
        json.dumps({"id": "x5", "text": ""}),
        json.dumps({"id": "x6", "text": "Войска вошли в город в понедельник"}),
        json.dumps({"id": "x7"}),
        json.dumps({"text": SHELLED}),
    ]
    path.write_text("\n".join(rows) + "\n\n", "utf-8")
    found = list(read_inputs([path]))
    ids = [item.id if isinstance(item, Article) else item.where for item in found]
    assert ids == [
        "x1", f"{path}:2", f"{path}:3", "3", f"{path}:5", f"{path}:6", f"{path}:7", f"{path}:8",
        f"{path}:9",
    ]  # fmt: skip
    errors = [item.error for item in found if isinstance(item, Failure)]
    assert errors == ["RowError", "RowError", "RowError", "EmptyInput", "NotEnglish", "RowError"]
    first = found[0]
    assert isinstance(first, Article)
    assert first.text == odd
    assert first.publisher == "Planet"
    assert first.date and first.date.start == dt.date(2015, 10, 2)


def test_text_file_is_itself_but_for_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfHome\r\n\r\n" + SHELLED.encode() + b"\r\n")
    (article,) = articles(path)
    assert article.text == f"Home\n\n{SHELLED}\n"
    assert article.id == str(path)


def test_kinds_are_told_by_content(tmp_path: Path, page: str) -> None:
    for name, data in {
        "a": SHELLED.encode(),
        "b": page.encode(),
        "c": pdf([SHELLED]),
        "d": json.dumps({"id": "row", "text": SHELLED}).encode(),
        "e": gzip.compress(SHELLED.encode()),
    }.items():
        (tmp_path / name).write_bytes(data)
    found = articles(tmp_path)
    assert [Path(a.id).name for a in found] == ["a", "b", "c", "row", "e"]
    assert all("Taiz" in a.text for a in found)


def test_tables(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(f'key,body,when\n1,"{SHELLED}",2015\n2,,2016\n', "utf-8")
    table = {"key": ["1", "2"], "body": [SHELLED, None], "when": [dt.date(2015, 1, 2), None]}
    pq.write_table(pa.table(table), tmp_path / "t.parquet")
    options = ReadOptions(columns=Columns(id="key", text="body", date="when"))
    found = list(read_inputs([tmp_path], options))
    assert [type(item) for item in found] == [Article, Failure] * 2
    one, _, two, lost = found
    assert isinstance(one, Article) and isinstance(two, Article) and isinstance(lost, Failure)
    assert one.id == two.id == "1"
    assert one.text == two.text == SHELLED
    assert one.date and one.date.date_prec == 5
    assert two.date and two.date.start == dt.date(2015, 1, 2)
    assert lost.where == f"{tmp_path / 't.parquet'}:2"
    assert "no column 'text'" in failure(tmp_path / "t.csv").problem


def test_feed_and_warc(tmp_path: Path, page: str) -> None:
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Planet</title><item>'
        "<title>Shells hit Taiz</title><link>http://p.example/1</link>"
        "<pubDate>Fri, 02 Oct 2015 10:00:00 GMT</pubDate>"
        f"<description>&lt;p&gt;{SHELLED}&lt;/p&gt;</description></item></channel></rss>"
    )
    (tmp_path / "feed.xml").write_text(feed)
    (tmp_path / "p.warc.gz").write_bytes(
        warc(
            ("http://p.example/2", "text/html; charset=utf-8", page.encode()),
            ("http://p.example/a.png", "image/png", b"\x89PNG"),
            ("http://p.example/3", "text/plain", SHELLED.encode()),
        )
    )
    entry, second, third = articles(tmp_path)
    assert (entry.id, entry.title, entry.publisher) == (
        "http://p.example/1",
        "Shells hit Taiz",
        "Planet",
    )
    assert entry.date and entry.date.start == dt.date(2015, 10, 2)
    assert SHELLED in entry.text
    assert (second.url, second.title) == ("http://p.example/2", "Shells hit Taiz market, killing 5")
    assert (third.id, third.date) == ("http://p.example/3", None)


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("empty.html", b"", "EmptyInput"),
        ("blank.txt", b" \n ", "EmptyInput"),
        ("junk.bin", bytes(range(256)) * 9, "NotText"),
        ("a.docx", b"PK\x03\x04rest", "NotText"),
        ("locked.pdf", pdf([SHELLED], locked=True), "Locked"),
        ("scan.pdf", pdf([""]), "NotText"),
        ("ru.txt", ("Войска вошли в город. " * 9).encode("cp1251"), "WrongEncoding"),
        ("ru.html", f"<p>{'Войска вошли в город. ' * 9}</p>".encode(), "NotEnglish"),
        ("ar.txt", "قال الجيش يوم الاثنين إن قواته دخلت المدينة.".encode(), "NotEnglish"),
        ("cut.jsonl.gz", gzip.compress(b'{"text": "x"}' * 999)[:-20], "InputError"),
        ("bad.parquet", b"PAR1 nothing", "RowError"),
        ("bad.json", b"{", "RowError"),
        ("none.xml", b"<rss></rss>", "EmptyInput"),
    ],
)
def test_bad_input_is_a_failure_and_the_batch_goes_on(
    tmp_path: Path, name: str, data: bytes, error: str
) -> None:
    bad, good = tmp_path / name, tmp_path / "z.txt"
    bad.write_bytes(data)
    good.write_text(SHELLED)
    first, last = read_inputs([bad, good])
    assert isinstance(first, Failure)
    assert first.error == error
    assert str(bad) in first.where and first.remedy
    assert isinstance(last, Article)


def test_a_page_of_200_megabytes_is_not_held(tmp_path: Path) -> None:
    path = tmp_path / "big.html"
    with path.open("wb") as file:
        file.truncate(200_000_000)
        file.write(b"<html>")
    found = failure(path)
    assert found.error == "TooLarge"
    assert "50,000,000" in found.problem


def test_absent_empty_and_hidden(tmp_path: Path) -> None:
    assert failure(tmp_path / "no.txt").problem == "No such file or directory"
    assert failure(tmp_path).error == "EmptyInput"
    (tmp_path / ".hidden").write_text(SHELLED)
    assert failure(tmp_path).error == "EmptyInput"


def test_language_check_can_be_switched_off(tmp_path: Path) -> None:
    path = tmp_path / "fr.txt"
    path.write_text("Le gouvernement a annoncé que les troupes sont dans la ville.", "utf-8")
    assert failure(path).error == "NotEnglish"
    (article,) = articles(path, options=ReadOptions(check_language=False))
    assert article.language is None


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    line = json.dumps({"id": "a", "text": SHELLED}).encode()
    monkeypatch.setattr(inputs, "_standard_input", lambda: io.BytesIO(line + b"\n" + line))
    assert [a.id for a in articles("-")] == ["a", "a"]
    monkeypatch.setattr(inputs, "_standard_input", lambda: io.BytesIO(SHELLED.encode()))
    assert [a.id for a in articles("-")] == ["stdin"]


def test_order_is_that_of_the_inputs_though_pages_take_longer(tmp_path: Path, page: str) -> None:
    paths = []
    for number in range(12):
        path = tmp_path / (f"{number}.html" if number % 3 else f"{number}.txt")
        path.write_text(page if number % 3 else SHELLED, "utf-8")
        paths.append(path)
    assert [a.id for a in articles(*paths)] == [str(path) for path in paths]


def test_stopping_early_ends_the_workers(tmp_path: Path, page: str) -> None:
    for number in range(6):
        (tmp_path / f"{number}.html").write_text(page, "utf-8")
    stream = read_inputs([tmp_path])
    assert isinstance(next(stream), Article)
    stream.close()  # type: ignore[attr-defined]


def test_importing_the_reader_loads_no_heavy_library() -> None:
    code = (
        "import sys, sayso.read; print(sorted({'httpx', 'trafilatura', 'lxml', 'pyarrow', "
        "'pypdfium2', 'feedparser', 'fastwarc', 'numpy', 'sentencex'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

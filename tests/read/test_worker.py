from __future__ import annotations

import time
from dataclasses import replace

from sayso.read.document import Document
from sayso.read.options import ReadOptions
from sayso.read.worker import WorkerPool
from sayso.schema import Article, Failure


def document(page: str, name: str = "a.html") -> Document:
    return Document("html", page.encode(), name)


def test_pages_are_read_and_workers_are_replaced(page: str) -> None:
    with WorkerPool(ReadOptions(workers=1, recycle_after=2)) as pool:
        futures = [pool.submit(document(page, f"{n}.html")) for n in range(5)]
        found = [future.result() for future in futures]
    assert [article.id for article in found if isinstance(article, Article)] == [
        f"{n}.html" for n in range(5)
    ]


def test_a_page_over_the_time_limit_is_killed_and_the_next_is_read(page: str) -> None:
    slow = "<html><body>" + "<p>The army said that it had left Taiz.</p>" * 60_000
    with WorkerPool(ReadOptions(workers=1, time_limit=0.4)) as pool:
        began = time.monotonic()
        late = pool.submit(document(slow)).result()
        assert isinstance(late, Failure)
        assert (late.error, late.where) == ("TooSlow", "a.html")
        assert time.monotonic() - began < 10
        pool._options = replace(pool._options, time_limit=30)
        assert isinstance(pool.submit(document(page)).result(), Article | Failure)


def test_errors_come_back_as_failures() -> None:
    with WorkerPool(ReadOptions(workers=1)) as pool:
        found = pool.submit(Document("pdf", b"%PDF-1.4 junk", "a.pdf")).result()
    assert isinstance(found, Failure)
    assert (found.where, found.error) == ("a.pdf", "NotText")


def test_no_page_no_process() -> None:
    with WorkerPool(ReadOptions()) as pool:
        assert pool._threads is None

"""Inputs of every kind as one stream of articles and failures, in the order given."""

from __future__ import annotations

import gzip
import io
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import IO, cast

from sayso.errors import EmptyInput, InputError, NotText, SaysoError, TooLarge
from sayso.read.bundles import feed_documents, warc_documents
from sayso.read.document import Document, read_document
from sayso.read.failures import failure_of
from sayso.read.fetch import fetch
from sayso.read.options import ReadOptions
from sayso.read.sniff import HEAD, Kind, sniff
from sayso.read.tables import Outcome, read_csv, read_json, read_jsonl, read_parquet
from sayso.read.worker import WorkerPool
from sayso.schema import Article, Failure

Step = Outcome | Document
_AHEAD = 4  # pages under way for each worker: enough to keep it busy, few enough to hold
_QUICK = 1_000_000  # bytes of text: read within seconds, so here and without a time limit
_STDIN = "-"


def read_inputs(
    inputs: Iterable[str | Path], options: ReadOptions | None = None
) -> Iterator[Article | Failure]:
    """The articles of files, folders, addresses and `-` (standard input), in order.

    A folder is read in sorted order, with what is under it, hidden files left out. What cannot
    be read is a `Failure` in its place; the rest goes on. HTML, PDF and very long texts are
    read by worker processes with a time limit.

    >>> [type(found).__name__ for found in read_inputs(["no-such-file.txt"])]
    ['Failure']
    """
    chosen = options or ReadOptions()
    steps = (step for given in inputs for step in _steps(str(given), chosen))
    with WorkerPool(chosen) as pool:
        yield from _in_order(steps, pool, chosen)


def _in_order(steps: Iterable[Step], pool: WorkerPool, options: ReadOptions) -> Iterator[Outcome]:
    """What the steps come to; pages are worked on ahead, and wait for those before them."""
    waiting: deque[Outcome | Future[Outcome]] = deque()
    for step in steps:
        if not isinstance(step, Document):
            waiting.append(step)
        elif step.kind == "text" and len(step.data) <= _QUICK:
            waiting.append(_read_here(step))
        else:
            waiting.append(pool.submit(step))
        while waiting and (_is_ready(waiting[0]) or len(waiting) > _AHEAD * options.workers):
            yield _outcome(waiting.popleft())
    while waiting:
        yield _outcome(waiting.popleft())


def _is_ready(item: Outcome | Future[Outcome]) -> bool:
    return not isinstance(item, Future) or item.done()


def _outcome(item: Outcome | Future[Outcome]) -> Outcome:
    return item.result() if isinstance(item, Future) else item


def _read_here(document: Document) -> Outcome:
    try:
        return read_document(document)
    except SaysoError as error:
        return failure_of(error, where=document.id)


def _steps(given: str, options: ReadOptions) -> Iterator[Step]:
    """The steps of one input; whatever goes wrong becomes its failure."""
    try:
        if given == _STDIN:
            yield from _stream_steps(_standard_input(), name="stdin", options=options)
        elif "://" in given:
            yield from _url_steps(given, options)
        else:
            yield from _path_steps(Path(given), options)
    except SaysoError as error:
        yield failure_of(error, where=given)
    except (OSError, EOFError, ValueError) as error:
        yield _os_failure(error, given)


def _os_failure(error: Exception, given: str) -> Failure:
    problem = getattr(error, "strerror", None) or str(error) or type(error).__name__
    remedy = "check the path and that you may read it"
    return Failure(where=given, error=InputError.__name__, problem=problem, remedy=remedy)


def _standard_input() -> IO[bytes]:
    return sys.stdin.buffer


def _url_steps(url: str, options: ReadOptions) -> Iterator[Step]:
    page = fetch(url, options)
    kind = sniff(page.data[:HEAD], name=page.url.split("?")[0], media_type=page.media_type)
    if kind in ("html", "text", "pdf"):
        yield Document(
            kind=kind,
            data=page.data,
            id=url,
            url=page.url,
            declared=page.charset,
            encoding=options.encoding,
            check_language=options.check_language,
        )
    else:
        yield from _stream_steps(io.BytesIO(page.data), name=url, options=options)


def _path_steps(path: Path, options: ReadOptions) -> Iterator[Step]:
    if not path.is_dir():
        with path.open("rb") as stream:
            yield from _stream_steps(stream, name=str(path), options=options)
        return
    inside = sorted(entry for entry in path.iterdir() if not entry.name.startswith("."))
    if not inside:
        raise EmptyInput("an empty folder", where=str(path), remedy="put articles into it")
    for entry in inside:
        if not (entry.is_dir() and entry.is_symlink()):  # such links can lead round in a ring
            yield from _steps(str(entry), options)


def _stream_steps(stream: IO[bytes], *, name: str, options: ReadOptions) -> Iterator[Step]:
    buffered = stream if hasattr(stream, "peek") else io.BufferedReader(cast(io.RawIOBase, stream))
    head = cast(io.BufferedReader, buffered).peek(HEAD)[:HEAD]
    kind = sniff(head, name=name)
    if not head:
        raise EmptyInput("an empty file", where=name, remedy="check that it was saved or sent")
    if kind == "gzip":
        unpacked = io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=buffered)))
        yield from _stream_steps(cast(IO[bytes], unpacked), name=name, options=options)
    else:
        yield from _kind_steps(kind, buffered, name=name, options=options)


def _kind_steps(
    kind: Kind, stream: IO[bytes], *, name: str, options: ReadOptions
) -> Iterator[Step]:
    tables = {"jsonl": read_jsonl, "csv": read_csv}
    if kind in tables:
        yield from tables[kind](stream, name=name, options=options)
    elif kind == "parquet":
        source = stream if stream.seekable() else io.BytesIO(_whole(stream, name, options))
        yield from read_parquet(source, name=name, options=options)
    elif kind == "json":
        yield from read_json(_whole(stream, name, options), name=name, options=options)
    elif kind == "warc":
        for found in warc_documents(stream, name=name, options=options):
            yield failure_of(found) if isinstance(found, InputError) else found
    elif kind == "feed":
        yield from feed_documents(_whole(stream, name, options), name=name, options=options)
    elif kind == "unreadable":
        remedy = "give HTML, text, PDF, JSONL, CSV, Parquet, WARC or a feed"
        raise NotText("a kind of file that is not read", where=name, remedy=remedy)
    else:
        yield _document(kind, _whole(stream, name, options), name=name, options=options)


def _document(kind: Kind, data: bytes, *, name: str, options: ReadOptions) -> Document:
    return Document(
        kind=kind,  # type: ignore[arg-type]
        data=data,
        id=name,
        name=None if name == "stdin" else name,
        encoding=options.encoding,
        check_language=options.check_language,
    )


def _whole(stream: IO[bytes], name: str, options: ReadOptions) -> bytes:
    """All of the stream, up to the cap: it is not read past it."""
    data = stream.read(options.max_bytes + 1)
    if len(data) > options.max_bytes:
        raise TooLarge(
            f"over {options.max_bytes:,} bytes",
            where=name,
            remedy="raise the size cap, or split it",
        )
    return data

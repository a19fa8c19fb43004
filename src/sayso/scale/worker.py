"""The process that codes: it can be killed at any moment, and what it finished stays.

It answers orders from standard input, one line each, with one line for every document that it
begins, so that whoever watches knows which one a crash or a standstill is about. Finished
documents are appended to a file; after a restart it goes on behind them.

A document is coded on its own. The encoder's int8 arithmetic scales by the whole batch, so that in
company its scores would hang on its neighbours, and with them on where a part was cut or resumed.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Any

import msgspec

from sayso.archive.add import Codes, coding_of
from sayso.archive.layout import Layout
from sayso.archive.shards import Coding
from sayso.errors import InputError, ModelError, NotText, SaysoError, TooLarge
from sayso.pipeline import CodeOptions, Coder, failure
from sayso.read.document import Document, read_document
from sayso.read.failures import failure_of
from sayso.read.options import ReadOptions
from sayso.scale.pieces import Piece
from sayso.schema import Article, Failure

Outcome = Article | Failure
TOO_MUCH = "raise --memory, or leave it out"


@dataclass(frozen=True, slots=True)
class Settings:
    """What every worker is told once.

    `time_limit` is in seconds for one document, `memory` in bytes of address space for one
    process (0: no limit), `recycle_after` in documents, since the memory of libraries grows.
    `folder` is where paths that are not absolute start. `by` is by what the rows must be coded, so
    that no machine of a cluster mixes in another model. `module` is what is run as the process.
    """

    reading: ReadOptions = field(default_factory=ReadOptions)
    coding: CodeOptions = field(default_factory=lambda: CodeOptions(threads=1))
    time_limit: float = 120.0
    memory: int = 6_000_000_000  # three of them are there when it has started
    recycle_after: int = 2000
    folder: str = ""
    by: Coding | None = None
    module: str = "sayso.scale.worker"


DEFAULT = Settings()


def settings_line(settings: Settings) -> bytes:
    """The settings as one line of JSON."""
    return msgspec.json.encode(settings, enc_hook=str)


def settings_from(line: bytes) -> Settings:
    """The settings of such a line."""
    return msgspec.json.decode(line, type=Settings, dec_hook=lambda kind, value: kind(value))


@dataclass(frozen=True, slots=True)
class Order:
    """A part to code: stretches whose bytes lie beside, as `0`, `1`, ... in `folder`.

    `stop` maps a stretch that breaks its reader to the number of its documents that can be read.
    """

    folder: str
    runs: tuple[Piece, ...]
    stop: dict[int, int] = field(default_factory=dict)

    @property
    def finished(self) -> Path:
        """The file of finished documents, one JSON line each."""
        return Path(self.folder) / "finished.jsonl"


@dataclass(frozen=True, slots=True)
class Timing:
    """What was measured: seconds of the process's start, of coding the part and, within it, of the
    encoder; bytes of memory at the peak, of the process and of the engine's worker around it."""

    start: float = 0.0
    coding: float = 0.0
    encoder: float = 0.0
    peak: int = 0


class Begun(msgspec.Struct, tag="begun"):
    """A document of stretch `run` is begun; `id` is None while it is being read.

    `base` counts the documents of the part before this stretch. Behind the last stretch, the shard
    is begun.
    """

    run: int
    base: int
    id: str | None = None


class Done(msgspec.Struct, tag="done"):
    """The part is done; `shard` is the name of its file, None when no article came of it."""

    shard: str | None
    timing: Timing


class Refused(msgspec.Struct, tag="refused"):
    """The process cannot begin, and why."""

    problem: str


class Kept(msgspec.Struct):
    """A finished document: two fields, since msgspec tells dataclasses apart by no tag."""

    article: Article | None = None
    failure: Failure | None = None


def steps(order: Order, run: int, options: ReadOptions) -> Iterator[Outcome | Document]:
    """What a stretch holds, and its failure if it cannot be read to its end."""
    stop = order.stop.get(run)
    yield from islice(_readable_steps(order, run, options), stop)
    if stop is not None:
        yield breakdown(order.runs[run], stop)


def breakdown(run: Piece, documents: int) -> Failure:
    """The failure that stands for what follows after so many documents of a stretch."""
    return Failure(
        where=f"{run.uri}: from byte {run.start}",
        error=NotText.__name__,
        problem=f"broke its reader behind {documents} documents, at most "
        f"{run.documents - documents} were lost",
        remedy="leave the page at this place out",
    )


def _readable_steps(order: Order, run: int, options: ReadOptions) -> Iterator[Outcome | Document]:
    piece = order.runs[run]
    try:
        with (Path(order.folder) / str(run)).open("rb") as file:
            yield from _kind_steps(piece, file, options)
    except SaysoError as error:
        yield failure_of(error, where=piece.uri)


def _kind_steps(
    piece: Piece, file: IO[bytes], options: ReadOptions
) -> Iterator[Outcome | Document]:
    from sayso.read.bundles import warc_documents
    from sayso.read.tables import read_jsonl, read_parquet

    if piece.kind == "warc":
        for found in warc_documents(file, name=piece.uri, options=options):
            yield failure_of(found) if isinstance(found, InputError) else found
    else:
        read = read_jsonl if piece.kind == "jsonl" else read_parquet
        yield from read(file, name=piece.uri, options=options, first=piece.first)


class Desk:
    """Where documents are coded: holds the model, and counts the seconds of its encoder."""

    def __init__(self, coder: Codes, coding: Coding, *, settings: Settings, started: float) -> None:
        self.coder = coder
        self.coding = coding
        self.reading = settings.reading
        self.encoder = 0.0
        if isinstance(coder, Coder):
            # the encoder is asked by its one method, which is put behind a clock
            setattr(coder.encoder, "encode", self._timed(coder.encoder.encode))  # noqa: B010
        self.starting = time.perf_counter() - started

    def _timed(self, encode: Callable[..., Any]) -> Callable[..., Any]:
        def timed(windows: Any) -> Any:
            start = time.perf_counter()
            try:
                return encode(windows)
            finally:
                self.encoder += time.perf_counter() - start

        return timed

    def code_part(self, order: Order, tell: Callable[[Begun], None]) -> Done:
        """Code what is not finished yet, and put all of it into one shard in the order's folder."""
        start, encoder = time.perf_counter(), self.encoder
        kept = read_finished(order.finished)
        with order.finished.open("ab") as file:
            for one in self._rest(order, len(kept), tell):
                kept.append(one)
                file.write(msgspec.json.encode(one) + b"\n")
                file.flush()
        tell(Begun(len(order.runs), len(kept)))
        articles = [one.article for one in kept if one.article]
        name = self._shard(order, articles) if articles else None
        spent = time.perf_counter() - start
        timing = Timing(self.starting, spent, self.encoder - encoder, peak_memory())
        return Done(name, timing)

    def _rest(self, order: Order, done: int, tell: Callable[[Begun], None]) -> Iterator[Kept]:
        """The documents behind those that are done."""
        number = 0
        for run in range(len(order.runs)):
            base = number
            tell(Begun(run, base))
            for step in steps(order, run, self.reading):
                if number >= done:
                    tell(Begun(run, base, _name(step)))
                    yield self._one(step)
                    tell(Begun(run, base))
                number += 1

    def _one(self, step: Outcome | Document) -> Kept:
        try:
            item = read_document(step) if isinstance(step, Document) else step
            found = next(iter(self.coder.code_each([item])))
        except Exception as error:  # libraries that parse hostile pages raise what they like
            found = failure(_name(step), error)
        if isinstance(found, Failure):
            # numpy raises a MemoryError of its own name
            is_memory = found.error.endswith("MemoryError")
            return Kept(failure=_too_much(_name(step)) if is_memory else found)
        return Kept(article=found)

    def _shard(self, order: Order, articles: list[Article]) -> str:
        from sayso.archive import shards

        layout = Layout(Path(order.folder))
        layout.articles.mkdir(exist_ok=True)
        return shards.write(layout, [shards.row(one, self.coding) for one in articles])


def _name(step: Outcome | Document) -> str:
    return step.where if isinstance(step, Failure) else step.id


def _too_much(where: str) -> Failure:
    return Failure(where, TooLarge.__name__, "needs more memory than a document may have", TOO_MUCH)


def read_finished(path: Path) -> list[Kept]:
    """The finished documents; a line that a kill cut off is taken away."""
    if not path.exists():
        return []
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) < len(data):
        os.truncate(path, len(whole))
    return [msgspec.json.decode(line, type=Kept) for line in whole.splitlines()]


def peak_memory() -> int:
    """Bytes of memory that this process held at its peak; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _limit_memory(most: int) -> None:
    try:
        import resource
    except ImportError:  # no such limit on Windows
        return
    if most:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (most, most))


def real_coder(settings: Settings) -> tuple[Codes, Coding]:
    """The coder that the settings ask for, its model loaded; raises `ModelError` for another."""
    coder = Coder(settings.coding)
    coding = coding_of(coder)
    if settings.by and coding != settings.by:
        raise ModelError(
            f"this machine codes by {coding}, the run by {settings.by}",
            remedy="install the same version of sayso on all machines",
        )
    return coder, coding


def main(make: Callable[[Settings], tuple[Codes, Coding]] = real_coder) -> None:
    """The process: settings on the first line, then orders, until standard input is closed."""
    started = time.perf_counter()
    # Ctrl-C goes to all processes of a terminal; this one ends when its input does
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the answers
    settings = settings_from(sys.stdin.buffer.readline())
    _limit_memory(settings.memory)
    logging.disable(logging.CRITICAL)

    def tell(message: Begun | Done | Refused) -> None:
        replies.write(msgspec.json.encode(message) + b"\n")
        replies.flush()

    try:
        coder, coding = make(settings)
    except SaysoError as error:
        tell(Refused(str(error)))
        return
    desk = Desk(coder, coding, settings=settings, started=started)
    tell(Begun(0, 0))
    for line in sys.stdin.buffer:
        order = msgspec.json.decode(line, type=Order)
        try:
            tell(desk.code_part(order, tell))
        except BrokenPipeError:  # killed is who gave the order, and nobody clears up after him
            shutil.rmtree(order.folder, ignore_errors=True)
            return


if __name__ == "__main__":
    main()

"""Who watches a worker process: kills it when it stands still, starts it again when it dies.

One lives in each of the engine's workers, and costs nothing while documents are coded. A document
that kills its process twice, or is not done within its time, becomes a failure; everything else
is coded as if nothing had happened.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Protocol

import msgspec

from sayso.errors import NotText, SaysoError, TooSlow
from sayso.scale.pieces import Part, Piece
from sayso.scale.worker import (
    TOO_MUCH,
    Begun,
    Done,
    Kept,
    Order,
    Refused,
    Settings,
    Timing,
    breakdown,
    peak_memory,
    read_finished,
    settings_line,
)
from sayso.schema import Failure

_START_LIMIT = 300.0  # seconds; a cold disk and a busy machine take some of them
# The first may have come from outside: a machine short of memory kills what is largest.
_DEATHS = 2


class Fetches(Protocol):
    """What puts the bytes of a stretch into a file, from wherever they are."""

    def __call__(self, piece: Piece, target: Path) -> None:
        """Write the stretch into the file `target`; raises `OSError` or `SaysoError`."""
        ...


class Result(msgspec.Struct):
    """What became of a part: its shard's name and bytes, its failures, its timing.

    `problem` is set when the part could not be done at all; then it is not done.
    """

    hashes: tuple[str, ...]
    documents: int = 0
    name: str | None = None
    shard: bytes = b""
    failures: tuple[Failure, ...] = ()
    timing: Timing = Timing()
    restarts: int = 0
    process: int = 0
    problem: str | None = None


@dataclass(slots=True)
class Keeper:
    """Keeps one worker process with its model loaded, part after part."""

    settings: Settings
    fetch: Fetches
    _process: subprocess.Popen[bytes] | None = None
    _coded: int = 0
    _is_late: bool = False
    _last: Begun = field(default_factory=lambda: Begun(0, 0))

    def code(self, part: Part) -> Result:
        """The shard and failures of a part; the same whatever happens to the process meanwhile."""
        with tempfile.TemporaryDirectory(prefix="sayso-", ignore_cleanup_errors=True) as folder:
            try:
                for number, run in enumerate(part.runs):
                    self.fetch(run, Path(folder) / str(number))
            except (OSError, SaysoError) as error:
                return Result(part.hashes, problem=f"cannot be fetched: {error}")
            return self._coded_part(part, Order(folder, part.runs))

    def _coded_part(self, part: Part, order: Order) -> Result:
        deaths: Counter[int] = Counter()
        while True:
            try:
                done = self._attempt(order)
            except (OSError, EOFError):
                position = len(read_finished(order.finished))
                deaths[position] += 1
                self.stop()
                if self._is_late or deaths[position] >= _DEATHS:
                    if self._last.run == len(order.runs):
                        return Result(part.hashes, problem="its shard cannot be written")
                    order = self._given_up(order, position)
                continue
            return self._result(part, order, done=done, restarts=deaths.total())

    def _given_up(self, order: Order, position: int) -> Order:
        """The order with a failure for what was under way."""
        run, name = self._last.run, self._last.id
        if name is not None:
            _append(order, self._verdict(name))
            return order
        readable = position - self._last.base
        _append(order, breakdown(order.runs[run], readable))
        return replace(order, stop={**order.stop, run: readable})

    def _verdict(self, name: str) -> Failure:
        if self._is_late:
            problem = f"took more than {self.settings.time_limit:g} s"
            return Failure(name, TooSlow.__name__, problem, "raise --time-limit, or leave it out")
        return Failure(
            name, NotText.__name__, "made the process that coded it break down", TOO_MUCH
        )

    def _result(self, part: Part, order: Order, *, done: Done, restarts: int) -> Result:
        kept = read_finished(order.finished)
        self._coded += len(kept)
        process = self._process.pid if self._process else 0
        if self._coded >= self.settings.recycle_after:
            self.stop()
        timing = replace(done.timing, peak=done.timing.peak + peak_memory())
        shard = (Path(order.folder) / "articles" / done.shard).read_bytes() if done.shard else b""
        return Result(
            hashes=part.hashes, documents=len(kept), name=done.shard, shard=shard,
            failures=tuple(one.failure for one in kept if one.failure),
            timing=timing, restarts=restarts, process=process,
        )  # fmt: skip

    def _attempt(self, order: Order) -> Done:
        """One try; raises `EOFError` or `OSError` when the process ends before it is done."""
        process = self._process or self._started()
        self._last = Begun(0, 0)
        assert process.stdin
        process.stdin.write(msgspec.json.encode(order) + b"\n")
        process.stdin.flush()
        while True:
            is_shard = self._last.run == len(order.runs)  # of many documents: no one's limit
            limit = _START_LIMIT if is_shard else self.settings.time_limit
            message = self._next(process, limit)
            if isinstance(message, Done):
                return message
            self._last = message

    def _started(self) -> subprocess.Popen[bytes]:
        # -P: a module that lies in the folder being read must not be imported
        self._process = process = subprocess.Popen(  # noqa: S603 - this package's own module
            [sys.executable, "-P", "-m", self.settings.module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
        self._coded, self._last = 0, Begun(0, 0)
        assert process.stdin
        try:
            process.stdin.write(settings_line(self.settings) + b"\n")
            process.stdin.flush()
            self._next(process, _START_LIMIT)
        except (OSError, EOFError):
            self.stop()
            raise SaysoError(
                "the process that codes did not start",
                remedy=f"see what this says: echo '{{}}' | python -m {self.settings.module}",
            ) from None
        return process

    def _next(self, process: subprocess.Popen[bytes], limit: float) -> Begun | Done:
        """The next message; the process is killed when there is none within the limit."""
        self._is_late = False
        timer = threading.Timer(limit, self._kill, [process])
        timer.daemon = True
        timer.start()
        try:
            assert process.stdout
            line = process.stdout.readline()
        finally:
            timer.cancel()
        if not line.endswith(b"\n"):
            raise EOFError
        message: Begun | Done | Refused = msgspec.json.decode(line, type=Begun | Done | Refused)
        if isinstance(message, Refused):
            self.stop()
            raise SaysoError(message.problem)
        return message

    def _kill(self, process: subprocess.Popen[bytes]) -> None:
        self._is_late = True
        process.kill()

    def stop(self) -> None:
        """End the process at once; the next part starts another."""
        process, self._process = self._process, None
        if process:
            process.kill()
            with contextlib.suppress(OSError):
                process.communicate()


def _append(order: Order, failure: Failure) -> None:
    with order.finished.open("ab") as file:
        file.write(msgspec.json.encode(Kept(failure=failure)) + b"\n")


def _environment() -> dict[str, str]:
    """One thread a worker: the engine has as many workers as there are cores."""
    return {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        "RAYON_NUM_THREADS": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }


def fetch_from(stream: IO[bytes], piece: Piece, target: Path) -> None:
    """Copy a stretch of an opened file: bytes as they are, rows as a Parquet file of their own."""
    if piece.kind == "parquet":
        _fetch_rows(stream, piece, target)
        return
    if piece.gzipped:
        import gzip

        stream = gzip.GzipFile(fileobj=stream)  # type: ignore[assignment]
    stream.seek(piece.start)
    left = piece.size
    with target.open("wb") as file:
        while left and (data := stream.read(min(left, 1 << 20))):
            left -= file.write(data)
    if left:
        raise NotText(
            "is shorter than when it was looked through",
            where=piece.uri,
            remedy="do not change the inputs during a run",
        )


def _fetch_rows(stream: IO[bytes], piece: Piece, target: Path) -> None:
    import pyarrow.parquet as pq

    source = pq.ParquetFile(stream)
    low, high, at = piece.start, piece.start + piece.size, 0
    with pq.ParquetWriter(target, source.schema_arrow) as writer:
        for number in range(source.num_row_groups):
            rows = source.metadata.row_group(number).num_rows
            if at < high and at + rows > low:
                skipped = max(0, low - at)
                group = source.read_row_group(number)
                writer.write_table(group.slice(skipped, min(rows, high - at) - skipped))
            at += rows

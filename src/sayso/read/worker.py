"""Worker processes that take HTML and PDF apart, can be killed, and are replaced now and then.

A worker is a fresh interpreter that talks over its pipes (not `multiprocessing`, which would run
the caller's main script again). It starts when the first page comes: 0.4 s, most of it the import
of trafilatura. It ends with its parent, whose end closes the pipe.
"""

from __future__ import annotations

import contextlib
import os
import struct
import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import IO, Any

import msgspec

from sayso.errors import NotText, SaysoError, TooLarge, TooSlow
from sayso.read.document import Document, read_document
from sayso.read.failures import failure_of
from sayso.read.options import ReadOptions
from sayso.schema import Article, Failure

_LENGTH = struct.Struct(">Q")
_MEMORY = 3_000_000_000  # bytes of address space: a 50 MB page needs 1 to 2 GB in lxml
_START_LIMIT = 120.0  # seconds; a cold disk takes some of them

Outcome = Article | Failure


class WorkerPool:
    """Reads documents in worker processes; nothing is started before the first is submitted."""

    def __init__(self, options: ReadOptions) -> None:
        self._options = options
        self._threads: ThreadPoolExecutor | None = None
        self._own = threading.local()
        self._workers: list[_Worker] = []

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for worker in self._workers:
            worker.stop()
        if self._threads:
            self._threads.shutdown(cancel_futures=True)

    def submit(self, document: Document) -> Future[Outcome]:
        """The article or failure of the document, once a worker has read it; never an error."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self._options.workers, "sayso-read")
        return self._threads.submit(self._read, document)

    def _read(self, document: Document) -> Outcome:
        if not hasattr(self._own, "worker"):
            self._own.worker = _Worker(self._options)
            self._workers.append(self._own.worker)
        worker: _Worker = self._own.worker
        try:
            return worker.read(document)
        except SaysoError as error:
            return failure_of(error, where=document.id)


class _Worker:
    """One process, started anew after a kill, a crash or `recycle_after` pages."""

    def __init__(self, options: ReadOptions) -> None:
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None
        self._done = 0
        self._late = False
        self._closed = False

    def read(self, document: Document) -> Outcome:
        process = self._started()
        try:
            raw = self._within(process, self._options.time_limit, msgspec.msgpack.encode(document))
        except (OSError, EOFError):
            raise self._lost(document) from None
        self._done += 1
        if self._done >= self._options.recycle_after:
            self.stop(for_good=False)
        return msgspec.msgpack.decode(raw, type=_Reply).outcome()

    def stop(self, *, for_good: bool = True) -> None:
        """Ends the process at once; for good means that no other follows."""
        self._closed = self._closed or for_good
        process, self._process = self._process, None
        if process:
            process.kill()
            with contextlib.suppress(OSError):
                process.communicate()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._done = 0
            # -P: a module that lies in the folder being read must not be imported
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "sayso.read.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
            try:
                self._within(self._process, _START_LIMIT, None)
            except (OSError, EOFError):
                self.stop(for_good=False)
                raise SaysoError(
                    "the worker that reads HTML and PDF did not start",
                    remedy="run: python -m sayso.read.worker < /dev/null, and see what it says",
                ) from None
        return self._process

    def _within(
        self, process: subprocess.Popen[bytes], limit: float, message: bytes | None
    ) -> bytes:
        """Sends the message and waits for the answer; the process is killed past the limit."""
        self._late = False
        timer = threading.Timer(limit, self._kill, [process])
        timer.start()
        try:
            assert process.stdin and process.stdout
            if message is not None:
                _send(process.stdin, message)
            return _receive(process.stdout)
        finally:
            timer.cancel()

    def _kill(self, process: subprocess.Popen[bytes]) -> None:
        self._late = True
        process.kill()

    def _lost(self, document: Document) -> SaysoError:
        self.stop(for_good=False)
        if self._late:
            return TooSlow(
                f"took more than {self._options.time_limit:g} s",
                where=document.id,
                remedy="raise the time limit, or give the article as text",
            )
        return NotText(
            "the page made its reader break down",
            where=document.id,
            remedy="give the article as text",
        )


class _Reply(msgspec.Struct):
    """An article or a failure: two fields, since msgspec tells dataclasses apart by no tag."""

    article: Article | None = None
    failure: Failure | None = None

    def outcome(self) -> Outcome:
        found = self.article or self.failure
        assert found is not None
        return found


def _send(stream: IO[bytes], message: bytes) -> None:
    stream.write(_LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    message = stream.read(length)
    if len(message) < length:
        raise EOFError
    return message


def _answer(message: bytes) -> _Reply:
    document = msgspec.msgpack.decode(message, type=Document)
    try:
        return _Reply(article=read_document(document))
    except SaysoError as error:
        return _Reply(failure=failure_of(error, where=document.id))
    except MemoryError:
        return _Reply(failure=failure_of(_too_much(document)))
    except Exception as error:  # libraries that parse hostile pages raise what they like
        problem = f"the page could not be parsed ({type(error).__name__})"
        remedy = "give the article as text"
        return _Reply(failure=failure_of(NotText(problem, where=document.id, remedy=remedy)))


def _too_much(document: Document) -> TooLarge:
    return TooLarge(
        "needs more memory than a page may have",
        where=document.id,
        remedy="give the article as text",
    )


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # no such limit on Windows
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def main() -> None:
    """The worker: answers documents from standard input until it is closed."""
    import logging

    logging.disable(logging.CRITICAL)
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the answers
    _limit_memory()
    with contextlib.suppress(ImportError):
        import trafilatura  # noqa: F401 - so that the first page does not pay for the import
    _send(replies, b"ready")
    requests: Any = sys.stdin.buffer
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            _send(replies, msgspec.msgpack.encode(_answer(_receive(requests))))


if __name__ == "__main__":
    main()

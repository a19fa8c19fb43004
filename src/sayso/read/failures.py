"""The file that names what could not be read."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import IO

from sayso.errors import SaysoError
from sayso.schema import Failure, to_json


def failure_of(error: SaysoError, *, where: str = "") -> Failure:
    """The failure that an error amounts to; the error's own place goes before `where`."""
    return Failure(
        where=error.where or where,
        error=type(error).__name__,
        problem=error.problem,
        remedy=error.remedy,
    )


class FailureLog:
    """Writes each failure as a line of JSON, at once; no failure, no file.

    An older file of that name is replaced at the first failure.

    >>> with FailureLog("failures.jsonl") as log:
    ...     log.count
    0
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.count = 0
        self._file: IO[bytes] | None = None

    def __enter__(self) -> FailureLog:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file:
            self._file.close()
            self._file = None

    def write(self, failure: Failure) -> None:
        """Adds one failure, on disk when this returns even if the process is killed after."""
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("ab" if self.count else "wb")
        self._file.write(to_json(failure) + b"\n")
        self._file.flush()
        self.count += 1

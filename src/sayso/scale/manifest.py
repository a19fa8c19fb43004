"""What of a run is done, by the hashes of the pieces; on disk after each part.

::

    OUTPUT/
      bulk.jsonl       the first line tells by what is coded, each other what one part came to
      failures.jsonl   the failures of those lines, one a line
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import msgspec

from sayso.archive.layout import Layout, write_whole
from sayso.archive.shards import Coding
from sayso.errors import ArchiveError
from sayso.pipeline import CodeOptions
from sayso.read.options import ReadOptions
from sayso.scale.keeper import Result
from sayso.schema import Failure, to_json

FORMAT = "sayso.bulk/1"


class Line(msgspec.Struct, omit_defaults=True):
    """One part that is done."""

    hashes: tuple[str, ...]
    documents: int
    shard: str | None = None
    failures: tuple[Failure, ...] = ()


def identity(reading: ReadOptions, coding: CodeOptions, by: Coding) -> dict[str, Any]:
    """What decides which row a document comes to, beside the document."""
    own = [coding.codebook, coding.aliases, *coding.gazetteers]
    return {
        "format": FORMAT,
        "model": by.model,
        "codebook": by.codebook,
        "own": [_digest(path) for path in own if path],
        "columns": asdict(reading.columns),
        "max_bytes": reading.max_bytes,
        "check_language": reading.check_language,
        "encoding": reading.encoding,
    }


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:32]


class Manifest:
    """The notes of a run, those of broken-off ones read back.

    Raises `ArchiveError` when what is there was coded by something else.
    """

    def __init__(self, layout: Layout, wanted: dict[str, Any]) -> None:
        self.path = layout.root / "bulk.jsonl"
        self.failures_path = layout.root / "failures.jsonl"
        self.lines: list[Line] = []
        if self.path.exists():
            self._load(wanted)
        else:
            write_whole(self.path, msgspec.json.encode(wanted) + b"\n")
        self.done = {one for line in self.lines for one in line.hashes}
        self._rewrite_failures()
        self._file: IO[bytes] = self.path.open("ab")
        self._failures: IO[bytes] | None = None

    def _load(self, wanted: dict[str, Any]) -> None:
        data = self.path.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data):  # a kill cut the last line off
            os.truncate(self.path, len(whole))
        first, *rest = whole.splitlines() or [b"{}"]
        found = msgspec.json.decode(first)
        if found != wanted:
            differ = sorted(
                k for k in wanted.keys() | found.keys() if wanted.get(k) != found.get(k)
            )
            raise ArchiveError(
                f"was begun with another {', '.join(differ)}",
                where=str(self.path),
                remedy="name a new folder, or: sayso archive recode",
            )
        self.lines = [msgspec.json.decode(line, type=Line) for line in rest]

    def _rewrite_failures(self) -> None:
        """From the notes, since a kill may have come between the two files."""
        told = [failure for line in self.lines for failure in line.failures]
        if told:
            write_whole(self.failures_path, b"".join(to_json(one) + b"\n" for one in told))
        else:
            self.failures_path.unlink(missing_ok=True)

    def add(self, result: Result) -> None:
        """Note a part whose shard is on disk; noted for good when this returns."""
        line = Line(result.hashes, result.documents, result.name, result.failures)
        self._file.write(msgspec.json.encode(line) + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self.done.update(result.hashes)
        self.tell(result.failures)

    def tell(self, failures: Iterable[Failure]) -> None:
        """Write failures to their file."""
        for failure in failures:
            self._failures = self._failures or self.failures_path.open("ab")
            self._failures.write(to_json(failure) + b"\n")
            self._failures.flush()

    def close(self) -> None:
        """Close the files."""
        self._file.close()
        if self._failures:
            self._failures.close()

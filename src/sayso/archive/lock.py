"""One writer at a time: a lock that the operating system lets go when its process dies."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from sayso.errors import ArchiveError

# Windows locks bytes and then refuses to read them: so a byte far behind the text is locked.
_FAR = 1 << 20


@contextlib.contextmanager
def writer_lock(path: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the archive's only write lock; raises `ArchiveError` that names who holds it.

    With `wait`, an archive that another process writes to is waited for.
    """
    with _opened(path) as file:
        if not _lock(file, wait=wait):
            raise ArchiveError(
                f"another process writes to it ({_holder(path)})",
                where=str(path.parent),
                remedy="wait for it to end, or stop it; reading goes on meanwhile",
            )
        _sign(file)
        yield


def held_by(path: Path) -> str | None:
    """Who holds the write lock at this moment; None when nobody does. Changes nothing."""
    try:
        with path.open("rb") as file:
            return None if _lock(file, wait=False) else _holder(path)
    except FileNotFoundError:
        return None


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("r+b" if path.exists() else "w+b")
    except OSError as error:
        raise ArchiveError(
            f"cannot be written to ({error.strerror})",
            where=str(path.parent),
            remedy="check that you may write to this folder",
        ) from error


def _lock(file: IO[bytes], *, wait: bool) -> bool:
    try:
        if sys.platform == "win32":  # pragma: no cover - no such machine in CI
            import msvcrt

            file.seek(_FAR)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True


def _sign(file: IO[bytes]) -> None:
    file.seek(0)
    file.truncate()
    file.write(f"process {os.getpid()} on {socket.gethostname()}\n".encode())
    file.flush()


def _holder(path: Path) -> str:
    with contextlib.suppress(OSError):
        return path.read_text(encoding="utf-8", errors="replace").strip() or "unknown"
    return "unknown"

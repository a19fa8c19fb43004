"""What all pages share: the archive, the records, and what codes a pasted text."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sayso.web.library import Library
from sayso.web.shelf import Shelf

if TYPE_CHECKING:
    from sayso.archive.add import Codes
    from sayso.archive.shards import Coding


@dataclass(slots=True)
class Desk:
    """What codes a pasted text; the model is loaded when the first one comes."""

    make: Callable[[], tuple[Codes, Coding]]
    _made: tuple[Codes, Coding] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def coder(self) -> tuple[Codes, Coding]:
        """The coder and the versions it codes by."""
        with self._lock:
            if self._made is None:
                self._made = self.make()
            return self._made


def shipped_coder() -> tuple[Codes, Coding]:
    """The coder with the model that comes with sayso."""
    from sayso.archive.add import coding_of
    from sayso.pipeline import Coder

    coder = Coder()
    return coder, coding_of(coder)


@dataclass(slots=True)
class Room:
    """The reading room. `can_keep` is whether a pasted text may be added to the archive."""

    library: Library
    shelf: Shelf = field(default_factory=Shelf)
    desk: Desk = field(default_factory=lambda: Desk(shipped_coder))
    can_keep: bool = True

"""Adding articles: coded in batches, acknowledged by the shard."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from sayso.archive import index, shards
from sayso.archive.layout import content_hash
from sayso.archive.lock import writer_lock
from sayso.archive.shards import Coding
from sayso.archive.store import Archive
from sayso.schema import Article, Failure

SHARD_ARTICLES = 512
SHARD_SECONDS = 20.0  # work that a kill can cost
# The index is copied to be added to; at most a tenth of the time goes into that.
_PUBLISH_EVERY = 10.0


class Codes(Protocol):
    """What turns articles into coded ones, as `sayso.pipeline.Coder` does."""

    def code_each(self, items: Iterable[Article | Failure]) -> Iterator[Article | Failure]:
        """One item out for each in, in order."""
        ...


@dataclass(slots=True)
class Added:
    """How far adding has come. `added` are on disk; `waiting` are coded but not yet there.

    `known` were in the archive before, or twice among the inputs.
    """

    added: int = 0
    waiting: int = 0
    known: int = 0
    failed: int = 0
    stopped: bool = False

    @property
    def seen(self) -> int:
        """Inputs that something was decided about."""
        return self.added + self.waiting + self.known + self.failed


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the caller is told and asked: `progress` after each article, `failed` for each
    failure, `acknowledged` with the content hashes that a shard put on disk, `stop` before each
    article."""

    progress: Callable[[Added], None] = lambda _: None
    failed: Callable[[Failure], None] = lambda _: None
    acknowledged: Callable[[list[str]], None] = lambda _: None
    stop: Callable[[], bool] = lambda: False


NO_HOOKS = Hooks()


def coding_of(coder: Any) -> Coding:
    """The versions that a `Coder`'s rows carry."""
    from sayso.annotate.encoder import model_meta

    book = coder.codebook
    return Coding(str(model_meta()["version"]), f"{book.name} {book.version}".strip())


def add_articles(
    archive: Archive,
    items: Iterable[Article | Failure],
    *,
    coder: Codes,
    coding: Coding,
    hooks: Hooks = NO_HOOKS,
) -> Added:
    """Code the items that the archive does not hold yet, and put them into it.

    An article is known by the hash of its text and address. Whatever ends the work, what is
    coded by then is put on disk. Raises `ArchiveError` when another process writes.
    """
    with writer_lock(archive.layout.lock):
        index.refresh(archive.layout)
        return _Adding(archive, coding, hooks).run(items, coder)


@dataclass(slots=True)
class _Adding:
    """One run of adding, with the lock held."""

    archive: Archive
    coding: Coding
    hooks: Hooks
    state: Added = field(default_factory=Added)
    rows: list[dict[str, Any]] = field(default_factory=list)
    held: set[str] = field(default_factory=set)
    begun: float = field(default_factory=time.monotonic)
    published: float = field(default_factory=time.monotonic)
    publishing: float = 0.0

    def run(self, items: Iterable[Article | Failure], coder: Codes) -> Added:
        query = "SELECT content FROM articles"
        self.held = {content for (content,) in self.archive.cursor().execute(query).fetchall()}
        try:
            for item in coder.code_each(self._new(items)):
                self._take(item)
        finally:
            self._flush()
            self._publish()
        return self.state

    def _new(self, items: Iterable[Article | Failure]) -> Iterator[Article | Failure]:
        """The items that need coding; stops when asked to."""
        for item in items:
            if self.hooks.stop():
                self.state.stopped = True
                return
            if isinstance(item, Failure):
                yield item
                continue
            content = content_hash(item)
            if content in self.held:
                self.state.known += 1
                self.hooks.progress(self.state)
            else:
                self.held.add(content)
                yield item

    def _take(self, item: Article | Failure) -> None:
        if isinstance(item, Failure):
            self.state.failed += 1
            self.hooks.failed(item)
        else:
            self.rows.append(shards.row(item, self.coding))
            self.state.waiting += 1
            if len(self.rows) >= SHARD_ARTICLES or time.monotonic() - self.begun > SHARD_SECONDS:
                self._flush()
                self._publish_at_times()
        self.hooks.progress(self.state)

    def _flush(self) -> None:
        if self.rows:
            shards.write(self.archive.layout, self.rows)
            self.hooks.acknowledged([row["content"] for row in self.rows])
            self.state.added += len(self.rows)
            self.state.waiting = 0
            self.rows = []
        self.begun = time.monotonic()

    def _publish_at_times(self) -> None:
        since = time.monotonic() - self.published
        if since > max(_PUBLISH_EVERY, 10 * self.publishing):
            self._publish()

    def _publish(self) -> None:
        start = time.monotonic()
        index.refresh(self.archive.layout)
        self.published = time.monotonic()
        self.publishing = self.published - start

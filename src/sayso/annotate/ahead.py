"""Work that is done one item ahead, in a thread, while the caller uses what came before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def ahead(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """`map(work, items)`, with the next result under way while the last one is used.

    Gains where the work waits for another than Python, as the encoder does. Items are drawn in the
    caller's thread, one further than results are given. An error of the work is raised in its
    place.

    >>> list(ahead(str, [1, 2, 3]))
    ['1', '2', '3']
    """
    waiting: Future[Result] | None = None
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as worker:
        for item in items:
            begun = worker.submit(work, item)
            if waiting is not None:
                yield waiting.result()
            waiting = begun
        if waiting is not None:
            yield waiting.result()

"""A worker process with a quick coder, and documents that break it.

The keeper runs it as `python -m tests.scale.fake_worker`, as it runs `sayso.scale.worker`.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from sayso.archive.add import Codes
from sayso.archive.shards import Coding
from sayso.scale.worker import Settings, main
from sayso.schema import Article, Failure
from tests.archive.made import CODING, coded, uncoded

MODULE = "tests.scale.fake_worker"
# set to the name of a file: a worker that finds it missing makes it and ends, as if killed
KILLED_ONCE = "SAYSO_TEST_KILLED_ONCE"


class WildCoder:
    """Codes made articles; words in a text make it break in every way that there is."""

    def code_each(self, items: Iterable[Article | Failure]) -> Iterator[Article | Failure]:
        for item in items:
            yield item if isinstance(item, Failure) else self._coded(item)

    def _coded(self, article: Article) -> Article:
        if "CRASH" in article.text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "STANDSTILL" in article.text:
            time.sleep(3600)
        if "MEMORY" in article.text:
            bytearray(1 << 42)
        if "RAISE" in article.text:
            raise ValueError("a fault of the program")
        if "KILL-ONCE" in article.text:
            _die_once()
        if "SLOW" in article.text:
            time.sleep(0.05)
        try:
            return coded(article)
        except (ValueError, IndexError):  # not one of the made ones
            return replace(article, model=CODING.model)


def _die_once() -> None:
    mark = Path(os.environ[KILLED_ONCE])
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def line(number: int, word: str = "") -> str:
    """A line of JSONL with a made article."""
    article = uncoded(number)
    row = {"id": article.id, "text": f"{article.text} {word}".strip(), "url": article.url}
    return json.dumps({**row, "title": article.title, "date": "2015-10-02"}) + "\n"


def wild_coder(settings: Settings) -> tuple[Codes, Coding]:
    """What `main` is given in place of the real coder."""
    return WildCoder(), CODING


if __name__ == "__main__":
    main(wild_coder)

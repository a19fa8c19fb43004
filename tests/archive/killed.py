"""Adds made articles to an archive and tells what is acknowledged; the tests kill it."""

from __future__ import annotations

import sys
from pathlib import Path

from sayso.archive import Archive, add, add_articles
from sayso.archive.add import Hooks
from tests.archive.made import CODING, FakeCoder, uncoded


def say(words: str) -> None:
    """One line to the parent, at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> None:
    """`python -m tests.archive.killed FOLDER COUNT`: small shards, an index after each."""
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    add.SHARD_ARTICLES, add._PUBLISH_EVERY = 20, 0.0
    say("ready")
    archive = Archive(folder, create=True)
    articles = (uncoded(number) for number in range(count))
    told = Hooks(acknowledged=lambda contents: say("\n".join(contents)))
    add_articles(archive, articles, coder=FakeCoder(), coding=CODING, hooks=told)
    say("done")


if __name__ == "__main__":
    main()

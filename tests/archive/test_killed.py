"""A writer killed at any moment loses nothing that it acknowledged.

`SAYSO_KILLS=50` kills it as often as the release check does.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from sayso.archive import Archive
from sayso.archive.layout import content_hash
from tests.archive.made import uncoded

KILLS = int(os.environ.get("SAYSO_KILLS", "3"))
ARTICLES = 500


def run_and_kill(folder: Path, seconds: float | None) -> tuple[list[str], bool]:
    """The content hashes that the writer acknowledged, and whether it came to its end."""
    command = [sys.executable, "-m", "tests.archive.killed", str(folder), str(ARTICLES)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    if seconds is not None:
        time.sleep(seconds)
        child.send_signal(signal.SIGKILL)
    told = child.stdout.read().split()
    child.wait()
    # the last line may be cut in two by the kill
    return [line for line in told if len(line) == 32], bool(told) and told[-1] == "done"


def contents(archive: Archive) -> list[str]:
    return [row["content"] for row in archive.articles.rows()]


def check(folder: Path, acknowledged: set[str]) -> None:
    if not (folder / "archive.json").exists():
        assert not acknowledged
        return
    with Archive(folder) as archive:
        held = contents(archive)
        assert acknowledged <= set(held)
        assert max(Counter(held).values(), default=1) == 1
        assert len(archive.events) == len(archive.claims) == len(held)
        found = archive.cursor().execute("SELECT event, trigger FROM events ORDER BY ALL")
        before = found.fetchall()
        archive.rebuild()
        again = archive.cursor().execute("SELECT event, trigger FROM events ORDER BY ALL")
        assert again.fetchall() == before
        assert sorted(contents(archive)) == sorted(held)


def test_kill(tmp_path: Path) -> None:
    draw = random.Random(os.environ.get("SAYSO_KILL_SEED", "7"))
    folder, acknowledged, kills, rounds = tmp_path / "0", set[str](), 0, 0
    while kills < KILLS:
        told, is_done = run_and_kill(folder, draw.uniform(0.0, 2.5))
        acknowledged |= set(told)
        check(folder, acknowledged)
        kills += not is_done
        if is_done:  # a new archive, to be killed at its beginning as well
            rounds += 1
            folder, acknowledged = tmp_path / str(rounds), set()
    told, is_done = run_and_kill(folder, None)
    assert is_done
    check(folder, acknowledged | set(told))
    with Archive(folder) as archive:
        assert set(contents(archive)) == {content_hash(uncoded(n)) for n in range(ARTICLES)}

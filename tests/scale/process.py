"""A bulk run in a process of its own, and a look at the processes under it.

`python -m tests.scale.process ENGINE INPUT OUTPUT` prints what the run came to as JSON. The engine
is chosen once in the life of a process, so that each run has its own.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayso.archive.layout import open_layout
from sayso.archive.shards import columns, live
from sayso.scale import BulkOptions, run
from sayso.scale.engine import EngineKind
from sayso.scale.worker import Settings
from tests.scale.fake_worker import MODULE

ROOT = Path(__file__).parents[2]
WAIT = 300.0  # seconds: machines that test are slow at times


def start(engine: str, given: Path, output: Path) -> subprocess.Popen[str]:
    """A run of the fake worker with two workers, begun."""
    words = [sys.executable, "-m", "tests.scale.process", engine, str(given), str(output)]
    return subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True,
    )  # fmt: skip


def ended(process: subprocess.Popen[str]) -> dict[str, Any]:
    """What it printed at its end; an assertion fails if it did not end well."""
    try:
        out, err = process.communicate(timeout=WAIT)
    finally:
        process.kill()
    assert process.returncode == 0, err[-3000:]
    found: dict[str, Any] = json.loads(out.splitlines()[-1])
    return found


@dataclass(frozen=True, slots=True)
class Seen:
    """A process: its number, its parent's, and its command line."""

    number: int
    parent: int
    command: str


def under(root: int) -> list[Seen]:
    """All processes that descend from one."""
    every = [seen for path in Path("/proc").glob("[0-9]*") if (seen := _seen(path))]
    known = {root}
    while more := {seen.number for seen in every if seen.parent in known} - known:
        known |= more
    return [seen for seen in every if seen.number in known - {root}]


def _seen(path: Path) -> Seen | None:
    try:
        status = (path / "status").read_text()
        command = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:  # it ended meanwhile
        return None
    parent = next(line.split()[1] for line in status.splitlines() if line.startswith("PPid:"))
    return Seen(int(path.name), int(parent), command)


def kill_one(root: int, words: str, *, when: Path) -> str:
    """Kill the first process under `root` whose command holds the words, once `when` has notes of
    a part that is done; returns its command."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        begun = when.exists() and when.read_bytes().count(b"\n") >= 2
        found = [seen for seen in under(root) if words in seen.command] if begun else []
        if found:
            os.kill(found[0].number, signal.SIGKILL)
            return found[0].command
        time.sleep(0.02)
    raise AssertionError(f"no process with {words!r} in its command")


def rows(output: Path) -> dict[str, str]:
    """The JSON of each article of an archive, by its content; an assertion fails for one twice."""
    layout = open_layout(output, create=False)
    found = [
        (row["content"], row["json"])
        for name in live(layout)
        for row in columns(layout, name, "content", "json")
    ]
    assert len(dict(found)) == len(found)
    return dict(found)


def main() -> None:
    """Run, and print what came of it."""
    engine, given, output = sys.argv[1:]
    kind: EngineKind = "ray" if engine == "ray" else "native"
    settings = Settings(time_limit=20.0, module=MODULE)
    options = BulkOptions(kind, workers=2, shards=8, settings=settings)
    ran = run([given], Path(output), options)
    told = {
        "added": ran.state.added, "known": ran.state.known, "failed": ran.state.failed,
        "shards": ran.shards, "restarts": ran.restarts, "workers": ran.workers,
        "processes": len({process for process, _ in ran.timings}),
    }  # fmt: skip
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()

"""`python -m bench.bulk [ARTICLES.jsonl] [--count 240]`: what do the engines cost and gain?

The same articles by a plain loop over the function that the workers call, by the native engine with
one worker and with two, and by Ray with one and with two, each in a process of its own, one after
another in one run: on a machine that does other things too, the ratios are what counts. `--rounds`
repeats the whole and prints the medians. Without ARTICLES, some are put together from the sentences
of `training/examples`.

Start-up is what an engine takes before and after the coding: loading itself, the workers and their
models, and ending. The rate "warm" is what the workers code while they do, "whole" is from the
command to its end.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WAYS = ("plain 1", "native 1", "native 2", "ray 1", "ray 2")
SENTENCES = 24  # of a made article: some 2,900 characters, as a report has


@dataclass(frozen=True, slots=True)
class Figures:
    """One way's figures: seconds (`busy`: of the busiest worker), and bytes of one worker."""

    documents: int
    characters: int
    whole: float
    busy: float
    coding: float
    encoder: float
    start: float
    peak: int

    @property
    def warm(self) -> float:
        """Documents a second while the workers code."""
        return self.documents / self.busy


def plain(path: Path, output: Path) -> Figures:
    """A loop over the articles: each coded on its own, as the workers do, and one shard."""
    from sayso.archive import shards
    from sayso.archive.layout import open_layout
    from sayso.read import read_inputs
    from sayso.scale.worker import DEFAULT, Desk, peak_memory, real_coder
    from sayso.schema import Article

    began = time.perf_counter()
    desk = Desk(*real_coder(DEFAULT), settings=DEFAULT, started=began)
    start = time.perf_counter()
    articles = [one for one in read_inputs([path]) if isinstance(one, Article)]
    coded = [desk.coder.code_each([one]) for one in articles]
    rows = [
        shards.row(one, desk.coding) for each in coded for one in each if isinstance(one, Article)
    ]
    shards.write(open_layout(output, create=True), rows)
    end = time.perf_counter()
    return Figures(
        len(rows), sum(len(one.text) for one in articles), end - began, end - start, end - start,
        desk.encoder, start - began, peak_memory(),
    )  # fmt: skip


def engine(kind: str, workers: int, path: Path, output: Path) -> Figures:
    """A bulk run."""
    from sayso.read import read_inputs
    from sayso.scale import BulkOptions, run
    from sayso.schema import Article

    began = time.perf_counter()
    options = BulkOptions("ray" if kind == "ray" else "native", workers)
    ran = run([path], output, options)
    whole = time.perf_counter() - began
    busy: dict[int, float] = defaultdict(float)
    for process, timing in ran.timings:
        busy[process] += timing.coding
    timings = [timing for _, timing in ran.timings]
    characters = sum(len(one.text) for one in read_inputs([path]) if isinstance(one, Article))
    return Figures(
        ran.state.added, characters, whole, max(busy.values()), sum(busy.values()),
        sum(one.encoder for one in timings), whole - max(busy.values()),
        max(one.peak for one in timings),
    )  # fmt: skip


def measured(way: str, path: Path) -> Figures:
    """A way's figures, from a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "bench.bulk", str(path), "--way", way]
        done = subprocess.run(
            [*words, "--output", str(Path(folder) / "out")],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    return Figures(**json.loads(done.stdout.splitlines()[-1]))


def made(path: Path, count: int) -> None:
    """Articles of as many sentences each, drawn in order from the examples, none alike."""
    texts: list[str] = []
    for file in sorted((ROOT / "training/examples").glob("*.jsonl")):
        rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
        texts += [str(row["text"]) for row in rows if "text" in row]
    with path.open("w", encoding="utf-8") as stream:
        for number in range(count):
            at = number * SENTENCES
            chosen = [texts[(at + n) % len(texts)] for n in range(SENTENCES)]
            text = f"Report {number}.\n\n" + "\n\n".join(chosen)
            stream.write(json.dumps({"id": str(number), "text": text}) + "\n")


def table(found: dict[str, list[Figures]]) -> None:
    """The medians of all rounds; ratios within a round, then their median."""
    first = next(iter(found.values()))
    base, one = found.get("plain 1", first), found.get("native 1", first)
    print(
        f"{'way':<10}{'warm doc/s':>11}{'whole doc/s':>12}{'of plain':>9}{'of native 1':>12}"
        f"{'encoder':>9}{'start-up s':>11}{'peak MiB':>9}"
    )
    for way, rounds in found.items():
        mid = statistics.median
        print(
            f"{way:<10}{mid(f.warm for f in rounds):>11.2f}"
            f"{mid(f.documents / f.whole for f in rounds):>12.2f}"
            f"{mid(f.warm / b.warm for f, b in zip(rounds, base, strict=True)):>9.2f}"
            f"{mid(f.warm / b.warm for f, b in zip(rounds, one, strict=True)):>12.2f}"
            f"{mid(f.encoder / f.coding for f in rounds):>9.1%}"
            f"{mid(f.start for f in rounds):>11.1f}{max(f.peak for f in rounds) / 2**20:>9.0f}"
        )


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path, nargs="?")
    parser.add_argument("--count", type=int, default=240, help="articles to make, without ARTICLES")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--ways", nargs="+", default=WAYS, choices=WAYS)
    parser.add_argument("--way", help=argparse.SUPPRESS)
    parser.add_argument("--output", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.way:
        kind, workers = args.way.split()
        done = (
            plain(args.articles, args.output)
            if kind == "plain"
            else engine(kind, int(workers), args.articles, args.output)
        )
        print(json.dumps(asdict(done)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path = args.articles or Path(folder) / "articles.jsonl"
        if not args.articles:
            made(path, args.count)
        report(path, args.ways, args.rounds)
    return 0


def report(path: Path, ways: list[str], rounds: int) -> None:
    """Measure and print."""
    found: dict[str, list[Figures]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            figures = measured(way, path)
            found[way].append(figures)
            print(f"# {way}: {json.dumps(asdict(figures))}", file=sys.stderr, flush=True)
    first = found[ways[0]][0]
    size = first.characters / max(1, first.documents)
    load = os.getloadavg()[0]
    print(f"{first.documents} documents of {size:.0f} characters, {rounds} rounds, load {load:.1f}")
    table(found)


if __name__ == "__main__":
    sys.exit(main())

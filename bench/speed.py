"""`python -m bench.speed ARTICLES.jsonl [--count 300]`: how much of the encoder's speed is left?

Prints word pieces a second of the bare encoder and of the whole pipeline (read to claims) over the
same articles, on one thread and on two, in one run: the ratio is what counts on a noisy machine.
"""

from __future__ import annotations

import argparse
import itertools
import resource
import sys
import time
from pathlib import Path

from sayso.annotate import annotator
from sayso.annotate.encoder import Encoder
from sayso.annotate.tokens import make_windows, tokenize
from sayso.pipeline import CodeOptions, Coder
from sayso.read import read_inputs, sentences
from sayso.schema import Article


def bare(encoder: Encoder, articles: list[Article]) -> tuple[int, float]:
    """Pieces, and seconds of the encoder alone over ready windows."""
    tokens = tokenize([article.text for article in articles])
    windows = [
        window
        for number, (article, found) in enumerate(zip(articles, tokens, strict=True))
        for window in make_windows(found, sentences(article), number)
    ]
    start = time.perf_counter()
    # in the pipeline's own batches, so that only what stands around the encoder differs
    for low in range(0, len(windows), 64):
        encoder.encode(windows[low : low + 64])
    return sum(len(window.tokens) for window in windows), time.perf_counter() - start


def whole(coder: Coder, path: Path, count: int) -> float:
    """Seconds of reading and coding the same articles."""
    start = time.perf_counter()
    items = itertools.islice(read_inputs([path]), count)
    for _ in coder.code_each(items):
        pass
    return time.perf_counter() - start


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--count", type=int, default=300)
    args = parser.parse_args()
    found = itertools.islice(read_inputs([args.articles]), args.count)
    articles = [item for item in found if isinstance(item, Article)]
    print(f"{len(articles)} articles")
    print(f"{'threads':<9}{'encoder, pieces/s':>18}{'pipeline, pieces/s':>20}{'ratio':>8}")
    for threads in (1, 2):
        annotator.shared_encoder.cache_clear()
        coder = Coder(CodeOptions(threads=threads))
        next(coder.code([articles[0]]))  # load everything before the clock starts
        pieces, alone = bare(coder.encoder, articles)
        together = whole(coder, args.articles, args.count)
        line = f"{threads:<9}{pieces / alone:>18.0f}{pieces / together:>20.0f}"
        print(f"{line}{alone / together:>8.2f}", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())

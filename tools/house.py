"""`python -m tools.house`: how long are the functions and files? Prints the counts of house style.

The house asks for a median of at most 12 lines a function, nine in ten under 35, and no file over
700; a file over the limit fails.
"""

from __future__ import annotations

import ast
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("src", "training", "bench", "tests", "tools")
MOST_LINES = 700


def function_lengths(source: str) -> list[int]:
    """Lines of each function, its docstring and decorators counted."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for node in ast.walk(ast.parse(source))
        if isinstance(node, kinds)
    ]


def main() -> int:
    """Print one line a room; 1 when a file is over the limit."""
    too_long = []
    for room in ROOMS:
        files = sorted((ROOT / room).rglob("*.py"))
        sources = {file: file.read_text(encoding="utf-8") for file in files}
        sizes = {file: source.count("\n") for file, source in sources.items()}
        lengths = sorted(n for source in sources.values() for n in function_lengths(source))
        too_long += [file for file, size in sizes.items() if size > MOST_LINES]
        if not lengths:
            continue
        ninth = lengths[int(len(lengths) * 0.9)]
        print(
            f"{room:<9} {len(files):>3} files, longest {max(sizes.values()):>3} lines; "
            f"{len(lengths):>4} functions, median {statistics.median(lengths):.0f}, "
            f"nine in ten up to {ninth}"
        )
    for file in too_long:
        print(f"over {MOST_LINES} lines: {file.relative_to(ROOT)}")
    return bool(too_long)


if __name__ == "__main__":
    sys.exit(main())

"""`python -m training.parity FP32.onnx`: what quantisation costs, head by head.

Runs the gate's figures with the float32 encoder and with the shipped int8 one. The int8 path
differs between processors with and without VNNI, so the processor's flag is printed too.
"""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from sayso.annotate import annotator
from sayso.annotate.encoder import Encoder
from training import gate


def run(encoder: Encoder) -> dict[tuple[str, str, str], float]:
    """The figures of all encoder tasks of the baseline with one encoder."""
    gate.figures.cache_clear()
    annotator.shared_encoder = lambda threads=0: encoder  # type: ignore[assignment]
    rows = [e for e in gate.baseline() if e["task"] not in ("actors", "dates", "places")]
    return {
        (row.task, row.file, row.figure): row.value
        for row in gate.measure(rows)
        if isinstance(row, gate.Measured)
    }


def main() -> int:
    """Print both figures and their difference."""
    plain = run(Encoder(weights=Path(sys.argv[1])))
    small = run(Encoder())
    for key, value in plain.items():
        change = small[key] - value
        print(f"{key[0]:<12} {key[2]:<12} fp32 {value:.4f}  int8 {small[key]:.4f}  {change:+.4f}")
    flags = Path("/proc/cpuinfo")
    vnni = flags.exists() and "vnni" in flags.read_text()
    print(f"{platform.machine()}, VNNI {'yes' if vnni else 'no'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

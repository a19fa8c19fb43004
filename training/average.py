"""`python -m training.average OUT CHECKPOINT...`: the mean of the networks of several runs.

Runs that start one from the other end in the same valley, and their mean lies deeper in it than any
of them (model soups: Wortsman et al. 2022). The result can be exported, or trained further with
`--start`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor


def average(networks: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of each weight; what is no number (counts, masks) is the first's."""
    first = networks[0]
    return {
        name: torch.stack([n[name] for n in networks]).mean(0)
        if value.is_floating_point()
        else value
        for name, value in first.items()
    }


def main() -> int:
    """Average checkpoints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    args = parser.parse_args()
    networks = [torch.load(path, weights_only=True)["network"] for path in args.checkpoints]
    torch.save({"network": average(networks)}, args.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())

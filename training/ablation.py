"""`python -m training.ablation [--steps 150] [--out DIR]`: what each part of the training brings.

Trains the network from the base weights for the same few steps, once whole and once without each
part, and prints the development figures of each beside the others. So short a training shows in
which direction a part pulls, and not what the shipped model would lose. A variant that is done is
not trained again.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from training.corpora.files import CORPORA
from training.export import export, load
from training.train import Run, gather, plan

VARIANTS: dict[str, dict[str, bool]] = {
    "whole": {},
    "without trees and roles of the helper tasks": {"syntax": False, "srl": False},
    "without the own examples": {"own": False},
    "without the corpora of no stated licence": {"unlicensed": False},
}
TASKS = ("mentions", "attribution", "types", "roles", "factuality", "false-alarms")


def train(changes: dict[str, bool], out: Path, steps: int) -> None:
    """Train one variant, and export it beside its checkpoint."""
    text = Path(__file__).with_name("config.yaml").read_text(encoding="utf-8")
    config: dict[str, Any] = {**yaml.safe_load(text), **changes, "steps": steps, "epochs": 1}
    Run(config, out, None).train(plan(gather(config, CORPORA), config))
    export(load(out / "checkpoint.pt"), out, version="ablation")


def figures(model: Path) -> str:
    """The gate's lines of a model, in a process of its own since a model is loaded once."""
    command = [sys.executable, "-m", "training.gate", *TASKS]
    env = {**os.environ, "SAYSO_MODEL": str(model.resolve())}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False).stdout


def main() -> int:
    """Train and measure every variant."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=150)
    parser.add_argument("--out", type=Path, default=Path("runs/ablation"))
    args = parser.parse_args()
    for number, (name, changes) in enumerate(VARIANTS.items()):
        folder = args.out / f"{args.steps}-{number}"
        if not (folder / "model.json").exists():
            train(changes, folder, args.steps)
        print(f"\n{name}, {args.steps} steps\n{figures(folder)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

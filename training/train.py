"""`python -m training.train [--config FILE] [--out DIR]`: train the network, resumably.

Writes `checkpoint.pt` (network, optimizer, position) every few minutes and at the end; the same
command goes on where it stopped. `--start CHECKPOINT` begins from another run's network.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
import yaml

from training.batches import batches, collate, concatenated, convened, noisy, sample
from training.corpora import events, language
from training.corpora.files import CORPORA
from training.corpora.own import EXAMPLES
from training.instance import Instance
from training.losses import losses, total
from training.network import Network

SAVE_EVERY_S = 240.0

Config = dict[str, Any]


def gather(config: Config, corpora: Path, examples: Path = EXAMPLES) -> list[Instance]:
    """The instances of all corpora that the configuration lets in."""
    found = [
        *language.sentences_ewt(corpora, syntax=config["syntax"], srl=config["srl"]),
        *language.names(corpora),
        *language.exchanged_names(corpora, seed=config["seed"]),
        *language.factuality(corpora),
        *language.coreference(corpora),
        *events.where(corpora),
        *events.where_exchanged(corpora, seed=config["seed"]),
    ]
    if config["unlicensed"]:
        for reader in (events.plover, events.roles, events.classes, events.wikievents_pairs):
            found += reader(corpora)
        found += language.attribution(corpora, seed=config["seed"])
    if config["own"]:
        found += events.own(examples)
        found += events.own_exchanged(examples, seed=config["seed"])
        found += events.own_unpointed(examples)
        found += language.own_names(examples)
        found += events.reports(corpora, unlicensed=config["unlicensed"])
        found += events.reports_unpointed(corpora, unlicensed=config["unlicensed"])
    return found


def optimizer_of(network: Network, config: Config) -> torch.optim.AdamW:
    """AdamW with a lower rate for the encoder; the word embeddings stay as they are.

    Frozen embeddings keep words that no corpus here shows where pretraining left them.
    """
    network.encoder.embeddings.word_embeddings.weight.requires_grad = False
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    known = {id(p) for p in encoder}
    heads = [p for p in network.parameters() if p.requires_grad and id(p) not in known]
    groups = [
        {"params": encoder, "lr": config["encoder_rate"]},
        {"params": heads, "lr": config["head_rate"]},
    ]
    return torch.optim.AdamW(groups, weight_decay=0.01)


def rate(step: int, steps: int, *, warmup: float, final: float) -> float:
    """Factor of the learning rate: linear rise over `warmup`, then linear fall to `final`."""
    rise = max(1, int(steps * warmup))
    if step < rise:
        return (step + 1) / rise
    return final + (1 - final) * (steps - step) / (steps - rise)


def plan(instances: list[Instance], config: Config) -> list[list[Instance]]:
    """All batches of all epochs, in the order in which they are trained; fixed by the seed."""
    rng = random.Random(config["seed"])

    def epoch() -> Iterator[list[Instance]]:
        chosen = sample(instances, config["weights"], rng)
        chosen = concatenated(chosen, config["joined"], rng)
        chosen = convened(chosen, config["conventions"], rng)
        yield from batches(chosen, pieces=config["pieces"], rng=rng)

    steps = [batch for _ in range(config["epochs"]) for batch in epoch()]
    return steps[: config.get("steps") or None]


class Run:
    """A training run that can be stopped and resumed between steps."""

    def __init__(self, config: Config, out: Path, start: Path | None) -> None:
        self.config, self.out = config, out
        torch.manual_seed(config["seed"])
        self.network = Network()
        self.network.load_base()
        self.optimizer = optimizer_of(self.network, config)
        self.scheduler_base = [group["lr"] for group in self.optimizer.param_groups]
        self.step = 0
        self.means: dict[str, float] = {}
        self._restore(start)

    def _restore(self, start: Path | None) -> None:
        own = self.out / "checkpoint.pt"
        if own.exists():
            state = torch.load(own, weights_only=True)
            self.network.load_state_dict(state["network"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.step, self.means = state["step"], state["means"]
        elif start:
            self.network.load_state_dict(torch.load(start, weights_only=True)["network"])

    def save(self) -> None:
        """Write the checkpoint aside and rename it."""
        self.out.mkdir(parents=True, exist_ok=True)
        aside = self.out / "checkpoint.tmp"
        state = {
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "means": self.means,
            "config": self.config,
        }
        torch.save(state, aside)
        aside.replace(self.out / "checkpoint.pt")

    def train(self, steps: list[list[Instance]]) -> None:
        """Train from the current step to the last."""
        self.network.train()
        seen: defaultdict[str, list[float]] = defaultdict(list)
        saved = began = time.monotonic()
        first = self.step
        for number in range(self.step, len(steps)):
            self._one(steps[number], number, len(steps), seen)
            self.step = number + 1
            if self.step % 50 == 0:
                pace = (time.monotonic() - began) / (self.step - first)
                _report(self.step, len(steps), pace, seen)
                seen.clear()
            if time.monotonic() - saved > SAVE_EVERY_S:
                self.save()
                saved = time.monotonic()
        self.save()

    def _one(
        self, chosen: list[Instance], number: int, steps: int, seen: dict[str, list[float]]
    ) -> None:
        factor = rate(number, steps, warmup=self.config["warmup"], final=self.config["final"])
        for group, base in zip(self.optimizer.param_groups, self.scheduler_base, strict=True):
            group["lr"] = base * factor
        self.network.round_linear(number >= steps * (1 - self.config["rounded"]))
        batch = noisy(collate(chosen), self.config["noise"])
        found = losses(self.network, batch)
        if not found:
            return
        self.optimizer.zero_grad()
        total(found, self.means).backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        for name, loss in found.items():
            seen[name].append(loss.item())


def _report(step: int, steps: int, pace: float, seen: dict[str, list[float]]) -> None:
    means = " ".join(f"{name}={sum(x) / len(x):.3f}" for name, x in sorted(seen.items()))
    left = (steps - step) * pace / 60
    print(f"{step}/{steps} {pace:.2f} s/step, {left:.0f} min left: {means}", flush=True)


def main() -> int:
    """Train as the configuration says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=Path(__file__).parent / "config.yaml")
    parser.add_argument("--out", type=Path, default=Path("runs/main"))
    parser.add_argument("--corpora", type=Path, default=CORPORA)
    parser.add_argument("--examples", type=Path, default=EXAMPLES)
    parser.add_argument("--start", type=Path, help="a checkpoint to begin from")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    config = yaml.safe_load(args.config.read_text())
    instances = gather(config, args.corpora, args.examples)
    steps = plan(instances, config)
    pieces = sum(len(i.tokens) for batch in steps for i in batch)
    print(f"{len(instances)} instances, {len(steps)} steps, {pieces} pieces", flush=True)
    Run(config, args.out, args.start).train(steps)
    return 0


if __name__ == "__main__":
    sys.exit(main())

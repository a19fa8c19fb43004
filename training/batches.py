"""Instances to padded batches of like length, sampled by the weight of their corpus."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from sayso.annotate.tokens import CLS, MAX_PIECES, SEP
from training.instance import IGNORE, Instance, concatenate

MASK = 103  # [MASK] in the base's vocabulary


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded tensors: pieces (b, p), the first piece of each word (b, n), word mask (b, n)."""

    instances: Sequence[Instance]
    ids: Tensor
    shapes: Tensor
    mask: Tensor
    first: Tensor
    word_mask: Tensor

    def layer(self, name: str) -> Tensor | None:
        """A padded label layer (b, n); None when no instance of the batch has it."""
        if not any(name in instance.layers for instance in self.instances):
            return None
        out = torch.full(self.first.shape, IGNORE)
        for row, instance in enumerate(self.instances):
            if name in instance.layers:
                values = torch.from_numpy(instance.layers[name])
                out[row, : len(values)] = values
        return out

    def score(self) -> Tensor | None:
        """The padded factuality scores (b, n), NaN where there is none."""
        if all(instance.score is None for instance in self.instances):
            return None
        out = torch.full(self.first.shape, float("nan"))
        for row, instance in enumerate(self.instances):
            if instance.score is not None:
                out[row, : len(instance.score)] = torch.from_numpy(instance.score)
        return out


def collate(instances: Sequence[Instance]) -> Batch:
    """Pad a batch; [CLS] and [SEP] are put around each window here."""
    pieces = max(len(instance.tokens) for instance in instances) + 2
    words = max(instance.tokens.words for instance in instances)
    size = len(instances)
    ids, shapes, mask = (torch.zeros(size, pieces, dtype=torch.long) for _ in range(3))
    first = torch.zeros(size, words, dtype=torch.long)
    word_mask = torch.zeros(size, words, dtype=torch.bool)
    for row, instance in enumerate(instances):
        tokens, n = instance.tokens, len(instance.tokens)
        ids[row, : n + 2] = torch.tensor([CLS, *tokens.ids.tolist(), SEP])
        shapes[row, 1 : n + 1] = torch.from_numpy(tokens.shapes.astype(np.int64))
        mask[row, : n + 2] = 1
        first[row, : tokens.words] = torch.from_numpy(tokens.first.astype(np.int64)) + 1
        word_mask[row, : tokens.words] = True
    return Batch(instances, ids, shapes, mask, first, word_mask)


def noisy(batch: Batch, share: float) -> Batch:
    """The batch with a share of its word pieces masked; their shapes stay.

    What a sentence is about must then be read off its other words: less is learnt by heart.
    """
    struck = (torch.rand(batch.ids.shape) < share) & (batch.mask == 1)
    struck &= (batch.ids != CLS) & (batch.ids != SEP)
    return replace(batch, ids=batch.ids.masked_fill(struck, MASK))


def sample(
    instances: Sequence[Instance], weights: Mapping[str, float], rng: random.Random
) -> list[Instance]:
    """One epoch: each corpus repeated by its weight, the fraction drawn at random."""
    chosen = []
    for instance in instances:
        weight = weights.get(instance.source, 1.0)
        times = int(weight) + (rng.random() < weight % 1)
        chosen += [instance] * times
    return chosen


def concatenated(
    instances: Sequence[Instance], shares: Mapping[str, float], rng: random.Random
) -> list[Instance]:
    """A share of each corpus's instances joined, two to six to a window, as articles run on.

    Alone, sentences teach links to reach across everything they see, and in an article they then
    reach into their neighbours.
    """
    apart: list[Instance] = []
    waiting: dict[str, list[Instance]] = {}
    for instance in rng.sample(instances, len(instances)):
        joins = rng.random() < shares.get(instance.source, 0.0)
        (waiting.setdefault(instance.source, []) if joins else apart).append(instance)
    for queue in waiting.values():
        while queue:
            most, group, room = rng.randint(2, 6), [queue.pop()], MAX_PIECES - 2
            while queue and len(group) < most:
                if sum(len(i.tokens) for i in group) + len(queue[-1].tokens) > room:
                    break
                group.append(queue.pop())
            apart.append(concatenate(group, gap=rng.choice((1, 2))) if group[1:] else group[0])
    return apart


def batches(
    instances: Sequence[Instance], *, pieces: int, rng: random.Random
) -> Iterator[list[Instance]]:
    """Lists of instances of like length with at most `pieces` padded pieces, in random order.

    Sorting is by length with noise, so that batches mix corpora and differ between epochs.
    """
    order = sorted(instances, key=lambda i: len(i.tokens) * (1 + 0.15 * rng.random()))
    groups: list[list[Instance]] = [[]]
    longest = 0
    for instance in order:
        longest = max(longest, len(instance.tokens) + 2)
        if groups[-1] and longest * (len(groups[-1]) + 1) > pieces:
            groups.append([])
            longest = len(instance.tokens) + 2
        groups[-1].append(instance)
    rng.shuffle(groups)
    yield from groups

"""Instances to padded batches of like length, sampled by the weight of their corpus."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from sayso.annotate.labels import CONVENTIONS
from sayso.annotate.tokens import CLS, MAX_PIECES, SEP
from training.instance import IGNORE, Instance, concatenate

MASK = 103  # [MASK] in the base's vocabulary


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded tensors: pieces (b, p), the first piece of each word (b, n), word mask (b, n).

    `conventions` (b,) are the numbers in `CONVENTIONS`.
    """

    instances: Sequence[Instance]
    ids: Tensor
    shapes: Tensor
    mask: Tensor
    conventions: Tensor
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
    conventions = torch.tensor([instance.convention for instance in instances])
    return Batch(instances, ids, shapes, mask, conventions, first, word_mask)


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
    """One epoch: each corpus repeated by its weight, the fraction drawn at random, in rounds."""
    times = [
        int(weight) + (rng.random() < weight % 1)
        for weight in (weights.get(instance.source, 1.0) for instance in instances)
    ]
    return [
        instance
        for turn in range(max(times, default=0))
        for instance, most in zip(instances, times, strict=True)
        if turn < most
    ]


def convened(
    instances: Sequence[Instance], shares: Mapping[str, float], rng: random.Random
) -> list[Instance]:
    """The instances, of each corpus a share in the corpora's convention, the others in ours.

    A sentence that a corpus and our guidelines label differently is thus learnt both ways.
    """
    corpora = CONVENTIONS.index("corpora")
    return [
        replace(instance, convention=corpora)
        if rng.random() < shares.get(instance.source, 0.0)
        else instance
        for instance in instances
    ]


def concatenated(
    instances: Sequence[Instance], shares: Mapping[str, float], rng: random.Random
) -> list[Instance]:
    """A share of each corpus's instances joined to windows of several, as articles run on.

    Alone, sentences teach links to reach across everything they see, and in an article they then
    reach into their neighbours. Sentences of one document are joined in its order, so that a name
    is learnt from what stands around its sentence too; others are joined at random.
    """
    queues: dict[tuple[str, str], list[Instance]] = {}
    for instance in instances:
        queues.setdefault((instance.source, instance.document), []).append(instance)
    found: list[Instance] = []
    for (source, document), queue in queues.items():
        if not document:
            rng.shuffle(queue)
        for run in _runs(queue, 12 if document else 6, rng):
            if run[1:] and rng.random() < shares.get(source, 0.0):
                found.append(concatenate(run, gap=rng.choice((1, 2))))
            else:
                found += run
    return found


def _runs(queue: Sequence[Instance], most: int, rng: random.Random) -> Iterator[list[Instance]]:
    """The queue in runs of two to `most` instances that fit into a window."""
    run: list[Instance] = []
    length, room = rng.randint(2, most), MAX_PIECES - 2
    for instance in queue:
        if run and (len(run) == length or sum(len(i.tokens) for i in [*run, instance]) > room):
            yield run
            run, length = [], rng.randint(2, most)
        run.append(instance)
    if run:
        yield run


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

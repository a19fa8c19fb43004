"""The loss of each head, masked where a corpus lacks its label."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from sayso.annotate.labels import MODE_LABELS, ROLES, TYPES, layer_slices
from training.batches import Batch
from training.instance import BIO_TAGS, IGNORE, LINKS, Instance, Link
from training.network import Network

# What each loss counts for, when each is measured in units of its own running mean.
WEIGHTS = {
    "upos": 0.1, "deprel": 0.15, "head": 0.15, "srl": 0.3, "coref": 0.4, "latent": 0.5,
    "class": 0.2, "politics": 0.3, "score": 0.7, "trigger": 2.0, "role": 2.0, "speech": 1.5,
    "pair": 0.7, "mode": 0.7, "factuality": 0.7, "toll": 0.3, "stance": 0.4,
}  # fmt: skip
SMOOTHING = 0.98  # of the running means
LEAST = 0.02  # a loss under this is learnt, and no longer magnified
_TYPE_OF_MODE = torch.tensor([TYPES.index(kind) for kind, _ in MODE_LABELS])


def losses(network: Network, batch: Batch) -> dict[str, Tensor]:
    """The mean loss of every head that the batch has labels for."""
    pieces = network.encode(batch.ids, batch.shapes, batch.mask, batch.conventions)
    words = pieces.gather(1, batch.first[..., None].expand(-1, -1, pieces.shape[-1]))
    logits = network.word_logits(words)
    found = dict(_layers(batch, logits))
    if (pointers := batch.layer("head")) is not None:
        scores = network.pointer(words).masked_fill(~batch.word_mask[:, None], -1e4)
        found["head"] = F.cross_entropy(scores.flatten(0, 1), pointers.flatten())
    found.update(_links(network, batch, words, logits["trigger"]))
    found.update(_pairs(network, batch, words, logits["trigger"]))
    if (coref := _coref(network, batch, words)) is not None:
        found["coref"] = coref
    return found


def total(found: dict[str, Tensor], means: dict[str, float]) -> Tensor:
    """The weighted sum, each loss divided by its running mean, which is brought up to date.

    Without that, heads whose losses are large (links, trees) drown those whose words are mostly O:
    names alone reach a micro-F1 of 0.73 in a pass that leaves them at 0.68 among the others.
    """
    for name, loss in found.items():
        before = means.get(name, loss.item())
        means[name] = SMOOTHING * before + (1 - SMOOTHING) * loss.item()
    return torch.stack([
        WEIGHTS.get(name, 1.0) * loss / max(means[name], LEAST) for name, loss in found.items()
    ]).sum()  # fmt: skip


def _layers(batch: Batch, logits: dict[str, Tensor]) -> Iterator[tuple[str, Tensor]]:
    plain = (*BIO_TAGS, "factuality", "toll", "stance", "upos", "deprel")
    for name in plain:
        if (target := batch.layer(name)) is not None and (target != IGNORE).any():
            yield name, F.cross_entropy(logits[name].flatten(0, 1), target.flatten())
    if (target := batch.layer("trigger")) is not None:
        yield "trigger", F.cross_entropy(logits["trigger"].flatten(0, 1), target.flatten())
    if (target := batch.layer("mode")) is not None and (target != IGNORE).any():
        kept = target != IGNORE
        gold, scores = target[kept], logits["mode"][kept]
        same = _TYPE_OF_MODE[None] == _TYPE_OF_MODE[gold][:, None]
        yield "mode", F.cross_entropy(scores.masked_fill(~same, -1e4), gold)
    if (score := batch.score()) is not None and not score.isnan().all():
        kept = ~score.isnan()
        yield "score", F.smooth_l1_loss(logits["score"][..., 0][kept], score[kept] / 3, beta=0.3)


def _virtual(words: Tensor, trigger: Tensor, mask: Tensor) -> Tensor:
    """A centre where no trigger is marked: the words' mean, by how much each looks like one."""
    odds = trigger[..., 1:].logsumexp(-1) - trigger[..., 0]
    weight = (odds * 1.0).masked_fill(~mask, -1e4).softmax(-1)
    mean: Tensor = (weight[..., None] * words).sum(-2)
    return mean


def _links(
    network: Network, batch: Batch, words: Tensor, trigger: Tensor
) -> Iterator[tuple[str, Tensor]]:
    for task in LINKS:
        rows = [
            (row, link)
            for row, instance in enumerate(batch.instances)
            for link in instance.links
            if link.task == task
        ]
        if rows:
            yield task, _link_loss(network, batch, words, trigger, task=task, rows=rows)


def _link_loss(
    network: Network,
    batch: Batch,
    words: Tensor,
    trigger: Tensor,
    *,
    task: str,
    rows: list[tuple[int, Link]],
) -> Tensor:
    n = words.shape[1]
    centres, middles = [], []
    for row, link in rows:
        if link.centre is None:
            centres.append(_virtual(words[row], trigger[row], batch.word_mask[row]))
            odds = trigger[row, :, 1:].logsumexp(-1) - trigger[row, :, 0]
            middles.append(int(odds.masked_fill(~batch.word_mask[row], -1e4).argmax()))
        else:
            centres.append(words[row, link.centre[0] : link.centre[1]].mean(0))
            middles.append(link.centre[0])
    index = torch.tensor([row for row, _ in rows])
    distance = torch.arange(n)[None] - torch.tensor(middles)[:, None]
    logits = network.links[task](torch.stack(centres), words[index], distance)
    allowed = torch.stack([_allowed(link, n) for _, link in rows])
    mask = batch.word_mask[index]
    loss = torch.zeros(())
    for layer in layer_slices(LINKS[task]):
        logp = logits[..., layer].log_softmax(-1)
        logp = logp.masked_fill(~allowed[..., layer], -1e4).logsumexp(-1)
        loss = loss - (logp * mask).sum() / mask.sum()
    return loss


def _allowed(link: Link, n: int) -> Tensor:
    """bool (n, tags of all layers): the tags each word has; where it has none the free ones."""
    allowed = np.zeros((n, len(link.free)), bool)
    for number, layer in enumerate(layer_slices(LINKS[link.task])):
        tags, mine = link.tags[:, number], allowed[: len(link.tags), layer]
        inside = tags > 0
        mine[inside, tags[inside]] = True
        mine[~inside] = link.free[layer]
    return torch.from_numpy(allowed)


def _span(words: Tensor, span: tuple[int, int] | None, absent: Tensor) -> Tensor:
    return words[span[0] : span[1]].mean(0) if span else absent


def _pairs(
    network: Network, batch: Batch, words: Tensor, trigger: Tensor
) -> Iterator[tuple[str, Tensor]]:
    pairs = list(_pair_rows(batch))
    if pairs:
        hidden = _pair_hidden(network, batch, words, rows=[(row, a, r) for row, a, r, _ in pairs])
        logp = network.pair.types(hidden).log_softmax(-1)
        yield "pair", -torch.stack([
            logp[i, list(types)].logsumexp(-1) for i, (*_, types) in enumerate(pairs)
        ]).mean()  # fmt: skip
    unmarked = [(r, i.pair_types) for r, i in enumerate(batch.instances) if i.pair_types]
    if unmarked:
        # the trigger is a latent variable: some word of the sentence carries the type
        whole = trigger.masked_fill(~batch.word_mask[..., None], -1e4).flatten(1).log_softmax(-1)
        whole = whole.view(trigger.shape).logsumexp(1)
        typed = whole[:, 1:].log_softmax(-1)
        yield "latent", -torch.stack([
            typed[row, list(types)].logsumexp(-1) for row, types in unmarked
        ]).mean()  # fmt: skip
    rows: list[PairRow] = [
        (row, None, None) for row, i in enumerate(batch.instances) if i.sentence_class >= 0
    ]
    if rows:
        scores = network.pair.classes(_pair_hidden(network, batch, words, rows=rows))
        gold = torch.tensor([batch.instances[row].sentence_class for row, _, _ in rows])
        yield "class", F.cross_entropy(scores, gold)


PairRow = tuple[int, tuple[int, int] | None, tuple[int, int] | None]


def _pair_rows(
    batch: Batch,
) -> Iterator[tuple[int, tuple[int, int] | None, tuple[int, int] | None, tuple[int, ...]]]:
    for row, instance in enumerate(batch.instances):
        if instance.pair is not None:
            yield row, *instance.pair, instance.pair_types
        yield from ((row, *pair) for pair in _own_pairs(instance))


def _own_pairs(
    instance: Instance,
) -> Iterator[tuple[tuple[int, int] | None, tuple[int, int] | None, tuple[int, ...]]]:
    """The pairs of fully labelled events: first actor, first recipient, type."""
    trigger = instance.layers.get("trigger")
    if trigger is None:
        return
    for link in instance.links:
        if link.task == "role" and link.centre and trigger[link.centre[0]] > 0:
            spans = [_first_span(link, role) for role in ("actor", "recipient")]
            yield spans[0], spans[1], (int(trigger[link.centre[0]]) - 1,)


def _first_span(link: Link, role: str) -> tuple[int, int] | None:
    tags = link.tags[:, ROLES.index(role)]
    starts = np.flatnonzero(tags == 1)
    if not len(starts):
        return None
    end = start = int(starts[0])
    while end + 1 < len(tags) and tags[end + 1] == 2:
        end += 1
    return start, end + 1


def _pair_hidden(network: Network, batch: Batch, words: Tensor, *, rows: list[PairRow]) -> Tensor:
    absent = network.pair.absent
    actor = torch.stack([_span(words[row], a, absent[0]) for row, a, _ in rows])
    recipient = torch.stack([_span(words[row], r, absent[1]) for row, _, r in rows])
    index = torch.tensor([row for row, _, _ in rows])
    hidden: Tensor = network.pair(actor, recipient, words[index], batch.word_mask[index])
    return hidden


def _coref(network: Network, batch: Batch, words: Tensor) -> Tensor | None:
    parts = []
    for row, instance in enumerate(batch.instances):
        mentions = sorted((span, c) for c, chain in enumerate(instance.chains) for span in chain)
        if len(mentions) < 2:
            continue
        start = torch.tensor([span[0] for span, _ in mentions])
        last = torch.tensor([span[1] - 1 for span, _ in mentions])
        chain = torch.tensor([c for _, c in mentions])
        scores, none = network.coref(torch.cat([words[row][start], words[row][last]], -1), start)
        before = torch.ones_like(scores, dtype=torch.bool).tril(-1)
        logits = torch.cat([none[:, None], scores.masked_fill(~before, -1e4)], 1)
        same = before & (chain[:, None] == chain[None])
        gold = torch.cat([~same.any(1, keepdim=True), same], 1)
        logp = logits.log_softmax(1).masked_fill(~gold, -1e4).logsumexp(1)
        parts.append(-logp)
    return torch.cat(parts).mean() if parts else None

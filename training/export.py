"""`python -m training.export CHECKPOINT [--out DIR]`: the network as int8 ONNX and small heads.

Writes `encoder.onnx` (dynamic int8), `heads.npz` (float16) and `model.json`; `--fp32` keeps the
unquantised encoder beside it for the parity test.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from training.network import WORD_HEADS, Network

MODEL = Path(__file__).parents[1] / "src" / "sayso" / "model"


class Graph(nn.Module):
    """What goes into ONNX: the encoder and the word heads that are used, without the helpers.

    `compact` keeps the embeddings of word pieces as int8 with a scale for each piece: one for the
    whole table, which is all that dynamic quantisation offers, costs a tenth of their precision.
    """

    rows: Tensor
    scale: Tensor

    def __init__(self, network: Network, *, compact: bool) -> None:
        super().__init__()
        self.network, self.compact = network, compact
        table = network.encoder.embeddings.word_embeddings.weight.detach()
        scale = table.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("rows", (table / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)
        kept = sum(WORD_HEADS.values())
        self.heads = nn.Linear(network.heads.in_features, kept)
        with torch.no_grad():
            self.heads.weight.copy_(network.heads.weight[:kept])
            self.heads.bias.copy_(network.heads.bias[:kept])

    def forward(
        self, ids: Tensor, shapes: Tensor, mask: Tensor, conventions: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Piece vectors and all word scores."""
        if self.compact:
            words = self.rows[ids].float() * self.scale[ids]
            vectors = self.network.encode_embedded(words, shapes, mask, conventions)
        else:
            vectors = self.network.encode(ids, shapes, mask, conventions)
        return vectors, self.heads(vectors)


def load(checkpoint: Path) -> Network:
    """The network of a checkpoint, ready to use."""
    network = Network()
    network.load_state_dict(torch.load(checkpoint, weights_only=True)["network"])
    return network.eval()


def write_onnx(network: Network, path: Path, *, compact: bool = False) -> None:
    """The graph before quantisation, with batch and length left open."""
    graph = Graph(network, compact=compact).eval()
    pieces = tuple(torch.ones(2, 7, dtype=torch.long) for _ in range(3))
    names = ("ids", "shapes", "mask", "conventions", "vectors", "scores")
    axes = {name: {0: "batch", 1: "pieces"} for name in names} | {"conventions": {0: "batch"}}
    torch.onnx.export(
        graph,
        (*pieces, torch.ones(2, dtype=torch.long)),
        str(path),
        input_names=list(names[:4]),
        output_names=list(names[4:]),
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


def quantise(source: Path, target: Path) -> None:
    """Dynamic int8 of the products, per channel, with 7-bit weights; embeddings stay as they are.

    Processors without VNNI add pairs of 8-bit products in 16 bits, which 8-bit weights overflow;
    7-bit weights give the same results on both kinds.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        source,
        target,
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        op_types_to_quantize=["MatMul", "Gemm"],
    )


def write_heads(network: Network, path: Path) -> None:
    """The linkers, pair and coreference heads as float16."""
    kept = {
        name: value.numpy().astype(np.float16)
        for name, value in network.state_dict().items()
        if name.split(".")[0] in ("links", "pair", "coref") and not name.startswith("links.srl")
    }
    np.savez_compressed(path, **kept)


def write_meta(out: Path, version: str) -> None:
    """`model.json`: version, hashes and the word heads in order."""
    sha = {
        name: hashlib.sha256((out / name).read_bytes()).hexdigest()
        for name in ("encoder.onnx", "heads.npz", "tokenizer.json")
    }
    meta = {"version": version, "heads": WORD_HEADS, "sha256": sha}
    (out / "model.json").write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")


def export(network: Network, out: Path, *, version: str) -> None:
    """Write a model to a folder, as `sayso.model.model_file` looks for it."""
    out.mkdir(parents=True, exist_ok=True)
    if not (out / "tokenizer.json").exists():
        shutil.copy(MODEL / "tokenizer.json", out)
    aside = out / "encoder.wide.onnx"
    write_onnx(network, aside, compact=True)
    quantise(aside, out / "encoder.onnx")
    aside.unlink()
    write_heads(network, out / "heads.npz")
    write_meta(out, version)


def main() -> int:
    """Export a checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--out", type=Path, default=MODEL)
    parser.add_argument("--version", default="1")
    parser.add_argument("--fp32", type=Path, help="keep the unquantised encoder here")
    args = parser.parse_args()
    export(load(args.checkpoint), args.out, version=args.version)
    if args.fp32:
        write_onnx(load(args.checkpoint), args.fp32)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The encoder of meaning in torch, where its last layers can be fitted to a task, and what that changed, as small matrices."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor, nn

from training.encoder.network import Block
from training.files import Arrays, pack_arrays
from triage.classifier.encoder.half_bytes import widen
from triage.classifier.encoder.network import Layer, Linear, Network, Norm, buckets

FROZEN = 6  # of the twelve layers: the first half hardly changes under fitting, and fitting costs half without it
_RANK = 64  # of the changes: in the first trial it held 98.6 % of their size, and the answers stayed the same
_DROPOUT = 0.1
_LINEAR = ("looking", "attended", "widen", "narrow")
_NORMS = ("after_attention", "after_widening")


class AdaptedNetwork(nn.Module):
    """Pieces of texts in, one score a label out; the table of pieces and the first layers are not fitted."""

    def __init__(self, network: Network, labels: int, longest: int) -> None:
        super().__init__()
        pieces = widen(np.asarray(network.pieces.halves), np.asarray(network.pieces.scales))
        assert network.distances is not None
        heed = network.distances[:, buckets(longest, network.distances.shape[1])]
        self.register_buffer("pieces", torch.tensor(pieces), persistent=False)
        self.register_buffer("places", torch.tensor(network.places), persistent=False)
        self.register_buffer("heed", torch.tensor(heed), persistent=False)
        width, inner = pieces.shape[1], network.layers[0].widen.rows.shape[0]
        self.first = _norm(network.first)
        self.layers = nn.ModuleList(_block(layer, width, inner) for layer in network.layers)
        self.head = nn.Linear(width, labels)
        self.dropout = nn.Dropout(_DROPOUT)
        for each in (self.first, *self.layers[:FROZEN]):
            each.requires_grad_(False)

    def forward(self, numbers: Tensor, lengths: Tensor) -> Tensor:
        """Numbers of pieces (tickets, length), filled up beyond each text's length, to scores (tickets, labels)."""
        length = numbers.shape[1]
        present = torch.arange(length)[None, :] < lengths[:, None]
        heed = self.get_buffer("heed")[:, :length, :length] + torch.where(present, 0.0, -1e4)[:, None, None, :]
        with torch.no_grad():
            hidden = self.dropout(
                self.first(nn.functional.embedding(numbers, self.get_buffer("pieces")) + self.get_buffer("places")[:length])
            )
            for layer in self.layers[:FROZEN]:
                hidden = layer(hidden, heed)
        for layer in self.layers[FROZEN:]:
            hidden = layer(hidden, heed)
        mean = (hidden * present[:, :, None]).sum(1) / lengths[:, None]
        scores: Tensor = self.head(self.dropout(mean))
        return scores


def _block(layer: Layer, width: int, inner: int) -> Block:
    block = Block(width, inner, layer.heads, float(layer.after_attention.epsilon))
    with torch.no_grad():
        for name in _LINEAR:
            source: Linear = getattr(layer, name)
            getattr(block, name).weight.copy_(torch.tensor(_wide(source)))
            getattr(block, name).bias.copy_(torch.tensor(source.offset))
        for name in _NORMS:
            getattr(block, name).load_state_dict(_norm(getattr(layer, name)).state_dict())
    return block


def _norm(source: Norm) -> nn.LayerNorm:
    norm = nn.LayerNorm(len(source.gain), eps=float(source.epsilon))
    with torch.no_grad():
        norm.weight.copy_(torch.tensor(source.gain))
        norm.bias.copy_(torch.tensor(source.offset))
    return norm


def _wide(linear: Linear) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return linear.rows.astype(np.float32) * linear.scale[:, None]


def export_changes(fitted: AdaptedNetwork, network: Network) -> bytes:
    """The content of `english.npz`: what fitting changed, as `triage.classifier.encoder.network.adapt` reads it."""
    arrays: Arrays = {}
    for at, (layer, old) in enumerate(zip(fitted.layers, network.layers, strict=True)):
        if at >= FROZEN:
            assert isinstance(layer, Block)
            arrays |= dict(_changes(f"layers.{at}", layer, old))
    head = fitted.head.weight.detach().numpy()
    scale = np.abs(head).max(axis=1) / 127
    arrays["head.rows"] = np.round(head / scale[:, None]).astype(np.int8)
    arrays |= {"head.scale": scale, "head.offset": fitted.head.bias.detach().numpy()}
    return pack_arrays(arrays, zipfile.ZIP_STORED)


def _changes(name: str, layer: Block, old: Layer) -> Iterator[tuple[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]]]:
    for part in _LINEAR:
        now, before = getattr(layer, part), getattr(old, part)
        up, sizes, down = np.linalg.svd(now.weight.detach().numpy() - _wide(before), full_matrices=False)
        root = np.sqrt(sizes[:_RANK])
        yield f"{name}.{part}.up", (up[:, :_RANK] * root).astype(np.float16)
        yield f"{name}.{part}.down", (down[:_RANK] * root[:, None]).astype(np.float16)
        yield f"{name}.{part}.offset", now.bias.detach().numpy()
    for part in _NORMS:
        norm = getattr(layer, part)
        yield f"{name}.{part}.gain", norm.weight.detach().numpy()
        yield f"{name}.{part}.offset", norm.bias.detach().numpy()

"""Writing a fitted network as the plain arrays that the service reads: rows of bytes, each row with its scale."""

from __future__ import annotations

import zipfile

import numpy as np
import numpy.typing as npt
from torch import nn

from training.encoder.network import Block, TorchNetwork
from training.encoder.pretrained import Pretrained
from training.files import Arrays, pack_arrays


def export(network: TorchNetwork, model: Pretrained, longest: int) -> bytes:
    """The content of `encoder.npz`; `longest` is the most pieces of a text that will be read."""
    arrays: Arrays = {
        "vocabulary": np.frombuffer("\n".join(model.pieces).encode(), np.uint8),
        "chances": np.asarray(model.chances, np.float32),
        "pieces.halves": model.halves,
        "pieces.scales": model.scales,
        "places": _numbers(network.places[:longest]).astype(np.float16),
        **_norm("first", network.first),
        **_linear("head", network.head),
    }
    for at, layer in enumerate(network.layers):
        assert isinstance(layer, Block)
        for name in ("looking", "attended", "widen", "narrow"):
            arrays |= _linear(f"layers.{at}.{name}", getattr(layer, name))
        for name in ("after_attention", "after_widening"):
            arrays |= _norm(f"layers.{at}.{name}", getattr(layer, name))
    return pack_arrays(arrays, zipfile.ZIP_STORED)  # compressing would save a tenth and cost every start a second


def _numbers(weights: nn.Parameter) -> npt.NDArray[np.float32]:
    return np.asarray(weights.detach().numpy(), np.float32)


def _linear(name: str, layer: nn.Linear) -> Arrays:
    wide = _numbers(layer.weight)
    scale = np.abs(wide).max(axis=1) / 127
    rows = np.round(wide / scale[:, None]).astype(np.int8)
    return {f"{name}.rows": rows, f"{name}.scale": scale, f"{name}.offset": _numbers(layer.bias)}


def _norm(name: str, layer: nn.LayerNorm) -> Arrays:
    return {f"{name}.gain": _numbers(layer.weight), f"{name}.offset": _numbers(layer.bias)}

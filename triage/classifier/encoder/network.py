"""The encoder's arithmetic: BERT (Devlin et al. 2019, arXiv 1810.04805) over plain arrays.

Weights are kept as small integers with scales and widened when a layer is used, so that a worker holds a quarter of what the
arithmetic needs. One text at a time, hence no padding and no mask. `training.encoder.network` is the same in torch, for fitting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

BLOCK = 32  # numbers that share one scale in the table of pieces
_MIDDLE = 8  # a half-byte stands for -8 … 7
_EPSILON = np.float32(1e-12)  # of BERT's layer normalisation
_SLOPE = np.float32(0.7978845608028654)  # sqrt(2 / pi), of the tanh form of GELU (arXiv 1606.08415)
_CUBIC = np.float32(0.044715)


@dataclass(frozen=True, slots=True)
class PieceVectors:
    """One vector a piece in half-bytes: `halves` is (pieces, width / 2), `scales` is (pieces, width / 32).

    In every block of 32 the lower halves of 16 bytes come first, then the upper ones.
    """

    halves: npt.NDArray[np.uint8]
    scales: npt.NDArray[np.float16]

    def pick(self, numbers: Sequence[int]) -> Floats:
        """The vectors of some pieces: (length, width)."""
        at = list(numbers)
        return widen(self.halves[at], self.scales[at])


@dataclass(frozen=True, slots=True)
class Linear:
    """An affine map. `rows`: (outputs, inputs) as bytes, each row with its scale; `offset`: (outputs,)."""

    rows: npt.NDArray[np.int8]
    scale: Floats
    offset: Floats

    def __call__(self, inputs: Floats) -> Floats:
        """(length, inputs) to (length, outputs)."""
        return np.asarray((inputs @ self.rows.astype(np.float32).T) * self.scale + self.offset, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Norm:
    """Layer normalisation (arXiv 1607.06450)."""

    gain: Floats
    offset: Floats

    def __call__(self, inputs: Floats) -> Floats:
        """Each row with mean 0 and variance 1, then scaled."""
        centred = inputs - inputs.mean(axis=-1, keepdims=True)
        spread = np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + _EPSILON)
        return np.asarray(centred / spread * self.gain + self.offset, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Layer:
    """Self-attention, then a feed-forward part, each added to its input and normalised."""

    heads: int
    looking: Linear
    attended: Linear
    after_attention: Norm
    widen: Linear
    narrow: Linear
    after_widening: Norm

    def __call__(self, inputs: Floats) -> Floats:
        """(length, width) to (length, width)."""
        middle = self.after_attention(inputs + self.attended(self._attend(inputs)))
        return self.after_widening(middle + self.narrow(_gelu(self.widen(middle))))

    def _attend(self, inputs: Floats) -> Floats:
        length, width = inputs.shape
        size = width // self.heads
        query, key, value = self.looking(inputs).reshape(length, 3, self.heads, size).transpose(1, 2, 0, 3)
        shares = _softmax(query @ key.transpose(0, 2, 1) * np.float32(size**-0.5))
        return np.asarray((shares @ value).transpose(1, 0, 2).reshape(length, width), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Network:
    """Pieces of a text in, one score a label out."""

    pieces: PieceVectors
    places: Floats
    first: Norm
    layers: tuple[Layer, ...]
    head: Linear

    def scores(self, numbers: Sequence[int]) -> Floats:
        """One score (logit) for each label, from the mean of the last layer over the pieces."""
        hidden = self.first(self.pieces.pick(numbers) + self.places[: len(numbers)])
        for layer in self.layers:
            hidden = layer(hidden)
        scores: Floats = self.head(hidden.mean(axis=0, keepdims=True))[0]
        return scores


def widen(halves: npt.NDArray[np.uint8], scales: npt.NDArray[np.float16]) -> Floats:
    """Rows of half-bytes, laid out as in `PieceVectors`, with a scale for each block, as numbers: (rows, width)."""
    packed = halves.reshape(len(halves), -1, BLOCK // 2)
    wide = np.concatenate([packed & 15, packed >> 4], axis=-1).astype(np.float32) - _MIDDLE
    return np.asarray((wide * scales.astype(np.float32)[:, :, None]).reshape(len(halves), -1), dtype=np.float32)


def build_network(arrays: Mapping[str, npt.NDArray[Any]], heads: int) -> Network:
    """The network of an archive's arrays, named as `training.encoder.export` names them. Raises KeyError when one is missing."""

    def linear(name: str) -> Linear:
        rows, scale, offset = (arrays[f"{name}.{part}"] for part in ("rows", "scale", "offset"))
        return Linear(rows, scale.astype(np.float32), offset.astype(np.float32))

    def norm(name: str) -> Norm:
        return Norm(arrays[f"{name}.gain"].astype(np.float32), arrays[f"{name}.offset"].astype(np.float32))

    def layer(at: int) -> Layer:
        name = f"layers.{at}"
        attention = linear(f"{name}.looking"), linear(f"{name}.attended"), norm(f"{name}.after_attention")
        return Layer(heads, *attention, linear(f"{name}.widen"), linear(f"{name}.narrow"), norm(f"{name}.after_widening"))

    count = sum(name.startswith("layers.") and name.endswith("widen.rows") for name in arrays)
    pieces = PieceVectors(arrays["pieces.halves"], arrays["pieces.scales"])
    return Network(
        pieces, arrays["places"].astype(np.float32), norm("first"), tuple(layer(at) for at in range(count)), linear("head")
    )


def _gelu(inputs: Floats) -> Floats:
    bent = np.tanh(_SLOPE * (inputs + _CUBIC * (inputs * inputs * inputs)))
    return np.asarray(np.float32(0.5) * inputs * (1 + bent), dtype=np.float32)


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float32)

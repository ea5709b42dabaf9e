"""The encoders' arithmetic: BERT (Devlin et al. 2019, arXiv 1810.04805) and MPNet (Song et al. 2020, arXiv 2004.09297) over plain
arrays. MPNet differs in one thing: how far apart two pieces stand also tells how much one heeds the other.

Weights are kept as small integers with scales and widened when a layer is used, so that a worker holds a quarter of what the
arithmetic needs. Several texts stand one below the other, and each heeds its own rows only: no padding and no mask.
`training.encoder.network` is the same in torch, for fitting.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from triage.classifier.encoder.half_bytes import Floats, PieceVectors

Span = tuple[int, int, Floats | None]
"""From which row to before which a text stands; what is added to its attention's scores, if anything: (heads, length, length)."""

_AT_ONCE = 512  # pieces of texts that are read together: some 30 MB
_EPSILON = 1e-12  # of BERT's layer normalisation
_FARTHEST = 128  # pieces; those farther apart are all alike far (Raffel et al. 2020, arXiv 1910.10683, as MPNet has it)
_SLOPE = np.float32(0.7978845608028654)  # sqrt(2 / pi), of the tanh form of GELU (arXiv 1606.08415)
_CUBIC = np.float32(0.044715)
_ROUNDED = 1e-6  # so that a power of two falls into its own bucket


@dataclass(frozen=True, slots=True)
class Change:
    """What a task adds to a map: a matrix of low rank (Hu et al. 2021, arXiv 2106.09685). `down`: (rank, inputs); `up`: (outputs,
    rank)."""

    down: npt.NDArray[np.float16]
    up: npt.NDArray[np.float16]

    def __call__(self, inputs: Floats) -> Floats:
        """(length, inputs) to (length, outputs)."""
        return np.asarray((inputs @ self.down.astype(np.float32).T) @ self.up.astype(np.float32).T, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Linear:
    """An affine map. `rows`: (outputs, inputs) as bytes, each row with its scale; `offset`: (outputs,)."""

    rows: npt.NDArray[np.int8]
    scale: Floats
    offset: Floats
    change: Change | None = None

    def __call__(self, inputs: Floats) -> Floats:
        """(length, inputs) to (length, outputs)."""
        found = np.asarray((inputs @ self.rows.astype(np.float32).T) * self.scale + self.offset, dtype=np.float32)
        return found if self.change is None else found + self.change(inputs)


@dataclass(frozen=True, slots=True)
class Norm:
    """Layer normalisation (arXiv 1607.06450)."""

    gain: Floats
    offset: Floats
    epsilon: np.float32 = np.float32(_EPSILON)  # noqa: RUF009  # a number, no shared object

    def __call__(self, inputs: Floats) -> Floats:
        """Each row with mean 0 and variance 1, then scaled."""
        centred = inputs - inputs.mean(axis=-1, keepdims=True)
        spread = np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + self.epsilon)
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

    def __call__(self, inputs: Floats, texts: Sequence[Span]) -> Floats:
        """(rows, width) to (rows, width), the rows of all texts."""
        looked = self.looking(inputs)
        found = [self._attend(looked[begin:end], heed) for begin, end, heed in texts]
        middle = self.after_attention(inputs + self.attended(found[0] if len(found) == 1 else np.concatenate(found)))
        return self.after_widening(middle + self.narrow(_gelu(self.widen(middle))))

    def _attend(self, looked: Floats, heed: Floats | None) -> Floats:
        length, width = len(looked), looked.shape[1] // 3
        size = width // self.heads
        query, key, value = looked.reshape(length, 3, self.heads, size).transpose(1, 2, 0, 3)
        scores = query @ key.transpose(0, 2, 1) * np.float32(size**-0.5)
        shares = _softmax(scores if heed is None else scores + heed)
        return np.asarray((shares @ value).transpose(1, 0, 2).reshape(length, width), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Network:
    """Pieces of a text in, a vector or one score a label out.

    `distances` is (heads, buckets): what each head heeds of how far apart two pieces stand; None where they heed it not.
    """

    pieces: PieceVectors
    places: Floats
    first: Norm
    layers: tuple[Layer, ...]
    head: Linear | None = None
    distances: Floats | None = None

    def vector(self, numbers: Sequence[int]) -> Floats:
        """The mean of the last layer over the pieces: (width,)."""
        return self.vectors([numbers])[0]

    def vectors(self, texts: Sequence[Sequence[int]]) -> list[Floats]:
        """`vector` of several texts, which costs half for short ones: weights are widened once for many. Their last bits may be
        others than alone."""
        return [vector for run in _runs(texts) for vector in self._together(run)]

    def _together(self, texts: Sequence[Sequence[int]]) -> list[Floats]:
        hidden = np.concatenate([self.first(self.pieces.pick(text) + self.places[: len(text)]) for text in texts])
        spans, end = list[Span](), 0
        for text in texts:
            heed = None if self.distances is None else self.distances[:, buckets(len(text), self.distances.shape[1])]
            spans.append((end, end + len(text), heed))
            end += len(text)
        for layer in self.layers:
            hidden = layer(hidden, spans)
        return [hidden[begin:end].mean(axis=0) for begin, end, _ in spans]

    def scores(self, numbers: Sequence[int]) -> Floats:
        """One score (logit) for each label. The network must have a head."""
        scores: Floats = self.scores_of([numbers])[0]
        return scores

    def scores_of(self, texts: Sequence[Sequence[int]]) -> Floats:
        """`scores` for several texts, as `vectors` reads them: (texts, labels)."""
        assert self.head is not None
        scores: Floats = self.head(np.stack(self.vectors(texts)))
        return scores


def _runs(texts: Sequence[Sequence[int]]) -> Iterator[Sequence[Sequence[int]]]:
    """The texts in runs of as many pieces as are read together, or a single longer one."""
    first, size = 0, 0
    for at, text in enumerate(texts):
        if at > first and size + len(text) > _AT_ONCE:
            yield texts[first:at]
            first, size = at, 0
        size += len(text)
    if texts:
        yield texts[first:]


def buckets(length: int, count: int) -> npt.NDArray[np.int64]:
    """For each piece (row) and each that it may heed (column) the bucket of their distance.

    Half of the buckets are for pieces that come later; half of each half are single distances, the rest grow by a factor.
    """
    apart = np.arange(length)[:, None] - np.arange(length)[None, :]
    half = count // 2
    single = half // 2
    steps = np.log(np.maximum(np.abs(apart), 1) / single) / math.log(_FARTHEST / single) * (half - single)
    wide = np.minimum(single + np.floor(steps + _ROUNDED).astype(np.int64), half - 1)
    return np.asarray(np.where(np.abs(apart) < single, np.abs(apart), wide) + np.where(apart < 0, half, 0))


def build_network(arrays: Mapping[str, npt.NDArray[Any]], heads: int, epsilon: float = _EPSILON) -> Network:
    """The network of an archive's arrays, named as `training.encoder.export` names them; without a head where there is none.

    Raises KeyError when another is missing.
    """

    def norm(name: str) -> Norm:
        return _norm(arrays, name, np.float32(epsilon))

    def layer(at: int) -> Layer:
        name = f"layers.{at}"
        attention = _linear(arrays, f"{name}.looking"), _linear(arrays, f"{name}.attended"), norm(f"{name}.after_attention")
        rest = _linear(arrays, f"{name}.widen"), _linear(arrays, f"{name}.narrow"), norm(f"{name}.after_widening")
        return Layer(heads, *attention, *rest)

    count = sum(name.startswith("layers.") and name.endswith("widen.rows") for name in arrays)
    return Network(
        pieces=PieceVectors(arrays["pieces.halves"], arrays["pieces.scales"]),
        places=arrays["places"].astype(np.float32),
        first=norm("first"),
        layers=tuple(layer(at) for at in range(count)),
        head=_linear(arrays, "head") if "head.rows" in arrays else None,
        distances=arrays["distances"].astype(np.float32) if "distances" in arrays else None,
    )


def adapt(network: Network, arrays: Mapping[str, npt.NDArray[Any]]) -> Network:
    """The network as a task changed it, with the task's head. Layers that the arrays do not name stay as they are.

    Raises KeyError when an array is missing, ValueError when one does not fit.
    """

    def linear(name: str, old: Linear) -> Linear:
        down, up = arrays[f"{name}.down"], arrays[f"{name}.up"]
        if (up.shape[0], down.shape[1]) != old.rows.shape or down.shape[0] != up.shape[1]:
            raise ValueError(f"{name} is for another network")
        return replace(old, offset=arrays[f"{name}.offset"].astype(np.float32), change=Change(down, up))

    def layer(at: int, old: Layer) -> Layer:
        name = f"layers.{at}"
        if f"{name}.widen.down" not in arrays:
            return old
        return Layer(
            heads=old.heads,
            looking=linear(f"{name}.looking", old.looking),
            attended=linear(f"{name}.attended", old.attended),
            after_attention=_norm(arrays, f"{name}.after_attention", old.after_attention.epsilon),
            widen=linear(f"{name}.widen", old.widen),
            narrow=linear(f"{name}.narrow", old.narrow),
            after_widening=_norm(arrays, f"{name}.after_widening", old.after_widening.epsilon),
        )

    layers = tuple(layer(at, old) for at, old in enumerate(network.layers))
    return replace(network, layers=layers, head=_linear(arrays, "head"))


def _linear(arrays: Mapping[str, npt.NDArray[Any]], name: str) -> Linear:
    rows, scale, offset = (arrays[f"{name}.{part}"] for part in ("rows", "scale", "offset"))
    return Linear(rows, scale.astype(np.float32), offset.astype(np.float32))


def _norm(arrays: Mapping[str, npt.NDArray[Any]], name: str, epsilon: np.float32) -> Norm:
    return Norm(arrays[f"{name}.gain"].astype(np.float32), arrays[f"{name}.offset"].astype(np.float32), epsilon)


def _gelu(inputs: Floats) -> Floats:
    bent = np.tanh(_SLOPE * (inputs + _CUBIC * (inputs * inputs * inputs)))
    return np.asarray(np.float32(0.5) * inputs * (1 + bent), dtype=np.float32)


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float32)

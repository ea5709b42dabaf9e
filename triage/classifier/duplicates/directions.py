"""What a text means in 128 numbers of eight bits each, few enough to travel in a fingerprint.

An encoder's direction is projected on the axes along which sentences of tickets differ most, and rounded. Tickets are compared in
these numbers only, so that it makes no difference whether one comes as text or as a fingerprint. They are a lossy summary of the
text: whoever has the encoder can guess what it was about.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 128
_MOST = 127

Direction = NDArray[np.int8]
"""(DIMENSIONS,); only its way counts, not its length."""


@dataclass(frozen=True, slots=True)
class Projection:
    """The axes, (DIMENSIONS, width of the encoder), each of length 1. They go through the origin: cosines stay what they are."""

    axes: NDArray[np.float32]

    @classmethod
    def read(cls, content: bytes) -> Projection:
        """From half-precision numbers, little-endian, one axis after the other. Raises ValueError where they do not fit."""
        return cls(np.frombuffer(content, "<f2").reshape(DIMENSIONS, -1).astype(np.float32))

    def of(self, vector: NDArray[np.floating]) -> Direction:
        """The direction of an encoder's vector; its largest number becomes 127 or -127."""
        found = self.axes @ vector.astype(np.float32)
        largest = float(np.abs(found).max())
        return np.round(found * (_MOST / largest if largest else 0.0)).astype(np.int8)


def cosine(one: Direction, other: Direction) -> float:
    """How far two directions agree, -1 to 1; four digits. 0 where either is none."""
    first, second = one.astype(np.int64), other.astype(np.int64)
    length = float(np.sqrt(float((first @ first) * (second @ second))))
    return round(float(first @ second) / length, 4) if length else 0.0

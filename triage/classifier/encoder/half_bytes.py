"""The table of pieces, in numbers of half a byte: an eighth of the memory that its vectors would take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

BLOCK = 32  # numbers that share one scale
_MIDDLE = 8  # a half-byte stands for -8 … 7


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


def widen(halves: npt.NDArray[np.uint8], scales: npt.NDArray[np.float16]) -> Floats:
    """Rows of half-bytes, laid out as in `PieceVectors`, with a scale for each block, as numbers: (rows, width)."""
    packed = halves.reshape(len(halves), -1, BLOCK // 2)
    wide = np.concatenate([packed & 15, packed >> 4], axis=-1).astype(np.float32) - _MIDDLE
    return np.asarray((wide * scales.astype(np.float32)[:, :, None]).reshape(len(halves), -1), dtype=np.float32)

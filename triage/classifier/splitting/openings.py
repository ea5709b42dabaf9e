"""How much a sentence reads like the first of a ticket: who begins another request mostly begins as if anew.

The folder models/splitting holds a weight for each word, pair of neighbours and beginning, by hash: `python -m training.openings`
learns them from which sentences of the corpus come first.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from triage.classifier.splitting.split_cues import shipped_bytes
from triage.errors import ArtefactError

BUCKETS = 1 << 14
STEP = 1 / 40  # the unit of the weights
_WORDS = 25  # of a sentence that are read
_MOST = 3.0  # more says no more


@dataclass(frozen=True, slots=True)
class Openings:
    """Weights in units of `STEP`, one a bucket."""

    weights: NDArray[np.int8]

    def likeness(self, words: Sequence[str]) -> float:
        """From -3, never first, to 3, nearly always; 0 for no words."""
        buckets = buckets_of(words)
        if not buckets:
            return 0.0
        total = STEP * sum(map(self.weights.item, buckets))  # so few are added faster one by one
        return max(-_MOST, min(_MOST, total / math.sqrt(len(buckets))))


def buckets_of(words: Sequence[str]) -> list[int]:
    """The different buckets of a sentence's words, pairs of neighbours, first word and first pair, sorted."""
    read = words[:_WORDS]
    pairs = [f"{first} {second}" for first, second in pairwise(read)]
    beginnings = [f"^{begin}" for begin in (*read[:1], *pairs[:1])]
    return sorted({zlib.crc32(term.encode("utf-8", "replace")) % BUCKETS for term in (*read, *pairs, *beginnings)})


@cache
def shipped_openings() -> Openings:
    """The weights that came with the program, read once. Raises ArtefactError when they are missing or damaged."""
    weights = np.frombuffer(shipped_bytes("openings.bin"), np.int8)
    if weights.size != BUCKETS:
        raise ArtefactError("The file openings.bin for splitting is damaged.")
    return Openings(weights)

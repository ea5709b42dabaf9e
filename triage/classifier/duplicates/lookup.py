"""A table from hashes to numbers that is asked for many hashes at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage.classifier.duplicates.terms import Hashes, Indexes

BUCKETS = 1 << 16
_BUCKET = np.uint64(BUCKETS - 1)


def bucket_of(hashes: Hashes) -> Indexes:
    """The place of each term in a table of buckets."""
    return (hashes & _BUCKET).view(np.int64)


@dataclass(frozen=True, slots=True)
class Lookup:
    """A table from hashes to numbers.

    Attributes:
        keys: sorted by bucket, and one more that no hash is; `values` beside them.
        maybe: whether a bucket has a key; `place`: its first; `deepest`: how many keys share a bucket at most.
    """

    keys: Hashes
    values: Hashes
    maybe: NDArray[np.bool_]
    place: Indexes
    deepest: int

    @classmethod
    def of(cls, entries: Mapping[int, int]) -> Lookup:
        """A table with these entries."""
        ordered = sorted(entries, key=lambda key: (key % BUCKETS, key))
        keys = np.array([*ordered, 1 << 63], np.uint64)
        values = np.array([entries[key] for key in ordered], np.uint64)
        sizes = np.bincount(bucket_of(keys[:-1]), minlength=BUCKETS)
        return cls(keys, values, sizes > 0, np.cumsum(sizes) - sizes, int(sizes.max()))

    def find(self, hashes: Hashes) -> tuple[Indexes, Hashes]:
        """Where in `hashes` an entry was met, and its value."""
        bucket = bucket_of(hashes)
        at = np.flatnonzero(self.maybe[bucket])
        asked, slots = hashes[at], self.place[bucket[at]]
        for _ in range(1, self.deepest):
            slots += self.keys[slots] < asked
        hit = self.keys[slots] == asked
        return at[hit], self.values[slots[hit]]

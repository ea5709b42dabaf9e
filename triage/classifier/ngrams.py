"""Sequences of one to three words as numbers, and their TF-IDF scores: an exact replica of scikit-learn for one text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

LONGEST = 3
MOST_PHRASES = 3  # as many may become evidence
_PLACE_BITS = 16  # a text has fewer places
_PLACE_MASK = (1 << _PLACE_BITS) - 1
MOST_PIECES = 1 << 20  # three numbers below this make one key of 60 bits
_LARGEST_SPREAD = 200_000  # entries
_SENTINEL = int(np.iinfo(np.int64).max)  # ends the keys, so that a search always points at one


@dataclass(frozen=True, slots=True)
class Scored:
    """The n-grams of a text and how much they push every label.

    `features` are the distinct ones, sorted; `amounts` their values in the feature vector, but for idf. `positions` tells where
    all occurrences begin, in the order of `features`; those of the n-th feature begin at `starts[n]`.
    """

    tables: NgramTables
    scores: Floats
    features: Integers
    amounts: Floats
    positions: Integers
    starts: Integers

    def by_place(self, label: int, count: int) -> tuple[Floats, list[tuple[float, int, int]]]:
        """Exact pushes to a label's score: of single pieces by place, of the strongest others as (weight, start, length)."""
        places = np.zeros(count)
        if not self.features.size:
            return places, []
        weights = self.amounts * self.tables.weights[self.features, label]
        singles = int(self.features.searchsorted(self.tables.firsts[1])) if len(self.tables.firsts) > 1 else self.features.size
        longer = weights[singles:]
        best = (-longer).argsort(kind="stable")[:MOST_PHRASES]
        begin = self.positions.take(self.starts.take(best + singles)).tolist()
        phrases = zip(longer.take(best).tolist(), begin, map(self._length_of, best + singles), strict=True)
        single, until = weights[:singles], int(self.starts[singles]) if singles < self.starts.size else self.positions.size
        if until != singles:  # some word stands in several places
            times = np.append(self.starts[1:singles], until) - self.starts[:singles]
            single = (single / times).repeat(times)
        places[self.positions[:until]] = single  # one piece a place
        return places, list(phrases)

    def _length_of(self, at: int) -> int:
        return bisect_right(self.tables.firsts, int(self.features[at]))


@dataclass(frozen=True, slots=True)
class NgramTables:
    """A TF-IDF vocabulary over numbered pieces.

    Attributes:
        keys: per length, the sorted keys of its n-grams, a sentinel at the end; features are numbered in this order.
        spread: per length, the feature of every possible key (-1: none) where such a table is small, else empty.
        firsts: per length, the number of its first feature.
        idf: per feature.
        weights: features x labels, times idf and times the block's share already.
        base: the number that means "no piece of the vocabulary"; one more than the largest piece.
        sublinear: counts are damped by 1 + log.
        norm: "l2", "l1" or "none".
    """

    keys: tuple[Integers, ...]
    spread: tuple[Integers, ...]
    firsts: tuple[int, ...]
    idf: Floats
    weights: Floats
    base: int
    sublinear: bool
    norm: str

    def find(self, pieces: Integers) -> tuple[Integers, Integers]:
        """The n-grams of a sequence that the vocabulary knows: their features and where they begin, shortest first."""
        count = pieces.size
        radix = self.base + 1
        key = pieces
        found, begin = [], []
        for length, (keys, spread, first) in enumerate(zip(self.keys, self.spread, self.firsts, strict=True)):
            if length >= count:
                break
            if length:
                key = key[:-1] * radix + pieces[length:]
            if spread.size:
                feature = spread.take(key)
                hit = (feature >= 0).nonzero()[0]
                found.append(feature.take(hit))
            else:
                at = keys.searchsorted(key)
                hit = (keys.take(at) == key).nonzero()[0]
                found.append(at.take(hit) + first)
            begin.append(hit)
        if not found:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        return np.concatenate(found), np.concatenate(begin)

    def score(self, pieces: Integers) -> Scored:
        """Scores of every label for a sequence of pieces."""
        features, positions = self.find(pieces)
        if not features.size:
            return Scored(self, np.zeros(self.weights.shape[1]), features, np.empty(0), positions, features)
        both = (features << _PLACE_BITS) | positions  # sorted as one number: by feature, then by place
        both.sort()
        ranked, positions = both >> _PLACE_BITS, both & _PLACE_MASK
        fresh = np.empty(ranked.size, bool)
        fresh[0] = True
        np.not_equal(ranked[1:], ranked[:-1], out=fresh[1:])
        starts = fresh.nonzero()[0]
        distinct = ranked.take(starts)
        if distinct.size == ranked.size:
            often = np.ones(ranked.size)
        else:
            counts = np.append(starts[1:], ranked.size) - starts
            often = 1.0 + np.log(counts) if self.sublinear else counts.astype(np.float64)
        values = often * self.idf.take(distinct)
        often /= _length(values, self.norm)
        return Scored(self, often @ self.weights.take(distinct, 0), distinct, often, positions, starts)


def index_ngrams(ngrams: Iterable[tuple[int, ...]], base: int) -> list[tuple[Integers, Integers]]:
    """Sorted keys and features, per length, of a vocabulary in the order of its features; `base` as in the tables."""
    by_length: list[list[tuple[int, int]]] = [[(_SENTINEL, -1)] for _ in range(LONGEST)]
    for feature, pieces in enumerate(ngrams):
        key = 0
        for piece in pieces:
            key = key * (base + 1) + piece
        by_length[len(pieces) - 1].append((key, feature))
    while len(by_length) > 1 and len(by_length[-1]) == 1:
        by_length.pop()
    tables = [np.array(sorted(pairs), np.int64) for pairs in by_length]
    return [(np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1])) for pairs in tables]


def assemble(
    index: Sequence[tuple[Integers, Integers]], idf: Floats, weights: Floats, base: int, *, sublinear: bool, norm: str
) -> NgramTables:
    """Tables of what `index_ngrams` gave; `weights` times the block's share, without idf, both by old feature."""
    order = np.concatenate([features[:-1] for _, features in index])
    firsts = [0, *np.cumsum([features.size - 1 for _, features in index]).tolist()][:-1]
    sizes = [(base + 1) ** length for length in range(1, len(index) + 1)]
    ranked = idf[order]
    return NgramTables(
        keys=tuple(keys for keys, _ in index),
        spread=tuple(_spread(keys, first, size) for (keys, _), first, size in zip(index, firsts, sizes, strict=True)),
        firsts=tuple(firsts),
        idf=ranked,
        weights=np.ascontiguousarray(weights[order] * ranked[:, None]),
        base=base,
        sublinear=sublinear,
        norm=norm,
    )


def _spread(keys: Integers, first: int, size: int) -> Integers:
    """A table to look up instead of one to search, where it is small enough."""
    if size > _LARGEST_SPREAD:
        return np.empty(0, np.int64)
    table = np.full(size, -1, np.int64)
    table[keys[:-1]] = np.arange(first, first + keys.size - 1)
    return table


def _length(values: Floats, norm: str) -> float:
    if norm == "l2":
        return float(np.sqrt(values @ values)) or 1.0
    return (float(values.sum()) or 1.0) if norm == "l1" else 1.0

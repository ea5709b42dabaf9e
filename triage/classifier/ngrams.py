"""Sequences of one to three words as numbers, and their TF-IDF scores: an exact replica of scikit-learn for one text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

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
        if not self.features.size:
            return np.zeros(count), []
        weights = self.amounts * self.tables.weights[self.features, label]
        lengths = self.tables.lengths.take(self.features)
        times = np.append(self.starts[1:], self.positions.size) - self.starts
        single = lengths.repeat(times) == 1
        places = np.bincount(self.positions[single], (weights / times).repeat(times)[single], minlength=count)
        long = (lengths > 1).nonzero()[0]
        best = long[(-weights[long]).argsort(kind="stable")[:MOST_PHRASES]]
        return cast("Floats", places), list(
            zip(weights[best].tolist(), self.positions[self.starts[best]].tolist(), lengths[best].tolist(), strict=True)
        )


@dataclass(frozen=True, slots=True)
class NgramTables:
    """A TF-IDF vocabulary over numbered pieces.

    Attributes:
        keys: per length, the sorted keys of its n-grams, a sentinel at the end; empty when the key itself indexes `features`.
        features: per length, the feature that belongs to each key; -1 is none.
        idf: per feature.
        weights: features x labels, times idf and times the block's share already.
        base: the number that means "no piece of the vocabulary"; one more than the largest piece.
        sublinear: counts are damped by 1 + log.
        norm: "l2", "l1" or "none".
        lengths: per feature, how many pieces it has.
    """

    keys: tuple[Integers, ...]
    features: tuple[Integers, ...]
    idf: Floats
    weights: Floats
    base: int
    sublinear: bool
    norm: str
    lengths: Integers

    def find(self, pieces: Integers) -> tuple[Integers, Integers]:
        """The n-grams of a sequence that the vocabulary knows: their features and where they begin, shortest first."""
        count = pieces.size
        radix = self.base + 1
        key = pieces
        found, begin = [], []
        for length, (keys, features) in enumerate(zip(self.keys, self.features, strict=True)):
            if length >= count:
                break
            if length:
                key = key[:-1] * radix + pieces[length:]
            if keys.size:
                at = keys.searchsorted(key)
                hit = (keys.take(at) == key).nonzero()[0]
                found.append(features.take(at.take(hit)))
            else:
                direct = features.take(key)
                hit = (direct >= 0).nonzero()[0]
                found.append(direct.take(hit))
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


def spread_small(keys: Integers, features: Integers, base: int, length: int) -> tuple[Integers, Integers]:
    """A table to look up instead of one to search, where it is small enough; keys and features as `index_ngrams` gave them."""
    size = (base + 1) ** length
    if size > _LARGEST_SPREAD:
        return keys, features
    table = np.full(size, -1, np.int64)
    table[keys[:-1]] = features[:-1]
    return np.empty(0, np.int64), table


def _length(values: Floats, norm: str) -> float:
    if norm == "l2":
        return float(np.sqrt(values @ values)) or 1.0
    return (float(values.sum()) or 1.0) if norm == "l1" else 1.0

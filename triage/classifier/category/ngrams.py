"""Sequences of one to three words as numbers, and their TF-IDF scores: an exact replica of scikit-learn for one text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from triage.classifier.category.key_table import SENTINEL, KeyTable, key_table
from triage.classifier.category.places import Places

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Singles = npt.NDArray[np.float32]

LONGEST = 3
MOST_PHRASES = 3  # as many may become evidence
MOST_PIECES = 1 << 20  # three numbers below this make one key of 60 bits
_LARGEST_SPREAD = 200_000  # entries
_COUNTED = 1 << 13  # occurrences for which the damping is looked up


@dataclass(slots=True)
class Scored:
    """The n-grams of a text, place by place, shortest first, and how much they push every label.

    An n-gram that occurs n times appears n times, each with an equal part of its value: nothing needs to be sorted. One that the
    vocabulary has not stands among them and pushes nothing.

    Attributes:
        scores: of every label.
        features: of each n-gram; `times` is how often it occurs in the text.
        amounts: its part of the feature vector, times the block's share.
        weights: n-grams x labels.
        count: how many of the n-grams are single pieces: all pieces of the text.
    """

    scores: Floats
    features: Integers
    times: Integers
    amounts: Floats
    weights: Floats
    count: int

    def pushes(self, label: int) -> tuple[Floats, list[tuple[float, int, int]]]:
        """Exact pushes to a label: of each piece of the text, and of the strongest others (weight, start, length)."""
        pushes = self.amounts * self.weights[:, label]
        return pushes[: self.count], self._phrases(pushes[self.count :])

    def _phrases(self, pushes: Floats) -> list[tuple[float, int, int]]:
        """The strongest n-grams of several pieces that push at all, each at its first place; equally strong ones by feature."""
        features = self.features[self.count :]
        whole = pushes * self.times[self.count :]
        first: dict[int, int] = {}
        least = 0.0
        for at in (-whole).argsort().tolist():
            push = float(whole[at])
            if push <= 0 or push < least:
                break
            feature = int(features[at])
            first[feature] = min(at, first.get(feature, at))  # equal ones come in any order
            if len(first) == MOST_PHRASES:
                least = push
        found = sorted([(-float(whole[at]), feature, at) for feature, at in first.items()])[:MOST_PHRASES]
        return [(-push, *self._start_and_length(at)) for push, _, at in found]

    def _start_and_length(self, at: int) -> tuple[int, int]:
        """First piece and number of pieces of the n-gram with this number; of n-grams one piece longer there is one fewer."""
        length = 2
        while at > self.count - length:
            at -= self.count - length + 1
            length += 1
        return at, length


@dataclass(frozen=True, slots=True)
class NgramTables:
    """A TF-IDF vocabulary over numbered pieces.

    Attributes:
        pieces: of the features that are single pieces, in their order.
        tables: per length, the feature of every possible key where such a table is small, else one of the keys that there are.
        idf: per feature, and 0 for one more, which stands for n-grams that the vocabulary has not.
        weights: features x labels, as they lie in the model's file, which all workers share; `share` is the block's.
        base: the number that means "no piece of the vocabulary"; one more than the largest piece.
        sublinear: counts are damped by 1 + log.
        norm: "l2", "l1" or "none".
        places: to count features with.
    """

    pieces: Integers
    tables: tuple[KeyTable | Integers, ...]
    idf: Floats
    weights: Singles
    share: float
    base: int
    sublinear: bool
    norm: str
    places: Places

    def find(self, pieces: Integers) -> Integers:
        """The features of all n-grams of a sequence, shortest first."""
        radix = self.base + 1
        key = pieces
        found = []
        for length, table in enumerate(self.tables):
            if length:
                key = key[:-1] * radix + pieces[length:]
            found.append(table.find(key) if isinstance(table, KeyTable) else table.take(key))
        return np.concatenate(found)

    def score(self, pieces: Integers) -> Scored:
        """Scores of every label for a sequence of pieces."""
        features = self.find(pieces)
        times = self._times(features)
        amounts = _damped(times, self.sublinear) * self.idf.take(features)
        length = 1.0
        if self.norm == "l2":
            length = float((amounts * times) @ amounts) ** 0.5 or 1.0
        elif self.norm == "l1":
            length = float(amounts.sum()) or 1.0
        amounts *= self.share / length
        weights = self.weights.take(features, 0, mode="clip").astype(np.float64)  # any row will do for what is in no vocabulary
        return Scored(amounts @ weights, features, times, amounts, weights, pieces.size)

    def _times(self, features: Integers) -> Integers:
        """How often the feature of each occurrence occurs."""
        first = self.places.first(features)
        return np.bincount(first, minlength=1).take(first)


def index_ngrams(ngrams: Iterable[tuple[int, ...]], base: int) -> tuple[list[Integers], Integers]:
    """The sorted keys of a vocabulary, per length, and which of `ngrams` each is, shortest first; `base` as in the tables."""
    by_length: list[list[tuple[int, int]]] = [[(SENTINEL, -1)] for _ in range(LONGEST)]
    for feature, pieces in enumerate(ngrams):
        key = 0
        for piece in pieces:
            key = key * (base + 1) + piece
        by_length[len(pieces) - 1].append((key, feature))
    while len(by_length) > 1 and len(by_length[-1]) == 1:
        by_length.pop()
    tables = [np.array(sorted(pairs), np.int64) for pairs in by_length]
    return [np.ascontiguousarray(pairs[:, 0]) for pairs in tables], np.concatenate([pairs[:-1, 1] for pairs in tables])


def assemble(
    keys: Sequence[Integers], idf: Floats, weights: Singles, share: float, base: int, *, sublinear: bool, norm: str
) -> NgramTables:
    """Tables of keys that `index_ngrams` gave; `idf` and `weights`, without idf and share, in the order of the keys.

    Raises:
        ValueError: there are more or fewer of one than of another.
    """
    *firsts, count = accumulate((of_length.size - 1 for of_length in keys), initial=0)
    if not count == idf.size == len(weights):
        raise ValueError(f"{count} keys, {idf.size} idf, {len(weights)} rows of weights")
    sizes = [(base + 1) ** length for length in range(1, len(keys) + 1)]
    return NgramTables(
        pieces=keys[0][:-1],
        tables=tuple(_table(*told, none=count) for told in zip(keys, firsts, sizes, strict=True)),
        idf=np.append(idf, 0.0),
        weights=weights,
        share=share,
        base=base,
        sublinear=sublinear,
        norm=norm,
        places=Places(count + 1),
    )


def _table(keys: Integers, first: int, size: int, none: int) -> KeyTable | Integers:
    """What finds the features of keys below `size`, which are numbered from `first` on; `none` for keys that are not there."""
    if size > _LARGEST_SPREAD:
        return key_table(keys, first, none)
    table = np.full(size, none, np.int64)
    table[keys[:-1]] = np.arange(first, first + keys.size - 1)
    return table


def _damped(times: Integers, sublinear: bool) -> Floats:
    """One occurrence's part of its n-gram's damped count."""
    if not sublinear:
        return np.ones(times.size)
    parts: Floats = _PARTS.take(times) if times.size < _COUNTED else (1.0 + np.log(times)) / times
    return parts


_FROM_ONE = np.arange(_COUNTED).clip(1)
_PARTS = (1.0 + np.log(_FROM_ONE)) / _FROM_ONE

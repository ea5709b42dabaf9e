"""Sequences of one to three words as numbers, and their TF-IDF scores: an exact replica of scikit-learn for one text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Singles = npt.NDArray[np.float32]

LONGEST = 3
MOST_PHRASES = 3  # as many may become evidence
MOST_PIECES = 1 << 20  # three numbers below this make one key of 60 bits
_LARGEST_SPREAD = 200_000  # entries
_SENTINEL = int(np.iinfo(np.int64).max)  # ends the keys, so that a search always points at one
_COUNTED = 1 << 13  # occurrences for which the damping is looked up
_PLACES = np.arange(_COUNTED)


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
        found: dict[int, tuple[float, int, int]] = {}
        for at in np.lexsort((features, -whole)).tolist():
            push = float(whole[at])
            if push <= 0 or len(found) == MOST_PHRASES:
                break
            found.setdefault(int(features[at]), (push, *self._start_and_length(at)))
        return list(found.values())

    def _start_and_length(self, at: int) -> tuple[int, int]:
        """Those of an n-gram by its number among the n-grams of several pieces; there is one place less for each piece more."""
        length = 2
        while at > self.count - length:
            at -= self.count - length + 1
            length += 1
        return at, length


@dataclass(frozen=True, slots=True)
class NgramTables:
    """A TF-IDF vocabulary over numbered pieces.

    Attributes:
        keys: per length, the sorted keys of its n-grams, a sentinel at the end; features are numbered in this order.
        spread: per length, the feature of every possible key where such a table is small, else empty.
        firsts: per length, the number of its first feature.
        idf: per feature, and 0 for one more, which stands for n-grams that the vocabulary has not.
        weights: features x labels, as they lie in the model's file, which all workers share; `share` is the block's.
        base: the number that means "no piece of the vocabulary"; one more than the largest piece.
        sublinear: counts are damped by 1 + log.
        norm: "l2", "l1" or "none".
    """

    keys: tuple[Integers, ...]
    spread: tuple[Integers, ...]
    firsts: tuple[int, ...]
    idf: Floats
    weights: Singles
    share: float
    base: int
    sublinear: bool
    norm: str
    _scratch: list[Integers] = field(default_factory=list, compare=False)  # tables to count with, one for each thread at work

    def find(self, pieces: Integers) -> Integers:
        """The features of all n-grams of a sequence, shortest first."""
        radix, none = self.base + 1, self.idf.size - 1
        key = pieces
        found = []
        for length, (keys, spread, first) in enumerate(zip(self.keys, self.spread, self.firsts, strict=True)):
            if length:
                key = key[:-1] * radix + pieces[length:]
            if spread.size:
                found.append(spread.take(key))
            else:
                at = keys.searchsorted(key)
                found.append(np.where(keys.take(at) == key, at + first, none))
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
        """How often the feature of each occurrence occurs: all occurrences write their number where only one can stand."""
        try:
            last = self._scratch.pop()
        except IndexError:
            last = np.zeros(self.idf.size, np.int64)
        number = _PLACES[: features.size] if features.size <= _COUNTED else np.arange(features.size)
        last[features] = number
        stands = last.take(features)
        self._scratch.append(last)
        return np.bincount(stands, minlength=1).take(stands)


def index_ngrams(ngrams: Iterable[tuple[int, ...]], base: int) -> tuple[list[Integers], Integers]:
    """The sorted keys of a vocabulary, per length, and which of `ngrams` each is, shortest first; `base` as in the tables."""
    by_length: list[list[tuple[int, int]]] = [[(_SENTINEL, -1)] for _ in range(LONGEST)]
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
        keys=tuple(keys),
        spread=tuple(_spread(*told, none=count) for told in zip(keys, firsts, sizes, strict=True)),
        firsts=tuple(firsts),
        idf=np.append(idf, 0.0),
        weights=weights,
        share=share,
        base=base,
        sublinear=sublinear,
        norm=norm,
    )


def _spread(keys: Integers, first: int, size: int, none: int) -> Integers:
    """A table to look up instead of one to search, where it is small enough; `none` for keys that are not there."""
    if size > _LARGEST_SPREAD:
        return np.empty(0, np.int64)
    table = np.full(size, none, np.int64)
    table[keys[:-1]] = np.arange(first, first + keys.size - 1)
    return table


def _damped(times: Integers, sublinear: bool) -> Floats:
    """One occurrence's part of its n-gram's damped count."""
    if not sublinear:
        return np.ones(times.size)
    parts: Floats = _PARTS.take(times) if times.size < _COUNTED else (1.0 + np.log(times)) / times
    return parts


_FROM_ONE = _PLACES.clip(1)
_PARTS = (1.0 + np.log(_FROM_ONE)) / _FROM_ONE

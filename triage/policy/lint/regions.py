"""Sets of values that a fact may have, with exact intersection, complement and comparison. None is the unknown value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, inf

Edge = tuple[float, int]
"""A cut in the number line: (x, 0) is right before x, (x, 1) right after it."""
Interval = tuple[Edge, Edge]


@dataclass(frozen=True, slots=True)
class Words:
    """Words, flags and None: those listed, or (`others`) all but those listed."""

    listed: frozenset[object]
    others: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is no value in it."""
        return not self.others and not self.listed

    def meet(self, other: Words) -> Words:
        """The values in both."""
        if self.others and other.others:
            return Words(self.listed | other.listed, True)
        if self.others:
            return Words(other.listed - self.listed)
        return Words(self.listed - other.listed if other.others else self.listed & other.listed)

    def rest(self) -> Words:
        """All values but these."""
        return Words(self.listed, not self.others)

    def sample(self) -> object:
        """A value in it, the unknown one only when there is no other."""
        if self.others:
            return next(word for word in _strangers() if word not in self.listed)
        return min(self.listed, key=lambda word: (word is None, str(word)))


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers between cuts, sorted and apart, and perhaps None. `whole`: only whole numbers are meant."""

    intervals: tuple[Interval, ...]
    unknown: bool
    whole: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is no value in it."""
        return not self.intervals and not self.unknown

    def meet(self, other: Numbers) -> Numbers:
        """The values in both."""
        pairs = (
            (max(low, other_low), min(high, other_high))
            for low, high in self.intervals
            for other_low, other_high in other.intervals
        )
        return numbers(pairs, self.unknown and other.unknown, self.whole or other.whole)

    def rest(self) -> Numbers:
        """All values but these."""
        cuts: list[Edge] = [(-inf, 0), *(edge for interval in self.intervals for edge in interval), (inf, 1)]
        return numbers(zip(cuts[::2], cuts[1::2], strict=True), not self.unknown, self.whole)

    def sample(self) -> object:
        """A value in it, the unknown one only when there is no other."""
        if not self.intervals:
            return None
        (low, after), (high, through) = self.intervals[0]
        if low == -inf:
            return 0 if high == inf else (high if through else high - 1)
        if not after:
            return low
        return low + 1 if high == inf or low + 1 < high else (low + high) / 2


Region = Words | Numbers


def numbers(intervals: Iterable[Interval], unknown: bool, whole: bool) -> Numbers:
    """Those intervals that hold any number; of whole numbers the cuts move to the next one."""
    found = ((_up(low), _down(high)) if whole else (low, high) for low, high in intervals)
    return Numbers(tuple(sorted(interval for interval in found if interval[0] < interval[1])), unknown, whole)


def meet(one: Region, other: Region) -> Region:
    """The values in both; of one fact, so of one kind."""
    if isinstance(one, Words) and isinstance(other, Words):
        return one.meet(other)
    if isinstance(one, Numbers) and isinstance(other, Numbers):
        return one.meet(other)
    raise TypeError("regions of one fact are of one kind")


def within(one: Region, other: Region) -> bool:
    """Whether every value of the one is in the other."""
    if isinstance(one, Words) and isinstance(other, Words):
        if one.others:
            return other.others and other.listed <= one.listed
        return one.listed.isdisjoint(other.listed) if other.others else one.listed <= other.listed
    return meet(one, other.rest()).is_empty


def _up(edge: Edge) -> Edge:
    value, after = edge
    if value in (-inf, inf):
        return edge
    return (ceil(value), 0) if value != int(value) or not after else (int(value) + 1, 0)


def _down(edge: Edge) -> Edge:
    value, through = edge
    if value in (-inf, inf):
        return edge
    return (floor(value), 1) if value != int(value) or through else (int(value) - 1, 1)


def _strangers() -> Iterable[str]:
    """Words that a list may not have thought of."""
    yield "something else"
    number = 1
    while True:
        number += 1
        yield f"something else {number}"

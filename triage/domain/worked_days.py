"""The working time of many whole days at the cost of few: what has been added up once is remembered in blocks."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import lru_cache

from triage.domain.instants import Stretch

_BLOCK = 64  # days
_CACHED_BLOCKS = 256  # of more years than a calendar measures: 64 KB


class WorkedDays:
    """Sums over the days of one calendar, by the ordinals of their dates (`date.toordinal`). Safe among threads."""

    def __init__(self, stretches_of: Callable[[int], tuple[Stretch, ...]]) -> None:
        """`stretches_of` gives the stretches of a day, whole seconds long, no two days sharing any time."""
        self._stretches_of = stretches_of
        self._block = lru_cache(maxsize=_CACHED_BLOCKS)(self._sums)

    def between(self, first: int, end: int) -> timedelta:
        """The working time of the days from `first` up to, not including, `end`, which is not earlier."""
        blocks = sum(self._block(block)[_BLOCK] for block in range(first // _BLOCK, end // _BLOCK))
        return timedelta(seconds=blocks - self._block(first // _BLOCK)[first % _BLOCK] + self._block(end // _BLOCK)[end % _BLOCK])

    def _sums(self, block: int) -> Sequence[int]:
        """Seconds of the first so many days of a block: none, one, ..., all of them."""
        sums = array("q", [0])
        for day in range(block * _BLOCK, (block + 1) * _BLOCK):
            worked = sum((closes - opens for opens, closes in self._stretches_of(day)), timedelta())
            sums.append(sums[-1] + int(worked.total_seconds()))
        return sums

"""Windows of a local date on the UTC line, and the working time of many whole days at the cost of few."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from triage.domain.instants import Stretch, instant, merged, without, zone_of
from triage.domain.windows import DAY_MINUTES, Window

_MINUTE = timedelta(minutes=1)
_BLOCK = 64  # days
_CACHED_BLOCKS = 256  # of more years than a calendar measures: 130 KB
_UTC = zone_of("UTC")


class WorkedDays:
    """Sums over the days of one calendar, by the ordinals of their dates (`date.toordinal`). Safe among threads.

    What has been added up once is remembered in blocks of days.
    """

    def __init__(self, windows_on: Callable[[int], tuple[Window, ...]], zone: ZoneInfo) -> None:
        """`windows_on` gives the windows that open on a day."""
        self._windows_on = windows_on
        self._zone = zone
        self._block = lru_cache(maxsize=_CACHED_BLOCKS)(self._sums)

    def between(self, first: int, end: int) -> timedelta:
        """The working time of the days from `first` up to, not including, `end`, which is not earlier."""
        blocks = sum(self._block(block)[_BLOCK] for block in range(first // _BLOCK, end // _BLOCK))
        return timedelta(seconds=blocks - self._block(first // _BLOCK)[first % _BLOCK] + self._block(end // _BLOCK)[end % _BLOCK])

    def _sums(self, block: int) -> Sequence[int]:
        """Seconds of the first so many days of a block: none, one, ..., all of them."""
        first = block * _BLOCK
        days = range(first, first + _BLOCK)
        windows = [self._windows_on(day) for day in range(first - 1, first + _BLOCK)]
        offsets = [midnight(day).replace(tzinfo=self._zone).utcoffset() for day in range(first, first + _BLOCK + 2)]
        sums = array("q", [0])
        for day, before, own, offset, later in zip(days, windows, windows[1:], offsets, offsets[2:], strict=False):
            # no zone has two changes of the clocks within two days: where the offset is the same then, there is none in between
            seconds = _plain_seconds(own, before) if offset == later else _length(stretches(own, before, day, self._zone))
            sums.append(sums[-1] + seconds)
        return sums


def stretches(windows: Sequence[Window], before: Sequence[Window], day: int, zone: ZoneInfo) -> tuple[Stretch, ...]:
    """The windows of one local date on the UTC line, less what those of the day before (`before`) still cover."""
    own = merged(_edges(window, day, zone) for window in windows)
    late = [window for window in before if window.closes > DAY_MINUTES]
    return tuple(without(own, merged(_edges(window, day - 1, zone) for window in late))) if late else own


def midnight(day: int) -> datetime:
    """The beginning of a date as a naive wall clock; a zone makes it an instant."""
    return datetime.combine(date.fromordinal(day), time())


@lru_cache(maxsize=1024)
def _plain_seconds(windows: tuple[Window, ...], before: tuple[Window, ...]) -> int:
    """Of a day on which and around which the clocks are not changed."""
    return _length(stretches(windows, before, 2, _UTC))


def _length(found: Sequence[Stretch]) -> int:
    return int(sum((closes - opens for opens, closes in found), timedelta()).total_seconds())


def _edges(window: Window, day: int, zone: ZoneInfo) -> Stretch:
    start = midnight(day)
    return instant(start + window.opens * _MINUTE, zone), instant(start + window.closes * _MINUTE, zone)

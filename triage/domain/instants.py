"""From wall clocks to the UTC line, and stretches of time on that line.

Python's `aware + timedelta` moves the wall clock, not time: all arithmetic of the domain therefore happens between UTC instants.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from triage.errors import CalendarError

Stretch = tuple[datetime, datetime]
"""From (inclusive) to (exclusive), both in UTC."""

_SECOND = timedelta(seconds=1)
_NO_PLACE = "Factory"  # what a machine has that was never told where it stands
_OUTSIDE = "the moment lies outside the years 1 to 9999"


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """Every zone of the IANA database, whatever lies in this machine's own folder of zones (`localtime` does)."""
    names = (files("tzdata") / "zones").read_text(encoding="ascii").split()
    return frozenset(names) - {_NO_PLACE}


def zone_of(name: str) -> ZoneInfo:
    """The IANA zone of that name. Raises CalendarError when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise CalendarError("the calendar's time zone is not in the IANA database") from error


def utc(moment: datetime) -> datetime:
    """The same instant in UTC. Raises ValueError for a naive datetime, CalendarError outside the years 1 to 9999."""
    if moment.tzinfo is UTC:
        return moment
    if moment.utcoffset() is None:
        raise ValueError("a moment needs a time zone")
    return local(moment, UTC)


def local(moment: datetime, zone: tzinfo) -> datetime:
    """The wall clock of `zone` at that instant. Raises CalendarError outside the years 1 to 9999."""
    try:
        return moment.astimezone(zone)
    except (OverflowError, ValueError) as error:
        raise CalendarError(_OUTSIDE) from error


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the clocks of `zone` show the naive `wall`: never earlier for a later wall.

    A wall time that occurs twice means its first pass; one that is skipped means the first valid instant after the gap.
    Raises CalendarError outside the years 1 to 9999.
    """
    aware = wall.replace(tzinfo=zone)
    try:
        before, after = aware.utcoffset(), aware.replace(fold=1).utcoffset()
        if before is None or after is None:  # never for a ZoneInfo; says so to the type checker
            raise ValueError("a zone needs an offset")
        if before >= after:
            return (wall - before).replace(tzinfo=UTC)
        return _end_of_gap((wall - after).replace(tzinfo=UTC), (wall - before).replace(tzinfo=UTC), zone)
    except OverflowError as error:
        raise CalendarError(_OUTSIDE) from error


def merged(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same time as disjoint stretches in order; empty and reversed ones vanish, touching ones become one."""
    result: list[Stretch] = []
    for start, end in sorted(stretches):
        if end <= start:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def without(stretches: Iterable[Stretch], breaks: Sequence[Stretch]) -> Iterator[Stretch]:
    """What is left of `stretches` when `breaks` are cut out; both disjoint and in order. Linear in both."""
    index, count = 0, len(breaks)
    for start, end in stretches:
        while index < count and breaks[index][0] < end:
            cut_start, cut_end = breaks[index]
            if start < cut_start:
                yield start, cut_start
            start = max(start, cut_end)
            if cut_end > end:  # this break reaches into the stretches to come
                break
            index += 1
        if start < end:
            yield start, end


def _end_of_gap(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the clocks jump: the offset at `low` is still the old one, at `high` the new one."""
    new = high.astimezone(zone).utcoffset()
    while high - low > _SECOND:
        middle = low + timedelta(seconds=(high - low) // _SECOND // 2)
        if middle.astimezone(zone).utcoffset() == new:
            high = middle
        else:
            low = middle
    return high

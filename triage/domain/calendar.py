"""Business time: an exact calendar on the UTC line (PS.5, HR10.2, HR20.3; design §4).

    office = Calendar("office", "Europe/Berlin", weekly=(nine_to_five,) * 5 + ((), ()), closed=holidays)
    office.add(friday_1630, timedelta(hours=1))   # Monday 09:30
    office.between(friday_1630, monday_0930)      # one hour: the inverse

A window belongs to the local date on which it opens: a night shift that opens before a holiday runs into it, and counts as the
working day of its opening. Windows may overlap: the time they share counts once, and belongs to the earlier day.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import chain
from types import MappingProxyType
from zoneinfo import ZoneInfo

from triage.domain.decision import Interval
from triage.domain.instants import Stretch, instant, local, merged, utc, without, zone_of
from triage.domain.spans import DayMode, Span
from triage.domain.windows import Window, is_whole_day
from triage.domain.worked_days import WorkedDays, midnight, stretches
from triage.errors import CalendarError

_NONE = timedelta(0)
_SEARCH_DAYS = 3660  # ten years: a calendar that has no time in them has none
_MOST_DAYS = 9150  # twenty-five years: the longest time that is measured, so that a hostile date costs little
_CACHED_DAYS = 800  # two years of windows and a bit
_NEAR_DAYS = 7  # moments that lie no further apart are measured window by window
_MOST_INTERVALS = 60  # what a page can show of a timeline
_FIRST_DAY, _LAST_DAY = date.min.toordinal() + 1, date.max.toordinal() - 3


@dataclass(frozen=True, eq=False)
class Calendar:
    """When time counts: weekly windows in a time zone, less closed dates, with windows of their own on some dates.

    `weekly` has seven entries, Monday first; `dates` overrules both `closed` and `weekly`. Every method takes aware datetimes,
    gives UTC, and leaves out `breaks` (pauses, from and to; they may overlap). Compares and hashes by identity; safe among
    threads as far as `closed` is. Raises CalendarError when the zone is unknown or `weekly` is not seven days.
    """

    name: str
    time_zone: str
    weekly: tuple[tuple[Window, ...], ...]
    closed: Container[date] = frozenset()
    dates: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)
    _zone: ZoneInfo = field(init=False, repr=False)
    _always: bool = field(init=False, repr=False)
    _day: Callable[[int], tuple[Stretch, ...]] = field(init=False, repr=False)
    _days: WorkedDays = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if len(self.weekly) != 7:
            raise CalendarError(f"calendar {self.name} needs seven days, it has {len(self.weekly)}")
        own = object.__setattr__
        own(self, "dates", MappingProxyType(dict(self.dates)))
        own(self, "_zone", zone_of(self.time_zone))
        own(self, "_always", not self.dates and self.closed == frozenset() and all(map(is_whole_day, self.weekly)))
        own(self, "_day", lru_cache(maxsize=_CACHED_DAYS)(self._stretches_of))
        own(self, "_days", WorkedDays(self._windows_on, self._zone))

    def __reduce__(self) -> tuple[object, ...]:
        return Calendar, (self.name, self.time_zone, self.weekly, self.closed, dict(self.dates))

    def is_open(self, at: datetime) -> bool:
        """Whether time counts at that instant; a closing time is no longer open."""
        at = utc(at)
        return self._always or any(opens <= at < closes for opens, closes in self._walk(at, 3))

    def add(self, start: datetime, amount: timedelta, breaks: Sequence[Stretch] = ()) -> datetime:
        """The instant at which `amount` of business time since `start` is used up: inside a window, or at its close.

        No amount at all gives the next open instant. Raises CalendarError when ten years (beside the breaks) cannot supply the
        amount, ValueError when it is negative.
        """
        if amount < _NONE:
            raise ValueError("business time is added, never taken away")
        left, start = amount, utc(start)
        for opens, closes in self._around(start, _cuts(breaks), _SEARCH_DAYS):
            length = closes - opens
            if length >= left:
                return opens + left
            left -= length
        raise CalendarError(f"calendar {self.name} has not enough working time")

    def between(self, start: datetime, end: datetime, breaks: Sequence[Stretch] = ()) -> timedelta:
        """The business time from `start` to `end`; none when `end` is not later. Raises CalendarError beyond 25 years."""
        return sum((self._worked(*gap) for gap in self._gaps(start, end, breaks)), _NONE)

    def _worked(self, start: datetime, end: datetime) -> timedelta:
        """The business time of a stretch; of the whole days inside a long one the sums are remembered."""
        if self._always:
            return end - start
        if (end - start).days <= _NEAR_DAYS:
            return sum((closes - opens for opens, closes in self._until(start, end)), _NONE)
        first, last = self._date(start), self._date(end)
        edges = (first - 1, first, last - 1, last)  # a window may end on the day after its own
        windows = [window for day in edges for window in self._day(day)]
        return self._days.between(first + 1, last - 1) + sum(
            (max(_NONE, min(closes, end) - max(opens, start)) for opens, closes in windows), _NONE
        )

    def due(self, start: datetime, span: Span, breaks: Sequence[Stretch] = ()) -> datetime:
        """When a promise given at `start` falls due; a later start never gives an earlier due.

        Hours and minutes are `add`. Days count working days after the start's own, which is the day of the window that is open
        at the start, else its local date. `end_of_day`: the close of the n-th one. From Friday 16:30, 18:00 or Sunday noon,
        "1 business day" is the close of Monday; from Monday 00:00 on, that of Tuesday. `same_time`: a start outside hours first
        waits for the next opening; then the same wall time on the n-th working day, moved to its next opening, or back to its
        close, when that day is not open then. (In the hour that a zone repeats, the second pass falls due as the first did.)
        Breaks move a day promise on by the business time they took. Raises CalendarError as `add`.
        """
        if span.days is None:
            return self.add(start, span.amount or _NONE, breaks)
        start = utc(start)
        due = self._close_after(start, span.days) if span.mode is DayMode.END_OF_DAY else self._same_time(start, span.days)
        paused = self.between(start, due) - self.between(start, due, breaks) if breaks else _NONE
        return self.add(due, paused, breaks) if paused else due

    def share(self, start: datetime, end: datetime, percent: int, breaks: Sequence[Stretch] = ()) -> datetime:
        """The instant at which `percent` of the business time from `start` to `end` is used up; always within hours."""
        return self.add(start, self.between(start, end, breaks) * percent // 100, breaks)

    def timeline(self, start: datetime, end: datetime, breaks: Sequence[Stretch] = ()) -> tuple[Interval, ...]:
        """The stretches from `start` to `end` that count, in order; what lies between them does not.

        Stretches that touch are one. After sixty, the last one stands for all the rest, and `counts` says how much of it counts.
        """
        result: list[Interval] = []
        for opens, closes in chain.from_iterable(self._until(*gap) for gap in self._gaps(start, end, breaks)):
            last = result[-1] if result else None
            if last and (last.end == opens or len(result) == _MOST_INTERVALS):
                result[-1] = Interval(last.start, closes, last.counts + (closes - opens))
            else:
                result.append(Interval(opens, closes, closes - opens))
        return tuple(result)

    def _close_after(self, start: datetime, days: int) -> datetime:
        own = self._own_day(start)
        closes = self._day(self._working_day(own, days))[-1][1]
        return closes if closes >= start else self._close_after(start, 1)  # the end of a day that is over already

    def _same_time(self, start: datetime, days: int) -> datetime:
        start = self.add(start, _NONE)
        own = self._own_day(start)
        wall = local(start, self._zone).replace(tzinfo=None) - midnight(own)
        target = self._working_day(own, days)
        at = instant(midnight(target) + wall, self._zone)
        windows = self._day(target)
        return next((max(at, opens) for opens, closes in windows if at < closes), windows[-1][1])

    def _own_day(self, start: datetime) -> int:
        """The working day that `start` belongs to: the day before its date when that day's windows still run."""
        today = self._date(start)
        yesterday = self._day(today - 1)
        return today - 1 if yesterday and yesterday[-1][1] > start else today

    def _working_day(self, day: int, count: int) -> int:
        """The count-th date after `day` that has windows; with a count of 0 the first one from `day` on."""
        count, day = (count, day + 1) if count else (1, day)
        for candidate in range(day, min(day + _SEARCH_DAYS, _LAST_DAY)):
            count -= 1 if self._day(candidate) else 0
            if count == 0:
                return candidate
        raise CalendarError(f"calendar {self.name} has not enough working days")

    def _gaps(self, start: datetime, end: datetime, breaks: Sequence[Stretch]) -> Sequence[Stretch]:
        """What lies from `start` to `end` outside the breaks. Raises CalendarError when that is more than 25 years."""
        gaps = tuple(without(((utc(start), utc(end)),), _cuts(breaks)))
        if sum((end - begin for begin, end in gaps), _NONE).days > _MOST_DAYS:
            raise CalendarError("the moments lie more than 25 years apart")
        return gaps

    def _until(self, start: datetime, end: datetime) -> Iterator[Stretch]:
        """The windows from `start` to `end`."""
        for opens, closes in self._walk(start, (end - start).days + 4):
            if opens >= end:
                return
            yield opens, min(closes, end)

    def _around(self, start: datetime, cuts: Sequence[Stretch], days: int) -> Iterator[Stretch]:
        """The windows from `start` on, outside the cuts, for that many days beside them: a cut is jumped over, not walked."""
        left = timedelta(days=days)
        for begin, end in [cut for cut in cuts if cut[1] > start]:
            if begin - start > left:
                break
            yield from self._until(start, begin) if begin > start else ()
            left -= max(begin - start, _NONE)
            start = end
        yield from self._walk(start, left.days)

    def _walk(self, start: datetime, days: int) -> Iterator[Stretch]:
        """The windows from `start` on, disjoint and in order, for that many days."""
        if self._always:
            yield start, _later(start, days)
            return
        first = self._date(start) - 1
        for day in range(first, min(first + days, _LAST_DAY)):
            for opens, closes in self._day(day):
                if closes > start:
                    yield (opens if opens > start else start), closes

    def _date(self, at: datetime) -> int:
        """The local date, with room for the days beside it."""
        day = local(at, self._zone).toordinal()
        if _FIRST_DAY < day < _LAST_DAY:
            return day
        raise CalendarError("the moment lies at the edge of all dates")

    def _stretches_of(self, day: int) -> tuple[Stretch, ...]:
        return stretches(self._windows_on(day), self._windows_on(day - 1), day, self._zone)

    def _windows_on(self, day: int) -> tuple[Window, ...]:
        on = date.fromordinal(day)
        own = self.dates.get(on)
        if own is not None:
            return own
        return () if on in self.closed else self.weekly[on.weekday()]


def _cuts(breaks: Sequence[Stretch]) -> Sequence[Stretch]:
    return merged((utc(begin), utc(end)) for begin, end in breaks) if breaks else ()


def _later(start: datetime, days: int) -> datetime:
    """`start` and so many days, or the end of all dates."""
    latest = datetime.max.replace(tzinfo=UTC)
    return latest if latest - start < timedelta(days=days) else start + timedelta(days=days)

"""Laws of business time: on random calendars, and minute by minute through the days on which clocks change."""

from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domain.clocks import always, nights, office
from triage.domain.calendar import Calendar
from triage.domain.spans import DayMode, Span
from triage.domain.windows import Window

LAWS = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MINUTE = timedelta(minutes=1)
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC"]
CHANGES = [
    ("Europe/Berlin", "2026-03-29"),
    ("Europe/Berlin", "2026-10-25"),
    ("America/New_York", "2026-03-08"),
    ("America/New_York", "2026-11-01"),
    ("Australia/Lord_Howe", "2026-04-05"),
    ("Australia/Lord_Howe", "2026-10-04"),
    ("America/Sao_Paulo", "2018-02-18"),
    ("America/Sao_Paulo", "2018-11-04"),
    ("UTC", "2026-03-29"),
]

windows = st.tuples(st.integers(0, 1439), st.integers(120, 1440)).map(lambda pair: Window(pair[0], min(pair[0] + pair[1], 2880)))
weeks = st.lists(st.lists(windows, max_size=3).map(tuple), min_size=7, max_size=7).map(tuple).filter(any)
moments = st.datetimes(datetime(2017, 1, 1), datetime(2027, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001
amounts = st.timedeltas(timedelta(0), timedelta(hours=300))
spans = st.one_of(
    amounts.map(lambda amount: Span(amount=amount)), st.builds(Span, days=st.integers(0, 6), mode=st.sampled_from(DayMode))
)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Random weeks, with overlaps and nights, in random zones; some dates closed."""
    first = draw(moments).date()
    closed = frozenset(first + timedelta(days=day) for day in draw(st.lists(st.integers(0, 30), max_size=5)))
    return Calendar("random", draw(st.sampled_from(ZONES)), draw(weeks), closed)


@st.composite
def pauses(draw: st.DrawFn, start: datetime) -> list[tuple[datetime, datetime]]:
    """Pauses around a moment; they may overlap and be empty."""
    pairs = draw(st.lists(st.tuples(st.integers(-50, 400), st.integers(0, 100)), max_size=5))
    return [(start + timedelta(hours=begin), start + timedelta(hours=begin + length)) for begin, length in pairs]


@given(calendars(), moments, amounts, st.data())
@LAWS
def test_add_and_between_are_inverse(calendar: Calendar, start: datetime, amount: timedelta, data: st.DataObject) -> None:
    """With and without breaks, and the due is inside a window or at its close."""
    for breaks in ([], data.draw(pauses(start))):
        due = calendar.add(start, amount, breaks)
        assert due >= start
        assert calendar.between(start, due, breaks) == amount
        assert calendar.is_open(due) or calendar.is_open(due - timedelta.resolution)


@given(calendars(), moments, st.timedeltas(timedelta(days=5), timedelta(days=500)), st.data())
@LAWS
def test_far_moments_are_measured_as_near_ones_are(
    calendar: Calendar, start: datetime, length: timedelta, data: st.DataObject
) -> None:
    """The sums of whole blocks of days come to what the stretches in between do, one after the other."""
    for breaks in ([], data.draw(pauses(start))):
        walked = sum((part.counts for part in calendar.timeline(start, start + length, breaks)), timedelta())
        assert calendar.between(start, start + length, breaks) == walked


@given(calendars(), moments, amounts, amounts, amounts)
@LAWS
def test_add_is_monotone(calendar: Calendar, start: datetime, later: timedelta, amount: timedelta, more: timedelta) -> None:
    """A later start or a greater amount never gives an earlier due."""
    assert calendar.add(start, amount) <= calendar.add(start + later, amount)
    assert calendar.add(start, amount) <= calendar.add(start, amount + more)
    assert calendar.between(start, start + later) <= calendar.between(start, start + later + more)


@given(calendars(), moments, st.timedeltas(timedelta(0), timedelta(hours=60)), spans)
@LAWS
def test_due_is_monotone_in_the_start(calendar: Calendar, start: datetime, later: timedelta, span: Span) -> None:
    """Days too, and never before the start; only the hour that a zone repeats has the same wall time twice."""
    due = calendar.due(start, span)
    assert due >= start
    first, second = (_opening(calendar, moment) for moment in (start, start + later))
    if span.mode is DayMode.END_OF_DAY or (not first.fold and not second.fold):
        assert due <= calendar.due(start + later, span)


@given(calendars(), moments, amounts, spans, st.data())
@LAWS
def test_breaks_only_ever_give_more_time(
    calendar: Calendar, start: datetime, later: timedelta, span: Span, data: st.DataObject
) -> None:
    """Breaks never increase the elapsed time, never bring a due forward, and leave it within hours."""
    breaks = data.draw(pauses(start))
    assert calendar.between(start, start + later, breaks) <= calendar.between(start, start + later)
    due = calendar.due(start, span, breaks)
    assert due >= calendar.due(start, span)
    assert calendar.is_open(due) or calendar.is_open(due - timedelta.resolution)


@given(calendars(), moments, amounts, st.integers(0, 100), st.data())
@LAWS
def test_a_timeline_adds_up(calendar: Calendar, start: datetime, length: timedelta, percent: int, data: st.DataObject) -> None:
    """The stretches are in order, sum up to the elapsed time, and a share of it lies between the ends."""
    breaks, end = data.draw(pauses(start)), start + length
    line = calendar.timeline(start, end, breaks)
    total = calendar.between(start, end, breaks)
    assert sum((part.counts for part in line), timedelta()) == total
    assert all(before.end < after.start for before, after in pairwise(line))
    if total:
        assert start <= calendar.share(start, end, percent, breaks) <= end


@pytest.mark.parametrize(("zone", "day"), CHANGES)
@pytest.mark.parametrize("make", [office, always, nights])
def test_every_hour_of_a_day_that_changes_the_clocks(zone: str, day: str, make: object) -> None:
    """Against counting the open minutes by the wall clock, from every hour around the change."""
    calendar: Calendar = make(zone)
    begin = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) - timedelta(hours=6)
    counted = [0, *accumulate(_open_by_wall_clock(calendar, begin + minute * MINUTE) for minute in range(60 * 48))]
    for start in range(0, 60 * 40, 60):
        for length in (30, 60, 240, 480):
            elapsed = calendar.between(begin + start * MINUTE, begin + (start + length) * MINUTE)
            assert elapsed == (counted[start + length] - counted[start]) * MINUTE
            due = calendar.add(begin + start * MINUTE, elapsed)
            assert calendar.between(begin + start * MINUTE, due) == elapsed


@pytest.mark.parametrize(
    ("zone", "alias"),
    [
        ("Asia/Kolkata", "Asia/Calcutta"),
        ("America/New_York", "US/Eastern"),
        ("America/Sao_Paulo", "Brazil/East"),
        ("Australia/Lord_Howe", "Australia/LHI"),
        ("UTC", "Etc/UTC"),
    ],
)
@given(start=moments, amount=amounts)
@settings(max_examples=20, deadline=None)
def test_a_zone_by_another_name_is_the_same(zone: str, alias: str, start: datetime, amount: timedelta) -> None:
    """Aliases of a zone give equal dues."""
    assert office(zone).add(start, amount) == office(alias).add(start, amount)


def _opening(calendar: Calendar, start: datetime) -> datetime:
    return calendar.add(start, timedelta(0)).astimezone(ZoneInfo(calendar.time_zone))


def _open_by_wall_clock(calendar: Calendar, moment: datetime) -> bool:
    """The obvious definition, which is right as long as no window begins or ends in a gap or fold."""
    wall = moment.astimezone(ZoneInfo(calendar.time_zone))
    minute = wall.hour * 60 + wall.minute
    today, yesterday = calendar.weekly[wall.weekday()], calendar.weekly[wall.weekday() - 1]
    return any(window.opens <= minute < window.closes for window in today) or any(
        window.opens <= minute + 1440 < window.closes for window in yesterday
    )

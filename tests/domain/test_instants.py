"""Wall clocks become instants without ever going backwards, and stretches of time are merged and cut exactly."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.domain.instants import instant, known_zones, merged, utc, without, zone_of
from triage.errors import CalendarError

MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "zone", "expected"),
    [
        ("2026-11-23 09:00", "Europe/Berlin", "2026-11-23 08:00"),
        ("2026-03-29 02:30", "Europe/Berlin", "2026-03-29 01:00"),  # in the gap: its end, not 03:30
        ("2026-03-29 02:00", "Europe/Berlin", "2026-03-29 01:00"),
        ("2026-10-25 02:30", "Europe/Berlin", "2026-10-25 00:30"),  # twice: the first pass
        ("2026-10-04 02:15", "Australia/Lord_Howe", "2026-10-03 15:30"),  # a gap of half an hour
        ("2018-11-04 00:00", "America/Sao_Paulo", "2018-11-04 03:00"),  # midnight itself is skipped
        ("2011-12-30 12:00", "Pacific/Apia", "2011-12-30 10:00"),  # the whole day is skipped
    ],
)
def test_a_wall_time_becomes_its_first_valid_instant(wall: str, zone: str, expected: str) -> None:
    """Gap: the first instant after it. Fold: the first pass."""
    assert instant(datetime.fromisoformat(wall), ZoneInfo(zone)) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@given(st.integers(0, 60 * 24 * 8), st.integers(0, 120), st.sampled_from(["2026-03-25", "2026-10-22"]))
@settings(max_examples=60, deadline=None)
def test_a_later_wall_time_is_never_an_earlier_instant(minute: int, more: int, day: str) -> None:
    """Monotone through both clock changes, so windows never overlap by accident."""
    wall = datetime.fromisoformat(day) + timedelta(minutes=minute)
    zone = ZoneInfo("Europe/Berlin")
    assert instant(wall, zone) <= instant(wall + timedelta(minutes=more), zone)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Europe", "Europe/Berlin\0"])
def test_an_unknown_zone_is_a_calendar_error(name: str) -> None:
    """Whatever the standard library raises for it."""
    with pytest.raises(CalendarError):
        zone_of(name)


def test_a_naive_moment_is_refused() -> None:
    """A moment without a zone is a programming error."""
    with pytest.raises(ValueError, match="time zone"):
        utc(datetime(2026, 1, 1))  # noqa: DTZ001


def test_a_moment_before_all_dates_is_a_calendar_error() -> None:
    """Year 1 in the east is year 0 in UTC."""
    with pytest.raises(CalendarError):
        utc(datetime.min.replace(tzinfo=ZoneInfo("Asia/Tokyo")))
    with pytest.raises(CalendarError):
        instant(datetime.fromisoformat("0001-01-01"), ZoneInfo("Asia/Tokyo"))


MINUTES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6)


@given(MINUTES, MINUTES)
@settings(max_examples=100, deadline=None)
def test_cutting_breaks_is_a_difference_of_sets(stretches: list[tuple[int, int]], breaks: list[tuple[int, int]]) -> None:
    """Minute by minute the same as plain sets, for overlapping, empty and reversed input."""
    left = list(without(merged(_stretch(pair) for pair in stretches), merged(_stretch(pair) for pair in breaks)))
    assert _minutes(left) == _set(stretches) - _set(breaks)
    assert all(before[1] <= after[0] for before, after in pairwise(left))


def _stretch(pair: tuple[int, int]) -> tuple[datetime, datetime]:
    return MIDNIGHT + timedelta(minutes=pair[0]), MIDNIGHT + timedelta(minutes=pair[1])


def _set(pairs: list[tuple[int, int]]) -> set[int]:
    return {minute for start, end in pairs for minute in range(start, end)}


def _minutes(stretches: list[tuple[datetime, datetime]]) -> set[int]:
    minute = timedelta(minutes=1)
    return _set([((start - MIDNIGHT) // minute, (end - MIDNIGHT) // minute) for start, end in stretches])


def test_zones_are_those_of_the_iana_database_alone() -> None:
    """Whatever else lies in a machine's folder of zones is no place."""
    assert {"Europe/Berlin", "Etc/GMT-3", "UTC"} <= known_zones()
    assert not {"localtime", "Factory", "posixrules"} & known_zones()
    assert all(ZoneInfo(name) for name in known_zones())

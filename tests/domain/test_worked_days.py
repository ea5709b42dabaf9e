"""Sums over whole days come to what the days do, one after the other, also where a zone changes its clocks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.domain.clocks import BERLIN, hours
from triage.domain.instants import zone_of
from triage.domain.worked_days import WorkedDays, stretches

NIGHTS, SPLIT, NONE = hours((22, 32)), hours((1, 3), (2.5, 12)), hours()


@pytest.mark.parametrize(
    ("zone", "year"),
    [
        (BERLIN, 2026),
        pytest.param("Africa/Casablanca", 2026, id="two changes within a month"),
        pytest.param("Pacific/Apia", 2011, id="a date that never was"),
        pytest.param("Australia/Lord_Howe", 2026, id="half an hour"),
        pytest.param("America/Havana", 2026, id="at midnight"),
    ],
)
def test_sums_are_those_of_the_days(zone: str, year: int) -> None:
    """Windows that overlap, that run into the next day, and days without any, in turn."""
    first = date(year, 1, 1).toordinal()
    windows = [(NIGHTS, SPLIT, NONE)[day % 3] for day in range(7)]
    found = [stretches(windows[day % 7], windows[(day - 1) % 7], day, zone_of(zone)) for day in range(first, first + 366)]
    worked = [sum((closes - opens for opens, closes in day), timedelta()) for day in found]
    days = WorkedDays(lambda day: windows[day % 7], zone_of(zone))
    for begin, end in [(0, 0), (0, 1), (3, 64), (5, 130), (64, 128), (0, 366)]:
        assert days.between(first + begin, first + end) == sum(worked[begin:end], timedelta())

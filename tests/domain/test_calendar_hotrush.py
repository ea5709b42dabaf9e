"""The working hours of HotRush in Moscow, 2010 with clock changes and 2020 without (HR10.2, HR10.3, HR20.3)."""

from datetime import timedelta

import pytest

from tests.domain.clocks import MOSCOW, at, hours, week
from triage.domain.calendar import Calendar

HOUR = timedelta(hours=1)
HOTRUSH_2010 = Calendar("hotrush", MOSCOW, week(hours((9, 24)), hours((10, 18))))
HOTRUSH_2020 = Calendar("hotrush", MOSCOW, week(hours((8, 24)), hours((10, 18))))


@pytest.mark.parametrize(
    ("calendar", "created", "amount", "expected"),
    [
        pytest.param(HOTRUSH_2010, "2010-03-26 10:00", 1, "2010-03-26 11:00+03:00", id="winter, in working time"),
        pytest.param(HOTRUSH_2010, "2010-03-27 20:00", 1, "2010-03-28 11:00+04:00", id="over the change to summer"),
        pytest.param(HOTRUSH_2010, "2010-03-28 23:00", 1, "2010-03-29 10:00+04:00", id="summer, outside"),
        pytest.param(HOTRUSH_2010, "2010-10-29 23:00", 1, "2010-10-30 00:00+04:00", id="until midnight of a weekday"),
        pytest.param(HOTRUSH_2010, "2010-10-30 19:00", 1, "2010-10-31 11:00+03:00", id="over the change to winter"),
        pytest.param(HOTRUSH_2010, "2010-11-01 00:30", 1, "2010-11-01 10:00+03:00", id="winter, outside"),
        pytest.param(HOTRUSH_2020, "2020-07-07 10:00", 2, "2020-07-07 12:00+03:00", id="2020 in summer: no summer time"),
        pytest.param(HOTRUSH_2020, "2020-01-07 03:00", 1, "2020-01-07 09:00+03:00", id="2020 outside: start of the working day"),
        pytest.param(HOTRUSH_2020, "2020-07-11 18:00", 1, "2020-07-12 11:00+03:00", id="2020 Saturday's close: Sunday's opening"),
    ],
)
def test_hotrush_hours(calendar: Calendar, created: str, amount: int, expected: str) -> None:
    """HR10.2, HR10.3 on both sides of both clock changes of 2010, and HR20.3."""
    assert calendar.add(at(created, MOSCOW), amount * HOUR) == at(expected)

"""The calendars of a policy, made for an account."""

from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest

from tests.policy.small_policies import HEAD, load
from triage.domain.windows import Window
from triage.errors import CalendarError

MONDAY_0830 = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def book(calendar):
    """The calendars of a policy with one more, named `own`."""
    return load(HEAD.replace("calendars:\n", f"calendars:\n  own: {calendar}\n") + "sections: []").calendars


def test_open_calendars_depend_on_the_accounts_zone():
    """08:30 in London is 09:30 in Berlin; without a zone the otherwise zone counts."""
    calendars = load(HEAD + "sections: []").calendars
    assert calendars.names == ("always", "office")
    assert calendars.open_at(MONDAY_0830, "Europe/London") == {"always"}
    assert calendars.open_at(MONDAY_0830, None) == {"always"}
    assert calendars.open_at(MONDAY_0830, "Europe/Berlin") == {"always", "office"}


def test_each_calendar_is_made_once_a_zone():
    """The same object again, also among threads; a zone of its own makes another."""
    calendars = load(HEAD + "sections: []").calendars
    found = []
    threads = [Thread(target=lambda: found.append(calendars.get("office", "Asia/Tokyo"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(calendar is found[0] for calendar in found)
    assert calendars.get("office", "Europe/Berlin") is not found[0]
    assert calendars.get("always", "Europe/Berlin") is calendars.get("always", None)


def test_unknown_names_and_zones():
    """A name that the policy does not have is a KeyError, a zone that the world does not have a CalendarError."""
    calendars = load(HEAD + "sections: []").calendars
    with pytest.raises(KeyError):
        calendars.get("night", None)
    with pytest.raises(CalendarError):
        calendars.get("office", "Mars/Olympus")


@pytest.mark.parametrize(
    ("hours", "weekly"),
    [
        ('{mon-sun: ["00:00-24:00"]}', [[(0, 1440)]] * 7),
        ('{tue: ["9:00-10:30"]}', [[], [(540, 630)], [], [], [], [], []]),
        ('{fri-mon: "22:00-30:00"}', [[(1320, 1800)], [], [], [], [(1320, 1800)], [(1320, 1800)], [(1320, 1800)]]),
        ('{mon-fri: ["13:00-18:00", 09:00-12:00], sat: []}', [[(540, 720), (780, 1080)]] * 5 + [[], []]),
    ],
)
def test_hours(hours, weekly):
    """Days, ranges of days, several windows a day, quoted or not; days that are not named are closed."""
    calendar = book(f"{{time zone: UTC, hours: {hours}}}").get("own", None)
    assert calendar.weekly == tuple(tuple(Window(*window) for window in day) for day in weekly)


def test_closed_dates_and_dates_of_their_own():
    """Closed dates are closed; a date with hours has those and no others."""
    calendar = book(
        '{time zone: UTC, hours: {mon-sun: ["09:00-17:00"]}, closed: [2026-12-24], dates: {2026-12-31: ["09:00-12:00"]}}'
    ).get("own", None)
    noon = {day: datetime(2026, 12, day, 11, tzinfo=UTC) for day in (23, 24, 31)}
    assert [calendar.is_open(noon[day]) for day in (23, 24, 31)] == [True, False, True]
    assert not calendar.is_open(noon[31] + timedelta(hours=2))


def test_a_period_is_closed_but_for_dates_of_their_own():
    """Both its ends count, over the end of a year too."""
    definition = book(
        '{time zone: UTC, hours: {mon-sun: ["09:00-17:00"]}, closed: [2026-12-24 to 2027-01-06, 2026-11-02],'
        ' dates: {2027-01-05: ["09:00-12:00"]}}'
    ).definitions["own"]
    assert len(definition.closed) == 14
    assert {date(2026, 11, 2), date(2026, 12, 24), date(2027, 1, 6)} <= definition.closed
    assert date(2027, 1, 5) in definition.dates
    assert date(2027, 1, 5) not in definition.closed


def test_holidays_come_from_the_library():
    """Of the region too; the policy then bears the library's version, and its own closed dates stay closed."""
    calendars = book(
        '{time zone: UTC, hours: {mon-sun: ["09:00-17:00"]}, holidays: {country: DE, region: BY}, closed: [2026-11-24]}'
    )
    calendar = calendars.get("own", None)
    opens = {
        day: calendar.is_open(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
        for day in (date(2026, 1, 6), date(2026, 10, 3), date(2026, 11, 23), date(2026, 11, 24), date(1991, 12, 25))
    }
    assert list(opens.values()) == [False, False, True, False, False]


def test_policies_with_holidays_bear_the_librarys_version():
    """Others do not depend on it."""
    assert load(HEAD + "sections: []").holidays_version is None
    text = HEAD.replace("{time zone: UTC,", "{time zone: UTC, holidays: {country: DE},") + "sections: []"
    assert load(text).holidays_version.count(".") >= 1


def test_the_library_is_not_imported_for_nothing():
    """Only a policy that names a country pays for it."""
    import subprocess
    import sys

    code = "import sys, triage.policy.loading.loader as l; l.load_policy('default'); sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0

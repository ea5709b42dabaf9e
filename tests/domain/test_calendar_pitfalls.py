"""What other helpdesks got wrong about business time, one regression test each (product.md 3.3; targets are in test_sla)."""

from datetime import UTC, date, timedelta

import pytest

from tests.domain.clocks import BERLIN, always, at, hours, office, week
from triage.domain.calendar import Calendar
from triage.domain.spans import DayMode, Span
from triage.errors import CalendarError

HOUR = timedelta(hours=1)


def test_round_the_clock_loses_no_minute_at_midnight() -> None:
    """Zammad 3180: 24/7 as 00:00-23:59 closed a minute each night."""
    assert always().between(at("2026-11-20 00:00"), at("2026-11-27 00:00")) == timedelta(days=7)
    assert always().is_open(at("2026-11-20 23:59") + timedelta(seconds=30))


def test_days_far_apart_are_found() -> None:
    """osTicket 6739: a look-ahead of 72 hours ended early; a calendar of one day a year does not."""
    yearly = Calendar("yearly", BERLIN, ((),) * 7, dates={date(year, 11, 23): hours((9, 10)) for year in range(2026, 2031)})
    assert yearly.add(at("2026-11-23 09:00"), 3 * HOUR) == at("2028-11-23 10:00")
    assert yearly.due(at("2026-11-23 09:00"), Span(days=2)) == at("2028-11-23 10:00")


def test_the_second_window_of_a_day_counts() -> None:
    """osTicket: hours keyed by date dropped all but one window of a day."""
    lunch = Calendar("lunch", BERLIN, week(hours((9, 12), (13, 17))))
    assert lunch.between(at("2026-11-23 00:00"), at("2026-11-24 00:00")) == 7 * HOUR


def test_a_pause_over_closed_hours_is_not_counted_twice() -> None:
    """GLPI 10594, erpnext 49414: a pause from Friday 16:00 to Monday 10:00 takes two business hours, not 66."""
    pause = (at("2026-11-20 16:00"), at("2026-11-23 10:00"))
    assert office().add(at("2026-11-20 15:00"), 4 * HOUR, [pause]) == at("2026-11-23 13:00")


@pytest.mark.parametrize("span", [Span(amount=2 * HOUR), Span(days=1), Span(days=1, mode=DayMode.SAME_TIME)])
def test_a_due_after_a_pause_stays_in_hours(span: Span) -> None:
    """GLPI 9082: the pause moved the due into the evening."""
    pause = (at("2026-11-23 10:00"), at("2026-11-23 15:30"))
    due = office().due(at("2026-11-23 09:30"), span, [pause])
    assert office().is_open(due - timedelta.resolution)


def test_an_escalation_before_the_due_stays_in_hours() -> None:
    """GLPI 22678, Zammad 4432: "an hour before" fell on midnight, or on a weekend."""
    start, due = at("2026-11-20 16:30"), at("2026-11-23 10:00")
    moments = [office().share(start, due, percent) for percent in range(0, 101, 5)]
    assert all(office().is_open(moment) or office().is_open(moment - timedelta.resolution) for moment in moments)
    assert moments == sorted(moments)


def test_only_the_given_dates_are_closed() -> None:
    """Zammad 390: a public feed marked St Martin's day as a holiday."""
    calendar = office(closed=frozenset({date(2027, 11, 1)}))
    assert not calendar.is_open(at("2027-11-01 12:00"))
    assert calendar.is_open(at("2027-11-11 12:00"))


def test_an_empty_calendar_raises_and_never_returns_early() -> None:
    """Zammad 1396: an empty calendar broke every ticket; here it is one named error, and no due is invented."""
    empty = Calendar("empty", BERLIN, ((),) * 7)
    for span in (Span(amount=HOUR), Span(days=1), Span(days=1, mode=DayMode.SAME_TIME)):
        with pytest.raises(CalendarError):
            empty.due(at("2026-11-23 09:00"), span)
    once = Calendar("once", BERLIN, ((),) * 7, dates={date(2026, 11, 23): hours((9, 10))})
    assert once.add(at("2026-11-23 09:00"), HOUR) == at("2026-11-23 10:00")
    with pytest.raises(CalendarError):
        once.add(at("2026-11-23 09:00"), HOUR + timedelta.resolution)


def test_the_zone_is_kept_not_its_offset() -> None:
    """dbt_zendesk 25, erpnext 38745: a stored offset is wrong for half the year."""
    assert office().add(at("2026-01-15 08:00"), HOUR).hour == 9
    assert office().add(at("2026-07-15 08:00"), HOUR).hour == 8


def test_a_thousand_hours_are_possible() -> None:
    """Zammad 418: the field ended at 99:59."""
    due = office().add(at("2026-01-01 00:00"), 1000 * HOUR)
    assert due == at("2026-06-24 17:00")  # 125 days of eight hours


def test_days_off_are_local_dates() -> None:
    """Zammad 3590, Odoo 279036: days off stored as midnights in UTC closed the wrong hours."""
    calendar = office("Pacific/Auckland", closed=frozenset({date(2026, 11, 24)}))
    assert calendar.is_open(at("2026-11-23 16:59", "Pacific/Auckland"))
    assert not calendar.is_open(at("2026-11-24 09:00", "Pacific/Auckland"))
    assert calendar.is_open(at("2026-11-25 09:00", "Pacific/Auckland"))


def test_time_is_added_on_the_utc_line() -> None:
    """Python's own `aware + timedelta` moves the wall clock: 01:00 + 4 h gave 05:00 after three hours."""
    start = at("2026-03-29 01:00")
    assert always().add(start, 4 * HOUR) - start.astimezone(UTC) == 4 * HOUR
    assert (start + 4 * HOUR).astimezone(UTC) - start.astimezone(UTC) == 3 * HOUR

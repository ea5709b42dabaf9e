"""Calendars and moments that the time tests share."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from triage.domain.calendar import Calendar
from triage.domain.windows import Window
from triage.errors import CalendarError

BERLIN, MOSCOW = "Europe/Berlin", "Europe/Moscow"
WHOLE_DAY = (Window(0, 1440),)


def hours(*pairs: tuple[float, float]) -> tuple[Window, ...]:
    """Windows in hours: (9, 17), (22, 30)."""
    return tuple(Window(int(opens * 60), int(closes * 60)) for opens, closes in pairs)


def week(workdays: tuple[Window, ...], weekend: tuple[Window, ...] = ()) -> tuple[tuple[Window, ...], ...]:
    """Seven days of which the first five are alike."""
    return (workdays,) * 5 + (weekend,) * 2


def office(zone: str = BERLIN, **more: object) -> Calendar:
    """Monday to Friday, nine to five."""
    return Calendar("office", zone, week(hours((9, 17))), **more)


def always(zone: str = BERLIN) -> Calendar:
    """Round the clock."""
    return Calendar("always", zone, (WHOLE_DAY,) * 7)


def nights(zone: str = BERLIN) -> Calendar:
    """Every night from ten to six."""
    return Calendar("nights", zone, (hours((22, 30)),) * 7)


def at(text: str, zone: str = BERLIN) -> datetime:
    """A wall time of a zone, "2026-11-20 16:30", or with an offset of its own, "2026-10-25 02:00+01:00"."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


class Shelf:
    """A fake policy: calendars by name, in the zone of the account when it has one."""

    def __init__(self, *calendars: Calendar) -> None:
        self._calendars = {calendar.name: calendar for calendar in calendars}

    def get(self, name: str, account_zone: str | None) -> Calendar:
        """The calendar of that name."""
        if name not in self._calendars:
            raise CalendarError(name)
        calendar = self._calendars[name]
        if account_zone is None or account_zone == calendar.time_zone:
            return calendar
        return Calendar(name, account_zone, calendar.weekly, calendar.closed, calendar.dates)

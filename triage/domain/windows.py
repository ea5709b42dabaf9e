"""The windows of a day: when time counts, in minutes after local midnight."""

from __future__ import annotations

from dataclasses import dataclass

from triage.errors import CalendarError

DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Open from `opens` to `closes`, minutes after local midnight; `closes` above 1440 runs into the next day.

    Raises CalendarError unless 0 <= opens < 1440 and opens < closes <= 2880.
    """

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not (0 <= self.opens < DAY_MINUTES and self.opens < self.closes <= 2 * DAY_MINUTES):
            raise CalendarError(f"a window cannot run from minute {self.opens} to minute {self.closes}")


def is_whole_day(windows: tuple[Window, ...]) -> bool:
    """Whether the windows of one weekday cover it from midnight to midnight."""
    reached = 0
    for window in sorted(windows):
        if window.opens > reached:
            return False
        reached = max(reached, window.closes)
    return reached >= DAY_MINUTES

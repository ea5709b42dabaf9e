"""Amounts of time as a policy promises them: minutes and hours on a calendar, or business days with an explicit mode."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class DayMode(StrEnum):
    """What "n business days" means.

    END_OF_DAY: by the close of the n-th working day after the start (default for promises of a day or more).
    SAME_TIME:  at the same local time on the n-th working day after the start.
    """

    END_OF_DAY = "end_of_day"
    SAME_TIME = "same_time"


@dataclass(frozen=True, slots=True)
class Span:
    """Either an `amount` of calendar time that counts, or a number of business `days`; exactly one is set."""

    amount: timedelta | None = None
    days: int | None = None
    mode: DayMode = DayMode.END_OF_DAY

    def __str__(self) -> str:
        """As a policy writes it."""
        if self.days is not None:
            same_time = " same time" if self.mode is DayMode.SAME_TIME else ""
            return f"{self.days} business day{'s' if self.days != 1 else ''}{same_time}"
        minutes = int((self.amount or timedelta()).total_seconds() // 60)
        return f"{minutes // 60} h" if minutes and minutes % 60 == 0 else f"{minutes} min"


@dataclass(frozen=True, slots=True)
class TargetSpec:
    """What a policy promises for one SLA target, before it meets a moment.

    `within` is the limit that a breach is measured against, `goal` the earlier end of a range such as "2-3 business days";
    `calendar` names a calendar of the policy; `pausable` says whether the clock stops while the ticket waits for the client.
    """

    within: Span
    calendar: str
    goal: Span | None = None
    pausable: bool = True

    def __str__(self) -> str:
        reach = f"{self.goal} to {self.within}" if self.goal else str(self.within)
        return f"{reach} on calendar {self.calendar}"

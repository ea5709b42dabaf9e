"""A promise of the policy that has met its calendar: when it falls due, with pauses and solved stretches left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from triage.domain.calendar import Calendar
from triage.domain.history import Course
from triage.domain.instants import Stretch, local, zone_of
from triage.domain.outcome import Candidate
from triage.domain.spans import TargetSpec


class Calendars(Protocol):
    """Where calendars come from: the policy, in the account's time zone where the policy says so."""

    def get(self, name: str, account_zone: str | None) -> Calendar:
        """The calendar of that name for an account in that zone (None: not known).

        Raises CalendarError for a zone that does not exist. The name must be one that the policy defines: loading it checks that.
        """


@dataclass(frozen=True, slots=True)
class Clocks:
    """What every promise of a ticket is measured with: its course, and the calendars as its account reads them."""

    course: Course
    calendars: Calendars
    account_zone: str | None

    def calendar(self, spec: TargetSpec) -> Calendar:
        """The calendar of a promise. Raises CalendarError for a zone that does not exist."""
        return self.calendars.get(spec.calendar, self.account_zone)

    def due(self, spec: TargetSpec, done_at: datetime | None) -> tuple[datetime | None, datetime]:
        """Goal (None without one) and limit of a promise given at the creation, for workflow steps and HotRush.

        `done_at` is when it was kept, None while it is open. Raises CalendarError when the calendar cannot supply the time.
        """
        return _goal_and_due(spec, self.course.created_at, self.calendar(spec), self.breaks(spec, done_at))

    def promise(self, candidate: Candidate, starts_at: datetime, done_at: datetime | None) -> Promise:
        """What a candidate comes to when its clock starts there. Raises CalendarError as `due` does."""
        return self._made(candidate, starts_at, self.breaks(candidate.spec, done_at))

    def earliest_over(self, candidates: Sequence[Candidate], wait: Stretch) -> Promise:
        """Of several promises for a wait that is over the one that fell due first. Costs the pauses in it, not all."""
        pauses = tuple((start, min(end, wait[1])) for start, end in self.course.pauses_between(*wait))
        made = (self._made(each, wait[0], pauses if each.spec.pausable else ()) for each in candidates)
        return min(made, key=lambda promise: promise.due_at)

    def _made(self, candidate: Candidate, starts_at: datetime, breaks: tuple[Stretch, ...]) -> Promise:
        calendar = self.calendar(candidate.spec)
        return Promise(candidate, calendar, breaks, *_goal_and_due(candidate.spec, starts_at, calendar, breaks))

    def breaks(self, spec: TargetSpec, done_at: datetime | None) -> tuple[Stretch, ...]:
        """What does not count: solved stretches and, if the promise is pausable, pauses; nothing that comes after `done_at`."""
        waits = self.course.pauses if spec.pausable else ()
        breaks = (*waits, *self.course.solved)
        return breaks if done_at is None else tuple((start, min(end, done_at)) for start, end in breaks if start < done_at)


@dataclass(frozen=True, slots=True)
class Promise:
    """A candidate that has met its calendar; `breaks` are what does not count."""

    candidate: Candidate
    calendar: Calendar
    breaks: tuple[Stretch, ...]
    goal_at: datetime | None
    due_at: datetime

    @property
    def name(self) -> str:
        """The rule that made it, and what it promises."""
        return f"rule {self.candidate.rule} ({self.candidate.section}): {self.candidate.spec}"

    def __str__(self) -> str:
        return f"{self.name}, would be due {to_local(self.due_at, self.calendar.time_zone)}"


def to_local(moment: datetime, zone: str) -> str:
    """ISO 8601 with the zone's offset at that moment, to the second: "2026-11-23T10:15:00+01:00"."""
    return local(moment, zone_of(zone)).isoformat(timespec="seconds")


def _goal_and_due(
    spec: TargetSpec, start: datetime, calendar: Calendar, breaks: Sequence[Stretch]
) -> tuple[datetime | None, datetime]:
    goal = calendar.due(start, spec.goal, breaks) if spec.goal else None
    return goal, calendar.due(start, spec.within, breaks)

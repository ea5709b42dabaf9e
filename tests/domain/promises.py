"""Promises on shared calendars, and what is judged of them."""

from __future__ import annotations

from datetime import UTC, timedelta

from tests.domain.clocks import MOSCOW, Shelf, always, at, hours, office, week
from triage.domain.calendar import Calendar
from triage.domain.decision import SlaTarget, SlaVerdict
from triage.domain.history import read_course
from triage.domain.outcome import Candidate, Outcome
from triage.domain.promise import Clocks
from triage.domain.sla import judge_targets
from triage.domain.spans import Span, TargetSpec
from triage.domain.ticket import HistoryEntry
from triage.domain.vocabulary import Event

HOUR = timedelta(hours=1)
HOTRUSH = Calendar("hotrush", MOSCOW, week(hours((9, 24)), hours((10, 18))))
SHELF = Shelf(office(), always(), HOTRUSH)
CREATED = "2026-11-20 15:00"  # a Friday


def promise(amount: float, calendar: str = "office", rule: str = "some rule", **more: object) -> Candidate:
    """A promise of so many hours."""
    return Candidate(TargetSpec(Span(amount=amount * HOUR), calendar, **more), "response", rule)


def judge(outcome: Outcome, now: str, *history: tuple[str, str], created: str = CREATED, zone: str | None = None) -> SlaVerdict:
    """The verdict at a wall time of Berlin, over a history of ("2026-11-20 16:00", "update")."""
    return judge_targets(outcome, clocks(now, *history, created=created, zone=zone))


def clocks(now: str, *history: tuple[str, str], created: str = CREATED, zone: str | None = None) -> Clocks:
    """The clocks of a ticket at a wall time of Berlin."""
    entries = [HistoryEntry(at(moment).astimezone(UTC), Event(name)) for moment, name in history]
    return Clocks(read_course(entries, at(created).astimezone(UTC), at(now).astimezone(UTC)), SHELF, zone)


def only(outcome: Outcome, now: str, *history: tuple[str, str], **more: str) -> SlaTarget:
    """The one target of that verdict."""
    (target,) = judge(outcome, now, *history, **more).targets
    return target


def figures(target: SlaTarget) -> tuple[str, float | None, float | None, float | None]:
    """State, and elapsed, remaining, overdue hours."""
    times = (target.elapsed, target.remaining, target.overdue)
    return (target.state.value, *(None if time is None else time / HOUR for time in times))

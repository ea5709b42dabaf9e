"""How a ticket stands against its SLA: due, met, running, paused or breached, and the ladder (PS.1-PS.8, HR10.3, HR20.3).

Everything is judged anew from the ticket's creation and its history, so a changed priority or policy forgets no pause, and a
target that was met stays met whatever happens afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from triage.domain.calendar import Calendar
from triage.domain.decision import Escalation, SlaTarget, SlaVerdict
from triage.domain.history import Course, read
from triage.domain.instants import Stretch, local, zone_of
from triage.domain.outcome import Candidate, EscalationSpec, Outcome
from triage.domain.spans import TargetSpec
from triage.domain.ticket import HistoryEntry
from triage.domain.vocabulary import TargetName, TargetState, Verdict
from triage.errors import CalendarError

_NONE = timedelta(0)


class Calendars(Protocol):
    """Where calendars come from: the policy, in the account's time zone where the policy says so."""

    def get(self, name: str, account_zone: str | None) -> Calendar:
        """The calendar of that name for an account in that zone (None: not known).

        Raises CalendarError for a zone that does not exist. The name must be one that the policy defines: loading it checks that.
        """


def judge_targets(
    outcome: Outcome,
    *,
    calendars: Calendars,
    account_zone: str | None,
    created_at: datetime,
    now: datetime,
    history: Iterable[HistoryEntry],
) -> SlaVerdict:
    """Every target that the policy promised, at `now`, and the ladder by moment.

    Of several promises for one target the one that falls due first holds (the first of equals); a granted HotRush is one more
    promise for the first response, so it never lengthens it. Raises CalendarError when a calendar cannot supply the time.
    """
    course = read(history, created_at, now)
    judged = [
        _judge(name, promises, course, calendars, account_zone) for name, promises in _promises(outcome).items() if promises
    ]
    ladder = [step for spec in outcome.escalations for one in judged if (step := _escalation(spec, one))]
    return SlaVerdict(
        targets=tuple(one.target for one in judged),
        escalations=tuple(sorted(ladder, key=lambda step: (step.at, step.to_tier))),
    )


def compute_due(
    spec: TargetSpec,
    start: datetime,
    calendars: Calendars,
    account_zone: str | None,
    breaks: Sequence[Stretch] = (),
) -> tuple[datetime | None, datetime]:
    """Goal (None without one) and limit of a promise given at `start`, for targets, workflow steps and HotRush.

    `breaks` are left out unless the promise is not pausable. Raises CalendarError when the calendar cannot supply the time.
    """
    return _goal_and_due(spec, start, calendars.get(spec.calendar, account_zone), breaks if spec.pausable else ())


def to_local(moment: datetime, zone: str) -> str:
    """ISO 8601 with the zone's offset at that moment, to the second: "2026-11-23T10:15:00+01:00"."""
    return local(moment, zone_of(zone)).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class _Judged:
    """A target with what the ladder needs to know of it."""

    target: SlaTarget
    spec: TargetSpec
    calendar: Calendar
    breaks: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class _Promise:
    """A candidate that has met its calendar."""

    candidate: Candidate
    calendar: Calendar
    breaks: tuple[Stretch, ...]
    goal_at: datetime | None
    due_at: datetime

    def __str__(self) -> str:
        return f"{_name(self.candidate)}, would be due {to_local(self.due_at, self.calendar.time_zone)}"


def _promises(outcome: Outcome) -> dict[TargetName, list[Candidate]]:
    urgent = outcome.hotrush_response if outcome.hotrush is Verdict.GRANTED else []
    return {
        TargetName.FIRST_RESPONSE: [*outcome.first_response, *urgent],
        TargetName.NEXT_UPDATE: outcome.next_update,
        TargetName.RESOLUTION: outcome.resolution,
    }


def _judge(name: TargetName, candidates: Sequence[Candidate], course: Course, calendars: Calendars, zone: str | None) -> _Judged:
    starts_at = course.last_update if name is TargetName.NEXT_UPDATE else course.created_at
    if starts_at is None:
        return _not_started(name, candidates, course, calendars, zone)
    completed_at = course.first_response if name is TargetName.FIRST_RESPONSE else course.solved_at
    promises = [
        _promise(candidate, starts_at, completed_at, course, calendars.get(candidate.spec.calendar, zone))
        for candidate in candidates
    ]
    winner = min(promises, key=lambda promise: promise.due_at)
    end = max(completed_at or course.now, starts_at)
    calendar, breaks, due_at = winner.calendar, winner.breaks, winner.due_at
    return _Judged(
        SlaTarget(
            name=name,
            calendar=calendar.name,
            time_zone=calendar.time_zone,
            state=_state(winner, course, completed_at),
            starts_at=starts_at,
            goal_at=winner.goal_at,
            due_at=due_at,
            due_local=to_local(due_at, calendar.time_zone),
            elapsed=_measured(calendar, starts_at, end, breaks),
            remaining=_measured(calendar, end, due_at, breaks),
            overdue=_measured(calendar, due_at, end, breaks),
            completed_at=completed_at,
            timeline=calendar.timeline(starts_at, due_at, breaks),
            because=_name(winner.candidate),
            also=tuple(str(promise) for promise in promises if promise is not winner),
        ),
        winner.candidate.spec,
        calendar,
        breaks,
    )


def _measured(calendar: Calendar, start: datetime, end: datetime, breaks: Sequence[Stretch]) -> timedelta | None:
    """Business time; None for a ticket so old that the calendar does not count it out."""
    try:
        return calendar.between(start, end, breaks)
    except CalendarError:  # beyond 25 years nobody works by the minute
        return None


def _promise(
    candidate: Candidate, starts_at: datetime, completed_at: datetime | None, course: Course, calendar: Calendar
) -> _Promise:
    waits = course.pauses if candidate.spec.pausable else ()
    breaks = _before(completed_at, (*waits, *course.solved))  # solved spans lie outside the other targets anyway
    return _Promise(candidate, calendar, breaks, *_goal_and_due(candidate.spec, starts_at, calendar, breaks))


def _goal_and_due(
    spec: TargetSpec, start: datetime, calendar: Calendar, breaks: Sequence[Stretch]
) -> tuple[datetime | None, datetime]:
    goal = calendar.due(start, spec.goal, breaks) if spec.goal else None
    return goal, calendar.due(start, spec.within, breaks)


def _before(end: datetime | None, breaks: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """The breaks up to the completion: what comes after must not move the due of a target that is done."""
    return breaks if end is None else tuple((start, min(stop, end)) for start, stop in breaks if start < end)


def _state(promise: _Promise, course: Course, completed_at: datetime | None) -> TargetState:
    if (completed_at or course.now) > promise.due_at:
        return TargetState.BREACHED
    if completed_at is not None:
        return TargetState.MET
    waiting = course.paused_since is not None and promise.candidate.spec.pausable
    return TargetState.PAUSED if waiting else TargetState.RUNNING


def _not_started(
    name: TargetName, candidates: Sequence[Candidate], course: Course, calendars: Calendars, zone: str | None
) -> _Judged:
    """A target whose clock has yet to start; of several promises the one that would be due first if it started now."""
    soonest = [
        (_promise(candidate, course.now, None, course, calendars.get(candidate.spec.calendar, zone)), candidate)
        for candidate in candidates
    ]
    promise, candidate = min(soonest, key=lambda pair: pair[0].due_at)
    calendar = promise.calendar
    why = "starts with the first response" if course.first_response is None else "not needed: the first response was the solution"
    target = SlaTarget(
        name=name,
        calendar=calendar.name,
        time_zone=calendar.time_zone,
        state=TargetState.NOT_STARTED,
        starts_at=None,
        goal_at=None,
        due_at=None,
        due_local=None,
        elapsed=None,
        remaining=None,
        overdue=None,
        completed_at=None,
        timeline=(),
        because=f"{_name(candidate)}; {why}",
    )
    return _Judged(target, candidate.spec, calendar, ())


def _escalation(spec: EscalationSpec, judged: _Judged) -> Escalation | None:
    """The step of the ladder with its moment, within hours; None when the target is another one, not begun, or done by then."""
    target = judged.target
    if target.name != spec.of or target.starts_at is None or target.due_at is None:
        return None
    at = judged.calendar.share(target.starts_at, target.due_at, spec.percent, judged.breaks)
    if target.completed_at is not None and target.completed_at <= at:
        return None
    because = f"{spec.percent} % of the time for {target.name} ({judged.spec}) is used up"
    return Escalation(at, spec.to_tier, because, spec.department)


def _name(candidate: Candidate) -> str:
    return f"rule {candidate.rule} ({candidate.section}): {candidate.spec}"

"""How a ticket stands against its SLA: due, met, running, paused or breached, and the ladder (PS.1-PS.8, HR10.3, HR20.3).

Everything is judged anew from the ticket's creation and its history, so a changed priority or policy forgets no pause, and a
target that was met stays met whatever happens afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from triage.domain.calendar import Calendar
from triage.domain.decision import Escalation, LateUpdate, SlaTarget, SlaVerdict
from triage.domain.instants import Stretch
from triage.domain.outcome import Candidate, EscalationSpec, Outcome
from triage.domain.promise import Clocks, Promise, to_local
from triage.domain.spans import TargetSpec
from triage.domain.vocabulary import TargetName, TargetState, Verdict
from triage.errors import CalendarError


def judge_targets(outcome: Outcome, clocks: Clocks) -> SlaVerdict:
    """Every target that the policy promised, at the moment of the clocks' course, and the ladder by moment.

    Of several promises for one target the one that falls due first holds (the first of equals); a granted HotRush is one more
    promise for the first response, so it never lengthens it. Raises CalendarError when a calendar cannot supply the time.
    """
    judged = [_judge(name, promises, clocks) for name, promises in _promises(outcome).items() if promises]
    ladder = [step for spec in outcome.escalations for one in judged if (step := _escalation(spec, one))]
    return SlaVerdict(
        targets=tuple(one.target for one in judged),
        escalations=tuple(sorted(ladder, key=lambda step: (step.at, step.to_tier))),
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    """A target with what the ladder needs to know of it."""

    target: SlaTarget
    spec: TargetSpec
    calendar: Calendar
    breaks: tuple[Stretch, ...]


def _promises(outcome: Outcome) -> dict[TargetName, list[Candidate]]:
    urgent = outcome.hotrush_response if outcome.hotrush is Verdict.GRANTED else []
    return {
        TargetName.FIRST_RESPONSE: [*outcome.first_response, *urgent],
        TargetName.NEXT_UPDATE: outcome.next_update,
        TargetName.RESOLUTION: outcome.resolution,
    }


def _judge(name: TargetName, candidates: Sequence[Candidate], clocks: Clocks) -> _Judged:
    course = clocks.course
    starts_at = course.last_update if name is TargetName.NEXT_UPDATE else course.created_at
    if starts_at is None:
        return _not_started(name, candidates, clocks)
    completed_at = course.first_response if name is TargetName.FIRST_RESPONSE else course.solved_at
    promises = [clocks.promise(candidate, starts_at, completed_at) for candidate in candidates]
    winner = min(promises, key=lambda promise: promise.due_at)
    target = _target(name, winner, starts_at, completed_at, clocks)
    target = replace(target, also=tuple(str(promise) for promise in promises if promise is not winner))
    if name is TargetName.NEXT_UPDATE:
        target = _with_late(target, tuple(_late_updates(candidates, clocks)))
    return _Judged(target, winner.candidate.spec, winner.calendar, winner.breaks)


def _target(name: TargetName, winner: Promise, starts_at: datetime, completed_at: datetime | None, clocks: Clocks) -> SlaTarget:
    end = max(completed_at or clocks.course.now, starts_at)
    calendar, breaks, due_at = winner.calendar, winner.breaks, winner.due_at
    state = _state(winner, clocks, completed_at)
    return SlaTarget(
        name=name,
        calendar=calendar.name,
        time_zone=calendar.time_zone,
        state=state,
        clock=state,
        starts_at=starts_at,
        goal_at=winner.goal_at,
        due_at=due_at,
        due_local=to_local(due_at, calendar.time_zone),
        elapsed=_measured(calendar, starts_at, end, breaks),
        remaining=_measured(calendar, end, due_at, breaks),
        overdue=_measured(calendar, due_at, end, breaks),
        completed_at=completed_at,
        timeline=calendar.timeline(starts_at, due_at, breaks),
        rule=winner.candidate.rule,
        because=winner.name,
    )


def _measured(calendar: Calendar, start: datetime, end: datetime, breaks: Sequence[Stretch]) -> timedelta | None:
    """Business time; None for a ticket so old that the calendar does not count it out."""
    try:
        return calendar.between(start, end, breaks)
    except CalendarError:  # beyond 25 years nobody works by the minute
        return None


def _late_updates(candidates: Sequence[Candidate], clocks: Clocks) -> Iterator[LateUpdate]:
    """The earlier updates, or solutions in place of one, that came after they were due."""
    for wait in clocks.course.updates:
        promise = clocks.earliest_over(candidates, wait)
        if wait[1] > promise.due_at:
            overdue = _measured(promise.calendar, promise.due_at, wait[1], promise.breaks)
            yield LateUpdate(promise.due_at, wait[1], overdue)


def _with_late(target: SlaTarget, late: tuple[LateUpdate, ...]) -> SlaTarget:
    """A late update is a breach for good, like a late answer; the present clock still says when the next one is due."""
    if not late:
        return target
    due, came = (to_local(moment, target.time_zone) for moment in (late[0].due_at, late[0].came_at))
    more = f", and {len(late) - 1} more came late" if len(late) > 1 else ""
    because = f"{target.because}; the update due {due} came at {came}{more}"
    return replace(target, state=TargetState.BREACHED, late_updates=late, because=because)


def _state(promise: Promise, clocks: Clocks, completed_at: datetime | None) -> TargetState:
    course = clocks.course
    if (completed_at or course.now) > promise.due_at:
        return TargetState.BREACHED
    if completed_at is not None:
        return TargetState.MET
    waiting = course.paused_since is not None and promise.candidate.spec.pausable
    return TargetState.PAUSED if waiting else TargetState.RUNNING


def _not_started(name: TargetName, candidates: Sequence[Candidate], clocks: Clocks) -> _Judged:
    """A target whose clock has yet to start; of several promises the one that would be due first if it started now."""
    course = clocks.course
    soonest = [clocks.promise(candidate, course.now, None) for candidate in candidates]
    promise = min(soonest, key=lambda each: each.due_at)
    why = "starts with the first response" if course.first_response is None else "not needed: the first response was the solution"
    target = SlaTarget(
        name=name,
        calendar=promise.calendar.name,
        time_zone=promise.calendar.time_zone,
        state=TargetState.NOT_STARTED,
        clock=TargetState.NOT_STARTED,
        starts_at=None,
        goal_at=None,
        due_at=None,
        due_local=None,
        elapsed=None,
        remaining=None,
        overdue=None,
        completed_at=None,
        timeline=(),
        rule=promise.candidate.rule,
        because=f"{promise.name}; {why}",
    )
    return _Judged(target, promise.candidate.spec, promise.calendar, ())


def _escalation(spec: EscalationSpec, judged: _Judged) -> Escalation | None:
    """The step of the ladder with its moment, within hours; None when the target is another one, not begun, or done by then."""
    target = judged.target
    if target.name != spec.of or target.starts_at is None or target.due_at is None:
        return None
    at = judged.calendar.share(target.starts_at, target.due_at, spec.percent, judged.breaks)
    if target.completed_at is not None and target.completed_at <= at:
        return None
    because = f"{spec.percent} % of the time for {target.name} ({judged.spec}) is used up"
    return Escalation(at, spec.to_tier, target.name, because, spec.department)

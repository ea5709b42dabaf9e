"""What a ticket's history means for its clocks (PS.7): when support answered, when the ticket waited, when it was solved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from triage.domain.instants import Stretch, utc
from triage.domain.ticket import HistoryEntry
from triage.domain.vocabulary import Event

_SOLVES = frozenset({Event.RESOLVED, Event.CLOSED})
_ANSWERS = frozenset({Event.FIRST_RESPONSE, Event.UPDATE}) | _SOLVES


@dataclass(slots=True)
class Course:
    """The ticket's life up to `now`, read once from its history.

    Attributes:
        first_response: the first time the client heard anything: a response, an update, or the solution itself.
        last_update: since when the client has been waiting for the next update; None until the first response.
        solved_at: since when the ticket has been solved; None while it is open.
        paused_since: since when the ticket has been waiting for the client; None when it is not.
        pauses: the pauses, the open one up to `now`.
        solved: the stretches between a solution and the reopening after it.
    """

    created_at: datetime
    now: datetime
    first_response: datetime | None = None
    last_update: datetime | None = None
    solved_at: datetime | None = None
    paused_since: datetime | None = None
    pauses: list[Stretch] = field(default_factory=list)
    solved: list[Stretch] = field(default_factory=list)


def read(history: Iterable[HistoryEntry], created_at: datetime, now: datetime) -> Course:
    """Read a history in any order.

    Events after `now` have not happened yet and are left out; events before the creation count as of the creation. Helpdesks
    write untidy histories, so: a second pause, a resume without a pause and a reopening of an open ticket say nothing new; a
    solution and a reopening both end a pause; a solved ticket does not wait for the client; of several solutions in a row the
    first one counts, since the closing that follows days later is no work.
    """
    course = Course(utc(created_at), utc(now))
    for entry in sorted((entry for entry in history if entry.at <= now), key=lambda entry: entry.at):
        _take(course, entry.event, max(utc(entry.at), course.created_at))
    if course.paused_since is not None:
        course.pauses.append((course.paused_since, max(course.now, course.paused_since)))
    return course


def _take(course: Course, event: Event, at: datetime) -> None:
    if event in _ANSWERS and course.first_response is None:
        course.first_response = at
    if event is Event.PAUSE:
        course.paused_since = course.paused_since or (at if course.solved_at is None else None)
    elif event is Event.RESUME:
        _resume(course, at)
    elif event in _SOLVES:
        _resume(course, at)
        course.solved_at = course.solved_at or at
    elif event is Event.REOPENED and course.solved_at is not None:
        course.solved.append((course.solved_at, at))
        course.solved_at, course.last_update = None, at
    elif event in _ANSWERS and course.solved_at is None:
        course.last_update = at


def _resume(course: Course, at: datetime) -> None:
    if course.paused_since is not None:
        course.pauses.append((course.paused_since, at))
        course.paused_since = None

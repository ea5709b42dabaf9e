"""What a ticket's history means for its clocks (PS.7): when support answered, when the ticket waited, when it was solved."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter

from triage.domain.instants import Stretch, utc
from triage.domain.standing import happened
from triage.domain.ticket import HistoryEntry
from triage.domain.vocabulary import Event

_SOLVES = frozenset({Event.RESOLVED, Event.CLOSED})
_ANSWERS = frozenset({Event.FIRST_RESPONSE, Event.UPDATE}) | _SOLVES
_BEGINNING, _END = itemgetter(0), itemgetter(1)


@dataclass(slots=True)
class Course:
    """The ticket's life up to `now`, read once from its history.

    Attributes:
        first_response: the first time the client heard anything: a response, an update, or the solution itself.
        last_update: since when the client has been waiting for the next update; None until the first response.
        updates: the earlier waits for an update, each up to the update or the solution that ended it.
        solved_at: since when the ticket has been solved; None while it is open.
        paused_since: since when the ticket has been waiting for the client; None when it is not.
        pauses: the pauses, the open one up to `now`.
        solved: the stretches between a solution and the reopening after it.
    """

    created_at: datetime
    now: datetime
    first_response: datetime | None = None
    last_update: datetime | None = None
    updates: list[Stretch] = field(default_factory=list)
    solved_at: datetime | None = None
    paused_since: datetime | None = None
    pauses: list[Stretch] = field(default_factory=list)
    solved: list[Stretch] = field(default_factory=list)

    def pauses_between(self, start: datetime, end: datetime) -> Sequence[Stretch]:
        """The pauses that touch that time, whole."""
        return self.pauses[bisect_right(self.pauses, start, key=_END) : bisect_left(self.pauses, end, key=_BEGINNING)]


def read(history: Iterable[HistoryEntry], created_at: datetime, now: datetime) -> Course:
    """Read a history in any order.

    Events after `now` have not happened yet and are left out; events before the creation count as of the creation. Helpdesks
    write untidy histories, so: a second pause, a resume without a pause and a reopening of an open ticket say nothing new; a
    solution and a reopening both end a pause; a solved ticket does not wait for the client; of several solutions in a row the
    first one counts, since the closing that follows days later is no work.
    """
    course = Course(utc(created_at), utc(now))
    for entry in happened(history, now):
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
        _wait_anew(course, course.solved_at, at)
        course.solved_at = None
    elif event in _ANSWERS and course.solved_at is None:
        _wait_anew(course, at, at)


def _wait_anew(course: Course, ended_at: datetime, at: datetime) -> None:
    """The wait for an update ended, the next one begins at `at`."""
    if course.last_update is not None:
        course.updates.append((course.last_update, ended_at))
    course.last_update = at


def _resume(course: Course, at: datetime) -> None:
    if course.paused_since is not None:
        course.pauses.append((course.paused_since, at))
        course.paused_since = None

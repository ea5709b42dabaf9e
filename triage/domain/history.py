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


@dataclass(frozen=True, slots=True)
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
    first_response: datetime | None
    last_update: datetime | None
    updates: tuple[Stretch, ...]
    solved_at: datetime | None
    paused_since: datetime | None
    pauses: tuple[Stretch, ...]
    solved: tuple[Stretch, ...]

    def pauses_between(self, start: datetime, end: datetime) -> Sequence[Stretch]:
        """The pauses that touch that time, whole."""
        return self.pauses[bisect_right(self.pauses, start, key=_END) : bisect_left(self.pauses, end, key=_BEGINNING)]


def read_course(history: Iterable[HistoryEntry], created_at: datetime, now: datetime) -> Course:
    """Read a history in any order.

    Events after `now` have not happened yet and are left out; events before the creation count as of the creation. Helpdesks
    write untidy histories, so: a second pause, a resume without a pause and a reopening of an open ticket say nothing new; a
    solution and a reopening both end a pause; a solved ticket does not wait for the client; of several solutions in a row the
    first one counts, since the closing that follows days later is no work.
    """
    created_at, now = utc(created_at), utc(now)
    reader = _Reader()
    for entry in happened(history, now):
        reader.take(entry.event, max(utc(entry.at), created_at))
    return reader.course(created_at, now)


@dataclass(slots=True)
class _Reader:
    """What is known after the events so far; the fields are those of a course."""

    first_response: datetime | None = None
    last_update: datetime | None = None
    updates: list[Stretch] = field(default_factory=list)
    solved_at: datetime | None = None
    paused_since: datetime | None = None
    pauses: list[Stretch] = field(default_factory=list)
    solved: list[Stretch] = field(default_factory=list)

    def take(self, event: Event, at: datetime) -> None:
        """Take in the next event of the history; events come in order of time."""
        if event in _ANSWERS and self.first_response is None:
            self.first_response = at
        if event is Event.PAUSE:
            self.paused_since = self.paused_since or (at if self.solved_at is None else None)
        elif event is Event.RESUME:
            self._resume(at)
        elif event in _SOLVES:
            self._resume(at)
            self.solved_at = self.solved_at or at
        elif event is Event.REOPENED and self.solved_at is not None:
            self.solved.append((self.solved_at, at))
            self._wait_anew(self.solved_at, at)
            self.solved_at = None
        elif event in _ANSWERS and self.solved_at is None:
            self._wait_anew(at, at)

    def course(self, created_at: datetime, now: datetime) -> Course:
        """All that was read, by `now`."""
        waiting = () if self.paused_since is None else ((self.paused_since, max(now, self.paused_since)),)
        return Course(
            created_at=created_at,
            now=now,
            first_response=self.first_response,
            last_update=self.last_update,
            updates=tuple(self.updates),
            solved_at=self.solved_at,
            paused_since=self.paused_since,
            pauses=(*self.pauses, *waiting),
            solved=tuple(self.solved),
        )

    def _wait_anew(self, ended_at: datetime, at: datetime) -> None:
        """The wait for an update ended, the next one begins at `at`."""
        if self.last_update is not None:
            self.updates.append((self.last_update, ended_at))
        self.last_update = at

    def _resume(self, at: datetime) -> None:
        if self.paused_since is not None:
            self.pauses.append((self.paused_since, at))
            self.paused_since = None

"""Which open ticket comes next (PS.7): within a priority, what falls due first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from triage.domain.decision import RoutingDecision, SlaTarget, SlaVerdict
from triage.domain.history import read_course
from triage.domain.standing import read_standing
from triage.domain.ticket import TriageRequest
from triage.domain.vocabulary import Precedence, Priority, Status, TargetName, TargetState

_PRIORITIES: dict[Priority | None, int] = {**{priority: place for place, priority in enumerate(Priority)}, None: len(Priority)}
_ORDER = {TargetState.BREACHED: 0, TargetState.RUNNING: 1, TargetState.PAUSED: 2}
_NO_TARGET = len(_ORDER)


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """An open ticket that wants a place in the queue; `position` says where it stood in the list that was sent, from 0."""

    ticket_id: str | None
    priority: Priority | None
    precedence: Precedence
    sla: SlaVerdict
    created_at: datetime
    position: int | None = None

    @classmethod
    def of(cls, decision: RoutingDecision, created_at: datetime, position: int | None = None) -> QueueEntry:
        """The entry of a decided ticket."""
        return cls(decision.ticket_id, decision.priority, decision.precedence, decision.sla, created_at, position)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ticket's place, from 1, and why: the open target that falls due next (None when there is none).

    `position` is the entry's own: tickets may come without an id.
    """

    rank: int
    ticket_id: str | None
    priority: Priority | None
    next_target: TargetName | None
    due_at: datetime | None
    breached: bool
    because: str
    position: int | None = None


def is_open(request: TriageRequest) -> bool:
    """Whether there is work left: neither closed nor, by its history, solved."""
    solved = read_course(request.history, request.created_at, request.now).solved_at is not None
    return not solved and read_standing(request).status is not Status.CLOSED


def rank(entries: Iterable[QueueEntry]) -> tuple[Ranked, ...]:
    """Put open tickets in the order of work.

    Tickets that come before all work of any client (GK.1) lead; then by priority. Within a priority: overdue targets, the longest
    overdue (business time) first; then the earliest due; then tickets that wait for the client; then those without an open
    target. Equals stand by age, then by id. A target that was missed but is done no longer hurries anyone.
    """
    placed = sorted(((_key(entry, urgent), entry, urgent) for entry in entries for urgent in [_urgent(entry.sla)]), key=_first)
    return tuple(_ranked(place, entry, urgent) for place, (_, entry, urgent) in enumerate(placed, start=1))


_Key = tuple[bool, int, int, timedelta, datetime, datetime, str]


def _first(placed: tuple[_Key, QueueEntry, SlaTarget | None]) -> _Key:
    return placed[0]


def _urgent(sla: SlaVerdict) -> SlaTarget | None:
    """The target that calls loudest for work among those that are still open."""
    still_open = [target for target in sla.targets if target.completed_at is None and target.due_at and target.clock in _ORDER]
    return min(still_open, key=_loudness, default=None)


def _loudness(target: SlaTarget) -> tuple[int, timedelta, datetime | None]:
    return _ORDER[target.clock], -(target.overdue or timedelta()), target.due_at


def _key(entry: QueueEntry, urgent: SlaTarget | None) -> _Key:
    return (
        entry.precedence is not Precedence.ALL_CLIENTS,
        _PRIORITIES[entry.priority],
        _ORDER[urgent.clock] if urgent else _NO_TARGET,
        -(urgent.overdue or timedelta()) if urgent else timedelta(),
        (urgent.due_at if urgent else None) or entry.created_at,
        entry.created_at,
        entry.ticket_id or "",
    )


def _ranked(place: int, entry: QueueEntry, urgent: SlaTarget | None) -> Ranked:
    breached = urgent is not None and urgent.clock is TargetState.BREACHED
    return Ranked(
        rank=place,
        ticket_id=entry.ticket_id,
        priority=entry.priority,
        next_target=urgent.name if urgent else None,
        due_at=urgent.due_at if urgent else None,
        breached=breached,
        because=_because(entry, urgent),
        position=entry.position,
    )


def _because(entry: QueueEntry, urgent: SlaTarget | None) -> str:
    lead = "Before all other work" if entry.precedence is Precedence.ALL_CLIENTS else f"Priority {entry.priority or 'unknown'}"
    if urgent is None:
        return f"{lead}; no open target."
    what = urgent.name.replace("_", " ")
    if urgent.clock is TargetState.BREACHED:
        return f"{lead}; {what} overdue by {_minutes(urgent.overdue)} of business time, was due {urgent.due_local}."
    waits = "waits for the client, else " if urgent.clock is TargetState.PAUSED else ""
    return f"{lead}; {waits}{what} due {urgent.due_local}."


def _minutes(amount: timedelta | None) -> str:
    return f"{(amount or timedelta()) // timedelta(minutes=1)} min"

"""Where a ticket stands, and what became of its HotRush mark: by the helpdesk's word, else by the history (HR20.6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from triage.domain.ticket import HistoryEntry, TriageRequest
from triage.domain.vocabulary import Event, Status

_WORKED_ON = Status.IN_PROGRESS
_LEADS_TO = {
    Event.ASSIGNED: Status.ASSIGNED,
    Event.FIRST_RESPONSE: _WORKED_ON,
    Event.UPDATE: _WORKED_ON,
    Event.PAUSE: _WORKED_ON,
    Event.RESUME: _WORKED_ON,
    Event.CAUSE_FOUND: _WORKED_ON,
    Event.RESOLVED: _WORKED_ON,  # solved, but not closed before the client agrees
    Event.REOPENED: _WORKED_ON,
    Event.CLOSED: Status.CLOSED,
}
_FOLLOWS_CLOSING = frozenset({Event.ASSIGNED, Event.REOPENED})  # an update on a closed ticket leaves it closed
_MARKS = frozenset({Event.HOTRUSH_REQUESTED, Event.HOTRUSH_WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Standing:
    """How a ticket stands at the moment of the decision.

    Attributes:
        status: the helpdesk's word; without one what the history comes to, `submitted` where it says nothing.
        marked: whether HotRush was asked for, be it withdrawn since; the helpdesk's word, else that of the history.
        withdrawn: whether the last that the history says of the mark is its withdrawal.
        withdrawn_while: the status at that withdrawal; None without one, or where the history says nothing of the status before.
        withdrawals: the larger of what the account says and the withdrawals in the history.
        events: the kinds of events that have happened.
    """

    status: Status
    marked: bool
    withdrawn: bool
    withdrawn_while: Status | None
    withdrawals: int
    events: frozenset[Event]


def read_standing(request: TriageRequest) -> Standing:
    """Read a request. Events after its `now` are left out; of the marks and their withdrawals the last decides."""
    ticket, past = request.ticket, happened(request.history, request.now)
    reached: Status | None = None
    withdrawn_while: Status | None = None
    for entry in past:
        reached = _after(reached, entry.event)
        if entry.event is Event.HOTRUSH_WITHDRAWN:
            withdrawn_while = reached
    marks = [entry.event for entry in past if entry.event in _MARKS]
    withdrawn = marks[-1:] == [Event.HOTRUSH_WITHDRAWN]
    return Standing(
        status=ticket.status or reached or Status.SUBMITTED,
        marked=bool(marks) if ticket.hotrush_requested is None else ticket.hotrush_requested,
        withdrawn=withdrawn,
        withdrawn_while=withdrawn_while if withdrawn else None,
        withdrawals=max(request.account.withdrawals, marks.count(Event.HOTRUSH_WITHDRAWN)),
        events=frozenset(entry.event for entry in past),
    )


def happened(history: Iterable[HistoryEntry], now: datetime) -> list[HistoryEntry]:
    """What has happened up to `now`, in order; events of one instant as they were sent."""
    return sorted((entry for entry in history if entry.at <= now), key=lambda entry: entry.at)


def _after(status: Status | None, event: Event) -> Status | None:
    if status is Status.CLOSED and event not in _FOLLOWS_CLOSING:
        return status
    return _LEADS_TO.get(event, status)

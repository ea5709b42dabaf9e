"""The order of work over open tickets (PS.7)."""

from datetime import UTC
from itertools import permutations

import pytest

from tests.domain.clocks import at
from tests.domain.promises import CREATED, judge, promise
from triage.domain.decision import SlaVerdict
from triage.domain.outcome import Outcome
from triage.domain.queue import QueueEntry, Ranked, is_open, rank
from triage.domain.ticket import HistoryEntry, Ticket, TriageRequest
from triage.domain.vocabulary import Event, Precedence, Priority, Status, TargetName, TargetState

NOW = "2026-11-23 12:00"  # Monday noon: five business hours after the creation on Friday 15:00
ANSWERED, WAITING = ("2026-11-20 16:00", "first_response"), ("2026-11-23 11:30", "pause")


def entry(name: str, priority: str | None, sla: SlaVerdict, precedence: str = "none", created: str = CREATED) -> QueueEntry:
    """An entry for the queue."""
    return QueueEntry(name, Priority(priority) if priority else None, Precedence(precedence), sla, at(created).astimezone(UTC))


def resolution(amount: float, *history: tuple[str, str]) -> SlaVerdict:
    """One target of so many business hours."""
    return judge(Outcome(resolution=[promise(amount)]), NOW, *history)


NO_TARGET = SlaVerdict((), ())
IN_ORDER = [
    entry("everyone", "high", resolution(40), "all_clients"),
    entry("critical", "critical", resolution(30)),
    entry("long overdue, due on Saturday", "high", judge(Outcome(resolution=[promise(21, "always")]), NOW)),
    entry("overdue since Friday", "high", resolution(1)),
    entry("overdue", "high", resolution(4)),
    entry("soon", "high", resolution(6)),
    entry("later", "high", resolution(9)),
    entry("waits, soon", "high", resolution(6, WAITING)),
    entry("waits, later", "high", resolution(7, WAITING)),
    entry("no target, old", "high", NO_TARGET),
    entry("no target, new", "high", NO_TARGET, created="2026-11-21 15:00"),
    entry("medium, overdue", "medium", resolution(1)),
    entry("nobody knows", None, resolution(1)),
]


def test_the_order_of_work() -> None:
    """Precedence, priority, overdue, due, waiting, no target; and the same from any order of input."""
    for shift in range(len(IN_ORDER)):
        ranked = rank(IN_ORDER[shift:] + IN_ORDER[:shift])
        assert [place.ticket_id for place in ranked] == [wanted.ticket_id for wanted in IN_ORDER]
        assert [place.rank for place in ranked] == list(range(1, len(IN_ORDER) + 1))


def test_equals_stand_by_age_and_then_by_id() -> None:
    """The same dues, whatever order they come in."""
    entries = [
        entry("b", "low", resolution(9)),
        entry("a", "low", resolution(9)),
        entry("z", "low", resolution(9), created="2026-11-20 14:00"),
    ]
    for order in permutations(entries):
        assert [place.ticket_id for place in rank(order)] == ["z", "a", "b"]


@pytest.mark.parametrize(
    ("sla", "precedence", "expected"),
    [
        (
            resolution(4),
            "none",
            "Priority high; resolution overdue by 60 min of business time, was due 2026-11-23T11:00:00+01:00.",
        ),
        (resolution(6), "none", "Priority high; resolution due 2026-11-23T13:00:00+01:00."),
        (resolution(6), "all_clients", "Before all other work; resolution due 2026-11-23T13:00:00+01:00."),
        (resolution(6, WAITING), "none", "Priority high; waits for the client, else resolution due 2026-11-23T13:30:00+01:00."),
        (NO_TARGET, "none", "Priority high; no open target."),
    ],
)
def test_a_place_says_why(sla: SlaVerdict, precedence: str, expected: str) -> None:
    """One sentence, with the due on the target's own calendar."""
    assert rank([entry("1", "high", sla, precedence)])[0].because == expected


def test_the_most_urgent_open_target_is_the_next() -> None:
    """A first response that was late but is done hurries nobody; the overdue update does."""
    outcome = Outcome(first_response=[promise(0.5)], next_update=[promise(1)], resolution=[promise(30)])
    late = rank([entry("1", "high", judge(outcome, NOW, ANSWERED))])[0]
    assert (late.next_target, late.breached, late.due_at) == (TargetName.NEXT_UPDATE, True, at("2026-11-20 17:00"))
    outcome = Outcome(first_response=[promise(0.5)], resolution=[promise(30)])
    done = rank([entry("1", "high", judge(outcome, NOW, ANSWERED))])[0]
    assert (done.next_target, done.breached) == (TargetName.RESOLUTION, False)


def test_an_empty_queue() -> None:
    """Nothing in, nothing out; a ticket without id or priority still gets a place."""
    assert rank([]) == ()
    assert rank([QueueEntry(None, None, Precedence.NONE, NO_TARGET, at(CREATED))]) == (
        Ranked(1, None, None, None, None, False, "Priority unknown; no open target."),
    )


def test_an_update_that_was_late_once_is_not_overdue_now() -> None:
    """The queue goes by the present clock: what was missed is done, the next update is due later."""
    outcome = Outcome(next_update=[promise(1)])
    late = judge(outcome, NOW, ANSWERED, ("2026-11-23 11:45", "update"))
    place = rank([entry("1", "high", late)])[0]
    assert late.targets[0].state is TargetState.BREACHED
    assert (place.breached, place.due_at) == (False, at("2026-11-23 12:45"))


@pytest.mark.parametrize(
    ("status", "events", "expected"),
    [
        (None, [], True),
        (None, ["resolved"], False),
        (None, ["closed"], False),
        (None, ["closed", "reopened"], True),
        (Status.CLOSED, [], False),
        (Status.IN_PROGRESS, ["resolved"], False),
        (Status.IN_PROGRESS, ["resolved", "reopened"], True),
    ],
)
def test_what_is_closed_or_solved_is_not_open(status: Status | None, events: list[str], expected: bool) -> None:
    """By the helpdesk's word or by the history."""
    history = tuple(HistoryEntry(at(f"2026-11-23 10:0{minute}"), Event(name)) for minute, name in enumerate(events))
    request = TriageRequest(Ticket(created_at=at(CREATED), status=status), at(NOW), history=history)
    assert is_open(request) is expected

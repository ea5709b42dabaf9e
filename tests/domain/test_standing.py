"""Where a ticket stands and what became of its HotRush mark, by the helpdesk's word and its history (HR20.6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.clocks import at
from triage.domain.standing import read_standing
from triage.domain.ticket import Account, HistoryEntry, Ticket, TriageRequest
from triage.domain.vocabulary import Event, Status

NOW = at("2026-11-23 17:00")


def request(*events: str, withdrawals: int = 0, future: tuple[str, ...] = (), **ticket: object) -> TriageRequest:
    """A request whose events happened one a minute up to now, and others that are yet to come."""
    past = [HistoryEntry(at(f"2026-11-23 16:{minute:02}"), Event(name)) for minute, name in enumerate(events)]
    coming = [HistoryEntry(at("2026-11-23 17:01"), Event(name)) for name in future]
    return TriageRequest(Ticket(**ticket), NOW, Account(withdrawals=withdrawals), history=(*coming, *past))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((), "submitted"),
        (("hotrush_requested", "hotrush_withdrawn"), "submitted"),
        (("assigned",), "assigned"),
        (("assigned", "first_response"), "in_progress"),
        (("assigned", "cause_found", "resolved"), "in_progress"),
        (("assigned", "closed"), "closed"),
        (("assigned", "closed", "update"), "closed"),
        (("assigned", "closed", "reopened"), "in_progress"),
    ],
)
def test_an_absent_status_follows_from_the_history(events: tuple[str, ...], expected: str) -> None:
    """The last event that says something; a helpdesk that says the status itself is believed."""
    assert read_standing(request(*events)).status == expected
    assert read_standing(request(*events, status=Status.ASSIGNED)).status is Status.ASSIGNED


@pytest.mark.parametrize(
    ("events", "withdrawn", "while_"),
    [
        ((), False, None),
        (("hotrush_withdrawn",), True, None),
        (("assigned", "hotrush_withdrawn"), True, "assigned"),
        (("assigned", "hotrush_withdrawn", "closed"), True, "assigned"),
        (("closed", "hotrush_withdrawn"), True, "closed"),
        (("closed", "hotrush_withdrawn", "hotrush_requested"), False, None),
        (("hotrush_withdrawn", "hotrush_requested", "assigned", "hotrush_withdrawn"), True, "assigned"),
    ],
)
def test_of_marks_and_withdrawals_the_last_decides(events: tuple[str, ...], withdrawn: bool, while_: str | None) -> None:
    """With the status at that withdrawal, where the history tells."""
    found = read_standing(request(*events))
    assert (found.withdrawn, found.withdrawn_while) == (withdrawn, while_)


@pytest.mark.parametrize(
    ("said", "events", "expected"),
    [
        (None, (), False),
        (None, ("hotrush_requested",), True),
        (None, ("hotrush_withdrawn",), True),
        (False, ("hotrush_requested",), False),
        (True, (), True),
    ],
)
def test_the_mark_is_the_helpdesks_word_else_that_of_the_history(
    said: bool | None, events: tuple[str, ...], expected: bool
) -> None:
    """Unchecking leaves no event, so an explicit false stands."""
    assert read_standing(request(*events, hotrush_requested=said)).marked is expected


@given(st.integers(0, 5), st.integers(0, 5), st.integers(0, 3))
def test_withdrawals_are_the_larger_of_account_and_history(account: int, past: int, future: int) -> None:
    """Those that are yet to come do not count."""
    found = read_standing(request(*["hotrush_withdrawn"] * past, withdrawals=account, future=("hotrush_withdrawn",) * future))
    assert found.withdrawals == max(account, past)
    assert found.withdrawn is (past > 0)
    assert found.events == ({Event.HOTRUSH_WITHDRAWN} if past else set())

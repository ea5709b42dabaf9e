"""Moments that cannot be right are told, with where they stand."""

from datetime import UTC, datetime, timedelta

import pytest

from triage.domain.ticket import HistoryEntry, Ticket, TriageRequest
from triage.domain.vocabulary import Event
from triage.service.chronology import doubt_moments

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FUTURE = "/tickets/4/ticket/created_at lies after the moment of the decision; no clock runs before it."


def told(created: int | None, *hours: int) -> list[str]:
    """What is told of a ticket created, and of events that happened, so many hours from now."""
    history = tuple(HistoryEntry(NOW + timedelta(hours=each), Event.UPDATE) for each in hours)
    ticket = Ticket(created_at=None if created is None else NOW + timedelta(hours=created))
    return list(doubt_moments(TriageRequest(ticket, NOW, history=history, pointer="/tickets/4")))


@pytest.mark.parametrize(
    ("created", "hours", "expected"),
    [
        (-2, [-2, -1, 0], []),
        (None, [], []),
        (None, [0], []),
        (0, [], []),
        (1, [], [FUTURE]),
        (-2, [-3, 1, -1], ["Events before the creation count as of the creation: /tickets/4/history/0.",
                           "Events after the moment of the decision were left out: /tickets/4/history/1."]),
        (1, [-1, 2], [FUTURE, "Events before the creation count as of the creation: /tickets/4/history/0.",
                      "Events after the moment of the decision were left out: /tickets/4/history/1."]),
        (None, [-1], ["Events before the creation count as of the creation, for want of created_at the moment of the decision: "
                      "/tickets/4/history/0."]),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_told(created: int | None, hours: list[int], expected: list[str]) -> None:
    """At the very moment nothing is doubtful."""
    assert told(created, *hours) == expected


def test_many_are_counted() -> None:
    """Nobody reads two thousand pointers."""
    (sentence,) = told(-1, *[5] * 2_000)
    assert sentence.endswith("/tickets/4/history/3, /tickets/4/history/4 and 1995 more.")

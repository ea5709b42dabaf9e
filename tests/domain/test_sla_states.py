"""Each target's state and figures over its history (PS.7)."""

import pytest

from tests.domain.clocks import at
from tests.domain.promises import figures, only, promise
from triage.domain.outcome import Outcome


@pytest.mark.parametrize(
    ("now", "history", "expected"),
    [
        ("2026-11-20 15:00", [], ("running", 0, 4, 0)),
        ("2026-11-20 16:30", [], ("running", 1.5, 2.5, 0)),
        ("2026-11-22 12:00", [], ("running", 2, 2, 0)),  # nothing counts at the weekend
        ("2026-11-23 11:00", [], ("running", 4, 0, 0)),  # at the due itself it is not late
        ("2026-11-23 12:00", [], ("breached", 5, 0, 1)),
        ("2026-11-23 12:00", [("2026-11-23 10:00", "first_response")], ("met", 3, 1, 0)),
        ("2026-11-25 12:00", [("2026-11-23 10:00", "first_response"), ("2026-11-24 10:00", "update")], ("met", 3, 1, 0)),
        ("2026-11-25 12:00", [("2026-11-23 13:00", "first_response")], ("breached", 6, 0, 2)),
        ("2026-11-23 12:00", [("2026-11-20 16:00", "pause")], ("paused", 1, 3, 0)),
        ("2026-11-23 12:00", [("2026-11-20 16:00", "pause"), ("2026-11-23 10:00", "resume")], ("running", 3, 1, 0)),
        ("2026-11-24 12:00", [("2026-11-23 12:00", "pause")], ("breached", 5, 0, 1)),  # paused too late
        ("2026-11-23 12:00", [("2026-11-23 10:00", "resolved")], ("met", 3, 1, 0)),
        ("2026-11-20 14:00", [], ("running", 0, 4, 0)),  # a clock that runs ahead of ours
    ],
)
def test_a_first_response_within_four_business_hours(
    now: str, history: list[tuple[str, str]], expected: tuple[object, ...]
) -> None:
    """State, elapsed, remaining and overdue business time from Friday 15:00 (PS.7)."""
    assert figures(only(Outcome(first_response=[promise(4)]), now, *history)) == expected


@pytest.mark.parametrize(
    ("now", "history", "expected", "due"),
    [
        ("2026-11-20 16:00", [], ("running", 1, 7, 0), "2026-11-23 15:00"),
        ("2026-11-20 16:00", [("2026-11-20 15:30", "resolved")], ("met", 0.5, 7.5, 0), "2026-11-23 15:00"),
        (
            "2026-11-27 16:00",
            [("2026-11-20 15:30", "resolved"), ("2026-11-27 12:00", "closed")],
            ("met", 0.5, 7.5, 0),
            "2026-11-23 15:00",
        ),
        # reopened after two business hours: they are left out, and the due moves on by them
        (
            "2026-11-23 10:00",
            [("2026-11-20 16:00", "resolved"), ("2026-11-23 10:00", "reopened")],
            ("running", 1, 7, 0),
            "2026-11-23 17:00",
        ),
        # waiting, solved and reopened again, overlapping: nothing is left out twice
        (
            "2026-11-23 11:00",
            [
                ("2026-11-20 15:30", "pause"),
                ("2026-11-20 16:00", "resolved"),
                ("2026-11-23 10:00", "reopened"),
                ("2026-11-23 10:30", "resume"),
            ],
            ("running", 1.5, 6.5, 0),
            "2026-11-24 09:30",
        ),
        ("2026-11-24 10:00", [("2026-11-24 09:00", "closed")], ("breached", 10, 0, 2), "2026-11-23 15:00"),
        # a pause after the solution changes neither state nor due
        (
            "2026-11-24 10:00",
            [("2026-11-20 16:00", "resolved"), ("2026-11-23 09:00", "pause")],
            ("met", 1, 7, 0),
            "2026-11-23 15:00",
        ),
    ],
)
def test_a_resolution_within_eight_business_hours(
    now: str, history: list[tuple[str, str]], expected: tuple[object, ...], due: str
) -> None:
    """Pauses and solved spans are left out once; the solution that was not reopened ends it."""
    target = only(Outcome(resolution=[promise(8)]), now, *history)
    assert figures(target) == expected
    assert target.due_at == at(due)


@pytest.mark.parametrize(
    ("now", "history", "expected", "due"),
    [
        ("2026-11-20 16:00", [], ("not_started", None, None, None), None),
        ("2026-11-20 16:00", [("2026-11-20 15:30", "first_response")], ("running", 0.5, 0.5, 0), "2026-11-20 16:30"),
        ("2026-11-20 16:45", [("2026-11-20 15:30", "first_response")], ("breached", 1.25, 0, 0.25), "2026-11-20 16:30"),
        (
            "2026-11-20 16:45",
            [("2026-11-20 15:30", "first_response"), ("2026-11-20 16:15", "update")],
            ("running", 0.5, 0.5, 0),
            "2026-11-23 09:15",
        ),
        (
            "2026-11-20 17:00",
            [("2026-11-20 15:30", "update"), ("2026-11-20 16:00", "resolved")],
            ("met", 0.5, 0.5, 0),
            "2026-11-20 16:30",
        ),
        ("2026-11-20 17:00", [("2026-11-20 16:00", "resolved")], ("not_started", None, None, None), None),
        (
            "2026-11-23 10:00",
            [("2026-11-20 16:00", "resolved"), ("2026-11-23 09:30", "reopened")],
            ("running", 0.5, 0.5, 0),
            "2026-11-23 10:30",
        ),
        (
            "2026-11-23 12:00",
            [("2026-11-20 15:30", "update"), ("2026-11-20 16:00", "pause")],
            ("paused", 0.5, 0.5, 0),
            "2026-11-23 12:30",
        ),
    ],
)
def test_an_update_every_business_hour(
    now: str, history: list[tuple[str, str]], expected: tuple[object, ...], due: str | None
) -> None:
    """Starts with the first response and again with every update and reopening (PS.1, PS.8)."""
    target = only(Outcome(next_update=[promise(1)]), now, *history)
    assert figures(target) == expected
    assert target.due_at == (due and at(due))


def test_updates_that_have_not_started_name_the_soonest_promise():
    """Before the first response the update target names the promise that would be due first, not the one that was made first."""
    outcome = Outcome(next_update=[promise(2, "hotrush", "two hours"), promise(1, "always", "one hour")])
    target = only(outcome, "2026-11-20 16:00")
    assert (target.state.value, target.calendar) == ("not_started", "always")
    assert "one hour" in target.because


def test_a_ticket_of_last_century_is_breached_without_counting_its_minutes():
    """Decades are not counted by the minute: the target is breached, its business time is left out."""
    target = only(Outcome(resolution=[promise(8)]), "2026-11-20 16:00", created="1985-03-01 10:00")
    assert (target.state.value, target.elapsed, target.overdue) == ("breached", None, None)
    assert target.due_at is not None


def test_a_pause_of_decades_is_jumped_over():
    """A ticket that waited for forty years is due the rest of its time after the pause."""
    target = only(
        Outcome(resolution=[promise(8)]),
        "2026-11-20 16:00",
        ("1985-03-01 11:00", "pause"),
        ("2026-11-20 15:00", "resume"),
        created="1985-03-01 10:00",
    )
    assert figures(target) == ("running", 2.0, 6.0, 0.0)

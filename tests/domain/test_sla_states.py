"""Each target's state and figures over its history (PS.7)."""

from datetime import timedelta

import pytest

from tests.domain.clocks import at
from tests.domain.promises import CREATED, clocks, figures, only, promise
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


OPENED = ("2026-11-20 15:10", "first_response")


@pytest.mark.parametrize(
    ("history", "state", "clock", "late"),
    [
        ([("2026-11-20 16:00", "update")], "running", "running", []),
        ([("2026-11-20 16:10", "update")], "running", "running", []),  # at the due itself it is not late
        ([("2026-11-20 16:30", "update")], "breached", "running", [("16:10", "16:30", 20)]),
        ([("2026-11-20 16:30", "update"), ("2026-11-20 16:50", "resolved")], "breached", "met", [("16:10", "16:30", 20)]),
        ([("2026-11-20 16:30", "resolved")], "breached", "breached", []),  # the present clock is the late one itself
        ([("2026-11-20 16:30", "resolved"), ("2026-11-20 16:40", "reopened")], "breached", "running", [("16:10", "16:30", 20)]),
        ([("2026-11-20 16:00", "resolved"), ("2026-11-20 16:40", "reopened")], "running", "running", []),
        # while the ticket waits for its client nothing is late
        (
            [("2026-11-20 15:20", "pause"), ("2026-11-20 16:10", "resume"), ("2026-11-20 16:50", "update")],
            "running",
            "running",
            [],
        ),
        ([("2026-11-20 15:20", "pause"), ("2026-11-20 16:50", "update")], "paused", "paused", []),
        (
            [("2026-11-20 15:20", "pause"), ("2026-11-20 15:30", "resume"), ("2026-11-20 16:50", "update")],
            "breached",
            "running",
            [("16:20", "16:50", 30)],
        ),
    ],
)
def test_a_late_update_is_a_breach_for_good(
    history: list[tuple[str, str]], state: str, clock: str, late: list[tuple[str, str, int]]
) -> None:
    """The next one starts anew, but does not make good what was missed (PS.1, PS.7)."""
    target = only(Outcome(next_update=[promise(1)]), "2026-11-20 16:55", OPENED, *history)
    assert (target.state.value, target.clock.value) == (state, clock)
    assert [(each.due_at, each.came_at, each.overdue) for each in target.late_updates] == [
        (at(f"2026-11-20 {due}"), at(f"2026-11-20 {came}"), timedelta(minutes=minutes)) for due, came, minutes in late
    ]
    assert ("came at" in target.because) is bool(late)


@pytest.mark.parametrize(("pausable", "late"), [(True, []), (False, ["2026-11-20 16:10"])])
def test_an_update_is_late_by_a_promise_that_runs_on_through_pauses(pausable: bool, late: list[str]) -> None:
    """The ticket waited for half an hour; the update came an hour and a half after the answer."""
    history = [OPENED, ("2026-11-20 15:45", "pause"), ("2026-11-20 16:15", "resume"), ("2026-11-20 16:40", "update")]
    target = only(Outcome(next_update=[promise(1, pausable=pausable)]), "2026-11-20 16:50", *history)
    assert [each.due_at for each in target.late_updates] == [at(due) for due in late]


def test_of_several_promises_of_updates_the_earliest_is_the_one_that_was_missed() -> None:
    """Each wait on its own: round the clock beats the office in the evening; all late ones are told."""
    outcome = Outcome(next_update=[promise(2), promise(3, "always")])
    history = [OPENED, ("2026-11-20 18:20", "update"), ("2026-11-20 22:00", "update")]
    target = only(outcome, "2026-11-20 22:10", *history)
    assert [each.due_at for each in target.late_updates] == [at("2026-11-20 18:10"), at("2026-11-20 21:20")]
    assert target.because.endswith(
        "; the update due 2026-11-20T18:10:00+01:00 came at 2026-11-20T18:20:00+01:00, and 1 more came late"
    )


def test_thousands_of_updates_and_pauses_take_little_work() -> None:
    """Each wait looks at its own pauses only."""
    start, history = at(CREATED), []
    for step in range(500):
        for minute, name in ((0, "update"), (1, "pause"), (2, "resume")):
            history.append(((start + timedelta(minutes=10 * step + minute)).isoformat(), name))
    outcome, calls = Outcome(next_update=[promise(1, "always")]), clocks("2026-11-25 12:00", *history).course
    assert max(len(calls.pauses_between(*wait)) for wait in calls.updates) == 1
    assert only(outcome, "2026-11-25 12:00", *history).late_updates == ()

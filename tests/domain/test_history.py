"""An untidy history in any order gives one clear course."""

from dataclasses import FrozenInstanceError, replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest

from tests.domain.clocks import at
from triage.domain.history import Course, read_course
from triage.domain.ticket import HistoryEntry
from triage.domain.vocabulary import Event

CREATED, NOW = at("2026-11-23 09:00"), at("2026-11-23 17:00")


def course(*events: tuple[int, str]) -> Course:
    """What is read from events at so many minutes after the creation."""
    return read_course([_entry(minute, name) for minute, name in events], CREATED, NOW)


def minutes(moment: datetime | None) -> int | None:
    """Minutes since the creation."""
    return None if moment is None else (moment - CREATED) // timedelta(minutes=1)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], None),
        ([(10, "assigned"), (20, "pause"), (30, "cause_found"), (40, "hotrush_withdrawn")], None),
        ([(30, "first_response"), (40, "update")], 30),
        ([(20, "update"), (30, "first_response")], 20),
        ([(25, "resolved")], 25),
        ([(25, "closed")], 25),
        ([(-60, "first_response")], 0),
        ([(481, "first_response")], None),
    ],
)
def test_the_first_thing_that_the_client_hears_is_the_first_response(events: list[tuple[int, str]], expected: int | None) -> None:
    """Responses, updates and solutions count; what lies before the creation or after now is clamped or left out."""
    assert minutes(course(*events).first_response) == expected


@pytest.mark.parametrize(
    ("events", "pauses", "waiting"),
    [
        ([(10, "pause"), (20, "resume")], [(10, 20)], False),
        ([(10, "pause")], [(10, 480)], True),
        ([(10, "resume")], [], False),
        ([(10, "pause"), (15, "pause"), (20, "resume"), (25, "resume")], [(10, 20)], False),
        ([(10, "pause"), (20, "resolved")], [(10, 20)], False),
        ([(10, "pause"), (20, "closed"), (30, "resume")], [(10, 20)], False),
        ([(10, "resolved"), (15, "pause"), (20, "reopened")], [], False),
        ([(10, "pause"), (20, "update")], [(10, 480)], True),
        ([(-10, "pause"), (-5, "resume"), (10, "pause"), (12, "resume")], [(0, 0), (10, 12)], False),
    ],
)
def test_pauses(events: list[tuple[int, str]], pauses: list[tuple[int, int]], waiting: bool) -> None:
    """A pause lasts until it is resumed, solved, or now; whatever makes no sense says nothing."""
    result = course(*events)
    assert [(minutes(start), minutes(end)) for start, end in result.pauses] == pauses
    assert (result.paused_since is not None) is waiting


@pytest.mark.parametrize(
    ("events", "solved_at", "spans"),
    [
        ([(10, "resolved")], 10, []),
        ([(10, "resolved"), (90, "closed")], 10, []),
        ([(10, "resolved"), (20, "reopened")], None, [(10, 20)]),
        ([(10, "closed"), (20, "reopened"), (30, "closed"), (40, "update")], 30, [(10, 20)]),
        ([(10, "reopened"), (20, "resolved")], 20, []),
    ],
)
def test_solutions_and_reopenings(events: list[tuple[int, str]], solved_at: int | None, spans: list[tuple[int, int]]) -> None:
    """The first of several solutions in a row counts, unless the ticket was reopened."""
    result = course(*events)
    assert minutes(result.solved_at) == solved_at
    assert [(minutes(start), minutes(end)) for start, end in result.solved] == spans


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([(10, "first_response")], 10),
        ([(10, "first_response"), (30, "update")], 30),
        ([(10, "first_response"), (30, "resolved"), (40, "update")], 10),
        ([(10, "resolved")], None),
        ([(10, "resolved"), (50, "reopened")], 50),
    ],
)
def test_since_when_the_client_waits_for_an_update(events: list[tuple[int, str]], expected: int | None) -> None:
    """The last response or update, or the reopening; what is said about a solved ticket restarts nothing."""
    assert minutes(course(*events).last_update) == expected


def test_the_order_of_the_history_does_not_matter() -> None:
    """Every order of the same events reads alike."""
    entries = [
        _entry(minute, name)
        for minute, name in [(5, "first_response"), (10, "pause"), (20, "resume"), (30, "resolved"), (40, "reopened")]
    ]
    assert all(read_course(order, CREATED, NOW) == read_course(entries, CREATED, NOW) for order in permutations(entries))


def _entry(minute: int, name: str) -> HistoryEntry:
    return HistoryEntry(CREATED + timedelta(minutes=minute), Event(name))


def test_a_course_does_not_change() -> None:
    """What every promise of a ticket is measured with is read once and stays."""
    found = course(
        (10, "pause"), (20, "resume"), (30, "update"), (40, "update"), (50, "resolved"), (60, "reopened"), (70, "pause")
    )
    assert hash(found) == hash(replace(found))
    with pytest.raises(FrozenInstanceError):
        found.solved_at = NOW  # type: ignore[misc]  # which is what it refuses

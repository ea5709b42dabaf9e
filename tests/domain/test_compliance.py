"""The review over many tickets: shares, medians, groups (PS.7)."""

from datetime import timedelta
from statistics import median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.promises import judge, promise
from triage.domain.compliance import Compliance, ComplianceLine
from triage.domain.decision import SlaTarget, SlaVerdict
from triage.domain.outcome import Outcome
from triage.domain.vocabulary import Category, Priority, TargetName, TargetState

STATES = (TargetState.MET, TargetState.BREACHED, TargetState.RUNNING)
NOW = "2026-11-20 17:00"


def response(*history: tuple[str, str]) -> SlaVerdict:
    """One business hour for the first response from Friday 15:00, judged at 17:00."""
    return judge(Outcome(first_response=[promise(1)], next_update=[promise(1)]), NOW, *history)


def solved(minutes: int, state: TargetState = TargetState.MET) -> SlaVerdict:
    """A resolution completed after so many business minutes."""
    amount = timedelta(minutes=minutes)
    (target,) = judge(Outcome(resolution=[promise(1)]), "2026-11-20 15:30", ("2026-11-20 15:10", "resolved")).targets
    fields = {name: getattr(target, name) for name in SlaTarget.__dataclass_fields__}
    return SlaVerdict((SlaTarget(**(fields | {"elapsed": amount, "state": state})),), ())


def line(counted: Compliance, group: str, value: str, target: str) -> ComplianceLine:
    """The one line of that group, value and target."""
    (found,) = [one for one in counted.report().lines if (one.group, one.value, one.target) == (group, value, target)]
    return found


@pytest.fixture
def counted() -> Compliance:
    """Two tickets answered in time, one late, one overdue and open; two teams."""
    result = Compliance()
    for minute, team in [("15:20", "blue"), ("15:40", "blue"), ("16:30", "red")]:
        verdict = response((f"2026-11-20 {minute}", "first_response"))
        result.add(verdict, priority=Priority.HIGH, category=Category.CONTENT, team=team)
    result.add(response(), priority=Priority.LOW, category=None, team=None)
    return result


def test_shares_and_times_of_all_tickets(counted: Compliance) -> None:
    """Met, breached and open add up to one; the open breach counts, but has no time yet."""
    assert counted.report().tickets == 4
    assert line(counted, "all", "all", "first_response") == ComplianceLine(
        "all", "all", TargetName.FIRST_RESPONSE, 2, 2, 0, 0.5, 0.5, 0.0, 40, 90
    )


def test_a_target_that_has_not_started_is_left_out(counted: Compliance) -> None:
    """Three tickets owe an update, the one without a response does not."""
    updates = line(counted, "all", "all", "next_update")
    assert (updates.met, updates.breached, updates.open, updates.median) == (0, 2, 1, None)


def test_a_late_update_counts_as_breached_though_the_next_came_in_time() -> None:
    """Open and solved alike (PS.7)."""
    late, result = [("2026-11-20 15:05", "first_response"), ("2026-11-20 16:40", "update")], Compliance()
    for more in ([], [("2026-11-20 16:50", "resolved")]):
        result.add(response(*late, *more), priority=None, category=None, team=None)
    found = line(result, "all", "all", "next_update")
    assert (found.met, found.breached, found.open) == (0, 2, 0)


def test_groups(counted: Compliance) -> None:
    """Per priority, category and team; what a ticket does not have is "none"; most urgent first."""
    places = [(one.group, one.value) for one in counted.report().lines if one.target is TargetName.FIRST_RESPONSE]
    assert places == [
        ("all", "all"),
        ("priority", "high"),
        ("priority", "low"),
        ("category", "content"),
        ("category", "none"),
        ("team", "blue"),
        ("team", "none"),
        ("team", "red"),
    ]
    assert line(counted, "team", "blue", "first_response").share_met == 1.0
    assert line(counted, "team", "red", "first_response").share_breached == 1.0


def test_nothing_counted() -> None:
    """An empty review has no lines, and divides by nothing."""
    assert Compliance().report().lines == ()


@given(st.lists(st.integers(0, 600), min_size=1, max_size=30), st.integers(0, 30))
def test_the_median_and_merging(minutes: list[int], cut: int) -> None:
    """Exact by nearest rank, and the same when two processes count and one takes over."""
    whole, first, second = Compliance(), Compliance(), Compliance()
    for place, minute in enumerate(minutes):
        for counter in (whole, first if place < cut else second):
            counter.add(solved(minute, STATES[minute % 3]), priority=None, category=None, team=None)
    first.merge(second)
    assert first.report() == whole.report()
    found = line(whole, "all", "all", "resolution")
    assert found.median == median_low(minutes)
    assert found.p90 == sorted(minutes)[-(-len(minutes) * 9 // 10) - 1]


def test_memory_is_bounded() -> None:
    """A time beyond a hundred days is counted as a hundred days."""
    result = Compliance()
    result.add(solved(10**7), priority=None, category=None, team=None)
    assert line(result, "all", "all", "resolution").p90 == 100 * 24 * 60

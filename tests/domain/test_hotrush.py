"""The HotRush verdict: moments and withdrawals follow from what the policy set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from triage.domain.hotrush import judge_hotrush
from triage.domain.outcome import DelaySpec, Outcome, Reason
from triage.domain.spans import Span
from triage.domain.vocabulary import Verdict

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DELAY = DelaySpec(Span(timedelta(minutes=15)), Span(timedelta(minutes=30)))


def test_granted_states_the_promise_and_the_expected_delay_apart():
    """The replication delay is a range after the promise, not part of it (HR10.4)."""
    outcome = Outcome(hotrush=Verdict.GRANTED, expected_delay=DELAY, hotrush_duties=["report"])
    verdict = judge_hotrush(outcome, requested=True, withdrawals=0, respond_by=NOON)
    assert verdict.respond_by == NOON
    assert verdict.expected_between == (NOON + timedelta(minutes=15), NOON + timedelta(minutes=30))
    assert verdict.duties == ("report",)


def test_refused_promises_nothing():
    """A refusal has reasons, no moment and no duties."""
    outcome = Outcome(
        hotrush=Verdict.REFUSED, hotrush_reasons=[Reason("x", "y")], expected_delay=DELAY, hotrush_duties=["report"]
    )
    verdict = judge_hotrush(outcome, requested=True, withdrawals=0, respond_by=NOON)
    assert (verdict.respond_by, verdict.expected_between, verdict.duties) == (None, None, ())
    assert verdict.reasons == (Reason("x", "y"),)


@pytest.mark.parametrize(("limit", "used", "left"), [(3, 0, 3), (3, 2, 1), (3, 9, 0), (None, 9, None)])
def test_withdrawals_left(limit, used, left):
    """Three at most (HR20.6), or any number (HR10.7)."""
    verdict = judge_hotrush(Outcome(withdrawal_limit=limit), requested=True, withdrawals=used, respond_by=None)
    assert verdict.withdrawals_left == left


def test_reasons_are_given_only_to_those_who_asked():
    """Who did not ask for HotRush is not told why he would not get it."""
    verdict = judge_hotrush(Outcome(hotrush_reasons=[Reason("x", "y")]), requested=False, withdrawals=0, respond_by=None)
    assert verdict.reasons == ()

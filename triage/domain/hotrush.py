"""The HotRush verdict (HR10, HR20): what the policy decided, with the moments and the withdrawals that follow from it."""

from __future__ import annotations

from datetime import datetime, timedelta

from triage.domain.decision import HotRushVerdict
from triage.domain.outcome import DelaySpec, Outcome
from triage.domain.vocabulary import Verdict


def judge_hotrush(outcome: Outcome, *, requested: bool, withdrawals: int, respond_by: datetime | None) -> HotRushVerdict:
    """Join the policy's outcome with `respond_by`, the moment at which the granted HotRush falls due (None when not granted)."""
    granted = outcome.hotrush is Verdict.GRANTED
    promise = respond_by if granted else None
    return HotRushVerdict(
        requested=requested,
        verdict=outcome.hotrush,
        reasons=tuple(outcome.hotrush_reasons) if requested else (),
        respond_by=promise,
        expected_between=_expected_between(promise, outcome.expected_delay),
        rate=outcome.hotrush_rate,
        can_uncheck=outcome.can_uncheck,
        uncheck_reason=outcome.uncheck_reason,
        can_withdraw=outcome.can_withdraw,
        withdraw_reason=outcome.withdraw_reason,
        withdrawals_left=_withdrawals_left(outcome.withdrawal_limit, withdrawals),
        offer_instead=outcome.offer_instead,
        duties=tuple(outcome.hotrush_duties) if granted else (),
    )


def _expected_between(promise: datetime | None, delay: DelaySpec | None) -> tuple[datetime, datetime] | None:
    """When the answer may be visible, given the replication delay, which is no part of the obligation (HR10.4)."""
    if promise is None or delay is None:
        return None
    return promise + (delay.shortest.amount or timedelta()), promise + (delay.longest.amount or timedelta())


def _withdrawals_left(limit: int | None, withdrawals: int) -> int | None:
    """None when the policy sets no limit (HR10.7)."""
    return None if limit is None else max(0, limit - withdrawals)

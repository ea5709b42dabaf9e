"""What changed since the earlier decision, and which rules made it so (CR.4, CR.9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from triage.domain.decision import Change, RoutingDecision
from triage.domain.outcome import Step
from triage.domain.ticket import Previous
from triage.service.decided_by import DECIDED_BY

_TARGET_OUTCOMES = {"first_response": "first response", "next_update": "next update", "resolution": "resolution"}


def list_changes(decision: RoutingDecision, previous: Previous | None) -> RoutingDecision:
    """The decision with `changes` filled; unchanged when the caller sent no earlier decision."""
    if previous is None:
        return decision
    changes = [
        Change(field, before, after, _because(decision.trace, DECIDED_BY[field]))
        for field, before, after in _pairs(decision, previous)
        if before is not None and before != after
    ]
    return replace(decision, changes=(*changes, *_moved_targets(decision, previous)))


def _pairs(decision: RoutingDecision, previous: Previous) -> Iterator[tuple[str, object, object]]:
    yield "category.name", previous.category, decision.category.name
    yield "priority", previous.priority, decision.priority
    yield "tier", previous.tier, decision.tier
    yield "team", previous.team, decision.team
    yield "department", previous.department, decision.department
    yield "hotrush.verdict", previous.hotrush, decision.hotrush.verdict
    yield "credits.category", previous.credit_category, decision.credits.category
    yield "credits.charge", previous.charge, decision.credits.charge


def _moved_targets(decision: RoutingDecision, previous: Previous) -> Iterator[Change]:
    due_now: dict[str, datetime | None] = {target.name.value: target.due_at for target in decision.sla.targets}
    for name, before in previous.due:
        after = due_now.get(name)
        if before != after:
            yield Change(f"sla.{name}.due_at", before, after, _because(decision.trace, (_TARGET_OUTCOMES.get(name, name),)))


def _because(trace: Iterable[Step], outcomes: tuple[str, ...]) -> str:
    """The rules that set any of these outcomes, each with its why."""
    deciding = [step for step in trace if step.fired and not step.shadow and any(name in step.set for name in outcomes)]
    return "; ".join(f"{step.rule}: {step.why}" for step in deciding) or "no rule sets it any more"

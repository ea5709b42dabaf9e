"""What changed since the earlier decision, and which rules made it so (CR.4, CR.9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from triage.domain.decision import Change, RoutingDecision
from triage.domain.ticket import Previous
from triage.service.decided_by import deciding_steps


def list_changes(decision: RoutingDecision, previous: Previous | None) -> RoutingDecision:
    """The decision with `changes` filled; unchanged when the caller sent no earlier decision."""
    if previous is None:
        return decision
    changes = [
        Change(field, before, after, _because(decision, field))
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
            yield Change(f"sla.{name}.due_at", before, after, _because(decision, f"sla.targets.{name}"))


def _because(decision: RoutingDecision, path: str) -> str:
    """The rules that decide what stands there, each with its why."""
    return "; ".join(f"{step.rule}: {step.why}" for step in deciding_steps(decision, path)) or "no rule sets it any more"

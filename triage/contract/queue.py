"""What the queue and the SLA endpoint answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from triage.contract.answer import instant, render_category, render_sla, render_versions
from triage.domain.decision import RoutingDecision, Versions
from triage.domain.queue import Ranked


def render_judgement(decision: RoutingDecision) -> dict[str, Any]:
    """How a ticket stands against its SLA (PS.7)."""
    return {
        "ticket_id": decision.ticket_id,
        "decided_at": instant(decision.decided_at),
        "priority": decision.priority,
        "category": render_category(decision.category),
        "sla": render_sla(decision.sla),
        "warnings": list(decision.warnings),
        "versions": render_versions(decision.versions),
    }


def render_queue(
    ranked: Sequence[Ranked],
    decided_at: datetime,
    problems: Sequence[tuple[int, object]],
    warnings: Sequence[str],
    versions: Versions,
) -> dict[str, Any]:
    """The order of work; `problems` are the tickets that have no place, each with where it stood in the request."""
    return {
        "decided_at": instant(decided_at),
        "queue": [_place(place) for place in ranked],
        "problems": [{"index": index, "problem": problem} for index, problem in problems],
        "warnings": list(warnings),
        "versions": render_versions(versions),
    }


def _place(place: Ranked) -> dict[str, Any]:
    return {
        "rank": place.rank,
        "index": place.position,
        "ticket_id": place.ticket_id,
        "priority": place.priority,
        "next_target": place.next_target,
        "due_at": instant(place.due_at),
        "breached": place.breached,
        "because": place.because,
    }

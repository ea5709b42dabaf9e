"""RoutingDecision -> JSON, in the order of the contract. Only plain values leave here: text, numbers, lists, objects."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from triage.domain.decision import (
    CategoryVerdict,
    Change,
    CreditsVerdict,
    DuplicateVerdict,
    HotRushVerdict,
    RoutingDecision,
    SlaTarget,
    SlaVerdict,
    Versions,
    WorkflowStep,
)
from triage.domain.outcome import Step


def render(decision: RoutingDecision) -> dict[str, Any]:
    """The whole answer."""
    return {
        "ticket_id": decision.ticket_id,
        "decided_at": instant(decision.decided_at),
        "category": render_category(decision.category),
        "duplicate": _duplicate(decision.duplicate),
        "priority": decision.priority,
        "tier": decision.tier,
        "team": decision.team,
        "department": decision.department,
        "precedence": decision.precedence.value,
        "sla": render_sla(decision.sla),
        "hotrush": _hotrush(decision.hotrush),
        "credits": _credits(decision.credits),
        "workflow": [_workflow(step) for step in decision.workflow],
        "missing_information": [{"what": ask.what, "ask": ask.ask} for ask in decision.missing_information],
        "split": [{"text_span": [part.start, part.end], "category": part.category} for part in decision.split],
        "entities": {
            "urls": list(decision.entities.urls),
            "order_numbers": list(decision.entities.order_numbers),
            "references": list(decision.entities.references),
        },
        "language": decision.language,
        "fingerprint": decision.fingerprint,
        "changes": [_change(change) for change in decision.changes],
        "advice": list(decision.advice),
        "trace": [_step(step) for step in decision.trace],
        "note": decision.note,
        "warnings": list(decision.warnings),
        "versions": render_versions(decision.versions),
    }


def instant(moment: datetime | None) -> str | None:
    """RFC 3339 in UTC, to the second or, where there are any, the microsecond."""
    return None if moment is None else moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def duration(amount: timedelta | None) -> str | None:
    """ISO 8601 in hours, minutes and seconds, since a day of business time has no fixed length."""
    if amount is None:
        return None
    seconds = int(amount.total_seconds())
    hours, minutes, rest = seconds // 3600, seconds % 3600 // 60, seconds % 60
    parts = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "") + (f"{rest}S" if rest else "")
    return "PT" + (parts or "0S")


def render_sla(sla: SlaVerdict) -> dict[str, Any]:
    """The targets and the ladder."""
    return {
        "targets": [_target(target) for target in sla.targets],
        "escalations": [
            {
                "at": instant(step.at),
                "to_tier": step.to_tier,
                "of": step.of.value,
                "department": step.department,
                "because": step.because,
            }
            for step in sla.escalations
        ],
    }


def render_versions(versions: Versions) -> dict[str, Any]:
    """What the decision came from."""
    return {
        "service": versions.service,
        "policy": versions.policy,
        "model": versions.model,
        "holidays": versions.holidays,
    }


def _workflow(step: WorkflowStep) -> dict[str, Any]:
    return {
        "step": step.step,
        "by": step.by,
        "due_at": instant(step.due_at),
        "goal_at": instant(step.goal_at),
        "after": step.after,
        "on": step.on,
    }


def _target(target: SlaTarget) -> dict[str, Any]:
    return {
        "name": target.name.value,
        "calendar": target.calendar,
        "time_zone": target.time_zone,
        "starts_at": instant(target.starts_at),
        "goal_at": instant(target.goal_at),
        "due_at": instant(target.due_at),
        "due_local": target.due_local,
        "state": target.state.value,
        "elapsed": duration(target.elapsed),
        "remaining": duration(target.remaining),
        "overdue": duration(target.overdue),
        "completed_at": instant(target.completed_at),
        "timeline": [
            {"from": instant(interval.start), "to": instant(interval.end), "counts": duration(interval.counts)}
            for interval in target.timeline
        ],
        "because": target.because,
        "also": list(target.also),
        "late_updates": [
            {"due_at": instant(late.due_at), "came_at": instant(late.came_at), "overdue": duration(late.overdue)}
            for late in target.late_updates
        ],
    }


def render_category(category: CategoryVerdict) -> dict[str, Any]:
    """The category, who said it and how sure that is."""
    return {
        "name": category.name,
        "confidence": category.confidence,
        "level": category.level,
        "source": category.source.value,
        "needs_review": category.needs_review,
        "alternatives": [{"name": other.name.value, "confidence": other.confidence} for other in category.alternatives],
        "evidence": [{"text": evidence.text, "weight": round(evidence.weight, 3)} for evidence in category.evidence],
        "topics": [{"name": topic.value, "confidence": confidence} for topic, confidence in category.topics],
        "second_opinion": category.second_opinion,
    }


def _duplicate(duplicate: DuplicateVerdict) -> dict[str, Any]:
    return {
        "status": duplicate.status.value,
        "of": duplicate.of,
        "possibly_of": duplicate.possibly_of,
        "score": duplicate.score,
        "candidates": [
            {
                "id": candidate.id,
                "score": candidate.score,
                "shared": list(candidate.shared),
                "evidence": [word.value for word in candidate.evidence],
                "same_requester": candidate.same_requester,
                "days_apart": candidate.days_apart,
                "meaning": candidate.meaning,
            }
            for candidate in duplicate.candidates
        ],
    }


def _hotrush(hotrush: HotRushVerdict) -> dict[str, Any]:
    between = hotrush.expected_between
    return {
        "requested": hotrush.requested,
        "verdict": hotrush.verdict.value,
        "reasons": [{"code": reason.code, "text": reason.text} for reason in hotrush.reasons],
        "respond_by": instant(hotrush.respond_by),
        "expected_between": [instant(between[0]), instant(between[1])] if between else None,
        "rate": hotrush.rate,
        "can_uncheck": hotrush.can_uncheck,
        "uncheck_reason": hotrush.uncheck_reason,
        "can_withdraw": hotrush.can_withdraw,
        "withdraw_reason": hotrush.withdraw_reason,
        "withdrawals_left": hotrush.withdrawals_left,
        "offer_instead": hotrush.offer_instead,
        "duties": list(hotrush.duties),
    }


def _credits(credits: CreditsVerdict) -> dict[str, Any]:
    purchase = credits.purchase
    return {
        "category": credits.category,
        "credits": credits.credits,
        "rate": credits.rate,
        "charge": credits.charge,
        "basis": credits.basis,
        "free_because": credits.free_because,
        "quote_instead": credits.quote_instead,
        "confirmation": credits.confirmation.value,
        "balance_after": credits.balance_after,
        "change": credits.change,
        "shortfall": credits.shortfall,
        "purchase": None
        if purchase is None
        else {
            "packages": [{"credits": package.credits, "count": package.count} for package in purchase.packages],
            "credits": purchase.credits,
            "price": float(purchase.price) if isinstance(purchase.price, Decimal) else purchase.price,
            "currency": purchase.currency,
        },
    }


def _change(change: Change) -> dict[str, Any]:
    return {"field": change.field, "from": _plain(change.before), "to": _plain(change.after), "because": change.because}


def _step(step: Step) -> dict[str, Any]:
    line: dict[str, Any] = {
        "section": step.section,
        "rule": step.rule,
        "why": step.why,
        "facts": _object(step.facts),
        "set": _object(step.set),
        "fired": step.fired,
    }
    if step.failed is not None:
        line["failed"] = {"fact": step.failed.fact, "wanted": step.failed.wanted, "value": _plain(step.failed.value)}
    if step.shadow:
        line["shadow"] = True
    return line


def _object(values: Mapping[str, object]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: object) -> object:
    return instant(value) if isinstance(value, datetime) else value

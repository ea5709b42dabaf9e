"""The decision as one level of texts, for helpdesks whose automations read single fields and cannot follow lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html import escape

from triage.contract.answer import instant
from triage.domain.decision import CategoryVerdict, CreditsVerdict, Escalation, HotRushVerdict, RoutingDecision, SlaTarget
from triage.domain.vocabulary import DuplicateStatus, TargetName, Verdict

_NO_TAG = re.compile(r"[^a-z0-9_-]+")


def flatten(decision: RoutingDecision) -> dict[str, str]:
    """The fields of `FLAT_FIELDS`."""
    return {
        "ticket_id": _text(decision.ticket_id),
        "decided_at": _text(instant(decision.decided_at)),
        **_category(decision.category),
        "priority": _text(decision.priority),
        "tier": _text(decision.tier),
        "team": _text(decision.team),
        "department": _text(decision.department),
        "precedence": decision.precedence.value,
        **dict(_dues({target.name: target for target in decision.sla.targets})),
        **_escalation(decision),
        **_hotrush(decision.hotrush),
        **_credits(decision.credits),
        "duplicate": decision.duplicate.status.value,
        "duplicate_of": _text(decision.duplicate.of),
        "duplicate_possibly_of": _text(decision.duplicate.possibly_of),
        "duplicate_score": _share(decision.duplicate.score),
        "missing_information": ", ".join(ask.what for ask in decision.missing_information),
        "ask_client": " ".join(ask.ask for ask in decision.missing_information),
        "workflow": ", ".join(step.step for step in decision.workflow),
        "split": str(len(decision.split)) if decision.split else "",
        "split_categories": ", ".join(part.category or "unclear" for part in decision.split),
        "order_numbers": ", ".join(decision.entities.order_numbers),
        "urls": " ".join(decision.entities.urls),
        "language": _text(decision.language),
        "tags": " ".join(_tags(decision)),
        "advice": " ".join(decision.advice),
        "changes": ", ".join(change.field for change in decision.changes),
        "note": decision.note,
        "note_html": escape(decision.note, quote=False).replace("\n", "<br>\n"),
        "warnings": " ".join(decision.warnings),
        "fingerprint": _text(decision.fingerprint),
        "service_version": decision.versions.service,
        "policy_version": decision.versions.policy,
        "model_version": decision.versions.model,
    }


def _category(category: CategoryVerdict) -> dict[str, str]:
    return {
        "category": _text(category.name),
        "confidence": _share(category.confidence),
        "confidence_level": category.level,
        "category_source": category.source.value,
        "needs_review": _flag(category.needs_review),
        "topics": ", ".join(topic.value for topic, _ in category.topics),
    }


def _hotrush(hotrush: HotRushVerdict) -> dict[str, str]:
    return {
        "hotrush": hotrush.verdict.value,
        "hotrush_respond_by": _text(instant(hotrush.respond_by)),
        "hotrush_reasons": " ".join(reason.text for reason in hotrush.reasons),
        "hotrush_offer_instead": _text(hotrush.offer_instead),
    }


def _credits(credits: CreditsVerdict) -> dict[str, str]:
    purchase = credits.purchase
    return {
        "credits": _text(credits.credits),
        "credit_category": _text(credits.category),
        "charge": _text(credits.charge),
        "charge_change": _text(credits.change),
        "confirmation": credits.confirmation.value,
        "free_because": _text(credits.free_because),
        "quote_instead": _flag(credits.quote_instead),
        "balance_after": _text(credits.balance_after),
        "shortfall": _text(credits.shortfall),
        "purchase": " + ".join(f"{package.count} x {package.credits}" for package in purchase.packages) if purchase else "",
        "purchase_price": f"{purchase.price} {purchase.currency}" if purchase else "",
    }


def _dues(targets: dict[TargetName, SlaTarget]) -> Iterator[tuple[str, str]]:
    for name in TargetName:
        target = targets.get(name)
        due: datetime | None = target.due_at if target else None
        yield f"{name.value}_due", _text(instant(due))
        yield f"{name.value}_state", target.state.value if target else ""


def _escalation(decision: RoutingDecision) -> dict[str, str]:
    """The step of the ladder that comes next; the last one where all are past."""
    steps = decision.sla.escalations
    ahead = [step for step in steps if step.at > decision.decided_at]
    step = min(ahead, key=_moment) if ahead else max(steps, key=_moment, default=None)
    return {
        "next_escalation_at": _text(instant(step.at)) if step else "",
        "next_escalation_tier": _text(step.to_tier) if step else "",
    }


def _moment(step: Escalation) -> datetime:
    return step.at


def _tags(decision: RoutingDecision) -> Iterator[str]:
    """Tags that a helpdesk's own rules can work with: no blanks, lower case, the same words for the same thing."""
    category = decision.category
    yield f"triage-{category.name or 'unknown'}"
    if decision.priority:
        yield f"priority-{decision.priority}"
    if decision.tier is not None:
        yield f"tier-{decision.tier}"
    if decision.team:
        yield f"team-{_NO_TAG.sub('-', decision.team.lower())}"
    if category.needs_review:
        yield "needs-review"
    if decision.hotrush.verdict is not Verdict.NOT_REQUESTED:
        yield f"hotrush-{decision.hotrush.verdict}"
    if decision.duplicate.status in (DuplicateStatus.DUPLICATE, DuplicateStatus.POSSIBLE):
        yield "duplicate" if decision.duplicate.status is DuplicateStatus.DUPLICATE else "duplicate-possible"
    if decision.missing_information:
        yield "missing-information"
    if decision.split:
        yield "split"


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _flag(value: bool) -> str:
    return "true" if value else "false"

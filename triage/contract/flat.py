"""The decision as one level of texts, for helpdesks whose automations read single fields and cannot follow lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html import escape

from triage.contract.answer import instant
from triage.domain.decision import CategoryVerdict, CreditsVerdict, HotRushVerdict, RoutingDecision, SlaTarget
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
        "next_escalation_at": _text(instant(next((step.at for step in decision.sla.escalations), None))),
        **_hotrush(decision.hotrush),
        **_credits(decision.credits),
        "duplicate": decision.duplicate.status.value,
        "duplicate_of": _text(decision.duplicate.of),
        "missing_information": ", ".join(ask.what for ask in decision.missing_information),
        "ask_client": " ".join(ask.ask for ask in decision.missing_information),
        "workflow": ", ".join(step.step for step in decision.workflow),
        "split": str(len(decision.split)) if decision.split else "",
        "language": _text(decision.language),
        "tags": " ".join(_tags(decision)),
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
        "confidence": "" if category.confidence is None else f"{category.confidence:.2f}",
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


def _flag(value: bool) -> str:
    return "true" if value else "false"

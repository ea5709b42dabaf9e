"""The fields of the flat answer, and of which field of the full one each is the text."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FLAT_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "ticket_id": "`ticket_id`",
        "decided_at": "`decided_at`",
        "category": "`category.name`",
        "confidence": "`category.confidence`, to two places",
        "confidence_level": "`category.level`",
        "category_source": "`category.source`",
        "needs_review": "`category.needs_review`",
        "topics": "the names in `category.topics`, a comma between",
        "priority": "`priority`",
        "tier": "`tier`",
        "team": "`team`",
        "department": "`department`",
        "precedence": "`precedence`",
        "first_response_due": "`due_at` of the first response in `sla.targets`",
        "first_response_state": "its `state`",
        "next_update_due": "`due_at` of the next update",
        "next_update_state": "its `state`",
        "resolution_due": "`due_at` of the resolution",
        "resolution_state": "its `state`",
        "next_escalation_at": "`at` of the first of `sla.escalations`",
        "hotrush": "`hotrush.verdict`",
        "hotrush_respond_by": "`hotrush.respond_by`",
        "hotrush_reasons": "the texts of `hotrush.reasons`",
        "hotrush_offer_instead": "`hotrush.offer_instead`",
        "credits": "`credits.credits`",
        "credit_category": "`credits.category`",
        "charge": "`credits.charge`",
        "charge_change": "`credits.change`",
        "confirmation": "`credits.confirmation`",
        "free_because": "`credits.free_because`",
        "quote_instead": "`credits.quote_instead`",
        "shortfall": "`credits.shortfall`",
        "purchase": "`credits.purchase`, such as `2 x 50 + 1 x 10`",
        "purchase_price": "what that costs, with its currency",
        "duplicate": "`duplicate.status`",
        "duplicate_of": "`duplicate.of`",
        "missing_information": "the `what` of `missing_information`, a comma between",
        "ask_client": "the `ask` of `missing_information`: sentences to send to the client",
        "workflow": "the steps of `workflow`, a comma between",
        "split": "how many tickets `split` proposes",
        "language": "`language`",
        "tags": "tags for the helpdesk's own rules, a blank between: `triage-site_down priority-critical tier-2 needs-review`",
        "note": "`note`",
        "note_html": "`note` as HTML, for helpdesks whose notes are",
        "warnings": "`warnings`, a blank between",
        "fingerprint": "`fingerprint`",
        "service_version": "`versions.service`",
        "policy_version": "`versions.policy`",
        "model_version": "`versions.model`",
    }
)
"""Every field by its name: each a text, always there, empty for none; flags are "true" or "false", instants RFC 3339 in UTC."""

"""Which outcomes of a policy decide a field of the answer, and which rules of a trace set them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_CHARGE = ("credits", "credit category", "free because", "quote instead", "hotrush rate", "hotrush")

DECIDED_BY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **{name: (name,) for name in ("category", "duplicate", "priority", "tier", "team", "department", "precedence")},
        "category.name": ("category",),
        "sla.targets.first_response": ("first response",),
        "sla.targets.next_update": ("next update",),
        "sla.targets.resolution": ("resolution",),
        "sla.escalations": ("escalations",),
        "hotrush.verdict": ("hotrush", "hotrush reasons"),
        "hotrush.reasons": ("hotrush reasons",),
        "hotrush.respond_by": ("hotrush response",),
        "hotrush.expected_between": ("expected delay",),
        "hotrush.rate": ("hotrush rate",),
        "hotrush.can_uncheck": ("can uncheck",),
        "hotrush.uncheck_reason": ("uncheck reason",),
        "hotrush.can_withdraw": ("can withdraw",),
        "hotrush.withdraw_reason": ("withdraw reason",),
        "hotrush.withdrawals_left": ("withdrawal limit",),
        "hotrush.offer_instead": ("offer instead",),
        "hotrush.duties": ("hotrush duties",),
        "credits.category": ("credit category", "free because", "quote instead"),
        "credits.credits": ("credits", "credit category"),
        "credits.rate": ("hotrush rate",),
        "credits.charge": _CHARGE,
        "credits.balance_after": _CHARGE,
        "credits.change": _CHARGE,
        "credits.shortfall": _CHARGE,
        "credits.purchase": _CHARGE,
        "credits.basis": ("credit basis",),
        "credits.free_because": ("free because",),
        "credits.quote_instead": ("quote instead",),
        "credits.confirmation": ("confirmation",),
        "workflow": ("workflow",),
        "missing_information": ("missing information",),
        "split": ("propose split",),
        "advice": ("advice",),
    }
)
"""Path into the answer → the outcomes that decide what stands there, and below it."""


def deciding_outcomes(path: str) -> tuple[str, ...]:
    """The outcomes that decide what stands at a dotted path; none for what no rule sets."""
    while path and path not in DECIDED_BY:
        path = path.rpartition(".")[0]
    return DECIDED_BY.get(path, ())

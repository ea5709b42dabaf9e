"""Which outcomes of a policy decide a field of the answer, and which rules of a trace set them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from triage.domain.decision import RoutingDecision
from triage.domain.outcome import Step
from triage.domain.vocabulary import TargetName
from triage.policy.language.outcomes import OUTCOMES

_CHARGE = ("credits", "credit category", "free because", "quote instead", "hotrush rate", "hotrush")
_BALANCE = (*_CHARGE, "free credits")

DECIDED_BY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **{name: (name,) for name in ("category", "duplicate", "priority", "tier", "team", "department", "precedence")},
        "category.name": ("category",),
        "category.needs_review": ("needs review",),
        "sla.targets.first_response": ("first response", "hotrush response", "hotrush"),
        "sla.targets.next_update": ("next update",),
        "sla.targets.resolution": ("resolution",),
        "sla.escalations": ("escalations",),
        "hotrush.verdict": ("hotrush", "hotrush reasons"),
        "hotrush.reasons": ("hotrush reasons",),
        "hotrush.respond_by": ("hotrush response", "hotrush"),
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
        "credits.balance_after": _BALANCE,
        "credits.change": _CHARGE,
        "credits.shortfall": _BALANCE,
        "credits.purchase": _BALANCE,
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


def shown_outcomes(part: str) -> frozenset[str]:
    """Every outcome that a part of the answer shows, by its first word; none for what no rule sets."""
    return frozenset(outcome for path, outcomes in DECIDED_BY.items() if path.partition(".")[0] == part for outcome in outcomes)


def deciding_steps(decision: RoutingDecision, path: str) -> tuple[Step, ...]:
    """The rules that set what stands at a dotted path, in the order of the trace: of what adds up all, of the rest the last.

    Of a target it is the one whose promise holds, and of the ladder the promises count of which its steps are a share.
    """
    applied = [step for step in decision.trace if step.fired and not step.shadow]
    deciding = _promising(decision, path)
    if not path.startswith("sla.targets."):
        deciding |= {rule for outcome in _outcomes(path) for rule in _setting(applied, outcome)}
    return tuple(step for step in applied if step.rule in deciding)


def _promising(decision: RoutingDecision, path: str) -> set[str]:
    """The rules whose promises hold for the targets that stand at a path of the SLA, or that its ladder is a share of."""
    if path.startswith("sla.escalations"):
        names = {step.of for step in decision.sla.escalations}
    else:
        names = {name for name in TargetName if f"{path}.".startswith(f"sla.targets.{name.value}.")}
    return {target.rule for target in decision.sla.targets if target.name in names}


def _outcomes(path: str) -> tuple[str, ...]:
    """The outcomes that decide what stands at a path; none for what no rule sets."""
    while path and path not in DECIDED_BY:
        path = path.rpartition(".")[0]
    return DECIDED_BY.get(path, ())


def _setting(applied: Sequence[Step], outcome: str) -> list[str]:
    rules = [step.rule for step in applied if outcome in step.set]
    return rules if OUTCOMES[outcome].grows else rules[-1:]

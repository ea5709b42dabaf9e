"""How far apart two reports of one outage may be by the policy, for grouping, which applies no rules to pairs of tickets."""

from __future__ import annotations

from triage.domain.vocabulary import Category, DuplicateStatus
from triage.policy.language.conditions import Condition, conditions_of
from triage.policy.model import Policy, Rule

_DAYS, _ORIGINAL = "duplicate days apart", "original category"


def outage_days(policy: Policy) -> float | None:
    """The longest "duplicate days apart" with which a rule calls a ticket a duplicate of an outage (GK.6); None: no rule says."""
    limits = [limit for rule in policy.rules() if _is_about_outages(rule) if (limit := _limit(rule)) is not None]
    return max(limits, default=None)


def _is_about_outages(rule: Rule) -> bool:
    joins = any(assignment.value is DuplicateStatus.DUPLICATE for assignment in rule.assignments)
    return joins and rule.enabled and not rule.shadow and any(map(_names_outage, conditions_of(rule.conditions)))


def _names_outage(condition: Condition) -> bool:
    wanted = condition.value
    return condition.fact == _ORIGINAL and (
        (condition.operator == "equal_to" and wanted == Category.SITE_DOWN.value)
        or (condition.operator == "one_of" and isinstance(wanted, frozenset) and Category.SITE_DOWN.value in wanted)
    )


def _limit(rule: Rule) -> float | None:
    """The rule's upper limit of days, if it has one."""
    limits = [_upper(condition) for condition in conditions_of(rule.conditions) if condition.fact == _DAYS]
    return min((limit for limit in limits if limit is not None), default=None)


def _upper(condition: Condition) -> float | None:
    wanted = condition.value[1] if condition.operator == "between" and isinstance(condition.value, tuple) else condition.value
    known = condition.operator in ("at_most", "below", "between", "equal_to") and isinstance(wanted, int | float)
    return float(wanted) if known and isinstance(wanted, int | float) else None

"""The explanation: a step for each rule that fired, and on request for each that did not, with what kept it silent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from triage.domain.outcome import FailedCondition, FailureKind, Step
from triage.policy.language.conditions import AllOf, AnyOf, Condition, Tree, conditions_of
from triage.policy.language.fact_tests import PLAIN, PLAIN_LIST, PLAIN_SET
from triage.policy.language.shown import shown_fact
from triage.policy.language.text_values import Phrases, TextValue
from triage.policy.model import Rule

Holds = Callable[[Tree], bool]
"""Whether a tree of conditions holds for the ticket."""

_AS_WRITTEN = frozenset(wording.operator for wording in (PLAIN, PLAIN_LIST, PLAIN_SET))
LONG_TEXT = 200  # characters; a longer text is shown in part
_AROUND = 60


def fired_step(rule: Rule, facts: Mapping[str, object], applied: Mapping[str, object], warning: str | None = None) -> Step:
    """The step of a rule that fired; `applied` is what it set (of a shadow rule: what it would have set)."""
    return Step(rule.section, rule.name, rule.why, _tested(rule, facts), applied, shadow=rule.shadow, warning=warning)


def silent_step(rule: Rule, facts: Mapping[str, object], failed: FailedCondition | None) -> Step:
    """The step of a rule that did not apply."""
    return Step(rule.section, rule.name, rule.why, _tested(rule, facts), fired=False, failed=failed, shadow=rule.shadow)


def not_in_force(rule: Rule, on: date) -> FailedCondition:
    """Why a rule was not even looked at."""
    if not rule.enabled:
        return FailedCondition("enabled", "true", False, FailureKind.OFF)
    if rule.first_day and on < rule.first_day:
        return FailedCondition("from", f"on or after {rule.first_day}", on.isoformat(), FailureKind.NOT_YET)
    return FailedCondition("until", f"on or before {rule.until}", on.isoformat(), FailureKind.EXPIRED)


def not_reached(winner: str) -> FailedCondition:
    """Why a rule below the one that decided its section did not apply, whatever it asks."""
    return FailedCondition("section", "no earlier rule of the section applied", winner, FailureKind.NOT_REACHED)


def first_failed(tree: Tree, facts: Mapping[str, object], holds: Holds) -> FailedCondition | None:
    """The first condition, in the order of the file, that did not hold; None when all held. Of an any-of, all that it asked."""
    if isinstance(tree, AllOf):
        return next((failed for part in tree.parts if (failed := first_failed(part, facts, holds))), None)
    if holds(tree):
        return None
    first = next(conditions_of(tree))
    value = shown_fact(facts.get(first.fact))
    if isinstance(tree, Condition):
        return FailedCondition(tree.fact, tree.wanted, value, words=_words_of(tree))
    return FailedCondition(first.fact, wanted(tree), value, FailureKind.ALTERNATIVES)


def wanted(tree: Tree) -> str:
    """What a tree asks, in words; a single condition without the name of its fact."""
    if isinstance(tree, Condition):
        return tree.wanted
    parts = [f"{part.fact} {part.wanted}" if isinstance(part, Condition) else f"({wanted(part)})" for part in tree.parts]
    return ("any of: " if isinstance(tree, AnyOf) else "all of: ") + "; ".join(parts)


def _words_of(condition: Condition) -> tuple[str, ...]:
    """The words of a plain condition, which takes them as they are written; none of any other."""
    if condition.operator not in _AS_WRITTEN:
        return ()
    asked = condition.value if isinstance(condition.value, frozenset) else (condition.value,)
    return tuple(sorted(word for word in asked if isinstance(word, str)))


def _tested(rule: Rule, facts: Mapping[str, object]) -> dict[str, object]:
    return {name: _shown_tested(rule, name, facts.get(name)) for name in rule.tested}


def _shown_tested(rule: Rule, name: str, value: object) -> object:
    """The fact as the trace shows it; of a long text the place where the rule found what it looks for."""
    if not isinstance(value, str) or len(value) <= LONG_TEXT:
        return shown_fact(value)
    text = TextValue(value)
    for condition in conditions_of(rule.conditions):
        if condition.fact == name and condition.operator == "mentions" and isinstance(condition.value, Phrases):
            place = condition.value.place_in(text)
            if place is not None:
                return excerpt(text.normal, *place)
    return shown_fact(value)


def excerpt(text: str, first: int, last: int) -> str:
    """What stands between these places, and around them, for a trace that must not hold a whole ticket."""
    start, end = max(0, first - _AROUND), min(len(text), last + _AROUND)
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")

"""What follows from what among questions about the inside of a text or a set.

Sound, not complete: a question that is said to follow does follow; some that follow by more than one step are missed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from triage.policy.language.conditions import Condition
from triage.policy.language.fact_tests import COMPLEMENTS
from triage.policy.language.text_values import Phrases, TextValue

_KNOWN_SETS = {"is_not_empty": "is_filled", "is_not_filled": "is_empty"}  # a set is never unknown
_DENIALS = {**COMPLEMENTS, "is_empty": "is_filled", "is_filled": "is_empty"}


def plain_literal(condition: Condition) -> Condition:
    """The condition by the name that is compared: sets are always known, so that not empty is filled."""
    operator = _KNOWN_SETS.get(condition.operator)
    return replace(condition, operator=operator) if operator else condition


def denied(condition: Condition) -> Condition:
    """The question that holds exactly when this one does not."""
    return replace(condition, operator=_DENIALS[condition.operator])


def follows(asked: Condition, held: Collection[Condition]) -> bool:
    """Whether `asked` holds for every ticket for which all of `held` do; all of one fact."""
    return any(_follows(asked.operator, asked.value, one.operator, one.value) for one in held) or _all_included(asked, held)


def contradict(held: Iterable[Condition]) -> bool:
    """Whether no ticket can meet them all."""
    listed = tuple(held)
    return len(listed) > 1 and any(follows(denied(one), listed) for one in listed)


def single(condition: Condition) -> tuple[Condition, ...]:
    """The same question for each of its listed values alone; none when it does not list several."""
    values = condition.value
    if condition.operator == "mentions" and isinstance(values, Phrases) and len(values.phrases) > 1:
        alone = [(phrase, replace(values, phrases=(phrase,))) for phrase in values.phrases]
        return tuple(replace(condition, value=value, wanted=f"mentions '{phrase}'") for phrase, value in alone)
    if condition.operator == "includes_any_of" and isinstance(values, frozenset) and len(values) > 1:
        return tuple(replace(condition, value=frozenset({value}), wanted=str(value)) for value in sorted(values))
    return ()


def _follows(asked: str, wanted: Any, held: str, given: Any) -> bool:  # noqa: ANN401 - operators tell the types
    """By their operators and values; or the other way round by their denials."""
    if held == asked and given == wanted:
        return True
    rule = _RULES.get((held, asked))
    if rule:
        return rule(given, wanted)
    rule = _RULES.get((_DENIALS[asked], _DENIALS[held]))
    return bool(rule and rule(wanted, given))


def _all_included(asked: Condition, held: Collection[Condition]) -> bool:
    """`includes all of` by several questions together."""
    if asked.operator != "includes_all_of" or not isinstance(asked.value, frozenset):
        return False
    sure: set[object] = set()
    for one in held:
        if isinstance(one.value, frozenset) and (
            one.operator == "includes_all_of" or (one.operator == "includes_any_of" and len(one.value) == 1)
        ):
            sure |= one.value
    return asked.value <= sure


def _each_holds_one(inner: Phrases, outer: Phrases) -> bool:
    """Whether a text with a phrase of the one has a phrase of the other. A shorter one may stand in what is excepted."""
    if outer.except_in:
        return set(outer.except_in) <= set(inner.except_in) and set(inner.phrases) <= set(outer.phrases)
    return all(outer.first_in(TextValue(whole)) is not None for whole in inner.phrases)


def _always(held: object, asked: object) -> bool:
    return True


_RULES: Mapping[tuple[str, str], Callable[[Any, Any], bool]] = MappingProxyType(
    {
        ("mentions", "mentions"): _each_holds_one,
        ("mentions", "contains"): lambda held, asked: all(asked in phrase for phrase in held.phrases),
        ("starts_with", "starts_with"): lambda held, asked: held.startswith(asked),
        ("ends_with", "ends_with"): lambda held, asked: held.endswith(asked),
        ("contains", "contains"): lambda held, asked: asked in held,
        ("starts_with", "contains"): lambda held, asked: asked in held,
        ("ends_with", "contains"): lambda held, asked: asked in held,
        ("consists_of", "consists_of"): lambda held, asked: held.words <= asked.words,
        ("includes_any_of", "includes_any_of"): lambda held, asked: held <= asked,
        ("includes_all_of", "includes_any_of"): lambda held, asked: not held.isdisjoint(asked),
        ("includes_all_of", "includes_all_of"): lambda held, asked: asked <= held,
        ("includes_any_of", "includes_all_of"): lambda held, asked: held == asked and len(asked) == 1,
        ("includes_any_of", "is_filled"): _always,
        ("includes_all_of", "is_filled"): _always,
        ("is_empty", "includes_none_of"): _always,
        ("is_empty", "does_not_include_all_of"): _always,
    }
)
"""(held, asked) -> whether the asked follows, by their values. That of their denials follows by contraposition."""

"""By what a rule can be found: the values that a fact must have, or a member of a set or a phrase that it cannot do without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from triage.policy.language.conditions import AllOf, AnyOf, Condition, Tree
from triage.policy.language.facts import FACTS, FactType
from triage.policy.language.text_values import Phrases

Equality = tuple[Tree, tuple[object, ...]]
"""A part of a rule that says nothing but that a fact has one of these values."""

_ONE_VALUE: Mapping[str, object] = {"is_true": True, "is_false": False, "is_unknown": None}


class Kind(StrEnum):
    """What stands there: a member of the set, a phrase of whole words, or letters, perhaps within words."""

    MEMBER = "member"
    PHRASE = "phrase"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class Guard:
    """One of the values must be in the set, or stand in the normalised text, of that fact; else the rule does not hold."""

    fact: str
    values: tuple[str, ...]
    kind: Kind


def parts_of(tree: Tree) -> tuple[Tree, ...]:
    """What must hold together."""
    return tree.parts if isinstance(tree, AllOf) else (tree,)


def equalities(parts: Sequence[Tree]) -> dict[str, Equality]:
    """Per fact the first part that pins its values. Flags alone do not count: half of all tickets would be found."""
    found: dict[str, Equality] = {}
    for part in parts:
        pinned = _pinned(part)
        if pinned is not None and pinned[0] not in found:
            found[pinned[0]] = (part, tuple(dict.fromkeys(pinned[1])))
    return found if any(FACTS[name].type is not FactType.FLAG for name in found) else {}


def guard_of(parts: Sequence[Tree]) -> Guard | None:
    """The first set that must have a member, else the first text that must have letters."""
    conditions = [part for part in parts if isinstance(part, Condition)]
    for condition in conditions:
        if condition.operator in ("includes_any_of", "includes_all_of") and isinstance(condition.value, frozenset):
            members = sorted(condition.value)
            return Guard(condition.fact, tuple(members if condition.operator == "includes_any_of" else members[:1]), Kind.MEMBER)
    for condition in conditions:
        if condition.operator == "mentions" and isinstance(condition.value, Phrases):
            return Guard(condition.fact, condition.value.phrases, Kind.PHRASE)
        if condition.operator == "contains" and isinstance(condition.value, str):
            return Guard(condition.fact, (condition.value,), Kind.LETTERS)
    return None


def needle_of(parts: Sequence[Tree]) -> tuple[str, str] | None:
    """A text fact, and letters without which it cannot pass."""
    for part in parts:
        if isinstance(part, Condition) and part.operator == "mentions" and isinstance(part.value, Phrases):
            phrases = part.value.phrases
            if len(phrases) == 1 and phrases[0]:
                return part.fact, phrases[0]
    return None


def _pinned(tree: Tree) -> tuple[str, tuple[object, ...]] | None:
    """The fact whose value alone decides the part, and the values with which it holds."""
    if isinstance(tree, AnyOf):
        parts = [_pinned(part) for part in tree.parts]
        names = {part[0] for part in parts if part is not None}
        if len(names) != 1 or None in parts:
            return None
        return names.pop(), tuple(value for part in parts if part is not None for value in part[1])
    if not isinstance(tree, Condition):
        return None
    if tree.operator in _ONE_VALUE:
        return (tree.fact, (_ONE_VALUE[tree.operator],))
    if tree.operator == "equal_to":
        return (tree.fact, (tree.value,))
    if tree.operator == "one_of" and isinstance(tree.value, frozenset):
        return (tree.fact, tuple(tree.value))
    return None

"""What a rule asks, as a tree: conditions joined by all-of and any-of. `not` was pushed down to complement operators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from triage.policy.files.findings import Position
from triage.policy.language.fact_tests import COMPLEMENTS

ALWAYS_ID = "always"
"""The variable that is always true: business-rules has no rule without a condition."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of one fact.

    Attributes:
        fact: the fact's name.
        operator: an operator of `triage.policy.language.operators` for the fact's type.
        value: what the operator compares with, ready to use: text, number, frozenset, `Phrases`, `Words`, `Pattern`, pair, None.
        wanted: the same for people: "at least 0.6".
    """

    fact: str
    operator: str
    value: object
    wanted: str
    at: Position = field(compare=False)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds when every part holds; without parts it always holds."""

    parts: tuple[Tree, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when at least one part holds."""

    parts: tuple[Tree, ...]


Tree = Condition | AllOf | AnyOf


def all_of(*parts: Tree) -> Tree:
    """The parts joined, without nesting all-of in all-of."""
    flat: list[Tree] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, AllOf) else (part,))
    return flat[0] if len(flat) == 1 else AllOf(tuple(flat))


def negated(tree: Tree) -> Tree:
    """The tree that holds exactly when this one does not (De Morgan; every operator has an exact complement)."""
    if isinstance(tree, AllOf):
        return AnyOf(tuple(negated(part) for part in tree.parts))
    if isinstance(tree, AnyOf):
        return all_of(*(negated(part) for part in tree.parts))
    return Condition(tree.fact, COMPLEMENTS[tree.operator], tree.value, _not(tree.wanted), tree.at)


def conditions_of(tree: Tree) -> Iterator[Condition]:
    """All conditions of the tree, in the order of the file."""
    if isinstance(tree, Condition):
        yield tree
    else:
        for part in tree.parts:
            yield from conditions_of(part)


def to_business_rules(tree: Tree) -> dict[str, object]:
    """The tree in business-rules' own format. Top level is `{"all": [...]}` or `{"any": [...]}`, never an empty list."""
    if isinstance(tree, Condition):
        return {"all": [_leaf(tree)]}
    if not tree.parts:
        return {"all": [{"name": ALWAYS_ID, "operator": "is_true", "value": True}]}
    kind = "all" if isinstance(tree, AllOf) else "any"
    return {kind: [_leaf(part) if isinstance(part, Condition) else to_business_rules(part) for part in tree.parts]}


def _leaf(condition: Condition) -> dict[str, object]:
    return {"name": condition.fact.replace(" ", "_"), "operator": condition.operator, "value": condition.value}


def _not(wanted: str) -> str:
    return wanted.removeprefix("not: ") if wanted.startswith("not: ") else f"not: {wanted}"

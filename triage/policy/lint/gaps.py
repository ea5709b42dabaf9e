"""Tickets for which no rule of a section applies: one sample each section, tried against the rules before it is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from triage.errors import Finding
from triage.policy.files.findings import quoted
from triage.policy.language.conditions import AllOf, AnyOf, Condition, Tree, conditions_of
from triage.policy.language.facts import FACTS, FactType
from triage.policy.language.operators import TYPES
from triage.policy.language.text_values import Phrases
from triage.policy.lint.boxes import Box, Boxes
from triage.policy.lint.codes import found
from triage.policy.lint.domains import Domains
from triage.policy.lint.order import Comparable, takers
from triage.policy.model import Hit, Section

_SHOWN = 6  # facts of a sample that are told


def lint_gap(section: Section, rules: Sequence[Comparable], boxes: Boxes, domains: Domains, silent: bool) -> Finding | None:
    """The finding of a section that leaves tickets without a rule; `silent`: the section says that this is meant so."""
    if silent or section.hit is Hit.ALL or section.otherwise or any(each.boxes is None for each in rules):
        return None
    taking = takers(rules)
    left = _left_over(section, taking, boxes, domains)
    if left is None:
        return None
    sample = _sample(left)
    if any(holds(each.rule.conditions, sample) for each in taking):
        return None  # two questions about one text that we thought independent are not
    message = f"no rule of {quoted(section.name)} applies to {_told(sample, left, section, domains)}"
    return found(section.at, "gap", message, "add `otherwise`, or `otherwise: nothing` if that is meant")


def holds(tree: Tree, facts: Mapping[str, object]) -> bool:
    """Whether the conditions hold for these facts, by the operators of the policy language themselves."""
    if isinstance(tree, AllOf):
        return all(holds(part, facts) for part in tree.parts)
    if isinstance(tree, AnyOf):
        return any(holds(part, facts) for part in tree.parts)
    kind = FACTS[tree.fact].type
    value = facts.get(tree.fact, frozenset() if kind is FactType.SET else None)
    operator = getattr(TYPES[kind](value), tree.operator)
    return bool(operator() if tree.value is None else operator(tree.value))


def _left_over(section: Section, takers: Sequence[Comparable], boxes: Boxes, domains: Domains) -> Box | None:
    """A box that no rule takes, the broadest that comes first; depth first, so that a plain gap is found at once."""
    asked = dict.fromkeys(condition.fact for each in takers for condition in conditions_of(each.rule.conditions))
    regions = {fact: domains.possible(fact, section) for fact in asked if FACTS[fact].type is not FactType.SET}
    taken = [box for each in takers for box in each.boxes or ()]
    open_parts = [(Box(regions), 0)]
    while open_parts:
        box, place = open_parts.pop()
        while place < len(taken) and boxes.overlap(box, taken[place]) is None:
            place += 1
        if place == len(taken):
            return box
        open_parts += [(part, place + 1) for part in reversed(list(boxes.less(box, taken[place])))]
        if boxes.spent:
            return None
    return None


def _sample(box: Box) -> dict[str, object]:
    sample: dict[str, object] = {fact: region.sample() for fact, region in box.regions.items()}
    for fact, literals in box.literals.items():
        if FACTS[fact].type is FactType.SET:
            sample[fact] = _set_with(literals)
        else:
            sample[fact] = " ".join(_text_of(literal) for literal in literals).strip()
    return sample


def _set_with(literals: Sequence[Condition]) -> frozenset[str]:
    barred: set[str] = set()
    for literal in literals:
        if literal.operator == "includes_none_of" and isinstance(literal.value, frozenset):
            barred |= literal.value
    chosen: set[str] = set()
    for literal in literals:
        wanted = sorted(literal.value - barred) if isinstance(literal.value, frozenset) else ["something else"]
        if literal.operator == "includes_all_of":
            chosen.update(wanted)
        elif literal.operator in ("includes_any_of", "is_filled") and wanted and chosen.isdisjoint(wanted):
            chosen.add(wanted[0])
    return frozenset(chosen)


def _text_of(literal: Condition) -> str:
    if literal.operator == "mentions" and isinstance(literal.value, Phrases):
        return literal.value.phrases[0]
    return literal.value if isinstance(literal.value, str) and not literal.operator.startswith("does_not") else ""


def _shown(value: object) -> str:
    if value is None:
        return "(not known)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, frozenset):
        return "[" + ", ".join(sorted(map(str, value))) + "]"
    return f"{value:g}" if isinstance(value, float) else str(value) or "''"


def _told(sample: Mapping[str, object], left: Box, section: Section, domains: Domains) -> str:
    """The sample in words, without the facts that may be anything."""
    narrow = {fact for fact, region in left.regions.items() if region != domains.possible(fact, section)}
    telling = [
        f"{fact}: {_shown(value)}" for fact, value in sample.items() if fact in narrow or (fact in left.literals and value)
    ]
    return "a ticket with " + ", ".join(telling[:_SHOWN]) if telling else "most tickets"

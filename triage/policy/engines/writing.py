"""What rules set, brought together: into the outcome, and into the facts of the sections to come.

This says what is meant. `compiled.plans` is the same unrolled, prepared for each rule; tests hold both to equal answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from triage.domain.outcome import Ask, Candidate, Outcome, Reason
from triage.domain.spans import TargetSpec
from triage.policy.language.facts import FACTS
from triage.policy.language.outcomes import OUTCOMES, Combine, OutcomeType
from triage.policy.model import Assignment, Rule, Section


class OutcomeWriter:
    """Builds one outcome. Call `enter` at each section, `write` for each rule that applies."""

    def __init__(self) -> None:
        self.outcome = Outcome()
        self._combine: Mapping[str, Combine] = {}
        self._written: set[str] = set()

    def enter(self, section: Section) -> None:
        """Begin a section: its rules override what earlier sections set."""
        self._combine = section.combine
        self._written = set()

    def write(self, rule: Rule, assignment: Assignment) -> bool:
        """Set one outcome as the section combines it; False when an earlier rule of the section has the say."""
        definition = assignment.outcome
        name = definition.name
        if definition.grows:
            grown = getattr(self.outcome, definition.field)
            if self._combine[name] is Combine.REPLACE and name not in self._written:
                grown.clear()
            grown.extend(items_of(rule, assignment.value))
        elif name in self._written and self._combine[name] is Combine.FIRST:
            return False
        else:
            setattr(self.outcome, definition.field, assignment.value)
        self._written.add(name)
        return True

    def facts(self) -> dict[str, object]:
        """The facts that the section has set so far, for the sections to come."""
        return {name: fact_of(self.outcome, name) for name in self._written if name in FACTS}


def fact_of(outcome: Outcome, name: str) -> object:
    """An outcome as a fact: plain words, numbers and flags; of reasons and questions the codes."""
    definition = OUTCOMES[name]
    value = getattr(outcome, definition.field)
    if definition.type is OutcomeType.LIST:
        return frozenset(_code(item) for item in value)
    return value.value if isinstance(value, Enum) else value


def items_of(rule: Rule, value: object) -> tuple[object, ...]:
    """What a rule adds to a list; a target is added as the candidate of its rule."""
    items = value if isinstance(value, tuple) else (value,)
    return tuple(Candidate(item, rule.section, rule.name) if isinstance(item, TargetSpec) else item for item in items)


def _code(item: Reason | Ask) -> str:
    return item.code if isinstance(item, Reason) else item.what


INITIAL_FACTS: Mapping[str, object] = MappingProxyType(
    {fact.name: fact_of(Outcome(), fact.name) for fact in FACTS.values() if fact.outcome}
)
"""The facts that sections set, before any section did: what the answer would say."""

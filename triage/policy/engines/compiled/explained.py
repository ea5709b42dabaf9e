"""The whole story of a decision: every rule, also those that stayed silent, with the condition that kept them so.

It is asked for one ticket by one person, so it goes rule by rule, as the reference engine does, on compiled conditions.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from triage.domain.outcome import FailedCondition, Outcome, Step
from triage.policy.engines.compiled.conditions import Predicates
from triage.policy.engines.compiled.facts import KnownFacts
from triage.policy.engines.compiled.sections import second_match
from triage.policy.engines.trace import fired_step, first_failed, not_in_force, not_reached, silent_step
from triage.policy.engines.writing import INITIAL_FACTS, OutcomeWriter
from triage.policy.language.conditions import AllOf, AnyOf, Condition, Tree, conditions_of
from triage.policy.language.text_values import Phrases
from triage.policy.model import Hit, Policy, Rule, Section


class Explainer:
    """Applies a policy and tells about every rule."""

    def __init__(self, policy: Policy, predicates: Predicates) -> None:
        """Has `predicates` compile every shape of condition now, so that nothing is compiled, and nothing changes, later."""
        self._policy = policy
        self._predicates = predicates
        conditions = (condition for rule in policy.rules() for condition in conditions_of(rule.conditions))
        for condition in {_shape(condition): condition for condition in conditions}.values():
            predicates.of((condition,))

    def apply(self, facts: Mapping[str, object], on: date) -> tuple[Outcome, tuple[Step, ...]]:
        """The outcome, and the steps of all rules."""
        telling = _Telling(self._predicates, KnownFacts({**INITIAL_FACTS, **facts}), on)
        for section in self._policy.sections:
            telling.tell(section)
        return telling.writer.outcome, tuple(telling.trace)


def _shape(condition: Condition) -> tuple[str, str, bool]:
    """What the source of a condition's test depends on."""
    one_phrase = isinstance(condition.value, Phrases) and len(condition.value.phrases) == 1
    return condition.fact, condition.operator, one_phrase


class _Telling:
    """One call of `apply`."""

    def __init__(self, predicates: Predicates, known: KnownFacts, on: date) -> None:
        self.writer = OutcomeWriter()
        self.trace: list[Step] = []
        self._predicates = predicates
        self._known = known
        self._on = on

    def tell(self, section: Section) -> None:
        """Go through one section."""
        self.writer.enter(section)
        winner, applied = "", False
        for rule in section.rules:
            if winner:
                self._below(section, rule, winner)
            elif self._fires(rule) and not rule.shadow:
                applied = True
                winner = rule.name if section.hit is not Hit.ALL and not rule.carry_on else ""
        if section.otherwise and not applied:
            self._fires(section.otherwise)
        for name, value in self.writer.facts().items():
            self._known[name] = value
            self._known.forget(name)

    def _fires(self, rule: Rule) -> bool:
        if not rule.in_force(self._on):
            self._silent(rule, not_in_force(rule, self._on))
        elif not self._holds(rule.conditions):
            self._silent(rule, first_failed(rule.conditions, self._known, self._holds))
        else:
            applied = rule.assignments if rule.shadow else [one for one in rule.assignments if self.writer.write(rule, one)]
            self.trace.append(fired_step(rule, self._known, {one.outcome.name: one.shown for one in applied}))
            return True
        return False

    def _below(self, section: Section, rule: Rule, winner: str) -> None:
        """A rule below the one that decided its section."""
        holds = rule.in_force(self._on) and self._holds(rule.conditions)
        if holds and section.hit is Hit.UNIQUE and not rule.shadow:
            self.trace.append(fired_step(rule, self._known, {}, second_match(winner)))
        elif not rule.in_force(self._on):
            self._silent(rule, not_in_force(rule, self._on))
        else:
            self._silent(rule, first_failed(rule.conditions, self._known, self._holds) or not_reached(winner))

    def _silent(self, rule: Rule, failed: FailedCondition | None) -> None:
        self.trace.append(silent_step(rule, self._known, failed))

    def _holds(self, tree: Tree) -> bool:
        if isinstance(tree, AllOf):
            return all(self._holds(part) for part in tree.parts)
        if isinstance(tree, AnyOf):
            return any(self._holds(part) for part in tree.parts)
        test = self._predicates.of((tree,))
        return test is None or bool(test(self._known))

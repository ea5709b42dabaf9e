"""The reference engine: every rule goes through business-rules' own `run`. Slow, plain, and the meaning of the language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from business_rules.engine import run
from business_rules.variables import BaseVariables, rule_variable

from triage.domain.outcome import FailedCondition, Outcome, Step
from triage.policy.engines.trace import fired_step, first_failed, not_in_force, not_reached, silent_step
from triage.policy.engines.writing import INITIAL_FACTS, OutcomeWriter
from triage.policy.language.conditions import ALWAYS_ID, Tree, to_business_rules
from triage.policy.language.facts import FACTS, Fact, FactType
from triage.policy.language.operators import TYPES
from triage.policy.language.text_values import TextValue
from triage.policy.model import Assignment, Hit, Policy, Rule, Section


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A rule, and the same in business-rules' format."""

    rule: Rule
    for_business_rules: Mapping[str, object]


class ReferenceEngine:
    """Applies a policy rule by rule, in order."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._sections = [
            (section, [_prepared(rule) for rule in section.rules], _prepared(section.otherwise) if section.otherwise else None)
            for section in policy.sections
        ]

    def apply(self, facts: Mapping[str, object], *, on: date, explain_all: bool = False) -> tuple[Outcome, tuple[Step, ...]]:
        """As `triage.policy.engines.engine.Engine.apply`."""
        decision = _Decision(facts, on, explain_all)
        for section, rules, otherwise in self._sections:
            decision.decide(section, rules, otherwise)
        return decision.writer.outcome, tuple(decision.trace)


def _prepared(rule: Rule) -> _Prepared:
    """One action an assignment; a shadow rule has none."""
    actions = [{"name": "set_outcome", "params": {"rule": rule, "assignment": assignment}} for assignment in rule.assignments]
    conditions = to_business_rules(rule.conditions)
    return _Prepared(rule, {"name": rule.name, "conditions": conditions, "actions": [] if rule.shadow else actions})


class _Actions:
    """What business-rules may call: exactly one method."""

    __slots__ = ("_applied", "_writer")

    def __init__(self, writer: OutcomeWriter, applied: dict[str, object]) -> None:
        self._writer = writer
        self._applied = applied

    def set_outcome(self, rule: Rule, assignment: Assignment) -> None:
        """Set one outcome, and note it as applied when no earlier rule had the say."""
        if self._writer.write(rule, assignment):
            self._applied[assignment.outcome.name] = assignment.shown


def _variable(fact: Fact) -> Callable[[_Values], object]:
    def read(self: _Values) -> object:
        return self.value_of(fact)

    read.__name__ = fact.id
    made: Callable[[_Values], object] = rule_variable(TYPES[fact.type], label=fact.name, options=list(fact.choices))(read)
    return made


class _Values(BaseVariables):  # type: ignore[misc]  # the library has no types
    """The facts of one decision, as business-rules reads them."""

    def __init__(self, facts: Mapping[str, object]) -> None:
        self.facts: dict[str, object] = {**INITIAL_FACTS, **facts}
        self._texts: dict[str, TextValue] = {}

    def value_of(self, fact: Fact) -> object:
        """The fact's value; a text is normalised once, however many rules ask."""
        value = self.facts.get(fact.name)
        if fact.type is not FactType.TEXT or not isinstance(value, str):
            return value
        text = self._texts.get(fact.name)
        if text is None or text.raw is not value:
            text = self._texts[fact.name] = TextValue(value)
        return text


def _always(_: _Values) -> bool:
    return True


for _fact in FACTS.values():
    setattr(_Values, _fact.id, _variable(_fact))
setattr(_Values, ALWAYS_ID, rule_variable(TYPES[FactType.FLAG], label=ALWAYS_ID)(_always))


class _Decision:
    """One call of `apply`."""

    def __init__(self, facts: Mapping[str, object], on: date, explain_all: bool) -> None:
        self.writer = OutcomeWriter()
        self.trace: list[Step] = []
        self._values = _Values(facts)
        self._applied: dict[str, object] = {}
        self._actions = _Actions(self.writer, self._applied)
        self._on = on
        self._explain_all = explain_all

    def decide(self, section: Section, rules: list[_Prepared], otherwise: _Prepared | None) -> None:
        """Go through one section; what it sets becomes facts of the next ones."""
        self.writer.enter(section)
        applied = False
        winner = ""
        for prepared in rules:
            if winner:
                self._below(section, prepared.rule, winner)
            elif self._fires(prepared) and not prepared.rule.shadow:
                applied = True
                if section.hit is not Hit.ALL and not prepared.rule.carry_on:
                    winner = prepared.rule.name
        if otherwise and not applied:
            self._fires(otherwise)
        self._values.facts.update(self.writer.facts())

    def _fires(self, prepared: _Prepared) -> bool:
        """Run one rule: its actions, and its step."""
        rule = prepared.rule
        if not rule.in_force(self._on):
            self._explain(rule, not_in_force(rule, self._on))
            return False
        self._applied.clear()
        if not run(prepared.for_business_rules, self._values, self._actions):
            self._explain(rule, None)
            return False
        would_set = {assignment.outcome.name: assignment.shown for assignment in rule.assignments}
        self.trace.append(fired_step(rule, self._values.facts, would_set if rule.shadow else dict(self._applied)))
        return True

    def _below(self, section: Section, rule: Rule, winner: str) -> None:
        """A rule below the one that decided its section: in a unique section it must not hold too."""
        in_force = rule.in_force(self._on)
        if section.hit is Hit.UNIQUE and in_force and not rule.shadow and self._holds(rule.conditions):
            warning = f"the section is unique, but '{winner}' applied and this rule holds as well; it was not applied"
            self.trace.append(fired_step(rule, self._values.facts, {}, warning))
        elif not in_force:
            self._explain(rule, not_in_force(rule, self._on))
        else:
            self._explain(rule, None, winner)

    def _explain(self, rule: Rule, failed: FailedCondition | None, winner: str = "") -> None:
        """The step of a rule that did not apply, if it was asked for."""
        if self._explain_all:
            failed = failed or first_failed(rule.conditions, self._values.facts, self._holds) or not_reached(winner)
            self.trace.append(silent_step(rule, self._values.facts, failed))

    def _holds(self, tree: Tree) -> bool:
        return bool(run({"conditions": to_business_rules(tree), "actions": []}, self._values, self._actions))

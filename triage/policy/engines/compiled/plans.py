"""What a rule does when it fires, prepared: the writes, the facts that they become, its line of the trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from triage.domain.outcome import Outcome, Step
from triage.policy.engines.compiled.conditions import Predicates
from triage.policy.engines.compiled.facts import KnownFacts, folded, normal
from triage.policy.engines.trace import LONG_TEXT, excerpt
from triage.policy.engines.writing import fact_of, items_of
from triage.policy.language.conditions import conditions_of
from triage.policy.language.facts import FACTS, FactType
from triage.policy.language.outcomes import Combine
from triage.policy.language.shown import shown_fact
from triage.policy.language.text_values import Phrases
from triage.policy.model import Assignment, Rule, Section

Shown = Callable[[KnownFacts], dict[str, object]]
"""The facts that a rule tested, as the trace shows them."""


@dataclass(frozen=True, slots=True)
class Write:
    """One assignment. `grows`: `value` has the items to add; `clears`: those of earlier sections go first."""

    name: str
    field: str
    value: Any
    shown: object
    grows: bool
    clears: bool
    keeps_first: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A rule, ready to be applied.

    Attributes:
        place: among the rules of its section.
        decides: when it applies, the rules below it are not looked at.
        would_set: its assignments as the trace shows them.
        sets, adds: the same as plain writes, good when no other rule of the section can have written the same.
        facts: what it sets as facts, single values.
        grown: the facts that are made of lists it adds to.
        texts: the text facts among them, of which other values were derived.
        informs: whether it sets any fact.
    """

    rule: Rule
    place: int
    decides: bool
    shown: Shown
    would_set: dict[str, object]
    writes: tuple[Write, ...]
    sets: tuple[tuple[str, object], ...]
    adds: tuple[Write, ...]
    facts: Mapping[str, object]
    grown: tuple[str, ...]
    texts: tuple[str, ...]
    informs: bool

    def applied(self, known: KnownFacts, outcome: Outcome) -> Step:
        """Set everything; its line of the trace."""
        for field, value in self.sets:
            setattr(outcome, field, value)
        for write in self.adds:
            grown = getattr(outcome, write.field)
            if write.clears:
                grown.clear()
            grown.extend(write.value)
        return self.step(known, self.would_set.copy())

    def write_beside(self, outcome: Outcome, written: set[str]) -> dict[str, object]:
        """Set what it may beside other rules that write the same; `written` has what they did. What was set, for the trace."""
        done = {}
        for write in self.writes:
            if write.grows:
                grown = getattr(outcome, write.field)
                if write.clears and write.name not in written:
                    grown.clear()
                grown.extend(write.value)
            elif write.keeps_first and write.name in written:
                continue
            else:
                setattr(outcome, write.field, write.value)
            written.add(write.name)
            done[write.name] = write.shown
        return done

    def inform(self, known: KnownFacts, outcome: Outcome) -> None:
        """Make facts of what it set, for the sections to come."""
        if self.facts:
            known.update(self.facts)
        for name in self.grown:
            known[name] = fact_of(outcome, name)
        for name in self.texts:
            known.forget(name)

    def inform_beside(self, known: KnownFacts, outcome: Outcome) -> None:
        """As `inform`, when other rules may have had the say."""
        for name in (*self.facts, *self.grown):
            known[name] = fact_of(outcome, name)
        for name in self.texts:
            known.forget(name)

    def step(self, known: KnownFacts, done: Mapping[str, object], warning: str | None = None) -> Step:
        """Its line of the trace."""
        rule = self.rule
        step = _new(Step)
        _section(step, rule.section)
        _rule(step, rule.name)
        _why(step, rule.why)
        _facts(step, self.shown(known))
        _set(step, done)
        _fired(step, True)
        _failed(step, None)
        _shadow(step, rule.shadow)
        _warning(step, warning)
        return step


# A frozen dataclass sets its fields through `object.__setattr__`, by name; the slots themselves do it in half the time, and a
# decision has some twenty steps. A new field of `Step` makes this unpacking fail at import.
_new = object.__new__
_section, _rule, _why, _facts, _set, _fired, _failed, _shadow, _warning = (
    getattr(Step, field.name).__set__ for field in fields(Step)
)


def plan_of(rule: Rule, section: Section, predicates: Predicates, place: int, *, decides: bool) -> Plan:
    """The plan of one rule of a section."""
    writes = tuple(_write(rule, assignment, section) for assignment in rule.assignments)
    single = [write for write in writes if not write.grows]
    return Plan(
        rule=rule,
        place=place,
        decides=decides,
        shown=_shown(rule, predicates),
        would_set={write.name: write.shown for write in writes},
        writes=writes,
        sets=tuple((write.field, write.value) for write in single),
        adds=tuple(write for write in writes if write.grows),
        facts={write.name: _as_fact(write) for write in single if write.name in FACTS},
        grown=tuple(write.name for write in writes if write.grows and write.name in FACTS),
        informs=any(write.name in FACTS for write in writes),
        texts=tuple(write.name for write in single if write.name in FACTS and FACTS[write.name].type is FactType.TEXT),
    )


def in_each_others_way(section: Section) -> bool:
    """Whether it matters for a write what other rules of the section wrote: one keeps the first value, or clears a list once."""
    asks = {name for name, way in section.combine.items() if way in (Combine.FIRST, Combine.REPLACE)}
    rules = (rule for rule in section.rules if rule.enabled and not rule.shadow)
    names = [assignment.outcome.name for rule in rules for assignment in rule.assignments]
    return any(names.count(name) > 1 for name in asks)


def _write(rule: Rule, assignment: Assignment, section: Section) -> Write:
    outcome = assignment.outcome
    way = section.combine[outcome.name]
    value = items_of(rule, assignment.value) if outcome.grows else assignment.value
    return Write(
        name=outcome.name,
        field=outcome.field,
        value=value,
        shown=assignment.shown,
        grows=outcome.grows,
        clears=way is Combine.REPLACE,
        keeps_first=way is Combine.FIRST,
    )


def _as_fact(write: Write) -> object:
    outcome = Outcome()
    setattr(outcome, write.field, write.value)
    return fact_of(outcome, write.name)


def _shown(rule: Rule, predicates: Predicates) -> Shown:
    """A function for the facts of this rule; rules that test the same facts share its code."""
    constants: dict[str, object] = {}
    items = []
    for name in rule.tested:
        fact = FACTS[name]
        value = f"m[{fact.name!r}]"
        if fact.type is FactType.TEXT:
            constants[f"k{len(constants)}"] = _shown_text(rule, fact.name)
            value = f"k{len(constants) - 1}(m)"
        elif fact.type is FactType.SET or (fact.names and fact.type is not FactType.NUMBER):
            constants[f"k{len(constants)}"] = shown_fact
            value = f"k{len(constants) - 1}({value})"
        items.append(f"{fact.name!r}: {value}")
    return predicates.made("{" + ", ".join(items) + "}", constants)


def _phrases(rule: Rule, fact: str) -> tuple[Phrases, ...]:
    """What the rule looks for in a text."""
    return tuple(
        condition.value
        for condition in conditions_of(rule.conditions)
        if condition.fact == fact and condition.operator == "mentions" and isinstance(condition.value, Phrases)
    )


def _shown_text(rule: Rule, name: str) -> Callable[[KnownFacts], object]:
    """As the trace shows a text: of a long one the place where the rule found what it looks for."""
    wanted = _phrases(rule, name)
    key = normal(name)

    def shown(known: KnownFacts) -> object:
        value = known[name]
        if value is None or len(value) <= LONG_TEXT:
            return value
        place = next((found for phrases in wanted if (found := phrases.place_in(known[folded(name)]))), None)
        return shown_fact(value) if place is None else excerpt(known[key], *place)

    return shown

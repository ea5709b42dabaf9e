"""How well the cases hold a policy: rules that never fired or never stayed silent, conditions that nobody would miss, and numbers
and list entries that could be others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import chain

from triage.domain.outcome import Outcome, Step
from triage.errors import CalendarError, RequestError
from triage.policy.engines.engine import Engine
from triage.policy.engines.trace import wanted
from triage.policy.files.findings import Position
from triage.policy.language.conditions import AllOf, AnyOf, Condition, Tree, all_of, conditions_of
from triage.policy.loading.cases import Case
from triage.policy.model import Origin, Policy, Rule, Section
from triage.service.cases.alterations import alter_definitions, alter_rule
from triage.service.cases.casebook import decide_case, prepare, run_prepared
from triage.service.snapshot import Snapshot
from triage.settings import EngineName


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """Rules by what the cases never saw them do."""

    rules: int
    never_fired: tuple[Rule, ...]
    never_silent: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A policy with one condition (or one branch of an any-of) left out, or one number or list entry changed.

    Attributes:
        subject: the rule, or what else holds the number ("calendar office").
        part: of a changed number or entry, what of the subject it belongs to ("resolution", "topics includes any of").
        change: in words: what is dropped, or "within 4 h as 5 h".
        at: where it stands; None of what stands outside the rules.
        noticed: some case fails then that holds otherwise.
    """

    subject: str
    part: str
    change: str
    at: Position | None
    noticed: bool


@dataclass(frozen=True, slots=True)
class _Seen:
    """How the rules went for one case: the facts and the date that they were asked about, the steps, and what they set."""

    case: Case
    steps: Mapping[str, Step]
    facts: Mapping[str, object]
    on: date
    told: tuple[Outcome, tuple[Step, ...]]


@dataclass(slots=True)
class _Listening:
    """An engine that remembers what it was asked last."""

    engine: Engine
    facts: Mapping[str, object]
    on: date

    @property
    def policy(self) -> Policy:
        return self.engine.policy

    def apply(self, facts: Mapping[str, object], *, on: date, explain_all: bool = False) -> tuple[Outcome, tuple[Step, ...]]:
        self.facts, self.on = facts, on
        return self.engine.apply(facts, on=on, explain_all=explain_all)


@dataclass(frozen=True, slots=True)
class _RuleChange:
    """A rule that is to be tried in place of the one of its name, and which cases may go otherwise with it."""

    rule: Rule
    part: str
    change: str
    at: Position
    touches: Callable[[Step | None], bool]


class Exercise:
    """A policy's cases, each decided once with every rule explained."""

    def __init__(self, policy: Policy, cases: Sequence[Case], engine: EngineName) -> None:
        self._policy = policy
        self._engine = engine
        snapshot = prepare(policy, engine)
        self._seen = [seen for case in cases if (seen := _see(snapshot, case))]
        # A case of an extended policy may not hold here; it would fail with every mutant and notice none.
        self._held = [seen for seen in self._seen if not run_prepared(snapshot, seen.case).failures]

    def coverage(self) -> RuleCoverage:
        """What the cases never saw each enabled rule do; rules without conditions cannot stay silent on their own."""
        rules = [rule for rule in self._policy.rules() if rule.enabled and rule.origin is not Origin.OTHERWISE]
        seen = {rule.name: {each.steps[rule.name].fired for each in self._seen if rule.name in each.steps} for rule in rules}
        return RuleCoverage(
            rules=len(rules),
            never_fired=tuple(rule for rule in rules if True not in seen[rule.name]),
            never_silent=tuple(rule for rule in rules if False not in seen[rule.name] and any(conditions_of(rule.conditions))),
        )

    def counts(self) -> tuple[int, int]:
        """How many mutants there are of either kind: what is left out, what is altered."""
        altered = sum(1 for _ in chain(self._alterings(), alter_definitions(self._policy)))
        return sum(1 for _ in self._leavings()), altered

    def mutants(self) -> Iterator[Mutant]:
        """Every way to leave out one condition, and whether a case notices."""
        return map(self._tried, self._leavings())

    def altered(self) -> Iterator[Mutant]:
        """Every number one step up or down, every list less one entry (see `alterations`), and whether a case notices."""
        yield from map(self._tried, self._alterings())
        for subject, change, policy in alter_definitions(self._policy):
            snapshot = prepare(policy, self._engine)
            yield Mutant(subject, "", change, None, any(run_prepared(snapshot, seen.case).failures for seen in self._held))

    def _leavings(self) -> Iterator[_RuleChange]:
        for rule in self._rules_in_force():
            for dropped, tree, widens in _droppings(rule.conditions):
                first = next(conditions_of(dropped))
                text = f"{first.fact}: {wanted(dropped)}" if isinstance(dropped, Condition) else wanted(dropped)
                touches = partial(_may_change, dropped=dropped, widens=widens)
                yield _RuleChange(replace(rule, conditions=tree), "", text, first.at, touches)

    def _alterings(self) -> Iterator[_RuleChange]:
        for rule in self._rules_in_force():
            for other in alter_rule(rule):
                yield _RuleChange(other.rule, other.part, other.change, other.at, partial(_has_say, rule=rule, asks=other.asks))

    def _rules_in_force(self) -> Iterator[Rule]:
        return (rule for rule in self._policy.rules() if rule.enabled and not rule.shadow)

    def _tried(self, changed: _RuleChange) -> Mutant:
        """The mutant of a changed rule. A case is decided anew only where the rules say something else of the same facts."""
        name = changed.rule.name
        touched = [seen for seen in self._held if changed.touches(seen.steps.get(name))]
        noticed = False
        if touched:
            snapshot = prepare(_with(self._policy, changed.rule), self._engine)
            noticed = any(
                snapshot.engine.apply(seen.facts, on=seen.on) != seen.told and bool(run_prepared(snapshot, seen.case).failures)
                for seen in touched
            )
        return Mutant(name, changed.part, changed.change, changed.at, noticed)


def _see(snapshot: Snapshot, case: Case) -> _Seen | None:
    """None for a case that cannot be decided: running the cases tells why."""
    listening = _Listening(snapshot.engine, {}, date.min)
    try:
        decision = decide_case(replace(snapshot, engine=listening), case, explain_all=True)
    except (RequestError, CalendarError):
        return None
    steps = {step.rule: step for step in decision.trace}
    return _Seen(case, steps, listening.facts, listening.on, snapshot.engine.apply(listening.facts, on=listening.on))


def _droppings(tree: Tree) -> Iterator[tuple[Tree, Tree, bool]]:
    """Each part of the conjunction, and each branch of an any-of: what is left out, the rest, whether the rule fires more."""
    parts = tree.parts if isinstance(tree, AllOf) else (tree,)
    for place, part in enumerate(parts):
        others = (*parts[:place], *parts[place + 1 :])
        yield part, all_of(*others), True
        if isinstance(part, AnyOf):
            for branch in part.parts:
                left = tuple(each for each in part.parts if each is not branch)
                yield branch, all_of(*parts[:place], AnyOf(left), *parts[place + 1 :]), False


def _may_change(step: Step | None, dropped: Tree, widens: bool) -> bool:
    """Whether a case could go otherwise: what fires less must have fired, what fires more must have failed just there."""
    if step is None:
        return False
    if not widens:
        return step.fired
    return (
        step.failed is not None
        and step.failed.fact == next(conditions_of(dropped)).fact
        and step.failed.wanted == wanted(dropped)
    )


def _has_say(step: Step | None, rule: Rule, asks: bool) -> bool:
    """Whether a case could go otherwise with another number: of an outcome where it fires, of a condition where it was asked."""
    if step is None:
        return False
    return step.fired or (asks and step.failed is not None and step.failed.fact in (*rule.tested, "from", "until"))


def _with(policy: Policy, changed: Rule) -> Policy:
    sections = tuple(
        _section_with(section, changed) if section.name == changed.section else section for section in policy.sections
    )
    return replace(policy, sections=sections)


def _section_with(section: Section, changed: Rule) -> Section:
    if changed.origin is Origin.OTHERWISE:
        return replace(section, otherwise=changed)
    return replace(section, rules=tuple(changed if rule.name == changed.name else rule for rule in section.rules))

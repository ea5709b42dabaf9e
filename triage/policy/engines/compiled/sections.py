"""A section made ready: find the rules that hold, apply them, write their lines of the trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from triage.domain.outcome import Outcome, Step
from triage.policy.engines.compiled.conditions import Predicate, Predicates
from triage.policy.engines.compiled.facts import ON, KnownFacts
from triage.policy.engines.compiled.guards import parts_of
from triage.policy.engines.compiled.index import Entry, Match, index_of
from triage.policy.engines.compiled.linear import linear
from triage.policy.engines.compiled.plans import Plan, in_each_others_way, plan_of
from triage.policy.language.conditions import Condition, Tree
from triage.policy.model import Hit, Section

LINEAR_RULES = 32
"""Up to so many rules, asking one after the other in one function costs no more than looking in an index."""


@dataclass(frozen=True, slots=True)
class CompiledSection:
    """One section. `careful`: it is unique, or it matters for a write what other rules of the section wrote."""

    match: Match
    careful: bool
    otherwise: Plan | None
    otherwise_holds: Predicate | None

    def decide(self, known: KnownFacts, outcome: Outcome, trace: list[Step]) -> None:
        """Apply the section; what it sets becomes facts of the next ones."""
        if self.careful:
            self._decide_with_care(known, outcome, trace)
            return
        hits = self.match(known)
        if len(hits) == 1 and not hits[0].rule.shadow:
            plan = hits[0]
            trace.append(plan.applied(known, outcome))
            if plan.informs:
                plan.inform(known, outcome)
        else:
            self._decide_any(hits, known, outcome, trace)

    def _decide_any(self, hits: Sequence[Plan], known: KnownFacts, outcome: Outcome, trace: list[Step]) -> None:
        """As `decide`. What the rules set becomes known after all have their step; steps have the facts of its start."""
        applied = []
        for plan in hits:
            if plan.rule.shadow:
                trace.append(plan.step(known, plan.would_set.copy()))
            else:
                trace.append(plan.applied(known, outcome))
                applied.append(plan)
        for plan in applied or self._otherwise(known, outcome, trace):
            if plan.informs:
                plan.inform(known, outcome)

    def _decide_with_care(self, known: KnownFacts, outcome: Outcome, trace: list[Step]) -> None:
        """As `decide`, where rules may write the same, or must not hold beside each other."""
        applied: list[Plan] = []
        written: set[str] = set()
        winner = ""
        for plan in self.match(known):
            if winner:
                if not plan.rule.shadow:
                    trace.append(plan.step(known, {}, second_match(winner)))
            elif plan.rule.shadow:
                trace.append(plan.step(known, plan.would_set.copy()))
            else:
                trace.append(plan.step(known, plan.write_beside(outcome, written)))
                applied.append(plan)
                winner = plan.rule.name if plan.decides else ""
        for plan in applied or self._otherwise(known, outcome, trace):
            plan.inform_beside(known, outcome)

    def _otherwise(self, known: KnownFacts, outcome: Outcome, trace: list[Step]) -> Sequence[Plan]:
        plan = self.otherwise
        if plan is None or (self.otherwise_holds is not None and not self.otherwise_holds(known)):
            return ()
        trace.append(plan.applied(known, outcome))
        return (plan,)


def compiled_section(section: Section, predicates: Predicates, *, most_linear: int = LINEAR_RULES) -> CompiledSection:
    """The section compiled; with more than `most_linear` rules it gets an index."""
    rules = [rule for rule in section.rules if rule.enabled]
    plans = [
        plan_of(rule, section, predicates, place, decides=section.hit is not Hit.ALL and not rule.carry_on and not rule.shadow)
        for place, rule in enumerate(rules)
    ]
    stops = section.hit is Hit.FIRST
    asked = [(plan, _asked(plan)) for plan in plans]
    match: Match
    if len(rules) <= most_linear:
        match = linear([(plan, parts, stops and plan.decides) for plan, parts in asked])
    else:
        match = index_of([Entry(plan, parts) for plan, parts in asked], predicates, stops=stops)
    alone = stops and all(plan.decides for plan in plans)
    otherwise = section.otherwise
    return CompiledSection(
        match=match,
        careful=section.hit is Hit.UNIQUE or (not alone and in_each_others_way(section)),
        otherwise=plan_of(otherwise, section, predicates, len(rules), decides=True) if otherwise else None,
        otherwise_holds=predicates.of(parts_of(otherwise.conditions)) if otherwise else None,
    )


def second_match(winner: str) -> str:
    """The warning of a rule that holds beside the one that decided a unique section."""
    return f"the section is unique, but '{winner}' applied and this rule holds as well; it was not applied"


def _asked(plan: Plan) -> tuple[Tree, ...]:
    """All that must hold for a rule; its first and last day are conditions too."""
    rule = plan.rule
    days = (("at_least", rule.first_day), ("at_most", rule.until))
    return (*parts_of(rule.conditions), *(Condition(ON, operator, day, "", rule.at) for operator, day in days if day))

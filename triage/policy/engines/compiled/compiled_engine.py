"""The compiled engine: the same decisions and the same trace as the reference engine, at a cost that hardly grows with the rules.

A policy is compiled once, into objects that never change: of small sections one generated function, of large ones an index.
A decision keeps all its state in its own objects, so threads share an engine freely.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from triage.domain.outcome import Outcome, Step
from triage.policy.engines.compiled.conditions import Predicates
from triage.policy.engines.compiled.explained import Explainer
from triage.policy.engines.compiled.facts import ON, KnownFacts
from triage.policy.engines.compiled.sections import LINEAR_RULES, compiled_section
from triage.policy.files.collector import collector_paused
from triage.policy.model import Policy


class CompiledEngine:
    """Applies a policy that was compiled. Sections of more than `most_linear` rules get an index."""

    @collector_paused()
    def __init__(self, policy: Policy, *, most_linear: int = LINEAR_RULES) -> None:
        self.policy = policy
        predicates = Predicates()
        self._sections = tuple(compiled_section(section, predicates, most_linear=most_linear) for section in policy.sections)
        self._dated = any(rule.first_day or rule.until for rule in policy.rules())
        self._explainer = Explainer(policy, predicates)

    def apply(self, facts: Mapping[str, object], *, on: date, explain_all: bool = False) -> tuple[Outcome, tuple[Step, ...]]:
        """As `triage.policy.engines.engine.Engine.apply`."""
        if explain_all:
            return self._explainer.apply(facts, on)
        known = KnownFacts(facts)
        if self._dated:
            known[ON] = on
        outcome = Outcome()
        trace: list[Step] = []
        for section in self._sections:
            section.decide(known, outcome, trace)
        return outcome, tuple(trace)

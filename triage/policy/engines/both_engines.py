"""Two engines on every decision, so that a difference between them cannot go unseen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from triage.domain.outcome import Outcome, Step
from triage.errors import EnginesDifferError
from triage.policy.engines.compiled.compiled_engine import CompiledEngine
from triage.policy.engines.reference import ReferenceEngine
from triage.policy.model import Policy

_OUTCOMES = tuple(field.name for field in fields(Outcome))


class BothEngines:
    """Applies a policy with both engines; the answer is the reference engine's. For tests and trials: as slow as the slower."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._reference = ReferenceEngine(policy)
        self._compiled = CompiledEngine(policy)

    def apply(self, facts: Mapping[str, object], *, on: date, explain_all: bool = False) -> tuple[Outcome, tuple[Step, ...]]:
        """As `triage.policy.engines.engine.Engine.apply`. Raises EnginesDifferError."""
        expected = self._reference.apply(facts, on=on, explain_all=explain_all)
        refuse_difference(expected, self._compiled.apply(facts, on=on, explain_all=explain_all))
        return expected


def refuse_difference(expected: tuple[Outcome, tuple[Step, ...]], got: tuple[Outcome, tuple[Step, ...]]) -> None:
    """Raise EnginesDifferError when two decisions differ in anything that the answer could show, types and order included."""
    if repr(expected) != repr(got):
        raise EnginesDifferError(f"the compiled engine differs from the reference engine: {_difference(expected, got)}")


def _difference(expected: tuple[Outcome, tuple[Step, ...]], got: tuple[Outcome, tuple[Step, ...]]) -> str:
    names = [name for name in _OUTCOMES if repr(getattr(expected[0], name)) != repr(getattr(got[0], name))]
    if names:
        return f"outcome {', '.join(names)}"
    for wanted, step in zip(expected[1], got[1], strict=False):
        if repr(wanted) != repr(step):
            return f"step of rule '{wanted.rule}'" + ("" if wanted.rule == step.rule else f", got rule '{step.rule}'")
    return f"{len(expected[1])} steps, got {len(got[1])}"

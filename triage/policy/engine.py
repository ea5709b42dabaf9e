"""A policy made ready to decide tickets; which machinery does it is a choice of the caller."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal, Protocol

from triage.domain.outcome import Outcome, Step
from triage.policy.compiled import CompiledEngine
from triage.policy.compiled_both import BothEngines
from triage.policy.model import Policy
from triage.policy.reference import ReferenceEngine

EngineKind = Literal["reference", "compiled", "both"]
"""`reference`: rule by rule through business-rules. `compiled`: the same decisions, fast. `both`: both, refusing a difference."""


class Engine(Protocol):
    """Applies one policy. Safe among threads: every call has its own state."""

    @property
    def policy(self) -> Policy:
        """The policy that it applies."""

    def apply(self, facts: Mapping[str, object], *, on: date, explain_all: bool = False) -> tuple[Outcome, tuple[Step, ...]]:
        """What the policy sets for these facts, and the rules that did.

        `facts` as `gathering.gather` makes them: those that are left out are unknown. `on` is the date (UTC) that `until` is
        compared with. With `explain_all` the rules that stayed silent are in the trace too.
        """


def build_engine(policy: Policy, kind: EngineKind) -> Engine:
    """The engine of that kind for a policy."""
    return _ENGINES[kind](policy)


_ENGINES: Mapping[EngineKind, Callable[[Policy], Engine]] = {
    "reference": ReferenceEngine,
    "compiled": CompiledEngine,
    "both": BothEngines,
}

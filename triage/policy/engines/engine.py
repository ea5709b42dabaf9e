"""A policy made ready to decide tickets; which machinery does it is a choice of the caller."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol

from triage.domain.outcome import Outcome, Step
from triage.domain.vocabulary import EngineName
from triage.policy.engines.both_engines import BothEngines
from triage.policy.engines.compiled.compiled_engine import CompiledEngine
from triage.policy.engines.reference import ReferenceEngine
from triage.policy.model import Policy


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


def build_engine(policy: Policy, name: EngineName) -> Engine:
    """The engine of that name for a policy."""
    return _ENGINES[name](policy)


_ENGINES: Mapping[EngineName, Callable[[Policy], Engine]] = {
    "reference": ReferenceEngine,
    "compiled": CompiledEngine,
    "both": BothEngines,
}

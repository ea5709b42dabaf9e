"""What two decisions on one ticket differ in, and which rules made it so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from triage.domain.decision import RoutingDecision
from triage.domain.vocabulary import TargetName
from triage.service.decided_by import deciding_steps

_Value = str | int | datetime | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A field of the answer: how it is read, and the path under which the rules that decide it are found."""

    read: Callable[[RoutingDecision], _Value]
    path: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs; each side with the rules that decided it ("" when none did)."""

    field: str
    before: _Value
    after: _Value
    rule_before: str
    rule_after: str


def _due(name: TargetName) -> Callable[[RoutingDecision], _Value]:
    def read(decision: RoutingDecision) -> _Value:
        """The limit as it stands; of a target whose clock has not begun, what it will be."""
        target = next((target for target in decision.sla.targets if target.name is name), None)
        if target is None:
            return None
        return target.due_at or f"starts later ({target.calendar})"

    return read


def _listed(read: Callable[[RoutingDecision], tuple[str, ...]]) -> Callable[[RoutingDecision], _Value]:
    return lambda decision: ", ".join(read(decision)) or None


FIELDS: Mapping[str, Compared] = MappingProxyType(
    {
        "category": Compared(lambda decision: decision.category.name, "category.name"),
        "duplicate": Compared(lambda decision: decision.duplicate.status.value, "duplicate"),
        "priority": Compared(lambda decision: decision.priority, "priority"),
        "tier": Compared(lambda decision: decision.tier, "tier"),
        "team": Compared(lambda decision: decision.team, "team"),
        "department": Compared(lambda decision: decision.department, "department"),
        "precedence": Compared(lambda decision: decision.precedence.value, "precedence"),
        "first response": Compared(_due(TargetName.FIRST_RESPONSE), "sla.targets.first_response"),
        "next update": Compared(_due(TargetName.NEXT_UPDATE), "sla.targets.next_update"),
        "resolution": Compared(_due(TargetName.RESOLUTION), "sla.targets.resolution"),
        "escalations": Compared(
            _listed(lambda decision: tuple(f"{step.to_tier} at {step.at:%Y-%m-%d %H:%M}" for step in decision.sla.escalations)),
            "sla.escalations",
        ),
        "hotrush": Compared(lambda decision: decision.hotrush.verdict.value, "hotrush.verdict"),
        "hotrush response": Compared(lambda decision: decision.hotrush.respond_by, "hotrush.respond_by"),
        "charge": Compared(lambda decision: decision.credits.charge, "credits.charge"),
        "confirmation": Compared(lambda decision: decision.credits.confirmation.value, "credits.confirmation"),
        "workflow": Compared(_listed(lambda decision: tuple(step.step for step in decision.workflow)), "workflow"),
        "missing information": Compared(
            _listed(lambda decision: tuple(ask.what for ask in decision.missing_information)), "missing_information"
        ),
        "advice": Compared(_listed(lambda decision: decision.advice), "advice"),
    }
)
"""The fields that are compared, in the order in which they are told."""


def differences(before: RoutingDecision, after: RoutingDecision) -> Iterator[Difference]:
    """Every field that differs."""
    for name, field in FIELDS.items():
        old, new = field.read(before), field.read(after)
        if old != new:
            yield Difference(name, old, new, _deciding(before, field.path), _deciding(after, field.path))


def _deciding(decision: RoutingDecision, path: str) -> str:
    """The last rules that decide it, three at most: a charge has several parts."""
    return " + ".join(step.rule for step in deciding_steps(decision, path)[-3:])

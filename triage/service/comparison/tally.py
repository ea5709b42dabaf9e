"""The sums of a replay: how many decisions change, in what, by which rules, and what that costs. Tallies of parts add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from triage.domain.decision import RoutingDecision
from triage.service.comparison.compared import Difference, differences

MOST_EXAMPLES = 3
"""Tickets that are named for each kind of change."""

_MOVES = frozenset({"category", "duplicate", "priority", "tier", "team", "department", "precedence", "hotrush", "confirmation"})
_TIMES = ("first response", "next update", "resolution", "hotrush response")
_LONGEST_ID = 60

Kind = tuple[str, str, str]
"""A kind of change: the field, the rules that decided it before, those that decide it now."""


@dataclass(frozen=True, slots=True)
class Example:
    """A ticket that changes: its id (or line), and the field's value before and after."""

    ticket: str
    before: str
    after: str


@dataclass(slots=True)
class Shift:
    """How a target moves over all tickets; `earlier_by` and `later_by` are sums of seconds of clock time."""

    earlier: int = 0
    later: int = 0
    added: int = 0
    dropped: int = 0
    other: int = 0
    earlier_by: float = 0.0
    later_by: float = 0.0

    def add(self, other: Shift) -> None:
        """Take in another part's."""
        self.earlier += other.earlier
        self.later += other.later
        self.added += other.added
        self.dropped += other.dropped
        self.other += other.other
        self.earlier_by += other.earlier_by
        self.later_by += other.later_by

    def count(self, before: object, after: object) -> None:
        """Count one ticket whose target differs."""
        if before is None:
            self.added += 1
        elif after is None:
            self.dropped += 1
        elif isinstance(before, datetime) and isinstance(after, datetime):
            seconds = (after - before).total_seconds()
            self.earlier += seconds < 0
            self.later += seconds > 0
            self.earlier_by += max(0.0, -seconds)
            self.later_by += max(0.0, seconds)
        else:
            self.other += 1


@dataclass(slots=True)
class Tally:
    """The sums over some tickets."""

    tickets: int = 0
    changed: int = 0
    unread: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    kinds: Counter[Kind] = field(default_factory=Counter)
    moves: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    shifts: dict[str, Shift] = field(default_factory=dict)
    fires_more: Counter[str] = field(default_factory=Counter)
    fires_less: Counter[str] = field(default_factory=Counter)
    charge_before: int = 0
    charge_after: int = 0
    charged_more: int = 0
    charged_less: int = 0
    examples: dict[Kind, list[Example]] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)

    def count(self, ticket: str, before: RoutingDecision, after: RoutingDecision) -> None:
        """Take in one ticket under both policies."""
        self.tickets += 1
        found = list(differences(before, after))
        self.changed += bool(found)
        for difference in found:
            self._count(ticket, difference)
        self._count_rules(before, after)
        old, new = before.credits.charge, after.credits.charge
        self.charge_before += old
        self.charge_after += new
        self.charged_more += new > old
        self.charged_less += new < old

    def add(self, part: Tally) -> None:
        """Take in the sums of later tickets."""
        for name in ("tickets", "changed", "unread", "charge_before", "charge_after", "charged_more", "charged_less"):
            setattr(self, name, getattr(self, name) + getattr(part, name))
        for name in ("fields", "kinds", "moves", "fires_more", "fires_less"):
            getattr(self, name).update(getattr(part, name))
        for target, shift in part.shifts.items():
            self.shifts.setdefault(target, Shift()).add(shift)
        for kind, examples in part.examples.items():
            kept = self.examples.setdefault(kind, [])
            kept += examples[: MOST_EXAMPLES - len(kept)]
        self.problems += part.problems

    def _count(self, ticket: str, difference: Difference) -> None:
        kind = (difference.field, difference.rule_before, difference.rule_after)
        self.fields[difference.field] += 1
        self.kinds[kind] += 1
        before, after = plain(difference.before), plain(difference.after)
        if difference.field in _MOVES:
            self.moves[difference.field, before, after] += 1
        elif difference.field in _TIMES:
            self.shifts.setdefault(difference.field, Shift()).count(difference.before, difference.after)
        examples = self.examples.setdefault(kind, [])
        if len(examples) < MOST_EXAMPLES:
            examples.append(Example(ticket[:_LONGEST_ID], before, after))

    def _count_rules(self, before: RoutingDecision, after: RoutingDecision) -> None:
        old, new = _fired(before), _fired(after)
        self.fires_more.update(new - old)
        self.fires_less.update(old - new)


def total(parts: Iterable[Tally]) -> Tally:
    """The sums over all parts, in their order."""
    whole = Tally()
    for part in parts:
        whole.add(part)
    return whole


def plain(value: object) -> str:
    """A value as reports show it."""
    if value is None:
        return "none"
    return f"{value:%Y-%m-%d %H:%M} UTC" if isinstance(value, datetime) else str(value)


def _fired(decision: RoutingDecision) -> set[str]:
    return {step.rule for step in decision.trace if step.fired and not step.shadow}

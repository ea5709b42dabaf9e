"""The regular review of response and resolution times over many decided tickets (PS.7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from triage.domain.decision import RoutingDecision, SlaTarget, SlaVerdict
from triage.domain.vocabulary import Category, Priority, TargetName, TargetState

_MINUTE = timedelta(minutes=1)
_LONGEST = 100 * 24 * 60  # minutes; what took longer is counted here, so that memory stays bounded
_OVERALL = ("all", "all")
_Key = tuple[str, str, TargetName]


@dataclass(frozen=True, slots=True)
class ComplianceLine:
    """How one group of tickets did on one target.

    `group` is "all", "priority", "category" or "team", `value` which one ("none" when a ticket has none). A ticket that is
    overdue and still open counts as breached. Shares are of `met + breached + open`. `median` and `p90` are whole minutes of
    business time (rounded down) from start to completion, by nearest rank: a time that really occurred; None when nothing was
    completed.
    """

    group: str
    value: str
    target: TargetName
    met: int
    breached: int
    open: int
    share_met: float
    share_breached: float
    share_open: float
    median: int | None
    p90: int | None


@dataclass(frozen=True, slots=True)
class ComplianceReport:
    """The review: the number of tickets and a line per group, value and target, overall first."""

    tickets: int
    lines: tuple[ComplianceLine, ...]


@dataclass(slots=True)
class Compliance:
    """Takes tickets one by one and keeps counts only: as much memory as there are groups times distinct minutes."""

    _tickets: int = 0
    _tallies: dict[_Key, _Tally] = field(default_factory=dict)

    def add(self, sla: SlaVerdict, *, priority: Priority | None, category: Category | None, team: str | None) -> None:
        """Count a ticket. A target that has not started owes nothing yet and is left out."""
        self._tickets += 1
        groups = (_OVERALL, ("priority", priority or "none"), ("category", category or "none"), ("team", team or "none"))
        for target in sla.targets:
            if target.state is not TargetState.NOT_STARTED:
                for group, value in groups:
                    self._tallies.setdefault((group, str(value), target.name), _Tally()).add(target)

    def add_decision(self, decision: RoutingDecision) -> None:
        """Count a decided ticket."""
        self.add(decision.sla, priority=decision.priority, category=decision.category.name, team=decision.team)

    def merge(self, other: Compliance) -> None:
        """Take over what another process counted."""
        self._tickets += other._tickets
        for key, tally in other._tallies.items():
            self._tallies.setdefault(key, _Tally()).merge(tally)

    def report(self) -> ComplianceReport:
        """The review of everything counted so far."""
        lines = (tally.line(*key) for key, tally in sorted(self._tallies.items(), key=_place))
        return ComplianceReport(self._tickets, tuple(lines))


@dataclass(slots=True)
class _Tally:
    met: int = 0
    breached: int = 0
    open: int = 0
    minutes: Counter[int] = field(default_factory=Counter)

    def add(self, target: SlaTarget) -> None:
        self.met += target.state is TargetState.MET
        self.breached += target.state is TargetState.BREACHED
        self.open += target.state in (TargetState.RUNNING, TargetState.PAUSED)
        if target.completed_at is not None and target.elapsed is not None:
            self.minutes[min(target.elapsed // _MINUTE, _LONGEST)] += 1

    def merge(self, other: _Tally) -> None:
        self.met += other.met
        self.breached += other.breached
        self.open += other.open
        self.minutes.update(other.minutes)

    def line(self, group: str, value: str, target: TargetName) -> ComplianceLine:
        total = self.met + self.breached + self.open
        shares = (self.met / total, self.breached / total, self.open / total)
        median, p90 = _percentiles(self.minutes, (50, 90))
        return ComplianceLine(group, value, target, self.met, self.breached, self.open, *shares, median, p90)


def _percentiles(minutes: Counter[int], wanted: Iterable[int]) -> tuple[int | None, ...]:
    """Nearest rank: the smallest time that at least so many percent of the times do not exceed."""
    total, ordered = minutes.total(), sorted(minutes.items())
    return tuple(_nearest_rank(ordered, -(-total * percent // 100)) for percent in wanted)


def _nearest_rank(ordered: list[tuple[int, int]], place: int) -> int | None:
    for minute, count in ordered:
        place -= count
        if place <= 0:
            return minute
    return None


def _place(item: tuple[_Key, _Tally]) -> tuple[int, int, str, int]:
    """Overall first, then the groups as the docstring names them; priorities by urgency, the rest by name."""
    group, value, target = item[0]
    urgency = [*Priority].index(Priority(value)) if group == "priority" and value != "none" else len(Priority)
    return ("all", "priority", "category", "team").index(group), urgency, value, [*TargetName].index(target)

"""The answer: one explained routing decision. Field names are a contract: add, do not rename."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from triage.domain.outcome import Ask, Reason, Step
from triage.domain.reading import DuplicateCandidate, Entities, Evidence, SplitPart
from triage.domain.vocabulary import (
    Category,
    CategorySource,
    Confirmation,
    DuplicateStatus,
    Precedence,
    Priority,
    TargetName,
    TargetState,
    Topic,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another category that the text could be."""

    name: Category
    confidence: float


@dataclass(frozen=True, slots=True)
class CategoryVerdict:
    """The category that the policy works with, who said so, and how sure that is.

    `name` is None only when nobody knows: no human said and the model declined. `confidence` is the model's, 1 when a person said
    it, the score of the match for a duplicate by matching (None where only the text names it), and None when nobody knows.
    `second_opinion`: an encoder was asked too. Neither it nor `evidence`, the fast model's, is told of another than `name`.
    """

    name: Category | None
    confidence: float | None
    level: str
    source: CategorySource
    needs_review: bool
    alternatives: tuple[Alternative, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    topics: tuple[tuple[Topic, float | None], ...] = ()
    second_opinion: bool = False


@dataclass(frozen=True, slots=True)
class DuplicateVerdict:
    """The policy's word on the match: a duplicate `of` a ticket, or `possibly_of` one; None where the status is another."""

    status: DuplicateStatus
    of: str | None = None
    possibly_of: str | None = None
    score: float | None = None
    candidates: tuple[DuplicateCandidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of the timeline and how much of it counts."""

    start: datetime
    end: datetime
    counts: timedelta


@dataclass(frozen=True, slots=True)
class LateUpdate:
    """An update, or the solution in its place, that came after it was due; `overdue` is business time."""

    due_at: datetime
    came_at: datetime
    overdue: timedelta | None


@dataclass(frozen=True, slots=True)
class SlaTarget:
    """One SLA target at the moment of the decision (PS.7).

    `due_at` is the limit, `goal_at` the earlier end of a range; `elapsed`, `remaining`, `overdue` are business time of the
    target's calendar. `rule` made the promise that holds, `because` says so in words, `also` names those that it beat.
    `completed_at` is when it was met or missed for good. `clock` is how the present clock stands by itself: unlike `state` it
    does not know that an earlier update came late, which is a breach for good (`late_updates`) though the next one be in time.
    """

    name: TargetName
    calendar: str
    time_zone: str
    state: TargetState
    clock: TargetState
    starts_at: datetime | None
    goal_at: datetime | None
    due_at: datetime | None
    due_local: str | None
    elapsed: timedelta | None
    remaining: timedelta | None
    overdue: timedelta | None
    completed_at: datetime | None
    timeline: tuple[Interval, ...]
    rule: str
    because: str
    also: tuple[str, ...] = ()
    late_updates: tuple[LateUpdate, ...] = ()


@dataclass(frozen=True, slots=True)
class Escalation:
    """A step of the tier ladder with its moment (PS.6), and the target `of` whose time it is a share."""

    at: datetime
    to_tier: int
    of: TargetName
    because: str
    department: str | None = None


@dataclass(frozen=True, slots=True)
class SlaVerdict:
    """All targets and the ladder."""

    targets: tuple[SlaTarget, ...]
    escalations: tuple[Escalation, ...]


@dataclass(frozen=True, slots=True)
class HotRushVerdict:
    """The paid urgent service: asked for, granted or not, and what the client may still do about it."""

    requested: bool
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    respond_by: datetime | None = None
    expected_between: tuple[datetime, datetime] | None = None
    rate: int = 1
    can_uncheck: bool = False
    uncheck_reason: str | None = None
    can_withdraw: bool = False
    withdraw_reason: str | None = None
    withdrawals_left: int | None = None
    offer_instead: str | None = None
    duties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackageCount:
    """So many packages of so many credits."""

    credits: int
    count: int


@dataclass(frozen=True, slots=True)
class Purchase:
    """The cheapest combination of packages that covers a shortfall (CR.8)."""

    packages: tuple[PackageCount, ...]
    credits: int
    price: int | Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class CreditsVerdict:
    """What the ticket costs in support credits.

    `charge` = `credits` x `rate`, or 0 when free. `change` is the difference to the previous charge (None without one).
    `balance_after` is the balance less what this decision takes from it (the change, or the whole charge the first time):
    negative by exactly the `shortfall`. Where nobody sent the balance of an account that is not new, it is None, `shortfall` 0.
    """

    category: int | None
    credits: int
    rate: int
    charge: int
    basis: str | None
    free_because: str | None
    quote_instead: bool
    confirmation: Confirmation
    balance_after: int | None
    change: int | None
    shortfall: int
    purchase: Purchase | None


@dataclass(frozen=True, slots=True)
class WorkflowStep:
    """A step somebody has to take."""

    step: str
    by: str
    due_at: datetime | None = None
    goal_at: datetime | None = None
    after: str | None = None
    on: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What differs from the earlier decision, and the rule that made it so."""

    field: str
    before: object
    after: object
    because: str


@dataclass(frozen=True, slots=True)
class Versions:
    """What the decision came from; equal input and versions give equal bytes."""

    service: str
    policy: str
    model: str
    holidays: str | None = None


@dataclass(frozen=True, slots=True)
class RoutingDecision:
    """One explained routing decision."""

    ticket_id: str | None
    decided_at: datetime
    category: CategoryVerdict
    duplicate: DuplicateVerdict
    priority: Priority | None
    tier: int | None
    team: str | None
    department: str | None
    precedence: Precedence
    sla: SlaVerdict
    hotrush: HotRushVerdict
    credits: CreditsVerdict
    workflow: tuple[WorkflowStep, ...]
    missing_information: tuple[Ask, ...]
    split: tuple[SplitPart, ...]
    entities: Entities
    language: str | None
    fingerprint: str | None
    changes: tuple[Change, ...]
    advice: tuple[str, ...]
    trace: tuple[Step, ...]
    note: str
    warnings: tuple[str, ...]
    versions: Versions

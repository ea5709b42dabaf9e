"""What a policy may set, one field each, and the trace that says which rule set it and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from triage.domain.spans import Span, TargetSpec
from triage.domain.vocabulary import (
    Category,
    Confirmation,
    DuplicateStatus,
    Precedence,
    Priority,
    Verdict,
)

EMPTY: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class EscalationSpec:
    """A step of the tier ladder (PS.6): hand over to `to_tier` when `percent` of the target's time is used up."""

    to_tier: int
    percent: int
    of: str
    department: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """A machine code and the sentence that people read."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class DelaySpec:
    """An expected delay that is no part of the obligation (HR10.4)."""

    shortest: Span
    longest: Span


@dataclass(frozen=True, slots=True)
class WorkflowSpec:
    """A step that the policy asks for. `by` is a team, a role or, as "approver", the account's approver.

    `after` names the step that must be done first, `on` the occasion that starts it; without `due` the step has no date.
    """

    step: str
    by: str
    due: TargetSpec | None = None
    after: str | None = None
    on: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that is missing, and the sentence that asks for it (GK.7)."""

    what: str
    ask: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A promise for a target together with the rule that made it; the earliest due of a target's candidates wins."""

    spec: TargetSpec
    section: str
    rule: str


class FailureKind(StrEnum):
    """Why a rule had no say."""

    CONDITION = "condition"  # one of its conditions did not hold
    ALTERNATIVES = "alternatives"  # none of an any-of did
    OFF = "off"  # it is switched off
    NOT_YET = "not_yet"  # its first day has not come
    EXPIRED = "expired"  # its last day has passed
    NOT_REACHED = "not_reached"  # an earlier rule had decided the section


@dataclass(frozen=True, slots=True)
class FailedCondition:
    """The first condition of a rule that did not hold: which fact, what was asked of it, what it was.

    Of an any-of `fact` is the first one asked; where no condition failed it says what was looked at instead. `words` are those
    that a condition asks for as they are written, in upper and lower case; empty where it does not ask so.
    """

    fact: str
    wanted: str
    value: object
    kind: FailureKind = FailureKind.CONDITION
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the trace: a rule that fired, the facts it tested, what it set.

    `fired` is False only for the rules that `?explain=all` adds; then `failed` has the condition that kept it silent.
    `shadow` marks a rule that was evaluated but not applied. `warning` is for the policy's author: a second rule of a `unique`
    section held and was not applied.
    """

    section: str
    rule: str
    why: str
    facts: Mapping[str, object] = field(default_factory=lambda: EMPTY)
    set: Mapping[str, object] = field(default_factory=lambda: EMPTY)
    fired: bool = True
    failed: FailedCondition | None = None
    shadow: bool = False
    warning: str | None = None


@dataclass(slots=True)
class Outcome:
    """Everything a policy set for one ticket. Field names are the outcome names of the policy language, `_` for space.

    Target fields hold candidates (the earliest wins once they meet a calendar); list fields grow in the order of the rules.
    """

    category: Category | None = None
    needs_review: bool | None = None
    duplicate: DuplicateStatus | None = None
    priority: Priority | None = None
    tier: int | None = None
    team: str | None = None
    department: str | None = None
    precedence: Precedence = Precedence.NONE
    first_response: list[Candidate] = field(default_factory=list)
    next_update: list[Candidate] = field(default_factory=list)
    resolution: list[Candidate] = field(default_factory=list)
    escalations: list[EscalationSpec] = field(default_factory=list)
    hotrush: Verdict = Verdict.NOT_REQUESTED
    hotrush_reasons: list[Reason] = field(default_factory=list)
    hotrush_response: list[Candidate] = field(default_factory=list)
    hotrush_rate: int = 1
    hotrush_duties: list[str] = field(default_factory=list)
    expected_delay: DelaySpec | None = None
    can_uncheck: bool = False
    uncheck_reason: str | None = None
    can_withdraw: bool = False
    withdraw_reason: str | None = None
    withdrawal_limit: int | None = None
    offer_instead: str | None = None
    credit_category: int | None = None
    credits: int = 0
    credit_basis: str | None = None
    free_because: str | None = None
    free_credits: int = 0
    quote_instead: bool = False
    confirmation: Confirmation = Confirmation.NOT_NEEDED
    workflow: list[WorkflowSpec] = field(default_factory=list)
    missing_information: list[Ask] = field(default_factory=list)
    propose_split: bool = False
    advice: list[str] = field(default_factory=list)

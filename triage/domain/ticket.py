"""What a helpdesk sends: the ticket, its account, its history, the open tickets beside it and the earlier decision.

All instants are aware datetimes in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from triage.domain.vocabulary import (
    Category,
    CategorySource,
    Cause,
    Channel,
    Event,
    Priority,
    Scope,
    Status,
    Topic,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Requester:
    """The person who asks."""

    id: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came along; only its description, never its bytes. `width` and `height` are pixels."""

    filename: str = ""
    content_type: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket as the helpdesk knows it. `category`, `priority`, `topics`, `cause`, `scope` are what a human already knows."""

    id: str | None = None
    subject: str = ""
    body: str = ""
    created_at: datetime | None = None
    channel: Channel | None = None
    status: Status = Status.SUBMITTED
    department: str | None = None
    hotrush_requested: bool = False
    requester: Requester = Requester()
    attachments: tuple[Attachment, ...] = ()
    tags: tuple[str, ...] = ()
    language: str | None = None
    category: Category | None = None
    category_source: CategorySource = CategorySource.AGENT
    priority: Priority | None = None
    topics: tuple[Topic, ...] = ()
    cause: Cause = Cause.UNKNOWN
    scope: Scope = Scope.UNKNOWN


@dataclass(frozen=True, slots=True)
class Support:
    """What the account has paid for. `None`: the helpdesk did not say."""

    balance_active: bool | None = None
    subscription_active: bool | None = None
    single_incident_urgent: bool | None = None


@dataclass(frozen=True, slots=True)
class CreditAccount:
    """The account's support credits (CR.1, CR.3)."""

    balance: int | None = None
    new_account: bool = False
    agreed_in_advance: bool | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """The client. `time_zone` is an IANA name, `approver` whom GK.3 waits for, `withdrawals` the HotRush withdrawals so far."""

    id: str | None = None
    plan: str | None = None
    time_zone: str | None = None
    approver: str | None = None
    support: Support = Support()
    credits: CreditAccount = CreditAccount()
    withdrawals: int = 0


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """A ticket that is open beside this one; either text or a fingerprint of it."""

    id: str
    subject: str = ""
    body: str = ""
    requester: Requester = Requester()
    created_at: datetime | None = None
    status: Status | None = None
    category: Category | None = None
    priority: Priority | None = None
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """Something that happened to the ticket."""

    at: datetime
    event: Event


@dataclass(frozen=True, slots=True)
class Previous:
    """What an earlier decision on this ticket said, as far as the caller sent it back."""

    category: Category | None = None
    priority: Priority | None = None
    tier: int | None = None
    team: str | None = None
    department: str | None = None
    hotrush: Verdict | None = None
    credit_category: int | None = None
    charge: int | None = None
    due: tuple[tuple[str, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class TriageRequest:
    """Everything one decision depends on, but for the policy and the model.

    `now` is the moment of the decision; `history` is in any order, as the helpdesk sent it; `pointer` says where the request
    stands in the body that came.
    """

    ticket: Ticket
    now: datetime
    account: Account = Account()
    open_tickets: tuple[OpenTicket, ...] | None = None
    history: tuple[HistoryEntry, ...] = ()
    previous: Previous | None = None
    warnings: tuple[str, ...] = field(default=())
    pointer: str = ""

    @property
    def created_at(self) -> datetime:
        """When the clocks start: the ticket's creation, else the moment of the decision."""
        return self.ticket.created_at or self.now

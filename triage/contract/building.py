"""Checked data -> the domain's own objects. Nothing here can fail on data that the schemas let through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from mimetypes import MimeTypes
from typing import Any

from triage.domain.languages import language_of
from triage.domain.ticket import (
    Account,
    Attachment,
    CreditAccount,
    HistoryEntry,
    OpenTicket,
    Previous,
    Requester,
    Support,
    Ticket,
    TriageRequest,
)
from triage.domain.vocabulary import Category, CategorySource, Cause, Channel, Event, Priority, Scope, Status, Topic, Verdict

_CATEGORY = {member.value: member for member in Category} | {None: None}
_PRIORITY = {member.value: member for member in Priority} | {None: None}
_CHANNEL = {member.value: member for member in Channel} | {None: None}
_STATUS = {member.value: member for member in Status} | {None: None}
_NOBODY = Requester()
_FILE_TYPES = MimeTypes(())  # those that Python knows by itself, not those of the machine


def build_request(data: Mapping[str, Any], now: datetime, warnings: tuple[str, ...], pointer: str = "") -> TriageRequest:
    """The request that the data describes, from where `pointer` says; `now` unless the data says which moment."""
    account = data["account"]
    opened = None if data["open_tickets"] is None else tuple(build_open_ticket(each) for each in data["open_tickets"])
    ticket = _ticket(data["ticket"])
    told = [f"{pointer}/open_tickets: {each}" for each in repeated_ids(_different(opened or ()))]
    return TriageRequest(
        ticket=ticket,
        now=data["now"] or now,
        account=_account(account) if account else Account(),
        open_tickets=opened,
        history=tuple(HistoryEntry(each["at"], Event(each["event"])) for each in data["history"] or ()),
        previous=_previous(data["previous"]) if data["previous"] is not None else None,
        warnings=(*warnings, *_no_language(data["ticket"], ticket, pointer), *told),
        pointer=pointer,
    )


def _ticket(data: Mapping[str, Any]) -> Ticket:
    return Ticket(
        id=data["id"],
        subject=data["subject"] or "",
        body=data["body"] or "",
        created_at=data["created_at"],
        channel=_CHANNEL[data["channel"]],
        status=_STATUS[data["status"]],
        department=data["department"],
        hotrush_requested=data["hotrush_requested"],
        requester=_requester(data["requester"]),
        attachments=tuple(_attachment(each) for each in data["attachments"] or ()),
        tags=tuple(data["tags"] or ()),
        language=language_of(data["language"]) if data["language"] else None,
        category=_CATEGORY[data["category"]],
        category_source=CategorySource(data["category_source"] or CategorySource.AGENT),
        priority=_PRIORITY[data["priority"]],
        topics=tuple(Topic(topic) for topic in dict.fromkeys(data["topics"] or ())),
        cause=Cause(data["cause"] or Cause.UNKNOWN),
        scope=Scope(data["scope"] or Scope.UNKNOWN),
    )


def _no_language(data: Mapping[str, Any], ticket: Ticket, pointer: str) -> Iterator[str]:
    if data["language"] and ticket.language is None:
        yield f"{pointer}/ticket/language is no code of a language, such as de or pt-BR, and was left out."


def _requester(data: Mapping[str, Any] | None) -> Requester:
    return Requester(data["id"]) if data else _NOBODY


def _attachment(data: Mapping[str, Any]) -> Attachment:
    name = data["filename"] or ""
    kind = data["content_type"] or _FILE_TYPES.guess_type(name, strict=False)[0] or ""
    return Attachment(name, kind, data["width"], data["height"])


def _account(data: Mapping[str, Any]) -> Account:
    support, credits, hotrush = data["support"], data["credits"], data["hotrush"]
    return Account(
        id=data["id"],
        plan=data["plan"],
        time_zone=data["time_zone"],
        approver=data["approver"],
        support=Support(**support) if support else Support(),
        credits=_credits(credits) if credits else CreditAccount(),
        withdrawals=(hotrush["withdrawals"] or 0) if hotrush else 0,
    )


def _credits(data: Mapping[str, Any]) -> CreditAccount:
    return CreditAccount(data["balance"], bool(data["new_account"]), data["agreed_in_advance"])


def build_open_ticket(data: Mapping[str, Any]) -> OpenTicket:
    """A ticket that is open beside others."""
    return OpenTicket(
        id=data["id"],
        subject=data["subject"] or "",
        body=data["body"] or "",
        requester=_requester(data["requester"]),
        created_at=data["created_at"],
        status=_STATUS[data["status"]],
        category=_CATEGORY[data["category"]],
        priority=_PRIORITY[data["priority"]],
        fingerprint=data["fingerprint"],
    )


def _different(tickets: Sequence[OpenTicket]) -> Iterable[OpenTicket]:
    """The tickets without those that were sent twice."""
    return tickets if len({ticket.id for ticket in tickets}) == len(tickets) else set(tickets)


def repeated_ids(tickets: Iterable[OpenTicket]) -> Iterator[str]:
    """Ids tell tickets apart in an answer, so equal ones are worth a word."""
    if count := sum(times > 1 for times in Counter(ticket.id for ticket in tickets).values()):
        belong = "1 id belongs" if count == 1 else f"{count} ids belong"
        yield f"{belong} to more than one ticket; the answer cannot tell those apart."


def _previous(data: Mapping[str, Any]) -> Previous:
    credits, sla, verdict = data["credits"] or {}, data["sla"] or {}, (data["hotrush"] or {}).get("verdict")
    return Previous(
        category=_CATEGORY[(data["category"] or {}).get("name")],
        priority=_PRIORITY[data["priority"]],
        tier=data["tier"],
        team=data["team"],
        department=data["department"],
        hotrush=Verdict(verdict) if verdict else None,
        credit_category=credits.get("category"),
        charge=credits.get("charge"),
        due=tuple((target["name"], target["due_at"]) for target in sla.get("targets") or () if target["due_at"]),
    )

"""One ticket → the values of all facts, built once a decision."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from triage.domain.decision import CategoryVerdict
from triage.domain.reading import DuplicateCandidate, DuplicateMatch, Entities, SplitPart
from triage.domain.standing import Standing
from triage.domain.ticket import Account, Attachment, OpenTicket, Previous, Ticket, TriageRequest
from triage.domain.vocabulary import Category

_NO_PREVIOUS = Previous()
_NO_CANDIDATE = DuplicateCandidate(id="", score=0.0)


def gather(
    request: TriageRequest,
    category: CategoryVerdict,
    duplicate: DuplicateMatch,
    entities: Entities,
    *,
    parts: Sequence[SplitPart],
    standing: Standing,
    open_calendars: frozenset[str],
    language: str | None,
) -> dict[str, object]:
    """The facts of one ticket by the names that `FACTS` lists, less those that only earlier sections set.

    Values are plain: text, numbers, flags, frozensets of text, None for unknown. `language` is what the classifier detected;
    the helpdesk's own word goes before it. `parts` are its independent requests, empty for one.
    """
    facts = _of_ticket(request.ticket, language)
    facts |= _of_standing(standing)
    facts |= _of_judgement(category, duplicate)
    facts |= _of_account(request.account, request.previous or _NO_PREVIOUS)
    facts["urls"] = len(entities.urls)
    facts["order numbers"] = len(entities.order_numbers)
    facts["references"] = len(entities.references)
    facts["requests"] = max(1, len(parts))
    facts["request categories"] = frozenset(part.category.value for part in parts if part.category is not None)
    facts["open calendars"] = open_calendars
    facts["open tickets"] = None if request.open_tickets is None else len(request.open_tickets)
    return facts


def _of_ticket(ticket: Ticket, language: str | None) -> dict[str, object]:
    text = f"{ticket.subject}\n{ticket.body}"
    screenshots = [file for file in ticket.attachments if file.content_type.casefold().startswith("image/")]
    width, height = _largest(screenshots)
    return {
        "subject": ticket.subject,
        "body": ticket.body,
        "text": text,
        "channel": _word(ticket.channel),
        "ticket department": ticket.department,
        "requester": ticket.requester.id,
        "tags": frozenset(ticket.tags),
        "language": ticket.language or language,
        "cause": ticket.cause.value,
        "scope": ticket.scope.value,
        "known category": _word(ticket.category),
        "known priority": _word(ticket.priority),
        "attachments": len(ticket.attachments),
        "screenshots": len(screenshots),
        "largest screenshot width": width,
        "largest screenshot height": height,
        "subject words": len(ticket.subject.split()),
        "text length": len(text),
    }


def _of_standing(standing: Standing) -> dict[str, object]:
    return {
        "status": standing.status.value,
        "events": frozenset(event.value for event in standing.events),
        "hotrush requested": standing.marked,
        "hotrush withdrawn": standing.withdrawn,
        "withdrawn while": _word(standing.withdrawn_while),
        "withdrawals": standing.withdrawals,
    }


def _of_judgement(category: CategoryVerdict, duplicate: DuplicateMatch) -> dict[str, object]:
    judged, original = duplicate.judged or _NO_CANDIDATE, duplicate.original
    return {
        "category": _word(category.name),
        "category source": category.source.value,
        "confidence": category.confidence,
        "needs review": category.needs_review,
        "topics": frozenset(topic.value for topic, _ in category.topics),
        "duplicate score": duplicate.score,
        "duplicate evidence": frozenset(judged.evidence),
        "duplicate same requester": judged.same_requester,
        "duplicate days apart": judged.days_apart,
        "original": duplicate.repeated_id,
        "original category": _word(original.category) if original else None,
        "repeated category": _word(_repeated(category, original)) if original else None,
        "original priority": _word(original.priority) if original else None,
    }


def _repeated(own: CategoryVerdict, original: OpenTicket) -> Category | None:
    """What is repeated: two tickets about one thing are of one category, so that of one tells the other's."""
    return original.category or (None if own.name is Category.DUPLICATE else own.name)


def _of_account(account: Account, previous: Previous) -> dict[str, object]:
    support, credit = account.support, account.credits
    return {
        "account": account.id,
        "plan": account.plan,
        "approver": account.approver,
        "balance active": support.balance_active,
        "subscription active": support.subscription_active,
        "single incident urgent": support.single_incident_urgent,
        "new account": credit.new_account,
        "agreed in advance": credit.agreed_in_advance,
        "credit balance": credit.balance,
        "previous priority": _word(previous.priority),
        "previous hotrush": _word(previous.hotrush),
        "previous credit category": previous.credit_category,
        "previous charge": previous.charge,
    }


def _largest(screenshots: Sequence[Attachment]) -> tuple[int | None, int | None]:
    sizes = [(file.width * file.height, file.width, file.height) for file in screenshots if file.width and file.height]
    return max(sizes)[1:] if sizes else (None, None)


def _word(value: StrEnum | None) -> str | None:
    return None if value is None else value.value

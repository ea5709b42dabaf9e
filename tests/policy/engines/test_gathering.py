"""From a ticket to its facts."""

from datetime import UTC, datetime

import pytest

from triage.domain.decision import CategoryVerdict
from triage.domain.reading import DuplicateCandidate, DuplicateMatch, Entities, SplitPart
from triage.domain.standing import read_standing
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
from triage.policy.engines.gathering import gather
from triage.policy.language.facts import FACTS
from triage.policy.language.operators import TYPES

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
UNJUDGED = CategoryVerdict(None, None, "none", CategorySource.NONE, True)


def facts_of(request, category=UNJUDGED, duplicate=DuplicateMatch(False), entities=Entities(), **more):  # noqa: B008 - frozen
    """The facts with the least that must be given."""
    standing = read_standing(request)
    return gather(
        request,
        category,
        duplicate,
        entities,
        standing=standing,
        **{"parts": (), "open_calendars": frozenset(), "language": None, **more},
    )


def test_a_full_ticket():
    """Every fact that a ticket, its account, its history and the judgements give."""
    ticket = Ticket(
        subject="Shop is down",
        body="see a.png",
        channel=Channel.EMAIL,
        status=Status.ASSIGNED,
        department="sales",
        hotrush_requested=True,
        requester=Requester("c-9"),
        attachments=(
            Attachment("a.png", "image/png", 1920, 1080),
            Attachment("b.jpg", "Image/JPEG", 3000, 10),
            Attachment("c.gif", "image/gif"),
            Attachment("d.pdf", "application/pdf", 9000, 9000),
        ),
        tags=("vip", "vip", "eu"),
        category=Category.CONTENT,
        priority=Priority.LOW,
        cause=Cause.THIRD_PARTY,
        scope=Scope.ALL_USERS,
    )
    account = Account(
        "acme",
        "pro",
        "Europe/Berlin",
        "Ann",
        Support(True, False, None),
        CreditAccount(25, new_account=True, agreed_in_advance=False),
        2,
    )
    previous = Previous(priority=Priority.HIGH, hotrush=Verdict.GRANTED, credit_category=2, charge=20)
    history = (HistoryEntry(NOW, Event.ASSIGNED), HistoryEntry(NOW, Event.PAUSE))
    original = OpenTicket("17", category=Category.SITE_DOWN, priority=Priority.CRITICAL)
    best = DuplicateCandidate("16", 0.8, evidence=("shared_terms",), same_requester=False, days_apart=1.0)
    older = DuplicateCandidate("17", 0.7, evidence=("same_url", "same_requester"), same_requester=True, days_apart=3.5)
    match = DuplicateMatch(True, original, older, 0.8, (best, older))
    verdict = CategoryVerdict(
        Category.KEY_FUNCTION,
        0.9,
        "high",
        CategorySource.CLASSIFIER,
        False,
        topics=((Topic.ARCHITECTURE, 0.7), (Topic.STORE_SETUP, None)),
    )
    found = facts_of(
        TriageRequest(ticket, NOW, account, (original,), history, previous),
        verdict,
        match,
        Entities(("u1", "u2"), ("o1",), ("r1", "r2", "r3")),
        parts=(SplitPart(0, 5, Category.CONTENT), SplitPart(6, 9, None)),
        open_calendars=frozenset({"office"}),
        language="en",
    )
    assert found == {
        "subject": "Shop is down",
        "body": "see a.png",
        "text": "Shop is down\nsee a.png",
        "channel": "email",
        "status": "assigned",
        "ticket department": "sales",
        "hotrush requested": True,
        "hotrush withdrawn": False,
        "withdrawn while": None,
        "requester": "c-9",
        "tags": frozenset({"vip", "eu"}),
        "language": "en",
        "cause": "third_party",
        "scope": "all_users",
        "known category": "content",
        "known priority": "low",
        "attachments": 4,
        "screenshots": 3,
        "largest screenshot width": 1920,
        "largest screenshot height": 1080,
        "subject words": 3,
        "text length": 22,
        "urls": 2,
        "order numbers": 1,
        "references": 3,
        "requests": 2,
        "request categories": frozenset({"content"}),
        "open calendars": frozenset({"office"}),
        "events": frozenset({"assigned", "pause"}),
        "open tickets": 1,
        "category": "key_function",
        "category source": "classifier",
        "confidence": 0.9,
        "needs review": False,
        "topics": frozenset({"architecture", "store_setup"}),
        "duplicate score": 0.8,
        "duplicate evidence": frozenset({"same_url", "same_requester"}),
        "duplicate same requester": True,
        "duplicate days apart": 3.5,
        "original": "17",
        "original category": "site_down",
        "repeated category": "site_down",
        "original priority": "critical",
        "account": "acme",
        "plan": "pro",
        "approver": "Ann",
        "balance active": True,
        "subscription active": False,
        "single incident urgent": None,
        "new account": True,
        "agreed in advance": False,
        "credit balance": 25,
        "withdrawals": 2,
        "previous priority": "high",
        "previous hotrush": "granted",
        "previous credit category": 2,
        "previous charge": 20,
    }


@pytest.mark.parametrize("request_", [TriageRequest(Ticket(), NOW), TriageRequest(Ticket(subject="x"), NOW, open_tickets=())])
def test_a_bare_ticket_has_every_fact_unknown_or_empty(request_):
    """Nothing is missing from the dict, and nothing is guessed; every value is of its fact's type."""
    found = facts_of(request_)
    assert set(found) == {name for name, fact in FACTS.items() if not fact.outcome or name in ("category", "needs review")}
    for name, value in found.items():
        assert TYPES[FACTS[name].type](value) is not None
    assert found["open tickets"] == (None if request_.open_tickets is None else 0)
    assert (found["channel"], found["duplicate score"], found["largest screenshot width"]) == (None, None, None)
    assert (found["tags"], found["duplicate evidence"], found["subject words"]) == (
        frozenset(),
        frozenset(),
        len(request_.ticket.subject),
    )


def test_the_helpdesks_language_goes_before_the_detected_one():
    """A person's word counts more."""
    assert facts_of(TriageRequest(Ticket(language="de"), NOW), language="en")["language"] == "de"


@pytest.mark.parametrize(
    ("original", "own", "expected"),
    [
        (OpenTicket("1", category=Category.CONTENT), Category.SITE_DOWN, "content"),
        (OpenTicket("1"), Category.SITE_DOWN, "site_down"),
        (OpenTicket("1"), Category.DUPLICATE, None),
        (None, Category.SITE_DOWN, None),
    ],
)
def test_what_is_repeated_is_known_from_either_ticket(original, own, expected):
    """The category that was sent goes first; that a ticket is a duplicate says nothing of its original."""
    verdict = CategoryVerdict(own, 0.9, "high", CategorySource.CLASSIFIER, False)
    found = facts_of(TriageRequest(Ticket(), NOW), verdict, DuplicateMatch(True, original))
    assert found["repeated category"] == expected

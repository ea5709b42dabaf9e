"""What naming an open ticket makes of a ticket, on the shipped policy: a duplicate, a possible one, or nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from triage.contract.answer import render
from triage.contract.flat import flatten
from triage.contract.request import parse_request
from triage.domain.reading import Prediction
from triage.domain.vocabulary import Category
from triage.policy.loading.loader import load_policy
from triage.service.cases.casebook import GivenClassifier
from triage.service.decide import decide
from triage.service.snapshot import Snapshot

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
GIVEN = GivenClassifier(Prediction(((Category.KEY_FUNCTION, 0.95), (Category.CONTENT, 0.05)), language="en"))
SNAPSHOT = Snapshot.build(load_policy(Path(__file__).parent.parent.parent / "rules" / "default.yaml"), GIVEN, "reference")
FAULT = "The size filter on the category page shows all products since the update."
HOURS = "Please put our Christmas opening hours on the contact page."


def answer(body, *ids, subject="", own=None, opened=HOURS):
    """The answer to a ticket beside open ones with these ids, which are about something else."""
    ticket = {"subject": subject, "body": body, "created_at": "2026-03-02T08:00:00Z", **({"id": own} if own else {})}
    sent = [{"id": one, "subject": "", "body": opened, "created_at": "2026-02-27T09:00:00Z"} for one in ids]
    return render(decide(parse_request({"ticket": ticket, "open_tickets": sent}, now=NOW), SNAPSHOT))


NO_REFERENCE = [
    ("25", "Please change ticket 25 euros to ticket 30 euros"),
    ("25", "tickets 25% cheaper than it should"),
    ("25", "Tickets: 25 left, but the site says sold out"),
    ("2026", "Our shop is down since the start of the #2026 sale"),
    ("15", "We are #15 on Google"),
    ("333", "make the text #333"),
    ("48", "https://x.example/#48 does not open"),
    ("48211", "https://x.example/#48211 does not open"),
    ("48211", "/#48211 does not open"),
    ("48211", "PO Box #48211 is our new address"),
    ("48211", "use #48211.jpg for the banner"),
    ("48211", f"{FAULT}\n\n-- \nSuite #48211, Leeds"),
    ("48211", f"{FAULT}\n\n> Your ticket #48211 was received\n> and we will look"),
    ("48211", f"Unrelated to my ticket #48211: {FAULT}"),
]


@pytest.mark.parametrize(("id_", "body"), NO_REFERENCE)
def test_what_names_no_ticket(id_, body):
    """Numbers of other things, other people's words, denials."""
    found = answer(body, id_, "3")
    assert (found["duplicate"]["status"], found["category"]["name"]) == ("not_duplicate", "key_function")
    assert found["entities"]["references"] == []


@pytest.mark.parametrize(
    ("id_", "body"),
    [
        ("25", "Tickets 25 and 26 of the concert cannot be bought"),
        ("RTX-4090", "page of the RTX-4090 card is empty since noon"),
        ("48211", "Since you solved ticket 48211 yesterday, the size filter shows all products."),
        ("48211", f"Ticket 48211 can be closed. New matter: {FAULT}"),
    ],
)
def test_what_only_mentions_a_ticket_is_a_possible_duplicate(id_, body):
    """The customer pays for it as for any other, and somebody looks."""
    found = answer(body, id_, "3")
    assert (found["duplicate"]["status"], found["category"]["name"]) == ("possible", "key_function")
    best = found["duplicate"]["candidates"][0]
    assert (best["id"], best["evidence"][0], best["score"]) == (id_, "passing_mention", 0.5)
    assert found["entities"]["references"][:1] == [id_]


@pytest.mark.parametrize(
    ("id_", "body"),
    [
        ("SUPPORT-123", "Any news on SUPPORT-123? It is the same."),
        ("HELPDESK-123", "Any news on HELPDESK-123?"),
        ("IT2-123", "any news on IT2-123?"),
        ("A1B-55", "Still waiting for A1B-55"),
        ("SUPPORT-123", "https://acme.atlassian.net/browse/SUPPORT-123"),
        ("SUP-9", "Any news on SUP-9?"),
        ("SUP-1042", "same as sup-1042"),
        ("7", "any news on #7?"),
        ("#7", "any news on #7?"),
        ("9", "Is ticket #9 still open?"),
        ("INC0012345", "still waiting for INC0012345"),
        ("CS-2024-00017", "same as CS-2024-00017"),
        ("48211", "see https://acme.zendesk.com/agent/tickets/48211 please"),
        ("48211", "https://it.example/front/ticket.form.php?id=48211"),
        ("48211", "see https://z.example/#ticket/zoom/48211"),
    ],
)
def test_what_means_a_ticket_is_its_duplicate(id_, body):
    """In every helpdesk's writing, however little is alike; and it is among the references."""
    found = answer(body, id_, "3")
    assert (found["duplicate"]["status"], found["duplicate"]["of"]) == ("duplicate", id_)
    assert found["duplicate"]["candidates"][0]["evidence"][0] == "explicit_reference"
    assert [one.lstrip("#").upper() for one in found["entities"]["references"]] == [id_.lstrip("#")]


def test_what_is_alike_and_mentioned_is_a_duplicate():
    """The likeness says what the text leaves open."""
    body = "Ticket 48211: the opening hours on the contact page are those of Christmas."
    assert answer(body, "48211", "3")["duplicate"]["of"] == "48211"
    assert answer(body, "48211", "3", opened=FAULT)["duplicate"]["status"] == "possible"


def test_an_open_ticket_that_mentions_the_new_one_says_as_little():
    """Its number may stand there by chance."""
    found = answer(FAULT, "3", own="48211", opened="Please put the posters of the concert, ticket 48211, on the start page.")
    assert found["duplicate"]["status"] == "possible"


def test_the_own_id_in_the_own_title():
    """It is nothing: neither a reference nor a duplicate."""
    found = answer("cart is wrong", "3", subject="Re: [#4711] Cart", own="4711")
    assert (found["duplicate"]["status"], found["entities"]["references"]) == ("not_duplicate", [])


def test_addresses_end_where_jira_says():
    """Its smart links write the address twice, with bars between."""
    found = answer("[https://shop.example/cart|https://shop.example/cart|smart-link] is empty")
    assert found["entities"]["urls"] == ["https://shop.example/cart"]


def test_a_possible_duplicate_is_one_of_the_ticket_that_the_score_is_of():
    """A younger ticket is more like it, but none repeats what came after it."""
    text = "The coupon SUMMER is refused in the cart for all customers"
    ticket = {"id": "1", "subject": "Coupon refused in the cart", "body": text, "created_at": "2026-03-02T06:00:00Z"}
    younger = {**ticket, "id": "9", "body": f"{text}, still", "created_at": "2026-03-02T07:00:00Z"}
    older = {
        "id": "5",
        "subject": "Cart refuses coupon",
        "body": "a customer cannot use her coupon in the cart",
        "created_at": "2026-03-01T06:00:00Z",
    }
    decision = decide(parse_request({"ticket": ticket, "open_tickets": [younger, older]}, now=NOW), SNAPSHOT)
    found = decision.duplicate
    assert [candidate.id for candidate in found.candidates] == ["9", "5"]
    assert (found.status, found.of, found.possibly_of, found.score) == ("possible", None, "5", found.candidates[1].score)
    assert "Possibly a duplicate of 5." in decision.note.splitlines()
    flat = flatten(decision)
    assert (flat["duplicate_of"], flat["duplicate_possibly_of"], flat["duplicate_score"]) == ("", "5", f"{found.score:.2f}")

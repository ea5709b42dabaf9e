"""A body of a megabyte costs no more than its beginning (900,000 empty lines once took five seconds)."""

from datetime import UTC, datetime

import pytest

from triage.classifier.duplicates.composing import BODY_AT_MOST
from triage.classifier.duplicates.matching import match_open_tickets
from triage.classifier.duplicates.new_ticket import NewTicket
from triage.domain.reading import Entities
from triage.domain.ticket import OpenTicket, Ticket

NOW = datetime(2026, 11, 23, tzinfo=UTC)
BEGINNING = ("The coupon SUMMER10 is refused in the cart, order 10233. " * 400)[:BODY_AT_MOST]


@pytest.mark.parametrize("filling", ["\n", "> ", "another thing altogether "])
def test_what_stands_beyond_is_not_compared(filling):
    """The same beginning gives the same fingerprint and the same score, whatever follows it."""
    opened = (OpenTicket(id="1", subject="Coupon refused", body="SUMMER10 is refused in the cart"),)
    short = match_open_tickets(NewTicket(Ticket(subject="Coupon", body=BEGINNING), NOW, Entities()), opened)
    long = match_open_tickets(NewTicket(Ticket(subject="Coupon", body=BEGINNING + filling * 40_000), NOW, Entities()), opened)
    assert len(BEGINNING) == BODY_AT_MOST
    assert (long.fingerprint, long.score) == (short.fingerprint, short.score)

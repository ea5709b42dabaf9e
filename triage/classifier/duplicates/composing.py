"""Letters as they are compared: each and its accent as one character, as nearly all systems send them (macOS does not)."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from triage.classifier.markup import AnyTicket

BODY_AT_MOST = 20_000
"""Characters of a body that are compared; what people write by hand is shorter."""


def composed(ticket: AnyTicket) -> AnyTicket:
    """The ticket with its letters composed; itself where they are."""
    if _is_composed(ticket.subject) and _is_composed(ticket.body):
        return ticket
    subject, body = (unicodedata.normalize("NFC", text[:BODY_AT_MOST]) for text in (ticket.subject, ticket.body))
    return replace(ticket, subject=subject, body=body)


def _is_composed(text: str) -> bool:
    return text.isascii() or unicodedata.is_normalized("NFC", text)  # the first holds for most, and is faster

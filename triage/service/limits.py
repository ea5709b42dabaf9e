"""How much a request may hold: told by GET /v1/limits and `triage limits`, kept by the contract and the settings."""

from __future__ import annotations

from triage.contract import declaring, schemas, workshop
from triage.contract.request import Limits
from triage.settings import Settings


def request_limits(settings: Settings) -> Limits:
    """How much one request may hold, over HTTP as on the command line."""
    return Limits(settings.max_open_tickets, settings.max_history)


def limits_of(settings: Settings) -> dict[str, int]:
    """Every limit by name: bytes of a body, elements of a list, characters of a text."""
    return {
        "body_bytes": settings.max_body_bytes,
        "batch_tickets": settings.max_batch,
        "open_tickets": settings.max_open_tickets,
        "history_entries": settings.max_history,
        "subject_characters": schemas.SUBJECT,
        "body_characters": schemas.BODY,
        "name_characters": declaring.SHORT,
        "fingerprint_characters": schemas.FINGERPRINT,
        "attachments": schemas.LISTED,
        "tags": schemas.LISTED,
        "topics": schemas.TOPICS,
        "draft_characters": workshop.MAX_DRAFT,
        "simulated_tickets": workshop.MAX_TICKETS,
    }

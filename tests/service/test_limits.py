"""How much a request may hold is one thing, told and kept."""

from contextlib import nullcontext
from datetime import UTC, datetime

import pytest

from triage.contract.request import DEFAULT_LIMITS
from triage.contract.workshop import parse_draft, parse_simulation
from triage.errors import RequestError
from triage.service.limits import limits_of, request_limits
from triage.settings import Settings


def test_the_contract_without_settings_keeps_their_defaults():
    """Else a reader that was given none would keep others than GET /v1/limits tells."""
    assert request_limits(Settings.load({})) == DEFAULT_LIMITS


def test_the_limits_of_drafts_are_told_as_they_are_kept():
    """Those of /v1/policy/check and /v1/policy/simulate."""
    told = limits_of(Settings.load({}))
    parse_draft({"policy": " " * told["draft_characters"]})
    with pytest.raises(RequestError):
        parse_draft({"policy": " " * (told["draft_characters"] + 1)})
    now = datetime(2026, 3, 2, tzinfo=UTC)
    for more, refused in ((0, False), (1, True)):
        body = {"policy": "x", "tickets": [{}] * (told["simulated_tickets"] + more)}
        with pytest.raises(RequestError) if refused else nullcontext():
            parse_simulation(body, now=now)


def test_what_is_told_is_what_is_kept():
    """Whatever the settings say."""
    settings = Settings.load({"TRIAGE_MAX_OPEN_TICKETS": "7", "TRIAGE_MAX_HISTORY": "3"})
    told, kept = limits_of(settings), request_limits(settings)
    assert (told["open_tickets"], told["history_entries"]) == (kept.open_tickets, kept.history) == (7, 3)

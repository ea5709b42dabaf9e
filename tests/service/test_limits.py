"""How much a request may hold is one thing, told and kept."""

from triage.contract.request import DEFAULT_LIMITS
from triage.service.limits import limits_of, request_limits
from triage.settings import Settings


def test_the_contract_without_settings_keeps_their_defaults():
    """Else a reader that was given none would keep others than GET /v1/limits tells."""
    assert request_limits(Settings.load({})) == DEFAULT_LIMITS


def test_what_is_told_is_what_is_kept():
    """Whatever the settings say."""
    settings = Settings.load({"TRIAGE_MAX_OPEN_TICKETS": "7", "TRIAGE_MAX_HISTORY": "3"})
    told, kept = limits_of(settings), request_limits(settings)
    assert (told["open_tickets"], told["history_entries"]) == (kept.open_tickets, kept.history) == (7, 3)

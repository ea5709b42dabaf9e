"""A service on the shipped policy with a stand-in for the model, and a ticket to send it."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from flask.testing import FlaskClient

from triage.domain.reading import DuplicateMatch, Evidence, Prediction
from triage.domain.vocabulary import Category, Topic
from triage.policy.loading.loader import load_policy
from triage.policy.model import Policy
from triage.service.cases.casebook import GivenClassifier
from triage.service.live.service import TriageService
from triage.service.snapshot import Snapshot
from triage.settings import Settings, policy_path
from triage.web.app import create_app

NOW = datetime(2026, 11, 23, 8, 25, tzinfo=UTC)
SETTINGS = Settings.load({})
SECRET = "xyzzy-secret-words-of-a-customer"
REQUEST: Mapping[str, Any] = {
    "ticket": {
        "id": "4711",
        "subject": "Checkout broken",
        "body": f"Customers cannot check out. {SECRET}",
        "created_at": "2026-11-23T08:22:30Z",
        "channel": "email",
        "status": "submitted",
        "department": "technical_support",
        "hotrush_requested": True,
        "requester": {"id": "c-9"},
        "attachments": [{"filename": "a.png", "content_type": "image/png", "width": 1920, "height": 1080}],
        "tags": ["vip"],
        "language": None,
        "category": None,
        "topics": [],
        "cause": "unknown",
        "scope": "unknown",
    },
    "account": {
        "id": "acme",
        "plan": "gold",
        "time_zone": "Europe/Berlin",
        "approver": "Ann",
        "support": {"balance_active": True, "subscription_active": True, "single_incident_urgent": False},
        "credits": {"balance": 3, "new_account": False, "agreed_in_advance": True},
        "hotrush": {"withdrawals": 1},
    },
    "open_tickets": [
        {"id": "4650", "subject": "Checkout", "body": "It fails.", "requester": {"id": "c-9"}, "status": "assigned"}
    ],
    "history": [{"at": "2026-11-23T08:24:00Z", "event": "assigned"}],
    "previous": {"priority": "low", "hotrush": {"verdict": "refused"}, "credits": {"category": 2, "charge": 10}},
    "now": "2026-11-23T08:25:00Z",
}
PREDICTION = Prediction(
    probabilities=((Category.KEY_FUNCTION, 0.93), (Category.SITE_DOWN, 0.05), (Category.TRAINING, 0.02)),
    topics=((Topic.SERVER_ENVIRONMENT, 0.7),),
    evidence=(Evidence("check out", 1.7),),
    language="en",
)


def request_with(**changes: object) -> dict[str, Any]:
    """The request with other values at dotted paths, `__` for the dot: `ticket__subject=3`."""
    body = deepcopy(dict(REQUEST))
    for path, value in changes.items():
        *parents, last = path.split("__")
        node: Any = body
        for parent in parents:
            node = node[parent]
        node[last] = value
    return body


@lru_cache(maxsize=1)
def shipped_policy() -> Policy:
    """The default policy."""
    return load_policy(policy_path("default"))


def snapshot(prediction: Prediction = PREDICTION) -> Snapshot:
    """The default policy, a model that always says the same, and no matching."""
    built = Snapshot.build(shipped_policy(), GivenClassifier(prediction, "sha256:given"), "reference")
    return Snapshot(built.policy, built.engine, built.classifier, built.versions, lambda *_: DuplicateMatch(checked=False))


def client(service: TriageService | None = None, settings: Settings = SETTINGS) -> FlaskClient:
    """A client of an application whose clock stands still."""
    return create_app(service or TriageService(snapshot()), settings, clock=lambda: NOW).test_client()

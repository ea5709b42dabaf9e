"""Every address of the service, in one table: what it does, takes and gives, with an example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from triage.contract.json_schema import TEXT, JsonSchema, ref

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Operation:
    """One address: what it does, what it takes and gives (names of schemas, or a schema of its own), and as which media type.

    `answers`: statuses beside those that all operations of its kind have. `versioned`: its headers name policy and model.
    """

    method: str
    path: str
    summary: str
    gives: str | JsonSchema
    takes: str = ""
    parameters: tuple[str, ...] = ()
    example: Mapping[str, Any] | None = None
    answers: tuple[int, ...] = ()
    media: str = JSON
    versioned: bool = False


_EXAMPLE: Mapping[str, Any] = {
    "ticket": {
        "id": "4711",
        "subject": "Checkout broken",
        "body": "Customers cannot check out: the payment page stays empty since this morning.",
        "created_at": "2026-11-23T08:22:30Z",
        "hotrush_requested": True,
    },
    "account": {
        "id": "acme",
        "time_zone": "Europe/Berlin",
        "support": {"subscription_active": True},
        "credits": {"balance": 25, "agreed_in_advance": True},
    },
}
_HISTORY = [{"at": "2026-11-23T08:40:00Z", "event": "first_response"}]

_DRAFT = "triage: 1\npolicy: draft\nextends: default\nchange:\n  key function not working:\n    then: {priority: critical}\n"

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "post",
        "/v1/triage",
        "Decide one ticket",
        {"anyOf": [ref("Decision"), ref("FlatDecision")]},
        "TriageRequest",
        ("view", "explain", "strict"),
        _EXAMPLE,
        versioned=True,
    ),
    Operation(
        "post",
        "/v1/triage/batch",
        "Decide several tickets, each with its own decision or its own problem",
        "BatchAnswer",
        "Batch",
        ("view", "explain", "strict"),
        {"tickets": [_EXAMPLE]},
        versioned=True,
    ),
    Operation(
        "post",
        "/v1/sla",
        "Tell how a ticket with its history stands against its SLA",
        "Judgement",
        "TriageRequest",
        ("strict",),
        {**_EXAMPLE, "history": _HISTORY, "now": "2026-11-23T10:00:00Z"},
        versioned=True,
    ),
    Operation(
        "post",
        "/v1/queue",
        "Rank open tickets: within a priority, what falls due first",
        "QueueAnswer",
        "Queue",
        ("strict",),
        {"tickets": [_EXAMPLE], "now": "2026-11-23T10:00:00Z"},
        versioned=True,
    ),
    Operation(
        "get", "/v1/limits", "How much a request may hold", {"type": "object", "additionalProperties": {"type": "integer"}}
    ),
    Operation(
        "post",
        "/v1/duplicates",
        "Group tickets that are about one thing, the oldest first",
        "Grouping",
        "TicketList",
        ("strict",),
        {"tickets": [{"id": "1", "subject": "Checkout is down"}, {"id": "2", "subject": "The checkout is down again"}]},
        versioned=True,
    ),
    Operation(
        "post",
        "/v1/policy/check",
        "Check a draft policy and its cases",
        "CheckedDraft",
        "PolicyDraft",
        ("strict",),
        {"policy": _DRAFT},
    ),
    Operation(
        "post",
        "/v1/policy/simulate",
        "Try a draft policy on tickets, beside the policy that decides now",
        "Simulation",
        "SimulationRequest",
        ("strict",),
        {"policy": _DRAFT, "tickets": [_EXAMPLE]},
        versioned=True,
    ),
    Operation("get", "/version", "Which policy and model decide right now", "VersionAnswer", versioned=True),
    Operation("get", "/healthz", "The process lives", "Health"),
    Operation("get", "/readyz", "Policy and model are loaded, checked and decide", "Readiness", answers=(503,)),
    Operation(
        "get",
        "/metrics",
        "Count requests, decisions and reloads of this process, in Prometheus' text format",
        TEXT,
        media="text/plain",
    ),
    Operation("get", "/openapi.json", "This document", {"type": "object"}),
)

"""The OpenAPI 3.1 document: one table of addresses over the contract's own schemas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from triage.contract.answer_schema import ANSWERS
from triage.contract.json_schema import TEXT, WHOLE, JsonSchema, maybe, ref
from triage.contract.parameters import CHOICES
from triage.contract.request_schema import request_schemas
from triage.contract.workshop_schema import WORKSHOP_ANSWERS
from triage.service.limits import limits_of, request_limits
from triage.service.reload import RESULTS
from triage.settings import SERVICE_VERSION, Settings
from triage.web.problems import CONTENT_TYPE

_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Operation:
    """One address: what it does, what it takes and gives (names of schemas, or a schema of its own), and as which media type."""

    method: str
    path: str
    summary: str
    gives: str | JsonSchema
    takes: str = ""
    parameters: tuple[str, ...] = ()
    example: Mapping[str, Any] | None = None
    answers: tuple[int, ...] = ()
    media: str = _JSON


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
    ),
    Operation(
        "post",
        "/v1/triage/batch",
        "Decide several tickets, each with its own decision or its own problem",
        "BatchAnswer",
        "Batch",
        ("view", "explain", "strict"),
        {"tickets": [_EXAMPLE]},
    ),
    Operation(
        "post",
        "/v1/sla",
        "Tell how a ticket with its history stands against its SLA",
        "Judgement",
        "TriageRequest",
        ("strict",),
        {**_EXAMPLE, "history": _HISTORY, "now": "2026-11-23T10:00:00Z"},
    ),
    Operation(
        "post",
        "/v1/queue",
        "Rank open tickets: within a priority, what falls due first",
        "QueueAnswer",
        "Queue",
        ("strict",),
        {"tickets": [_EXAMPLE], "now": "2026-11-23T10:00:00Z"},
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
    ),
    Operation("get", "/version", "Which policy and model decide right now", "VersionAnswer"),
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

PARAMETERS = {
    "view": "`flat`: the answer as one level of texts.",
    "explain": "`all`: the trace also has the rules that stayed silent, and the condition that failed.",
    "strict": "`1` or `true`: unknown fields and parameters are refused, not ignored with a warning.",
}
# A schema cannot say that a parameter makes it stricter, so this one is told in words; the document holds without it.
_TOLD = frozenset({"strict"})
_ANSWERS = {
    400: "The body is not JSON.",
    413: "The body is larger than `body_bytes` of /v1/limits.",
    415: "The body is not said to be JSON.",
    422: "The request cannot be read; `errors` points at every fault.",
    500: "A fault of ours; the log has the rest under the request id.",
    503: "Not ready.",
}
_SAME = {"description": "The ETag of If-None-Match still holds: the bytes are the same."}
_POST_ANSWERS = (400, 413, 415, 422)


def openapi_document(settings: Settings) -> dict[str, Any]:
    """The whole document."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "ticket-triage",
            "version": SERVICE_VERSION,
            "description": "One explained routing decision for a support ticket. "
            f"Bodies hold at most {limits_of(settings)['body_bytes']} bytes. Field names may be added, never renamed.",
        },
        "paths": paths,
        "components": {
            "schemas": _schemas(settings),
            "parameters": {name: _parameter(name) for name in CHOICES if name not in _TOLD},
        },
    }


def _schemas(settings: Settings) -> dict[str, Any]:
    limits = request_limits(settings)
    versions = {"service": TEXT, "policy": TEXT, "model": TEXT, "holidays": maybe(TEXT)}
    return {
        **request_schemas(limits, settings.max_batch),
        **ANSWERS,
        **WORKSHOP_ANSWERS,
        "VersionAnswer": _record({"policy_name": TEXT, **versions}),
        "Health": _record({"status": {"const": "ok"}}),
        "Readiness": _record(
            {
                "status": {"const": "ready"},
                "versions": ref("Versions"),
                "policy_reload": {"enum": ["off", "none", *RESULTS]},
                "policy_findings": WHOLE,
                "model_reload": {"enum": ["off", "none", *RESULTS]},
                "model_refused": maybe(TEXT),
                "model_fault": maybe(TEXT),
            }
        ),
    }


def _record(properties: JsonSchema) -> JsonSchema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _parameter(name: str) -> JsonSchema:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": PARAMETERS[name],
        "schema": {"type": "string", "enum": list(CHOICES[name]), "default": CHOICES[name][0]},
    }


def _operation(operation: Operation) -> dict[str, Any]:
    name = operation.path.removeprefix("/v1").strip("/").replace("/", "_").removesuffix(".json")
    statuses = (*(_POST_ANSWERS if operation.takes else ()), *operation.answers, 500)
    described: dict[str, Any] = {
        "operationId": name,
        "summary": operation.summary,
        "responses": {
            "200": _ok(operation),
            **({"304": _SAME} if operation.media == _JSON else {}),
            **{str(status): _problem(status) for status in statuses},
        },
    }
    listed = [name for name in operation.parameters if name not in _TOLD]
    if listed:
        described["parameters"] = [{"$ref": f"#/components/parameters/{name}"} for name in listed]
    if told := [name for name in operation.parameters if name in _TOLD]:
        described["description"] = " ".join(f"Query parameter {name}: {PARAMETERS[name]}" for name in told)
    if operation.takes:
        content: dict[str, Any] = {"schema": ref(operation.takes)}
        if operation.example:
            content["example"] = operation.example
        described["requestBody"] = {"required": True, "content": {_JSON: content}}
    return described


def _ok(operation: Operation) -> JsonSchema:
    schema = ref(operation.gives) if isinstance(operation.gives, str) else operation.gives
    return {"description": operation.summary, "content": {operation.media: {"schema": schema}}}


def _problem(status: int) -> JsonSchema:
    return {"description": _ANSWERS[status], "content": {CONTENT_TYPE: {"schema": ref("Problem")}}}

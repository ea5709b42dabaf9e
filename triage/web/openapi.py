"""The OpenAPI 3.1 document: the table of addresses over the contract's own schemas."""

from __future__ import annotations

from typing import Any

from triage.contract.answer_schema import ANSWERS
from triage.contract.json_schema import TEXT, WHOLE, JsonSchema, maybe, ref
from triage.contract.parameters import CHOICES
from triage.contract.request_schema import request_schemas
from triage.contract.workshop_schema import WORKSHOP_ANSWERS
from triage.release import SERVICE_VERSION
from triage.service.limits import limits_of, request_limits
from triage.service.live.reload import RESULTS
from triage.settings import Settings
from triage.web.operations import JSON, OPERATIONS, Operation
from triage.web.problems import CONTENT_TYPE

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
_SAME = "The ETag of If-None-Match still holds: the bytes are the same."
_HEADERS = {
    "X-Request-ID": "The request's own where it is fit for a log (1 to 128 of A-Z a-z 0-9 . _ : -), else one of ours.",
    "ETag": "Names the bytes of the answer; send it as If-None-Match, with POST too, to hear 304 while they are the same.",
    "X-Policy-Version": "The policy that decided.",
    "X-Model-Version": "The model that decided.",
}
_OF_ALL, _OF_JSON, _OF_VERSIONED = tuple(_HEADERS)[:1], tuple(_HEADERS)[:2], tuple(_HEADERS)
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
            f"Bodies hold at most {limits_of(settings)['body_bytes']} bytes. Field names may be added, never renamed. "
            "Any other address gives 404 and any other method 405, with Allow; both as Problem.",
        },
        "paths": paths,
        "components": {
            "schemas": _schemas(settings),
            "parameters": {name: _parameter(name) for name in CHOICES if name not in _TOLD},
            "headers": {name: {"description": about, "schema": TEXT} for name, about in _HEADERS.items()},
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
            **({"304": {"description": _SAME, "headers": _headers(operation)}} if operation.media == JSON else {}),
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
        described["requestBody"] = {"required": True, "content": {JSON: content}}
    return described


def _ok(operation: Operation) -> JsonSchema:
    schema = ref(operation.gives) if isinstance(operation.gives, str) else operation.gives
    return {"description": operation.summary, "headers": _headers(operation), "content": {operation.media: {"schema": schema}}}


def _problem(status: int) -> JsonSchema:
    return {
        "description": _ANSWERS[status],
        "headers": _linked(_OF_ALL),
        "content": {CONTENT_TYPE: {"schema": ref("Problem")}},
    }


def _headers(operation: Operation) -> JsonSchema:
    if operation.media != JSON:
        return _linked(_OF_ALL)
    return _linked(_OF_VERSIONED if operation.versioned else _OF_JSON)


def _linked(names: tuple[str, ...]) -> JsonSchema:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}

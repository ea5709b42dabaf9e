"""Bodies that hold a draft policy: to be checked, or tried on tickets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, validate

from triage.contract.batch import Batch, parse_batch
from triage.contract.declaring import OPTIONAL, Body
from triage.contract.fields import Text
from triage.contract.request import DEFAULT_LIMITS, Limits, judge
from triage.errors import Fault, RequestError

MAX_DRAFT = 100_000
"""Characters of a draft, and of its cases."""
MAX_TICKETS = 50
"""Tickets of a simulation."""

_DRAFT = validate.Length(1, MAX_DRAFT)


class PolicyDraftSchema(Body):
    """A draft policy, and the cases that would stand beside it."""

    policy = Text(required=True, validate=_DRAFT, metadata={"description": "The policy file's text (YAML)."})
    cases = Text(validate=validate.Length(max=MAX_DRAFT), metadata={"description": "The text of its cases."}, **OPTIONAL)


class SimulationRequestSchema(Body):
    """A draft policy and the tickets to try it on, each a request of its own."""

    policy = Text(required=True, validate=_DRAFT, metadata={"description": "The policy file's text (YAML)."})
    tickets = fields.List(fields.Raw(allow_none=True), required=True, validate=validate.Length(max=MAX_TICKETS))


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft policy as text."""

    policy: str
    cases: str | None
    warnings: tuple[str, ...]


_POLICY = PolicyDraftSchema()
_SIMULATION = SimulationRequestSchema()


def parse_draft(body: object, *, strict: bool = False) -> Draft:
    """Read `{"policy": text, "cases": text}`. Raises RequestError with every fault."""
    data, warnings = _read(_POLICY, body, strict)
    return Draft(data["policy"], data["cases"], warnings)


def parse_simulation(
    body: object, *, now: datetime, strict: bool = False, limits: Limits = DEFAULT_LIMITS
) -> tuple[Draft, Batch]:
    """Read `{"policy": text, "tickets": [request, …]}`. What is wrong with a single ticket stands in its place.

    Raises:
        RequestError: the body itself is wrong.
    """
    data, warnings = _read(_SIMULATION, body, strict)
    batch = parse_batch({"tickets": data["tickets"]}, now=now, most=MAX_TICKETS, strict=strict, limits=limits)
    return Draft(data["policy"], None, warnings), batch


def _read(schema: Schema, body: object, strict: bool) -> tuple[dict[str, Any], tuple[str, ...]]:
    if not isinstance(body, dict):
        raise RequestError([Fault("", "type", "Must be a JSON object with a policy.")])
    return judge(schema, body, strict)

"""The JSON Schemas of the requests, made by apispec from the very schemas that read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from marshmallow import Schema, fields

from triage.contract.batch import BatchSchema, QueueSchema
from triage.contract.fields import Flag, Id, Instant, Text, TimeZone, Whole, is_unsaid_when_empty
from triage.contract.grouping import TicketListSchema
from triage.contract.previous import FLAT_ALONE, Earlier, FlatPreviousSchema
from triage.contract.request import Limits
from triage.contract.schemas import TriageRequestSchema
from triage.contract.workshop import MAX_TICKETS, PolicyDraftSchema, SimulationRequestSchema

_OWN = (Flag, Id, Instant, Text, TimeZone, Whole)
_SCHEMAS = (
    FlatPreviousSchema,  # before the request, which only names it
    TriageRequestSchema,
    BatchSchema,
    QueueSchema,
    TicketListSchema,
    PolicyDraftSchema,
    SimulationRequestSchema,
)
_OPENAPI = "3.1.0"
# A ticket needs one text; JSON Schema says it so.
_HAS_TEXT = [{"required": [name], "properties": {name: {"type": "string"}}} for name in ("subject", "body")]


# Whatever is no request gets a problem in its own place, and the others are still answered.
_ANYTHING = {"description": "What is no request gets a problem of its own in the answer."}


def request_schemas(limits: Limits, most_tickets: int) -> Mapping[str, Any]:
    """Every schema of a request by its name in the document, with the limits that the settings give."""
    plugin = MarshmallowPlugin(schema_name_resolver=_name)
    spec = APISpec("", "", _OPENAPI, plugins=[plugin])
    converter = plugin.converter
    if converter is None:
        raise AssertionError("apispec makes its converter when the document begins")
    converter.add_attribute_function(_own_schema)  # type: ignore[no-untyped-call]  # apispec types it half
    for schema in _SCHEMAS:
        spec.components.schema(_name(schema), schema=schema)
    found: dict[str, Any] = spec.to_dict()["components"]["schemas"]
    return _with_limits(found, limits, most_tickets)


def _name(schema: type[Schema] | Schema | str) -> str:
    """TicketSchema is called Ticket."""
    cls = schema if isinstance(schema, type) else type(schema)
    return cls.__name__.removesuffix("Schema")


def _own_schema(self: OpenAPIConverter, field: fields.Field[Any], *, ret: dict[str, Any], **kwargs: object) -> dict[str, Any]:
    """What our own fields say of themselves; null is one more value where it is allowed. Null is the default: none is named."""
    ret.pop("default", None)
    empty = is_unsaid_when_empty(field)
    if isinstance(field, Earlier):
        return {"anyOf": [{"$ref": f"#/components/schemas/{_name(FlatPreviousSchema)}"}, *ret["anyOf"]]}
    if isinstance(field, fields.List):
        return {"type": ["array", "string", "null"], "maxLength": 0} if empty else {}
    if not isinstance(field, _OWN):
        return {"enum": ["", *ret["enum"]]} if empty else {}
    own = dict(field.json_schema)
    if empty and "pattern" in own:
        own["pattern"] = f"^(?:{own['pattern'][1:-1]})?$"
    for bound in ("minimum", "maximum"):  # apispec knows ranges of its own numbers only
        if f"x-{bound}" in ret:
            own[bound] = ret.pop(f"x-{bound}")
    if field.allow_none:
        types = own["type"] if isinstance(own["type"], list) else [own["type"]]
        own["type"] = [*types, "null"]
        if "enum" in own:
            own["enum"] = ["", *own["enum"], None] if empty else [*own["enum"], None]
    return own


def _with_limits(found: dict[str, Any], limits: Limits, most_tickets: int) -> dict[str, Any]:
    found["Ticket"]["anyOf"] = _HAS_TEXT
    found["Previous"]["propertyNames"] = {"not": {"enum": list(FLAT_ALONE)}}  # who sends one of these sends a flat answer
    request = found["TriageRequest"]["properties"]
    request["open_tickets"]["maxItems"] = limits.open_tickets
    request["history"]["maxItems"] = limits.history
    found["TicketList"]["properties"]["tickets"]["maxItems"] = limits.open_tickets
    for name, most in (("Batch", most_tickets), ("Queue", most_tickets), ("SimulationRequest", MAX_TICKETS)):
        tickets = found[name]["properties"]["tickets"]
        tickets["items"] = {"anyOf": [{"$ref": "#/components/schemas/TriageRequest"}, _ANYTHING]}
        tickets["maxItems"] = most
    return found

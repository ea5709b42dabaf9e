"""Words for writing JSON Schemas (2020-12, as in OpenAPI 3.1) briefly."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

JsonSchema = dict[str, Any]

TEXT: JsonSchema = {"type": "string"}
WHOLE: JsonSchema = {"type": "integer"}
FLAG: JsonSchema = {"type": "boolean"}
SHARE: JsonSchema = {"type": "number", "minimum": 0, "maximum": 1}
INSTANT: JsonSchema = {"type": "string", "format": "date-time", "description": "RFC 3339 in UTC."}
DURATION: JsonSchema = {
    "type": "string",
    "pattern": r"^PT([0-9]+H)?([0-9]+M)?([0-9]+S)?$",
    "description": "ISO 8601; business time.",
}


def ref(name: str) -> JsonSchema:
    """A schema of the document by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def maybe(schema: JsonSchema) -> JsonSchema:
    """What the schema describes, or null."""
    if isinstance(schema.get("type"), str) and "enum" not in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def several(schema: JsonSchema) -> JsonSchema:
    """A list of them."""
    return {"type": "array", "items": schema}


def record(description: str, optional: tuple[str, ...] = (), **properties: JsonSchema) -> JsonSchema:
    """An object whose fields are all there but for the optional ones. `_from` stands for a field called `from`."""
    named = {name.removeprefix("_"): schema for name, schema in properties.items()}
    required = [name for name in named if name not in optional]
    return {"type": "object", "description": description, "properties": named, "required": required}


def word(enum: type[StrEnum]) -> JsonSchema:
    """A word of the vocabulary."""
    return {"type": "string", "enum": [member.value for member in enum]}

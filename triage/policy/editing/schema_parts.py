"""The few shapes of JSON Schema that the policy's schema is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": ["string", "number", "boolean"]}
"""A text may look like a number or a flag: `502` and `no` are texts where a text is asked for."""


def record(properties: Mapping[str, Schema], required: tuple[str, ...] = (), minimum: int = 0) -> Schema:
    """An object with these keys and no others."""
    record: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return record | ({"required": list(required)} if required else {}) | ({"minProperties": minimum} if minimum else {})


def mapping_of(values: Schema, description: str) -> Schema:
    """An object with any keys."""
    return {"type": "object", "additionalProperties": values, "description": description}


def list_of(items: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": items}


def one_or_more(item: Schema) -> Schema:
    """One, or a list of them."""
    return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]}


def number(least: float, most: float | None = None) -> Schema:
    """A number in a range, ends included."""
    return {"type": "number", "minimum": least} | ({} if most is None else {"maximum": most})


def whole(least: int, most: int | None = None) -> Schema:
    """A whole number in a range, ends included."""
    return {"type": "integer", "minimum": least} | ({} if most is None else {"maximum": most})


def ref(name: str) -> Schema:
    """A definition by its name; beside it a description may stand, which draft-07 does not allow beside a bare $ref."""
    return {"allOf": [{"$ref": f"#/definitions/{name.replace(' ', '%20')}"}]}

"""Dotted paths into an answer (`sla.targets.resolution.due_at`), held against the schema of answers."""

from __future__ import annotations

from triage.contract.answer_schema import ANSWERS
from triage.contract.json_schema import JsonSchema

IDENTIFYING = ("name", "code", "step", "what", "field", "rule", "id", "to_tier")
"""The fields by which a path picks an element of a list, in this order."""


def astray(path: str) -> tuple[int, tuple[str, ...]] | None:
    """The place (0-based) of the first segment that no answer has, and what could stand there; None when all is well.

    A segment that picks an element of a list is free unless the elements are named by a closed list of words.
    """
    schema = _resolved(ANSWERS["Decision"])
    for place, segment in enumerate(path.split(".")):
        if "properties" in schema:
            known = tuple(schema["properties"])
            if segment not in known:
                return place, known
            schema = _resolved(schema["properties"][segment])
        elif "items" in schema:
            schema = _resolved(schema["items"])
            names = _names(schema)
            if names is not None and segment not in names:
                return place, names
        elif schema.get("type", "object") == "object":
            return None
        else:
            return place, ()
    return None


def _resolved(schema: JsonSchema) -> JsonSchema:
    """The schema that a reference means, and of alternatives the one that is not null."""
    while "$ref" in schema or "anyOf" in schema:
        if "$ref" in schema:
            schema = ANSWERS[schema["$ref"].rpartition("/")[2]]
        else:
            schema = next(option for option in schema["anyOf"] if option.get("type") != "null")
    return schema


def _names(item: JsonSchema) -> tuple[str, ...] | None:
    """The words by which elements are picked; none when nothing tells them apart, None when any word may."""
    if "properties" not in item:
        return None
    keys = [item["properties"][key] for key in IDENTIFYING if key in item["properties"]]
    return tuple(word for key in keys for word in key["enum"]) if all("enum" in key for key in keys) else None

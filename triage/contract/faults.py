"""marshmallow's messages -> faults with JSON pointers (RFC 6901) and stable codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import Schema, ValidationError

from triage.errors import Fault

_LONGEST_KEY = 100  # characters of a key that are repeated in a pointer


def schema_faults(schema: Schema, body: Mapping[str, Any], pointer: str) -> tuple[dict[str, Any], list[Fault]]:
    """What the schema reads, and what is wrong with it; the data is complete when there are no faults."""
    try:
        data: dict[str, Any] = schema.load(body)
    except ValidationError as error:
        return {}, list(_faults(error.messages, pointer))
    return data, []


def escape(key: str) -> str:
    """A key as a segment of an RFC 6901 pointer, cut where it is absurdly long."""
    return key[:_LONGEST_KEY].replace("~", "~0").replace("/", "~1")


def _faults(messages: object, pointer: str) -> Iterator[Fault]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from _faults(inner, pointer if key == "_schema" else f"{pointer}/{escape(str(key))}")
    elif isinstance(messages, list):
        for message in messages:
            yield Fault(pointer, _code(str(message)), str(message))


def _code(message: str) -> str:
    """A stable word for a validator's sentence."""
    for starts, code in _CODES:
        if message.startswith(starts):
            return code
    return "value"


# how sentences begin -> code; the first that fits
_CODES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("Missing data", "The ticket needs"), "required"),
    (("Not a valid", "Invalid input type", "Invalid type", "Field may not be null", "Must be a text"), "type"),
    (("Must be one of",), "choice"),
    (("Longer than", "Shorter than", "Length must"), "length"),
    (("Must be greater", "Must be less"), "range"),
    (("Is not an IANA",), "time_zone"),
    (("Is not a date", "Lies outside", "Has no offset", "Is not written"), "instant"),
)

"""Short ways to declare what a request may hold; and the base of its schemas."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from marshmallow import EXCLUDE, Schema, fields, pre_load, validate

from triage.contract.fields import Flag, Id, Instant, Several, Text, Whole, is_unsaid_when_empty

SHORT = 500  # characters of an id, a name, a tag
AMOUNT = 1_000_000_000  # credits either way

OPTIONAL: dict[str, Any] = {"allow_none": True, "load_default": None}
REQUIRED: dict[str, Any] = {"required": True}


def words(*listed: str) -> fields.String:
    """One of a closed list of words."""
    return fields.String(validate=validate.OneOf(listed, error="Must be one of: {choices}."), **OPTIONAL)


def word_of(enum: type[StrEnum], presence: dict[str, Any] = OPTIONAL) -> fields.String:
    """A word of the vocabulary."""
    listed = [member.value for member in enum]
    return fields.String(validate=validate.OneOf(listed, error="Must be one of: {choices}."), **presence)


def text(longest: int, description: str = "", presence: dict[str, Any] = OPTIONAL) -> Text:
    """A text of at most so many characters."""
    return Text(validate=validate.Length(max=longest), metadata=described(description), **presence)


def whole(least: int, most: int, description: str = "") -> Whole:
    """A whole number in a range, ends included; as text it has fewer digits than the largest, so that no pattern need count."""
    pattern = rf"^{'-?' if least < 0 else ''}[0-9]{{1,{len(str(most)) - 1}}}$"
    return Whole(pattern, validate=validate.Range(least, most), metadata=described(description), **OPTIONAL)


def flag(description: str = "") -> Flag:
    """true or false."""
    return Flag(metadata=described(description), **OPTIONAL)


def moment(description: str = "", presence: dict[str, Any] = OPTIONAL) -> Instant:
    """An instant."""
    return Instant(metadata=described(description), **presence)


def identifier(description: str) -> Id:
    """An id of the helpdesk's own."""
    return Id(validate=validate.Length(max=SHORT), metadata=described(description), **OPTIONAL)


def several(inner: fields.Field[Any], most: int | None = None) -> Several:
    """An optional list, of at most so many elements where the contract itself sets the limit."""
    return Several(inner, validate=[] if most is None else validate.Length(max=most), **OPTIONAL)


def one(schema: type[Schema]) -> fields.Nested:
    """An optional object."""
    return fields.Nested(schema, **OPTIONAL)


def described(description: str) -> dict[str, str]:
    return {"description": description} if description else {}


class Body(Schema):
    """Base of all: unknown fields are left out here and reported apart as warnings."""

    class Meta:
        unknown = EXCLUDE

    @pre_load
    def leave_empty_out(self, data: object, **kwargs: object) -> object:
        """Without the fields whose "" stands for "not said"."""
        if not isinstance(data, dict) or "" not in data.values():
            return data
        empty = {name for name, field in self.fields.items() if data.get(name) == "" and is_unsaid_when_empty(field)}
        return {name: value for name, value in data.items() if name not in empty}

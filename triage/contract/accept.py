"""The short way for the plain, valid request: the same data as the schemas give, without asking them.

Made from the schemas themselves, field by field, so it knows no rule of its own. Whatever is unusual (a fault, an unknown field)
is left to marshmallow, which has the sentences. A test holds both ways against each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from triage.contract.fields import Flag, Id, Instant, Text, TimeZone, Whole, is_unsaid_when_empty
from triage.contract.previous import Earlier, PreviousSchema, is_flat
from triage.contract.schemas import TicketSchema

Read = Callable[[object], Any]


class Unusual(Exception):
    """Not plain or not valid: marshmallow's business."""


def reader_of(schema: Schema, *, loose: bool = False) -> Read:
    """What reads an object of this schema, or raises Unusual. `loose`: fields that are not known do not matter.

    Raises TypeError for a field or validator that it has no short way for.
    """
    loose = loose or isinstance(schema, PreviousSchema)
    table = tuple((name, _reader_of_field(field, loose), field.required) for name, field in schema.fields.items())
    known = frozenset(schema.fields)
    needs_text = isinstance(schema, TicketSchema)

    def read(value: object) -> dict[str, Any]:
        if type(value) is not dict or not (loose or value.keys() <= known):
            raise Unusual
        found: dict[str, Any] = {}
        for name, inner, required in table:
            each = value.get(name)
            if each is not None:
                found[name] = inner(each)
            elif required:
                raise Unusual
            else:
                found[name] = None
        if needs_text and found["subject"] is None and found["body"] is None:
            raise Unusual
        return found

    return read


def _reader_of_field(field: fields.Field[Any], loose: bool) -> Read:
    if not field.required and not (field.allow_none and field.load_default is None):
        raise TypeError(f"{field.name} has a default of its own")
    read = _reader_of_value(field, loose)
    return (lambda value: None if value == "" else read(value)) if is_unsaid_when_empty(field) else read


def _reader_of_value(field: fields.Field[Any], loose: bool) -> Read:
    if isinstance(field, Earlier):
        return _unless_flat(reader_of(field.schema, loose=loose))
    if isinstance(field, fields.Nested):
        return reader_of(field.schema, loose=loose)
    if isinstance(field, fields.List):
        return _each(_reader_of_value(field.inner, loose), _longest(field))
    if type(field) is fields.String:
        return _one_of(field)
    if type(field) is Text:
        return _text(_longest(field))
    if type(field) in (Flag, Id, Instant, TimeZone, Whole):
        return _own(field)
    raise TypeError(f"{type(field).__name__} has no short way")


def _unless_flat(read_full: Read) -> Read:
    def read(value: object) -> object:
        if isinstance(value, dict) and is_flat(value):
            raise Unusual
        return read_full(value)

    return read


def _each(inner: Read, most: float) -> Read:
    def read(value: object) -> list[Any]:
        if type(value) is not list or len(value) > most:
            raise Unusual
        return [inner(each) for each in value]

    return read


def _one_of(field: fields.Field[Any]) -> Read:
    (validator,) = field.validators
    if not isinstance(validator, validate.OneOf):
        raise TypeError(f"{type(validator).__name__} has no short way")
    words = frozenset(validator.choices)

    def read(value: object) -> str:
        if type(value) is not str or value not in words:
            raise Unusual
        return value

    return read


def _text(most: float) -> Read:
    def read(value: object) -> str:
        if type(value) is not str or len(value) > most:
            raise Unusual
        return value

    return read


def _own(field: fields.Field[Any]) -> Read:
    """Our own fields read by their own rule; only marshmallow's bookkeeping around it is left out."""
    deserialize, validators = field._deserialize, tuple(field.validators)

    def read(value: object) -> object:
        try:
            found: object = deserialize(value, None, None)
            for validator in validators:
                validator(found)
        except ValidationError:
            raise Unusual from None
        return found

    return read


def _longest(field: fields.Field[Any]) -> float:
    """The most characters or elements that the field's one validator allows."""
    most = float("inf")
    for validator in field.validators:
        if not isinstance(validator, validate.Length) or validator.min is not None or validator.max is None:
            raise TypeError(f"{type(validator).__name__} has no short way")
        most = min(most, validator.max)
    return most

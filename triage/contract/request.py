"""JSON body -> TriageRequest: every fault at once with its pointer, unknown fields as warnings or, when strict, as faults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import Schema, fields

from triage.contract.accept import Unusual, reader_of
from triage.contract.building import build_request
from triage.contract.faults import escape, schema_faults
from triage.contract.fields import Several
from triage.contract.previous import PreviousSchema
from triage.contract.schemas import TriageRequestSchema
from triage.domain.ticket import TriageRequest
from triage.errors import Fault, RequestError

_SCHEMA = TriageRequestSchema()
_read_plain = reader_of(_SCHEMA)
_MOST_WARNINGS = 20  # unknown fields named one by one; the rest are counted


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request may hold."""

    open_tickets: int = 5_000
    history: int = 2_000


DEFAULT_LIMITS = Limits()


def parse_request(
    body: object, *, now: datetime, strict: bool = False, limits: Limits = DEFAULT_LIMITS, pointer: str = ""
) -> TriageRequest:
    """Read one request. `now` is the server's clock, for a request that names no moment; `pointer` is where the request stands.

    Raises:
        RequestError: with every fault, in the order of the contract.
    """
    if not isinstance(body, Mapping):
        raise RequestError([Fault(pointer, "type", "Must be a JSON object with a ticket.")])
    rest, too_many = leave_out_over_long(body, {"open_tickets": limits.open_tickets, "history": limits.history}, pointer)
    warnings: tuple[str, ...] = ()
    try:
        data = _read_plain(rest)
    except Unusual:  # marshmallow has the sentences for what is unusual
        data, warnings = judge(_SCHEMA, rest, strict, pointer, too_many)
    if too_many:
        raise RequestError(too_many)
    return build_request(data, now, warnings, pointer)


def judge(
    schema: Schema, body: Mapping[str, Any], strict: bool, pointer: str = "", found_before: Sequence[Fault] = ()
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What marshmallow reads in an object, and a warning of each unknown field.

    Raises:
        RequestError: with every fault; unknown fields are among them when strict.
    """
    unknown = [field.pointer for field in unknown_fields(schema, body, pointer)]
    data, faults = schema_faults(schema, body, pointer)
    faults += found_before
    if strict:
        faults += _unknown_faults(unknown)
    if faults:
        raise RequestError(faults)
    return data, _unknown_warnings(unknown)


def leave_out_over_long(
    body: Mapping[str, Any], most: Mapping[str, int], pointer: str = ""
) -> tuple[Mapping[str, Any], list[Fault]]:
    """The body with an empty list for each that holds more than `most` says, and their faults: no time goes into the elements."""
    values = {name: body.get(name) for name in most}
    lengths = {name: len(value) for name, value in values.items() if isinstance(value, list) and len(value) > most[name]}
    faults = [
        Fault(f"{pointer}/{name}", "too_many", f"Holds {length} elements; at most {most[name]} are read.")
        for name, length in lengths.items()
    ]
    return ({**body, **{name: [] for name in lengths}} if lengths else body), faults


@dataclass(frozen=True, slots=True)
class UnknownField:
    """A field that is not known: its JSON pointer, and the names that are known at its place."""

    pointer: str
    known: tuple[str, ...]


def unknown_request_fields(body: Mapping[str, Any], pointer: str) -> Iterator[UnknownField]:
    """The fields of a request that the contract does not know; the request stands at `pointer` of the body."""
    return unknown_fields(_SCHEMA, body, pointer)


def unknown_fields(schema: Schema, body: Mapping[str, Any], pointer: str) -> Iterator[UnknownField]:
    """The fields that the schema does not know; an earlier answer sent back as `previous` may hold anything."""
    if isinstance(schema, PreviousSchema):
        return
    for key, value in body.items():
        field = schema.fields.get(key)
        if field is None:
            yield UnknownField(f"{pointer}/{escape(key)}", tuple(schema.fields))
        elif isinstance(field, fields.Nested) and isinstance(value, Mapping):
            yield from unknown_fields(field.schema, value, f"{pointer}/{key}")
        elif isinstance(field, Several) and isinstance(field.inner, fields.Nested) and field.fits(value):
            for index, element in enumerate(value):
                if isinstance(element, Mapping):
                    yield from unknown_fields(field.inner.schema, element, f"{pointer}/{key}/{index}")


def _unknown_warnings(unknown: Sequence[str]) -> tuple[str, ...]:
    """A sentence for each unknown field, as far as people would read them."""
    named = [f"Unknown field {pointer} was ignored." for pointer in unknown[:_MOST_WARNINGS]]
    more = len(unknown) - len(named)
    return (*named, f"{more} more unknown fields were ignored.") if more else tuple(named)


def _unknown_faults(unknown: Sequence[str]) -> list[Fault]:
    """What a strict caller gets in place of warnings: a fault for each unknown field."""
    return [Fault(pointer, "unknown_field", "This field is not known.") for pointer in unknown]

"""Bodies that hold several requests: a batch, a queue. Each request is read on its own, so one bad ticket spoils no other.

Pointers lead into the body as it was sent: `/tickets/1/ticket/subject`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from marshmallow import Schema, fields

from triage.contract.declaring import REQUIRED, Body, moment
from triage.contract.request import DEFAULT_LIMITS, Limits, judge, leave_out_over_long, parse_request
from triage.domain.ticket import TriageRequest
from triage.errors import Fault, RequestError


@dataclass(frozen=True, slots=True)
class Batch:
    """Requests, or why one could not be read, in the order in which they were sent; `now` is the moment that the body names."""

    items: tuple[TriageRequest | RequestError, ...]
    now: datetime | None
    warnings: tuple[str, ...]


class BatchSchema(Body):
    """Several requests."""

    tickets = fields.List(fields.Raw(allow_none=True), **REQUIRED)


class QueueSchema(BatchSchema):
    """Several open tickets that are ranked at one moment."""

    now = moment("The moment of the ranking; without it: the server's clock.")


_BATCH = BatchSchema()
_QUEUE = QueueSchema()


def parse_batch(body: object, *, now: datetime, most: int, strict: bool = False, limits: Limits = DEFAULT_LIMITS) -> Batch:
    """Read `{"tickets": [request, …]}`, at most `most` of them.

    Raises:
        RequestError: the body itself is wrong; what is wrong with a single request stands in its place.
    """

    def read(item: object, pointer: str, data: Mapping[str, Any]) -> TriageRequest:
        return parse_request(item, now=now, strict=strict, limits=limits, pointer=pointer)

    return _parse(_BATCH, body, most, strict, read)


def parse_queue(body: object, *, now: datetime, most: int, strict: bool = False, limits: Limits = DEFAULT_LIMITS) -> Batch:
    """Read `{"tickets": [request, …], "now": …}`. A queue has one moment: a ticket's own `now` is left out, with a warning.

    Raises:
        RequestError: the body itself is wrong; what is wrong with a single request stands in its place.
    """

    def read(item: object, pointer: str, data: Mapping[str, Any]) -> TriageRequest:
        moment = data["now"] or now
        request = parse_request(item, now=moment, strict=strict, limits=limits, pointer=pointer)
        if request.now == moment:
            return request
        return replace(request, now=moment, warnings=(*request.warnings, f"{pointer}/now was ignored: {_ONE_MOMENT}"))

    return _parse(_QUEUE, body, most, strict, read)


_ONE_MOMENT = "a queue has one moment for all its tickets."


def read_list(schema: Schema, body: object, *, most: int, strict: bool) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """A body whose `tickets` hold at most `most` elements, checked, and its warnings. Raises RequestError with every fault."""
    if not isinstance(body, Mapping):
        raise RequestError([Fault("", "type", "Must be a JSON object with tickets.")])
    rest, too_many = leave_out_over_long(body, {"tickets": most})
    return judge(schema, rest, strict, found_before=too_many)


def ticket_pointer(index: int) -> str:
    """Where in the body the request of that place stands."""
    return f"/tickets/{index}"


_Reader = Callable[[object, str, Mapping[str, Any]], TriageRequest]


def _parse(schema: Schema, body: object, most: int, strict: bool, read: _Reader) -> Batch:
    data, warnings = read_list(schema, body, most=most, strict=strict)
    items = tuple(_read(read, item, ticket_pointer(index), data) for index, item in enumerate(data["tickets"]))
    return Batch(items, data.get("now"), warnings)


def _read(read: _Reader, item: object, pointer: str, data: Mapping[str, Any]) -> TriageRequest | RequestError:
    try:
        return read(item, pointer, data)
    except RequestError as error:  # stands in the answer at the request's own place
        return error

"""Every error leaves by this door, in one shape: RFC 9457 problem+json.

    {"type": "urn:problem-type:ticket-triage:invalid-request", "title": "…", "status": 422, "detail": "…",
     "request_id": "…", "errors": [{"pointer": "/ticket/created_at", "code": "instant", "detail": "…"}]}

`errors` is always there, empty when there is nothing to point at. A fault of ours (500) tells nothing but the request's id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from werkzeug import exceptions as http
from werkzeug.exceptions import HTTPException

from triage.errors import CalendarError, Fault, MalformedError, RequestError

CONTENT_TYPE = "application/problem+json"
_MOST_FAULTS = 100  # faults named one by one; the rest are counted


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of problem: the last part of its type URI, its HTTP status, its title, and what to do about it."""

    slug: str
    status: int
    title: str
    advice: str

    @property
    def uri(self) -> str:
        """Stable and machine-readable; it names, it does not lead anywhere."""
        return f"urn:problem-type:ticket-triage:{self.slug}"


# The table: error -> problem. The first class that fits counts, so narrow ones stand before wide ones.
PROBLEMS: dict[type[Exception], ProblemType] = {
    MalformedError: ProblemType(
        "malformed-json", 400, "The body is not JSON", "Send UTF-8 JSON without NaN or half surrogate pairs."
    ),
    RequestError: ProblemType("invalid-request", 422, "The request cannot be read", "Mend what `errors` points at."),
    CalendarError: ProblemType(
        "no-working-time", 422, "The policy's calendar cannot supply the time", "Check the dates, and the policy's calendars."
    ),
    http.BadRequest: ProblemType("bad-request", 400, "The request is broken", "Check what sends it."),
    http.NotFound: ProblemType("not-found", 404, "There is nothing at this address", "See /openapi.json for what there is."),
    http.MethodNotAllowed: ProblemType(
        "method-not-allowed", 405, "This address does not take this method", "The Allow header lists those that it takes."
    ),
    http.RequestEntityTooLarge: ProblemType(
        "body-too-large", 413, "The body is too large", "GET /v1/limits tells the limit; send fewer or shorter tickets at once."
    ),
    http.RequestURITooLarge: ProblemType("uri-too-long", 414, "The address is too long", "Tickets belong into the body."),
    http.RequestHeaderFieldsTooLarge: ProblemType(
        "headers-too-large", 431, "The headers are too many or too large", "Send fewer: no cookies, no long tokens."
    ),
    http.UnsupportedMediaType: ProblemType(
        "unsupported-media-type", 415, "The body must be JSON", "Send it as application/json, UTF-8, not compressed."
    ),
    http.ServiceUnavailable: ProblemType("not-ready", 503, "The service is not ready", "Try again later."),
}
INTERNAL = ProblemType("internal-error", 500, "Something went wrong on our side", "Report the request_id; the log has the rest.")


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem as it is sent."""

    status: int
    body: Mapping[str, Any]
    headers: tuple[tuple[str, str], ...] = ()


def problem_of(error: Exception, request_id: str, pointer: str = "") -> Problem:
    """The problem that an error is to the caller; `pointer` is where in the body the ticket stands that cannot be decided."""
    kind = _kind_of(error)
    if isinstance(error, RequestError):
        return _problem(kind, _first_of(error.faults), request_id, error.faults)
    if isinstance(error, CalendarError):
        return _problem(kind, f"{error}.", request_id, [Fault(pointer, "calendar", f"{error}.")])
    if isinstance(error, HTTPException) and kind is not INTERNAL:
        return _problem(kind, _sentence(error), request_id, headers=_own_headers(error))
    return _problem(INTERNAL, f"The log has the rest under request id {request_id}.", request_id)


def _kind_of(error: Exception) -> ProblemType:
    for cls, kind in PROBLEMS.items():
        if isinstance(error, cls):
            return kind
    code = error.code if isinstance(error, HTTPException) else None
    if code is None or not 400 <= code < 600 or code == INTERNAL.status:
        return INTERNAL
    phrase = HTTPStatus(code).phrase if code in HTTPStatus._value2member_map_ else "HTTP error"
    return ProblemType(phrase.lower().replace(" ", "-").replace("'", ""), code, phrase, "")


def _problem(
    kind: ProblemType, detail: str, request_id: str, faults: Sequence[Fault] = (), headers: tuple[tuple[str, str], ...] = ()
) -> Problem:
    body = {
        "type": kind.uri,
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "request_id": request_id,
        "errors": _listed(faults),
    }
    return Problem(kind.status, body, headers)


def _listed(faults: Sequence[Fault]) -> list[dict[str, str]]:
    listed = [{"pointer": fault.pointer, "code": fault.code, "detail": fault.detail} for fault in faults[:_MOST_FAULTS]]
    if more := len(faults) - len(listed):
        listed.append({"pointer": "", "code": "more", "detail": f"{more} more faults."})
    return listed


def _first_of(faults: Sequence[Fault]) -> str:
    """How many faults, and the first in words, for helpdesks that show one field of an error."""
    first = faults[0]
    what = f"{first.pointer}: {first.detail}" if first.pointer else first.detail
    return f"1 fault in the request: {what}" if len(faults) == 1 else f"{len(faults)} faults in the request, the first: {what}"


def _sentence(error: HTTPException) -> str:
    """werkzeug's own words where they are its own; never those of a caller."""
    words = error.description or error.name
    return words if words.endswith((".", "!")) else f"{words}."


def _own_headers(error: HTTPException) -> tuple[tuple[str, str], ...]:
    """Allow, Retry-After and the like, which belong to the status."""
    return tuple((name, value) for name, value in error.get_headers() if name.lower() not in {"content-type", "content-length"})

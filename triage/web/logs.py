"""One JSON line for each request, and one for each fault of ours. Nothing that a customer wrote is ever in them.

Of an error only its type and where it happened are logged: its message may quote the ticket.
"""

from __future__ import annotations

import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

import orjson

LOGGER = logging.getLogger("triage.web")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})
_DEEPEST = 30  # frames of a traceback that are told


class JsonLines(logging.Formatter):
    """time, level, event, and whatever the caller put into `fields`."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1]:
            line |= _fault(record.exc_info[1])
        return orjson.dumps(line, default=str).decode()


def configure(level: str) -> None:
    """Send the log of this process to standard error, one JSON object a line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())


def log_request(request_id: str, method: str, route: str, status: int, seconds: float, received: int | None, sent: int) -> None:
    """A request and how it went. `route` is our own name for the address, never the address that was asked for."""
    fields: dict[str, Any] = {
        "request_id": request_id,
        "method": method if method in _METHODS else "other",
        "route": route,
        "status": status,
        "ms": round(seconds * 1000, 2),
        "received": received,
        "sent": sent,
    }
    LOGGER.info("request", extra={"fields": fields})


def log_fault(request_id: str, error: BaseException) -> None:
    """A fault of ours: the error's type and where it came from, without its message."""
    LOGGER.error("fault", extra={"fields": {"request_id": request_id, **_fault(error)}})


def _fault(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)[-_DEEPEST:]
    return {"error": type(error).__name__, "where": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]}

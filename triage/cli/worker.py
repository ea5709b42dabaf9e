"""gunicorn's worker with threads, whose errors leave by the one door of ours."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from socket import socket
from typing import Any
from wsgiref.util import setup_testing_defaults

from gunicorn import util  # type: ignore[import-untyped]  # gunicorn carries no types
from gunicorn.http.errors import ParseException  # type: ignore[import-untyped]  # the same
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]  # the same

from triage.service.live.hosting import REFUSED

# By name, since some are younger than the oldest gunicorn that we take; what is not listed is a bad request.
_STATUS = {
    "LimitRequestLine": 414,
    "ExpectationFailed": 417,
    "LimitRequestHeaders": 431,
    "UnsupportedTransferCoding": 501,
}


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn carries no types
    """Serves requests in threads."""

    def set_accept_enabled(self, enabled: bool) -> None:
        """Take connections or not. A worker that ends also lets go of the address: else who connects then waits, and is reset.

        Older gunicorns have no such method; they let go by themselves.
        """
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                listener.close()

    def handle_error(self, req: object, client: socket, addr: object, exc: Exception) -> None:
        """Answer what gunicorn could not read, or stumbled over: its own page and its log would quote what was sent."""
        status = _STATUS.get(type(exc).__name__, 400)
        if not isinstance(exc, ParseException):
            status = 500
            self.log.exception("Error handling request")
        with suppress(OSError):  # the client has gone
            util.write_nonblock(client, self._refusal(status))

    def _refusal(self, status: int) -> bytes:
        """What the application says of it: a problem with a request id, logged and counted as every answer is."""
        environment: dict[str, Any] = {"REQUEST_METHOD": "REFUSED", "PATH_INFO": "*", REFUSED: status}
        setup_testing_defaults(environment)
        lines: list[str] = []

        def start(status_line: str, headers: Iterable[tuple[str, str]], *_: object) -> None:
            lines[:] = [f"HTTP/1.1 {status_line}", *(f"{name}: {value}" for name, value in headers), "Connection: close", "", ""]

        body = b"".join(self.wsgi(environment, start))
        return "\r\n".join(lines).encode("latin-1") + body

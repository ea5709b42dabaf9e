"""What is no request, or none to its end, over a real connection: each answer is one of ours, and no log quotes what was sent."""

import json
import re
import socket
from collections.abc import Iterator

import pytest

from tests.web.problem_shape import assert_problem_body
from tests.web.process import SERVE, Server, running
from tests.web.shop import SECRET

MOST = 4096  # bytes of a body
HEAD = b"POST /v1/triage HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
TICKET = json.dumps({"ticket": {"subject": SECRET}}).encode()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One that logs all it can."""
    with running((*SERVE, "--workers", "1", "--log-level", "debug", "--max-body-bytes", str(MOST))) as found:
        yield found


def send(server: Server, data: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the one answer to these bytes, after which nobody sends more."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        got = b""
        while piece := connection.recv(65536):
            got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return int(first.split()[1]), headers, body[: int(headers["content-length"])]


def chunks(*pieces: bytes) -> bytes:
    """A body in chunks, whole."""
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in (*pieces, b""))


NO_REQUEST = {
    "a method in small letters": (b"post /v1/triage HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad-request"),
    "no HTTP": (f"{SECRET}\r\n\r\n".encode(), 400, "bad-request"),
    "two lengths": (HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400, "bad-request"),
    "a length and chunks": (HEAD + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}", 400, "bad-request"),
    "less than nothing": (HEAD + b"Content-Length: -1\r\n\r\n", 400, "bad-request"),
    "a name that is none": (HEAD + f"{SECRET} x: y\r\n\r\n".encode(), 400, "bad-request"),
    "another HTTP": (b"GET /healthz HTTP/9.9\r\nHost: a\r\n\r\n", 400, "bad-request"),
    "another coding": (HEAD + b"Transfer-Encoding: words\r\n\r\n", 501, "not-implemented"),
    "a long address": (f"GET /{SECRET * 200} HTTP/1.1\r\nHost: a\r\n\r\n".encode(), 414, "uri-too-long"),
    "a large header": (HEAD + f"X-Text: {SECRET * 300}\r\n\r\n".encode(), 431, "headers-too-large"),
    "many headers": (HEAD + b"".join(b"X-%d: y\r\n" % n for n in range(200)) + b"\r\n", 431, "headers-too-large"),
}


@pytest.mark.parametrize(("data", "status", "slug"), NO_REQUEST.values(), ids=NO_REQUEST)
def test_what_gunicorn_refuses_is_a_problem_too(server: Server, data: bytes, status: int, slug: str) -> None:
    """With an id that is in the log, and counted; the connection is closed."""
    found, headers, body = send(server, data)
    problem = json.loads(body)
    assert found == status
    assert headers["content-type"] == "application/problem+json"
    assert headers["connection"] == "close"
    assert_problem_body(problem, status, slug)
    assert problem["request_id"] == headers["x-request-id"]
    (line,) = [json.loads(line) for line in server.log.splitlines() if headers["x-request-id"] in line]
    assert (line["event"], line["method"], line["route"], line["status"]) == ("request", "other", "unknown", status)


BROKEN_BODIES = {
    "a size that is none": CHUNKED + b"zz\r\n{}",
    "no line break after a chunk": CHUNKED + b"2\r\n{}XX0\r\n\r\n",
    "a chunk that ends early": CHUNKED + b"ff\r\n{}",
    "an extension that is none": CHUNKED + b"2;=\r\n{}\r\n0\r\n\r\n",
    "no last chunk": CHUNKED + b"%x\r\n%b\r\n" % (len(TICKET), TICKET),
    "JSON that ends before its length": HEAD + b"Content-Length: %d\r\n\r\n" % (len(TICKET) + 9) + TICKET,
}


@pytest.mark.parametrize("data", BROKEN_BODIES.values(), ids=BROKEN_BODIES)
def test_a_body_that_cannot_be_read_to_its_end_is_the_clients_fault(server: Server, data: bytes) -> None:
    """400, never decided by what has come of it, and no fault of ours in the log."""
    status, headers, body = send(server, data)
    assert_problem_body(json.loads(body), 400, "bad-request")
    assert status == 400
    assert [line for line in server.log.splitlines() if headers["x-request-id"] in line and '"fault"' in line] == []


@pytest.mark.parametrize(("more", "status"), [(0, 200), (1, 413)])
@pytest.mark.parametrize("framed", [lambda data: CHUNKED + chunks(data[:9], data[9:]), lambda data: HEAD + _length(data)])
def test_the_limit_is_the_same_for_chunks(server: Server, framed, more: int, status: int) -> None:
    """A body of just as many bytes as are allowed is read."""
    assert send(server, framed(TICKET.ljust(MOST + more)))[0] == status


def _length(data: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%b" % (len(data), data)


def test_nothing_of_it_is_logged(server: Server) -> None:
    """Not even where all is logged that can be, and not the address that was asked for."""
    assert server.ask("GET", f"/{SECRET}?{SECRET}")[0] == 404
    assert server.ask("POST", "/v1/triage", TICKET)[0] == 200
    assert SECRET not in server.log
    assert all(json.loads(line) for line in server.log.splitlines() if not line.startswith("Serving "))


def test_refusals_are_counted(server: Server) -> None:
    """As every answer is."""

    def refused() -> int:
        found = re.search(r'triage_requests_total{route="unknown",status="4xx"} (\d+)', server.ask("GET", "/metrics")[1].decode())
        return int(found[1]) if found else 0

    before = refused()
    assert send(server, b"nonsense\r\n\r\n")[0] == 400
    assert refused() == before + 1


def test_where_it_serves_is_told_once_it_does(server: Server) -> None:
    """Not before the policy and the model are loaded."""
    first, *lines = server.log.splitlines()
    assert json.loads(first)["event"].startswith("Starting gunicorn")
    assert f"Serving {server.url} (documentation: /docs)" in lines

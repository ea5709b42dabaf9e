"""The service as a process: policy and model from disk, workers, keep-alive, logs, the end."""

import json

import pytest

from tests.web.process import JSON, SERVE, WSGI, Server, running
from tests.web.shop import REQUEST, SECRET, SETTINGS

BODY = json.dumps(REQUEST).encode()


@pytest.fixture(scope="module", params=[SERVE, WSGI], ids=["triage serve", "gunicorn wsgi:app"])
def server(request: pytest.FixtureRequest):
    """Each way of starting it."""
    with running(request.param) as found:
        yield found


def test_a_decision_over_http(server: Server) -> None:
    """The shipped policy and the shipped model; several requests on one connection."""
    connection = server.connect()
    for _ in range(3):
        connection.request("POST", "/v1/triage", BODY, JSON)
        with connection.getresponse() as response:
            answer = json.loads(response.read())
        assert response.status == 200
        assert answer["ticket_id"] == "4711"
        assert answer["versions"]["model"].startswith("sha256:")
    connection.close()


def test_a_body_in_chunks(server: Server) -> None:
    """Without a Content-Length."""
    assert server.ask("POST", "/v1/triage", iter([BODY[:10], BODY[10:]]))[0] == 200


def test_a_body_without_end_is_refused(server: Server) -> None:
    """413 also where the length is not told beforehand."""
    status, body = server.ask("POST", "/v1/triage", iter([b"[", b" " * SETTINGS.max_body_bytes, b"]"]))
    assert status == 413
    assert json.loads(body)["type"].endswith(":body-too-large")


def test_its_log_and_its_end(server: Server) -> None:
    """JSON lines without a word of the ticket; SIGTERM ends it in order."""
    assert server.ask("POST", f"/v1/triage?view={SECRET}", BODY)[0] == 422
    assert server.stop() == 0
    lines = [json.loads(line) for line in server.log.splitlines() if line.startswith("{")]
    assert {(line["route"], line["status"]) for line in lines if line["event"] == "request"} >= {
        ("/v1/triage", 200),
        ("/v1/triage", 422),
    }
    assert SECRET not in server.log


def test_settings_that_are_wrong_end_it_at_once() -> None:
    """With every fault, before anything is served."""
    with pytest.raises(AssertionError, match="--max-batch: must be a whole number"), running((*SERVE, "--max-batch", "x")):
        pass

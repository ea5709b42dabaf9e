"""The service as a process: policy and model from disk, workers, keep-alive, logs, the end."""

import json
import socket
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.web.process import JSON, SERVE, WSGI, Server, running
from tests.web.shop import REQUEST, SECRET, SETTINGS
from triage.cli.serving import Server as GunicornServer
from triage.cli.serving import _address
from triage.errors import SettingsError
from triage.settings import Settings

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


def test_a_body_that_is_too_large_is_answered_though_the_client_sends_all_of_it(server: Server) -> None:
    """Python's own client does not listen before it has sent everything."""
    status, body = server.ask("POST", "/v1/triage", b"[" + b" " * 2 * SETTINGS.max_body_bytes + b"]")
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


def test_no_text_is_logged_that_a_client_left_behind_its_request() -> None:
    """A body that is longer than the client says is the next request for gunicorn, which quotes it."""
    with running(SERVE) as server, socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        head = ["POST /v1/triage HTTP/1.1", "Host: a", "Content-Type: application/json", "Content-Length: 2", "", "{}"]
        connection.sendall(("\r\n".join(head) + f"{SECRET} 4111\r\n\r\n").encode())
        while connection.recv(4096):
            pass
        server.stop()
        assert '"route":"unknown","status":400' in server.log
        assert SECRET not in server.log


def test_a_policy_that_changed_is_found_without_a_request(tmp_path: Path) -> None:
    """The first request after a change is decided by the new policy."""
    policy = tmp_path / "shop.yaml"
    policy.write_text("triage: 1\npolicy: shop\nextends: default\n")
    with running((*SERVE, "--reload-seconds", "1", "--policy", str(policy))) as server:
        policy.write_text("triage: 1\npolicy: shop\nextends: default\nabout: another\nteams: [another]\n")
        server.wait_for_log('"swapped"', 3)  # by both workers and their parent


def test_it_listens_on_an_address_of_six() -> None:
    """Such an address stands in brackets before its port."""
    assert _address(Settings.load({"TRIAGE_HOST": "::1"})) == "[::1]:8080"
    assert _address(Settings.load({})) == "127.0.0.1:8080"


@pytest.mark.parametrize("host", ["", " ", "127.0.0.1 ", "[::1]", "::1::2", "unix:/tmp/triage.sock", "fd://0", "a b"])
def test_what_is_no_address(host: str) -> None:
    """An empty one would mean all of them."""
    with pytest.raises(SettingsError, match="TRIAGE_HOST: must be an address"):
        Settings.load({"TRIAGE_HOST": host})


def test_requests_under_way_have_as_long_as_the_setting_says() -> None:
    """A batch may take longer than gunicorn's own 30 seconds."""
    assert GunicornServer(Settings.load({})).cfg.graceful_timeout == 120
    assert GunicornServer(Settings.load({"TRIAGE_STOP_SECONDS": "7"})).cfg.graceful_timeout == 7


def test_who_connects_while_it_ends_is_refused_at_once() -> None:
    """Not kept waiting until what is under way is done, and then cut off: a load balancer asks another one."""
    with running(SERVE) as server, closing(server.connect()) as under_way:
        under_way.putrequest("POST", "/v1/triage")
        for name, value in (*JSON.items(), ("Content-Length", str(len(BODY)))):
            under_way.putheader(name, value)
        under_way.endheaders(BODY[:10])
        time.sleep(0.5)  # it has the connection
        server.process.terminate()
        time.sleep(1)
        with pytest.raises(ConnectionRefusedError):
            server.ask("GET", "/healthz")
        under_way.send(BODY[10:])
        with under_way.getresponse() as response:
            assert response.status == 200
        assert server.process.wait(30) == 0


def test_nothing_is_served_by_a_policy_that_is_refused(tmp_path: Path) -> None:
    """And nobody is told that it were."""
    (tmp_path / "shop.yaml").write_text("broken")
    with pytest.raises(AssertionError) as raised, running((*SERVE, "--policy", str(tmp_path / "shop.yaml"))):
        pass
    assert "error: " in str(raised.value)
    assert "Serving" not in str(raised.value)


def test_settings_that_are_wrong_end_it_at_once() -> None:
    """With every fault, before anything is served."""
    with pytest.raises(AssertionError, match="--max-batch: must be a whole number"), running((*SERVE, "--max-batch", "x")):
        pass

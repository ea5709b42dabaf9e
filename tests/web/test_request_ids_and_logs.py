"""Request ids, and a log that never holds what a customer wrote."""

import json
import logging

import orjson
import pytest

from tests.web.shop import REQUEST, SECRET, client, request_with
from tests.web.test_problems import Failing
from triage.web.logs import LOGGER, JsonLines, configure


@pytest.fixture
def lines() -> list[dict[str, object]]:
    """What was logged, line by line."""
    found: list[dict[str, object]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(json.loads(JsonLines().format(record)))

    handler = Keep()
    LOGGER.addHandler(handler)
    LOGGER.setLevel("INFO")
    yield found
    LOGGER.removeHandler(handler)
    LOGGER.setLevel("NOTSET")


@pytest.mark.parametrize("given", ["abc-1", "A.b:c_9", "x" * 128, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"])
def test_a_sane_request_id_is_echoed(given: str) -> None:
    """On answers and on problems."""
    assert client().get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"] == given
    assert client().get("/nowhere", headers={"X-Request-ID": given}).get_json(force=True)["request_id"] == given


@pytest.mark.parametrize("given", ["", " ", "a b", "x" * 129, "é", "<script>", '"', "a;b", SECRET + " " + SECRET])
def test_any_other_is_replaced(given: str) -> None:
    """By one of our own, another one each time."""
    made = [client().get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"] for _ in range(2)]
    assert given not in made
    assert len(set(made)) == 2
    assert all(len(name) == 24 for name in made)


def test_a_request_is_one_line(lines: list[dict[str, object]]) -> None:
    """With our own name for the address, its status and how long it took."""
    client().post("/v1/triage?view=flat", json=REQUEST, headers={"X-Request-ID": "abc-1"})
    (line,) = lines
    assert list(line) == ["time", "level", "logger", "event", "request_id", "method", "route", "status", "ms", "received", "sent"]
    assert (line["request_id"], line["method"], line["route"], line["status"]) == ("abc-1", "POST", "/v1/triage", 200)


def test_no_text_of_a_ticket_is_logged(lines: list[dict[str, object]]) -> None:
    """Not from bodies, addresses, queries, methods or headers; not even when the service stumbles over it."""
    shop, stumbling = client(), client(Failing(ValueError(SECRET)))
    shop.post("/v1/triage", json=REQUEST)
    shop.post(f"/v1/triage?view={SECRET}", json=request_with(ticket__channel=SECRET))
    shop.post(f"/{SECRET}", data=SECRET, content_type=SECRET)
    shop.open("/v1/triage", method=SECRET.upper())
    stumbling.post("/v1/triage", json=REQUEST, headers={"X-Request-ID": f"{SECRET} !"})
    assert len(lines) == 6
    assert SECRET not in json.dumps(lines).lower()


def test_a_fault_of_ours_is_logged_with_its_place(lines: list[dict[str, object]]) -> None:
    """Type and frames, under the request's id."""
    client(Failing(KeyError(SECRET))).post("/v1/triage", json=REQUEST, headers={"X-Request-ID": "abc-1"})
    fault, request = lines
    assert (fault["event"], fault["error"], fault["request_id"]) == ("fault", "KeyError", "abc-1")
    assert "test_problems.py" in str(fault["where"])
    assert request["status"] == 500


def test_other_loggers_speak_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    """Errors of libraries: where, and of which type."""
    before = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        configure("info")
        try:
            raise ValueError(SECRET)
        except ValueError:
            logging.getLogger("gunicorn.error").exception("Exception in worker process")
    finally:
        logging.getLogger().handlers[:], level = before
        logging.getLogger().setLevel(level)
    line = orjson.loads(capsys.readouterr().err)
    assert (line["logger"], line["error"]) == ("gunicorn.error", "ValueError")
    assert SECRET not in str(line)


def test_a_fault_of_ours_in_a_batch_is_logged_as_one_alone(
    lines: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its problem tells nothing but the request's id, so the log must have the rest; what is the caller's fault is not logged."""

    def stumble(*_: object, **__: object) -> None:
        raise KeyError(SECRET)

    monkeypatch.setattr("triage.service.live.service.decide", stumble)
    answer = client().post("/v1/triage/batch", json={"tickets": [REQUEST, {"ticket": {}}]}, headers={"X-Request-ID": "abc-1"})
    assert [result["problem"]["status"] for result in answer.get_json()["results"]] == [500, 422]
    fault, _ = lines
    assert (fault["event"], fault["error"], fault["request_id"]) == ("fault", "KeyError", "abc-1")

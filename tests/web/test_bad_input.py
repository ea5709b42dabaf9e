"""What is wrong with a request is told with a status, a code and a pointer; nothing makes the service stumble."""

from typing import Any

import orjson
import pytest

from tests.web.problem_shape import assert_problem
from tests.web.shop import REQUEST, SECRET, SETTINGS, client, request_with

JSON = "application/json"
GOOD = orjson.dumps(REQUEST)
ENDPOINTS = ["/v1/triage", "/v1/triage/batch", "/v1/sla", "/v1/queue"]

BROKEN = {
    "nothing": b"",
    "blanks": b"  \n ",
    "half": b'{"ticket": {"subject": "a"',
    "text after": b'{"ticket": {"subject": "a"}} x',
    "single quotes": b"{'ticket': 1}",
    "NaN": b'{"ticket": {"subject": "a", "attachments": [{"width": NaN}]}}',
    "infinity": b'{"ticket": {"subject": "a"}, "x": Infinity}',
    "huge number": b'{"ticket": {"subject": "a"}, "x": 1e999}',
    "lone surrogate": b'{"ticket": {"subject": "\\ud800"}}',
    "late surrogate": b'{"ticket": {"subject": "a\\udc00b"}}',
    "not UTF-8": b'{"ticket": {"subject": "\xff\xfe"}}',
    "UTF-16": '{"ticket": {"subject": "a"}}'.encode("utf-16"),
    "raw surrogate": b'{"ticket": {"subject": "\xed\xa0\x80"}}',
    "control character": b'{"ticket": {"subject": "a\x00b"}}',
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "deep and closed": b"[" * 100_000 + b"]" * 100_000,
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("path", ENDPOINTS)
def test_what_is_not_json(path: str, data: bytes) -> None:
    """400 with a sentence."""
    body = assert_problem(client().post(path, data=data, content_type=JSON), 400, "malformed-json")
    assert [(fault["pointer"], fault["code"]) for fault in body["errors"]] == [("", "json")]


@pytest.mark.parametrize("value", [None, True, 3, 0.5, "text", [], [{}]])
@pytest.mark.parametrize("path", ENDPOINTS)
def test_json_that_is_no_object(path: str, value: object) -> None:
    """422 that says what is needed."""
    body = assert_problem(client().post(path, data=orjson.dumps(value), content_type=JSON), 422, "invalid-request")
    assert body["errors"][0]["code"] == "type"


@pytest.mark.parametrize(
    "content_type",
    [
        JSON,
        "application/json; charset=utf-8",
        'application/json; charset="UTF-8"',
        "Application/JSON",
        "application/vnd.helpdesk.v2+json",
    ],
)
def test_content_types_that_mean_json(content_type: str) -> None:
    """With or without a charset, and whatever ends in +json."""
    assert client().post("/v1/triage", data=GOOD, content_type=content_type).status_code == 200


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin-1",
        "application/jsonp",
        "application/xml",
        "json",
        "application/json, text/plain",
        ";;;",
    ],
)
@pytest.mark.parametrize("path", ENDPOINTS)
def test_content_types_that_do_not(path: str, content_type: str | None) -> None:
    """415, and the body is not looked at."""
    assert_problem(client().post(path, data=GOOD, content_type=content_type), 415, "unsupported-media-type")


def test_a_compressed_body_is_refused() -> None:
    """It would otherwise read as broken JSON."""
    response = client().post("/v1/triage", data=GOOD, content_type=JSON, headers={"Content-Encoding": "gzip"})
    assert_problem(response, 415, "unsupported-media-type")


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({}, "/ticket", "required"),
    ({"ticket": None}, "/ticket", "type"),
    ({"ticket": []}, "/ticket", "type"),
    ({"ticket": {}}, "/ticket/subject", "required"),
    ({"ticket": {"subject": None, "body": None}}, "/ticket/subject", "required"),
    (request_with(ticket__subject=3), "/ticket/subject", "type"),
    (request_with(ticket__subject="x" * 2_001), "/ticket/subject", "length"),
    (request_with(ticket__body=["a"]), "/ticket/body", "type"),
    (request_with(ticket__id=1.5), "/ticket/id", "type"),
    (request_with(ticket__id=True), "/ticket/id", "type"),
    (request_with(ticket__id={}), "/ticket/id", "type"),
    (request_with(ticket__created_at=1_700_000_000), "/ticket/created_at", "type"),
    (request_with(ticket__created_at="yesterday"), "/ticket/created_at", "instant"),
    (request_with(ticket__created_at="2026-02-30T10:00:00Z"), "/ticket/created_at", "instant"),
    (request_with(ticket__created_at="2026-11-23T25:00:00Z"), "/ticket/created_at", "instant"),
    (request_with(ticket__created_at="2026-11-23T10:00:00"), "/ticket/created_at", "instant"),
    (request_with(ticket__created_at="2026-11-23"), "/ticket/created_at", "instant"),
    (request_with(ticket__created_at="0001-01-01T00:00:00Z"), "/ticket/created_at", "instant"),
    (request_with(ticket__created_at="9999-12-31T23:59:59Z"), "/ticket/created_at", "instant"),
    (request_with(now="2026-13-01T00:00:00Z"), "/now", "instant"),
    (request_with(account__time_zone="Mars/Olympus"), "/account/time_zone", "time_zone"),
    (request_with(account__time_zone="../../etc/passwd"), "/account/time_zone", "time_zone"),
    (request_with(account__time_zone=1), "/account/time_zone", "time_zone"),
    (request_with(ticket__channel="pigeon"), "/ticket/channel", "choice"),
    (request_with(ticket__category=["site_down"]), "/ticket/category", "type"),
    (request_with(ticket__topics=["weather"]), "/ticket/topics/0", "choice"),
    (request_with(ticket__topics="server_environment"), "/ticket/topics", "type"),
    (request_with(ticket__tags=[1]), "/ticket/tags/0", "type"),
    (request_with(ticket__tags=["a"] * 201), "/ticket/tags", "length"),
    (request_with(ticket__hotrush_requested="yes"), "/ticket/hotrush_requested", "type"),
    (request_with(ticket__hotrush_requested=1), "/ticket/hotrush_requested", "type"),
    (request_with(ticket__attachments=[{"width": -1}]), "/ticket/attachments/0/width", "range"),
    (request_with(ticket__attachments=[{"width": "wide"}]), "/ticket/attachments/0/width", "type"),
    (request_with(ticket__attachments=[3]), "/ticket/attachments/0", "type"),
    (request_with(account__credits__balance=1.5), "/account/credits/balance", "type"),
    (request_with(account__credits__balance=10**30), "/account/credits/balance", "range"),
    (request_with(account__hotrush={"withdrawals": -1}), "/account/hotrush/withdrawals", "range"),
    (request_with(open_tickets=[{}]), "/open_tickets/0/id", "required"),
    (request_with(open_tickets=[{"id": ""}]), "/open_tickets/0/id", "length"),
    (request_with(history=[{"at": "2026-11-23T08:24:00Z", "event": "coffee"}]), "/history/0/event", "choice"),
    (request_with(history=[{"event": "update"}]), "/history/0/at", "required"),
    (request_with(previous__credits={"charge": "ten"}), "/previous/credits/charge", "type"),
]


@pytest.mark.parametrize(("body", "pointer", "code"), WRONG, ids=lambda value: value if isinstance(value, str) else "")
def test_wrong_values_are_pointed_at(body: dict[str, Any], pointer: str, code: str) -> None:
    """422 with the pointer and the code of the one thing that is wrong."""
    problem = assert_problem(client().post("/v1/triage", json=body), 422, "invalid-request")
    assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == [(pointer, code)]


def test_every_fault_is_told_at_once() -> None:
    """Nobody mends a request one fault a time."""
    body = request_with(ticket__subject=3, ticket__channel="pigeon", account__time_zone="Mars/Olympus", history=[{}])
    problem = assert_problem(client().post("/v1/triage", json=body), 422)
    pointers = {fault["pointer"] for fault in problem["errors"]}
    assert pointers == {"/ticket/subject", "/ticket/channel", "/account/time_zone", "/history/0/at", "/history/0/event"}


def test_no_problem_repeats_what_the_customer_wrote() -> None:
    """Values stay with the caller; only names of fields come back."""
    body = request_with(ticket__channel=SECRET, ticket__created_at=SECRET, account__time_zone=SECRET, ticket__topics=[SECRET])
    assert SECRET not in client().post("/v1/triage", json=body).text


@pytest.mark.parametrize("letter", ["a", " ", "\n", "é", "😀", "<", "\\", "#", "1", ">", "."])
def test_a_megabyte_of_one_character(letter: str) -> None:
    """Decided, or refused for its size; never a stumble."""
    room = SETTINGS.max_body_bytes - 100
    body = letter * (room // len(orjson.dumps(letter)[1:-1]))
    response = client().post("/v1/triage", json={"ticket": {"body": body[:1_000_000]}})
    assert response.status_code in {200, 413}


@pytest.mark.parametrize("path", ENDPOINTS)
def test_bodies_over_the_limit(path: str) -> None:
    """413, whatever is in them."""
    data = b'{"ticket": {"body": "' + b"a" * SETTINGS.max_body_bytes + b'"}}'
    assert_problem(client().post(path, data=data, content_type=JSON), 413, "body-too-large")


def test_lists_over_their_limit() -> None:
    """The number is told, the elements are not read."""
    body = request_with(history=[{"at": "2026-11-23T08:24:00Z", "event": "update"}] * 2_001)
    problem = assert_problem(client().post("/v1/triage", json=body), 422)
    assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == [("/history", "too_many")]


def test_of_equal_keys_the_last_one_counts() -> None:
    """As in most readers of JSON."""
    data = b'{"ticket": {"id": "1", "id": "2", "subject": "a"}}'
    assert client().post("/v1/triage", data=data, content_type=JSON).get_json()["ticket_id"] == "2"


def test_a_byte_order_mark_is_no_fault() -> None:
    """Some Windows programs write one."""
    assert client().post("/v1/triage", data=b"\xef\xbb\xbf" + GOOD, content_type=JSON).status_code == 200


def test_null_always_means_not_said() -> None:
    """Helpdesks send null for what they do not know."""
    full = client().post("/v1/triage", json={"ticket": {"body": "Help"}}).get_json()
    nothing = dict.fromkeys(REQUEST["ticket"]) | {"body": "Help"}
    account = dict.fromkeys(REQUEST["account"])
    body = {**dict.fromkeys(REQUEST), "ticket": nothing, "account": account}
    assert client().post("/v1/triage", json=body).get_json() == full


def test_many_unknown_fields_are_counted() -> None:
    """A hundred thousand of them neither fill the answer nor take long."""
    answer = client().post("/v1/triage", json={"ticket": {"body": "Help"}, **{f"f{n}": n for n in range(50_000)}}).get_json()
    assert len(answer["warnings"]) == 21
    assert answer["warnings"][-1] == "49980 more unknown fields were ignored."

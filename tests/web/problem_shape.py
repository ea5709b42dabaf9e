"""The one assertion on the one shape of errors."""

from typing import Any

from werkzeug.test import TestResponse

from triage.web.problems import CONTENT_TYPE

FIELDS = ["type", "title", "status", "detail", "request_id", "errors"]


def assert_problem(response: TestResponse, status: int, slug: str | None = None) -> dict[str, Any]:
    """The response is a problem of this status (and kind), whole and in order; gives its body."""
    assert response.status_code == status, response.text
    assert response.content_type == CONTENT_TYPE
    body: dict[str, Any] = response.get_json(force=True)
    assert_problem_body(body, status, slug)
    assert body["request_id"] == response.headers["X-Request-ID"]
    assert response.headers["Cache-Control"] == "no-store"
    return body


def assert_problem_body(body: dict[str, Any], status: int, slug: str | None = None) -> None:
    """The same for a problem inside an answer."""
    assert list(body) == FIELDS
    assert body["status"] == status
    assert body["type"].startswith("urn:problem-type:ticket-triage:")
    assert slug is None or body["type"].endswith(f":{slug}")
    assert body["title"]
    assert body["detail"].endswith((".", "!"))
    for fault in body["errors"]:
        assert list(fault) == ["pointer", "code", "detail"]
        assert fault["pointer"] == "" or fault["pointer"].startswith("/")
        assert fault["code"]
        assert fault["detail"].endswith((".", "!"))

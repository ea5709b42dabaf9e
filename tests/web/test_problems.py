"""Every error leaves in one shape, whatever raised it."""

import pytest
from werkzeug.exceptions import HTTPException, default_exceptions

from tests.web.problem_shape import assert_problem, assert_problem_body
from tests.web.shop import REQUEST, SECRET, client, snapshot
from triage.domain.ticket import TriageRequest
from triage.errors import CalendarError, Fault, MalformedError, RequestError
from triage.service.live.service import TriageService
from triage.web.problems import PROBLEMS, problem_of


class Failing(TriageService):
    """A service that raises what it is given."""

    def __init__(self, error: Exception) -> None:
        super().__init__(snapshot())
        self.error = error

    def decide(self, request: TriageRequest, *, explain_all: bool = False) -> None:
        """No decision, ever."""
        raise self.error

    def self_test(self) -> None:
        """Not even of its own ticket."""
        raise self.error


@pytest.mark.parametrize("cls", sorted(default_exceptions.values(), key=lambda cls: cls.code or 0), ids=lambda cls: cls.__name__)
def test_every_http_error_of_werkzeug_is_a_problem(cls: type[HTTPException]) -> None:
    """Its own status, our shape; a fault of ours says no more than the request's id."""
    response = client(Failing(cls())).post("/v1/triage", json=REQUEST)
    body = assert_problem(response, cls.code or 500)
    assert body["errors"] == []


@pytest.mark.parametrize(
    ("error", "status", "slug"),
    [
        (MalformedError([Fault("", "json", "No JSON.")]), 400, "malformed-json"),
        (RequestError([Fault("/ticket", "type", "No ticket.")]), 422, "invalid-request"),
        (CalendarError("calendar office has not enough working time"), 422, "no-working-time"),
    ],
)
def test_deliberate_errors_keep_their_faults(error: Exception, status: int, slug: str) -> None:
    """What a caller can mend is pointed at."""
    body = assert_problem(client(Failing(error)).post("/v1/triage", json=REQUEST), status, slug)
    assert body["errors"]


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (
            '{"ticket": {"subject": "a\nb"}}',
            "1 fault in the request: A text of the JSON holds a line break or a tab as it is at line",
        ),
        (
            '{"ticket": {"subject": "say "a""}}',
            "1 fault in the request: The body is not valid JSON at line 1, column 30; a quotation",
        ),
        (
            '{"ticket": {"subject": }}',
            "1 fault in the request: The body is not valid JSON at line 1, column 24: a value is missing",
        ),
        (
            '{"ticket": {"subject": NaN}}',
            "1 fault in the request: The body is not valid JSON at line 1, column 24: a value is missing",
        ),
        ('{"ticket": {"subject": "a', "1 fault in the request: The JSON ends too early at line 1, column 26."),
        ('{"ticket": {}}', "1 fault in the request: /ticket/subject: The ticket needs a subject or a body."),
        (
            '{"ticket": {"subject": "a", "priority": "Normal", "tags": "a b"}}',
            "2 faults in the request, the first: /ticket/tags: Not a valid list.",
        ),
    ],
)
def test_the_detail_says_what_a_template_does_wrong(body: str, detail: str) -> None:
    """Most helpdesks show that field alone."""
    problem = client().post("/v1/triage", data=body, content_type="application/json").get_json()
    assert problem["detail"].startswith(detail)


def test_a_fault_of_ours_tells_nothing_but_the_request_id() -> None:
    """The error's own words may hold a customer's text."""
    response = client(Failing(ValueError(SECRET))).post("/v1/triage", json=REQUEST, headers={"X-Request-ID": "abc-1"})
    body = assert_problem(response, 500, "internal-error")
    assert body["detail"] == "The log has the rest under request id abc-1."
    assert SECRET not in response.text


def test_headers_that_belong_to_a_status_stay() -> None:
    """A wrong method is told the right ones."""
    response = client().put("/v1/triage", json=REQUEST)
    assert_problem(response, 405, "method-not-allowed")
    assert set(response.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


@pytest.mark.parametrize("path", ["/nowhere", "/v1", "/v1/triage/", "//v1/triage", "/v1/triage/4711"])
def test_an_address_that_is_not_there(path: str) -> None:
    """404 in our shape; none is redirected."""
    assert_problem(client().post(path, json=REQUEST), 404, "not-found")


def test_not_ready_when_the_self_test_fails() -> None:
    """503, and no word of why."""
    response = client(Failing(ValueError(SECRET))).get("/readyz")
    assert_problem(response, 503, "not-ready")
    assert SECRET not in response.text


def test_faults_without_end_are_counted() -> None:
    """A hundred are named, the rest summed up."""
    problem = problem_of(RequestError([Fault(f"/{n}", "type", "Wrong.") for n in range(250)]), "r")
    assert_problem_body(dict(problem.body), 422, "invalid-request")
    assert len(problem.body["errors"]) == 101
    assert problem.body["errors"][-1]["detail"] == "150 more faults."


def test_type_uris_are_unique() -> None:
    """A type names one kind of problem."""
    assert len({kind.uri for kind in PROBLEMS.values()}) == len(PROBLEMS)

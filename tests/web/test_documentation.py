"""The OpenAPI document is complete and true; the page needs nothing from elsewhere."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from jsonschema import Draft202012Validator

from tests.contract.document import DOCUMENT, validator
from tests.web.shop import REQUEST, SETTINGS, client
from triage.web.app import create_app
from triage.web.operations import OPERATIONS
from triage.web.problems import PROBLEMS

NOT_DESCRIBED = {"/", "/docs"}  # for people


def test_every_address_is_described_and_every_description_answers() -> None:
    """The table of the document and the application's own are one."""
    app = create_app(None, SETTINGS)
    served = {
        (rule.rule, method.lower())
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule not in NOT_DESCRIBED
    }
    assert served == {(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods}


def test_metrics_are_described_as_they_are() -> None:
    """Text, never from a cache, so that there is no 304 either."""
    responses = DOCUMENT["paths"]["/metrics"]["get"]["responses"]
    answer = client().get("/metrics")
    assert list(responses) == ["200", "500"]
    assert list(responses["200"]["content"]) == [answer.mimetype] == ["text/plain"]
    assert client().get("/metrics", headers={"If-None-Match": "*"}).status_code == 200


@pytest.mark.parametrize("name", sorted(DOCUMENT["components"]["schemas"]))
def test_every_schema_is_a_schema(name: str) -> None:
    """And leads to others that are there."""
    schema = DOCUMENT["components"]["schemas"][name]
    Draft202012Validator.check_schema(schema)
    references = re.findall(r"'\$ref': '#/components/schemas/(\w+)'", str(schema))
    assert set(references) <= set(DOCUMENT["components"]["schemas"])


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.example], ids=lambda each: each.path)
def test_examples_are_answered(operation) -> None:
    """Each fits its schema and gets its answer."""
    validator(operation.takes, closed=True).validate(operation.example)
    assert client().post(operation.path, json=operation.example).status_code == 200


@pytest.mark.parametrize(
    ("path", "schema", "body"),
    [
        ("/v1/triage", "Decision", REQUEST),
        ("/v1/triage?explain=all", "Decision", REQUEST),
        ("/v1/triage", "Decision", {"ticket": {"body": ""}}),
        ("/v1/triage", "Decision", {"ticket": {"body": "Help", "category": "duplicate"}, "open_tickets": []}),
        (
            "/v1/triage",
            "Decision",
            {"ticket": {"body": "Help", "category": "feature_request"}, "account": {"credits": {"balance": 0}}},
        ),
        ("/v1/triage?view=flat", "FlatDecision", REQUEST),
        ("/v1/triage/batch", "BatchAnswer", {"tickets": [REQUEST, {}]}),
        ("/v1/triage/batch?view=flat", "BatchAnswer", {"tickets": [REQUEST, {}]}),
        ("/v1/sla", "Judgement", REQUEST),
        ("/v1/queue", "QueueAnswer", {"tickets": [REQUEST, {}]}),
        ("/v1/triage", "Problem", {}),
        ("/version", "VersionAnswer", None),
        ("/healthz", "Health", None),
        ("/readyz", "Readiness", None),
    ],
)
def test_answers_are_as_described(path: str, schema: str, body: object) -> None:
    """Not a field less, not a field more."""
    response = client().get(path) if body is None else client().post(path, json=body)
    answer = response.get_json(force=True)
    validator(schema).validate(answer)
    if "flat" not in path:
        validator(schema, closed=True).validate(answer)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.path)
def test_the_headers_described_are_those_that_are_sent(operation) -> None:
    """The document's own, of an answer, of one that the caller has already, and of a problem."""
    described = DOCUMENT["paths"][operation.path][operation.method]["responses"]
    sent = {} if not operation.takes else {"json": operation.example}
    first = client().open(operation.path, method=operation.method.upper(), **sent)
    assert headers_of(first) == set(described["200"]["headers"])
    if "304" in described:
        again = client().open(
            operation.path, method=operation.method.upper(), headers={"If-None-Match": first.headers["ETag"]}, **sent
        )
        assert (again.status_code, headers_of(again)) == (304, set(described["304"]["headers"]))
    if operation.takes:
        refused = client().open(operation.path, method="POST", data="{", content_type="application/json")
        assert (refused.status_code, headers_of(refused)) == (400, set(described["400"]["headers"]))


def headers_of(response) -> set[str]:
    """Those of its headers that the document names anywhere."""
    return {name for name in DOCUMENT["components"]["headers"] if name in response.headers}


def test_the_page_needs_nothing_from_elsewhere() -> None:
    """No scripts, no addresses outside; its one style is the one that the policy lets in."""
    response = client().get("/docs")
    page, policy = response.text, response.headers["Content-Security-Policy"]
    style = re.search("<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    assert f"'sha256-{b64encode(sha256(style[1].encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "<script" not in page
    assert not re.findall(r"(?:src|href)=['\"]?https?:", page)
    assert " style=" not in page


def test_the_page_names_everything() -> None:
    """Addresses, objects, problems; and every link leads somewhere."""
    page = client().get("/docs").text
    assert all(operation.path in page for operation in OPERATIONS)
    assert all(f'id="{name}"' in page for name in DOCUMENT["components"]["schemas"])
    assert all(kind.uri in page for kind in PROBLEMS.values())
    assert set(re.findall(r'href="#(\w+)"', page)) <= set(re.findall(r'id="(\w+)"', page))


def test_the_root_leads_to_the_page() -> None:
    """Relative, so that it works behind any proxy."""
    response = client().get("/")
    assert response.status_code == 302
    assert response.headers["Location"] == "docs"

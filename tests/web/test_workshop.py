"""The workshop over HTTP: drafts are checked and tried without touching what decides."""

from __future__ import annotations

import time

import pytest

from tests.contract.document import validator
from tests.web.problem_shape import assert_problem, assert_problem_body
from tests.web.shop import REQUEST, client, request_with
from triage.contract.workshop import MAX_DRAFT, MAX_TICKETS
from triage.errors import CalendarError
from triage.service.comparison.simulate import MAX_RULES, simulate_one

DRAFT = """\
triage: 1
policy: draft
extends: default
change:
  key function not working: {then: {priority: critical}}
"""


def posted(path, body):
    response = client().post(path, json=body)
    assert response.status_code == 200, response.get_json()
    return response.get_json()


def test_a_draft_is_checked_with_its_cases():
    """Findings are the answer; nothing of it is kept."""
    case = "- case: C\n  request: {ticket: {body: x, category: content}}\n  expect: {priority: high}\n"
    cases = f"triage cases: 1\npolicy: draft\ncases:\n{case}"
    answer = posted("/v1/policy/check", {"policy": DRAFT, "cases": cases})
    validator("CheckedDraft", closed=True).validate(answer)
    assert (answer["error_count"], [each["code"] for each in answer["findings"]]) == (1, ["case-fails", "uncovered"])
    (doubt,) = posted("/v1/policy/check", {"policy": DRAFT})["findings"]
    assert (doubt["code"], doubt["severity"]) == ("uncovered", "warning")


@pytest.mark.parametrize("moment", ["2026-13-01T00:00:00Z", "rubbish"])
def test_a_case_with_a_moment_that_does_not_exist_is_a_finding(moment):
    """It is the draft's fault, not ours."""
    case = f'- {{case: C, request: {{ticket: {{body: x}}, now: "{moment}"}}, expect: {{priority: high}}}}\n'
    answer = posted("/v1/policy/check", {"policy": DRAFT, "cases": f"triage cases: 1\npolicy: draft\ncases:\n{case}"})
    (finding,) = answer["findings"]
    assert (finding["code"], finding["line"], finding["severity"]) == ("case-wrong", 4, "error")
    assert "/request/now" in finding["message"]


def test_a_draft_is_tried_beside_the_live_policy():
    """Each ticket with its decision by the draft and the fields that differ; the live policy goes on."""
    shop = client()
    before = shop.get("/version").get_json()
    answer = shop.post("/v1/policy/simulate", json={"policy": DRAFT, "tickets": [REQUEST, {"ticket": {}}]}).get_json()
    validator("Simulation", closed=False).validate(answer)
    first, second = answer["results"]
    assert first["decision"]["priority"] == "critical"
    changed = {each["field"]: (each["live"], each["draft"]) for each in first["changes"]}
    assert changed["priority"] == ("high", "critical")
    assert second["problem"]["status"] == 422
    assert answer["policy_version"] != answer["live_version"] == before["policy"]
    assert shop.get("/version").get_json() == before
    assert shop.post("/v1/triage", json=REQUEST).get_json()["priority"] == "high"


@pytest.mark.parametrize(
    ("error", "status", "pointers"),
    [(CalendarError("no time"), 422, ["/tickets/1"]), (KeyError("of ours"), 500, [])],
)
def test_a_ticket_that_cannot_be_decided_has_a_problem_of_the_one_shape(monkeypatch, error, status, pointers):
    """At its place, whatever went wrong; the others are tried all the same."""

    def stumble(request, sides):
        if request.ticket.id == "bad":
            raise error
        return simulate_one(request, sides)

    monkeypatch.setattr("triage.service.comparison.simulate.simulate_one", stumble)
    tickets = [REQUEST, request_with(ticket__id="bad"), {"ticket": {}}]
    answer = posted("/v1/policy/simulate", {"policy": DRAFT, "tickets": tickets})
    validator("Simulation", closed=False).validate(answer)
    first, bad, unreadable = answer["results"]
    assert first["decision"]["priority"] == "critical"
    for result, expected in ((bad, status), (unreadable, 422)):
        assert (result["decision"], result["changes"]) == (None, [])
        assert_problem_body(result["problem"], expected)
    assert [fault["pointer"] for fault in bad["problem"]["errors"]] == pointers


def test_a_draft_with_errors_is_tried_on_nothing():
    """Its findings come instead."""
    answer = posted("/v1/policy/simulate", {"policy": DRAFT.replace("critical", "urgent"), "tickets": [REQUEST]})
    assert (answer["error_count"], answer["results"], answer["policy_version"]) == (1, [], None)


def many_rules(count):
    rules = "\n".join(f"  - {{rule: r{n}, why: W, when: {{account: a{n}}}, then: {{priority: low}}}}" for n in range(count))
    return f"triage: 1\npolicy: d\nextends: default\nadd to:\n  priority:\n{rules}\n"


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/v1/policy/check", {}, "required"),
        ("/v1/policy/check", {"policy": ""}, "length"),
        ("/v1/policy/check", {"policy": 7}, "type"),
        ("/v1/policy/check", {"policy": "x" * (MAX_DRAFT + 1)}, "length"),
        ("/v1/policy/check", {"policy": DRAFT, "cases": "x" * (MAX_DRAFT + 1)}, "length"),
        ("/v1/policy/check", [], "type"),
        ("/v1/policy/simulate", {"policy": DRAFT}, "required"),
        ("/v1/policy/simulate", {"policy": DRAFT, "tickets": [REQUEST] * (MAX_TICKETS + 1)}, "length"),
        ("/v1/policy/simulate", {"policy": many_rules(MAX_RULES), "tickets": []}, "too_many"),
        ("/v1/policy/check?strict=1", {"policy": DRAFT, "polizy": 1}, "unknown_field"),
    ],
)
def test_bad_requests_are_problems(path, body, code):
    """In the one shape of all errors."""
    problem = assert_problem(client().post(path, json=body), 422)
    assert code in [error["code"] for error in problem["errors"]]


HOSTILE = [
    "[" * 90_000,
    "{" * 90_000,
    "a: &a [*a]",
    "extends: ../../etc/passwd\ntriage: 1\npolicy: p",
    "extends: draft\ntriage: 1\npolicy: draft",
    "triage: 1\npolicy: p\nextends: default\nchange: {outage: {when: {__class__: x}, then: {__init__: y}}}",
    "triage: 1\npolicy: p\nextends: default\nchange: {outage: {when: {text: {matches: '(a+)+(b|c{900}){900}'}}}}",
    "triage: 1\npolicy: p\nextends: default\nswitch off: [" + ", ".join(f"r{n}" for n in range(9_000)) + "]",
    "triage: 1\npolicy: p\nextends: default\nchange: {outage: {when: {"
    + ", ".join(f"categorx{n}: y" for n in range(4_000))
    + "}}}",
    "\ud7ff\u0000",
    "- " * 40_000,
]


@pytest.mark.parametrize("draft", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_drafts_get_findings(draft):
    """In bounded time, and the process lives."""
    began = time.process_time()
    answer = posted("/v1/policy/check", {"policy": draft})
    assert answer["error_count"] >= 1
    assert "root:" not in str(answer)
    assert time.process_time() - began < 10

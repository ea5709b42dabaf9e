"""Cases that should fail do fail, and say why."""

from __future__ import annotations

from pathlib import Path

import pytest

from triage.policy.loading.cases import load_cases_text
from triage.policy.loading.loader import load_policy
from triage.service.cases.casebook import prepare, run_prepared
from triage.service.cases.expectations import _lookup

POLICY = load_policy(Path(__file__).parent.parent.parent.parent / "rules" / "default.yaml")
PREPARED = prepare(POLICY, "reference")

HEAD = """triage cases: 1
policy: default
cases:
- case: A case
  lines: [GK.1]
  request: {ticket: {subject: Shop is down, body: All of it., created_at: "2026-11-23T10:00:00Z"}}
  given: {category: site_down, confidence: 0.97}
"""


def failures(rest, head=HEAD):
    """The messages of what fails."""
    (case,) = load_cases_text(head + rest, "a.cases.yaml")
    return tuple(failure.message for failure in run_prepared(PREPARED, case).failures)


@pytest.mark.parametrize(
    "rest",
    [
        "  expect: {priority: critical, tier: 3}\n",
        '  expect: {sla.targets.first_response.due_at: "2026-11-23T11:15:00+01:00"}\n',
        "  expect: {missing_information: [url, screenshot]}\n",
        "  expect: {sla.escalations: [], hotrush.respond_by: null}\n",
        "  expect: {tier: 3}\n  because: [outage]\n  not because: [data loss]\n",
    ],
)
def test_what_holds_holds(rest):
    """Values, instants in any offset, members of lists, emptiness, absence and rules are compared."""
    assert failures(rest) == ()


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ("  expect: {priority: high}\n", "priority: expected 'high', got 'critical' (decided by outage)"),
        ("  expect: {tier: 1}\n", "tier: expected 1, got 3"),
        ('  expect: {sla.targets.first_response.due_at: "2026-11-23T11:15:00Z"}\n', "2026-11-23T10:15:00Z"),
        ("  expect: {missing_information: [approver]}\n", "expected [approver]"),
        ("  expect: {missing_information: []}\n", "expected []"),
        ("  expect: {hotrush.can_uncheck: 0}\n", "expected 0, got False"),
        ("  expect: {hotrush.respond_by: 1}\n", "hotrush.respond_by: expected 1, got None"),
        ("  expect: {hotrush.reasons.no_such_code.text: no}\n", "got nothing"),
        ("  expect: {tier: 3}\n  because: [data loss]\n", "rule 'data loss' did not fire"),
        ("  expect: {tier: 3}\n  not because: [outage]\n", "rule 'outage' fired"),
    ],
)
def test_what_does_not_hold_is_told(rest, words):
    """A failure says expected, got, and which rule decided."""
    (failure,) = failures(rest)
    assert words in failure


def test_a_broken_request_is_a_failure():
    """A case whose request cannot be read fails with the fault's pointer."""
    text = HEAD.replace("subject: Shop is down, body: All of it., ", "") + "  expect: {tier: 3}\n"
    (case,) = load_cases_text(text, "a.cases.yaml")
    (failure,) = run_prepared(PREPARED, case).failures
    assert (failure.code, failure.pointer) == ("case-wrong", "/request/ticket/subject")


BARE = """triage cases: 1
policy: default
cases:
- {case: A case, request: %s, given: %s, expect: {priority: medium}}
"""


@pytest.mark.parametrize(
    ("request_", "given", "pointers"),
    [
        ('{ticket: {body: x}, now: "2026-13-01T00:00:00Z"}', "{}", ["/request/now"]),
        ("{ticket: {body: x}, now: rubbish}", "{}", ["/request/now"]),
        ("{ticket: {body: x}, now: [1]}", "{}", ["/request/now"]),
        ("{ticket: {body: x, created_at: rubbish}}", "{}", ["/request/ticket/created_at"]),
        ('{ticket: {body: x, created_at: "2026-01-05T12:00:00"}}', "{}", ["/request/ticket/created_at"]),
        ("{ticket: {body: x}}", "{category: nonsense}", ["/given/category"]),
        ("{ticket: {body: x}}", "{category: content, confidence: 7}", ["/given/confidence"]),
        (
            "{ticket: {body: x}}",
            "{category: content, confidence: much, topics: [nonsense]}",
            ["/given/confidence", "/given/topics/0"],
        ),
        ("{ticket: {body: x}}", "{duplicate: {score: much}}", ["/given/duplicate/of", "/given/duplicate/score"]),
        ("{ticket: {body: x}}", "{duplicate: {of: 4, score: 1, days apart: many}}", ["/given/duplicate/days apart"]),
        ("{ticket: {body: x}}", "{duplicate: {of: 4, score: 1, evidence: [same_orders]}}", ["/given/duplicate/evidence/0"]),
        ("{ticket: {body: x}}", "{duplicate: yes}", ["/given/duplicate"]),
    ],
)
def test_what_cannot_be_read_is_a_failure_of_its_case(request_, given, pointers):
    """Moments and stand-ins too: each fault by its place in the case, and the other cases go on."""
    (case,) = load_cases_text(BARE % (request_, given), "a.cases.yaml")
    found = run_prepared(PREPARED, case).failures
    assert [(failure.code, failure.pointer) for failure in found] == [("case-wrong", pointer) for pointer in pointers]


TRAINING = """triage cases: 1
policy: default
cases:
- case: A case
  request: {ticket: {subject: How do I set up a coupon, created_at: "2026-11-23T10:00:00Z"}}
  given: {category: training, topics: [standard_setup]}
"""


@pytest.mark.parametrize(
    ("expect", "decided"),
    [
        ("category.name: content", ""),
        ("priority: critical", " (decided by usage guidance)"),
        ('sla.targets.resolution.due_at: "2026-11-24T10:00:00Z"', " (decided by medium is resolved in a business day)"),
        ("duplicate.of: T1", " (decided by consolidation otherwise)"),
        ("credits.category: 3", " (decided by explanation)"),
        ("language: fr", ""),
    ],
)
def test_a_failure_names_the_rules_that_decided_the_very_field(expect, decided):
    """Not those of another field whose name holds a word of it."""
    (failure,) = failures(f"  expect: {{{expect}}}\n", TRAINING)
    assert failure.partition(", got ")[2].partition(" (")[1:] == ((decided[:2], decided[2:]) if decided else ("", ""))


@pytest.mark.parametrize(
    ("request_", "expect", "word", "said"),
    [
        ("{ticket: {subject: S, ⟦tgas: [vip]}}", "{tier: 3}", "tgas", "did you mean 'tags'?"),
        ("{ticket: {subject: S}, ⟦acount: {plan: gold}}", "{tier: 3}", "acount", "did you mean 'account'?"),
        ("{ticket: {subject: S}, account: {⟦plam: gold}}", "{tier: 3}", "plam", "did you mean 'plan'?"),
        ("{ticket: {subject: S}}", "{⟦hotrsh.verdict: null}", "hotrsh", "did you mean 'hotrush.verdict'?"),
        ("{ticket: {subject: S}}", "{⟦prioritie: null}", "prioritie", "did you mean 'priority'?"),
        ("{ticket: {subject: S}}", "{⟦Team: null}", "Team", "did you mean 'team'?"),
        (
            "{ticket: {subject: S}}",
            "{⟦sla.targets.resoluton.due_at: null}",
            "resoluton",
            "did you mean 'sla.targets.resolution.due_at'?",
        ),
        ("{ticket: {subject: S}}", "{⟦sla.targets.resolution.due: null}", "due", "did you mean 'sla.targets.resolution.due_at'?"),
        ("{ticket: {subject: S}}", "{⟦priority.name: null}", "name", ""),
        ("{ticket: {subject: S}}", "{⟦workflow.assess.bye: null}", "bye", "did you mean 'workflow.assess.by'?"),
    ],
)
def test_what_no_request_and_no_answer_has_is_a_fault(request_, expect, word, said):
    """It was ignored, and with null even held."""
    text = HEAD.partition("  lines")[0] + f"  given: {{category: site_down}}\n  request: {request_}\n  expect: {expect}\n"
    before, _, after = text.partition("⟦")
    (case,) = load_cases_text(before + after, "a.cases.yaml")
    (failure,) = run_prepared(PREPARED, case).failures
    assert (failure.code, failure.suggestion) == ("unknown-key", said)
    assert f"'{word}'" in failure.message
    at = case.place_of(failure.pointer)
    assert (at.line, at.column) == (before.count("\n") + 1, len(before) - before.rfind("\n"))


@pytest.mark.parametrize(
    ("request_", "moment"),
    [
        ('{ticket: {body: x, created_at: "2026-02-01T10:00:00Z"}, now: "2026-02-02T10:00:00Z"}', "2026-02-02T10:00:00Z"),
        ('{ticket: {body: x, created_at: "2026-02-01T10:00:00Z"}}', "2026-02-01T10:00:00Z"),
        ("{ticket: {body: x}, now: ~}", "2026-01-05T12:00:00Z"),
    ],
)
def test_a_case_is_decided_at_its_own_moment(request_, moment):
    """Its `now`, else the ticket's creation, else a day that never changes."""
    text = BARE.replace("priority: medium", f'decided_at: "{moment}"') % (request_, "{}")
    (case,) = load_cases_text(text, "a.cases.yaml")
    assert run_prepared(PREPARED, case).failures == ()


@pytest.mark.parametrize(
    ("path", "element"),
    [
        ("sla.targets.resolution.found", {"name": "resolution"}),
        ("missing_information.url.found", {"code": "url"}),
        ("workflow.approval.found", {"step": "approval"}),
        ("advice.call.found", {"what": "call"}),
        ("changes.priority.found", {"field": "priority"}),
        ("trace.outage.found", {"rule": "outage"}),
        ("duplicate.candidates.4650.found", {"id": "4650"}),
        ("sla.escalations.3.found", {"to_tier": 3}),
    ],
)
def test_an_element_of_a_list_is_found_by_what_identifies_it(path, element):
    """Whichever key of the answer that is; another's is not taken for it."""
    *parents, _, found = path.split(".")
    ((key, _),) = element.items()
    answer = [{key: "another", found: 1}, {**element, found: 2}]
    for parent in reversed(parents):
        answer = {parent: answer}
    assert _lookup(answer, path) == 2

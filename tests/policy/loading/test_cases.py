"""Case files: what a policy must answer, read with the same care as the policy."""

import pytest

from tests.policy.small_policies import load, one_rule, planted
from triage.errors import PolicyError
from triage.policy.loading.cases import load_cases, load_cases_text

HEAD = "triage cases: 1\npolicy: small\ncases:\n"
FULL = (
    HEAD
    + """\
- case: A shop that is down is answered at once
  lines: [GK.1, PS.1]
  request: {ticket: {subject: Down, id: 010, hotrush_requested: true, tags: [a, "1"]}, now: "2026-11-22T23:00:00Z"}
  given: {category: site_down, confidence: 0.97, topics: [], duplicate: {score: 0.2}}
  expect:
    {priority: critical, sla.targets.first_response.due_at: "2026-11-22T23:15:00Z", missing_information: [], team: null, tier: 3}
  because: [it]
  not because: [other]
- case: A second one
  request: {}
  expect: {priority: low}
"""
)


def faults(text, policy=None):
    try:
        load_cases_text(text, "c.yaml", policy)
    except PolicyError as error:
        return [(finding.line, finding.column, finding.code) for finding in error.findings]
    return []


def test_a_case_has_what_the_file_says(tmp_path):
    """Requests and expectations as JSON would hold them."""
    path = tmp_path / "small.cases.yaml"
    path.write_text(FULL, encoding="utf-8")
    first, second = load_cases(path)
    assert first.name == "A shop that is down is answered at once"
    assert first.lines == ("GK.1", "PS.1")
    assert first.request == {
        "ticket": {"subject": "Down", "id": "010", "hotrush_requested": True, "tags": ["a", "1"]},
        "now": "2026-11-22T23:00:00Z",
    }
    assert first.given == {"category": "site_down", "confidence": 0.97, "topics": [], "duplicate": {"score": 0.2}}
    assert first.expect == {
        "priority": "critical",
        "sla.targets.first_response.due_at": "2026-11-22T23:15:00Z",
        "missing_information": [],
        "team": None,
        "tier": 3,
    }
    assert (first.because, first.not_because, first.at.line) == (("it",), ("other",), 4)
    assert (second.given, second.because, second.lines) == (None, (), ())


CASE = "- {case: a, request: {}, expect: {tier: 1}}\n"
PLANTED = [
    ("missing-key", "⟦triage cases: 1\npolicy: small\n"),
    ("unknown-value", HEAD.replace("cases: 1", "cases: ⟦2") + CASE),
    ("unknown-key", "⟦extends: x\n" + HEAD + CASE),
    ("type", HEAD.replace("cases:\n", "cases: ⟦none\n")),
    ("missing-key", HEAD + "- ⟦{case: a, request: {}}"),
    ("missing-key", HEAD + "- ⟦{request: {}, expect: {tier: 1}}"),
    ("unknown-key", HEAD + CASE.replace("request", "⟦reqest: {}, request")),
    ("empty-value", HEAD + CASE.replace("{tier: 1}", "⟦{}")),
    ("type", HEAD + CASE.replace("{tier: 1}", "⟦tier")),
    ("unknown-key", HEAD + CASE.replace("expect", "given: {⟦categry: content}, expect")),
    ("duplicate-key", HEAD + CASE.replace("tier: 1", "tier: 1, ⟦tier: 2")),
    ("duplicate-case", HEAD + CASE + CASE.replace("case: a", "case: ⟦a")),
    ("yaml", HEAD + "- ⟦*x"),
    ("unknown-rule", HEAD + CASE.replace("expect", "because: [⟦tit], expect")),
    ("unknown-value", HEAD.replace("small", "⟦default") + CASE),
]


@pytest.mark.parametrize(("code", "marked"), PLANTED, ids=[f"{number}-{code}" for number, (code, _) in enumerate(PLANTED)])
def test_faults_are_found_at_their_place(code, marked):
    """One fault gives one finding, at the word that is wrong."""
    text, line, column = planted(marked)
    assert faults(text, load(one_rule())) == [(line, column, code)]


def test_without_a_policy_names_of_rules_are_not_checked():
    """The file alone cannot know them."""
    assert faults(FULL) == []
    assert [code for *_, code in faults(FULL, load(one_rule()))] == ["unknown-rule"]


def test_a_missing_file_is_a_finding(tmp_path):
    """As with policies."""
    with pytest.raises(PolicyError, match=r"\[missing-file\]"):
        load_cases(tmp_path / "none.yaml")

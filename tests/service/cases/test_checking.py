"""What a check says of a policy with its cases, as `triage policy check` and /v1/policy/check both tell it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from triage.service.cases.checking import check_policy, check_text

RULES = Path(__file__).parent.parent.parent.parent / "rules"
HEAD = "triage: 1\npolicy: own\nextends: default\n"
CASES = (
    'triage cases: 1\npolicy: own\ncases:\n- case: Down\n  request: {ticket: {subject: S, created_at: "2026-11-23T10:00:00Z"}}\n'
)


def findings_of(policy, cases=None, engine="compiled"):
    """Line, column, code, message and suggestion of each finding."""
    checked = check_text(HEAD + policy, cases, RULES, date(2026, 11, 21), engine)
    return [(each.line, each.column, each.code, each.message, each.suggestion) for each in checked.findings]


def coded(findings, *codes):
    """Line, column and code of the findings with these codes."""
    return [finding[:3] for finding in findings if finding[2] in codes]


@pytest.mark.parametrize("engine", ["compiled", "reference"])
@pytest.mark.parametrize(
    "edit",
    [
        "change:\n  outage: {then: {team: emergency}}",
        "change:\n  outage: {then: {priority: critical, team: emergency}}",
        "add before:\n  outage: [{rule: r, why: W, when: {tags: [x]}, then: {priority: low, team: emergency}}]",
        "add to:\n  priority: [{rule: r, why: W, when: {tags: [x]}, then: {team: emergency}}]",
    ],
)
def test_an_outcome_that_the_section_does_not_declare_is_a_finding_for_every_engine(engine, edit):
    """It was compiled all the same, and a check of it fell over."""
    found = findings_of(edit, CASES + "  given: {category: site_down}\n  expect: {priority: critical}\n", engine)
    line, column = 5, (HEAD + edit).split("\n")[4].index("team") + 1
    assert coded(found, "write-outside-sets") == [(line, column, "write-outside-sets")]


@pytest.mark.parametrize(
    ("edit", "cases", "line"),
    [
        ("change:\n  outage: {why: Because}", "", None),
        ("change:\n  outage: {then: {priority: high}}", "  because: [outage]\n", None),
        ("change:\n  outage: {then: {priority: high}}", "", None),
        ("change:\n  data loss: {then: {priority: high}}", "", 5),
        ("applies to: {account: acme}\nchange:\n  data loss: {then: {priority: high}}", "", 6),
    ],
)
def test_a_changed_rule_needs_a_case_of_the_policy_that_changes_it(edit, cases, line):
    """Not one of which only what it tells is changed."""
    text = CASES + "  given: {category: site_down}\n  expect: {tier: 3}\n" + cases
    assert coded(findings_of(edit, text), "uncovered") == ([(line, 3, "uncovered")] if line else [])


SHOP = HEAD.replace("own", "shop") + "change:\n  outage: {then: {priority: %s}}\n"
SHOP_CASES = CASES.replace("own", "shop") + "  given: {category: site_down}\n  expect: {priority: high}\n  because: [outage]\n"


@pytest.mark.parametrize(
    ("scope", "priority", "failing"),
    [("applies to: {account: acme}\n", "high", 0), ("applies to: {account: acme}\n", "low", 1), ("", "low", 0)],
)
def test_a_policy_for_some_accounts_is_held_to_the_cases_below_it(tmp_path, scope, priority, failing):
    """They guarded nothing where the client's file is what is served."""
    (tmp_path / "shop.yaml").write_text(SHOP % priority, encoding="utf-8")
    (tmp_path / "shop.cases.yaml").write_text(SHOP_CASES, encoding="utf-8")
    top = tmp_path / "acme.yaml"
    top.write_text(f"triage: 1\npolicy: acme\nextends: shop\n{scope}", encoding="utf-8")
    found = check_policy(top, date(2026, 11, 21), "compiled").findings
    assert [(each.code, each.file) for each in found] == [("case-fails", str(tmp_path / "shop.cases.yaml"))] * failing


@pytest.mark.parametrize(
    ("slip", "code"),
    [("- case: Other\n  reqest: {}\n", "unknown-key"), ("- case: Other\n  request: {}\n", "missing-key"), ("- Other\n", "type")],
)
def test_cases_are_tried_also_where_one_of_them_cannot_be_read(slip, code):
    """All mistakes come at once, and nobody is told that there are no cases."""
    wrong = CASES.replace("2026-11-23T10:00:00Z", "23.11.2026 10:00") + "  given: {category: site_dwn}\n  expect: {tier: 3}\n"
    found = findings_of("change:\n  data loss: {then: {priority: high}}", wrong + slip)
    assert code in [finding[2] for finding in found]
    assert [finding[3].partition(": ")[2].partition(":")[0] for finding in found if finding[2] == "case-wrong"] == [
        "/request/ticket/created_at",
        "/given/category",
    ]
    assert not coded(found, "uncovered")


SLIPS = """\
add before:
  outag: [{rule: x, wy: a, when: {categry: contnt, scope: [one_usr]}, then: {prority: lo}}]
ad to:
  prioriti: [{rule: y, why: a, then: {priority: urgent}}]
change:
  ooutage: {thn: {priority: hig}}
"""


def test_mistakes_below_a_misspelt_key_come_in_the_same_pass():
    """What is nearly a known word is read as that, and is a mistake all the same."""
    lines = (HEAD + SLIPS).split("\n")
    words = ["outag:", "wy:", "categry", "contnt", "one_usr", "prority", "lo}", "ad to", "prioriti:", "urgent", "ooutage"]
    at = [next((n, line.index(word) + 1) for n, line in enumerate(lines, 1) if word in line) for word in (*words, "thn", "hig}")]
    assert [finding[:2] for finding in findings_of(SLIPS) if finding[2] != "uncovered"] == sorted(at)

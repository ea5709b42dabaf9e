"""The shipped policies: every case holds, every policy line has one, every rule fires somewhere and is silent elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from triage.policy.loading.loader import load_policy
from triage.service.cases.casebook import load_casebook, prepare, run_prepared

RULES = Path(__file__).parent.parent / "rules"
POLICIES = ("default", "hotrush-2010")
LINES = {"HR10": 8, "HR20": 8, "GK": 7, "PS": 9, "CR": 9}  # how many lines each document was restated in


def policy_of(name):
    return load_policy(RULES / f"{name}.yaml")


def cases_of(name):
    return load_casebook(RULES / f"{name}.yaml")


ALL_CASES = [pytest.param(name, case, id=case.name) for name in POLICIES for case in cases_of(name)]
LOADED = {name: policy_of(name) for name in POLICIES}
PREPARED = {name: prepare(policy, "both") for name, policy in LOADED.items()}  # both engines, compared on every case


@pytest.mark.parametrize(("name", "case"), ALL_CASES)
def test_case_holds(name, case):
    """What the case promises is what the policy decides."""
    result = run_prepared(PREPARED[name], case)
    assert result.failures == ()


@pytest.mark.parametrize("line", [f"{document}.{number}" for document, most in LINES.items() for number in range(1, most + 1)])
def test_every_policy_line_has_a_case(line):
    """No line of the documents is without a case that bears its number."""
    assert [case.name for name in POLICIES for case in cases_of(name) if line in case.lines]


@pytest.mark.parametrize("name", POLICIES)
def test_every_rule_fires_somewhere_and_is_silent_elsewhere(name):
    """A rule that no case touches could be wrong without anybody noticing; hotrush-2010 leans on the cases of default too."""
    policy = LOADED[name]
    fired = [set(run_prepared(PREPARED[name], case).fired) for other in POLICIES for case in cases_of(other)]
    rules = {rule.name for section in policy.sections for rule in section.rules}
    assert {rule for rule in rules if not any(rule in one for one in fired)} == set()
    always = {rule for rule in rules if all(rule in one for one in fired)}
    assert always <= {"withdrawals are limited"}


def test_the_variant_changes_only_hotrush():
    """hotrush-2010 says nothing about anything but HotRush."""
    text = (RULES / "hotrush-2010.yaml").read_text(encoding="utf-8")
    changed = {rule.name for section in LOADED["hotrush-2010"].sections for rule in section.rules} ^ {
        rule.name for section in LOADED["default"].sections for rule in section.rules
    }
    assert "extends: default" in text
    sections = {s.name for s in LOADED["default"].sections for r in s.rules if r.name in changed}
    assert all(name.startswith("hotrush") for name in sections)

"""The policy's window for duplicates of an outage."""

from dataclasses import replace
from pathlib import Path

from triage.policy.loading.loader import load_policy
from triage.policy.outage_window import outage_days

POLICY = load_policy(Path(__file__).resolve().parents[2] / "rules" / "default.yaml")


def test_the_window_is_that_of_the_rule_about_outages():
    """Fourteen days, though other duplicates may be sixty days apart."""
    assert outage_days(POLICY) == 14


def test_a_policy_without_such_a_rule_has_no_window():
    """Rules that are switched off or only watched do not count."""
    consolidation, *rest = POLICY.sections
    for change in ({"enabled": False}, {"shadow": True}):
        rules = tuple(replace(rule, **change) for rule in consolidation.rules)
        assert outage_days(replace(POLICY, sections=(replace(consolidation, rules=rules), *rest))) is None

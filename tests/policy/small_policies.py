"""Small policies for tests, and a way to plant a fault: `⟦` stands right before the word that is wrong."""

from datetime import date
from textwrap import dedent, indent

from triage.errors import PolicyError
from triage.policy.engines.engine import build_engine
from triage.policy.loading.loader import load_policy_text

HEAD = """\
triage: 1
policy: small
teams: [desk, crew]
departments: [support, development]
tiers: {1: frontline, 2: technicians, 3: specialists}
credit categories: {1: small, 2: medium, 3: large}
calendars:
  always: {time zone: UTC, hours: {mon-sun: ["00:00-24:00"]}}
  office: {time zone: account, otherwise time zone: Europe/London, hours: {mon-fri: ["09:00-18:00"]}}
lists: {outage words: [site is down, "502"]}
review: {cost of a review: 1, cost of a wrong category: 5}
confidence levels: {high: 0.85, medium: 0.6}
"""
DAY = date(2026, 11, 23)


def small(sections, head=HEAD):
    """A policy text with these sections, written from the first column on."""
    return head + "sections:\n" + dedent(sections).strip("\n") + "\n"


def one_rule(when="", then="{priority: high}", sets="[priority]", more=""):
    """A policy of one section with one rule."""
    condition = f"\n    when: {when}" if when else ""
    extra = "\n" + indent(dedent(more).strip("\n"), "    ") if more else ""
    return small(f"- section: only\n  sets: {sets}\n  rules:\n  - rule: it\n    why: Because{condition}{extra}\n    then: {then}")


def load(text, search=None):
    """The policy of a text."""
    return load_policy_text(text, "small.yaml", search)


def planted(text):
    """The text without its mark, and the line and column at which the mark stood."""
    before, mark, after = text.partition("⟦")
    assert mark
    assert "⟦" not in after
    return before + after, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def faults(text, search=None):
    """Line, column and code of every fault; none when the text loads."""
    try:
        load(text, search)
    except PolicyError as error:
        return [(finding.line, finding.column, finding.code) for finding in error.findings]
    return []


def decide(policy, /, on=DAY, explain_all=False, **facts):
    """Outcome and trace of a policy (or its text); facts with `_` for a space."""
    policy = load(policy) if isinstance(policy, str) else policy
    named = {name.replace("_", " "): value for name, value in facts.items()}
    return build_engine(policy, "reference").apply(named, on=on, explain_all=explain_all)


def fired(text, /, **facts):
    """The names of the rules in the trace."""
    return [step.rule for step in decide(text, **facts)[1]]


def fires(when, /, **facts):
    """Whether a rule with these conditions fires."""
    return fired(one_rule(when), **facts) == ["it"]

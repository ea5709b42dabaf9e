"""Twelve mistakes in one policy give twelve findings, each at its place, in one pass."""

from __future__ import annotations

from datetime import date

from triage.service.cases.checking import check_policy

POLICY = """\
triage: 1
policy: planted
teams: [desk]
departments: [support]
calendars:
  always: {time zone: UTC, hours: {mon-sun: ["00:00-24:00"]}}
  office: {time zone: UTC, hours: {mon-fri: [⟦unquoted-time⟧09:00-17:30]}}
lists: {outage words: [site is down]}
review: {cost of a review: 1, cost of a wrong category: 5}
confidence levels: {high: 0.85, medium: 0.6}
sections:
- section: settling
  sets: [category]
  rules:
  - rule: settle
    why: W
    when: {⟦unknown-fact⟧categroy: content, original category: training}
    then: {category: content}
    ⟦duplicate-key⟧why: Again
  - rule: settle it by what the model says
    why: W
    when: {original category: ⟦unknown-value⟧trainnig}
    then: {category: training}
  - rule: settle it surely
    why: W
    when: {confidence: {at least: ⟦type⟧"0.9"}}
    then: {category: training}
  - rule: settle it by a list
    why: W
    when: {text: {mentions: ⟦unknown-list⟧$outage wrds}}
    then: {category: site_down}
  - rule: settle it by a pattern
    why: W
    when: {text: {matches: ⟦bad-regex⟧"(?=down)"}}
    then: {category: site_down}
  - rule: ⟦duplicate-rule⟧settle
    why: W
    when: {text: {mentions: $outage words}}
    then: {category: site_down}
  otherwise: nothing
- section: urgency
  sets: [priority]
  rules:
  - rule: broken
    why: W
    when: {scope: [all_users, some_users]}
    then: {priority: high}
  - rule: ⟦shadowed⟧broken for all by mail
    why: W
    when: {scope: all_users, channel: email}
    then: {priority: critical}
  otherwise: {priority: low}
- ⟦gap⟧section: routing
  sets: [team, department]
  rules:
  - rule: to the desk
    why: W
    when: {channel: [email, phone]}
    then: {team: desk, department: support}
- section: promises
  sets: [first response]
  table:
    why: W
    columns: [priority, channel]
    set: [first response]
    rows:
    - [critical, any, {within: 15 min, calendar: always}]
    - ⟦row-length⟧[high, {within: 1 h, calendar: office}]
  otherwise: nothing
"""
CASES = """\
triage cases: 1
policy: planted
cases:
- case: Something broken for everybody is critical
  request: {ticket: {subject: All is down, scope: all_users, channel: email, created_at: "2026-11-23T10:00:00Z"}}
  expect: {⟦case-fails⟧priority: critical, sla.targets.first_response.due_at: "2026-11-23T10:15:00Z"}
  because: [broken]
"""


def planted(text):
    """The text without its marks, and the line, column and code of each."""
    places = []
    lines = []
    for number, line in enumerate(text.split("\n"), start=1):
        while "⟦" in line:
            before, _, rest = line.partition("⟦")
            code, _, after = rest.partition("⟧")
            places.append((number, len(before) + 1, code))
            line = before + after
        lines.append(line)
    return "\n".join(lines), places


def test_twelve_mistakes_give_twelve_findings_at_their_places_in_one_pass(tmp_path):
    """None is missed, none is told twice, and none drags in another; the case that fails says which rule decided."""
    policy, in_policy = planted(POLICY)
    cases, in_cases = planted(CASES)
    path = tmp_path / "planted.yaml"
    path.write_text(policy, encoding="utf-8")
    (tmp_path / "planted.cases.yaml").write_text(cases, encoding="utf-8")
    checked = check_policy(path, date(2026, 11, 21), "reference")
    found = [(finding.file, finding.line, finding.column, finding.code) for finding in checked.findings]
    expected = [(str(path), *place) for place in in_policy]
    expected += [(str(tmp_path / "planted.cases.yaml"), *place) for place in in_cases]
    assert len(expected) == 12
    assert sorted(found) == sorted(expected)
    assert checked.policy is None
    (failing,) = [finding for finding in checked.findings if finding.code == "case-fails"]
    assert "expected 'critical', got 'high' (decided by broken)" in failing.message

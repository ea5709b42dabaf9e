"""Numbers and list entries that could be others: what each place of a policy yields, and whether cases notice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from triage.policy.loading.cases import load_cases_text
from triage.policy.loading.loader import load_policy_text
from triage.service.cases.alterations import alter_definitions, alter_rule
from triage.service.cases.mutation import Exercise

POLICY = """\
triage: 1
policy: p
teams: [desk]
calendars:
  office: {time zone: Etc/GMT-3, hours: {mon-fri: ["09:00-24:00"]}, closed: [2026-12-25]}
  home: {time zone: account, otherwise time zone: UTC, hours: {sat: ["10:00-12:00"]}}
review: {cost of a review: 1, cost of a wrong category: 6, cost of missing: {site_down: 18}}
confidence levels: {high: 0.85, medium: 0.6}
packages: {currency: USD, sizes: [{credits: 10, price: 50}]}
sections:
- section: priority
  sets: [priority, resolution]
  rules:
  - rule: far
    why: W
    when: {status: [assigned, in_progress], any of: [{withdrawals: {at least: 3}}, {text: {mentions: [lost, gone]}}]}
    then: {priority: high, resolution: {goal: 2 business days, within: 3 business days, calendar: office}}
  otherwise: {priority: medium, resolution: {within: 4 h, calendar: office}}
"""
LOADED = load_policy_text(POLICY, "p.yaml")
FAR, OTHERWISE = LOADED.rules()


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (
            FAR,
            {
                "status one of without 'assigned'",
                "status one of without 'in_progress'",
                "withdrawals at least 3 as 4",
                "withdrawals at least 3 as 2",
                "text mentions without 'lost'",
                "text mentions without 'gone'",
                "resolution within 3 business days as 4 business days",
                "resolution within 3 business days as 2 business days",
                "resolution goal 2 business days as 3 business days",
                "resolution goal 2 business days as 1 business day",
            },
        ),
        (OTHERWISE, {"resolution within 4 h as 5 h", "resolution within 4 h as 3 h"}),
    ],
)
def test_every_number_and_entry_of_a_rule_is_changed_once(rule, expected):
    """Each change makes another rule, and says where the number stands."""
    altered = list(alter_rule(rule))
    assert {f"{other.part} {other.change}" for other in altered} == expected
    assert len(altered) == len(expected)
    assert all(other.rule != rule and other.at.file == "p.yaml" for other in altered)


def test_every_number_outside_the_rules_is_changed():
    """Hours by a minute and not over midnight, days at the ends of a row, zones, dates, prices, costs, levels."""
    found = {(subject, change) for subject, change, _ in alter_definitions(LOADED)}
    office = {change for subject, change in found if subject == "calendar office" and "as" not in change.split()}
    assert office == {"mon closed", "fri closed", "2026-12-25 not closed"}
    hours = {change for subject, change in found if subject == "calendar office" and change.startswith("mon-fri")}
    assert {change.rpartition(" ")[2] for change in hours} == {"08:59-24:00", "09:01-24:00", "09:00-23:59"}
    assert {("calendar office", "Etc/GMT-3 as Europe/Moscow"), ("calendar home", "account as UTC")} <= found
    assert {("packages", "packages price 50 as 51"), ("packages", "packages credits 10 as 9")} <= found
    assert {("review", "missed site_down 18.0 as 17.0"), ("confidence levels", "high 0.85 as 0.86")} <= found


def test_exceptions_are_left_out_one_by_one():
    """The last one too: without it the rule asks for its words anywhere."""
    text = POLICY.replace("mentions: [lost, gone]", "mentions: {words: [lost, gone], except in: [not lost]}")
    changes = {other.change for other in alter_rule(next(load_policy_text(text, "p.yaml").rules()))}
    assert {"without 'lost'", "without 'gone'", "except in, without 'not lost'"} <= changes


def test_the_days_of_a_rule_are_changed():
    """By one each; a case on either side of the day notices."""
    text = POLICY.replace("    why: W\n", '    why: W\n    from: "2026-11-23"\n    until: "9999-12-31"\n')
    loaded = load_policy_text(text, "p.yaml")
    dated = {f"{other.part} {other.change}" for other in alter_rule(next(loaded.rules())) if other.part in ("from", "until")}
    assert dated == {
        "from 2026-11-23 as 2026-11-24",
        "from 2026-11-23 as 2026-11-22",
        "until 9999-12-31 as 9999-12-30",
    }
    held = [mutant.noticed for mutant in Exercise(loaded, load_cases_text(DATED, "p.cases.yaml"), "reference").altered()
            if mutant.part == "from"]  # fmt: skip
    assert held == [True, True]


DATED = """\
triage cases: 1
policy: p
cases:
- case: the first day
  request: {ticket: {body: lost, status: assigned, created_at: "2026-11-23T12:00:00Z"}}
  expect: {priority: high}
- case: the day before
  request: {ticket: {body: lost, status: assigned, created_at: "2026-11-22T12:00:00Z"}}
  expect: {priority: medium}
"""


def test_holidays_and_prices_in_cents_are_changed_too():
    """Public holidays all together; a price by a cent."""
    text = POLICY.replace("closed: [2026-12-25]", "holidays: {country: DE, region: BY}").replace("price: 50", "price: 249.50")
    changed = {(subject, change): policy for subject, change, policy in alter_definitions(load_policy_text(text, "p.yaml"))}
    assert {("packages", "packages price 249.50 as 249.51"), ("packages", "packages price 249.50 as 249.49")} <= changed.keys()
    without = changed["calendar office", "without holidays of DE-BY"]
    epiphany = datetime(2026, 1, 6, 12, tzinfo=UTC)
    assert without.calendars.open_at(epiphany, None) == {"office"}
    assert changed["calendar home", "UTC as Europe/London"].calendars.open_at(epiphany, None) == frozenset()


CASE = """\
triage cases: 1
policy: p
cases:
- case: a
  request: {ticket: {body: x, status: assigned, created_at: "2026-11-23T12:00:00Z"}, account: {hotrush: {withdrawals: 3}}}
  expect: {sla.targets.resolution.due_at: "2026-11-26T21:00:00Z"}
- case: b
  request: {ticket: {body: x, status: assigned, created_at: "2026-11-23T12:00:00Z"}, account: {hotrush: {withdrawals: 2}}}
  expect: {sla.targets.resolution.due_at: "2026-11-23T16:00:00Z"}
"""


def test_a_number_is_held_by_cases_on_both_sides_of_it():
    """Of the rule's numbers only the goal, which no case speaks of, and the entries that none has."""
    altered = list(Exercise(LOADED, load_cases_text(CASE, "p.cases.yaml"), "reference").altered())
    missed = {
        f"{mutant.part} {mutant.change}" for mutant in altered if mutant.subject in ("far", OTHERWISE.name) and not mutant.noticed
    }
    assert missed == {
        "status one of without 'in_progress'",
        "text mentions without 'lost'",
        "text mentions without 'gone'",
        "resolution goal 2 business days as 3 business days",
        "resolution goal 2 business days as 1 business day",
    }
    held = {mutant.change for mutant in altered if mutant.subject == "calendar office" and mutant.noticed}
    assert "mon-fri 09:00-24:00 as 09:00-23:59" in held
    assert "2026-12-25 not closed" not in held

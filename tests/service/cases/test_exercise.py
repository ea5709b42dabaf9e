"""How well cases hold a policy: what they never saw, and what they would not miss; and the story of a decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

import pytest

from tests.web.shop import REQUEST, snapshot
from triage.contract.request import parse_request
from triage.domain.outcome import Step
from triage.domain.reading import Prediction
from triage.errors import RequestError
from triage.policy.loading.cases import load_cases_text
from triage.policy.loading.loader import load_policy_text
from triage.service.cases import mutation
from triage.service.cases.casebook import GivenClassifier, run_prepared
from triage.service.cases.mutation import Exercise
from triage.service.decide import decide
from triage.service.snapshot import Snapshot
from triage.service.story import tell_story, tell_why_not

POLICY = """\
triage: 1
policy: p
teams: [desk]
calendars: {always: {time zone: UTC, hours: {mon-sun: ["00:00-24:00"]}}}
review: {cost of a review: 1, cost of a wrong category: 5}
confidence levels: {high: 0.85, medium: 0.6}
sections:
- section: priority
  sets: [priority]
  rules:
  - {rule: watched, why: W, when: {scope: all_users, channel: email}, then: {priority: high}}
  - {rule: either, why: W, when: {any of: [{scope: one_user}, {scope: some_users}]}, then: {priority: low}}
  - {rule: untried, why: W, when: {channel: forum}, then: {priority: critical}}
  otherwise: {priority: medium}
"""
HEAD = "triage cases: 1\npolicy: p\ncases:\n"


def case(name, expect, **ticket):
    given = ", ".join(f"{key}: {value}" for key, value in ticket.items())
    return f"- case: {name}\n  request: {{ticket: {{body: x, {given}}}}}\n  expect: {{priority: {expect}}}\n"


def exercise(*cases):
    return Exercise(load_policy_text(POLICY, "p.yaml"), load_cases_text(HEAD + "".join(cases), "p.cases.yaml"), "reference")


FIRES = case("a", "high", scope="all_users", channel="email")
ONE = case("b", "low", scope="one_user")


def test_rules_that_never_fired_or_never_stayed_silent():
    """By name; a case for each way clears them."""
    seen = exercise(FIRES).coverage()
    assert (seen.rules, [rule.name for rule in seen.never_fired]) == (3, ["either", "untried"])
    assert [rule.name for rule in seen.never_silent] == ["watched"]
    cleared = exercise(FIRES, ONE, case("c", "critical", channel="forum")).coverage()
    assert (cleared.never_fired, cleared.never_silent) == ((), ())


@pytest.mark.parametrize(
    ("more", "unnoticed"),
    [
        ((), {("watched", "scope: all_users"), ("watched", "channel: email"), ("either", "scope: some_users")}),
        ((case("d", "medium", scope="all_users"),), {("watched", "scope: all_users"), ("either", "scope: some_users")}),
        ((case("d", "medium", channel="email"),), {("watched", "channel: email"), ("either", "scope: some_users")}),
        ((case("d", "low", scope="some_users"),), {("watched", "scope: all_users"), ("watched", "channel: email")}),
    ],
)
def test_a_condition_counts_as_held_when_a_case_fails_without_it(more, unnoticed):
    """Each condition and each branch is dropped in turn."""
    mutants = list(exercise(FIRES, ONE, *more).mutants())
    left = {(mutant.subject, mutant.change) for mutant in mutants if not mutant.noticed and mutant.subject != "untried"}
    whole = {("either", "any of: scope one_user; scope some_users")}
    assert left - whole == unnoticed
    assert len(mutants) == 6
    assert all(mutant.at.line in (11, 12, 13) for mutant in mutants)


def test_cases_are_decided_anew_only_where_the_rules_say_something_else(monkeypatch):
    """With 200 words left out one by one: the word that stands in a case costs a decision, the others none."""
    words = ", ".join(f"word{number}" for number in range(200))
    text = POLICY.replace("when: {channel: forum}", f"when: {{text: {{mentions: [{words}]}}}}")
    tried = Exercise(
        load_policy_text(text, "p.yaml"),
        load_cases_text(HEAD + FIRES + case("e", "critical", subject="word7 fails"), "p.cases.yaml"),
        "compiled",
    )
    decided = []
    monkeypatch.setattr(mutation, "run_prepared", lambda *given: decided.append(given) or run_prepared(*given))
    mutants = list(islice(tried.altered(), 200))
    assert [mutant.change for mutant in mutants if mutant.noticed] == ["without 'word7'"]
    assert {mutant.subject for mutant in mutants} == {"untried"}
    assert len(decided) == 1


def test_mutants_are_counted_before_they_are_tried():
    """What the command says at its start is what it lists."""
    tried = exercise(FIRES, ONE)
    assert tried.counts() == (len(list(tried.mutants())), len(list(tried.altered())))


def test_a_case_that_fails_anyhow_notices_nothing():
    """Such as a case of an extended policy: it would fail with every mutant."""
    broken = case("d", "critical", scope="all_users")
    assert [mutant.noticed for mutant in exercise(FIRES, ONE, broken).mutants()] == [
        mutant.noticed for mutant in exercise(FIRES, ONE).mutants()
    ]


def decision(explain_all=True):
    return decide(parse_request(REQUEST, now=None), snapshot(), explain_all=explain_all)


def test_the_story_has_every_rule_that_fired_with_its_reason():
    """And not a word of what the customer wrote."""
    told = decision(explain_all=False)
    story = "\n".join(tell_story(told))
    for step in told.trace:
        assert f"  {step.rule}\n    why: {step.why}" in story
    assert "xyzzy" not in story
    assert "Checkout broken" not in story


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("outage", "it wants category: site_down, and category is key_function"),
        ("content update", "it wants category: content, and category is key_function"),
        ("tier otherwise", "another rule of its section applied"),
        ("key function not working", "'key function not working' did apply."),
        ("vague title", "did not apply"),
    ],
)
def test_why_a_rule_had_no_say(rule, expected):
    """The condition that failed, or whoever was first."""
    found = decision()
    policy = snapshot().policy
    assert expected in "\n".join(tell_why_not(found, policy, rule))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "'outage' did apply."),
        ({"shadow": True}, "'outage' did apply. It is a shadow rule: it was evaluated and not applied."),
        ({"warning": "Two rules hold."}, "'outage' did apply. Two rules hold."),
        ({"warning": "Two rules hold.", "shadow": True}, "'outage' did apply. Two rules hold."),
    ],
)
def test_of_a_rule_that_applied_its_warning_is_told(more, expected):
    """It says more than that the rule is a shadow."""
    told = tell_why_not(replace(decision(), trace=(Step("s", "outage", "W", **more),)), snapshot().policy, "outage")
    assert next(told) == expected


ASKING = """\
- section: asked
  sets: [advice]
  rules:
  - {{rule: asked, why: W, when: {when}, then: {{advice: x}}}}
"""
MANY = ", ".join(f"plan{number}" for number in range(9))


@pytest.mark.parametrize(
    ("when", "given", "hint"),
    [
        ("{tags: vip}", {"tags": ["VIP", "x"]}, True),
        ("{tags: vip}", {"tags": ["x"]}, False),
        ("{tags: vip}", {}, False),
        ("{ticket department: [gold, silver]}", {"department": "Gold"}, True),
        ("{ticket department: gold}", {"department": "silver"}, False),
        ("{ticket department: gold}", {}, False),
        (f"{{ticket department: [{MANY}]}}", {"department": "Plan8"}, True),
        ('{ticket department: ["Smith, Jones", x]}', {"department": "smith, jones"}, True),
        ('{ticket department: "Smith, Jones"}', {"department": "SMITH"}, False),
        ("{ticket department: one of a kind}", {"department": "A kind"}, False),
        ("{attachments: {at least: 3}}", {}, False),
        ("{not: {tags: vip}}", {"tags": ["vip", "VIP"]}, False),
        ("{any of: [{tags: vip}, {tags: gold}]}", {"tags": ["VIP"]}, False),
    ],
)
def test_words_that_differ_in_case_only_are_told_so(when, given, hint):
    """Plain tests take words as they are written, however many, commas and all; other tests say nothing of case."""
    policy = load_policy_text(POLICY + ASKING.format(when=when), "p.yaml")
    asked = parse_request({"ticket": {"subject": "s", **given}}, now=datetime(2026, 11, 23, tzinfo=UTC))
    found = decide(asked, Snapshot.build(policy, GivenClassifier(Prediction(language="en")), "compiled"), explain_all=True)
    (_, told) = tell_why_not(found, policy, "asked")
    assert ("differ in upper and lower case only" in told) == hint
    assert "what the ticket says" not in told


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("switched", "it is switched off"),
        ("to come", "its first day has not come: on or after 2030-01-01"),
        ("ended", "its last day has passed: on or before 2020-01-01"),
        ("beaten", "everything that it asks holds, but 'taken' above it had already decided the section"),
        ("either of two", "it wants any of: tags includes any of a; scope one_user, and tags is nothing"),
    ],
)
def test_why_a_rule_was_not_even_looked_at(rule, expected):
    """Each way has a sentence of its own."""
    policy = load_policy_text(
        POLICY
        + """\
- section: silent
  sets: [advice]
  rules:
  - {rule: switched, why: W, enabled: false, then: {advice: x}}
  - {rule: to come, why: W, from: 2030-01-01, then: {advice: x}}
  - {rule: ended, why: W, until: 2020-01-01, then: {advice: x}}
  - {rule: either of two, why: W, when: {any of: [{tags: a}, {scope: one_user}]}, then: {advice: x}}
  - {rule: taken, why: W, then: {advice: x}}
  - {rule: beaten, why: W, when: {attachments: 0}, then: {advice: x}}
""",
        "p.yaml",
    )
    asked = parse_request({"ticket": {"subject": "s"}}, now=datetime(2026, 11, 23, tzinfo=UTC))
    for engine in ("reference", "compiled"):
        found = decide(asked, Snapshot.build(policy, GivenClassifier(Prediction(language="en")), engine), explain_all=True)
        assert list(tell_why_not(found, policy, rule)) == [f"'{rule}' (section 'silent') did not apply:", f"  {expected}"]


def test_an_unknown_rule_is_answered_with_a_near_one():
    """A slip of the pen costs nobody a search."""
    with pytest.raises(RequestError, match="outage"):
        list(tell_why_not(decision(), snapshot().policy, "outagee"))

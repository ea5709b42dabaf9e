"""How the rules of a section come together: hits, combining, carrying on, shadows, dates, and the trace."""

import json
from datetime import date
from threading import Thread

import pytest
from business_rules.engine import run_all

from tests.policy.small_policies import DAY, HEAD, decide, fired, load, one_rule, small
from triage.domain.outcome import FailedCondition, FailureKind, Outcome
from triage.domain.vocabulary import Precedence, Priority, Verdict
from triage.policy.engines.engine import build_engine

TWO = """
- section: one
  sets: [priority, tier, advice, first response]
  hit: {hit}
  combine: {{{combine}}}
  rules:
  - rule: a
    why: A
    when: {{plan: [a, both]}}
    then: {{priority: high, advice: first, first response: {{within: 1 h, calendar: always}}}}
{a}
  - {{rule: b, why: B, when: {{plan: [b, both]}}, then: {{priority: low, tier: 2, advice: [second, third]}}}}
  otherwise: {{priority: medium}}
"""


def two(hit="first", combine="", a=""):
    """A section of two rules; `a` is a further key of the first."""
    return small(TWO.format(hit=hit, combine=combine, a=f"    {a}" if a else ""))


@pytest.mark.parametrize(
    ("text", "plan", "rules", "priority", "tier", "advice"),
    [
        (two(), "a", ["a"], "high", None, ["first"]),
        (two(), "both", ["a"], "high", None, ["first"]),
        (two(), "b", ["b"], "low", 2, ["second", "third"]),
        (two(), "none", ["one otherwise"], "medium", None, []),
        (two(a="carry on: true"), "both", ["a", "b"], "high", 2, ["first", "second", "third"]),
        (two(a="carry on: true"), "a", ["a"], "high", None, ["first"]),
        (two(a="carry on: true", combine="priority: last"), "both", ["a", "b"], "low", 2, ["first", "second", "third"]),
        (two("all"), "both", ["a", "b"], "high", 2, ["first", "second", "third"]),
        (two("all", "priority: last"), "both", ["a", "b"], "low", 2, ["first", "second", "third"]),
        (two("all"), "none", ["one otherwise"], "medium", None, []),
        (two(a="enabled: false"), "both", ["b"], "low", 2, ["second", "third"]),
        (two(a="enabled: false"), "a", ["one otherwise"], "medium", None, []),
        (two(a="shadow: true"), "both", ["a", "b"], "low", 2, ["second", "third"]),
        (two(a="shadow: true"), "a", ["a", "one otherwise"], "medium", None, []),
        (two("unique"), "a", ["a"], "high", None, ["first"]),
        (two("unique"), "both", ["a", "b"], "high", None, ["first"]),
    ],
)
def test_hits(text, plan, rules, priority, tier, advice):
    """Which rules apply, and what stays of what they set."""
    outcome, trace = decide(text, plan=plan)
    assert [step.rule for step in trace] == rules
    assert (outcome.priority, outcome.tier, outcome.advice) == (priority, tier, advice)


def test_the_trace_says_what_a_rule_set_and_not_what_it_wanted():
    """Where an earlier rule of the section had the say, a later one's word does not appear."""
    _, trace = decide(two("all"), plan="both")
    assert trace[0].set == {
        "priority": "high",
        "advice": "first",
        "first response": {"within": "1 h", "calendar": "always", "pausable": True},
    }
    assert trace[1].set == {"tier": 2, "advice": ["second", "third"]}
    assert trace[0].facts == {"plan": "both"}
    assert trace[0].why == "A"


def test_a_shadow_rule_is_traced_as_such():
    """With what it would have set."""
    _, trace = decide(two(a="shadow: true"), plan="a")
    assert trace[0].shadow
    assert trace[0].set["priority"] == "high"
    assert not trace[1].shadow


def test_a_second_hit_in_a_unique_section_is_a_warning():
    """The first one counts; the second is told, and sets nothing."""
    outcome, trace = decide(two("unique"), plan="both")
    assert trace[1].warning == "the section is unique, but 'a' applied and this rule holds as well; it was not applied"
    assert (trace[0].warning, trace[1].set, outcome.tier) == (None, {}, None)


@pytest.mark.parametrize(("on", "rules"), [(date(2026, 12, 31), ["a"]), (date(2027, 1, 1), ["one otherwise"])])
def test_until_is_the_last_day(on, rules):
    """On the day itself the rule still holds, after it no longer."""
    policy = load(two(a="until: 2026-12-31"))
    assert [step.rule for step in decide(policy, on=on, plan="a")[1]] == rules


@pytest.mark.parametrize(("on", "rules"), [(date(2026, 12, 31), ["one otherwise"]), (date(2027, 1, 1), ["a"])])
def test_from_is_the_first_day(on, rules):
    """The day before it the rule does not hold yet, and an explanation says so."""
    policy = load(two(a="from: 2027-01-01"))
    _, trace = decide(policy, on=on, plan="a", explain_all=True)
    assert [step.rule for step in trace if step.fired] == rules
    not_yet = FailedCondition("from", "on or after 2027-01-01", "2026-12-31", FailureKind.NOT_YET)
    assert [step.failed for step in trace if step.rule == "a"] == [None if rules == ["a"] else not_yet]


def test_later_sections_ask_what_earlier_ones_set():
    """As facts of the same name; codes of reasons and questions as sets."""
    text = small(
        """
        - section: one
          sets: [category, tier, team, hotrush, hotrush reasons, missing information, quote instead]
          hit: all
          rules:
          - {rule: a, why: a, then: {category: content, tier: 2, team: desk, hotrush: refused, quote instead: true}}
          - rule: b
            why: b
            then: {hotrush reasons: [{code: x, text: X}, {code: y, text: Y}], missing information: {what: url, ask: Where?}}
          - {rule: not yet, why: the same section, when: {tier: 2}, then: {tier: 3}}
        - section: two
          sets: [credits]
          rules:
          - rule: all of it
            why: c
            when:
              category: content
              tier: {at least: 2}
              team: desk
              hotrush: refused
              hotrush reasons: {includes all of: [x, y]}
              missing information: url
              quote instead: true
            then: {credits: 5}
        """
    )
    outcome, trace = decide(text, category="site_down")
    assert [step.rule for step in trace] == ["a", "b", "all of it"]
    assert (outcome.credits, outcome.hotrush) == (5, Verdict.REFUSED)
    assert trace[2].facts == {
        "category": "content",
        "tier": 2,
        "team": "desk",
        "hotrush": "refused",
        "hotrush reasons": ["x", "y"],
        "missing information": ["url"],
        "quote instead": True,
    }


def test_before_any_section_outcomes_are_what_the_answer_would_say():
    """Nothing was asked for, nothing is owed, nothing is known."""
    when = (
        "{hotrush: not_requested, hotrush reasons: {is empty: true}, credits: 0, confirmation: not_needed, precedence: none,"
        " quote instead: false, tier: {is known: false}, duplicate: {is known: false}}"
    )
    assert fired(one_rule(when)) == ["it"]


def test_later_sections_override_and_targets_add_up():
    """One value stays of a scalar, every promise of a target; `replace` clears those of earlier sections, once."""
    text = """
        - section: one
          sets: [priority, first response]
          hit: all
          rules:
          - {rule: a, why: a, then: {priority: high, first response: {within: 1 h, calendar: always}}}
        - section: two
          sets: [priority, first response]
          hit: all
          combine: {first response: COMBINE}
          rules:
          - {rule: b, why: b, then: {priority: low, first response: {within: 2 h, calendar: office}}}
          - {rule: c, why: c, then: {first response: {within: 3 h, goal: 2 h, calendar: office, pausable: false}}}
        """
    appended = decide(small(text.replace("COMBINE", "append")))[0]
    replaced = decide(small(text.replace("COMBINE", "replace")))[0]
    assert appended.priority is Priority.LOW
    assert [(c.section, c.rule, str(c.spec.within)) for c in appended.first_response] == [
        ("one", "a", "1 h"),
        ("two", "b", "2 h"),
        ("two", "c", "3 h"),
    ]
    assert [c.rule for c in replaced.first_response] == ["b", "c"]
    assert (replaced.first_response[1].spec.pausable, str(replaced.first_response[1].spec.goal)) == (False, "2 h")


def test_lists_replace_too():
    """A list that replaces keeps nothing of earlier sections."""
    text = """
        - {section: one, sets: [advice], otherwise: {advice: old}}
        - {section: two, sets: [advice], combine: {advice: replace}, otherwise: {advice: [new, newer]}}
        """
    assert decide(small(text))[0].advice == ["new", "newer"]


def test_a_rule_may_set_nothing():
    """`then: {}` ends the search of a section on purpose."""
    text = small(
        """
        - section: one
          sets: [priority]
          rules:
          - {rule: stop, why: No more, when: {plan: a}, then: {}}
          otherwise: {priority: low}
        """
    )
    assert decide(text, plan="a")[0].priority is None
    assert decide(text, plan="b")[0].priority == "low"


@pytest.mark.parametrize(
    ("when", "facts", "failed"),
    [
        ("{plan: gold, channel: email}", {"plan": "free"}, ("plan", "gold", "free")),
        ("{plan: gold, channel: email}", {"plan": "gold"}, ("channel", "email", None)),
        ("{confidence: {at least: 0.6, below: 0.9}}", {"confidence": 0.95}, ("confidence", "below 0.9", 0.95)),
        ("{tags: [a, b]}", {"tags": frozenset("zy")}, ("tags", "includes any of a, b", ["y", "z"])),
        ("{channel: {is known: true}}", {}, ("channel", "is known: true", None)),
        ("{not: {plan: gold}}", {"plan": "gold"}, ("plan", "not: gold", "gold")),
        ("{not: {not: {plan: gold}}}", {"plan": "x"}, ("plan", "gold", "x")),
        ("{hotrush requested: true}", {"hotrush_requested": False}, ("hotrush requested", "true", False)),
        ("{plan: [a, b, c, d, e, f, g, h]}", {"plan": "x"}, ("plan", "one of a, b, c, d, e, f and 2 more", "x")),
        (
            "{any of: [{plan: gold}, {channel: email, credits: 1}]}",
            {"plan": "free"},
            ("plan", "any of: plan gold; (all of: channel email; credits 1)", "free"),
        ),
    ],
)
def test_explain_all_names_the_first_condition_that_failed(when, facts, failed):
    """Fact, what was asked, what it was."""
    _, trace = decide(one_rule(when), explain_all=True, **facts)
    assert [step.fired for step in trace] == [False]
    found = trace[0].failed
    assert (found.fact, found.wanted, found.value) == failed
    assert trace[0].set == {}


def test_explain_all_tells_of_rules_that_were_not_looked_at():
    """Switched off, past their day, or below the one that decided."""
    text = small(
        """
        - section: one
          sets: [priority]
          rules:
          - {rule: off, why: a, enabled: false, then: {priority: low}}
          - {rule: old, why: b, until: 2020-01-01, then: {priority: low}}
          - {rule: taken, why: c, then: {priority: high}}
          - {rule: fits too, why: d, then: {priority: low}}
          - {rule: does not fit, why: e, when: {plan: x}, then: {priority: low}}
        """
    )
    _, trace = decide(text, explain_all=True)
    assert [(step.rule, step.fired, step.failed) for step in trace] == [
        ("off", False, FailedCondition("enabled", "true", False, FailureKind.OFF)),
        ("old", False, FailedCondition("until", "on or before 2020-01-01", "2026-11-23", FailureKind.EXPIRED)),
        ("taken", True, None),
        (
            "fits too",
            False,
            FailedCondition("section", "no earlier rule of the section applied", "taken", FailureKind.NOT_REACHED),
        ),
        ("does not fit", False, FailedCondition("plan", "x", None, words=("x",))),
    ]


def test_explaining_changes_nothing():
    """The outcome is the same with and without."""
    for plan in ("a", "b", "both", "none"):
        policy = load(two("unique"))
        assert decide(policy, plan=plan)[0] == decide(policy, plan=plan, explain_all=True)[0]


def test_the_trace_shows_long_texts_in_part():
    """Where the rule found its phrase, else from the start; always plain values that JSON can hold."""
    text = "x " * 500 + "the SITE is down now " + "y " * 500
    _, trace = decide(one_rule("{text: {mentions: $outage words}}"), text=text)
    shown = trace[0].facts["text"]
    assert "the site is down now" in shown
    assert len(shown) < 200
    _, trace = decide(one_rule("{text: {contains: x}, subject: {is known: true}}"), text=text, subject="short")
    assert trace[0].facts == {"text": text[:200] + "…", "subject": "short"}
    assert json.loads(json.dumps([dict(step.facts) for step in trace]))


def test_every_rule_goes_through_business_rules():
    """The library itself, given our rules in its own format, fires the same rules."""
    from triage.policy.engines.reference import _Values
    from triage.policy.language.conditions import to_business_rules

    policy = load(two("all"))
    for plan in ("a", "b", "both", "none"):
        values = _Values({"plan": plan})
        forms = {rule.name: to_business_rules(rule.conditions) for rule in policy.sections[0].rules}
        hits = [name for name, form in forms.items() if run_all([{"conditions": form, "actions": []}], values, object())]
        assert hits == [step.rule for step in decide(policy, plan=plan)[1] if "otherwise" not in step.rule]


def test_an_empty_policy_sets_nothing():
    """What is not set keeps the default of the answer."""
    outcome, trace = decide(HEAD + "sections: []")
    assert (outcome, trace, outcome.precedence) == (Outcome(), (), Precedence.NONE)


def test_one_engine_serves_many_threads():
    """Every call has its own state."""
    engine = build_engine(load(two("all")), "reference")
    wrong = []

    def ask(plan, expected):
        for _ in range(50):
            if engine.apply({"plan": plan}, on=DAY)[0].priority != expected:
                wrong.append(plan)

    threads = [Thread(target=ask, args=pair) for pair in [("a", "high"), ("b", "low"), ("none", "medium")] * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_outcomes_are_not_shared_between_tickets():
    """What one caller does to its outcome does not reach the next."""
    policy = load(two("all"))
    decide(policy, plan="both")[0].advice.append("mine")
    assert decide(policy, plan="both")[0].advice == ["first", "second", "third"]

"""What a rule may set, and how it is written."""

import re
from dataclasses import fields
from datetime import timedelta

import pytest

from tests.policy.small_policies import decide, faults, load, one_rule
from triage.domain.outcome import Ask, DelaySpec, EscalationSpec, Outcome, Reason, WorkflowSpec
from triage.domain.spans import DayMode, Span, TargetSpec
from triage.domain.vocabulary import Confirmation, DuplicateStatus, Precedence
from triage.policy.editing.written import reference_pages
from triage.policy.language.facts import FACTS, FactType
from triage.policy.language.outcome_parts import PartForm
from triage.policy.language.outcomes import OUTCOMES, OutcomeType
from triage.policy.language.shown import shown

HOUR, QUARTER = Span(amount=timedelta(hours=1)), Span(amount=timedelta(minutes=15))


def value_set(name, written):
    """The value that a rule sets when it is written like this."""
    return next(load(one_rule(then=f"{{{name}: {written}}}", sets=f"[{name}]")).rules()).assignments[0].value


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("duplicate", "possible", DuplicateStatus.POSSIBLE),
        ("precedence", "none", Precedence.NONE),
        ("confirmation", "required", Confirmation.REQUIRED),
        ("tier", "3", 3),
        ("credits", "0", 0),
        ("team", "desk", "desk"),
        ("offer instead", "priority", "priority"),
        ("can uncheck", "false", False),
        ("first response", "{within: 15 min, calendar: always}", (TargetSpec(QUARTER, "always"),)),
        ("next update", "{within: 1 business day, calendar: office}", (TargetSpec(Span(days=1), "office"),)),
        (
            "resolution",
            "{goal: 2 business days, within: 3 business days, calendar: office, pausable: false}",
            (TargetSpec(Span(days=3), "office", Span(days=2), pausable=False),),
        ),
        (
            "hotrush response",
            "{within: 1 business day same time, calendar: office, goal: 4 h}",
            (TargetSpec(Span(days=1, mode=DayMode.SAME_TIME), "office", Span(amount=timedelta(hours=4))),),
        ),
        ("expected delay", "{shortest: 15 min, longest: 1 h}", DelaySpec(QUARTER, HOUR)),
        ("escalations", "{to tier: 2, percent: 50, of: resolution}", (EscalationSpec(2, 50, "resolution"),)),
        (
            "escalations",
            "[{to tier: 2, percent: 50, of: resolution}, {to tier: 3, percent: 75, of: first_response, department: development}]",
            (EscalationSpec(2, 50, "resolution"), EscalationSpec(3, 75, "first_response", "development")),
        ),
        ("hotrush reasons", "{code: x, text: Because.}", (Reason("x", "Because."),)),
        ("missing information", "[{what: url, ask: Where?}]", (Ask("url", "Where?"),)),
        ("hotrush duties", "[a fix, or instructions]", ("a fix", "or instructions")),
        ("advice", "Look first.", ("Look first.",)),
        ("workflow", "{step: quote, by: crew}", (WorkflowSpec("quote", "crew"),)),
        (
            "workflow",
            "{step: quote, by: crew, within: 1 h, calendar: office, after: look, on: arrival}",
            (WorkflowSpec("quote", "crew", TargetSpec(HOUR, "office"), "look", "arrival"),),
        ),
    ],
)
def test_values(name, written, value):
    """YAML becomes the domain's own value."""
    assert value_set(name, written) == value


def test_every_outcome_is_a_field_of_the_domain_and_back():
    """The registry and `Outcome` name the same things."""
    assert {outcome.field for outcome in OUTCOMES.values()} == {field.name for field in fields(Outcome)}
    assert all(outcome.description.endswith(".") for outcome in OUTCOMES.values())


def test_outcomes_that_grow_are_lists_in_the_domain():
    """So that writing can append."""
    blank = Outcome()
    for outcome in OUTCOMES.values():
        assert isinstance(getattr(blank, outcome.field), list) is outcome.grows


def test_facts_of_outcomes_have_the_outcomes_type():
    """A choice is asked as a choice, a list as a set of codes."""
    kinds = {
        OutcomeType.CHOICE: FactType.CHOICE,
        OutcomeType.WHOLE: FactType.NUMBER,
        OutcomeType.TEXT: FactType.TEXT,
        OutcomeType.FLAG: FactType.FLAG,
        OutcomeType.LIST: FactType.SET,
    }
    for fact in FACTS.values():
        if fact.outcome:
            outcome = OUTCOMES[fact.name]
            assert fact.type is kinds[outcome.type] or fact.names
            assert fact.choices == outcome.choices


def test_every_fact_is_told():
    """With a sentence, and a closed list only where the language can check one."""
    for fact in FACTS.values():
        assert fact.description.endswith(".")
        assert not fact.choices or fact.type in (FactType.CHOICE, FactType.SET)
        assert (fact.type is not FactType.CHOICE) or fact.choices or fact.names


def test_values_are_shown_as_a_policy_writes_them():
    """Spans as text, empty fields left out, one item without a list around it."""
    outcome_set = decide(
        one_rule(
            then="{resolution: {goal: 2 h, within: 1 business day same time, calendar: office},"
            " expected delay: {shortest: 15 min, longest: 1 h}, workflow: {step: a, by: b, within: 1 h, calendar: office}}",
            sets="[resolution, expected delay, workflow]",
        )
    )[1][0].set
    assert outcome_set == {
        "resolution": {"within": "1 business day same time", "calendar": "office", "goal": "2 h", "pausable": True},
        "expected delay": {"shortest": "15 min", "longest": "1 h"},
        "workflow": {"step": "a", "by": "b", "due": {"within": "1 h", "calendar": "office", "pausable": True}},
    }


def test_what_has_no_form_is_not_shown():
    """A mistake of ours is an error, not a text that looks like a value."""
    with pytest.raises(TypeError):
        shown(object())


WRITTEN = {
    PartForm.SPAN: "4 h",
    PartForm.DELAY: "15 min",
    PartForm.CALENDAR: "office",
    PartForm.TIER: "2",
    PartForm.PERCENT: "80",
    PartForm.TARGET: "resolution",
    PartForm.DEPARTMENT: "support",
    PartForm.FLAG: "false",
    PartForm.TEXT: "word",
}
STRUCTURED = [outcome for outcome in OUTCOMES.values() if outcome.parts]


def structure(outcome, parts):
    """A policy that sets the outcome with these of its parts; a goal is left out, for it must be shorter than the limit."""
    given = ", ".join(f"{part.key}: {WRITTEN[part.form]}" for part in parts if part.key != "goal")
    return one_rule(then=f"{{{outcome.name}: {{{given}}}}}", sets=f"[{outcome.name}]")


@pytest.mark.parametrize("outcome", STRUCTURED, ids=lambda outcome: outcome.name)
def test_the_parts_of_an_outcome_are_what_is_read(outcome):
    """All that are described are taken, those that are marked as required suffice, and without one of these it is a fault."""
    assert faults(structure(outcome, outcome.parts)) == []
    needed = [part for part in outcome.parts if part.required]
    assert faults(structure(outcome, needed)) == []
    for part in needed:
        rest = [other for other in needed if other is not part]
        assert [code for *_, code in faults(structure(outcome, rest))] == ["missing-key"]


@pytest.mark.parametrize("outcome", STRUCTURED, ids=lambda outcome: outcome.name)
def test_the_reference_explains_every_part(outcome):
    """In the table of its own that the outcome's row links to."""
    page = reference_pages()["outcomes.md"]
    link = re.search(rf"^\| `{outcome.name}` .*\(#([a-z-]+)\)", page, re.MULTILINE)
    sections = {title.lower().replace(" ", "-"): text for title, text in re.findall(r"^## (.+)\n([^#]+)", page, re.MULTILINE)}
    assert link
    assert re.findall(r"^\| `([a-z ]+)` \|", sections[link[1]], re.MULTILINE) == [part.key for part in outcome.parts]

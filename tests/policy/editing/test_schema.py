"""The editor's schema accepts what the loader accepts, and marks what a person would want marked."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from tests.policy.small_policies import one_rule
from triage.policy.editing.schema import policy_schema
from triage.policy.files.findings import Findings
from triage.policy.files.yaml_nodes import plain_value, read_yaml
from triage.policy.language.facts import FACTS
from triage.policy.language.outcomes import OUTCOMES

RULES = Path(__file__).parent.parent.parent.parent / "rules"
SCHEMA = policy_schema()
VALIDATOR = Draft7Validator(SCHEMA)


def value_of(text):
    return plain_value(read_yaml(text.encode(), "a.yaml", Findings()))


def test_it_is_a_schema_of_draft_7():
    """As editors read them."""
    Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", ["default", "hotrush-2010"])
def test_the_shipped_policies_fit(name):
    """Judged by a validator that is not ours; and they lead editors to it."""
    text = (RULES / f"{name}.yaml").read_text(encoding="utf-8")
    assert list(VALIDATOR.iter_errors(value_of(text))) == []
    assert text.startswith("# yaml-language-server: $schema=./policy.schema.json\n")


@pytest.mark.parametrize(
    "when",
    [
        "{categroy: content}",
        "{category: contnet}",
        "{confidence: high}",
        "{confidence: {at most: high}}",
        "{text: {mention: [a]}}",
        "{hotrush requested: 1}",
        "{topics: {is empty: maybe}}",
        "{any of: []}",
        "{}",
    ],
)
def test_mistakes_are_marked(when):
    """While they are typed, before any check is run."""
    assert list(VALIDATOR.iter_errors(value_of(one_rule()))) == []
    assert list(VALIDATOR.iter_errors(value_of(one_rule(when)))) != []


@pytest.mark.parametrize(
    "then", ["{priority: urgent}", "{tier: two}", "{first response: {within: 15 minutes, calendar: always}}", "{advise: x}"]
)
def test_wrong_outcomes_are_marked(then):
    """By their names and values."""
    assert list(VALIDATOR.iter_errors(value_of(one_rule(then=then)))) != []


def test_words_with_exceptions_fit():
    """As the loader takes them; without a list of the two they are marked."""
    lists = "words: [$outage words, b], except in: no b"
    for test in ("mentions", "does not mention"):
        assert list(VALIDATOR.iter_errors(value_of(one_rule(f"{{text: {{{test}: {{{lists}}}}}}}")))) == []
        assert list(VALIDATOR.iter_errors(value_of(one_rule(f"{{text: {{{test}: {{words: [b]}}}}}}")))) != []


def test_everything_of_the_registries_is_in_it_with_its_description():
    """Editors show it."""
    when = SCHEMA["definitions"]["when"]["properties"]
    then = SCHEMA["definitions"]["then"]["properties"]
    assert {name: when[name]["description"] for name in FACTS} == {name: fact.description for name, fact in FACTS.items()}
    assert {name: then[name]["description"] for name in OUTCOMES} == {name: each.description for name, each in OUTCOMES.items()}

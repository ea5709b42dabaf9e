"""Policies and tickets on which the compiled engine must agree with the reference engine, and the comparison."""

from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache

import pytest

from tests.policy.small_policies import load, one_rule
from triage.errors import EnginesDifferError
from triage.policy.engines.both_engines import refuse_difference
from triage.policy.engines.compiled import index as compiled_index
from triage.policy.engines.compiled import keywords as compiled_keywords
from triage.policy.engines.compiled.compiled_engine import CompiledEngine
from triage.policy.engines.reference import ReferenceEngine
from triage.policy.files.findings import Position
from triage.policy.language.conditions import Condition
from triage.policy.language.outcomes import OUTCOMES
from triage.policy.model import Assignment, Hit, Rule, Section

AT = Position("test.yaml")


@dataclass(frozen=True)
class Scenario:
    """A policy, tickets for it, and what the reference engine says: without and with `explain_all`, each with its `repr`."""

    policy: object
    tickets: tuple
    expected: tuple


def scenario(policy, tickets):
    """A scenario of that policy; tickets are facts and a date."""
    reference = ReferenceEngine(policy)
    said = [[reference.apply(facts, on=on, explain_all=every) for every in (False, True)] for facts, on in tickets]
    return Scenario(policy, tuple(tickets), tuple([(answer, repr(answer)) for answer in answers] for answers in said))


def disagreement(scenarios):
    """The first difference between the compiled engine, in each of its builds, and the reference; "" when there is none."""
    for one in scenarios:
        for build in BUILDS:
            with build():
                engine = CompiledEngine(one.policy, most_linear=10_000 if build is linear else 0)
            for (facts, on), expected in zip(one.tickets, one.expected, strict=True):
                for every in (False, True) if build is linear else (False,):  # the whole story does without the index
                    difference = _difference(expected[every], engine.apply(facts, on=on, explain_all=every))
                    if difference:
                        return f"{build.__name__}: {difference}"
    return ""


def _difference(expected, got):
    answer, text = expected
    if repr(got) == text:
        return ""
    with pytest.raises(EnginesDifferError) as raised:
        refuse_difference(answer, got)
    return str(raised.value)


@contextmanager
def linear():
    """Every section as one function."""
    yield


@contextmanager
def indexed():
    """An index for every section, its limits as in production."""
    yield


@contextmanager
def cramped():
    """Every limit of the index at its least, so that few rules are enough to meet it; phrases in one pass."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled_index, "MOST_ASKED", 0)
        patch.setattr(compiled_index, "CROWDED", 1)
        patch.setattr(compiled_index, "MOST_SIGNATURES", 2)
        patch.setattr(compiled_index, "MOST_KEYS", 2)
        yield


@contextmanager
def without_the_extra():
    """As `cramped`, where pyahocorasick is not installed."""
    with cramped(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled_keywords, "ahocorasick", lambda: None)
        yield


BUILDS = (linear, indexed, cramped, without_the_extra)


def policy_of(*sections):
    """A policy of these sections."""
    return replace(_base(), sections=tuple(sections))


def section_of(name, rules, hit=Hit.ALL, combine=None, otherwise=None):
    """A section; it may set everything."""
    ways = {outcome.name: outcome.combines[0] for outcome in OUTCOMES.values()} | (combine or {})
    return Section(name, "", tuple(OUTCOMES), hit, ways, tuple(rules), otherwise, AT)


def rule_of(section, name, tree, then, **more):
    """A rule that sets outcomes by name."""
    assignments = tuple(Assignment.of(OUTCOMES[outcome], value, AT) for outcome, value in then.items())
    return Rule(name, section, f"why {name}", tree, assignments, AT, **more)


def leaf(fact, operator, value):
    """One condition."""
    return Condition(fact, operator, value, f"{operator} {value}", AT)


@cache
def _base():
    return load(one_rule())

"""The tests of the compiled engine can fail: each of these seeded defects is noticed by the grid or by a few random policies."""

from functools import cache
from random import Random

import pytest

from tests.policy.engines.compiled.compiled_cases import disagreement
from tests.policy.engines.compiled.compiled_grid import grid, late_text
from tests.policy.engines.compiled.compiled_random import random_scenario
from triage.policy.engines.compiled import conditions as compiled_conditions
from triage.policy.engines.compiled import explained as compiled_explained
from triage.policy.engines.compiled import facts as compiled_facts
from triage.policy.engines.compiled import guards as compiled_guards
from triage.policy.engines.compiled import index as compiled_index
from triage.policy.engines.compiled import plans as compiled_plans
from triage.policy.engines.compiled import sections as compiled_sections
from triage.policy.engines.compiled.guards import Guard, Kind
from triage.policy.engines.compiled.plans import Plan
from triage.policy.language.conditions import AnyOf


def table(name, operator, source):
    """The table of tests with another source for one operator."""
    return compiled_conditions, name, {**getattr(compiled_conditions, name), operator: source}


def wrapped(module, name, change):
    """A function whose answer, or arguments, are changed by `change(function)`."""
    return module, name, change(getattr(module, name))


def _first_guard(guard_of):
    def lossy(parts):
        guard = guard_of(parts)
        return guard and Guard(guard.fact, guard.values[:1], guard.kind)

    return lossy


def _all_strict(guard_of):
    def strict(parts):
        guard = guard_of(parts)
        return guard and Guard(guard.fact, guard.values, Kind.MEMBER if guard.kind is Kind.MEMBER else Kind.PHRASE)

    return strict


def _first_value(pinned):
    return lambda tree: pinned(tree.parts[0]) if isinstance(tree, AnyOf) else pinned(tree)


def _any_fact(pinned):
    def lossy(tree):
        if isinstance(tree, AnyOf):
            found = [one for one in map(pinned, tree.parts) if one]
            return (found[0][0], tuple(value for one in found for value in one[1])) if found else None
        return pinned(tree)

    return lossy


def _one_part(parts_of):
    return lambda tree: parts_of(tree)[:1]


def _eager(linear):
    return lambda rules: linear([(given, parts, True) for given, parts, _ in rules])


def _lazy(linear):
    return lambda rules: linear([(given, parts, False) for given, parts, _ in rules])


def _decides(value):
    def change(plan_of):
        return lambda rule, section, predicates, place, decides: plan_of(rule, section, predicates, place, decides=value)

    return change


def _no_last_day(asked):
    return lambda plan: compiled_sections.parts_of(plan.rule.conditions)


def _without(key):
    return lambda shown: {name: value for name, value in shown.items() if name != key}


DEFECTS = {
    "at least is above": table("KNOWN", "at_least", "{v} > {k}"),
    "at most is below": table("KNOWN", "at_most", "{v} < {k}"),
    "above is at least": table("KNOWN", "above", "{v} >= {k}"),
    "below has an epsilon": table("KNOWN", "below", "{k} - {v} > 1e-6"),
    "above has an epsilon": table("KNOWN", "above", "{v} - {k} > 1e-6"),  # not at least, by which dates are compared too
    "between excludes its end": table("KNOWN", "between", "{k}[0] <= {v} < {k}[1]"),
    "unknown is not other than a value": table("TOTAL", "not_equal_to", "{v} is not None and {v} != {k}"),
    "unknown is not none of a list": table("TOTAL", "none_of", "({v} is not None and {v} not in {k})"),
    "unknown is false": table("TOTAL", "is_false", "not {v}"),
    "unknown is not other than true": table("TOTAL", "is_not_true", "{v} is False"),
    "any of a set is all of it": table("KNOWN", "includes_any_of", "{k} <= {v}"),
    "all of a set is any of it": table("KNOWN", "includes_all_of", "not {v}.isdisjoint({k})"),
    "a filled set is any known set": table("KNOWN", "is_filled", "True"),
    "contains is starts with": table("KNOWN", "contains", "{v}.startswith({k})"),
    "ends with is contains": table("KNOWN", "ends_with", "{k} in {v}"),
    "a pattern must match all": table("KNOWN", "matches", "{k}({v}[1:]) is not None"),
    "one phrase may stand within a word": (compiled_conditions, "_MENTIONS_ONE", "{k} in {v}"),
    "phrases may stand within words": wrapped(
        compiled_conditions,
        "mention_test",
        lambda _: lambda phrases: lambda text: any(one in text.normal for one in phrases.phrases),
    ),
    "white space is kept": (compiled_facts, "_normalised", str.casefold),
    "accents and ligatures are lowered only": (compiled_facts, "_normalised", lambda text: " ".join(text.lower().split())),
    "words keep their case": (compiled_facts, "_words_of", lambda text: frozenset(text.split())),
    "a text that was set is not forgotten": (compiled_facts.KnownFacts, "forget", lambda self, name: None),
    "nothing is set before the first section": (compiled_facts, "_INITIAL", {}),
    "of an any-of the first value counts": wrapped(compiled_guards, "_pinned", _first_value),
    "an any-of of several facts pins one": wrapped(compiled_guards, "_pinned", _any_fact),
    "a guard has its first value only": wrapped(compiled_index, "guard_of", _first_guard),
    "letters are taken for whole words": wrapped(compiled_index, "guard_of", _all_strict),
    "all that must hold is one part": wrapped(compiled_sections, "parts_of", _one_part),
    "rules stand in no order": (compiled_index, "_place", lambda plan: -plan.place),
    "every value has the same key": (compiled_index._Filing, "values", lambda self: [next(iter(self.equal.values()))[1][0]]),
    "the last day does not count": wrapped(compiled_sections, "_asked", _no_last_day),
    "every rule decides": wrapped(compiled_sections, "plan_of", _decides(True)),
    "no rule decides": wrapped(compiled_sections, "plan_of", _decides(False)),
    "the first rule ends every section": wrapped(compiled_sections, "linear", _eager),
    "no rule ends a section": wrapped(compiled_sections, "linear", _lazy),
    "nobody asks who wrote first": (compiled_sections, "in_each_others_way", lambda section: False),
    "replacing is appending": (
        Plan,
        "applied",
        lambda self, known, outcome: self.step(known, self.write_beside(outcome, {*self.would_set})),
    ),
    "nothing becomes known": (Plan, "inform", lambda self, known, outcome: None),
    "nothing becomes known after care": (Plan, "inform_beside", lambda self, known, outcome: None),
    "long texts have no excerpt": (compiled_plans, "excerpt", lambda text, first, last: text),
    "long texts are shown whole": (compiled_plans, "LONG_TEXT", 10_000),
    "a warning is left out": (compiled_sections, "second_match", lambda winner: None),
    "the story forgets the winner": (compiled_explained, "not_reached", lambda winner: None),
    "the story has no last day": (compiled_explained, "not_in_force", lambda rule, on: None),
}


@cache
def scenarios():
    """The quick ones first."""
    pick = Random(7)
    return (late_text(), *(random_scenario(pick, 4) for _ in range(25)), *grid())


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_is_noticed(defect, monkeypatch):
    """With the defect the engines disagree."""
    target, name, value = DEFECTS[defect]
    monkeypatch.setattr(target, name, value)
    assert disagreement(scenarios())


def test_without_a_defect_nothing_is_noticed():
    """The scenarios that notice the defects find nothing in the engine as it is."""
    assert disagreement(scenarios()) == ""
    assert len(DEFECTS) >= 20

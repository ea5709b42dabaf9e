"""The values that each fact can have at all, and those that a condition lets through."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from math import inf
from types import MappingProxyType
from typing import Any

from triage.policy.files.reading import Names
from triage.policy.language.conditions import Condition
from triage.policy.language.fact_tests import COMPLEMENTS
from triage.policy.language.facts import FACTS, FactType
from triage.policy.language.when import choices_of
from triage.policy.lint.regions import Numbers, Region, Words, meet, numbers
from triage.policy.model import Policy, Section


class Domains:
    """What each fact can be in a section of one policy."""

    def __init__(self, policy: Policy, faulty: Collection[str] = ()) -> None:
        """`faulty` are sections of which something is missing: they are taken to settle all that they set."""
        self._names = Names(policy.teams, policy.departments, policy.numbered, policy.calendars.names, policy.lists)
        self._everything: dict[str, Region] = {}
        self._regions: dict[int, tuple[Condition, Region | None]] = {}
        self._settled = _settled_before(policy, faulty)

    def everything(self, fact: str) -> Region:
        """All values that the fact can have, the unknown one included."""
        made = self._everything.get(fact)
        if made is None:
            made = self._everything[fact] = self._make(fact)
        return made

    def possible(self, fact: str, section: Section) -> Region:
        """The values in that section: without the unknown one when the request or an earlier section always gives a value."""
        region = self.everything(fact)
        if FACTS[fact].always_known or fact in self._settled[section.name]:
            return meet(region, _known(region))
        return region

    def region(self, condition: Condition) -> Region | None:
        """The values that the condition lets through; None when it asks about the inside of a text or a set."""
        made = self._regions.get(id(condition))  # kept beside the condition, so that the id stays its own
        if made is None:
            made = self._regions[id(condition)] = (condition, self._region(condition))
        return made[1]

    def _region(self, condition: Condition) -> Region | None:
        positive = condition.operator in _TESTS
        test = _TESTS.get(condition.operator if positive else COMPLEMENTS[condition.operator])
        if test is None or FACTS[condition.fact].type is FactType.SET:
            return None
        everything = self.everything(condition.fact)
        region = test(everything, condition.value)
        return meet(everything, region if positive else region.rest())

    def _make(self, name: str) -> Region:
        fact = FACTS[name]
        if fact.type is FactType.NUMBER and fact.names:
            return numbers((((number, 0), (number, 1)) for number in sorted(self._names.numbered[fact.names])), True, True)
        if fact.type is FactType.NUMBER:
            return Numbers((((fact.least, 0), (fact.most, 1)),), True, fact.whole)
        if fact.type is FactType.FLAG:
            return Words(frozenset({True, False, None}))
        choices = choices_of(fact, self._names)
        return Words(frozenset(), True) if choices is None else Words(frozenset({*choices, None}))


def _equal_to(everything: Region, value: Any) -> Region:  # noqa: ANN401 - the condition's operator tells the type
    return _one_of(everything, {value})


def _one_of(everything: Region, values: Any) -> Region:  # noqa: ANN401 - as above
    if isinstance(everything, Numbers):
        return numbers((((value, 0), (value, 1)) for value in sorted(values)), False, everything.whole)
    return Words(frozenset(values))


def _from(low: float, after: int, high: float, through: int) -> Callable[[Region], Region]:
    return lambda everything: numbers(
        [((low, after), (high, through))], False, isinstance(everything, Numbers) and everything.whole
    )


def _known(everything: Region) -> Region:
    return Words(frozenset({None}), True) if isinstance(everything, Words) else Numbers(((((-inf, 0)), (inf, 1)),), False)


_TESTS: Mapping[str, Callable[[Region, Any], Region]] = MappingProxyType(
    {
        "equal_to": _equal_to,
        "one_of": _one_of,
        "is_known": lambda everything, _: _known(everything),
        "is_true": lambda _, __: Words(frozenset({True})),
        "is_false": lambda _, __: Words(frozenset({False})),
        "at_least": lambda everything, value: _from(value, 0, inf, 1)(everything),
        "at_most": lambda everything, value: _from(-inf, 0, value, 1)(everything),
        "above": lambda everything, value: _from(value, 1, inf, 1)(everything),
        "below": lambda everything, value: _from(-inf, 0, value, 0)(everything),
        "between": lambda everything, value: _from(value[0], 0, value[1], 1)(everything),
    }
)


def _settled_before(policy: Policy, faulty: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Per section the outcomes that earlier sections set for every ticket."""
    settled: frozenset[str] = frozenset()
    before: dict[str, frozenset[str]] = {}
    for section in policy.sections:
        before[section.name] = settled
        settled |= frozenset(section.sets) if section.name in faulty else _set_by_all(section)
    return before


def _set_by_all(section: Section) -> frozenset[str]:
    rules = [rule for rule in section.rules if rule.enabled and not rule.shadow and not rule.carry_on]
    if section.otherwise is None:
        return frozenset()
    sets = [frozenset(assignment.outcome.name for assignment in rule.assignments) for rule in (*rules, section.otherwise)]
    return frozenset.intersection(*sets)

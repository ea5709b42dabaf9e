"""The engines that the benchmark compares, made ready for the same rules and tickets; each answers with the rules that hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from importlib import import_module
from typing import Any

from business_rules import run_all
from business_rules.actions import BaseActions, rule_action
from business_rules.fields import FIELD_NUMERIC
from business_rules.operators import BooleanType, NumericType, SelectMultipleType, StringType
from business_rules.variables import BaseVariables, rule_variable

from bench.rule_workload import BenchRule, Condition
from triage.policy.engines.engine import Engine

Ticket = Mapping[str, object]
Decide = Callable[[Any], list[int]]
"""Takes a ticket as the engine wants it, gives the numbers of the rules that hold."""

ON = date(2026, 11, 21)

_TYPES = {
    "account": StringType,
    "plan": StringType,
    "category": StringType,
    "channel": StringType,
    "text": StringType,
    "confidence": NumericType,
    "tags": SelectMultipleType,
    "hotrush requested": BooleanType,
}


def ours(engine: Engine) -> tuple[Callable[[Ticket], Any], Decide]:
    """A triage engine; the trace names the rules."""

    def decide(ticket: Ticket) -> list[int]:
        return [int(step.rule[5:]) for step in engine.apply(ticket, on=ON)[1]]

    return (lambda ticket: ticket), decide


def library(rules: Sequence[BenchRule]) -> tuple[Callable[[Ticket], Any], Decide]:
    """business_rules.run_all, used as its own documentation says."""
    made = [
        {
            "conditions": {"all": [_leaf(condition) for condition in rule.conditions]},
            "actions": [{"name": "hit", "params": {"number": rule.number}}],
        }
        for rule in rules
    ]

    def decide(ticket: Ticket) -> list[int]:
        actions = _Actions()
        run_all(made, _Variables(ticket), actions)
        return actions.hits

    return (lambda ticket: {**ticket, "tags": _sorted_tags(ticket)}), decide


def zen(rules: Sequence[BenchRule]) -> tuple[Callable[[Ticket], Any], Decide] | None:
    """zen-engine by its fastest way: `engine.evaluate(key)` with a static loader. None when it is not installed."""
    try:
        library = import_module("zen")
    except ImportError:
        return None
    engine = library.ZenEngine({"loader": {"type": "static", "content": {"rules": _zen_graph(rules)}}})

    def decide(ticket: Ticket) -> list[int]:
        return [hit["number"] for hit in engine.evaluate("rules", ticket)["result"]]

    return (lambda ticket: {**_plain_names(ticket), "tags": _sorted_tags(ticket)}), decide


class _Actions(BaseActions):
    def __init__(self) -> None:
        self.hits: list[int] = []

    @rule_action(params={"number": FIELD_NUMERIC})
    def hit(self, number: int) -> None:
        self.hits.append(number)


class _Variables(BaseVariables):
    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket


def _variable(name: str) -> Callable[[_Variables], object]:
    def read(self: _Variables) -> object:
        return self.ticket[name]

    made: Callable[[_Variables], object] = rule_variable(_TYPES[name], label=name)(read)
    return made


for _name in _TYPES:
    setattr(_Variables, _name.replace(" ", "_"), _variable(_name))


def _leaf(condition: Condition) -> dict[str, object]:
    fact, test, value = condition
    operators = {
        "is": "equal_to",
        "any of": "shares_at_least_one_element_with",
        "at least": "greater_than_or_equal_to",
        "below": "less_than",
        "mentions": "contains",
    }
    operator = operators[test]
    if isinstance(value, bool):
        operator = "is_true" if value else "is_false"
    return {"name": fact.replace(" ", "_"), "operator": operator, "value": list(value) if isinstance(value, tuple) else value}


def _sorted_tags(ticket: Ticket) -> list[str]:
    """JSON has no sets."""
    tags = ticket["tags"]
    return sorted(tags) if isinstance(tags, frozenset) else []


def _plain_names(ticket: Ticket) -> dict[str, object]:
    return {name.replace(" ", "_"): value for name, value in ticket.items()}


def _zen_graph(rules: Sequence[BenchRule]) -> dict[str, object]:
    """A decision table with a column per fact that collects every row that holds."""
    columns = [{"id": name, "name": name, "field": name.replace(" ", "_")} for name in _TYPES]
    rows = [
        {"_id": f"r{rule.number}", **dict.fromkeys(_TYPES, ""), **_zen_cells(rule), "number": str(rule.number)} for rule in rules
    ]
    content = {
        "hitPolicy": "collect",
        "inputs": columns,
        "outputs": [{"id": "number", "name": "number", "field": "number"}],
        "rules": rows,
    }
    place = {"x": 0, "y": 0}
    return {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": place},
            {"id": "table", "type": "decisionTableNode", "name": "table", "position": place, "content": content},
            {"id": "out", "type": "outputNode", "name": "out", "position": place},
        ],
        "edges": [{"id": "1", "sourceId": "in", "targetId": "table"}, {"id": "2", "sourceId": "table", "targetId": "out"}],
    }


def _zen_cells(rule: BenchRule) -> dict[str, str]:
    cells = {
        "is": lambda value: json.dumps(value),
        "any of": lambda value: f"some($, # in {json.dumps(list(value))})",
        "at least": lambda value: f">= {value}",
        "below": lambda value: f"< {value}",
        "mentions": lambda value: f"contains($, {json.dumps(value)})",
    }
    return {fact: cells[test](value) for fact, test, value in rule.conditions}

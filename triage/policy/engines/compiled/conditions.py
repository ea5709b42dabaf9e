"""Conditions → Python functions of the facts.

A function's source has nothing of the policy in it: names of facts, which are our own, tests from the tables below, and
constants by the names k0, k1, ... Rules of the same shape share one piece of compiled code and differ in their constants, so
that ten thousand rules need a few dozen compilations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from triage.policy.engines.compiled.facts import FoldedText, KnownFacts, folded, normal
from triage.policy.engines.compiled.keywords import letters_test
from triage.policy.language.conditions import AllOf, AnyOf, Condition, Tree
from triage.policy.language.fact_tests import COMPLEMENTS
from triage.policy.language.text_values import Pattern, Phrases

Predicate = Callable[[KnownFacts], Any]
"""Whether a rule's conditions hold; the answer counts as true or false."""

_NAMES: Mapping[str, object] = {"__builtins__": {}}

TOTAL: Mapping[str, str] = MappingProxyType(
    {
        "equal_to": "{v} == {k}",
        "not_equal_to": "{v} != {k}",
        "one_of": "{v} in {k}",
        "none_of": "{v} not in {k}",
        "is_known": "{v} is not None",
        "is_unknown": "{v} is None",
        "is_true": "{v} is True",
        "is_not_true": "{v} is not True",
        "is_false": "{v} is False",
        "is_not_false": "{v} is not False",
    }
)
"""Tests that an unknown value answers by itself: no constant is ever None."""

KNOWN: Mapping[str, str] = MappingProxyType(
    {
        "at_least": "{v} >= {k}",
        "at_most": "{v} <= {k}",
        "above": "{v} > {k}",
        "below": "{v} < {k}",
        "between": "{k}[0] <= {v} <= {k}[1]",
        "includes_any_of": "not {v}.isdisjoint({k})",
        "includes_all_of": "{k} <= {v}",
        "is_empty": "not {v}",
        "is_filled": "{v}",
        "mentions": "{k}({v})",
        "starts_with": "{v}.startswith({k})",
        "ends_with": "{v}.endswith({k})",
        "contains": "{k} in {v}",
        "consists_of": "{k}({v})",
        "matches": "{k}({v}) is not None",
    }
)
"""Tests of a known value; an unknown one fails them, and so passes their complements."""

_MENTIONS_ONE = "{k} in {v} and {test}({whole}) is not None"
_NORMAL = frozenset({"starts_with", "ends_with", "contains"})
_FOLDED = frozenset({"mentions", "consists_of"})
_COSTS = {"mentions": 3, "consists_of": 3, "starts_with": 2, "ends_with": 2, "contains": 2, "matches": 4}


class Emitter:
    """Writes the source of expressions; `constants` has what their names stand for. `local`: facts that stand in variables."""

    def __init__(self, local: Mapping[str, str] = MappingProxyType({})) -> None:
        self.constants: dict[str, object] = {}
        self._local = local

    def conjunction(self, parts: Sequence[Tree]) -> str:
        """Source that is true when all parts hold, the cheap ones asked first. No part can fail, so the order is free."""
        return " and ".join(self._expression(part) for part in sorted(parts, key=_cost)) or "True"

    def bind(self, value: object) -> str:
        """A name for a constant."""
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return name

    def _expression(self, tree: Tree) -> str:
        if isinstance(tree, AllOf):
            return f"({self.conjunction(tree.parts)})"
        if isinstance(tree, AnyOf):
            return "(" + (" or ".join(self._expression(part) for part in sorted(tree.parts, key=_cost)) or "False") + ")"
        return self._test(tree)

    def _test(self, condition: Condition) -> str:
        operator = condition.operator
        if operator in TOTAL:
            template = TOTAL[operator]
            return template.format(v=self._read(condition.fact), k=self.bind(condition.value) if "{k}" in template else "")
        if operator in KNOWN:
            first, value = self._twice(condition.fact, operator, condition.value)
            return f"({first} is not None and {self._known(condition, operator, value)})"
        operator = COMPLEMENTS[operator]
        first, value = self._twice(condition.fact, operator, condition.value)
        return f"({first} is None or not ({self._known(condition, operator, value)}))"

    def _known(self, condition: Condition, operator: str, value: str) -> str:
        """The test of a value that is known."""
        wanted = condition.value
        if operator == "mentions" and isinstance(wanted, Phrases):
            return self._mentions(condition.fact, wanted, value)
        if operator == "consists_of":
            wanted = condition.value.cover  # type: ignore[attr-defined]  # the loader made it: Words
        if isinstance(wanted, Pattern):
            wanted = wanted.compiled.search
        template = KNOWN[operator]
        return template.format(v=value, k=self.bind(wanted) if "{k}" in template else "")

    def _mentions(self, fact: str, phrases: Phrases, value: str) -> str:
        """One phrase, the usual case: whether its letters are there at all is one fast search."""
        if len(phrases.phrases) > 1:
            return KNOWN["mentions"].format(v=value, k=self.bind(mention_test(phrases)))
        return _MENTIONS_ONE.format(
            v=value, k=self.bind(phrases.phrases[0]), test=self.bind(phrases.first_in), whole=self._read(folded(fact))
        )

    def _twice(self, fact: str, operator: str, wanted: object) -> tuple[str, str]:
        """Source that reads a value, and the source by which it can be read again."""
        key = fact
        if operator in _NORMAL or (operator == "mentions" and isinstance(wanted, Phrases) and len(wanted.phrases) == 1):
            key = normal(key)
        elif operator in _FOLDED:
            key = folded(key)
        local = self._local.get(key)
        return (local, local) if local else (f"(v := {self._read(key)})", "v")

    def _read(self, key: str) -> str:
        return self._local.get(key) or f"m[{key!r}]"


def mention_test(phrases: Phrases) -> Callable[[FoldedText], bool]:
    """Whether one of the phrases stands in a text. Most texts have none of them, letter by letter: that is asked first."""
    has_letters = letters_test(phrases.phrases)

    def mentioned(text: FoldedText) -> bool:
        return has_letters(text.normal) and phrases.first_in(text) is not None

    return mentioned


class Predicates:
    """Makes functions of conditions; keeps the compiled code of every shape it has met. For building only."""

    def __init__(self) -> None:
        self._factories: dict[str, Callable[..., Any]] = {}

    def of(self, parts: Sequence[Tree]) -> Predicate | None:
        """A function that tells whether all parts hold; None when there are none."""
        if not parts:
            return None
        emitter = Emitter()
        source = emitter.conjunction(parts)
        return self.made(source, emitter.constants)

    def made(self, source: str, constants: Mapping[str, object]) -> Callable[[KnownFacts], Any]:
        """`lambda m: <source>` with the constants bound by name."""
        key = f"def factory({', '.join(constants)}): return lambda m: {source}"
        factory = self._factories.get(key)
        if factory is None:
            factory = self._factories[key] = compiled_function(key, "factory", _NAMES)
        made: Callable[[KnownFacts], Any] = factory(*constants.values())
        return made


def compiled_function(source: str, name: str, names: Mapping[str, object]) -> Callable[..., Any]:
    """The function of that name in source that an `Emitter` wrote."""
    namespace: dict[str, Any] = dict(names)
    exec(compile(source, "<compiled policy>", "exec"), namespace)
    made: Callable[..., Any] = namespace[name]
    return made


def _cost(tree: Tree) -> int:
    if isinstance(tree, Condition):
        operator = tree.operator
        return _COSTS.get(operator) or _COSTS.get(COMPLEMENTS[operator]) or (0 if operator in TOTAL else 1)
    return max((_cost(part) for part in tree.parts), default=0)

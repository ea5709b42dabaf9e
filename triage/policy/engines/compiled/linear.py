"""One function that asks some rules one after the other: for so few that an index would cost more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from triage.policy.engines.compiled.conditions import Emitter, compiled_function
from triage.policy.engines.compiled.facts import KnownFacts
from triage.policy.language.conditions import Tree, conditions_of

Asked = tuple[Any, Sequence[Tree], bool]
"""What to give when a rule holds; what must hold; whether the rules below are then not asked."""


def linear(rules: Sequence[Asked]) -> Callable[[KnownFacts], Sequence[Any]]:
    """A function that gives what stands for the rules that hold, in order."""
    local = _locals(parts for _, parts, _ in rules)
    emitter = Emitter(local)
    collects = not all(stops for _, _, stops in rules)
    lines = ["def match(m):", *(f"    {name} = m[{key!r}]" for key, name in local.items())]
    lines += ["    hits = []"] if collects else []
    for given, parts, stops in rules:
        lines.append(f"    if {emitter.conjunction(parts)}:")
        if collects:
            lines.append(f"        hits.append({emitter.bind(given)})")
            lines += ["        return hits"] if stops else []
        else:
            lines.append(f"        return {emitter.bind((given,))}")
    lines.append("    return hits" if collects else "    return ()")
    return compiled_function("\n".join(lines), "match", {"__builtins__": {}, **emitter.constants})


def _locals(rules: Iterable[Sequence[Tree]]) -> dict[str, str]:
    """Variables for the facts that more than one rule asks. What is derived from a text is made only when it is asked."""
    asked: dict[str, int] = {}
    for parts in rules:
        for name in {condition.fact: None for part in parts for condition in conditions_of(part)}:
            asked[name] = asked.get(name, 0) + 1
    return {name: f"f{number}" for number, name in enumerate(name for name, times in asked.items() if times > 1)}

"""`when` → a tree of conditions, with every fault at its place."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from triage.policy.files.findings import did_you_mean, meant, quoted
from triage.policy.files.reading import Names, Reader
from triage.policy.files.yaml_nodes import Entry, Items, Mapped, Node, Scalar
from triage.policy.language.conditions import AnyOf, Condition, Tree, all_of, conditions_of, negated
from triage.policy.language.fact_tests import PLAIN, PLAIN_FLAG, PLAIN_LIST, PLAIN_SET, WORDINGS, Takes, Wording
from triage.policy.language.facts import FACTS, OTHER_NAMES, Fact, FactType
from triage.policy.language.operands import Operand, list_named, read_operand

MAX_CONDITIONS = 12
MAX_DEPTH = 4
_GROUPS = ("any of", "all of", "not")


def read_when(node: Node, reader: Reader) -> Tree:
    """The conditions under `when`. What is at fault is left out, so the tree counts only when the findings stay empty."""
    tree = _read_mapping(node, reader, 0)
    if sum(1 for _ in conditions_of(tree)) > MAX_CONDITIONS:
        reader.report(node, "limit", f"`when` asks more than {MAX_CONDITIONS} things; split the rule, or use a list")
    return tree


def read_scope(node: Node, reader: Reader) -> Tree:
    """The conditions under `applies to`: equality only, by a plain value or a list."""
    if not isinstance(node, Mapped):  # told once, and read on as what it most likely means
        reader.report(node, "type", "`applies to` must be a mapping (`fact: value`)", "write {account: ...}")
        node = Mapped(node.at, {"account": Entry(Scalar(node.at, "account"), node)})
    entries = node.entries
    for entry in entries.values():
        if isinstance(entry.value, Mapped) or entry.key.text in _GROUPS:
            reader.report(entry.value, "type", "`applies to` takes a value or a list only")
    if not entries:
        reader.report(node, "empty-value", "`applies to` names no fact")
    return read_when(node, reader)


def fact_named(key: Scalar, reader: Reader, besides: Collection[str] = ()) -> Fact | None:
    """The fact of that name; where there is none, with a finding, the one that was probably meant."""
    fact = FACTS.get(key.text)
    if fact is None:
        other = OTHER_NAMES.get(key.text.casefold())
        hint = f"write {other}" if other else did_you_mean(key.text, [*FACTS, *besides])
        reader.report(key, "unknown-fact", f"there is no fact {quoted(key.text)}", hint)
        fact = FACTS.get(meant(key.text, [*FACTS, *besides]))
    return fact


def choices_of(fact: Fact, names: Names) -> tuple[str, ...] | None:
    """The closed list of a fact's words, the policy's own where it has one; None when any text or number will do."""
    own: Mapping[str, tuple[str, ...]] = {
        "teams": names.teams,
        "departments": names.departments,
        "calendars": names.calendars,
    }
    return own.get(fact.names) if fact.names else fact.choices or None


def _read_mapping(node: Node, reader: Reader, depth: int) -> Tree:
    entries = reader.mapping(node, "when")
    if entries is not None and not entries:
        reader.report(node, "empty-value", "there is no condition; leave `when` out for a rule that always applies")
    if depth > MAX_DEPTH:
        reader.report(node, "limit", f"conditions are nested deeper than {MAX_DEPTH}")
        return all_of()
    parts: list[Tree] = []
    for entry in (entries or {}).values():
        parts.extend(_read_group(entry, reader, depth + 1) if entry.key.text in _GROUPS else _read_fact(entry, reader))
    return all_of(*parts)


def _read_group(entry: Entry, reader: Reader, depth: int) -> list[Tree]:
    kind = entry.key.text
    if kind == "not":
        inner = _read_mapping(entry.value, reader, depth)
        return [negated(inner)] if any(conditions_of(inner)) else []
    parts = [_read_mapping(item, reader, depth) for item in reader.items(entry.value, f"`{kind}`")]
    if isinstance(entry.value, Items) and not parts:
        reader.report(entry.value, "empty-value", f"`{kind}` has no conditions")
    if kind == "all of":
        return parts
    return [AnyOf(tuple(parts))] if parts else []


def _read_fact(entry: Entry, reader: Reader) -> list[Tree]:
    fact = fact_named(entry.key, reader, _GROUPS)
    if fact is None:
        return []
    if not isinstance(entry.value, Mapped):
        return _read_test(fact, _plain_wording(fact, entry.value, reader), entry.value, reader)
    if not entry.value.entries:
        reader.report(entry.value, "empty-value", f"nothing is asked of '{fact.name}'")
    tests: list[Tree] = []
    for test in entry.value.entries.values():
        wording = WORDINGS[fact.type].get(test.key.text)
        if wording is None:
            message = f"a {fact.type} such as '{fact.name}' has no test {quoted(test.key.text)}"
            reader.report(test.key, "unknown-test", message, did_you_mean(test.key.text, WORDINGS[fact.type]))
        else:
            tests.extend(_read_test(fact, wording, test.value, reader))
    return tests


def _plain_wording(fact: Fact, node: Node, reader: Reader) -> Wording:
    if fact.type is FactType.FLAG:
        return PLAIN_FLAG
    if fact.type is FactType.SET:
        return PLAIN_SET
    return PLAIN_LIST if isinstance(node, Items) or list_named(node, reader) is not None else PLAIN


def _read_test(fact: Fact, wording: Wording, node: Node, reader: Reader) -> list[Tree]:
    operand = read_operand(fact, choices_of(fact, reader.names), wording, node, reader)
    if operand is None:
        return []
    operator = wording.operator if operand.compare is not False else wording.for_false
    compare = None if isinstance(operand.compare, bool) else operand.compare
    return [Condition(fact.name, operator, compare, _wanted(wording, operand), node.at)]


def _wanted(wording: Wording, operand: Operand) -> str:
    """What a condition asks, as people read it: `at least 0.6`, `is known: true`, `site_down`."""
    between = ": " if wording.words and wording.takes is Takes.FLAG else " "
    return f"{wording.words}{between}{operand.shown}".strip()

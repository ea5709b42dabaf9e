"""What shows in the files themselves: definitions that nothing uses, times without quotes, quotation marks that quote nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from triage.errors import Finding
from triage.policy.files.documents import Document
from triage.policy.files.findings import quoted
from triage.policy.files.yaml_nodes import Items, Mapped, Node, Scalar
from triage.policy.language.conditions import conditions_of
from triage.policy.language.facts import FACTS
from triage.policy.language.shown import shown
from triage.policy.lint.codes import found
from triage.policy.model import Policy

_TIME = re.compile(
    r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:-[0-9]{1,2}:[0-9]{2})?|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ][0-9:.]+(?:Z|[+-][0-9:]+)?)?"
)

_CURLY = {"“": "”", "„": "“", "‘": "’", "«": "»", "”": "”"}
"""Quotation marks as text programs write them: opening → closing."""

_DEFINITIONS = frozenset({"teams", "departments", "tiers", "credit categories", "calendars", "lists"})


def lint_scalars(root: Node) -> Iterator[Finding]:
    """What single values of a policy or a file of cases give to doubt."""
    yield from _lint_times(root)
    yield from _lint_quotes(root)


def _lint_times(root: Node) -> Iterator[Finding]:
    """unquoted-time, in a policy or a file of cases."""
    for scalar in scalars(root):
        if scalar.plain and is_time(scalar.text):
            message = f"{scalar.text} has no quotes; other YAML readers take it for a number or a date"
            yield found(scalar.at, "unquoted-time", message, f'write "{scalar.text}"')


def _lint_quotes(root: Node) -> Iterator[Finding]:
    """curly-quotes, in a policy or a file of cases."""
    for scalar in scalars(root):
        closing = _CURLY.get(scalar.text[:1]) if scalar.plain else None
        if closing and closing not in scalar.text[:-1]:
            message = f"the quotation marks around {quoted(scalar.text)} are part of the text; only straight ones quote"
            yield found(scalar.at, "curly-quotes", message, f'write "{scalar.text[1:].removesuffix(closing)}"')


def is_time(text: str) -> bool:
    """Whether it looks like a time, hours or a date."""
    return text[:1].isdigit() and _TIME.fullmatch(text) is not None


def lint_unused(policy: Policy, chain: Sequence[Document], whole: bool) -> Iterator[Finding]:
    """unused-list, unused-calendar, unused-team, unused-department. Unless the policy is `whole`, any mention counts as a use."""
    words = words_outside(chain) if policy.lists else set()
    named = _named(policy) if whole else words_outside(chain)
    for document in chain:
        for key, code in (("lists", "unused-list"), ("calendars", "unused-calendar")):
            for name, at in _keys(document, key):
                if (f"${name}" not in words) if key == "lists" else (name not in named):
                    hint = f"to use it, write ${name}" if key == "lists" and name in words else "leave it out"
                    yield found(at.at, code, f"nothing uses the {key[:-1]} {quoted(name)}", hint)
        for key, code in (("teams", "unused-team"), ("departments", "unused-department")):
            for item in _items(document, key):
                if item.text not in named:
                    yield found(item.at, code, f"no rule names the {key[:-1]} {quoted(item.text)}", "leave it out")


def scalars(node: Node) -> Iterator[Scalar]:
    """All words of a node, keys of mappings among them, in the order of the file."""
    open_nodes: list[Node] = [node]
    while open_nodes:
        node = open_nodes.pop()
        if isinstance(node, Scalar):
            yield node
        elif isinstance(node, Items):
            open_nodes += reversed(node.items)
        else:
            for entry in reversed(tuple(node.entries.values())):
                open_nodes += (entry.value, entry.key)


def words_outside(chain: Sequence[Document]) -> set[str]:
    """Every word of the files outside the definitions."""
    entries = [entry for document in chain for key, entry in document.top.items() if key not in _DEFINITIONS]
    return {scalar.text for entry in entries for scalar in scalars(entry.value)}


def _named(policy: Policy) -> set[str]:
    """Every team, department and calendar that a rule asks for or sets."""
    named: set[str] = set()
    for rule in policy.rules():
        for assignment in rule.assignments:
            named.update(_texts(shown(assignment.value)))
        for condition in conditions_of(rule.conditions):
            if FACTS[condition.fact].names:
                named.update(_texts(shown(condition.value)))
    return named


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    parts = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else ()
    return [text for part in parts for text in _texts(part)]


def _keys(document: Document, key: str) -> Iterator[tuple[str, Scalar]]:
    entry = document.top.get(key)
    if entry and isinstance(entry.value, Mapped):
        yield from ((name, each.key) for name, each in entry.value.entries.items())


def _items(document: Document, key: str) -> Iterator[Scalar]:
    entry = document.top.get(key)
    if entry and isinstance(entry.value, Items):
        yield from (item for item in entry.value.items if isinstance(item, Scalar))

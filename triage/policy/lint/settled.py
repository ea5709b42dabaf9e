"""Rules that ask what only they or later sections settle."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from triage.errors import Finding
from triage.policy.files.findings import quoted
from triage.policy.language.conditions import conditions_of
from triage.policy.language.facts import FACTS
from triage.policy.lint.codes import found
from triage.policy.model import Policy, Section

_KNOWN_BEFORE = frozenset({"category", "needs review"})
"""Settled facts that have a value of their own before any section."""


def lint_settled(policy: Policy, faulty: Collection[str]) -> Iterator[Finding]:
    """settled-below, once for each fact of a section. Ends at a section at fault: what it settles is not known."""
    settled = set(_KNOWN_BEFORE)
    for section in policy.sections:
        told: set[str] = set()
        for rule in section.rules:
            for condition in conditions_of(rule.conditions) if rule.enabled else ():
                name = condition.fact
                if FACTS[name].outcome and name not in settled | told:
                    told.add(name)
                    hint = "put the rule into a section that comes later"
                    yield found(condition.at, "settled-below", _said(name, section, policy), hint)
        if section.name in faulty:
            return
        settled.update(section.sets)


def _said(name: str, section: Section, policy: Policy) -> str:
    where = next((other.name for other in policy.sections if name in other.sets), None)
    if where is None:
        return f"no section settles {quoted(name)}"
    place = "this very section" if where == section.name else f"{quoted(where)}, below"
    return f"{quoted(name)} is settled in {place}; here it is the same for every ticket"

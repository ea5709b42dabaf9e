"""Rules that ask what only they or later sections settle."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from triage.errors import Finding
from triage.policy.conditions import conditions_of
from triage.policy.facts import FACTS
from triage.policy.findings import quoted
from triage.policy.lint_codes import found
from triage.policy.model import Policy

_KNOWN_BEFORE = frozenset({"category"})
"""Settled facts that have a value of their own before any section."""


def lint_settled(policy: Policy, faulty: Collection[str]) -> Iterator[Finding]:
    """settled-below. Ends at a section at fault: what it settles is not known."""
    settled = set(_KNOWN_BEFORE)
    for section in policy.sections:
        for rule in section.rules:
            for condition in conditions_of(rule.conditions) if rule.enabled else ():
                name = condition.fact
                if FACTS[name].outcome and name not in settled:
                    where = next((other.name for other in policy.sections if name in other.sets), None)
                    if where is None:
                        message = f"no section settles {quoted(name)}"
                    else:
                        place = "this very section" if where == section.name else f"{quoted(where)}, below"
                        message = f"{quoted(name)} is settled in {place}; here it is the same for every ticket"
                    yield found(condition.at, "settled-below", message, "put the rule into a section that comes later")
        if section.name in faulty:
            return
        settled.update(section.sets)

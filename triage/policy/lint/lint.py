"""What is doubtful in a policy that can be read: one pass over all of its sections, also when some of its rules are at fault.

    for finding in lint_policy(examine_policy("rules/default.yaml"), today=date.today()): ...

Findings about files that the policy extends are left to the check of those files, unless the extending file causes them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from triage.errors import Finding
from triage.policy.files.findings import quoted
from triage.policy.files.yaml_nodes import Mapped, Scalar
from triage.policy.lint.boxes import Boxes
from triage.policy.lint.codes import found
from triage.policy.lint.domains import Domains
from triage.policy.lint.faulty import faulty_parts, touches
from triage.policy.lint.gaps import lint_gap
from triage.policy.lint.hours import lint_holidays, lint_hours
from triage.policy.lint.names import lint_scalars, lint_unused
from triage.policy.lint.order import comparable, lint_order
from triage.policy.lint.pairs import lint_conflicts, lint_redundant
from triage.policy.lint.rules import lint_dates, lint_index, lint_languages, lint_thresholds, lint_whole_texts, lint_wildcards
from triage.policy.lint.settled import lint_settled
from triage.policy.loading.drafts import SectionDraft
from triage.policy.loading.loader import Examined, examine_policy
from triage.policy.model import Policy

_BETWEEN_RULES = frozenset(
    {"overlap", "shadowed", "partly-shadowed", "contradiction", "conflict", "gap", "catch-all-not-last", "settled-below"}
)
"""What an extending file can cause in the rules below it."""


EFFORT = 3_000_000
"""Comparisons of rules after which a check gives up and says so: some ten seconds, far more than ten thousand rules need."""


def lint_policy(examined: Examined, today: date, effort: int = EFFORT) -> tuple[Finding, ...]:
    """Every doubt, in the order of the file; none when there is nothing to read. `today` is what `until` is compared with."""
    if examined.policy is None:
        return ()
    top = examined.chain[-1]
    doubts = set(_doubts(examined, examined.policy, today, effort))
    own = {finding for finding in doubts if finding.file == top.name}
    elsewhere = {finding for finding in doubts - own if finding.code in _BETWEEN_RULES}
    if elsewhere and len(examined.chain) > 1:
        below = examined.chain[-2]
        base = examine_policy(below.path) if below.path else None
        before = set(_doubts(base, base.policy, today, effort)) if base and base.policy else set()
        known = {(finding.file, finding.line, finding.code) for finding in before}
        own |= {finding for finding in elsewhere if (finding.file, finding.line, finding.code) not in known}
    return tuple(sorted(own))


def _doubts(examined: Examined, policy: Policy, today: date, effort: int) -> Iterator[Finding]:
    whole = not examined.faults
    for document in examined.chain:
        yield from lint_scalars(Mapped(next(iter(document.top.values())).key.at, document.top))
        yield from lint_hours(document)
        yield from lint_holidays(policy, document)
    yield from lint_unused(policy, examined.chain, whole)
    yield from lint_dates(policy.rules(), today)
    yield from lint_thresholds(policy.rules())
    yield from lint_wildcards(policy.rules())
    yield from lint_languages(policy.rules())
    yield from lint_whole_texts(policy.rules())
    scopes = [document.top["applies to"] for document in examined.chain if "applies to" in document.top]
    if not touches(scopes, examined.faults):  # else nobody can tell for whom the rules are
        yield from _between_rules(examined, policy, effort)


def _between_rules(examined: Examined, policy: Policy, effort: int) -> Iterator[Finding]:
    faulty = faulty_parts(examined.drafts, examined.faults)
    drafts = {draft.name: draft for draft in examined.drafts}
    domains = Domains(policy, faulty.sections)
    boxes = Boxes(domains, effort)
    yield from lint_settled(policy, faulty.sections)
    for section in policy.sections:
        draft = drafts[section.name]
        rules = comparable((rule for rule in section.rules if rule.at not in faulty.rules), boxes)
        yield from lint_order(section, rules, boxes)
        yield from lint_index(section, rules)
        yield from lint_conflicts(section, rules, boxes, _combined(draft))
        if section.name not in faulty.sections:
            yield from lint_redundant(section, rules, boxes)
            gap = lint_gap(section, rules, boxes, domains, _means_nothing(draft))
            if gap:
                yield gap
        if boxes.spent:
            hint = "split it into sections, or ask for values rather than patterns"
            yield found(section.at, "unfinished", f"the rules from {quoted(section.name)} on were not all compared", hint)
            return


def _combined(draft: SectionDraft) -> Collection[str]:
    """The outcomes that the section's `combine` names."""
    entry = draft.parts.get("combine")
    return entry.value.entries.keys() if entry and isinstance(entry.value, Mapped) else ()


def _means_nothing(draft: SectionDraft) -> bool:
    entry = draft.parts.get("otherwise")
    return bool(entry and isinstance(entry.value, Scalar) and entry.value.text == "nothing")

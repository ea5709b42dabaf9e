"""Which rules and sections of a policy the faults of its files touch: those are not compared with others, nor tried on cases."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from triage.errors import Finding
from triage.policy.files.findings import Position
from triage.policy.files.yaml_nodes import Entry
from triage.policy.lint.names import scalars
from triage.policy.loading.drafts import RuleDraft, SectionDraft

_Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Faulty:
    """Rules by where they stand, sections by name."""

    rules: frozenset[Position]
    sections: frozenset[str]


def faulty_parts(drafts: Sequence[SectionDraft], faults: Sequence[Finding]) -> Faulty:
    """What the faults touch; a section counts when a fault stands anywhere in it or in what another file adds to it.

    Where nobody can read which of a section's rules apply, all of them count.
    """
    if not faults:
        return Faulty(frozenset(), frozenset())
    places = _places(faults)
    rules: set[Position] = set()
    sections: set[str] = set()
    for draft in drafts:
        order_unknown = "hit" in draft.parts and _touched([draft.parts["hit"]], places)
        wrong = {rule.at for rule in _rules(draft) if order_unknown or _touched(rule.parts.values(), places)}
        rules |= wrong
        if wrong or _touched(draft.parts.values(), places):
            sections.add(draft.name)
    return Faulty(frozenset(rules), frozenset(sections))


def touches(entries: Iterable[Entry], faults: Sequence[Finding]) -> bool:
    """Whether one of the faults stands within one of the entries."""
    return _touched(entries, _places(faults))


def _rules(draft: SectionDraft) -> Iterable[RuleDraft]:
    return (*draft.rules, draft.otherwise) if draft.otherwise else draft.rules


def _places(faults: Sequence[Finding]) -> Mapping[str, list[_Place]]:
    places: dict[str, list[_Place]] = defaultdict(list)
    for fault in faults:
        places[fault.file].append((fault.line, fault.column))
    return {file: sorted(found) for file, found in places.items()}


def _touched(entries: Iterable[Entry], places: Mapping[str, list[_Place]]) -> bool:
    """Whether a fault stands within what one of the entries holds of a file; a changed `then` holds parts of several."""
    for entry in entries:
        held: dict[str, list[_Place]] = defaultdict(list)
        for at in (entry.key.at, entry.value.at, *(scalar.at for scalar in scalars(entry.value))):
            if at.file in places:
                held[at.file].append((at.line, at.column))
        for file, positions in held.items():
            found = bisect_left(places[file], min(positions))
            if found < len(places[file]) and places[file][found] <= max(positions):
                return True
    return False

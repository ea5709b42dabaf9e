"""Which policy lines (GK.1, PS.7, …) have cases, so that none is stated and never tried."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from triage.policy.loading.cases import Case
from triage.policy.model import Policy
from triage.service.cases.casebook import CaseResult, load_casebook

_NUMBERED = re.compile(r"(.+)\.([0-9]{1,4})")


@dataclass(slots=True)
class Coverage:
    """The lines that rules state and the cases that bear them, gathered over one or more policies."""

    stated: set[str] = field(default_factory=set)
    cases: dict[str, list[str]] = field(default_factory=dict)

    def add(self, policy: Policy, results: Iterable[CaseResult]) -> None:
        """Take in a policy and its cases. What it extends states its own lines elsewhere, but its cases bear lines here too."""
        top = str(policy.files[-1]) if policy.files else ""
        for rule in policy.rules():
            if rule.at.file == top or not policy.files:
                self.stated.update(rule.source)
        own = [result.case for result in results]
        self.stated.update(line for case in own for line in case.lines)
        self._bear(own)
        for file in policy.files[:-1]:
            self.bear_casebook(file)

    def bear_casebook(self, policy_file: Path) -> None:
        """Take in the cases beside a policy alone, without what its rules state."""
        self._bear(load_casebook(policy_file))

    def _bear(self, cases: Iterable[Case]) -> None:
        for case in cases:
            for line in case.lines:
                names = self.cases.setdefault(line, [])
                if case.name not in names:
                    names.append(case.name)


def cover_lines(coverage: Coverage, elsewhere: Coverage | None = None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every line in order with its cases. Lines are numbered from 1 in each document, so a gap is a line without a case.

    A document that a rule here only mentions, while all its cases stand with a policy of `elsewhere`, is demanded there.
    """
    others = _documents(elsewhere.cases if elsewhere else ()) - _documents(coverage.cases)
    stated = {line for line in coverage.stated if _place(line)[0] not in others}
    for line in sorted(_without_gaps(stated), key=_place):
        yield line, tuple(coverage.cases.get(line, ()))


def _documents(lines: Iterable[str]) -> set[str]:
    return {_place(line)[0] for line in lines}


def _without_gaps(lines: Iterable[str]) -> set[str]:
    known = set(lines)
    last: dict[str, int] = {}
    for line in known:
        if found := _NUMBERED.fullmatch(line):
            last[found[1]] = max(last.get(found[1], 0), int(found[2]))
    return known | {f"{document}.{number}" for document, most in last.items() for number in range(1, most + 1)}


def _place(line: str) -> tuple[str, int]:
    found = _NUMBERED.fullmatch(line)
    return (found[1], int(found[2])) if found else (line, 0)

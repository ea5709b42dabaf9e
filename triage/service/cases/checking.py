"""Everything that can be said about a policy without a ticket, in one pass: faults, doubts, failing cases, rules untried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from triage.errors import Finding
from triage.policy.files.documents import read_bytes
from triage.policy.files.findings import Findings, Position
from triage.policy.files.yaml_nodes import read_yaml
from triage.policy.lint.lint import EFFORT, lint_policy
from triage.policy.lint.names import lint_scalars
from triage.policy.loading.cases import Case, readable_cases
from triage.policy.loading.loader import Examined, examine_policy, examine_policy_text
from triage.policy.model import Policy
from triage.service.cases.case_findings import CaseFile, case_findings
from triage.service.cases.casebook import cases_path
from triage.settings import EngineName


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found, in file order. `policy` is None when it must be refused: when one of the findings is an error."""

    policy: Policy | None
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        """How many findings refuse the policy."""
        return sum(finding.severity == "error" for finding in self.findings)


def check_policy(path: Path, today: date, engine: EngineName) -> Checked:
    """Check a policy file and the cases beside it. `today` is what `until` dates are compared with."""
    beside = cases_path(path)
    text = _read(beside) if beside.exists() else b""
    return _check(examine_policy(path), str(beside), text, today, engine, EFFORT)


def current_day() -> date:
    """The day that `until` dates are compared with where nobody names one: that of UTC."""
    return datetime.now(UTC).date()


DRAFT_EFFORT = 100_000
"""Comparisons of rules for a draft that somebody waits for: about a second."""


def check_text(text: str, cases: str | None, search: Path | None, today: date, engine: EngineName) -> Checked:
    """Check a draft that is nowhere on disk; what it extends is looked for in `search`, then among the shipped policies."""
    examined = examine_policy_text(text, "policy.yaml", search)
    return _check(examined, "policy.cases.yaml", (cases or "").encode("utf-8", "surrogatepass"), today, engine, DRAFT_EFFORT)


def _check(examined: Examined, cases_name: str, cases_text: bytes, today: date, engine: EngineName, effort: int) -> Checked:
    cases, faults, times = _cases(cases_name, cases_text, examined.policy)
    findings = {
        *examined.faults,
        *lint_policy(examined, today, effort),
        *faults,
        *times,
        *case_findings(examined, CaseFile(cases_name, cases, whole=not faults), engine),
    }
    checked = Checked(examined.policy, tuple(sorted(findings)))
    return Checked(None, checked.findings) if checked.errors else checked


def _cases(name: str, text: bytes, policy: Policy | None) -> tuple[tuple[Case, ...], tuple[Finding, ...], tuple[Finding, ...]]:
    """The cases of a text as far as they can be read, what is wrong in how they are written, and what is doubtful."""
    if not text:
        return (), (), ()
    findings = Findings()
    node = read_yaml(text, name, findings)
    cases = readable_cases(node, findings, policy)
    return cases, findings.sorted(), tuple(lint_scalars(node)) if node is not None else ()


def _read(path: Path) -> bytes:
    findings = Findings()
    data = read_bytes(path, Position(str(path)), findings)
    findings.refuse_if_any()
    return data or b""

"""Every error that triage raises on purpose.

TriageError
├── RequestError      the caller's ticket cannot be read            (HTTP 422)
│   └── MalformedError  the body is not JSON at all                 (HTTP 400)
├── PolicyError       a policy is wrong and was refused whole       (start-up, reload, `triage policy check`)
├── ArtefactError     a model folder is damaged, foreign or newer   (start-up, reload)
├── CalendarError     a calendar cannot supply the time asked of it (HTTP 422; load-time finding)
├── EnginesDifferError  two policy engines decide differently       (TRIAGE_ENGINE=both; HTTP 500)
└── SettingsError     settings are wrong; all faults at once        (start-up)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class TriageError(Exception):
    """Root of every deliberate error of this package."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a request.

    `pointer` is an RFC 6901 JSON pointer into the body ("" is the whole body); `code` is stable and
    machine-readable; `detail` is a sentence that never repeats ticket text.
    """

    pointer: str
    code: str
    detail: str


class RequestError(TriageError):
    """The request cannot be decided as sent. Carries every fault found, in document order."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.pointer or '/'}: {fault.detail}" for fault in self.faults))


class MalformedError(RequestError):
    """The body is not JSON: nothing in it can be pointed at."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong, or doubtful, in a policy file.

    Attributes:
        file: the file's name as the user gave it.
        line: 1-based line.
        column: 1-based column.
        code: stable kebab-case code, listed in docs/policy/findings.md.
        message: a sentence.
        suggestion: what to write instead; empty when there is none.
        severity: "error" (the policy is refused) or "warning".
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    suggestion: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        hint = f"; {self.suggestion}" if self.suggestion else ""
        return f"{self.file}:{self.line}:{self.column} [{self.code}] {self.message}{hint}"


class PolicyError(TriageError):
    """The policy was refused whole; `findings` has every fault, in file order."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


class ArtefactError(TriageError):
    """A model folder must not be used; the message says what is wrong with it."""


class CalendarError(TriageError):
    """A calendar cannot supply the working time that was asked of it."""


class EnginesDifferError(TriageError):
    """The compiled engine is wrong: it differs from the reference engine. Names outcomes and rules, never ticket text."""


class SettingsError(TriageError):
    """Settings are wrong; the message lists every fault."""

"""YAML → a checked policy, or every fault at once.

    policy = load_policy("rules/default.yaml")

The way: bytes → nodes → the chain of files (`documents`) → definitions → sections as drafts, changed by each file (`layers`) →
checked sections → a policy whose version is the hash of its content.
"""

from __future__ import annotations

from pathlib import Path

from triage.policy.calendars import CalendarBook, holidays_version
from triage.policy.canonical import version_of
from triage.policy.definitions import read_definitions
from triage.policy.documents import Document, read_bytes, read_chain, shipped_rules
from triage.policy.findings import Findings, Position
from triage.policy.layers import merge_sections
from triage.policy.model import Policy
from triage.policy.reading import Reader
from triage.policy.sections import read_sections

_BASE_NEEDS = ("sections", "review", "confidence levels")


def load_policy(source: str | Path) -> Policy:
    """The policy of a file; a bare name such as "default" that is no file means the shipped policy. Raises PolicyError."""
    path = Path(source)
    if not path.suffix and len(path.parts) == 1 and not path.is_file():
        path = shipped_rules() / f"{path}.yaml"
    findings = Findings()
    data = read_bytes(path, Position(str(source)), findings)
    findings.refuse_if_any()
    return _load(data or b"", str(path), path, path.parent, findings)


def load_policy_text(text: str | bytes, name: str, search: Path | None = None) -> Policy:
    """The policy of a text that findings call `name`; what it extends is looked for in `search`. Raises PolicyError."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return _load(data, name, None, search, Findings())


def _load(data: bytes, name: str, path: Path | None, search: Path | None, findings: Findings) -> Policy:
    chain = read_chain(data, name, path, search, findings)
    if not chain:
        findings.refuse_if_any()
        raise AssertionError("a chain that cannot be read has a finding")
    for key in _BASE_NEEDS:
        if key not in chain[0].top:
            findings.report(Position(chain[0].name), "missing-key", f"a policy that extends no other needs the key '{key}'")
    definitions = read_definitions(chain, findings)
    reader = Reader(findings, definitions.names)
    sections = read_sections(merge_sections(chain, reader), reader)
    findings.refuse_if_any()
    top: Document = chain[-1]
    needs_holidays = any(calendar.holidays for calendar in definitions.calendars.values())
    return Policy(
        name=top.policy,
        about=definitions.about,
        version=version_of(top.policy, definitions, sections),
        sections=sections,
        teams=definitions.names.teams,
        departments=definitions.names.departments,
        lists=definitions.names.lists,
        calendars=CalendarBook(definitions.calendars),
        review=definitions.review,
        levels=definitions.levels,
        prices=definitions.prices,
        holidays_version=holidays_version() if needs_holidays else None,
        files=tuple(document.path for document in chain if document.path),
    )

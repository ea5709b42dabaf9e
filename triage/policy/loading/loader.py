"""YAML → a checked policy, or every fault at once.

    policy = load_policy("rules/default.yaml")

The way: bytes → nodes → the chain of files (`documents`) → definitions → sections as drafts, changed by each file (`layers`) →
checked sections → a policy whose version is the hash of its content.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from triage.errors import Finding, PolicyError
from triage.policy.calendars import CalendarBook, holidays_version
from triage.policy.files.collector import collector_paused
from triage.policy.files.documents import BASE_NEEDS, Document, read_bytes, read_chain
from triage.policy.files.findings import Findings, Position
from triage.policy.files.reading import Reader
from triage.policy.loading.canonical import version_of
from triage.policy.loading.definitions import read_definitions
from triage.policy.loading.drafts import SectionDraft
from triage.policy.loading.layers import merge_sections
from triage.policy.loading.sections import read_sections
from triage.policy.model import Policy
from triage.shipped import shipped


@dataclass(frozen=True, slots=True)
class Examined:
    """A policy as far as it could be read.

    Attributes:
        policy: with faults it lacks what is at fault: to be checked, never to decide by. None when no file could be read.
        faults: what refuses it, in file order.
        chain: the files, base first.
        drafts: its sections before they were checked.
    """

    policy: Policy | None
    faults: tuple[Finding, ...]
    chain: tuple[Document, ...] = ()
    drafts: tuple[SectionDraft, ...] = ()


def load_policy(source: str | Path) -> Policy:
    """The policy of a file; a bare name such as "default" that is no file means the shipped policy. Raises PolicyError."""
    return _whole(examine_policy(source))


def load_policy_text(text: str | bytes, name: str, search: Path | None = None) -> Policy:
    """The policy of a text that findings call `name`; what it extends is looked for in `search`. Raises PolicyError."""
    return _whole(examine_policy_text(text, name, search))


def examine_policy(source: str | Path) -> Examined:
    """As `load_policy`, but with the faults beside whatever could be read."""
    path = Path(source)
    if not path.suffix and len(path.parts) == 1 and not path.is_file():
        path = shipped("rules", f"{path}.yaml")
    findings = Findings()
    data = read_bytes(path, Position(str(source)), findings)
    return Examined(None, findings.sorted()) if data is None else _examine(data, str(path), path, path.parent, findings)


def examine_policy_text(text: str | bytes, name: str, search: Path | None = None) -> Examined:
    """As `load_policy_text`, but with the faults beside whatever could be read."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return _examine(data, name, None, search, Findings())


def _whole(examined: Examined) -> Policy:
    if examined.policy is None or examined.faults:
        raise PolicyError(examined.faults)
    return examined.policy


@collector_paused()
def _examine(data: bytes, name: str, path: Path | None, search: Path | None, findings: Findings) -> Examined:
    chain = read_chain(data, name, path, search, findings)
    if not chain:
        return Examined(None, findings.sorted())
    for key in BASE_NEEDS:
        if key not in chain[0].top:
            findings.report(Position(chain[0].name), "missing-key", f"a policy that extends no other needs the key '{key}'")
    definitions = read_definitions(chain, findings)
    reader = Reader(findings, definitions.names)
    drafts = merge_sections(chain, reader)
    sections = read_sections(drafts, [document.name for document in chain], reader)
    top: Document = chain[-1]
    needs_holidays = any(calendar.holidays for calendar in definitions.calendars.values())
    policy = Policy(
        name=top.policy,
        about=definitions.about,
        version=version_of(top.policy, definitions, sections),
        sections=sections,
        teams=definitions.names.teams,
        departments=definitions.names.departments,
        numbered=definitions.names.numbered,
        lists=definitions.names.lists,
        calendars=CalendarBook(definitions.calendars),
        review=definitions.review,
        levels=definitions.levels,
        prices=definitions.prices,
        time_zone=definitions.time_zone,
        holidays_version=holidays_version() if needs_holidays else None,
        files=tuple(document.path for document in chain if document.path),
    )
    return Examined(policy, findings.sorted(), chain, tuple(drafts))

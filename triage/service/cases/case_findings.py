"""What a policy's cases say about it: those that fail, and the rules that none of them fires.

Also of a policy that has faults: what a faulty rule may have to do with is left out, so that one mistake is not told twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from triage.contract.answer_paths import astray
from triage.errors import Finding, PolicyError
from triage.policy.files.documents import Document
from triage.policy.files.findings import Position, quoted
from triage.policy.files.yaml_nodes import Mapped
from triage.policy.lint.codes import found
from triage.policy.lint.faulty import faulty_parts
from triage.policy.loading.cases import Case
from triage.policy.loading.loader import Examined
from triage.policy.model import Origin, Policy, Rule
from triage.service.cases.casebook import CaseResult, load_casebook, prepare, run_cases, run_prepared
from triage.service.decided_by import shown_outcomes
from triage.settings import EngineName

_TOLD_ONLY = frozenset({"why", "source", "owner"})
"""Parts of a rule that are told and decide nothing."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Where a policy's cases stand, what they are, and whether none of them was left out as unreadable."""

    name: str
    cases: tuple[Case, ...]
    whole: bool


def case_findings(examined: Examined, file: CaseFile, engine: EngineName) -> Iterator[Finding]:
    """What the cases say of a policy.

    case-fails for its own cases and those below that it must not touch; uncovered for the rules of its own file, by the cases of
    the extended files too.
    """
    policy = examined.policy
    if policy is None or not _decides(examined, policy):
        return
    doubtful = _doubtful(examined, policy)
    snapshot = prepare(policy, engine)
    results = [run_prepared(snapshot, _without(case, doubtful, policy)) for case in file.cases]
    for result in results:
        yield from failures(result)
    for document in _held_to(examined.chain):
        cases, wrong = _cases_beside(document)
        yield from wrong
        for case in cases:
            yield from failures(run_prepared(snapshot, _without(case, doubtful, policy)))
    if (
        file.whole
        and not examined.faults
        and not any(failure.code == "case-wrong" for result in results for failure in result.failures)
    ):
        yield from _uncovered(examined, policy, file, results, engine)


def failures(result: CaseResult) -> Iterator[Finding]:
    """What a failed case says, as findings at the places of what it says."""
    for failure in result.failures:
        at = result.case.place_of(failure.pointer)
        message = f"{quoted(result.case.name)}: {failure.message}"
        yield Finding(at.file, at.line, at.column, failure.code, message, failure.suggestion)


def _uncovered(
    examined: Examined, policy: Policy, file: CaseFile, results: Sequence[CaseResult], engine: EngineName
) -> Iterator[Finding]:
    top = examined.chain[-1].name
    own = [rule for rule in policy.rules() if rule.at.file == top and rule.enabled and rule.origin is not Origin.OTHERWISE]
    changed = _changed(examined.chain[-1], {rule.name for rule in policy.rules() if rule.enabled})
    if not file.cases and (own or changed):
        message = f"there are no cases beside the policy, so that no case fires any of its {len(own) + len(changed)} rules"
        yield found(Position(top), "uncovered", message, f"write {Path(file.name).name}")
        return
    fired = {rule for result in results for rule in result.fired}
    for name, at in changed.items():
        if name not in fired:
            message = f"no case of this policy fires {quoted(name)}, which it changes"
            yield found(at, "uncovered", message, "add a case with `because: [...]`")
    for document in examined.chain[:-1]:
        cases = _cases_beside(document)[0] if any(rule.name not in fired for rule in own) else ()
        fired |= {rule for result in run_cases(policy, cases, engine) for rule in result.fired}
    for rule in own:
        if rule.name not in fired:
            yield found(rule.at, "uncovered", f"no case fires {quoted(rule.name)}", "add a case with `because: [...]`")


def _held_to(chain: Sequence[Document]) -> Iterator[Document]:
    """The files below whose cases must hold too: a file with `applies to` changes nothing for those that they are about."""
    for above, document in pairwise(reversed(chain)):
        if "applies to" not in above.top:
            return
        yield document


def _cases_beside(document: Document) -> tuple[tuple[Case, ...], tuple[Finding, ...]]:
    """The cases of a file below, and what is wrong with how they are written."""
    try:
        return (load_casebook(document.path) if document.path else ()), ()
    except PolicyError as error:
        return (), error.findings


def _changed(document: Document, rules: Collection[str]) -> Mapping[str, Position]:
    """The rules below that a file makes ask or set something else for every account, and where it says so.

    (Those that it changes for some accounts are rules of its own.) Cases of the files below tell what they did before.
    """
    change = document.top.get("change")
    if change is None or not isinstance(change.value, Mapped) or "applies to" in document.top:
        return {}
    parts = {name: entry for name, entry in change.value.entries.items() if name in rules}
    return {
        name: entry.key.at
        for name, entry in parts.items()
        if isinstance(entry.value, Mapped) and not _TOLD_ONLY.issuperset(entry.value.entries)
    }


def _decides(examined: Examined, policy: Policy) -> bool:
    """Whether cases can be run at all: with a calendar at fault no time can be told."""
    defined = {name for document in examined.chain for name in _keys(document.top.get("calendars"))}
    return defined == set(policy.calendars.names)


def _keys(entry: object) -> Iterable[str]:
    value = getattr(entry, "value", None)
    return getattr(value, "entries", {})


def _doubtful(examined: Examined, policy: Policy) -> frozenset[str]:
    """The outcomes that a faulty rule sets or has a say in, by what later sections ask."""
    faulty = faulty_parts(examined.drafts, examined.faults).sections
    doubtful: set[str] = set()
    for section in policy.sections:
        asked = {fact for rule in section.rules for fact in rule.tested}
        if section.name in faulty or not doubtful.isdisjoint(asked):
            doubtful.update(section.sets)
    return frozenset(doubtful)


def _without(case: Case, doubtful: frozenset[str], policy: Policy) -> Case:
    """The case with only those expectations that no faulty rule has to do with."""
    if not doubtful:
        return case
    sure = {rule.name for rule in policy.rules() if _is_sure(rule, policy, doubtful)}
    return replace(
        case,
        expect={path: value for path, value in case.expect.items() if _shows_sure(path, doubtful) or astray(path)},
        because=tuple(rule for rule in case.because if rule in sure),
        not_because=tuple(rule for rule in case.not_because if rule in sure),
    )


def _shows_sure(path: str, doubtful: frozenset[str]) -> bool:
    shown = shown_outcomes(path.partition(".")[0])
    return bool(shown) and doubtful.isdisjoint(shown)


def _is_sure(rule: Rule, policy: Policy, doubtful: frozenset[str]) -> bool:
    section = next(section for section in policy.sections if section.name == rule.section)
    return doubtful.isdisjoint(section.sets) and doubtful.isdisjoint(rule.tested)

"""Policy cases: each is a request, a stand-in for the model, and what the answer must say. Run by the same code that serves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from triage.classifier.duplicates.new_ticket import NewTicket
from triage.classifier.markup import Body
from triage.contract.given import Given, parse_given
from triage.contract.request import parse_request
from triage.domain.decision import RoutingDecision
from triage.domain.reading import Depth, DuplicateMatch, Prediction
from triage.domain.ticket import OpenTicket, TriageRequest
from triage.errors import CalendarError, Fault, RequestError
from triage.policy.loading.cases import Case, load_cases
from triage.policy.model import Policy
from triage.service.cases.expectations import Failure, misspelt_parts, unmet
from triage.service.decide import decide
from triage.service.snapshot import Snapshot
from triage.settings import EngineName

_CLOCK = datetime(2026, 1, 5, 12, tzinfo=UTC)  # for cases without any date


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How a case went; `failures` is empty when it holds. `fired` are the rules that fired, in order."""

    case: Case
    failures: tuple[Failure, ...]
    fired: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GivenClassifier:
    """Stands in for the model: it always says what the case gives."""

    prediction: Prediction
    version: str = "given"

    def predict(
        self, subject: str, body: Body, language: str | None, *, depth: Depth = Depth.FULL, named: bool | None = None
    ) -> Prediction:
        """The given prediction, whatever the text."""
        return self.prediction

    def predict_many(self, texts: Sequence[tuple[str, str]], depth: Depth) -> list[Prediction]:
        """The given prediction for each text."""
        return [self.prediction] * len(texts)


def cases_path(policy_file: Path) -> Path:
    """The cases file beside a policy file."""
    return policy_file.with_name(policy_file.stem + ".cases.yaml")


def run_cases(policy: Policy, cases: Iterable[Case], engine: EngineName) -> tuple[CaseResult, ...]:
    """Run every case against the policy."""
    snapshot = prepare(policy, engine)
    return tuple(run_prepared(snapshot, case) for case in cases)


def prepare(policy: Policy, engine: EngineName) -> Snapshot:
    """The policy ready for many cases: its engine is built once."""
    return Snapshot.build(policy, GivenClassifier(Prediction(declined="no_text")), engine)


def run_prepared(snapshot: Snapshot, case: Case) -> CaseResult:
    """Decide the case's request and compare."""
    misspelt = tuple(misspelt_parts(case))
    try:
        decision = decide_case(snapshot, case)
    except RequestError as error:
        wrong = (Failure(fault.pointer, f"{fault.pointer or '/'}: {fault.detail}", "case-wrong") for fault in error.faults)
        return CaseResult(case, (*misspelt, *wrong), ())
    except CalendarError as error:
        return CaseResult(case, (*misspelt, Failure("/expect", f"there is no decision: {error}")), ())
    fired = tuple(step.rule for step in decision.trace)
    told = {failure.pointer for failure in misspelt}
    failed = (failure for failure in unmet(case, decision) if failure.pointer not in told)
    return CaseResult(case, (*misspelt, *failed), fired)


def decide_case(snapshot: Snapshot, case: Case, *, explain_all: bool = False) -> RoutingDecision:
    """The decision on a case's request, with what it gives in place of the model.

    Raises:
        RequestError: the request or what is given is wrong, with pointers into the case.
        CalendarError: as `decide` does.
    """
    given, request = _read_case(case)
    match, parts = given.match, given.parts
    prepared = replace(snapshot, classifier=GivenClassifier(given.prediction))
    if match is not None:
        prepared = replace(prepared, matcher=partial(_given_match, match))
    if parts is not None:
        prepared = replace(prepared, splitter=lambda *_: parts)
    return decide(request, prepared, explain_all=explain_all)


def _read_case(case: Case) -> tuple[Given, TriageRequest]:
    """What it gives and asks. Raises RequestError with the faults of both."""
    faults: list[Fault] = []
    try:
        given = parse_given(case.given, "/given")
    except RequestError as error:
        faults += error.faults
    try:
        request = _request_of(case)
    except RequestError as error:
        faults += error.faults
    if faults:
        raise RequestError(faults)
    return given, request


def _given_match(match: DuplicateMatch, new: NewTicket, open_tickets: Sequence[OpenTicket] | None) -> DuplicateMatch:
    """The match that a case gives, with the open ticket that it names as the case sends it."""
    original = next((other for other in open_tickets or () if match.original and other.id == match.original.id), match.original)
    return replace(match, original=original)


def _request_of(case: Case) -> TriageRequest:
    """A case has no clock: without `now` it is decided at the ticket's creation."""
    request = parse_request(case.request, now=_CLOCK, pointer="/request")
    created = request.ticket.created_at
    return request if case.request.get("now") is not None or created is None else replace(request, now=created)


def load_casebook(policy_file: Path, policy: Policy | None = None) -> tuple[Case, ...]:
    """The cases beside a policy; none when there is no such file. With `policy` they must name it and rules that it has.

    Raises:
        PolicyError: with every fault.
    """
    path = cases_path(policy_file)
    return load_cases(path, policy) if path.exists() else ()

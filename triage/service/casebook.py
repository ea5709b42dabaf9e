"""Policy cases: each is a request, a stand-in for the model, and what the answer must say. Run by the same code that serves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from triage.classifier.duplicates.new_ticket import NewTicket
from triage.contract.answer import render
from triage.contract.given import parse_given
from triage.contract.request import parse_request
from triage.domain.decision import RoutingDecision
from triage.domain.reading import Depth, DuplicateMatch, Prediction
from triage.domain.ticket import OpenTicket, TriageRequest
from triage.errors import CalendarError, RequestError
from triage.policy.cases import Case, load_cases
from triage.policy.model import Policy
from triage.service.decide import decide
from triage.service.snapshot import Snapshot
from triage.settings import EngineName

_KEYS = ("name", "code", "step", "what", "field", "rule", "id", "to_tier")  # what identifies an element of a list in the answer
_MISSING = object()
_CLOCK = datetime(2026, 1, 5, 12, tzinfo=UTC)  # for cases without any date


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How a case went; `failures` is empty when it holds. `fired` are the rules that fired, in order."""

    case: Case
    failures: tuple[str, ...]
    fired: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GivenClassifier:
    """Stands in for the model: it always says what the case gives."""

    prediction: Prediction
    version: str = "given"

    def predict(self, subject: str, body: str, language: str | None, *, depth: Depth = Depth.FULL) -> Prediction:
        """The given prediction, whatever the text."""
        return self.prediction

    def predict_many(self, texts: Sequence[tuple[str, str]], depth: Depth) -> list[Prediction]:
        """The same for each."""
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
    try:
        answer = render(decide_case(snapshot, case))
    except RequestError as error:
        return CaseResult(case, (f"the case is wrong: {error}",), ())
    except CalendarError as error:
        return CaseResult(case, (f"there is no decision: {error}",), ())
    fired = tuple(str(step["rule"]) for step in answer["trace"])
    return CaseResult(case, tuple(_failures(case, answer, fired)), fired)


def decide_case(snapshot: Snapshot, case: Case, *, explain_all: bool = False) -> RoutingDecision:
    """The decision on a case's request, with what it gives in place of the model.

    Raises:
        RequestError: the request or what is given is wrong, with pointers into the case.
        CalendarError: as `decide` does.
    """
    given = parse_given(case.given, "/given")
    match, parts = given.match, given.parts
    prepared = replace(snapshot, classifier=GivenClassifier(given.prediction))
    if match is not None:
        prepared = replace(prepared, matcher=partial(_given_match, match))
    if parts is not None:
        prepared = replace(prepared, splitter=lambda *_: parts)
    return decide(_request_of(case), prepared, explain_all=explain_all)


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


def _failures(case: Case, answer: Mapping[str, object], fired: Sequence[str]) -> Iterable[str]:
    for path, expected in case.expect.items():
        got = _lookup(answer, path)
        if not _agrees(expected, got):
            decided = _deciding(answer, path)
            yield f"{path}: expected {_show(expected)}, got {_show(got)}" + (f" (decided by {decided})" if decided else "")
    for rule in case.because:
        if rule not in fired:
            yield f"rule '{rule}' did not fire"
    for rule in case.not_because:
        if rule in fired:
            yield f"rule '{rule}' fired"


def _lookup(node: object, path: str) -> object:
    """Follow a dotted path; through a list, a segment picks the element that bears it as its name (see _KEYS)."""
    for segment in path.split(".") if path else ():
        if isinstance(node, Mapping):
            node = node.get(segment, _MISSING)
        elif isinstance(node, list):
            node = next((element for element in node if segment in _identities(element)), _MISSING)
        else:
            return _MISSING
    return node


def _identities(element: object) -> tuple[str, ...]:
    if isinstance(element, Mapping):
        return tuple(str(element[key]) for key in _KEYS if element.get(key) is not None)
    return (str(element),)


def _agrees(expected: object, got: object) -> bool:
    if expected is None:
        return got is None or got is _MISSING
    if isinstance(expected, list):
        elements = got if isinstance(got, list) else []
        return all(any(str(wanted) in _identities(element) for element in elements) for wanted in expected) and (
            bool(expected) or got == []
        )
    if isinstance(expected, str) and isinstance(got, str):
        return expected == got or _same_instant(expected, got)
    return bool(expected == got) and isinstance(expected, bool) == isinstance(got, bool)


def _same_instant(one: str, other: str) -> bool:
    try:
        return datetime.fromisoformat(one) == datetime.fromisoformat(other)
    except (ValueError, TypeError):  # not two instants, so they are not the same one
        return False


def _deciding(answer: Mapping[str, object], path: str) -> str:
    """The last rule that set the outcome a path speaks of."""
    trace = answer.get("trace")
    words = [segment.replace("_", " ") for segment in path.split(".")]
    rules = [
        str(step["rule"])
        for step in (trace if isinstance(trace, list) else [])
        if any(word in name or name.startswith(word.rstrip("s")) for name in step["set"] for word in words)
    ]
    return rules[-1] if rules else ""


def _show(value: object) -> str:
    if value is _MISSING:
        return "nothing"
    if isinstance(value, list):
        return "[" + ", ".join(_identities(element)[0] if _identities(element) else "?" for element in value) + "]"
    return repr(str(value)) if isinstance(value, str) else str(value)

"""What a case expects, held against an answer: what does not hold, who decided it, and what is misspelt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from triage.contract.answer import render
from triage.contract.answer_paths import IDENTIFYING, astray
from triage.contract.request import unknown_request_fields
from triage.domain.decision import RoutingDecision
from triage.policy.files.findings import did_you_mean, nearest, quoted
from triage.policy.loading.cases import Case, pointer_to
from triage.service.decided_by import deciding_steps

_MISSING = object()


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that a case says and that does not hold, or that it cannot mean.

    `pointer` is a JSON pointer into the case; `code` is that of the finding that a check makes of it.
    """

    pointer: str
    message: str
    code: str = "case-fails"
    suggestion: str = ""


def misspelt_parts(case: Case) -> Iterator[Failure]:
    """Fields of the request that no request has, and paths into the answer that no answer has: nothing would ever look there."""
    for field in unknown_request_fields(case.request, "/request"):
        name = field.pointer.rpartition("/")[2]
        yield Failure(field.pointer, f"a request has no {quoted(name)} there", "unknown-key", did_you_mean(name, field.known))
    for path in case.expect:
        wrong = astray(path)
        if wrong:
            yield _misspelt_path(path, *wrong)


def _misspelt_path(path: str, place: int, known: tuple[str, ...]) -> Failure:
    segments = path.split(".")
    near = nearest(segments[place], known)
    mended = ".".join((*segments[:place], near, *segments[place + 1 :]))
    above = quoted(".".join(segments[:place])) if place else "an answer"
    suggestion = f"did you mean {quoted(mended)}?" if near else did_you_mean(segments[place], known)
    return Failure(pointer_to("expect", path), f"{above} has no {quoted(segments[place])}", "unknown-key", suggestion)


def unmet(case: Case, decision: RoutingDecision) -> Iterator[Failure]:
    """What the answer, or the rules that fired, have otherwise than the case expects."""
    answer = render(decision)
    fired = {step.rule for step in decision.trace}
    for path, expected in case.expect.items():
        got = _lookup(answer, path)
        if not _agrees(expected, got):
            decided = ", ".join(step.rule for step in deciding_steps(decision, path))
            by = f" (decided by {decided})" if decided else ""
            yield Failure(pointer_to("expect", path), f"{path}: expected {_show(expected)}, got {_show(got)}{by}")
    for rule in case.because:
        if rule not in fired:
            yield Failure(pointer_to("because", rule), f"rule '{rule}' did not fire")
    for rule in case.not_because:
        if rule in fired:
            yield Failure(pointer_to("not because", rule), f"rule '{rule}' fired")


def _lookup(node: object, path: str) -> object:
    """Follow a dotted path; through a list, a segment picks the element that bears it as its name (see IDENTIFYING)."""
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
        return tuple(str(element[key]) for key in IDENTIFYING if element.get(key) is not None)
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


def _show(value: object) -> str:
    if value is _MISSING:
        return "nothing"
    if isinstance(value, list):
        return "[" + ", ".join(_identities(element)[0] if _identities(element) else "?" for element in value) + "]"
    return repr(str(value)) if isinstance(value, str) else str(value)

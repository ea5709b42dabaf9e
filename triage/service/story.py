"""A decision as a story that people can read, and for any rule why it did or did not have a say. Quotes facts, not the ticket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from triage.domain.decision import RoutingDecision
from triage.domain.outcome import FailedCondition, FailureKind, Step
from triage.errors import Fault, RequestError
from triage.policy.files.findings import did_you_mean, quoted
from triage.policy.model import Policy

_TEXTS = frozenset({"subject", "body", "text"})


def tell_story(decision: RoutingDecision) -> Iterator[str]:
    """Section by section the rules that fired: why, on what facts, and what they set. Lines of text."""
    yield f"Ticket {decision.ticket_id or 'without an id'}, decided for {decision.decided_at:%Y-%m-%d %H:%M} UTC"
    fired = [step for step in decision.trace if step.fired]
    for section, steps in groupby(fired, key=lambda step: step.section):
        yield ""
        yield f"{section}"
        for step in steps:
            yield from _told(step)
    yield ""
    yield "In short"
    yield from (f"  {line}" for line in decision.note.splitlines())


def tell_why_not(decision: RoutingDecision, policy: Policy, name: str) -> Iterator[str]:
    """Why the rule did not apply, or that it did. `decision` needs the trace of all rules.

    Raises:
        RequestError: the policy has no such rule.
    """
    rule = next((rule for rule in policy.rules() if rule.name == name), None)
    if rule is None:
        near = did_you_mean(name, [rule.name for rule in policy.rules()])
        raise RequestError([Fault("", "unknown_rule", f"The policy has no rule {quoted(name)}. {near}".strip())])
    step = next((step for step in decision.trace if step.rule == name), None)
    if step is not None and step.fired:
        shadow = "It is a shadow rule: it was evaluated and not applied." if step.shadow else ""
        yield f"{quoted(name)} did apply. {step.warning or shadow}".strip()
        yield from _told(step)
        return
    yield f"{quoted(name)} (section {quoted(rule.section)}) did not apply:"
    yield f"  {_because(step)}"


def _because(step: Step | None) -> str:
    failed = step.failed if step else None
    if failed is None:
        return "another rule of its section applied, and it is only for when none does" if step is None else "no condition failed"
    if failed.kind is FailureKind.NOT_REACHED:
        return f"everything that it asks holds, but {quoted(str(failed.value))} above it had already decided the section"
    if failed.kind is FailureKind.OFF:
        return "it is switched off"
    if failed.kind is FailureKind.NOT_YET:
        return f"its first day has not come: {failed.wanted}"
    if failed.kind is FailureKind.EXPIRED:
        return f"its last day has passed: {failed.wanted}"
    wish = failed.wanted if failed.kind is FailureKind.ALTERNATIVES else f"{failed.fact}: {failed.wanted}"
    only_case = "; they differ in upper and lower case only" if _differs_in_case(failed) else ""
    return f"it wants {wish}, and {failed.fact} is {_value(failed.fact, failed.value)}{only_case}"


def _differs_in_case(failed: FailedCondition) -> bool:
    """Whether a plain test, which takes words as they are written, would hold in any case."""
    values = failed.value if isinstance(failed.value, list) else [failed.value]
    words = {word for word in values if isinstance(word, str)}
    return words.isdisjoint(failed.words) and not {word.casefold() for word in words}.isdisjoint(map(str.casefold, failed.words))


def _told(step: Step) -> Iterator[str]:
    mark = " (shadow: not applied)" if step.shadow else ""
    yield f"  {step.rule}{mark}"
    yield f"    why: {step.why}"
    if step.facts:
        yield f"    because: {', '.join(f'{fact} is {_value(fact, value)}' for fact, value in step.facts.items())}"
    for name, value in step.set.items():
        yield f"    sets {name}: {_shown(value)}"
    if step.warning:
        yield f"    beware: {step.warning}"


def _value(fact: str, value: object) -> str:
    """A fact as the story tells it; what a customer wrote is not repeated."""
    return "what the ticket says" if fact in _TEXTS and value is not None else _shown(value)


def _shown(value: object) -> str:
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_shown(part)}" for name, part in value.items())
    if isinstance(value, list):
        return "; ".join(_shown(part) for part in value) or "nothing"
    return str(value)

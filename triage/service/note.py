"""The internal note: the decision in a dozen lines that an agent can read, argue with and paste. It never quotes the ticket."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from triage.domain.decision import CreditsVerdict, HotRushVerdict, RoutingDecision, SlaTarget
from triage.domain.promise import to_local
from triage.domain.vocabulary import CategorySource, Confirmation, DuplicateStatus, TargetName, TargetState, Verdict


def write_note(decision: RoutingDecision) -> RoutingDecision:
    """The decision with `note` filled."""
    return replace(decision, note="\n".join(_lines(decision)))


def _lines(decision: RoutingDecision) -> Iterator[str]:
    yield f"Triage: {_category(decision)}"
    yield (
        f"Priority {decision.priority or 'not set'}, tier {'not set' if decision.tier is None else decision.tier}, "
        f"team {decision.team or 'not set'}, department {decision.department or 'not set'}."
    )
    yield from _duplicate(decision)
    yield from (_target(target) for target in decision.sla.targets)
    for step in decision.sla.escalations:
        yield f"Escalate to tier {step.to_tier} at {_local(step.at, _zone(decision, step.of))}."
    yield from _hotrush(decision.hotrush, _zone(decision, TargetName.FIRST_RESPONSE))
    yield from _credits(decision.credits)
    yield from decision.advice
    if decision.split:
        yield f"Propose {len(decision.split)} tickets: " + ", ".join(part.category or "unclear" for part in decision.split) + "."
    if decision.missing_information:
        yield "Ask the client: " + " ".join(ask.ask for ask in decision.missing_information)
    for change in decision.changes:
        before, after = (_plain(value, _zone(decision, *change.field.split("."))) for value in (change.before, change.after))
        yield f"Changed {change.field}: {before} -> {after} ({change.because})."


def _category(decision: RoutingDecision) -> str:
    category = decision.category
    if category.name is None:
        return "no category; nobody has said one and the model does not guess. Please review."
    said = {
        CategorySource.CLASSIFIER: f"suggested, confidence {category.confidence or 0:.0%}",
        CategorySource.MATCHING: f"found by matching, score {category.confidence or 0:.0%}",
        CategorySource.AGENT: "set by an agent",
        CategorySource.REQUESTER: "set by the requester",
        CategorySource.NONE: "unknown",
    }[category.source]
    review = " Please review." if category.needs_review else ""
    return f"{category.name} ({said}).{review}"


def _duplicate(decision: RoutingDecision) -> Iterator[str]:
    duplicate = decision.duplicate
    if duplicate.status is DuplicateStatus.DUPLICATE:
        yield f"Duplicate of {duplicate.of or 'a ticket whose number is not known'}."
    elif duplicate.possibly_of:
        yield f"Possibly a duplicate of {duplicate.possibly_of}."


def _target(target: SlaTarget) -> str:
    label = target.name.value.replace("_", " ").capitalize()
    if target.state is TargetState.NOT_STARTED:
        return f"{label}: {target.because}."
    goal = f"goal {_local(target.goal_at, target.time_zone)}, " if target.goal_at else ""
    return f"{label}: {goal}due {_local(target.due_at, target.time_zone)} ({target.state.value}; {target.because})."


def _hotrush(hotrush: HotRushVerdict, zone: str) -> Iterator[str]:
    if hotrush.verdict is Verdict.GRANTED:
        yield f"HotRush granted: respond by {_local(hotrush.respond_by, zone)}, rate x{hotrush.rate}."
    elif hotrush.requested:
        verdict = "refused" if hotrush.verdict is Verdict.REFUSED else "no longer requested"
        yield f"HotRush {verdict}: " + " ".join(reason.text for reason in hotrush.reasons)
        if hotrush.offer_instead:
            yield f"Offer the '{hotrush.offer_instead.capitalize()}' selection instead."


def _credits(credits: CreditsVerdict) -> Iterator[str]:
    if credits.quote_instead:
        yield "Credits: none; a quote instead."
    elif credits.free_because:
        yield f"Credits: free. {credits.free_because}"
    elif credits.charge:
        doubled = f" ({credits.credits} x {credits.rate})" if credits.rate != 1 else ""
        confirm = "; the client must confirm first" if credits.confirmation is Confirmation.REQUIRED else ""
        yield f"Credits: {credits.charge}{doubled}, category {credits.category}{confirm}."
    if credits.purchase:
        packages = " + ".join(f"{package.count} x {package.credits}" for package in credits.purchase.packages)
        price = f"{credits.purchase.price} {credits.purchase.currency}"
        missing = "1 credit" if credits.shortfall == 1 else f"{credits.shortfall} credits"
        yield f"The balance is {missing} short; the cheapest way is {packages} credits for {price}."


def _zone(decision: RoutingDecision, *names: str) -> str:
    """The time zone of the first target of these names, else of any: in one note the clocks agree. UTC without targets."""
    zones = {target.name.value: target.time_zone for target in reversed(decision.sla.targets)}
    return next((zones[name] for name in (*names, *reversed(zones)) if name in zones), "UTC")


def _local(moment: datetime | None, zone: str) -> str:
    """A moment as a calendar of that zone reads it, with its offset: 2026-11-26 18:00 +01:00."""
    if moment is None:
        return "not set"
    day, _, rest = to_local(moment, zone).partition("T")
    return f"{day} {rest[:5]} {rest[8:]}"


def _plain(value: object, zone: str) -> str:
    return _local(value, zone) if isinstance(value, datetime) else str(value) if value is not None else "none"

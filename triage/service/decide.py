"""The way of a ticket: suggestion, match, facts, policy, time, money, decision. Pure in (request, policy, model)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from triage.classifier.entities import add_named
from triage.classifier.markup import Body, read_body
from triage.classifier.quoting import strip_quotes
from triage.domain.credits import judge_credits
from triage.domain.decision import CategoryVerdict, DuplicateVerdict, HotRushVerdict, RoutingDecision, WorkflowStep
from triage.domain.history import read_course
from triage.domain.hotrush import judge_hotrush
from triage.domain.outcome import Outcome, Step
from triage.domain.promise import Clocks
from triage.domain.reading import DuplicateMatch, Entities, Prediction, SplitPart
from triage.domain.sla import judge_targets
from triage.domain.standing import Standing, read_standing
from triage.domain.ticket import Ticket, TriageRequest
from triage.domain.vocabulary import DuplicateStatus, Verdict
from triage.policy.engines.gathering import gather
from triage.service.category import after_matching, settle_category
from triage.service.changes import list_changes
from triage.service.chronology import doubt_moments
from triage.service.note import write_note
from triage.service.snapshot import Snapshot


def decide(request: TriageRequest, snapshot: Snapshot, *, explain_all: bool = False) -> RoutingDecision:
    """Decide one ticket. With `explain_all` the trace also has the rules that stayed silent and the condition that failed.

    Raises:
        CalendarError: when a calendar of the policy cannot supply the time that a target needs.
    """
    reading = _read(request, snapshot)
    outcome, trace = _apply_policy(request, snapshot, reading, explain_all)
    decision = _decision(request, snapshot, reading, outcome, trace)
    return write_note(list_changes(decision, request.previous))


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the text, the history and the open tickets say, before any policy. `plain`: the ticket with its body as text."""

    plain: Ticket
    standing: Standing
    entities: Entities
    prediction: Prediction
    suggested: CategoryVerdict
    match: DuplicateMatch
    parts: tuple[SplitPart, ...]


def _read(request: TriageRequest, snapshot: Snapshot) -> _Reading:
    """Read the ticket. Its body becomes text here, once for all readers; spans still point into what was sent."""
    ticket, (plain, body) = request.ticket, _in_text(request.ticket)
    entities = snapshot.read_entities(ticket, body)
    prediction = snapshot.predict(ticket, body, entities)
    suggested = settle_category(ticket, prediction, snapshot.policy.review, snapshot.policy.levels)
    match = snapshot.match(replace(request, ticket=plain), entities, prediction)
    if ticket.category is None and _repeats_none(prediction, match):
        match = replace(match, original=None, judged=None, score=None, referenced=None)
    named = add_named(entities, match.named)
    return _Reading(plain, read_standing(request), named, prediction, suggested, match, snapshot.split(ticket, body))


def _apply_policy(
    request: TriageRequest, snapshot: Snapshot, reading: _Reading, explain_all: bool
) -> tuple[Outcome, tuple[Step, ...]]:
    facts = gather(
        replace(request, ticket=_in_own_words(reading.plain)),
        reading.suggested,
        reading.match,
        reading.entities,
        parts=reading.parts,
        standing=reading.standing,
        open_calendars=snapshot.policy.calendars.open_at(request.created_at, request.account.time_zone),
        language=reading.prediction.language,
    )
    return snapshot.engine.apply(facts, on=snapshot.policy.day_of(request.created_at), explain_all=explain_all)


def _repeats_none(prediction: Prediction, match: DuplicateMatch) -> bool:
    """Whether the text answers a ticket, or is one that anybody might send ("Hello") and names none."""
    names_none = match.referenced is None and not match.named
    return prediction.declined == "thanks" or (prediction.declined == "no_request" and names_none)


def _in_text(ticket: Ticket) -> tuple[Ticket, Body]:
    """The ticket with its body as text, and that text with its places in the body; a body without markup stays what it is."""
    read = read_body(ticket.body)
    return (replace(ticket, body=read.text), read) if read.places else (ticket, ticket.body)


def _in_own_words(plain: Ticket) -> Ticket:
    """The ticket as rules read it: text without quoted mail, signature, disclaimer and form labels, as the category is judged."""
    own = strip_quotes(plain.body)
    return plain if own == plain.body else replace(plain, body=own)


def _decision(
    request: TriageRequest, snapshot: Snapshot, reading: _Reading, outcome: Outcome, trace: tuple[Step, ...]
) -> RoutingDecision:
    clocks = _clocks(request, snapshot)
    category = after_matching(reading.suggested, outcome, reading.match, snapshot.policy.levels)
    return RoutingDecision(
        ticket_id=request.ticket.id,
        decided_at=request.now,
        category=category,
        duplicate=_duplicate_verdict(outcome, reading.match),
        priority=outcome.priority,
        tier=outcome.tier,
        team=outcome.team,
        department=outcome.department,
        precedence=outcome.precedence,
        sla=judge_targets(outcome, clocks),
        hotrush=_hotrush(outcome, reading.standing, clocks),
        credits=judge_credits(outcome, request.account.credits, request.previous, snapshot.policy.prices),
        workflow=_workflow(outcome, request, clocks),
        missing_information=tuple(outcome.missing_information),
        split=reading.parts if outcome.propose_split else (),
        entities=reading.entities,
        language=request.ticket.language or reading.prediction.language,
        fingerprint=reading.match.fingerprint,
        changes=(),
        advice=tuple(outcome.advice),
        trace=trace,
        note="",
        warnings=_warnings(request, reading, category),
        versions=snapshot.versions,
    )


def _clocks(request: TriageRequest, snapshot: Snapshot) -> Clocks:
    course = read_course(request.history, request.created_at, request.now)
    return Clocks(course, snapshot.policy.calendars, request.account.time_zone)


def _hotrush(outcome: Outcome, standing: Standing, clocks: Clocks) -> HotRushVerdict:
    return judge_hotrush(
        outcome,
        requested=standing.marked,
        withdrawals=standing.withdrawals,
        respond_by=_respond_by(outcome, clocks),
    )


def _respond_by(outcome: Outcome, clocks: Clocks) -> datetime | None:
    """When a granted HotRush falls due: the earliest of what the policy promises for it."""
    if outcome.hotrush is not Verdict.GRANTED:
        return None
    dues = [clocks.due(promise.spec, clocks.course.first_response)[1] for promise in outcome.hotrush_response]
    return min(dues, default=None)


def _duplicate_verdict(outcome: Outcome, match: DuplicateMatch) -> DuplicateVerdict:
    """What the policy says; where nothing was sent to compare with, only a person or the text itself can call it a duplicate."""
    status = outcome.duplicate or DuplicateStatus.NOT_DUPLICATE
    if not match.checked and status is not DuplicateStatus.DUPLICATE:
        status = DuplicateStatus.NOT_CHECKED
    judged = match.judged.id if match.judged else match.referenced
    return DuplicateVerdict(
        status=status,
        of=match.repeated_id if status is DuplicateStatus.DUPLICATE else None,
        possibly_of=judged if status is DuplicateStatus.POSSIBLE else None,
        score=match.score,
        candidates=match.candidates,
    )


def _workflow(outcome: Outcome, request: TriageRequest, clocks: Clocks) -> tuple[WorkflowStep, ...]:
    """The policy's steps with their dates; the role "approver" becomes the account's named approver (GK.3)."""
    steps = []
    for spec in outcome.workflow:
        goal_at, due_at = None, None
        if spec.due is not None:
            goal_at, due_at = clocks.due(spec.due, clocks.course.solved_at)
        by = request.account.approver if spec.by == "approver" and request.account.approver else spec.by
        steps.append(WorkflowStep(spec.step, by, due_at, goal_at, spec.after, spec.on))
    return tuple(steps)


def _warnings(request: TriageRequest, reading: _Reading, category: CategoryVerdict) -> tuple[str, ...]:
    """What the caller should know about how the answer came about."""
    unread = [each.told(f"{request.pointer}/open_tickets") for each in reading.match.unread]
    warnings = [*request.warnings, *doubt_moments(request), *unread]
    if reading.prediction.truncated:
        warnings.append("The text is longer than the classifier reads; its end was not used for the category.")
    if category.name is None and reading.prediction.declined:
        warnings.append(_DECLINED[reading.prediction.declined])
    return tuple(warnings)


_DECLINED = {
    "language_unsupported": "The text is in a language that the model does not know, so it does not guess a category.",
    "gibberish": "The text is not readable as any language, so the model does not guess a category.",
    "no_text": "The ticket has no text of its own, so the model does not guess a category.",
    "no_request": "The text asks and reports nothing (a greeting, an address, a number, a pointer to an attachment, a single "
    "word, an automatic reply), so the model does not guess a category.",
    "thanks": "The text only thanks or says that the matter is settled, so the model does not guess a category, "
    "and it is no duplicate.",
}

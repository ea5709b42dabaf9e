"""A careful look at the few open tickets that came out best: how probable it is that the new ticket repeats each, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from triage.classifier.duplicates.directions import Direction, cosine
from triage.classifier.duplicates.duplicate_model import DuplicateModel
from triage.classifier.duplicates.likeness import MEANING, Weighed, probability, signs
from triage.classifier.duplicates.meanings import Meanings, background
from triage.classifier.duplicates.outages import report_one
from triage.classifier.duplicates.shared_words import Wording
from triage.classifier.duplicates.traits import reference_hash
from triage.domain.reading import DuplicateCandidate
from triage.domain.ticket import OpenTicket, Ticket
from triage.domain.vocabulary import DuplicateEvidence

_DAY = 86_400.0
_NAMED = (  # the sign of a trait, and the evidence that people read
    ("quoted_subject", DuplicateEvidence.QUOTED_SUBJECT),
    ("same_order", DuplicateEvidence.SAME_ORDER_NUMBER),
    ("same_url", DuplicateEvidence.SAME_URL),
    ("same_error", DuplicateEvidence.SAME_ERROR_TEXT),
)


@dataclass(frozen=True, slots=True)
class Look:
    """A careful look at one open ticket.

    Attributes:
        signs: what its score was made from.
        named: whether one ticket names the other, which no likeness outweighs.
        direction: the open ticket's, where it was compared; `common` is what was taken off its cosine.
    """

    candidate: DuplicateCandidate
    other: OpenTicket
    weighed: Weighed
    signs: Mapping[str, float]
    named: bool
    direction: Direction | None = None
    common: float = 0.0


def look_at(
    ticket: Ticket,
    created_at: datetime,
    query: Weighed,
    other: OpenTicket,
    weighed: Weighed,
    model: DuplicateModel,
    *,
    named: bool,
) -> Look:
    """Compare two tickets by their words. `named`: the new one's text names the open one."""
    found = signs(query, weighed, model)
    named = named or (bool(ticket.id) and reference_hash(ticket.id or "") in weighed.profile.traits.references)
    evidence = [DuplicateEvidence.EXPLICIT_REFERENCE, *seen_by_all(found)] if named else seen_by_all(found)
    same = ticket.requester.id == other.requester.id if ticket.requester.id and other.requester.id else None
    days = round(abs((created_at - other.created_at).total_seconds()) / _DAY, 2) if other.created_at else None
    if report_one(query.profile.named, weighed.profile.named, model) and (days or 0.0) <= model.outage_days:
        evidence.append(DuplicateEvidence.SAME_OUTAGE)
    if same:
        evidence.append(DuplicateEvidence.SAME_REQUESTER)
    candidate = DuplicateCandidate(other.id, _score(found, named, model), (), tuple(evidence), same, days)
    return Look(candidate, other, weighed, found, named)


def seen_by_all(found: Mapping[str, float]) -> list[DuplicateEvidence]:
    """The evidence of those signs that a human can check."""
    return [code for sign, code in _NAMED if found[sign]]


def read_meaning(looks: Sequence[Look], own: Direction, meanings: Meanings, model: DuplicateModel) -> list[Look]:
    """The looks, most probable first, with what the texts mean; as they are where words have settled it, or leave no hope.

    Open tickets that the encoder does not read, and fingerprints without a direction, keep the score of their words. `own`: the
    new ticket's direction.
    """
    best = looks[0].candidate.score if looks else 0.0
    if not model.meaning_least <= best < model.meaning_settled:
        return list(looks)
    found = ((at, _direction_of(look, meanings)) for at, look in enumerate(looks))
    readable = ((at, direction) for at, direction in found if direction is not None)
    read = {at: (direction, cosine(own, direction)) for at, direction in islice(readable, int(model.meaning_most))}
    common = background([likeness for _, likeness in read.values()], model)
    return [_with_meaning(look, *read[at], common, model) if at in read else look for at, look in enumerate(looks)]


def explained(look: Look, wording: Wording) -> DuplicateCandidate:
    """The candidate with the rare words that both share, as the customer wrote them."""
    shared = wording.shared_with(look.weighed)
    candidate = look.candidate
    evidence = (*candidate.evidence, DuplicateEvidence.SHARED_TERMS) if shared else candidate.evidence
    return replace(candidate, shared=shared, evidence=evidence)


def _direction_of(look: Look, meanings: Meanings) -> Direction | None:
    sent = look.weighed.profile.direction
    return meanings.direction_if_read(look.other.subject, look.other.body) if sent is None else sent


def _with_meaning(look: Look, direction: Direction, likeness: float, common: float, model: DuplicateModel) -> Look:
    found = {**look.signs, MEANING: likeness - common}
    evidence = (*look.candidate.evidence, *((DuplicateEvidence.SAME_MEANING,) if likeness >= model.meaning_alike else ()))
    candidate = replace(look.candidate, score=_score(found, look.named, model), evidence=evidence, meaning=likeness)
    return replace(look, candidate=candidate, signs=found, direction=direction, common=common)


def _score(found: Mapping[str, float], named: bool, model: DuplicateModel) -> float:
    score = probability(found, model)
    return max(score, model.reference) if named else score

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
from triage.domain.reading import Bond, DuplicateCandidate
from triage.domain.ticket import OpenTicket, Ticket
from triage.domain.vocabulary import DuplicateEvidence

_DAY = 86_400.0
_NAMED = (  # the sign of a trait, and the evidence that people read
    ("quoted_subject", DuplicateEvidence.QUOTED_SUBJECT),
    ("same_order", DuplicateEvidence.SAME_ORDER_NUMBER),
    ("same_url", DuplicateEvidence.SAME_URL),
    ("same_error", DuplicateEvidence.SAME_ERROR_TEXT),
)
_TYING = ("quoted_subject", "same_order", "same_error")  # the address of a shop stands in all its tickets


@dataclass(frozen=True, slots=True)
class Look:
    """A careful look at one open ticket.

    Attributes:
        signs: what its score was made from.
        named: whether one ticket names the other as what it is about, which no likeness outweighs.
        least: the least probability, whatever the likeness: a ticket is named.
        direction: the open ticket's, where it was compared; `common` is what was taken off its cosine.
    """

    candidate: DuplicateCandidate
    other: OpenTicket
    weighed: Weighed
    signs: Mapping[str, float]
    named: bool
    least: float
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
    bond: Bond | None,
) -> Look:
    """Compare two tickets by their words. `bond`: how the new one's text speaks of the open one, if it does.

    A number in a text may by chance be a ticket's, and people also name what they do not mean. So a ticket counts as named only
    when it is meant, or mentioned and at all alike.
    """
    found = signs(query, weighed, model)
    bond = bond or (Bond.MENTIONED if _names(weighed, ticket) else None)
    named = bond is Bond.MEANT or (bond is Bond.MENTIONED and _is_alike(found, model))
    least = model.reference if named else model.mention if bond is not None else 0.0
    evidence = (
        [DuplicateEvidence.EXPLICIT_REFERENCE] * named
        + [DuplicateEvidence.PASSING_MENTION] * (bond is not None and not named)
        + seen_by_all(found)
    )
    same = ticket.requester.id == other.requester.id if ticket.requester.id and other.requester.id else None
    days = round(abs((created_at - other.created_at).total_seconds()) / _DAY, 2) if other.created_at else None
    if report_one(query.profile.named, weighed.profile.named, model) and (days or 0.0) <= model.outage_days:
        evidence.append(DuplicateEvidence.SAME_OUTAGE)
    if same:
        evidence.append(DuplicateEvidence.SAME_REQUESTER)
    score = max(probability(found, model), least)
    return Look(DuplicateCandidate(other.id, score, (), tuple(evidence), same, days), other, weighed, found, named, least)


def _is_alike(found: Mapping[str, float], model: DuplicateModel) -> bool:
    """Whether anything but an id ties the two."""
    return any(found[sign] for sign in _TYING) or probability(found, model) >= model.mention_alike


def _names(weighed: Weighed, ticket: Ticket) -> bool:
    """Whether an open ticket names the new one."""
    return bool(ticket.id) and reference_hash(ticket.id or "") in weighed.profile.traits.references


def seen_by_all(found: Mapping[str, float]) -> list[DuplicateEvidence]:
    """The evidence of those signs that a human can check."""
    return [code for sign, code in _NAMED if found[sign]]


def read_meaning(
    looks: Sequence[Look], own: Direction, meanings: Meanings, model: DuplicateModel, *, hidden: bool = False
) -> list[Look]:
    """The looks, most probable first, with what the texts mean; as they are where words have settled it, or leave no hope.

    Open tickets that the encoder does not read, and fingerprints without a direction, keep the score of their words. `own`: the
    new ticket's direction. `hidden`: what many open tickets have was taken for boilerplate, so that words may say too little.
    """
    best = looks[0].candidate.score if looks else 0.0
    if not (hidden or best >= model.meaning_least) or best >= model.meaning_settled:
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
    score = max(probability(found, model), look.least)
    candidate = replace(look.candidate, score=score, evidence=evidence, meaning=likeness)
    return replace(look, candidate=candidate, signs=found, direction=direction, common=common)

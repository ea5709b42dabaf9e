"""Which open ticket the new one repeats. Nothing here depends on the order in which the open tickets were sent."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from datetime import datetime

import numpy as np

from triage.classifier.duplicates.directions import cosine
from triage.classifier.duplicates.duplicate_model import DuplicateModel
from triage.classifier.duplicates.likeness import MEANING, probability, signs
from triage.classifier.duplicates.looks import Look
from triage.classifier.duplicates.profiles import Numbers
from triage.domain.ticket import OpenTicket

_NEARLY = 0.8  # of the best's likeness by words
Age = tuple[bool, float, str, tuple[str, ...]]


def nearest(likeness: Numbers, tickets: Sequence[OpenTicket], most: int) -> list[int]:
    """The places of the tickets most alike, `most` at most; of those equally alike the oldest, among which an original is.

    Where more are nearly as like as the best, half of those told are the oldest of these: all may be about one thing.
    """
    count = min(most, likeness.size)
    if not count:
        return []
    crowd = np.flatnonzero((likeness >= _NEARLY * likeness.max()) & (likeness > 0))
    oldest = heapq.nsmallest(count // 2, crowd.tolist(), lambda row: age(tickets[row])) if crowd.size > count else []
    least = np.partition(likeness, -count)[-count]
    found = np.flatnonzero(likeness >= least)
    ranked = heapq.nsmallest(
        count, zip((-likeness[found]).tolist(), found.tolist(), strict=True), lambda one: (one[0], age(tickets[one[1]]))
    )
    best = [row for _, row in ranked]
    return list(dict.fromkeys([*best[: count - len(oldest)], *oldest, *best]))[:count]


def age(ticket: OpenTicket) -> Age:
    """A key that sorts the oldest first, those without a date last; equal only for tickets that are equal."""
    created_at = ticket.created_at
    rest = (ticket.subject, ticket.body, ticket.fingerprint, ticket.requester.id, ticket.category, ticket.priority)
    return created_at is None, created_at.timestamp() if created_at else 0.0, ticket.id, tuple(one or "" for one in rest)


def in_order(looks: Sequence[Look]) -> list[Look]:
    """The looks in the order of an answer: open tickets that the text names, then by falling probability, then by age."""
    return sorted(looks, key=lambda look: (not look.named, -look.candidate.score, age(look.other)))


def came_before(looks: Sequence[Look], created_at: datetime) -> list[Look]:
    """The looks at tickets that are not younger than the new one: none repeats what came after it."""
    return [look for look in looks if not is_later(look.other, created_at)]


def is_later(other: OpenTicket, created_at: datetime) -> bool:
    """Whether an open ticket is known to be younger than a moment."""
    return other.created_at is not None and other.created_at > created_at


def original_of(looks: Sequence[Look], least: float, model: DuplicateModel) -> Look | None:
    """What the ticket repeats, of looks in order; None where none is named and the best has less than `least`.

    A ticket that is named is the original; otherwise the oldest of what is nearly as like it as its best match and like that one,
    if that has a date. So the score that a policy judges by is the original's own.
    """
    if not looks or not (looks[0].named or looks[0].candidate.score >= least):
        return None
    best = looks[0]
    if best.named or best.other.created_at is None:
        return best
    near = max(model.same_group, best.candidate.score - model.original_near)
    alike = [look for look in looks[1:] if look.candidate.score >= near and _are_one(best, look, model)]
    return min((best, *alike), key=lambda look: age(look.other))


def _are_one(one: Look, other: Look, model: DuplicateModel) -> bool:
    """Whether two open tickets are about one thing, read as closely as both were."""
    found = signs(one.weighed, other.weighed, model)
    if one.direction is not None and other.direction is not None:
        found[MEANING] = cosine(one.direction, other.direction) - one.common
    return probability(found, model) >= model.same_group

"""Groups of tickets about one thing (GK.6): what `POST /v1/duplicates` and `triage duplicates` answer."""

from __future__ import annotations

from dataclasses import dataclass

from triage.domain.reading import UnreadFingerprint
from triage.domain.vocabulary import DuplicateEvidence


@dataclass(frozen=True, slots=True)
class GroupMember:
    """A ticket of a group, and what ties it to the group.

    Attributes:
        score: probability that it is about the same as `like`; None for the original.
        like: the ticket of the group that is most like it; None for the original.
        evidence: what a human can check of both.
        shared: rare words that both have, as this ticket writes them; empty for a fingerprint.
    """

    id: str
    score: float | None
    like: str | None = None
    evidence: tuple[DuplicateEvidence, ...] = ()
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TicketGroup:
    """Tickets about one thing, oldest first; without dates in the order sent. `original` is the oldest."""

    original: str
    members: tuple[GroupMember, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """All groups of two and more, largest first, then by the original's place; `single` are the tickets that stand alone.

    `unread` are those whose fingerprint could not be used; closed tickets are nowhere.
    """

    groups: tuple[TicketGroup, ...]
    single: tuple[str, ...]
    unread: tuple[UnreadFingerprint, ...] = ()

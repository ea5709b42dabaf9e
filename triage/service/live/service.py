"""What every edge talks to: one policy and one model. Keeps no state but the snapshot that it decides with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from triage.classifier.duplicates.grouping import group_tickets
from triage.classifier.duplicates.storm_reading import OutageReader
from triage.contract.batch import ticket_pointer
from triage.domain.decision import RoutingDecision, Versions
from triage.domain.grouping import Grouping
from triage.domain.queue import QueueEntry, Ranked, is_open, rank
from triage.domain.reading import Depth
from triage.domain.ticket import OpenTicket, Ticket, TriageRequest
from triage.policy.outage_window import outage_days
from triage.service.chronology import name_places
from triage.service.decide import decide
from triage.service.live.loading import load_snapshot
from triage.service.snapshot import Snapshot
from triage.settings import Settings

_READ_CLOSELY = 500  # tickets of a list: the small encoder takes some 20 ms for each that the fast model is unsure of

Asked = TriageRequest | Exception
"""A request, or why it could not even be read: it keeps its place in a batch."""
Decided = RoutingDecision | Exception
"""A decision, or why there is none: in a batch no ticket may spoil another one."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided on each of several requests, in the order in which they came, and by which policy and model."""

    decisions: tuple[Decided, ...]
    versions: Versions


@dataclass(frozen=True, slots=True)
class Queue:
    """The order of work. `decisions` has what was decided on each request, or why nothing was, in the order in which they came.

    `warnings` are those of all decisions, each with its place, and which tickets were left out of the ranking.
    """

    ranked: tuple[Ranked, ...]
    decisions: tuple[Decided, ...]
    versions: Versions
    warnings: tuple[str, ...] = ()

    @property
    def failures(self) -> list[tuple[int, Exception]]:
        """The requests without a decision, each with where it stood."""
        return [(index, decided) for index, decided in enumerate(self.decisions) if isinstance(decided, Exception)]


@dataclass(frozen=True, slots=True)
class Grouped:
    """The groups of a list of tickets, and the policy and model that found them."""

    grouping: Grouping
    versions: Versions


class TriageService:
    """Decides tickets with the snapshot that it holds; safe among threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @classmethod
    def from_settings(cls, settings: Settings) -> TriageService:
        """Load, check and test the policy and the model that the settings name.

        Raises:
            PolicyError: the policy is wrong, or one of its cases fails.
            ArtefactError: the model must not be used.
        """
        service = cls(load_snapshot(settings))
        service.self_test()
        return service

    @property
    def snapshot(self) -> Snapshot:
        """The policy and the model that decide right now."""
        return self._snapshot

    @property
    def versions(self) -> Versions:
        """What a decision would come from right now."""
        return self._snapshot.versions

    def swap(self, snapshot: Snapshot) -> None:
        """Decide with another policy or model from now on. Requests under way finish with the one that they began with."""
        self._snapshot = snapshot  # one reference: no reader ever sees half of each

    def decide(self, request: TriageRequest, *, explain_all: bool = False) -> RoutingDecision:
        """Decide one ticket. Raises CalendarError when a calendar of the policy cannot supply the time that it promises."""
        return decide(request, self._snapshot, explain_all=explain_all)

    def decide_many(self, requests: Iterable[Asked], *, explain_all: bool = False) -> Decisions:
        """Decide each ticket on its own, all with the same snapshot; what could not be read stands as its error."""
        snapshot = self._snapshot.for_batch()
        return Decisions(tuple(_decided(request, snapshot, explain_all) for request in requests), snapshot.versions)

    def rank_queue(self, requests: Sequence[Asked]) -> Queue:
        """Put open tickets in the order of work (PS.7).

        A ticket that cannot be decided or could not even be read (it stands as its error) has no place, nor has one that is
        closed or solved.
        """
        snapshot = self._snapshot.for_batch()
        decisions = tuple(_decided(request, snapshot, explain_all=False) for request in requests)
        decided = [
            (position, request, decision)
            for position, (request, decision) in enumerate(zip(requests, decisions, strict=True))
            if isinstance(request, TriageRequest) and isinstance(decision, RoutingDecision)
        ]
        entries = [QueueEntry.of(decision, request.created_at, at) for at, request, decision in decided if is_open(request)]
        warnings = [told for at, _, decision in decided for told in _placed(decision.warnings, ticket_pointer(at))]
        if done := [ticket_pointer(at) for at, request, _ in decided if not is_open(request)]:
            warnings.append(f"Closed or solved tickets were left out of the ranking: {name_places(done)}.")
        return Queue(rank(entries), decisions, snapshot.versions, tuple(warnings))

    def group(self, tickets: Sequence[OpenTicket]) -> Grouped:
        """Which of these tickets are about one thing (GK.6)."""
        snapshot = self._snapshot
        few, read = len(tickets) <= _READ_CLOSELY, snapshot.read_outages
        at_once = partial(read, depth=Depth.BRIEF if few else Depth.WORDS)
        reader = OutageReader(at_once, partial(read, depth=Depth.FULL) if few else at_once)
        return Grouped(group_tickets(tickets, reader, outage_days(snapshot.policy)), snapshot.versions)

    def self_test(self) -> Versions:
        """Decide a ticket of our own, so that a fault shows before a customer's ticket meets it. Raises what that raises.

        Returns what decided it.
        """
        return self.decide(_SELF_TEST).versions


def _decided(request: Asked, snapshot: Snapshot, explain_all: bool) -> Decided:
    if isinstance(request, Exception):
        return request
    try:
        return decide(request, snapshot, explain_all=explain_all)
    except Exception as error:  # a value of this ticket's own; the edge reports it at the ticket's place
        return error


def _placed(warnings: Iterable[str], pointer: str) -> Iterator[str]:
    """The warnings of one ticket among several; most name their place already."""
    for warning in warnings:
        yield warning if pointer in warning else f"{pointer}: {warning}"


_SELF_TEST = TriageRequest(
    Ticket(id="self-test", subject="The shop is down", body="Nobody can place an order since this morning. Please help at once."),
    now=datetime(2026, 11, 23, 8, 25, tzinfo=UTC),
)

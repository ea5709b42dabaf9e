"""Past tickets through two policies, in chunks that can run anywhere: in this process, on all cores, on other machines.

The category is the one the file gives; where it gives none the model is asked once a ticket, not once a policy. A past ticket is
decided for its own moment (its `now`, its last event, its creation), so that a replay gives the same sums on every day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path

from triage.classifier.category.model import load_classifier
from triage.classifier.duplicates.matching import Matcher
from triage.classifier.duplicates.new_ticket import NewTicket
from triage.classifier.markup import Body
from triage.contract.request import DEFAULT_LIMITS, Limits, parse_request
from triage.domain.reading import Depth, DuplicateMatch, Prediction
from triage.domain.ticket import OpenTicket, Ticket, TriageRequest
from triage.errors import CalendarError, RequestError
from triage.service.comparison.bundle import Bundle
from triage.service.comparison.tally import Tally
from triage.service.decide import decide
from triage.service.intake.ticket_files import Record
from triage.service.live.loading import load_meanings
from triage.service.snapshot import Classifier, Snapshot
from triage.settings import EngineName

CHUNK = 250
"""Tickets of a chunk: long enough to pay for its way to another process, short enough for a progress bar."""


@dataclass(frozen=True, slots=True)
class ReplayTask:
    """What a worker needs: both policies with their files, the folder of the model, what reads it, when its encoders are asked
    and whether that of meaning is one of them, the engine of the policy, the clock of the run, and how much a ticket may hold."""

    before: Bundle
    after: Bundle
    model: Path
    model_engine: str
    encoder: str
    meaning: bool
    engine: EngineName
    moment: datetime
    limits: Limits = DEFAULT_LIMITS


def chunks_of(records: Iterable[Record]) -> Iterator[tuple[Record, ...]]:
    """The records in chunks."""
    remaining = iter(records)
    while chunk := tuple(islice(remaining, CHUNK)):
        yield chunk


def replay_chunk(task: ReplayTask, records: Sequence[Record]) -> Tally:
    """The sums of one chunk. Tickets that cannot be decided are problems of the tally, by line."""
    return compare_all(_sides(task), records, task.moment, task.limits)


@dataclass(frozen=True, slots=True)
class Sides:
    """Two policies ready to decide, over one model that remembers what it last said."""

    before: Snapshot
    after: Snapshot

    @classmethod
    def of(cls, before: Snapshot, after: Snapshot) -> Sides:
        """Both with the model and the matching of the first, each asked once a ticket."""
        classifier = OnceClassifier(before.classifier)
        matcher = once(before.matcher)
        asked = partial(replace, classifier=classifier, matcher=matcher, meanings=before.meanings)
        return cls(asked(before), asked(after))


def compare_all(sides: Sides, records: Iterable[Record], moment: datetime, limits: Limits = DEFAULT_LIMITS) -> Tally:
    """The sums over some tickets."""
    tally = Tally()
    for record in records:
        try:
            request = request_of(record, moment, limits)
            before, after = decide(request, sides.before), decide(request, sides.after)
        except (RequestError, CalendarError) as error:
            tally.unread += 1
            tally.problems.append((record.line, reason_of(error)))
        else:
            tally.count(request.ticket.id or f"line {record.line}", before, after)
    return tally


def request_of(record: Record, moment: datetime, limits: Limits = DEFAULT_LIMITS) -> TriageRequest:
    """The request of a past ticket, decided for the last thing that happened to it, unless the file names the moment.

    `moment` is for tickets without any date. Raises RequestError.
    """
    request = parse_request(record.body, now=moment, limits=limits)
    created = request.ticket.created_at
    if record.body.get("now") is not None or created is None:
        return request
    return replace(request, now=max([created, *(entry.at for entry in request.history)]))


class OnceClassifier:
    """A model that is asked once about the same text among the latest. Not for several threads."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier
        self._answers: dict[tuple[str, Body, str | None, Depth, bool | None], Prediction] = {}

    @property
    def version(self) -> str:
        """The version of the model that is asked."""
        return self._classifier.version

    def predict(
        self, subject: str, body: Body, language: str | None, *, depth: Depth = Depth.FULL, named: bool | None = None
    ) -> Prediction:
        """What the model says, or said: of the latest texts, 64 at most, its answers are kept."""
        key = (subject, body, language, depth, named)
        if key not in self._answers:
            if len(self._answers) >= _REMEMBERED:
                self._answers.clear()
            self._answers[key] = self._classifier.predict(subject, body, language, depth=depth, named=named)
        return self._answers[key]

    def predict_many(self, texts: Sequence[tuple[str, str]], depth: Depth) -> list[Prediction]:
        """`predict` for each text."""
        return [self.predict(*text, None, depth=depth) for text in texts]


_REMEMBERED = 64  # a ticket and the parts that it may be split into
_Matched = tuple[Ticket, datetime, Sequence[OpenTicket] | None]


def once(matcher: Matcher) -> Matcher:
    """A matcher that finds the same, once for equal tickets beside equal open ones in a row. Not for several threads."""
    last: list[tuple[_Matched, DuplicateMatch]] = []

    def match(new: NewTicket, open_tickets: Sequence[OpenTicket] | None) -> DuplicateMatch:
        asked = new.ticket, new.created_at, open_tickets
        if not last or last[0][0] != asked:
            last[:] = [(asked, matcher(new, open_tickets))]
        return last[0][1]

    return match


@lru_cache(maxsize=2)
def _sides(task: ReplayTask) -> Sides:
    """Loaded once a process."""
    classifier = load_classifier(task.model, task.model_engine, encoder=task.encoder, meaning=task.meaning)
    meanings = load_meanings(task.encoder, task.meaning)
    before, after = (Snapshot.build(bundle.load(), classifier, task.engine, meanings) for bundle in (task.before, task.after))
    return Sides.of(before, after)


def reason_of(error: RequestError | CalendarError) -> str:
    """Why a ticket cannot be decided, in one sentence."""
    if isinstance(error, RequestError):
        fault = error.faults[0]
        return f"{fault.pointer or '/'}: {fault.detail}"
    return str(error)

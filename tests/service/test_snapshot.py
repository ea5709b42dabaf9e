"""What a snapshot hands on to the matching, and what a service asks of its model for lists."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from triage.classifier.duplicates import matching
from triage.classifier.duplicates.matching import Board, read_board
from triage.classifier.duplicates.meanings import Meanings, shipped_meanings
from triage.classifier.duplicates.new_ticket import NewTicket
from triage.contract.workshop import Draft
from triage.domain.reading import Depth, DuplicateMatch, Entities, Prediction
from triage.domain.ticket import OpenTicket, Ticket, TriageRequest
from triage.domain.vocabulary import Category
from triage.errors import Fault, RequestError
from triage.policy.loading.loader import load_policy
from triage.service.cases.casebook import GivenClassifier
from triage.service.comparison.simulate import simulate
from triage.service.live.service import TriageService
from triage.service.snapshot import Snapshot

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
POLICY = load_policy("default")
OPEN = (OpenTicket("7", "Coupon refused", "The coupon AUTUMN is refused in the cart."),)


def snapshot(prediction: Prediction, meanings: Meanings | None = None) -> Snapshot:
    return Snapshot.build(POLICY, GivenClassifier(prediction), "compiled", meanings)


def compared(asked: Snapshot, ticket: Ticket) -> NewTicket:
    """What the matcher is given of a ticket."""
    given: list[NewTicket] = []

    def match(new: NewTicket, open_tickets: object) -> DuplicateMatch:
        given.append(new)
        return DuplicateMatch(checked=False)

    request = TriageRequest(ticket, NOW, open_tickets=OPEN)
    replace(asked, matcher=match).match(request, Entities(), asked.predict(ticket, ticket.body, Entities()))
    return given[0]


@pytest.mark.parametrize(
    ("told", "share"),
    [(Category.SITE_DOWN, 1.0), (Category.CONTENT, 0.0), (Category.DUPLICATE, 0.3), (None, 0.3)],
)
def test_what_a_person_said_of_an_outage_goes_before_the_model(told: Category | None, share: float) -> None:
    """That it repeats another ticket says nothing of one."""
    prediction = Prediction(((Category.CONTENT, 0.7), (Category.SITE_DOWN, 0.3)), language="en")
    outage = compared(snapshot(prediction), Ticket(subject="Where is our shop?", category=told)).outage
    assert outage is not None
    assert outage.share == share


@pytest.mark.parametrize(("language", "expected"), [("en", True), ("de", False), (None, False)])
def test_the_encoder_reads_english_only(language: str | None, expected: bool) -> None:
    """Of a ticket in another language it is not even given."""
    asked = snapshot(Prediction(language=language, likely_language=language), shipped_meanings())
    assert (compared(asked, Ticket(subject="Coupon")).meanings is not None) is expected


def test_a_batch_reads_its_open_tickets_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many of its tickets send them."""
    read = []

    def reading(*given: object) -> Board:
        read.append(given)
        return read_board(*given)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(matching, "read_board", reading)
    requests = [TriageRequest(Ticket(subject=f"Coupon {number}"), NOW, open_tickets=(replace(OPEN[0]),)) for number in range(3)]
    decisions = TriageService(snapshot(Prediction(language="de"))).decide_many(requests).decisions
    assert [len(decision.duplicate.candidates) for decision in decisions] == [1, 1, 1]  # type: ignore[union-attr]
    assert len(read) == 1


@dataclass(frozen=True)
class Depths(GivenClassifier):
    """A stand-in that keeps how closely it was to read."""

    asked: set[Depth] = field(default_factory=set)

    def predict_many(self, texts: object, depth: Depth) -> list[Prediction]:
        """The same for each."""
        self.asked.add(depth)
        return super().predict_many(texts, depth)  # type: ignore[arg-type]


@pytest.mark.parametrize(("count", "depth"), [(500, Depth.BRIEF), (501, Depth.WORDS)])
def test_a_long_list_is_read_less_closely(count: int, depth: Depth) -> None:
    """Some hundreds wait for the small encoder, thousands would for minutes."""
    model = Depths(Prediction(((Category.CONTENT, 1.0),)))
    TriageService(Snapshot.build(POLICY, model, "compiled")).group(tuple(OpenTicket(str(at), "Menu") for at in range(count)))
    assert model.asked == {depth}


def test_what_could_not_be_read_keeps_its_place() -> None:
    """In a batch, in a queue and in a simulation, between tickets that were decided."""
    asked, wrong = (
        TriageRequest(Ticket(id="1", subject="Coupon"), NOW),
        RequestError([Fault("/tickets/1", "type", "Not a ticket.")]),
    )
    live = snapshot(Prediction(language="de"))
    batch = TriageService(live).decide_many([asked, wrong, asked]).decisions
    queue = TriageService(live).rank_queue([asked, wrong, asked])
    draft = Draft("triage: 1\npolicy: draft\nextends: default\n", None, ())
    _, tried = simulate(draft, [asked, wrong, asked], live, "compiled", NOW.date())
    for decided in (batch, queue.decisions, tried):
        assert [each is wrong for each in decided] == [False, True, False]
        assert not any(isinstance(each, Exception) for each in decided[::2])
    assert [place.position for place in queue.ranked] == [0, 2]

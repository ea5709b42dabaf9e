"""When the encoder may compare a ticket with the open ones."""

from datetime import UTC, datetime

import numpy as np
import pytest

from triage.classifier.duplicates.directions import DIMENSIONS, Projection
from triage.classifier.duplicates.meanings import Meanings, shipped_meanings
from triage.domain.reading import Entities, Prediction
from triage.domain.ticket import OpenTicket, Ticket, TriageRequest
from triage.domain.vocabulary import Category
from triage.policy.loading.loader import load_policy
from triage.service.cases.casebook import GivenClassifier
from triage.service.comparison.replay import Sides
from triage.service.live.loading import load_meanings
from triage.service.snapshot import Snapshot
from triage.settings import policy_path

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OPEN = (OpenTicket("7", "The till refuses every card", "Nobody can buy."),)


class OneWay:
    """An encoder to which all texts mean the same."""

    def vector(self, text: str) -> np.ndarray:
        """Always one direction."""
        return np.array([1.0], np.float32)


def one_way() -> Meanings:
    return Meanings(OneWay(), Projection(np.ones((DIMENSIONS, 1), np.float32)))


def snapshot(language: str | None, meanings: Meanings | None) -> Snapshot:
    """The shipped policy, and a model that only knows the language."""
    classifier = GivenClassifier(Prediction(language=language, likely_language=language))
    return Snapshot.build(load_policy(policy_path("default")), classifier, "compiled", meanings)


CASES = [
    ("English", "en", None, True),
    ("another language", "de", None, False),
    ("a language that is not known", None, None, False),
    ("a person said that it repeats one", "en", Category.DUPLICATE, True),
    ("a person gave it a category of its own", "en", Category.TRAINING, False),
]


@pytest.mark.parametrize(("language", "category", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_encoder_compares_english_tickets_that_nobody_has_sorted(language, category, expected):
    """What a person has sorted repeats nothing, and of other languages the encoder knows nothing."""
    asked = snapshot(language, one_way())
    request = TriageRequest(Ticket(subject="Cards do not work in the shop", category=category), NOW, open_tickets=OPEN)
    for side in (asked, asked.for_batch(), Sides.of(asked, snapshot(language, None)).after):
        found = side.match(request, Entities(), side.predict(request.ticket, request.ticket.body, Entities()))
        assert (found.candidates[0].meaning == 1.0) is expected
        assert ("same_meaning" in found.candidates[0].evidence) is expected


@pytest.mark.parametrize(("encoder", "meaning"), [("unsure", True), ("always", True), ("never", True), ("unsure", False)])
def test_the_settings_say_whether_it_is_there(encoder: str, meaning: bool):
    """`never` is for every encoder."""
    expected = shipped_meanings() if meaning and encoder != "never" else None
    assert load_meanings(encoder, meaning) is expected

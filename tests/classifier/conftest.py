"""One small model for all tests of the classifier, trained on a slice of the shipped corpus."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from training.corpus import LabelledTicket, read_corpus
from training.features import FeatureOptions
from training.run import train_and_write
from training.train import TrainingOptions
from triage.classifier.duplicates.outages import OutageReading, read_outage
from triage.domain.reading import Prediction
from triage.domain.vocabulary import Category

SMALL = TrainingOptions(features=FeatureOptions(char_floor=3, char_longest=4), topic_floor=6, folds=2)


def slice_of(tickets: Sequence[LabelledTicket], each: int) -> list[LabelledTicket]:
    """Some tickets of every category, from all over the corpus, half of them with topics."""
    found = list[LabelledTicket]()
    for category in Category:
        alike = [ticket for ticket in tickets if ticket.category is category]
        for some in ([ticket for ticket in alike if ticket.topics], [ticket for ticket in alike if not ticket.topics]):
            found += some[:: max(len(some) * 2 // each, 1)][: each // 2]
    return found


def read_as(**shares: float) -> OutageReading:
    """What is known of a ticket that the model gives these shares."""
    found = read_outage(Prediction(tuple((category, shares.get(category, 0.0)) for category in Category)))
    assert found is not None
    return found


@pytest.fixture(scope="session")
def tickets() -> list[LabelledTicket]:
    return slice_of(read_corpus(), 30)


@pytest.fixture(scope="session")
def model_folder(tickets, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("model") / "category"
    train_and_write(tickets, folder, SMALL)
    return folder

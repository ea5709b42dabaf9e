"""A training on the shipped corpus as one call: fit, describe, write. On your own tickets it is `training.retraining`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from training.card import describe, write_card
from training.corpus import LabelledTicket
from training.export import round_weights, write_model
from training.train import TrainingOptions, train


def train_and_write(tickets: Sequence[LabelledTicket], folder: Path, options: TrainingOptions | None = None) -> str:
    """Train on the tickets, write the model folder, return its card."""
    chosen = options or TrainingOptions()
    model = train(tickets, chosen)
    round_weights(model)
    return write_model(folder, model, describe(tickets, model, chosen), write_card)

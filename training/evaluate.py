"""How a finished model does on labelled tickets: figures with bootstrap intervals, no ticket is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.corpus import LabelledTicket
from training.measures import (
    Figure,
    accuracy,
    bootstrap,
    calibration_error,
    calibration_error_by_chance,
    f1_by_label,
    macro_f1,
)
from triage.classifier.category.model import Classifier
from triage.domain.reading import Prediction
from triage.domain.review import ReviewCosts, needs_review
from triage.domain.vocabulary import Category

_NAMES = sorted(Category)
_NONE = -1  # the model declined


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a model said of tickets, as arrays with one entry a ticket. `said`: -1 where it declined; `asked`: an encoder was."""

    truth: npt.NDArray[np.int64]
    said: npt.NDArray[np.int64]
    confidence: npt.NDArray[np.float64]
    answered: npt.NDArray[np.bool_]
    clear: npt.NDArray[np.bool_]
    asked: npt.NDArray[np.bool_]


def judge(tickets: Sequence[LabelledTicket], classifier: Classifier, costs: ReviewCosts) -> Outcome:
    """Ask the model about every ticket."""
    said: list[Prediction] = [classifier.predict(ticket.subject, ticket.body, None) for ticket in tickets]
    return Outcome(
        truth=np.array([_NAMES.index(ticket.category) for ticket in tickets]),
        said=np.array([_NAMES.index(p.probabilities[0][0]) if p.probabilities else _NONE for p in said]),
        confidence=np.array([p.probabilities[0][1] if p.probabilities else 0.0 for p in said]),
        answered=np.array([not needs_review(p.probabilities, costs) for p in said]),
        clear=np.array([ticket.clear for ticket in tickets]),
        asked=np.array([p.second_opinion for p in said]),
    )


def report(outcome: Outcome) -> str:
    """Figures of an outcome, one a line."""
    count, declined = outcome.truth.size, int((outcome.said == _NONE).sum())
    lines = [f"tickets                      {count}, of them clear {int(outcome.clear.sum())}, declined {declined}"]
    lines += [f"an encoder was asked about   {int(outcome.asked.sum())}"]
    lines += [f"{name:<28} {figure}" for name, figure in figures(outcome).items()]
    lines += [f"{'  of perfect confidences':<28} {calibration_error_by_chance(outcome.confidence)}, by chance on so few"]
    each = f1_by_label(outcome.truth, outcome.said)
    lines += [
        f"F1 {_NAMES[label]:<25} {value:.3f} ({int((outcome.truth == label).sum())} tickets)" for label, value in each.items()
    ]
    return "\n".join(lines)


def figures(outcome: Outcome) -> dict[str, Figure]:
    """The named measures with their intervals."""
    truth, said, answered, clear = outcome.truth, outcome.said, outcome.answered, outcome.clear
    right = truth == said
    measures = {
        "macro-F1": lambda rows: macro_f1(truth[rows], said[rows]),
        "macro-F1, clear ones": lambda rows: (
            macro_f1(truth[rows][clear[rows]], said[rows][clear[rows]]) if clear[rows].any() else np.nan
        ),
        "accuracy": lambda rows: accuracy(truth[rows], said[rows]),
        "calibration error": lambda rows: calibration_error(outcome.confidence[rows], right[rows]),
        "share answered": lambda rows: float(answered[rows].mean()),
        "accuracy when answered": lambda rows: accuracy(truth[rows][answered[rows]], said[rows][answered[rows]]),
    }
    return {name: bootstrap(measure, truth.size) for name, measure in measures.items()}

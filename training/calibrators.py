"""Which calibration is best, measured: temperature, sigmoid or isotonic, on scores of tickets whose source was held out.

None is judged on what it saw. Each is fitted on four fifths of the scenarios and judged on the last fifth, in turn; and once more
on all sources but one and judged on that one, which is nearer to what a calibration meets in service: tickets of another kind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from training.corpus import LabelledTicket
from training.folds import Fold, grouped_folds, source_folds
from training.measures import Figure, Floats, Integers, accuracy, best_temperature, bootstrap, calibration_error, softmax_at
from training.train import TrainingOptions, score_by_source

Calibrated = Callable[[Floats], Floats]
Calibrator = Callable[[Floats, Integers], Calibrated]

COVERAGE = 0.8  # of the tickets, the surest ones: what the service is to answer alone
_FOLDS = 5
_LEAST = 1e-6  # isotonic says 0 of what it never saw, whose surprise would be infinite
_FREE = 1e6  # c of a regression that is hardly regularised


@dataclass(frozen=True, slots=True)
class Row:
    """A calibrator's figures on tickets that it was not fitted on.

    Attributes:
        error: expected calibration error of the most probable category.
        surprise: mean negative log-likelihood of the truth, in nats.
        sure: accuracy on the `COVERAGE` of tickets that are surest.
        right: accuracy on all.
        against: surprise less that of temperature, on the same drawn tickets (paired bootstrap).
    """

    name: str
    error: Figure
    surprise: Figure
    sure: Figure
    right: Figure
    against: Figure

    def __str__(self) -> str:
        cells = [*(str(each) for each in (self.error, self.surprise, self.sure, self.right)), f"{self.against.value:+.3f}"]
        interval = f" [{self.against.low:+.3f}, {self.against.high:+.3f}]"
        return "| " + " | ".join((self.name, *cells)) + interval + " |"


HEADER = (
    f"| calibration | ECE | negative log-likelihood | accuracy at {COVERAGE:.0%} | accuracy | likelihood against temperature |\n"
    "|---|---|---|---|---|---|"
)


def compare_on_corpus(tickets: Sequence[LabelledTicket], options: TrainingOptions | None = None) -> dict[str, list[Row]]:
    """All calibrators on the corpus, by what was held out of their fitting. Raises ValueError where no source can be."""
    scores, truth = score_by_source(tickets, options or TrainingOptions())
    scenarios = grouped_folds([ticket.scenario for ticket in tickets], _FOLDS)
    sources = source_folds([ticket.source for ticket in tickets], np.array([ticket.category.value for ticket in tickets]))
    return {"scenarios held out": compare(scores, truth, scenarios), "sources held out": compare(scores, truth, sources)}


def compare(scores: Floats, truth: Integers, folds: Sequence[Fold]) -> list[Row]:
    """Fit and judge each calibrator, fold by fold."""
    said = {name: _cross_fit(make, scores, truth, folds) for name, make in CALIBRATORS.items()}
    return [_row(name, shares, said["temperature"], truth) for name, shares in said.items()]


def verdict(rows: Sequence[Row]) -> str:
    """The best one: temperature, which keeps one linear head, unless another is surely likelier and no worse calibrated."""
    steady = next(row for row in rows if row.name == "temperature")
    better = [row for row in rows if row.against.high < 0 and row.error.value <= steady.error.value]
    if not better:
        return "best: temperature (no other is surely better on both counts, and the model stays one linear head)"
    best = min(better, key=lambda row: row.surprise.value)
    return f"best: {best.name} (likelier than temperature beyond chance, and no worse calibrated)"


def _uncalibrated(_scores: Floats, _truth: Integers) -> Calibrated:
    return lambda scores: softmax_at(scores, 1.0)


def _temperature(scores: Floats, truth: Integers) -> Calibrated:
    """One number for all categories (Guo et al. 2017)."""
    found = best_temperature(scores, truth)
    return lambda told: softmax_at(told, found)


def _sigmoid(scores: Floats, truth: Integers) -> Calibrated:
    """Two numbers for each category against the rest (Platt 1999), then shares of one."""
    heads = [LogisticRegression(C=_FREE).fit(scores[:, [at]], truth == at) for at in range(scores.shape[1])]
    return lambda told: _shares([head.predict_proba(told[:, [at]])[:, 1] for at, head in enumerate(heads)])


def _isotonic(scores: Floats, truth: Integers) -> Calibrated:
    """A rising staircase for each category against the rest (Zadrozny & Elkan 2002), over temperature-scaled shares."""
    found = best_temperature(scores, truth)
    shares = softmax_at(scores, found)
    stairs = [IsotonicRegression(out_of_bounds="clip").fit(shares[:, at], truth == at) for at in range(scores.shape[1])]
    return lambda told: _shares([stair.predict(column) for stair, column in zip(stairs, softmax_at(told, found).T, strict=True)])


CALIBRATORS: dict[str, Calibrator] = {
    "none": _uncalibrated,
    "temperature": _temperature,
    "sigmoid": _sigmoid,
    "isotonic": _isotonic,
}


def _shares(columns: Sequence[Floats]) -> Floats:
    joined = np.maximum(np.stack(columns, 1), _LEAST)
    result: Floats = joined / joined.sum(1, keepdims=True)
    return result


def _cross_fit(make: Calibrator, scores: Floats, truth: Integers, folds: Sequence[Fold]) -> Floats:
    said = np.zeros_like(scores)
    for fold in folds:
        said[fold.test] = make(scores[fold.train], truth[fold.train])(scores[fold.test])
    return said


def _row(name: str, shares: Floats, steady: Floats, truth: Integers) -> Row:
    count, confidence, right = truth.size, shares.max(1), shares.argmax(1) == truth
    surprise, usual = _surprise(shares, truth), _surprise(steady, truth)

    def sure(rows: Integers) -> float:
        surest = rows[np.argsort(-confidence[rows], kind="stable")[: round(COVERAGE * rows.size)]]
        return float(right[surest].mean())

    return Row(
        name,
        bootstrap(lambda rows: calibration_error(confidence[rows], right[rows]), count),
        bootstrap(lambda rows: float(surprise[rows].mean()), count),
        bootstrap(sure, count),
        bootstrap(lambda rows: accuracy(truth[rows], shares.argmax(1)[rows]), count),
        bootstrap(lambda rows: float((surprise - usual)[rows].mean()), count),
    )


def _surprise(shares: Floats, truth: Integers) -> Floats:
    result: Floats = -np.log(np.maximum(shares[np.arange(truth.size), truth], _LEAST))
    return result

"""How good suggestions are: F1, accuracy, calibration, what is left to people; with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

BINS = 15
_ROUNDS = 1000
_SEED = 20
_NORMAL = 1.96  # standard deviations around which 95 % of a normal distribution lie


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def macro_f1(truth: Integers, said: Integers) -> float:
    """The mean F1 over the labels that occur in the truth."""
    return float(np.mean(list(f1_by_label(truth, said).values())))


def f1_by_label(truth: Integers, said: Integers) -> dict[int, float]:
    """F1 of every label that occurs in the truth."""
    result = {}
    for label in sorted(set(truth.tolist())):
        hits = int(((truth == label) & (said == label)).sum())
        result[label] = 2 * hits / (int((truth == label).sum()) + int((said == label).sum()))
    return result


def accuracy(truth: Integers, said: Integers) -> float:
    """The share that is right."""
    return float((truth == said).mean()) if truth.size else float("nan")


def calibration_error(confidence: Floats, right: npt.NDArray[np.bool_]) -> float:
    """Expected calibration error over equal bins: how far confidence is from the share that is right."""
    at = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    gaps = [abs(float(confidence[at == n].sum() - right[at == n].sum())) for n in range(BINS)]
    return sum(gaps) / max(confidence.size, 1)


def calibration_error_by_chance(confidence: Floats) -> Figure:
    """The calibration error that perfectly calibrated confidences show on so few tickets, with the range of 95 of 100 draws."""
    draws = np.random.default_rng(_SEED).random((_ROUNDS, confidence.size))
    errors = [calibration_error(confidence, draw < confidence) for draw in draws]
    low, high = np.quantile(errors, [0.025, 0.975])
    return Figure(float(np.mean(errors)), float(low), float(high))


def softmax_at(scores: Floats, temperature: float) -> Floats:
    """Probabilities of scores divided by a temperature."""
    grown = np.exp((scores - scores.max(1, keepdims=True)) / temperature)
    shares: Floats = grown / grown.sum(1, keepdims=True)
    return shares


def best_temperature(scores: Floats, truth: Integers) -> float:
    """The temperature under which the truth is likeliest, to three digits; golden section between 1/50 and 5."""
    low, high = np.log(0.02), np.log(5.0)
    ratio = (np.sqrt(5.0) - 1) / 2
    for _ in range(40):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if _surprise(scores, truth, float(np.exp(left))) < _surprise(scores, truth, float(np.exp(right))):
            high = right
        else:
            low = left
    return round(float(np.exp((low + high) / 2)), 3)


def bootstrap(measure: Callable[[Integers], float], count: int) -> Figure:
    """A measure of rows, over all of them and over resampled ones."""
    draw = np.random.default_rng(_SEED)
    again = [measure(draw.integers(0, count, count)) for _ in range(_ROUNDS)]
    low, high = np.nanquantile(again, [0.025, 0.975])
    return Figure(measure(np.arange(count)), float(low), float(high))


def bootstrap_share(measure: Callable[[Integers], float], count: int) -> Figure:
    """`bootstrap` for a share of rows, or F1.

    Where all rows or none are right, drawing again tells nothing: there it is Wilson's interval (1927) for a share of `count`.
    """
    found = bootstrap(measure, count)
    margin = _NORMAL**2 / (count + _NORMAL**2)
    if found.low == found.high == 1.0:
        return Figure(1.0, 1.0 - margin, 1.0)
    return Figure(0.0, 0.0, margin) if found.low == found.high == 0.0 else found


def _surprise(scores: Floats, truth: Integers, temperature: float) -> float:
    shares = softmax_at(scores, temperature)
    return float(-np.log(np.maximum(shares[np.arange(len(truth)), truth], 1e-12)).mean())

"""Measures by hand-worked cases."""

from __future__ import annotations

import numpy as np
import pytest

from training.measures import (
    accuracy,
    best_temperature,
    bootstrap,
    bootstrap_share,
    calibration_error,
    calibration_error_by_chance,
    f1_by_label,
    macro_f1,
    softmax_at,
)

TRUTH = np.array([0, 0, 1, 1, 2])
SAID = np.array([0, 1, 1, 1, 0])


def test_f1():
    """F1 of each label that occurs, and their mean."""
    assert f1_by_label(TRUTH, SAID) == {0: pytest.approx(0.5), 1: pytest.approx(0.8), 2: 0.0}
    assert macro_f1(TRUTH, SAID) == pytest.approx(1.3 / 3)
    assert accuracy(TRUTH, SAID) == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("confidence", "right", "error"),
    [([1.0, 1.0], [True, True], 0.0), ([1.0, 1.0], [True, False], 0.5), ([0.6, 0.7], [True, True], 0.35)],
)
def test_calibration_error(confidence, right, error):
    """Confidence against the share that is right."""
    assert calibration_error(np.array(confidence), np.array(right)) == pytest.approx(error)


def test_calibration_error_by_chance():
    """Perfect confidences show an error on few tickets, hardly any on many; certainty never errs."""
    assert calibration_error_by_chance(np.ones(20)).value == 0.0
    confidence = np.random.default_rng(2).uniform(0.5, 1.0, 10_000)
    few, many = calibration_error_by_chance(confidence[:100]), calibration_error_by_chance(confidence)
    assert 0.05 < few.value < 0.15
    assert many.value < 0.015
    assert few.low < few.value < few.high


def test_temperature():
    """Scores that claim too much get a temperature above one, right ones that claim too little one below."""
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 3, 3000)
    scores = rng.normal(size=(3000, 3))
    scores[np.arange(3000), truth] += 1.0  # the true log-odds are these scores themselves
    assert best_temperature(scores, truth) == pytest.approx(1.0, abs=0.1)
    assert best_temperature(scores * 3, truth) == pytest.approx(3.0, abs=0.3)
    assert softmax_at(scores, 2.0).sum(1) == pytest.approx(np.ones(3000))


def test_bootstrap():
    """An interval lies around the value, and is the same every time."""
    values = np.arange(100.0)
    figure = bootstrap(lambda rows: float(values[rows].mean()), 100)
    assert figure.low < figure.value == 49.5 < figure.high
    assert figure == bootstrap(lambda rows: float(values[rows].mean()), 100)
    assert str(figure).startswith("49.500 [")


@pytest.mark.parametrize(("right", "low", "high"), [([1] * 12, 0.757, 1.0), ([0] * 12, 0.0, 0.243)])
def test_twelve_of_twelve_right_leave_doubt(right, low, high):
    """Wilson's interval by hand: 12 / (12 + 1.96²)."""
    rows = np.array(right, np.float64)
    found = bootstrap_share(lambda drawn: float(rows[drawn].mean()), 12)
    assert (found.value, round(found.low, 3), round(found.high, 3)) == (right[0], low, high)


def test_between_the_edges_a_share_has_the_bootstrap_interval():
    """One of two rows."""
    rows = np.array([0.0, 1.0])
    measure = lambda drawn: float(rows[drawn].mean())  # noqa: E731
    assert bootstrap_share(measure, 2) == bootstrap(measure, 2)

"""A challenger is accepted when it is not worse; site_down has a floor of its own."""

import numpy as np
import pytest

from training.retrain.comparing import DECLINED, NAMES, judge

DOWN = NAMES.index("site_down")


def _truth(count=300):
    return np.arange(count) % len(NAMES)


def _wrong(truth, rows):
    said = truth.copy()
    said[rows] = (said[rows] + 1) % len(NAMES)
    return said


def _others(truth, count):
    return np.flatnonzero(truth != DOWN)[:count]


@pytest.mark.parametrize(
    ("old", "new", "accepted"),
    [
        (lambda t: _wrong(t, _others(t, 60)), lambda t: t, True),
        (lambda t: t, lambda t: t, True),
        (lambda t: t, lambda t: _wrong(t, _others(t, 60)), False),
        (lambda t: _wrong(t, _others(t, 90)), lambda t: _wrong(t, np.flatnonzero(t == DOWN)[:10]), False),
        (lambda t: t, lambda t: np.full(t.size, DECLINED), False),
    ],
    ids=["better", "equal", "worse", "better but blind to outages", "declines all"],
)
def test_who_is_accepted(old, new, accepted):
    """By macro-F1 with its interval, and by the recall of site_down."""
    truth = _truth()
    found = judge(truth, old(truth), new(truth), ("a", "b"))
    assert found.accepted is accepted
    assert bool(found.objections) is not accepted


def test_too_few_tickets_prove_nothing():
    """A comparison on ten tickets is not believed, however it ends."""
    truth = _truth(10)
    assert "too few" in judge(truth, truth, truth, ("a", "b")).objections[0]


def test_the_interval_is_paired():
    """Models that make the same mistakes differ by nothing, with no doubt about it."""
    truth = _truth()
    said = _wrong(truth, _others(truth, 80))
    gain = judge(truth, said, said, ("a", "b")).gain
    assert (gain.value, gain.low, gain.high) == (0.0, 0.0, 0.0)


def test_nothing_to_compare_on_is_said():
    """No held-out ticket, no verdict in favour."""
    none = np.zeros(0, np.int64)
    assert not judge(none, none, none, ("a", "b")).accepted

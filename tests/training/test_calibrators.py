"""Calibrators are judged on what they were not fitted on, and temperature stays unless another is surely better."""

import numpy as np
import pytest

from training.calibrators import CALIBRATORS, HEADER, Row, compare, verdict
from training.folds import grouped_folds
from training.measures import Figure, softmax_at

COUNT = 600


@pytest.fixture(scope="module")
def rows():
    """Scores four times too sure of themselves, over truths drawn from the honest ones."""
    draw = np.random.default_rng(3)
    honest = draw.normal(size=(COUNT, 3)) * 1.5
    truth = (softmax_at(honest, 1.0).cumsum(1) < draw.random((COUNT, 1))).sum(1)
    folds = grouped_folds([str(at // 3) for at in range(COUNT)], 5)
    return {row.name: row for row in compare(honest * 4.0, truth, folds)}


def test_every_calibrator_mends_scores_that_are_too_sure(rows):
    """Less error and less surprise than without; temperature leaves the order of answers alone."""
    assert list(rows) == list(CALIBRATORS)
    for name in ("temperature", "sigmoid", "isotonic"):
        assert rows[name].error.value < rows["none"].error.value
        assert rows[name].surprise.value < rows["none"].surprise.value
    assert rows["temperature"].right == rows["none"].right
    assert rows["temperature"].against == Figure(0.0, 0.0, 0.0)
    assert rows["temperature"].sure.value >= rows["temperature"].right.value


def test_the_table_has_a_cell_for_each_column(rows):
    """As the model card quotes it."""
    assert {str(row).count("|") for row in rows.values()} == {HEADER.splitlines()[0].count("|")}


def _row(name, error, against):
    same = Figure(0.5, 0.4, 0.6)
    return Row(name, Figure(error, error, error), same, same, same, Figure(*against))


@pytest.mark.parametrize(
    ("error", "against", "best"),
    [
        (0.02, (-0.02, -0.03, -0.01), "isotonic"),
        (0.02, (-0.02, -0.05, 0.01), "temperature"),
        (0.04, (-0.02, -0.03, -0.01), "temperature"),
        (0.01, (0.02, 0.01, 0.03), "temperature"),
    ],
    ids=["surely better", "within chance", "worse calibrated", "less likely"],
)
def test_temperature_stays_unless_another_is_surely_better(error, against, best):
    """One linear head is worth something."""
    rows = [_row("temperature", 0.03, (0.0, 0.0, 0.0)), _row("isotonic", error, against)]
    assert verdict(rows).startswith(f"best: {best} ")

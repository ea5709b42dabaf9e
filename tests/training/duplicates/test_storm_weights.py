"""How the reading in a storm is fitted."""

import numpy as np

from training.duplicates.storms import StormRows, fit_storms, weights_of
from triage.domain.vocabulary import Category


def storm(seed: int, count: int = 50) -> StormRows:
    """Reports whose first column is higher."""
    truth = np.arange(count) < count * 4 // 5
    rows = np.random.default_rng(seed).normal(size=(count, len(Category) - 1)) * 0.1
    rows[:, 0] += np.where(truth, 2.0, -2.0)
    return StormRows(rows, rows, truth)


def test_each_category_but_duplicates_has_a_weight(capsys):
    """What tells reports gets the highest; the figures printed are of the storm left out."""
    found = fit_storms({"_one": storm(1), "_two": storm(2)})
    assert set(found) == {"base", *(category.value for category in Category if category is not Category.DUPLICATE)}
    assert max(found, key=lambda name: found[name] if name != "base" else -9.0) == next(iter(Category)).value
    assert "storm_one, left out: 0 of 40 missed, 0 others taken in" in capsys.readouterr().out


def test_the_same_storms_give_the_same_weights():
    """In the same order."""
    assert weights_of([storm(1), storm(2)]) == weights_of([storm(1), storm(2)])

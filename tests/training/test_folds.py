"""What is held out together."""

from __future__ import annotations

import numpy as np

from training.folds import each_source, grouped_folds, source_folds
from triage.domain.vocabulary import Category


def test_scenarios_stay_together():
    """No scenario is on both sides, and every ticket is held out once."""
    scenarios = [f"s{n // 3}" for n in range(60)]
    folds = grouped_folds(scenarios, 4)
    assert sorted(row for fold in folds for row in fold.test) == list(range(60))
    for fold in folds:
        assert {scenarios[row] for row in fold.train}.isdisjoint({scenarios[row] for row in fold.test})


def test_sources():
    """Each source is held out once, unless a category would be missing without it."""
    labels = np.array(sorted(Category) * 3)
    sources = [f"f{n // 6}" for n in range(18)]
    assert [fold.name for fold in source_folds(sources, labels)] == ["f0", "f1", "f2"]
    assert source_folds(["one"] * 18, labels) == []
    assert source_folds([str(label) for label in labels], labels) == []


def test_many_sources_share_fits():
    """Every ticket is judged by a model that learned nothing of its source, in twelve fits; every source has its figure."""
    sources = [f"f{n % 30:02}" for n in range(360)]
    labels = np.array([list(Category)[n // 30 % 6] for n in range(360)])
    folds = source_folds(sources, labels)
    assert len(folds) == 12
    assert sorted(row for fold in folds for row in fold.test) == list(range(360))
    single = each_source(folds, sources)
    assert [fold.name for fold in single] == sorted(set(sources))
    for fold in single:
        assert {sources[row] for row in fold.test} == {fold.name}
        assert fold.name not in {sources[row] for row in fold.train}

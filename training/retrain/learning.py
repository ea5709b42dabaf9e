"""From tickets to a calibrated model: search, calibrate, fit. The same steps for a client's export and for a public data set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from training.measures import softmax_at
from training.retrain.calibration import OutOfFold, hold_out
from training.retrain.design import Floats
from training.retrain.encoding import Encoded, Integers
from training.retrain.recipe import Fitted, Material, Recipe, fit
from training.retrain.search import Map, Trial, search
from training.retrain.splitting import folds_of

_SAMPLE, _EFFORT = 24_000, 600_000  # tickets that the search looks at, at most; and tickets times categories
_MANY = 60_000  # tickets, beyond which the search's answer hardly matters
_LARGE_SAMPLE = 8_000  # tickets that it looks at then
_SEARCH_FOLDS, _SMALL_FOLDS = 2, 5  # of large and of small data
_TENTH = 10
_ROUNDS = 80  # of the last fit; the search is content with less
_SEED = 20


@dataclass(frozen=True, slots=True)
class Learned:
    """A model with what is known about it before any held-out ticket was looked at."""

    recipe: Recipe
    trials: list[Trial]
    out_of_fold: OutOfFold
    fitted: Fitted

    def shares(self, texts: Encoded) -> Floats:
        """Calibrated probabilities."""
        return softmax_at(self.fitted.scores(texts), self.out_of_fold.temperature)


def learn(material: Material, groups: Integers, run: Map, told: Callable[[str], None], recipe: Recipe | None = None) -> Learned:
    """Fit on all of the material by the best recipe (or the one that is given).

    Args:
        material: client's tickets and, where mixed in, the shipped corpus.
        groups: per row; rows of a group are held out together.
        run: does many fits at once, see `search.workers`.
        told: takes a line of progress.
    """
    trials: list[Trial] = []
    if recipe is None:
        recipe, trials = _search(material, groups, run, told)
    told("calibrating on tickets held out")
    size = len(material.texts)
    folds = _client_folds(material, groups, _SMALL_FOLDS if size <= 25_000 else _TENTH)
    recipe, held = hold_out(material, folds, recipe, run)
    told(f"fitting {size} tickets")
    return Learned(recipe, trials, held, fit(material, recipe))


def _search(material: Material, groups: Integers, run: Map, told: Callable[[str], None]) -> tuple[Recipe, list[Trial]]:
    own = np.flatnonzero(~material.shipped)
    many = len(material.texts) > _MANY
    most = _LARGE_SAMPLE if many else min(max(_EFFORT // material.count, _LARGE_SAMPLE), _SAMPLE)
    drawn = np.sort(np.random.default_rng(_SEED).choice(own, min(most, own.size), replace=False))
    rows = np.concatenate((drawn, np.flatnonzero(material.shipped)))
    sample = material.take(rows)
    start = Recipe(rounds=40)
    count = _SEARCH_FOLDS if drawn.size > 3_000 else 3
    best, trials = search(sample, _client_folds(sample, groups[rows], count), start, run, told)
    return replace(best, rounds=_ROUNDS), trials


def _client_folds(material: Material, groups: Integers, count: int) -> Integers:
    """Folds of the client's tickets; -1 for the shipped ones, which are learned from in every fold."""
    own = np.flatnonzero(~material.shipped)
    folds = np.full(len(material.texts), -1, np.int64)
    folds[own] = folds_of(material.labels[own], np.unique(groups[own], return_inverse=True)[1], count)
    return folds

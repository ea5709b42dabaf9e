"""What models say of tickets that they have not seen: the last knob, and the temperature that makes their confidence honest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from training.measures import best_temperature, softmax_at
from training.retrain.design import Floats
from training.retrain.encoding import Integers
from training.retrain.recipe import EXACT_UP_TO, Blend, Material, Recipe, fit_large, fit_parts
from training.retrain.search import SHARES, Map, one_after_the_other, quality

_PARTS = (0.0, 1.0, 3.0)  # of support vector weights, which cost a second fit
_PARTS_UP_TO = 60_000  # tickets
ALL_UP_TO = 25_000  # tickets of which each is held out once; of more, one tenth is


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """Rows of the client's learning tickets, and their scores by a model that had not seen them."""

    rows: Integers
    scores: Floats
    temperature: float

    @property
    def shares(self) -> Floats:
        """Calibrated probabilities."""
        return softmax_at(self.scores, self.temperature)


def hold_out(material: Material, folds: Integers, recipe: Recipe, run: Map) -> tuple[Recipe, OutOfFold]:
    """Score the client's tickets (those with a fold of 0 or more) by models that had not seen them, and calibrate.

    So many tickets tell what to blend better than the search could: the recipe comes back with it.
    """
    size = len(material.texts)
    last = int(folds.max()) + 1 if size <= ALL_UP_TO else 1
    parts_tried = _PARTS if size <= _PARTS_UP_TO else (recipe.margins,)
    blends = list(product(SHARES, parts_tried)) if size <= EXACT_UP_TO else [(recipe.bayes, 0.0)]
    run = run if size <= EXACT_UP_TO else one_after_the_other  # a copy for another process would be as large as all else
    parts = run(score_fold, [(material, folds, recipe, fold, blends) for fold in range(last)])
    rows = np.concatenate([np.flatnonzero(folds == fold) for fold in range(last)])
    truth = material.labels[rows]
    variants = [np.concatenate([part[at] for part in parts]) for at in range(len(blends))]
    best = max(range(len(blends)), key=lambda at: quality(truth, variants[at].argmax(1)))
    scores = variants[best]
    return replace(recipe, bayes=blends[best][0], margins=blends[best][1]), OutOfFold(
        rows, scores, best_temperature(scores, truth)
    )


def score_fold(material: Material, folds: Integers, recipe: Recipe, fold: int, blends: Sequence[Blend]) -> list[Floats]:
    """The scores of one fold's texts by models of the others, one for each blend."""
    held, seen = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
    if seen.size > EXACT_UP_TO:
        return [fit_large(material, seen, recipe).scores(material.texts.take(held))]
    return fit_parts(material.take(seen), recipe, blends).scores(material.texts.take(held), blends)


def suspects(labels: Integers, shares: Floats) -> Integers:
    """Rows whose label is likely wrong, the surest first (confident learning, Northcutt et al. 2021, in its plainest form).

    A ticket is one when another category is at least as probable as that category is, on average, for tickets that bear its name.
    """
    own = shares[np.arange(labels.size), labels]
    mass = np.bincount(labels, minlength=shares.shape[1])
    usual = np.bincount(labels, own, shares.shape[1]) / np.maximum(mass, 1)
    said = shares.argmax(1)
    doubted = np.flatnonzero((said != labels) & (shares.max(1) >= usual[said]) & (mass[said] > 0))
    return doubted[np.argsort(own[doubted] - shares.max(1)[doubted], kind="stable")]

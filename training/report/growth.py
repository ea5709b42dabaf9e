"""What more tickets would gain: quality after a quarter, a half and all of those that there are, and the line through it."""

from __future__ import annotations

from typing import Any

import numpy as np

from training.measures import macro_f1
from training.retrain.encoding import Encoded, Integers
from training.retrain.recipe import EXACT_UP_TO, Material, Recipe, fit, fit_roughly
from training.retrain.search import Map

MORE = 500  # tickets whose gain is foretold
_STEPS = (0.25, 0.5, 1.0)
_MOST = 12_000  # tickets of the largest step: beyond, the curve is flat
_JUDGED = 20_000  # held-out tickets that are looked at
_SEED = 20


def growth_figures(material: Material, test: Encoded, truth: Integers, recipe: Recipe, run: Map) -> dict[str, Any]:
    """The curve of macro-F1 on the held-out tickets over the client's tickets learned; `rough` where there are very many."""
    rough = len(material.texts) > EXACT_UP_TO
    if truth.size > _JUDGED:
        rows = np.sort(np.random.default_rng(_SEED).choice(truth.size, _JUDGED, replace=False))
        test, truth = test.take(rows), truth[rows]
    own = np.random.default_rng(_SEED).permutation(np.flatnonzero(~material.shipped))[:_MOST]
    shipped = np.flatnonzero(material.shipped)
    sizes = sorted({max(round(step * own.size), 1) for step in _STEPS})
    tasks = [(material.take(np.concatenate((np.sort(own[:size]), shipped))), test, truth, recipe, rough) for size in sizes]
    found = run(_judge, tasks)
    points = [{"tickets": size, "macro_f1": round(value, 4)} for size, value in zip(sizes, found, strict=True)]
    gain = _foretold(sizes, found)
    return {"points": points, "more": MORE, "gain": None if gain is None else round(gain, 4), "rough": rough}


def _judge(material: Material, test: Encoded, truth: Integers, recipe: Recipe, rough: bool) -> float:
    fitted = fit_roughly(material, recipe) if rough else fit(material, recipe)
    return macro_f1(truth, fitted.scores(test).argmax(1))


def _foretold(sizes: list[int], found: list[float]) -> float | None:
    """Along the line of quality over the logarithm of the number of tickets."""
    if len(sizes) < 2:
        return None
    slope = float(np.polyfit(np.log(sizes), found, 1)[0])
    return max(slope, 0.0) * float(np.log((sizes[-1] + MORE) / sizes[-1]))

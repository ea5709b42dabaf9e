"""Looks for the recipe that does best on held-out tickets of the client, knob by knob; on all cores, or on a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

import joblib
import numpy as np

from training.measures import accuracy, macro_f1
from training.retrain.encoding import Integers
from training.retrain.recipe import Blend, Material, Recipe, fit_parts

SHARES = (0.0, 0.05, 0.1, 0.2)  # of log-frequencies
_GAIN = 0.001  # a recipe must be better by this to be preferred to a simpler one
_SEED = 20

Map = Callable[[Callable[..., Any], Sequence[tuple[Any, ...]]], list[Any]]


class ClusterError(ValueError):
    """No cluster can be used; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A recipe and how well it did: the mean of accuracy and macro-F1 over the folds."""

    recipe: Recipe
    quality: float


def search(
    material: Material, folds: Integers, start: Recipe, run: Map, told: Callable[[str], None]
) -> tuple[Recipe, list[Trial]]:
    """The best recipe and all that were tried. `folds` numbers the client's tickets; the corpus has -1 and is never judged."""
    trials: list[Trial] = []
    best = Trial(start, -1.0)
    for name, variants in _stages():
        fresh = _try(material, folds, _unseen(variants(best.recipe, material), trials), run)
        trials += fresh
        leader = max((best, *fresh), key=lambda trial: trial.quality)
        if leader.quality > best.quality + (_GAIN if best.quality >= 0 else 0):
            best = leader
        told(f"{name}: {best.quality:.4f}")
    return best.recipe, trials


@contextmanager
def workers(dask: str | None = None, jobs: int = -1) -> Iterator[Map]:
    """A way to do many fits at once: on this machine's cores, or on the Dask cluster at an address "tcp://…".

    Raises:
        ClusterError: Dask is not installed.
        OSError: nothing answers at the address.
    """
    if dask is None:
        yield lambda function, tasks: list(
            joblib.Parallel(n_jobs=jobs, max_nbytes="1M")(joblib.delayed(function)(*task) for task in tasks)
        )
        return
    try:
        client = import_module("distributed").Client  # an extra: most who train have no cluster
    except ModuleNotFoundError as error:
        raise ClusterError("--dask needs Dask: pip install 'ticket-triage[dask]'") from error
    with client(dask), joblib.parallel_config(backend="dask"):
        yield lambda function, tasks: list(joblib.Parallel()(joblib.delayed(function)(*task) for task in tasks))


def one_after_the_other(function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]]) -> list[Any]:
    """The plainest way to do many fits."""
    return [function(*task) for task in tasks]


def quality(truth: Integers, said: Integers) -> float:
    """What recipes are ranked by: the mean of accuracy and macro-F1."""
    return (accuracy(truth, said) + macro_f1(truth, said)) / 2


def judge_fold(material: Material, folds: Integers, recipe: Recipe, fold: int) -> list[tuple[Integers, Integers]]:
    """Truth and answers on one fold, for each share of log-frequencies."""
    test = np.flatnonzero(folds == fold)
    held = material.texts.take(test)
    blends: list[Blend] = [(share, 0.0) for share in SHARES]
    fitted = fit_parts(material.take(np.flatnonzero(folds != fold)), recipe, blends)
    return [(material.labels[test], scores.argmax(1)) for scores in fitted.scores(held, blends)]


def _try(material: Material, folds: Integers, recipes: Sequence[Recipe], run: Map) -> list[Trial]:
    numbers = range(int(folds.max()) + 1)
    answers = run(judge_fold, [(material, folds, recipe, fold) for recipe in recipes for fold in numbers])
    trials = []
    for at, recipe in enumerate(recipes):
        parts = answers[at * len(numbers) : (at + 1) * len(numbers)]
        for variant, share in enumerate(SHARES):
            truth, said = (np.concatenate([part[variant][side] for part in parts]) for side in (0, 1))
            trials.append(Trial(replace(recipe, bayes=share), quality(truth, said)))
    return trials


def _unseen(recipes: Sequence[Recipe], trials: Sequence[Trial]) -> list[Recipe]:
    tried = {replace(trial.recipe, bayes=0.0) for trial in trials}
    return [recipe for recipe in dict.fromkeys(replace(each, bayes=0.0) for each in recipes) if recipe not in tried]


def _stages() -> list[tuple[str, Callable[[Recipe, Material], list[Recipe]]]]:
    def shares(at: Recipe, _: Material) -> list[Recipe]:
        return [
            replace(at, features=replace(at.features, char_share=share), c=c)
            for share, c in ((12.5, 8.0), (4.0, 8.0), (4.0, 20.0))
        ]

    def cues(at: Recipe, _: Material) -> list[Recipe]:
        return [replace(at, features=replace(at.features, cue_share=0.0, cue_longest=1))]

    def letters(at: Recipe, _: Material) -> list[Recipe]:
        spans = ((2, 5, 2), (3, 6, 3), (2, 6, 2))
        return [replace(at, features=replace(at.features, char_shortest=a, char_longest=b, char_floor=c)) for a, b, c in spans]

    def weights(at: Recipe, material: Material) -> list[Recipe]:
        return [replace(at, corpus_weight=weight) for weight in (0.3, 0.1)] if material.shipped.any() else []

    def balance(at: Recipe, _: Material) -> list[Recipe]:
        return [replace(at, balanced=not at.balanced)]

    def strength(at: Recipe, _: Material) -> list[Recipe]:
        return [replace(at, c=at.c * 2), replace(at, c=at.c / 2)]

    return [
        ("letter groups against words", shares),
        ("speech acts", cues),
        ("shorter and longer letter groups", letters),
        ("weight of the shipped corpus", weights),
        ("balance of the categories", balance),
        ("strength", strength),
    ]

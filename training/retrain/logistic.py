"""Linear heads over a factored design: logistic regression to scikit-learn's own optimum, or in passes over any number."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from training.retrain.design import Design, Floats
from training.retrain.encoding import Integers

_TOLERANCE, _FLAT = 1e-4, 1e-10  # of the slope, of the gain of a step
_SMOOTHING = 0.05  # of the words' frequencies under a label
_STEP, _MOMENTUM, _SPREAD = 0.05, 0.9, 0.999  # of the passes (Adam, Kingma & Ba 2015), decaying to nothing
_AT_ONCE = 4  # yes-or-no heads that are fitted together
_MEMORY = 6  # pairs of vectors that L-BFGS keeps: each is as large as the weights


@dataclass(frozen=True, slots=True)
class Head:
    """Features x labels, and a constant per label."""

    weights: Floats
    intercept: Floats

    def scores(self, design: Design) -> Floats:
        """Texts x labels, before the softmax."""
        result: Floats = design.scores(self.weights) + self.intercept
        return result


def fit_exactly(
    design: Design, labels: Integers, importance: Floats, count: int, c: float, rounds: int = 200, pairs: int = _MEMORY
) -> Head:
    """The head that minimises 0.5 * |weights|² + c * sum(importance * loss), as scikit-learn's LogisticRegression does."""
    features = sum(design.vocabulary.sizes)
    scale = 1.0 / (c * importance.sum())

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights, intercept = flat[: features * count].reshape(features, count), flat[features * count :]
        surprise, errors = _surprise(design.scores(weights) + intercept, labels, importance / importance.sum())
        slope = design.pull(errors)
        slope += scale * weights
        value = surprise + 0.5 * scale * float(flat[: features * count] @ flat[: features * count])
        return value, np.concatenate((slope.ravel(), errors.sum(0)))

    options = {"maxiter": rounds, "gtol": _TOLERANCE / 10, "ftol": _FLAT, "maxcor": pairs}
    found = minimize(loss, np.zeros((features + 1) * count), jac=True, method="L-BFGS-B", options=options)
    return Head(found.x[: features * count].reshape(features, count), found.x[features * count :])


def fit_margins(design: Design, labels: Integers, importance: Floats, count: int, c: float, rounds: int = 100) -> Head:
    """One label against the rest, each with the squared hinge of scikit-learn's LinearSVC; the constant is not regularised."""
    features = sum(design.vocabulary.sizes)
    scale = 1.0 / (c * importance.sum())
    side = np.full((labels.size, count), -1.0)
    side[np.arange(labels.size), labels] = 1.0
    weighted = (importance / importance.sum())[:, None]

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights, intercept = flat[: features * count].reshape(features, count), flat[features * count :]
        short = np.maximum(1.0 - side * (design.scores(weights) + intercept), 0.0)
        errors = -2.0 * weighted * side * short
        slope = design.pull(errors) + scale * weights
        value = float((weighted * short**2).sum()) + 0.5 * scale * float(flat[: features * count] @ flat[: features * count])
        return value, np.concatenate((slope.ravel(), errors.sum(0)))

    options = {"maxiter": rounds, "gtol": _TOLERANCE / 10, "ftol": _FLAT, "maxcor": _MEMORY}
    found = minimize(loss, np.zeros((features + 1) * count), jac=True, method="L-BFGS-B", options=options)
    return Head(found.x[: features * count].reshape(features, count), found.x[features * count :])


def fit_marks(design: Design, marks: Floats, c: float, rounds: int = 100) -> Head:
    """One yes-or-no head for each column of `marks` (0 or 1), each as scikit-learn's LogisticRegression fits it.

    A few columns at a time: the heads know nothing of each other, and the optimiser keeps a dozen copies of what it works on.
    """
    parts = [_fit_few(design, marks[:, at : at + _AT_ONCE], c, rounds) for at in range(0, marks.shape[1], _AT_ONCE)]
    return Head(np.hstack([part.weights for part in parts]), np.concatenate([part.intercept for part in parts]))


def _fit_few(design: Design, marks: Floats, c: float, rounds: int) -> Head:
    features, count = sum(design.vocabulary.sizes), marks.shape[1]
    scale = 1.0 / (c * len(marks))

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights, intercept = flat[: features * count].reshape(features, count), flat[features * count :]
        scores = design.scores(weights) + intercept
        surprise = float((np.logaddexp(0.0, scores) - marks * scores).sum()) / len(marks)
        errors = (1.0 / (1.0 + np.exp(-scores)) - marks) / len(marks)
        slope = design.pull(errors) + scale * weights
        value = surprise + 0.5 * scale * float(flat[: features * count] @ flat[: features * count])
        return value, np.concatenate((slope.ravel(), errors.sum(0)))

    options = {"maxiter": rounds, "gtol": _TOLERANCE / 10, "ftol": _FLAT, "maxcor": _MEMORY}
    found = minimize(loss, np.zeros((features + 1) * count), jac=True, method="L-BFGS-B", options=options)
    return Head(found.x[: features * count].reshape(features, count), found.x[features * count :])


def fit_in_passes(
    passes: Callable[[], Iterable[tuple[Design, Integers, Floats]]], start: Head, steps: int, c_total: float
) -> Head:
    """Improve a head batch by batch, in as many passes as `passes()` has batches for; `steps` is their number in all.

    `c_total` is c times the summed importance of all texts, so that the aim is the same as `fit_exactly`'s.
    """
    weights, intercept = start.weights.copy(), start.intercept.copy()
    drift, spread = np.zeros_like(weights), np.zeros_like(weights)
    for step, (design, labels, importance) in enumerate(passes(), 1):
        _, errors = _surprise(design.scores(weights) + intercept, labels, importance / importance.sum())
        slope = design.pull(errors)
        slope += weights / c_total
        drift *= _MOMENTUM
        drift += (1 - _MOMENTUM) * slope
        spread *= _SPREAD
        spread += (1 - _SPREAD) * slope**2
        pace = _STEP * max(1 - step / steps, 0.0) * np.sqrt(1 - _SPREAD**step) / (1 - _MOMENTUM**step)
        weights -= pace * drift / (np.sqrt(spread) + 1e-8)
        intercept -= pace * errors.sum(0)
    return Head(weights, intercept)


def naive_bayes(design: Design, labels: Integers, importance: Floats, count: int) -> Floats:
    """Features x labels: log-frequencies under each label (Rennie et al. 2003), centred; a little of them steadies rare words."""
    told = np.zeros((labels.size, count))
    told[np.arange(labels.size), labels] = importance
    mass = np.maximum(design.pull(told), 0.0) + _SMOOTHING
    weights: Floats = np.log(mass / mass.sum(0))
    weights -= weights.mean(1, keepdims=True)
    return weights


def blend(head: Head, bayes: Floats, share: float, margins: Head | None = None, part: float = 0.0) -> Head:
    """The head with a share of the log-frequencies and a part of the margins added: still one linear head."""
    weights, intercept = head.weights, head.intercept
    if share:
        weights = weights + share * bayes
    if margins is not None and part:
        weights, intercept = weights + part * margins.weights, intercept + part * margins.intercept
    return Head(weights, intercept)


def _surprise(scores: Floats, labels: Integers, importance: Floats) -> tuple[float, Floats]:
    """The weighted log-loss, and its slope along every score. Overwrites the scores."""
    at = np.arange(labels.size)
    scores -= scores.max(1, keepdims=True)
    own = scores[at, labels]
    np.exp(scores, out=scores)
    total = scores.sum(1)
    surprise = float((importance * (np.log(total) - own)).sum())
    scores *= (importance / total)[:, None]
    scores[at, labels] -= importance
    return surprise, scores

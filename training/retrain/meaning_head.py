"""The encoder of meaning as a reader of a client's own labels: it stays as it is, a logistic regression over its vectors learns.

English only. How it is heard with the linear model is fitted on what both said of tickets that they had not learned from. No
model that serves has such a reader yet: it is what `python -m training benchmark --encoder` measures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from training.measures import softmax_at
from training.retrain.design import Floats
from training.retrain.encoding import Integers
from training.retrain.learning import Learned
from training.retrain.search import Map
from training.weighing import Weighing, find_sure, fit_weights, hear_both
from triage.classifier.category.second_opinion import LEAST_SHARE
from triage.classifier.encoder.meaning import shipped_meaning
from triage.classifier.text import CleanText

Vectors = npt.NDArray[np.float32]

_STRENGTHS = (10.0, 30.0, 100.0)  # inverse regularisation; vectors are of length 1, so that much is little
_STEPS = 200
_PART, _AT_ONCE = 128, 2_048  # texts of one task, and between two lines of progress


@dataclass(frozen=True, slots=True)
class MeaningHead:
    """A reader of vectors. `c`: its inverse regularisation; `weighing`: how it is heard with the linear model."""

    c: float
    fitted: Any
    count: int
    weighing: Weighing

    def log_shares(self, vectors: Vectors) -> Floats:
        """Texts x labels."""
        return _log_shares(self.fitted, vectors, self.count)

    def shares(self, linear: Floats, vectors: Vectors) -> Floats:
        """Both heard; `linear` are the other model's shares."""
        return hear_both(linear, self.log_shares(vectors), self.weighing.weights)


def read_vectors(texts: Sequence[CleanText], run: Map, told: Callable[[str], None]) -> Vectors:
    """What each text means, many at once; `run` does it in processes, each of which opens the encoder for itself.

    Raises:
        ArtefactError: the encoder is missing or damaged.
    """
    width = shipped_meaning().network.places.shape[1]
    found = [np.zeros((0, width), np.float32)]
    for first in range(0, len(texts), _AT_ONCE):
        end = min(first + _AT_ONCE, len(texts))
        found += run(_read_part, [(texts[at : min(at + _PART, end)],) for at in range(first, end, _PART)])
        told(f"the encoder of meaning has read {end} of {len(texts)} texts")
    return np.concatenate(found)


def learn_head(vectors: Vectors, labels: Integers, folds: Integers, learned: Learned, run: Map) -> MeaningHead:
    """Fit a reader of these vectors, and how it is heard with the linear model.

    Args:
        folds: a number for each text; what says the same has the same, see `splitting.folds_of`.
        learned: the linear model, learned from the same texts in the same order, and no others.
    """
    held = learned.out_of_fold
    count = held.scores.shape[1]
    numbers = range(int(folds.max()) + 1)
    parts = run(_score_fold, [(vectors, labels, folds, number, count) for number in numbers])
    unseen = np.zeros((len(_STRENGTHS), labels.size, count))
    for number, part in zip(numbers, parts, strict=True):
        unseen[:, folds == number] = part
    best = max(range(len(_STRENGTHS)), key=lambda at: float(unseen[at][np.arange(labels.size), labels].mean()))
    truth, fast = labels[held.rows], held.shares
    weights = fit_weights(fast, unseen[best][held.rows], truth)
    fitted = _fit(vectors, labels, _STRENGTHS[best])
    return MeaningHead(_STRENGTHS[best], fitted, count, Weighing(weights, find_sure(fast, truth)))


def _read_part(texts: Sequence[CleanText]) -> Vectors:
    return shipped_meaning().vectors([f"{text.subject}\n{text.body}" for text in texts])


def _score_fold(vectors: Vectors, labels: Integers, folds: Integers, fold: int, count: int) -> Floats:
    """Strengths x texts of the fold x labels: log-shares by readers of the other folds."""
    seen, held = folds != fold, folds == fold
    return np.stack([_log_shares(_fit(vectors[seen], labels[seen], c), vectors[held], count) for c in _STRENGTHS])


def _fit(vectors: Vectors, labels: Integers, c: float) -> LogisticRegression:
    return LogisticRegression(C=c, max_iter=_STEPS).fit(vectors, labels)


def _log_shares(fitted: LogisticRegression, vectors: Vectors, count: int) -> Floats:
    """Of all labels; those that the reader never met have hardly any share."""
    scores = np.full((len(vectors), count), np.log(LEAST_SHARE))
    scores[:, fitted.classes_] = np.asarray(fitted.predict_log_proba(vectors), np.float64)
    return np.log(np.maximum(softmax_at(scores, 1.0), LEAST_SHARE))

"""How much each sign counts: logistic regression over the cases, and how it does on groups that it did not learn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.model_selection import GroupKFold

from training.duplicates.cases import Compared, Query
from triage.classifier.duplicates.directions import Direction, cosine
from triage.classifier.duplicates.duplicate_model import DuplicateModel
from triage.classifier.duplicates.likeness import AGAINST, GIVEN, MEANING, probability
from triage.classifier.duplicates.meanings import background

_TITLES = 0.5  # weight of the titles beside the whole text; set on public trackers, where our own cases are too unlike to say
_THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Reading:
    """The open tickets of a query that came out best: their signs, 1 for the original, and whether there is one to find."""

    group: str
    rows: Sequence[Mapping[str, float]]
    labels: Sequence[int]
    has_original: bool


def read_by_words(query: Query, compared: Sequence[Compared]) -> Reading:
    """What words say of a query."""
    rows, labels = [one.signs for one in compared], [one.label for one in compared]
    return Reading(query.group, rows, labels, query.original is not None)


def read_with_meaning(
    query: Query, compared: Sequence[Compared], directions: Mapping[tuple[str, str], Direction], model: DuplicateModel
) -> Reading | None:
    """The same with the encoder's sign, for those that it is asked to read; None where it is not, as in `looks.read_meaning`."""
    own = directions.get((query.new.subject, query.new.body))
    order = sorted(compared, key=lambda one: -probability(one.signs, model))[: int(model.meaning_most)]
    if own is None or not order or not model.meaning_least <= probability(order[0].signs, model) < model.meaning_settled:
        return None
    found = [(one, directions.get((one.text.subject, one.text.body))) for one in order]
    read = [(one, cosine(own, direction)) for one, direction in found if direction is not None]
    common = background([likeness for _, likeness in read], model)
    rows = [{**one.signs, MEANING: likeness - common} for one, likeness in read]
    return Reading(query.group, rows, [one.label for one, _ in read], query.original is not None)


def fit_weights(readings: Sequence[Reading]) -> dict[str, float]:
    """The weights; prints a table of thresholds, one of calibration, and what is found and said wrongly ticket by ticket."""
    told = _table(readings)
    outside = _outside(told, told)
    _report(outside, told.truth)
    _report_tickets(readings, outside)
    base, alike, *found = _regress(told.rows, told.truth, told.signs).round(4).tolist()
    return {"base": base, "likeness": alike, "titles": _TITLES * alike, **dict(zip(told.signs[1:], found, strict=True))}


def measure(learned: Sequence[Reading], asked: Sequence[Reading]) -> None:
    """Prints ticket by ticket what is found in `asked` with weights from the other groups of `learned`, as `fit_weights` does."""
    _report_tickets(asked, _outside(_table(learned), _table(asked)))


@dataclass(frozen=True, slots=True)
class _Table:
    """Candidates: their signs, one column each, 1 for the original, and their groups."""

    signs: list[str]
    rows: NDArray[np.float64]
    truth: NDArray[np.int64]
    groups: NDArray[np.str_]


def _table(readings: Sequence[Reading]) -> _Table:
    rows = [row for reading in readings for row in reading.rows]
    signs = ["alike", *(name for name in rows[0] if name not in ("likeness", "titles", *GIVEN))]
    numbers = np.array([[_alike(row) if name == "alike" else row[name] for name in signs] for row in rows])
    truth = np.array([label for reading in readings for label in reading.labels])
    return _Table(signs, numbers, truth, np.array([reading.group for reading in readings for _ in reading.rows]))


def _outside(learned: _Table, asked: _Table) -> NDArray[np.float64]:
    """The probability of each that is asked, by weights that were not learned from its group."""
    outside = np.zeros(asked.truth.size)
    for learn, test in GroupKFold(10).split(learned.rows, learned.truth, learned.groups):
        weights = _regress(learned.rows[learn], learned.truth[learn], learned.signs)
        told = np.isin(asked.groups, learned.groups[test])
        outside[told] = 1 / (1 + np.exp(-(asked.rows[told] @ weights[1:] + weights[0])))
    return outside


def _alike(row: Mapping[str, float]) -> float:
    """The words of both in one number: two weights would let the regression drop what our short cases do not need."""
    return row["likeness"] + _TITLES * row["titles"]


def _regress(table: NDArray[np.float64], truth: NDArray[np.int64], signs: list[str]) -> NDArray[np.float64]:
    """Logistic regression in which what speaks for a duplicate never counts against it, nor the other way round."""
    side = 2 * truth - 1

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = side * (table @ weights[1:] + weights[0])
        slope = -side / (1 + np.exp(margin))
        pull = np.concatenate(([0.0], weights[1:]))
        total = float(np.logaddexp(0, -margin).sum() + pull @ pull / 2)
        return total, np.concatenate(([slope.sum()], slope @ table)) + pull

    bounds = [(None, None), *((None, 0.0) if name in AGAINST else (0.0, None) for name in signs)]
    found: NDArray[np.float64] = minimize(loss, np.zeros(len(signs) + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    return found


def _report(scores: NDArray[np.float64], truth: NDArray[np.int64]) -> None:
    print("threshold  precision  recall   (candidates of groups not learned from)")
    for threshold in _THRESHOLDS:
        said = scores >= threshold
        right = int((said & (truth == 1)).sum())
        print(f"{threshold:9.2f}  {right / max(1, said.sum()):9.3f}  {right / truth.sum():6.3f}")
    for low in np.arange(0, 1, 0.1):
        inside = (scores >= low) & (scores < low + 0.1)
        if inside.any():
            print(f"  said {scores[inside].mean():.2f}, true {truth[inside].mean():.2f} ({inside.sum()})")


def _report_tickets(readings: Sequence[Reading], scores: NDArray[np.float64]) -> None:
    """The best match of each ticket."""
    ends = np.cumsum([len(reading.rows) for reading in readings])
    best = [int(part.argmax()) for part in np.split(scores, ends[:-1])]
    top = np.array([part.max() for part in np.split(scores, ends[:-1])])
    right = np.array([bool(reading.labels[at]) for reading, at in zip(readings, best, strict=True)])
    has = np.array([reading.has_original for reading in readings])
    false = [f"at {threshold:.2f} {int((top[~has] >= threshold).sum())}" for threshold in _THRESHOLDS]
    print(f"tickets with an original: {has.sum()}, found first {right[has].mean():.3f}")
    print(f"tickets without: {(~has).sum()}, said to have one {', '.join(false)}")

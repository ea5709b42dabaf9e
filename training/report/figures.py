"""The figures of held-out tickets: scores with intervals, parts, confusion, reliability, coverage, mistakes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from training.measures import accuracy, bootstrap_share, calibration_error, macro_f1

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_BINS = 10
_LEVELS = (1.0, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5)
_MISTAKES = 20


@dataclass(frozen=True, slots=True)
class Judged:
    """Held-out tickets: the truth, the shares of the categories (columns as in `names`), and how many were learned of each."""

    truth: Integers
    shares: Floats
    names: tuple[str, ...]
    learned: Integers
    places: Sequence[str]
    sources: Sequence[str]
    times: Floats

    @property
    def said(self) -> Integers:
        """The most probable category of each."""
        result: Integers = self.shares.argmax(1)
        return result

    @property
    def confidence(self) -> Floats:
        """Its probability."""
        result: Floats = self.shares.max(1)
        return result


def held_out_figures(judged: Judged) -> dict[str, Any]:
    """Everything about the held-out tickets, ready for JSON."""
    truth, said = judged.truth, judged.said
    return {
        "tickets": int(truth.size),
        "macro_f1": _interval(lambda rows: macro_f1(truth[rows], said[rows]), truth.size),
        "accuracy": _interval(lambda rows: accuracy(truth[rows], said[rows]), truth.size),
        "ece": round(calibration_error(judged.confidence, said == truth), 4),
        "categories": [_category(judged, at) for at in range(len(judged.names))],
        "sources": _parts(judged, list(judged.sources)),
        "months": _parts(judged, [month_of(moment) for moment in judged.times.tolist()]),
        "confusion": _confusion(judged),
        "reliability": _reliability(judged),
        "coverage": _coverage(judged),
        "mistakes": _mistakes(judged),
    }


def month_of(moment: float) -> str:
    """ "2026-03"; "undated" when it is not known."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m") if np.isfinite(moment) else "undated"


def _interval(measure: Callable[[Integers], float], count: int) -> dict[str, float]:
    if not count:
        return dict.fromkeys(("value", "low", "high"), float("nan"))
    found = bootstrap_share(measure, count)
    return {"value": round(found.value, 4), "low": round(found.low, 4), "high": round(found.high, 4)}


def _category(judged: Judged, at: int) -> dict[str, Any]:
    truth, said = judged.truth == at, judged.said == at
    hits = int((truth & said).sum())
    recall, precision = hits / max(int(truth.sum()), 1), hits / max(int(said.sum()), 1)
    return {
        "name": judged.names[at],
        "learned": int(judged.learned[at]),
        "tickets": int(truth.sum()),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * hits / max(int(truth.sum() + said.sum()), 1), 4),
    }


def _parts(judged: Judged, owners: Sequence[str]) -> list[dict[str, Any]]:
    found = np.array(owners, dtype=object)
    parts = [(name, np.flatnonzero(found == name)) for name in sorted(set(owners))]
    return [
        {"name": name, "tickets": rows.size, "accuracy": round(accuracy(judged.truth[rows], judged.said[rows]), 4)}
        for name, rows in parts
    ]


def _confusion(judged: Judged) -> list[list[int]]:
    count = len(judged.names)
    table = np.bincount(judged.truth * count + judged.said, minlength=count * count).reshape(count, count)
    return [[int(value) for value in row] for row in table]


def _reliability(judged: Judged) -> list[dict[str, float]]:
    at = np.minimum((judged.confidence * _BINS).astype(int), _BINS - 1)
    right = judged.said == judged.truth
    return [
        {
            "confidence": round(float(judged.confidence[at == n].mean()), 4),
            "right": round(float(right[at == n].mean()), 4),
            "tickets": int((at == n).sum()),
        }
        for n in range(_BINS)
        if (at == n).any()
    ]


def _coverage(judged: Judged) -> list[dict[str, float]]:
    """How right the surest tickets are, when only so many are answered."""
    order = np.argsort(-judged.confidence, kind="stable")
    right = (judged.said == judged.truth)[order]
    rows = [(level, max(round(level * right.size), 1)) for level in _LEVELS if right.size]
    return [
        {
            "answered": level,
            "accuracy": round(float(right[:n].mean()), 4),
            "least_confidence": round(float(judged.confidence[order[n - 1]]), 4),
        }
        for level, n in rows
    ]


def _mistakes(judged: Judged) -> list[dict[str, Any]]:
    wrong = np.flatnonzero(judged.said != judged.truth)
    worst = wrong[np.argsort(-judged.confidence[wrong], kind="stable")][:_MISTAKES]
    return [
        {
            "place": judged.places[row],
            "label": judged.names[int(judged.truth[row])],
            "said": judged.names[int(judged.said[row])],
            "confidence": round(float(judged.confidence[row]), 3),
        }
        for row in worst.tolist()
    ]

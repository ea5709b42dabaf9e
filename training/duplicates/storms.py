"""`python -m training.duplicates.storms`: how a ticket is read in a storm of reports of one outage, fitted on storms.

Each storm in bench/data is a list of tickets of one outage and of others to the same desk. A ticket counts twice, as the small
encoder reads it and as the mean of that and of the closest reading: the service reads again only what stays doubtful. Weights are
of log-shares of the category model, which never learned from storms. The figures printed are of storms left out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import joblib
import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from training.duplicates.cases import FOLDER
from triage.classifier.category.model import Classifier, load_classifier
from triage.classifier.duplicates.outages import log_shares
from triage.domain.reading import Depth
from triage.domain.vocabulary import Category

ROOT = FOLDER.parent.parent
STORMS = ("", "_second", "_third", "_fourth", "_fifth", "_sixth", "_seventh")
_MODEL = ROOT / "models" / "duplicates" / "model.json"
_STRENGTH = 0.1  # inverse of the ridge penalty (Hoerl & Kennard 1970); 0.03 to 1 find the same within a ticket of a storm
_READ = [category for category in Category if category is not Category.DUPLICATE]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StormRows:
    """A storm as read at once and as the mean of both readings: (tickets, categories) each; and which tickets are reports."""

    at_once: Floats
    twice: Floats
    truth: npt.NDArray[np.bool_]


def main() -> None:
    """Fit, print, and write the weights into the model of duplicates."""
    metadata = json.loads(_MODEL.read_text("utf-8"))
    metadata["parameters"]["storm_weights"] = fit_storms(read_storms())
    _MODEL.write_text(json.dumps(metadata, indent=1, sort_keys=True) + "\n", "utf-8")


def read_storms() -> dict[str, StormRows]:
    """All storms, by the end of their file's name."""
    found = joblib.Parallel(n_jobs=-1)(joblib.delayed(_read_storm)(name) for name in STORMS)
    return dict(zip(STORMS, found, strict=True))


def fit_storms(storms: dict[str, StormRows]) -> dict[str, float]:
    """Category → weight, and "base"; prints for each storm how many are missed and taken in by weights of the others."""
    for name, left_out in storms.items():
        model = _fit([storm for other, storm in storms.items() if other != name])
        said = model.predict(left_out.twice).astype(np.bool_)
        missed, taken_in = int((left_out.truth & ~said).sum()), int((said & ~left_out.truth).sum())
        print(f"storm{name}, left out: {missed} of {left_out.truth.sum()} missed, {taken_in} others taken in", flush=True)
    return weights_of(list(storms.values()))


def weights_of(storms: Sequence[StormRows]) -> dict[str, float]:
    """The weights that these storms give."""
    model = _fit(storms)
    named = zip((category.value for category in _READ), model.coef_[0].tolist(), strict=True)
    return {"base": round(float(model.intercept_[0]), 4), **{name: round(weight, 4) for name, weight in named}}


def _fit(storms: Sequence[StormRows]) -> LogisticRegression:
    rows = np.concatenate([read for storm in storms for read in (storm.at_once, storm.twice)])
    return LogisticRegression(C=_STRENGTH).fit(rows, np.concatenate([storm.truth for storm in storms for _ in range(2)]))


def _read_storm(name: str) -> StormRows:
    classifier = load_classifier(ROOT / "models" / "category")
    reports, others = (
        (ROOT / "bench" / "data" / f"{kind}{name}.txt").read_text("utf-8").splitlines() for kind in ("storm", "others")
    )
    first, closest = (
        np.array([_row(classifier, text, depth) for text in (*reports, *others)]) for depth in (Depth.BRIEF, Depth.FULL)
    )
    return StormRows(first, (first + closest) / 2, np.arange(len(first)) < len(reports))


def _row(classifier: Classifier, text: str, depth: Depth) -> list[float]:
    found = log_shares(classifier.predict(text, "", depth=depth))
    return [found.get(category, 0.0) for category in _READ]


if __name__ == "__main__":
    main()

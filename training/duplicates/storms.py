"""`python -m training.duplicates.storms`: how a ticket is read in a storm of reports of one outage, fitted on storms.

Each storm in bench/data is a list of tickets of one outage and of others to the same desk. A ticket counts twice, as the small
encoder reads it and as the mean of that and of the closest reading: the service reads again only what stays doubtful. Weights are
of the signs of `triage.classifier.duplicates.storm_signs`, from a category model that never learned from storms. Parts of each
storm stand beside the whole, since four reports in five is how these were written, not how storms are. The figures printed are of
storms left out.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import joblib
import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from training.duplicates.cases import FOLDER
from triage.classifier.category.model import load_classifier
from triage.classifier.duplicates.duplicate_model import DuplicateModel, shipped_model
from triage.classifier.duplicates.outages import KEPT_CATEGORIES, read_outage
from triage.classifier.duplicates.profiles import Traits, profiles_of
from triage.classifier.duplicates.storm_signs import SIGNS, outage_of, signs_of
from triage.domain.reading import Depth, Prediction

ROOT = FOLDER.parent.parent
STORMS = (
    *("", "_second", "_third", "_fourth", "_fifth", "_sixth", "_seventh", "_eighth", "_ninth"),
    *("_checkout", "_login", "_mail", "_hosting", "_app"),
)
_MODEL = ROOT / "models" / "duplicates" / "model.json"
_PARTS = ((1, 1), (2, 1), (3, 1), (2, 3), (1, 5))  # of how many reports, of how many others one is taken
_STRENGTH = 0.1  # inverse of the ridge penalty (Hoerl & Kennard 1970), of signs of variance 1; 0.03 to 1 find nearly the same
_STEPS = 1_000

Floats = npt.NDArray[np.float64]
Weights = dict[str, dict[str, float]]
"""Kind of storm → sign → weight, as `DuplicateModel.storm_weights`."""


@dataclass(frozen=True, slots=True)
class StormReadings:
    """A storm: what its tickets say, log-shares read at once and closely (tickets x `KEPT_CATEGORIES`), and which are reports."""

    texts: tuple[str, ...]
    at_once: Floats
    closely: Floats
    truth: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class StormRows:
    """The signs of a storm's tickets with the first reading, and with the mean of both; `outage`: see `outage_of`."""

    at_once: Floats
    twice: Floats
    outage: float
    truth: npt.NDArray[np.bool_]


def main() -> None:
    """Fit, print, and write the weights into the model of duplicates."""
    metadata = json.loads(_MODEL.read_text("utf-8"))
    metadata["parameters"]["storm_weights"] = fit_storms(signs_of_storms(read_storms(), shipped_model()))
    _MODEL.write_text(json.dumps(metadata, indent=1, sort_keys=True) + "\n", "utf-8")


def read_storms() -> dict[str, StormReadings]:
    """All storms, by the end of their file's name."""
    found = joblib.Parallel(n_jobs=-1)(joblib.delayed(_read_storm)(name) for name in STORMS)
    return dict(zip(STORMS, found, strict=True))


def signs_of_storms(storms: Mapping[str, StormReadings], model: DuplicateModel) -> dict[str, list[StormRows]]:
    """The signs of each storm and of parts of it, by the same names; of the model only what it knows of words counts."""
    return {name: [_rows(_part(storm, *every), model) for every in _PARTS] for name, storm in storms.items()}


def fit_storms(storms: Mapping[str, Sequence[StormRows]]) -> Weights:
    """The weights; prints for each storm how many are missed and taken in by weights of the others."""
    for name, (left_out, *_) in storms.items():
        model = _fit([rows for other, rows in storms.items() if other != name])
        said = model.predict(_design(left_out.twice, left_out.outage)).astype(np.bool_)
        missed, taken_in = int((left_out.truth & ~said).sum()), int((said & ~left_out.truth).sum())
        print(f"storm{name}, left out: {missed} of {left_out.truth.sum()} missed, {taken_in} others taken in", flush=True)
    return weights_of(list(storms.values()))


def weights_of(storms: Sequence[Sequence[StormRows]]) -> Weights:
    """The weights that these storms give, of the signs as they are."""
    scaler, fitted = _fit(storms)
    weights = fitted.coef_[0] / scaler.scale_
    base = float(fitted.intercept_[0] - weights @ scaler.mean_)
    function = np.array([base, *weights[: len(SIGNS)]])
    whole = function + np.array([weights[-1], *weights[len(SIGNS) : -1]])
    return {"whole": _named(whole), "function": _named(function)}


def _named(weights: Floats) -> dict[str, float]:
    return {str(name): round(float(weight), 4) for name, weight in zip(("base", *SIGNS), weights, strict=True)}


def _fit(storms: Sequence[Sequence[StormRows]]) -> Pipeline:
    """A model of the signs, and of how each counts more or less the more a storm is of the whole site."""
    parts = [part for parts in storms for part in parts]
    rows = np.concatenate([_design(read, part.outage) for part in parts for read in (part.at_once, part.twice)])
    truth = np.concatenate([part.truth for part in parts for _ in range(2)])
    return make_pipeline(StandardScaler(), LogisticRegression(C=_STRENGTH, max_iter=_STEPS)).fit(rows, truth)


def _design(signs: Floats, outage: float) -> Floats:
    return np.column_stack((signs, outage * signs, np.full(len(signs), outage)))


def _part(storm: StormReadings, of_reports: int, of_others: int) -> StormReadings:
    """Every so many-th of the reports, and of the others."""
    reports, others = np.flatnonzero(storm.truth)[::of_reports], np.flatnonzero(~storm.truth)[::of_others]
    rows = np.concatenate((reports, others))
    texts = tuple([storm.texts[row] for row in rows])
    return StormReadings(texts, storm.at_once[rows], storm.closely[rows], storm.truth[rows])


def _rows(storm: StormReadings, model: DuplicateModel) -> StormRows:
    profiles = profiles_of([(text, "", Traits()) for text in storm.texts], model)
    signs = signs_of(profiles, storm.at_once, model)
    twice = signs.copy()
    twice[:, : len(KEPT_CATEGORIES)] = (storm.at_once + storm.closely) / 2
    return StormRows(signs, twice, outage_of(storm.at_once), storm.truth)


def _read_storm(name: str) -> StormReadings:
    classifier = load_classifier(ROOT / "models" / "category")
    reports, others = (
        (ROOT / "bench" / "data" / f"{kind}{name}.txt").read_text("utf-8").splitlines() for kind in ("storm", "others")
    )
    texts = (*reports, *others)
    first, closest = (
        np.array([_log_shares(prediction) for prediction in classifier.predict_many([(text, "") for text in texts], depth)])
        for depth in (Depth.BRIEF, Depth.FULL)
    )
    return StormReadings(texts, first, closest, np.arange(len(texts)) < len(reports))


def _log_shares(prediction: Prediction) -> tuple[float, ...]:
    """Every share is alike for what the model declines to read."""
    reading = read_outage(prediction)
    return (-math.log(len(KEPT_CATEGORIES)),) * len(KEPT_CATEGORIES) if reading is None else reading.log_shares


if __name__ == "__main__":
    main()

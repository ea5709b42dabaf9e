"""How the reading in a storm is fitted."""

import numpy as np
import pytest

from tests.classifier.conftest import read_as
from training.duplicates.storms import StormReadings, StormRows, fit_storms, signs_of_storms, weights_of
from triage.classifier.duplicates.duplicate_model import shipped_model
from triage.classifier.duplicates.storm_signs import SIGNS

LIFT = SIGNS.index("lift")


def storm(seed: int, outage: float, tells: int, count: int = 50) -> list[StormRows]:
    """Reports whose one sign is higher; `outage`: how much the storm is of the whole site."""
    truth = np.arange(count) < count * 4 // 5
    rows = np.random.default_rng(seed).normal(size=(count, len(SIGNS))) * 0.1
    rows[:, tells] += np.where(truth, 2.0, -2.0)
    return [StormRows(rows, rows, outage, truth)]


def test_what_tells_reports_counts_most_in_either_kind_of_storm(capsys):
    """The figures printed are of the storm left out."""
    storms = {f"_{outage}{seed}": storm(seed, outage, 0 if outage else LIFT) for outage in (0.0, 1.0) for seed in (1, 2)}
    found = fit_storms(storms)
    assert {kind: set(weights) for kind, weights in found.items()} == {kind: {"base", *SIGNS} for kind in ("whole", "function")}
    assert max(SIGNS, key=found["whole"].__getitem__) == SIGNS[0]
    assert max(SIGNS, key=found["function"].__getitem__) == "lift"
    assert "storm_1.01, left out: 0 of 40 missed, 0 others taken in" in capsys.readouterr().out


def test_the_same_storms_give_the_same_weights():
    """In the same order."""
    storms = [storm(1, 1.0, 0), storm(2, 0.5, 0)]
    assert weights_of(storms) == weights_of(storms)


def test_parts_of_a_storm_are_read_among_themselves():
    """The whole comes first; parts have fewer reports, or fewer others; the closer reading counts half."""
    report, other = read_as(site_down=1.0).log_shares, read_as(content=1.0).log_shares
    readings = np.array([report] * 12 + [other] * 6)
    texts = tuple(f"word{at}x" for at in range(18))
    whole, *parts = signs_of_storms({"": StormReadings(texts, readings, readings / 2, np.arange(18) < 12)}, shipped_model())[""]
    assert whole.truth.sum() == 12
    assert {(int(part.truth.sum()), int((~part.truth).sum())) for part in parts} == {(6, 6), (4, 6), (6, 2), (12, 2)}
    assert whole.twice[:, 0] == pytest.approx(readings[:, 0] * 0.75)
    assert whole.twice[:, LIFT].tolist() == whole.at_once[:, LIFT].tolist()
    assert whole.outage == pytest.approx(1.0, abs=0.01)

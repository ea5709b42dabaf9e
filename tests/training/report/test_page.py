"""The report is one page without script or outside address, and its figures are plain arithmetic."""

import re

import numpy as np
import pytest

from training.report.drift import drift_figures, month_figures, stability
from training.report.figures import Judged, held_out_figures, month_of
from training.report.growth import _foretold
from training.report.page import write_page
from training.report.plots import bars, confusion_plot, line_plot
from training.retrain.calibration import suspects
from training.retrain.encoding import Encoded

NAMES = ("content", "site_down", "training")
HOSTILE = '<img src=x onerror=alert(1)>"&'


def _judged():
    truth = np.array([0, 0, 1, 1, 2, 2])
    shares = np.array([[0.9, 0.05, 0.05], [0.6, 0.3, 0.1], [0.1, 0.8, 0.1], [0.7, 0.2, 0.1], [0.2, 0.2, 0.6], [0.05, 0.05, 0.9]])
    places = [f"a.csv, row {row}" for row in range(6)]
    times = np.array([0.0, 0.0, 3e6, 3e6, float("nan"), 3e6])
    return Judged(truth, shares, NAMES, np.array([5, 6, 7]), places, ["a.csv"] * 6, times)


def test_figures_of_held_out_tickets():
    """Five of six are right; the mistake stands first among the surest."""
    told = held_out_figures(_judged())
    assert told["accuracy"]["value"] == pytest.approx(5 / 6, abs=1e-4)
    assert told["accuracy"]["low"] <= told["accuracy"]["value"] <= told["accuracy"]["high"]
    assert "novel" not in told  # a split without twins has no other accuracy for tickets without one
    assert told["confusion"] == [[2, 0, 0], [1, 1, 0], [0, 0, 2]]
    assert told["categories"][1] == {
        "name": "site_down",
        "learned": 6,
        "tickets": 2,
        "precision": 1.0,
        "recall": 0.5,
        "f1": 0.6667,
    }
    assert told["mistakes"] == [{"place": "a.csv, row 3", "label": "site_down", "said": "content", "confidence": 0.7}]
    assert [part["name"] for part in told["months"]] == ["1970-01", "1970-02", "undated"]
    assert told["coverage"][0]["answered"] == 1.0
    assert told["coverage"][-1]["accuracy"] == 1.0
    assert sum(point["tickets"] for point in told["reliability"]) == 6


def _figures():
    told = held_out_figures(_judged())
    told["mistakes"][0]["text"] = HOSTILE
    return {
        "name": HOSTILE,
        "split": HOSTILE,
        "notices": [HOSTILE],
        "refused": [HOSTILE],
        "held_out": told,
        "growth": {"points": [{"tickets": 10, "macro_f1": 0.5}, {"tickets": 20, "macro_f1": 0.6}], "more": 500, "gain": 0.02},
        "suspects": [],
        "words": {HOSTILE: [HOSTILE]},
        "drift": {
            "stability_index": 0.1,
            "shares": [{"name": HOSTILE, "client": 0.2, "shipped": 0.1}],
            "unknown_words": 0.1,
            "typical_words": [HOSTILE],
        },
        "months": [{"month": "2026-01", "tickets": 30, "stability_index": None}],
        "made": {"python": "3"},
        "trials": [{"recipe": HOSTILE, "quality": 0.5}],
        "comparison_text": HOSTILE,
        "second_readers": {"encoder": {"kept": False, "why": HOSTILE}},
    }


def test_the_page_escapes_everything_and_needs_nothing_beside_it():
    """No markup of a ticket gets through; no script, no address to load from."""
    page = write_page(_figures())
    assert "<img" not in page
    assert not re.search(r"<script|https?:|src=x onerror=alert\(1\)>", page)
    assert "500 more tickets would gain about 2.0 points" in page
    assert page.count("<svg") == page.count("</svg>") >= 4


def test_plots_are_drawn_from_any_numbers():
    """One point, equal points, zeros: no division by nothing."""
    assert "<circle" in line_plot("t", [(1.0, 1.0)], "x", "y")
    assert "<circle" in line_plot("t", [(1.0, 2.0), (1.0, 2.0)], "x", "y", diagonal=True)
    assert line_plot("t", [], "x", "y") == ""
    assert "<rect" in bars("t", [("a", 0.0, 0.0)])
    assert "<rect" in confusion_plot("t", ["a"], [[0]])


def test_equal_shares_are_stable_and_others_are_not():
    """The population stability index."""
    assert stability(np.array([0.5, 0.5]), np.array([0.5, 0.5])) == 0
    assert stability(np.array([0.5, 0.5]), np.array([0.95, 0.05])) > 0.25


def _encoded(tokens):
    starts = np.array([0, len(tokens)])
    return Encoded(
        ["", "wine", "page", "tax"], np.array(tokens, np.int32), starts, [""], np.zeros(0, np.int32), np.array([0, 0]), [None]
    )


def test_drift_tells_the_words_that_are_new():
    """Half of the client's words do not occur in the corpus."""
    told = drift_figures(_encoded([1, 1, 2, 2]), _encoded([2, 3]), np.array([0]), np.array([1]), NAMES[:2])
    assert told["unknown_words"] == 0.5
    assert told["typical_words"][0] == "wine"
    assert told["stability_index"] > 1


def test_months_with_few_tickets_are_left_out():
    """Their shares would be noise."""
    times = np.array([0.0] * 25 + [3e6] * 25 + [6e6] * 3)
    told = month_figures(np.array([0] * 25 + [1] * 28), times, NAMES)
    assert [each["month"] for each in told] == ["1970-01", "1970-02"]
    assert told[0]["stability_index"] is None
    assert told[1]["stability_index"] > 0.25
    assert month_of(float("nan")) == "undated"


def test_what_more_tickets_gain_follows_the_curve():
    """A rising curve foretells a gain, a falling one none, one point nothing."""
    assert _foretold([100, 200, 400], [0.5, 0.6, 0.7]) > 0.1
    assert _foretold([100, 200], [0.7, 0.6]) == 0
    assert _foretold([100], [0.7]) is None


def test_wrong_labels_are_found_by_what_models_say():
    """A ticket that reads like another category, as surely as that category's own do."""
    labels = np.array([0, 0, 0, 1, 1, 1])
    shares = np.array([[0.9, 0.1], [0.8, 0.2], [0.05, 0.95], [0.1, 0.9], [0.2, 0.8], [0.45, 0.55]])
    assert suspects(labels, shares).tolist() == [2]


def test_of_very_many_tickets_a_sample_tells_and_the_page_says_so():
    """The largest step is 12,000 tickets then, learned roughly."""
    figures = _figures()
    figures["growth"] |= {"rough": True, "points": [{"tickets": 3000, "macro_f1": 0.5}, {"tickets": 12000, "macro_f1": 0.6}]}
    assert "only samples of up to 12000 were learned for this, roughly" in write_page(figures)
    assert "roughly" not in write_page(_figures())

"""Review: the expected cost of acting against the cost of a look."""

from __future__ import annotations

import pytest

from triage.domain.review import ConfidenceLevels, ReviewCosts, needs_review
from triage.domain.vocabulary import Category

COSTS = ReviewCosts(review=1, wrong=5, missed={Category.SITE_DOWN: 20})
DOWN, KEY, WISH = Category.SITE_DOWN, Category.KEY_FUNCTION, Category.FEATURE_REQUEST


@pytest.mark.parametrize(
    ("probabilities", "expected"),
    [
        ([(KEY, 0.9), (WISH, 0.1)], False),
        ([(KEY, 0.8), (WISH, 0.2)], False),
        ([(KEY, 0.79), (WISH, 0.21)], True),
        ([(KEY, 0.94), (DOWN, 0.06)], True),
        ([(DOWN, 0.85), (KEY, 0.15)], False),
        ([], True),
    ],
)
def test_needs_review(probabilities, expected):
    """A review is due when being wrong costs more on average; overlooking an outage weighs most."""
    assert needs_review(probabilities, COSTS) is expected


@pytest.mark.parametrize(("confidence", "level"), [(None, "none"), (0.1, "low"), (0.6, "medium"), (0.85, "high"), (1.0, "high")])
def test_levels(confidence, level):
    """The policy names the borders."""
    assert ConfidenceLevels(0.85, 0.6).level(confidence) == level

"""When a suggestion is too uncertain to act on: the expected cost of acting against the cost of a look by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from triage.domain.vocabulary import Category


@dataclass(frozen=True, slots=True)
class ReviewCosts:
    """What mistakes cost, in any one unit; the policy states them.

    Attributes:
        review: a person looks at the category.
        wrong: the ticket is handled as another category than it is.
        missed: per category, the cost when that category is overlooked (instead of `wrong`).
    """

    review: float
    wrong: float
    missed: Mapping[Category, float]


def needs_review(probabilities: Sequence[tuple[Category, float]], costs: ReviewCosts) -> bool:
    """Whether acting on the most probable category costs more, on average, than a review (reject option, Chow 1970)."""
    if not probabilities:
        return True
    risk = sum(p * costs.missed.get(category, costs.wrong) for category, p in probabilities[1:])
    return risk > costs.review


@dataclass(frozen=True, slots=True)
class ConfidenceLevels:
    """The least confidence that is called high, and medium."""

    high: float
    medium: float

    def level(self, confidence: float | None) -> str:
        """`none`, `low`, `medium` or `high`."""
        if confidence is None:
            return "none"
        if confidence >= self.high:
            return "high"
        return "medium" if confidence >= self.medium else "low"

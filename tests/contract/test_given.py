"""What a policy's case gives in place of the model."""

import pytest

from triage.contract.given import parse_given
from triage.domain.vocabulary import Category


@pytest.mark.parametrize(
    ("given", "first"),
    [({"category": "content"}, 0.99), ({"category": "content", "confidence": 0.4}, 0.4), ({"category": "training"}, 0.99)],
)
def test_what_a_category_leaves_goes_to_the_others_alike(given: dict[str, object], first: float) -> None:
    """The shares are those of every category and make up one."""
    found = parse_given(given, "/given").prediction.probabilities
    assert (found[0][0], found[0][1]) == (Category(str(given["category"])), first)
    assert {name for name, _ in found} == set(Category)
    assert sum(share for _, share in found) == pytest.approx(1)
    assert len({share for _, share in found[1:]}) == 1


def test_without_a_category_the_model_declines() -> None:
    """And nothing stands in for the matching and the splitting."""
    given = parse_given({}, "/given")
    assert (given.prediction.probabilities, given.prediction.declined, given.match, given.parts) == ((), "no_text", None, None)

"""What each sign says of two tickets."""

from dataclasses import replace

import pytest

from triage.classifier.duplicates.duplicate_model import shipped_model
from triage.classifier.duplicates.likeness import _other_kinds

MODEL = replace(shipped_model(), kinds=(0b11, 0b1100, 0b110000))  # three kinds of two things each


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (0b010101, 0b010101, 0),
        (0b000001, 0b000010, 1),
        (0b000101, 0b001010, 2),
        (0b010101, 0b101010, 2),
        (0b010101, 0b101001, 2),
        (0b000001, 0b001000, 0),
        (0b000011, 0b000010, 0),
    ],
)
def test_kinds_that_both_name_differently_count_twice_at_most(first: int, second: int, expected: float) -> None:
    """What only one of them names says nothing, nor what both name among others."""
    assert _other_kinds(first, second, MODEL) == _other_kinds(second, first, MODEL) == expected

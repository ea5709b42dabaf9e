"""First places against a search from the start."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.classifier.category import places
from triage.classifier.category.places import Places


@pytest.mark.parametrize("at_hand", [4, 1 << 13])
@given(sequences=st.lists(st.lists(st.integers(0, 9)), min_size=1))
def test_first(at_hand, sequences):
    """Whatever was asked before, in sequences longer than what is at hand too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(places, "_BACKWARDS", np.arange(at_hand)[::-1])
        table = Places(10)
        for numbers in sequences:
            assert table.first(np.array(numbers, np.int64)).tolist() == [numbers.index(number) for number in numbers]

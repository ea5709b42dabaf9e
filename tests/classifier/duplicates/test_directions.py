"""What a text means in a few small numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.classifier.duplicates.directions import DIMENSIONS, Projection, cosine
from triage.classifier.duplicates.duplicate_model import shipped_model
from triage.classifier.duplicates.meanings import shipped_meanings

WIDTH = 768
numbers = st.lists(st.floats(-1, 1, width=32), min_size=3, max_size=3)


def test_the_cosine_of_directions():
    """Of any length; nothing agrees with no direction."""
    one, none = np.array([3, 4], np.int8), np.zeros(2, np.int8)
    assert (cosine(one, one), cosine(one, -one), cosine(one, none)) == (1.0, -1.0, 0.0)
    least = np.full(DIMENSIONS, -128, np.int8)
    assert cosine(least, least) == 1.0


@given(numbers, numbers)
def test_the_cosine_is_kept_where_the_axes_hold_all(one: list[float], other: list[float]):
    """But for the rounding to eight bits."""
    axes = Projection(np.eye(DIMENSIONS, 3, dtype=np.float32))
    first, second = np.array(one, np.float32), np.array(other, np.float32)
    length = float(np.linalg.norm(first) * np.linalg.norm(second))
    if length > 1e-6:
        assert cosine(axes.of(first), axes.of(second)) == pytest.approx(float(first @ second) / length, abs=0.02)


def test_no_vector_has_no_direction():
    """All numbers are 0, as in a fingerprint without one."""
    assert not Projection(np.eye(DIMENSIONS, 3, dtype=np.float32)).of(np.zeros(3, np.float32)).any()


def test_the_shipped_axes_stand_on_each_other_and_fit_the_encoder():
    """Each of length 1; `shipped_meanings` refuses those of another encoder."""
    axes = shipped_model().projection.axes
    assert axes.shape == (DIMENSIONS, WIDTH)
    assert np.allclose(axes @ axes.T, np.eye(DIMENSIONS), atol=0.01)
    assert shipped_meanings().projection is shipped_model().projection
    assert np.abs(shipped_model().projection.of(axes[3])).argmax() == 3


def test_a_file_of_another_size_is_refused():
    """128 axes of one length."""
    with pytest.raises(ValueError, match="reshape"):
        Projection.read(bytes(2 * DIMENSIONS + 2))

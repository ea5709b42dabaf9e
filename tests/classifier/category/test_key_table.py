"""Numbers found by two look-ups against a search."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.classifier.category import key_table as module
from triage.classifier.category.key_table import SENTINEL, key_table

numbers = st.integers(0, SENTINEL - 1)


def expected(keys, wanted, first, none):
    return [first + keys.index(key) if key in keys else none for key in wanted]


@given(keys=st.sets(st.one_of(numbers, st.integers(0, 50)), max_size=200), others=st.lists(numbers, max_size=20))
def test_any_keys(keys, others):
    """All keys are found, everything else is none."""
    ascending = sorted(keys)
    table = key_table(np.array([*ascending, SENTINEL]), 7, -1)
    wanted = [*ascending, *others, 0]
    assert table.find(np.array(wanted)).tolist() == expected(ascending, wanted, 7, -1)


@pytest.mark.parametrize("step", [1, 1 << 20, 1 << 45, 10_007])
def test_many_keys_in_a_pattern(step):
    """Keys with digits in common do not crowd; a table of any shape may be asked."""
    keys = np.arange(10_000) * step
    found = key_table(np.append(keys, SENTINEL), 0, 10_000).find(np.stack((keys, keys + 3)))
    assert found[0].tolist() == list(range(10_000))
    assert (found[1] == (np.arange(10_000) + 3 if step == 1 else 10_000))[:-3].all()


def test_crowded_keys_get_more_room(monkeypatch):
    """When keys put each other out for too long, the tables grow."""
    keys = np.append(np.unique(np.random.default_rng(1).integers(0, SENTINEL, 100)), SENTINEL)
    usual = key_table(keys, 0, -1).bits
    monkeypatch.setattr(module, "_ROUNDS", 1)
    table = key_table(keys, 0, -1)
    assert table.bits > usual
    assert table.find(keys[:-1]).tolist() == list(range(100))


@pytest.mark.parametrize("keys", [[2, 1, SENTINEL], [1, 1, SENTINEL], [1, 2]])
def test_damaged_keys_are_refused(keys):
    """They come from a file."""
    with pytest.raises(ValueError, match="not sorted"):
        key_table(np.array(keys), 0, -1)

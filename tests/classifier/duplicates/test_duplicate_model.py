"""What matching knows beforehand."""

import numpy as np
import pytest

from triage.classifier.duplicates.lookup import BUCKETS, Lookup

CASES = [
    ({}, [7, 0], []),
    ({7: 1}, [7, 8, 7], [(0, 1), (2, 1)]),
    ({7: 1, 7 + BUCKETS: 2, 7 + 3 * BUCKETS: 3}, [7 + 3 * BUCKETS, 7, 7 + BUCKETS], [(0, 3), (1, 1), (2, 2)]),
    ({7: 1, 7 + 2 * BUCKETS: 2, 8: 3}, [7 + BUCKETS, 7 + 3 * BUCKETS, 8], [(2, 3)]),
    ({BUCKETS - 1: 5}, [BUCKETS - 1, 2 * BUCKETS - 1], [(0, 5)]),
]


@pytest.mark.parametrize(("entries", "asked", "expected"), CASES)
def test_a_table_finds_its_own_hashes_and_no_other(entries, asked, expected):
    """Hashes that share a bucket are told apart, in the order asked."""
    at, values = Lookup.of(entries).find(np.array(asked, np.uint64))
    assert list(zip(at.tolist(), values.tolist(), strict=True)) == expected

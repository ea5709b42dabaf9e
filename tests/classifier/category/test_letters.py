"""Letter groups found by arithmetic against scikit-learn's own `char_wb`."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from triage.classifier.category.letters import char_tables

TRAINED = ["a", "ab", "shop", "shops", "checkout", "größe", "て", "_php", "000", "?", ".", "banana"]
SHARE = 0.5
RANGES = [(1, 1), (1, 6), (2, 3), (3, 3), (3, 5), (4, 5), (5, 5)]

words = st.lists(st.one_of(st.sampled_from(TRAINED), st.text("abnshopctker0?._öてxя🔥", min_size=1, max_size=12)), min_size=1)


def tables_of(shortest, longest):
    """Tables with one column a group, so that a sum of rows counts them, after the rows' share; and what counts the same."""
    vectorizer = CountVectorizer(analyzer="char_wb", ngram_range=(shortest, longest)).fit(TRAINED)
    groups = list(vectorizer.get_feature_names_out())
    idf = np.arange(1.0, len(groups) + 1)
    rows = np.diag(1 / (idf * SHARE)).astype(np.float32)
    return char_tables(groups, shortest, longest, rows, idf, SHARE), vectorizer


@pytest.mark.parametrize("span", RANGES, ids=str)
@settings(deadline=None)
@given(words=words)
def test_groups_are_those_of_the_vectorizer(span, words):
    """Short words, long ones, letters and groups that training never met, many words at once."""
    tables, vectorizer = tables_of(*span)
    counts = vectorizer.transform(words).toarray()
    found = tables.sums_of(words)
    np.testing.assert_allclose(found[:, :-1], counts, rtol=1e-6)
    np.testing.assert_allclose(found[:, -1], counts @ np.arange(1.0, counts.shape[1] + 1))


@pytest.mark.parametrize(("groups", "rows", "reason"), [(["b", "a"], 2, "not sorted"), (["a", "b"], 3, "2 letter groups")])
def test_damaged_tables_are_refused(groups, rows, reason):
    """They come from a file."""
    with pytest.raises(ValueError, match=reason):
        char_tables(groups, 1, 5, np.zeros((rows, 1), np.float32), np.ones(rows), SHARE)


def test_too_many_letters():
    """Groups that do not fit a number are refused, not confused."""
    groups = sorted(map(chr, range(0x4E00, 0x9000)))
    with pytest.raises(ValueError, match="too many"):
        char_tables(groups, 1, 5, np.zeros((len(groups), 1), np.float32), np.ones(len(groups)), SHARE)

"""Numbered n-grams against scikit-learn's own TF-IDF."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from triage.classifier.category import ngrams
from triage.classifier.category.ngrams import assemble, index_ngrams

DOCUMENTS = ["a b a b c", "b c d", "a a a", "d c b a", "e"]


@pytest.mark.parametrize("spread", [False, True])
@pytest.mark.parametrize("longest", [1, 2, 3])
@pytest.mark.parametrize("norm", ["l1", "l2", None])
@pytest.mark.parametrize("sublinear", [False, True])
def test_scores(spread, longest, norm, sublinear, monkeypatch):
    """Searched or looked up, the scores are the vectorizer's, whatever its options."""
    vectorizer = TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, longest), norm=norm, sublinear_tf=sublinear).fit(
        DOCUMENTS[:4]
    )
    terms = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
    number = {"a": 0, "b": 1, "c": 2, "d": 3}
    keys, order = index_ngrams((tuple(number[piece] for piece in term.split()) for term in terms), 4)
    monkeypatch.setattr(ngrams, "_LARGEST_SPREAD", 1000 if spread else 0)
    weights = np.arange(len(terms) * 2.0).reshape(-1, 2)
    ranked = weights[order].astype(np.float32)
    tables = assemble(keys, vectorizer.idf_[order], ranked, 0.5, 4, sublinear=sublinear, norm=norm or "none")
    for document in [*DOCUMENTS, "a x b", "", "c"]:
        pieces = np.array([number.get(piece, 4) for piece in document.split()], np.int64)
        scored = tables.score(pieces)
        expected = vectorizer.transform([document]) @ weights * 0.5
        np.testing.assert_allclose(scored.scores, expected[0], atol=1e-12)
        pushes, phrases = scored.pushes(1)
        assert pushes.shape == pieces.shape
        assert all(2 <= length <= longest and start + length <= pieces.size for _, start, length in phrases)
        if longest == 1:
            assert pushes.sum() == pytest.approx(scored.scores[1])

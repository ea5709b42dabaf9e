"""The plain methods that matching is compared with: TF-IDF cosine, BM25, rapidfuzz. Bench only."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz
from sklearn.feature_extraction.text import TfidfVectorizer


def tfidf_scores(query: str, pool: Sequence[str]) -> list[float]:
    """Cosine of word TF-IDF vectors, IDF from the pool."""
    vectorizer = TfidfVectorizer(sublinear_tf=True)
    table = vectorizer.fit_transform([*pool, query])
    return np.asarray((table[:-1] @ table[-1].T).todense()).ravel().tolist()


def bm25_scores(query: str, pool: Sequence[str], k1: float = 1.5, b: float = 0.75) -> list[float]:
    """Okapi BM25."""
    texts = [Counter(text.lower().split()) for text in pool]
    mean = sum(text.total() for text in texts) / len(texts) or 1.0
    seen = Counter(word for text in texts for word in text)
    rarity = {word: math.log(1 + (len(texts) - count + 0.5) / (count + 0.5)) for word, count in seen.items()}
    return [
        sum(
            rarity[word] * text[word] * (k1 + 1) / (text[word] + k1 * (1 - b + b * text.total() / mean))
            for word in set(query.lower().split())
            if word in text
        )
        for text in texts
    ]


def rapidfuzz_scores(query: str, pool: Sequence[str]) -> list[float]:
    """token_set_ratio, 0 to 1."""
    return [fuzz.token_set_ratio(query, text) / 100 for text in pool]

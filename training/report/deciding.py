"""Which words decide for each category, over all tickets that were learned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from training.retrain.encoding import Encoded
from training.retrain.recipe import Fitted

_WORDS = 15


def deciding_words(fitted: Fitted, texts: Encoded, names: Sequence[str]) -> dict[str, list[str]]:
    """Per category the words and phrases with the largest weight, each as it is read (folded)."""
    vocabulary = fitted.vocabulary
    count = vocabulary.sizes[0]
    weights = fitted.head.weights[:count] * vocabulary.words.idf[:, None]
    weights = weights - weights.mean(1, keepdims=True)
    pieces = vocabulary.words.pieces()
    return {
        name: [
            " ".join(texts.words[piece] for piece in pieces[at])
            for at in np.argsort(-weights[:, label], kind="stable")[:_WORDS].tolist()
        ]
        for label, name in enumerate(names)
    }

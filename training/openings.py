"""`python -m training.openings`: learn which words begin a ticket (models/splitting/openings.bin), from the corpus alone.

The tickets from which `training.seams` learns and those on which the bench counts splits are left out: they must meet weights
that have not seen them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from training.corpus import LabelledTicket, read_corpus
from training.files import put_file
from training.seams import COUNTED, EVERY, LEARNED
from triage.classifier.splitting.openings import BUCKETS, STEP, buckets_of
from triage.classifier.splitting.parts import read_sentences
from triage.classifier.splitting.sentences import find_sentences
from triage.classifier.splitting.split_cues import shipped_cues

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "models" / "splitting" / "openings.bin"
_READ_AT_MOST = 4_000  # characters of a ticket
_SENTENCES = 14  # of a ticket
_FEWEST_WORDS = 3  # of a sentence that says something
_STRENGTH = 0.3  # of the regression, in the terms of scikit-learn: tried on tickets left out, the area below the curve is 0.73


def bodies_of(corpus: Iterable[LabelledTicket]) -> list[str]:
    """The corpus' texts without those left out."""
    return [ticket.body[:_READ_AT_MOST] for at, ticket in enumerate(corpus) if at % EVERY not in (LEARNED, COUNTED)]


def sentences_of(body: str) -> list[list[str]]:
    """The words of its sentences from the first that says something on; none when that is the only one."""
    words = [one.words for one in read_sentences(body, find_sentences(body, 0)[:_SENTENCES])]
    greets = shipped_cues().has
    first = next((at for at, one in enumerate(words) if len(one) > _FEWEST_WORDS and not greets("greets", one, 1)), len(words))
    return [one for one in words[first:] if len(one) >= _FEWEST_WORDS] if first < len(words) - 1 else []


def learn(bodies: Iterable[str]) -> NDArray[np.int8]:
    """The weights, by a logistic regression of being first."""
    told = [(buckets_of(words), at == 0) for body in bodies for at, words in enumerate(sentences_of(body))]
    ends = np.cumsum([0, *(len(buckets) for buckets, _ in told)])
    values = np.concatenate([np.full(len(buckets), len(buckets) ** -0.5) for buckets, _ in told])
    matrix = csr_matrix((values, np.concatenate([buckets for buckets, _ in told]), ends), shape=(len(told), BUCKETS))
    model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=60)
    weights: NDArray[np.float64] = model.fit(matrix, [first for _, first in told]).coef_[0]
    result: NDArray[np.int8] = np.clip(np.round(weights / STEP), -127, 127).astype(np.int8)
    return result


def main() -> None:
    """Learn and write."""
    argparse.ArgumentParser(prog="python -m training.openings", description=__doc__).parse_args()
    put_file(TARGET, learn(bodies_of(read_corpus())).tobytes())


if __name__ == "__main__":
    main()

"""The axes of models/duplicates/projection.bin: those along which sentences of the corpus differ most, as an encoder sees them.

Sentences rather than whole tickets, since they are cheap to read and say one thing each; none is of the cases that measure it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from training.corpus import LabelledTicket
from triage.classifier.duplicates.directions import DIMENSIONS
from triage.classifier.encoder.meaning import LANGUAGE

_EVERY = 90  # of the sentences: some 770, which the encoder reads in a minute
_WORDS = range(4, 61)
_END = re.compile(r"(?<=[.!?])\s+|\n+")


def sentences_of(corpus: Iterable[LabelledTicket]) -> list[tuple[str, str]]:
    """A sample of the English sentences of a corpus, each as the (subject, body) of a ticket without subject."""
    bodies = [ticket.body for ticket in corpus if ticket.language == LANGUAGE]
    sentences = dict.fromkeys(part for body in bodies for part in _END.split(body) if len(part.split()) in _WORDS)
    return [("", sentence) for sentence in list(sentences)[::_EVERY]]


def fit_projection(vectors: Sequence[NDArray[np.float16]]) -> bytes:
    """The axes as `Projection.read` takes them, the most telling first; each points to where its largest number is positive."""
    table = np.array(vectors, np.float64)
    values, axes = np.linalg.eigh(table.T @ table)
    first = axes[:, ::-1][:, :DIMENSIONS].T
    first *= np.sign(first[np.arange(len(first)), np.abs(first).argmax(1)])[:, None]
    print(f"{len(table)} sentences, of which {values[-DIMENSIONS:].sum() / values.sum():.2f} is kept in {DIMENSIONS} numbers")
    return first.astype("<f2").tobytes()
